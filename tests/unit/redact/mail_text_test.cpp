#include "redact/mail_text.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

// Writes a mail's text as M<...>, one of a saved mail as L<...>, and knows the text `Offer for Acme`.
class Marker final : public PieceHandler {
 public:
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    const bool mail = kind == TokenKind::kMailText || kind == TokenKind::kMailLine;
    if (!mail) return std::string(piece);
    return (kind == TokenKind::kMailText ? "M<" : "L<") + std::string(piece) + ">";
  }
  std::string on_word(std::string_view word) override { return std::string(word); }
  std::size_t known_text(std::string_view text) override {
    constexpr std::string_view kText = "Offer for Acme";
    return text.starts_with(kText) ? kText.size() : 0;
  }
};

std::string marked(std::string_view text) {
  Marker marker;
  return scan_pieces(text, marker);
}

TEST(MailText, IsFoundByWhatStandsAroundIt) {
  const struct {
    const char *name, *text, *marked;
  } cases[] = {
      {"Element", "<t:Subject>Our offer!</t:Subject>", "<t:Subject>M<Our offer>!</t:Subject>"},
      {"Attribute", "<t:Body BodyType=\"Text\">Dear all,\r\n\r\nplease\n</t:Body>",
       "<t:Body BodyType=\"Text\">M<Dear all>,\r\n\r\nM<please>\n</t:Body>"},
      {"Escaped", "&lt;t:Subject&gt;Our offer&lt;/t:Subject&gt;", "&lt;t:Subject&gt;M<Our offer>&lt;/t:Subject&gt;"},
      {"Verbatim", "<Subject><![CDATA[a <b> c]]></Subject>", "<Subject><![CDATA[M<a <b> c>]]></Subject>"},
      {"Sender", "<t:Name>Ann Lee</t:Name><Name>SRM</Name>", "<t:Name>M<Ann Lee></t:Name><Name>SRM</Name>"},
      {"SoapBody", "<soap:Body><m:Subscribe/></soap:Body>", "<soap:Body><m:Subscribe/></soap:Body>"},
      {"EmptyElement", "<t:Subject/>a<t:Subject></t:Subject>", "<t:Subject/>a<t:Subject></t:Subject>"},
      {"OtherElement", "<t:Subjects>a</t:Subjects><Watermark>b</Watermark>",
       "<t:Subjects>a</t:Subjects><Watermark>b</Watermark>"},
      {"CutElement", "<t:Subject>Our off", "<t:Subject>M<Our off>"},
      {"CutTag", "<t:Body BodyType=", "<t:Body BodyType="},
      {"Field", "Subject: Our offer\nDate: x", "Subject: M<Our offer>\nDate: x"},
      {"FoldedField", "Subject: Our\n offer\nDate: x", "Subject: M<Our>\n M<offer>\nDate: x"},
      {"InALine", "12:00 mail subject: Our offer", "12:00 mail subject: M<Our offer>"},
      {"NextLineIsAnother", "x Subject: a b\n  c", "x Subject: M<a b>\n  c"},
      {"Quoted", R"(subject="Our \"offer\"" size=5)", R"(subject="M<Our \"offer>\"" size=5)"},
      {"Json", R"({"subject": "Our offer", "size": 5})", R"({"subject": "M<Our offer>", "size": 5})"},
      {"Brackets", "subject=[Our offer] size=5", "subject=[M<Our offer>] size=5"},
      {"Bare", "subject=Our offer size=5", "subject=M<Our offer> size=5"},
      {"Query", "GET /x?subject=Our%20offer&pid=1 HTTP/1.1", "GET /x?subject=M<Our%20offer>&pid=1 HTTP/1.1"},
      {"Certificate", "Subject: CN=imp1, O=x\nsubject=/C=US/CN=x\nsubject = C = US",
       "Subject: CN=imp1, O=x\nsubject=/C=US/CN=x\nsubject = C = US"},
      {"Object", R"("subject": {"kind": "node"})", R"("subject": {"kind": "node"})"},
      {"NoSign", "Subject Alternative Name: x", "Subject Alternative Name: x"},
      {"NoValue", "Subject:\nx", "Subject:\nx"},
      {"Known", "read 'Offer for Acme' now", "read 'M<Offer for Acme>' now"},
      {"KnownBeginsAWord", "xOffer for Acme", "xOffer for Acme"},
      {"Umlauts", "Subject: (\xc3\x84rger)", "Subject: (M<\xc3\x84rger>)"},
  };
  for (const auto& c : cases) EXPECT_EQ(marked(c.text), c.marked) << c.name;
}

TEST(MailText, ASavedMailIsToldByItsFields) {
  EXPECT_TRUE(is_mail("From: a\nTo: b\nSubject: c\n\nText"));
  EXPECT_TRUE(is_mail("\xef\xbb\xbfReceived: from x\n\tby y\r\nDate: b\r\nMIME-Version: 1.0\r\nX-Y: z\r\n\r\n"));
  EXPECT_TRUE(is_mail("From ann Thu Mar  5 2026\nFrom: a\nTo: b\nDate: c\n\n"));
  EXPECT_TRUE(is_mail("From: a\nTo: b\nDate: c\nX-Cut-With")) << "a head ends somewhere";
  EXPECT_FALSE(is_mail("From: a\nTo: b\n\nSubject: c\n"));
  EXPECT_FALSE(is_mail("From: a\nTo: b\nDate: c\nno field here\n\n"));
  EXPECT_FALSE(is_mail("Host Name : imp1\nDate : x\nFrom : y\n"));
  EXPECT_FALSE(is_mail(""));
}

TEST(MailText, OfASavedMailEachLineIsSomebodys) {
  const std::string attached(76, 'Q');
  const std::string mail = "Subject: Our offer\nFrom: x\n\nDear all,\n\n> no\n" + attached + "\n--end--\n";
  const std::string expected =
      "Subject: M<Our offer>\nFrom: x\n\nL<Dear all>,\n\n> L<no>\n" + std::string(76, 'A') + "\n--L<end>--\n";
  Marker marker;
  MailScanner scanner(marker);
  EXPECT_EQ(scanner.scan(mail), expected);
  // The same in blocks that end where each line does.
  MailScanner again(marker);
  std::string out;
  for (std::size_t at = 0; at < mail.size();) {
    const std::size_t end = mail.find('\n', at) + 1;
    out += again.scan(std::string_view(mail).substr(at, end - at));
    at = end;
  }
  EXPECT_EQ(out, expected);
}

}  // namespace
}  // namespace logscan::detail
