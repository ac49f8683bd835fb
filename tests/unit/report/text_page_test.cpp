#include "report/text_page.h"

#include <gtest/gtest.h>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

std::string paragraph(int width, std::string_view lead, std::string_view text,
                      RenderOptions::Colour colour = RenderOptions::Colour::kNever) {
  StringWriter out;
  Buffer buffer(out);
  RenderOptions options;
  options.width = width;
  options.colour = colour;
  TextPage page(buffer, options);
  page.paragraph(lead, text, Style::kError, Style::kStrong);
  EXPECT_TRUE(page.finish());
  return out.text;
}

TEST(TextPage, WrapsAndHangs) {
  // 40 columns: the last word of a line may end in the fortieth.
  EXPECT_EQ(paragraph(40, "Cause: ", "aaaaaaaaaa bbbbbbbbbb ccccccccccc ddd"),
            "Cause: aaaaaaaaaa bbbbbbbbbb ccccccccccc\n       ddd\n");
  EXPECT_EQ(paragraph(40, "Cause: ", "aaaaaaaaaa bbbbbbbbbb cccccccccccc"),
            "Cause: aaaaaaaaaa bbbbbbbbbb\n       cccccccccccc\n");
}

TEST(TextPage, WrapsAWideLeadWithItsText) {
  EXPECT_EQ(paragraph(40, "  aaaaaaaaaaaaaaaaaaa: ", "bbbbbbbbbbb ccccccccccc ddd"),
            "  aaaaaaaaaaaaaaaaaaa: bbbbbbbbbbb\n    ccccccccccc ddd\n");
}

TEST(TextPage, HasAtLeastFortyColumns) { EXPECT_EQ(paragraph(3, "", "aaa bbb ccc"), "aaa bbb ccc\n"); }

TEST(TextPage, NeverBreaksWithoutWidth) {
  const std::string text(500, 'x');
  EXPECT_EQ(paragraph(0, "", text + " " + text), text + " " + text + "\n");
}

TEST(TextPage, KeepsALongWordWhole) {
  const std::string path(60, 'p');
  EXPECT_EQ(paragraph(40, "  ", "at " + path + " there"), "  at\n  " + path + "\n  there\n");
  EXPECT_EQ(paragraph(40, "  ", path), "  " + path + "\n");
}

std::string excerpt(int width, std::string_view text) {
  StringWriter out;
  Buffer buffer(out);
  RenderOptions options;
  options.width = width;
  options.colour = RenderOptions::Colour::kNever;
  TextPage page(buffer, options);
  page.excerpt("  ", text);
  EXPECT_TRUE(page.finish());
  return out.text;
}

TEST(TextPage, WrapsAnExcerptSoThatItsMiddleStays) {
  EXPECT_EQ(excerpt(40, "09:18:00.123 |15,,,CsEws,10,HTTP status code: 401, for ews URL: https://mail.example.com/"),
            "  09:18:00.123 |15,,,CsEws,10,HTTP\n"
            "  status code: 401, for ews URL:\n"
            "  https://mail.example.com/\n");
  EXPECT_EQ(excerpt(0, "a b"), "  a b\n");
  EXPECT_EQ(excerpt(40, ""), "  \n");
}

TEST(TextPage, CutsWordsAndTextsOfAnExcerptThatAreTooWide) {
  const std::string fits(38, 'f'), wide = std::string(20, 'a') + std::string(19, 'z');
  EXPECT_EQ(excerpt(40, "at " + fits), "  at\n  " + fits + "\n");
  EXPECT_EQ(excerpt(40, "at " + wide + " there"),
            "  at\n  " + std::string(20, 'a') + "zzzz..." + std::string(11, 'z') + "\n  there\n");

  std::string longest = "first", longer;
  while (longest.size() < 395) longest += " word";
  EXPECT_EQ(longest.size(), 395U);
  longest += " last";
  EXPECT_EQ(excerpt(40, longest).find("..."), std::string::npos);
  longer = longest.substr(0, 200) + "x" + longest.substr(200);
  EXPECT_NE(excerpt(40, longer).find("..."), std::string::npos);
  EXPECT_EQ(excerpt(40, longer).substr(0, 7), "  first");
  EXPECT_NE(excerpt(40, longer).find(" last\n"), std::string::npos);
}

TEST(TextPage, EndsTheLineOfAnEmptyText) { EXPECT_EQ(paragraph(40, "  x: ", ""), "  x: \n"); }

TEST(TextPage, MeasuresColumnsNotBytes) {
  EXPECT_EQ(columns("M\xc3\xbcller"), 6);
  EXPECT_EQ(columns("\xe6\x97\xa5\xe6\x9c\xac"), 4);
  EXPECT_EQ(columns("e\xcc\x81"), 1);
}

TEST(TextPage, ColoursOnlyWhenAsked) {
  EXPECT_EQ(paragraph(40, "a ", "b", RenderOptions::Colour::kAlways), "\x1b[31ma \x1b[0m\x1b[1mb\x1b[0m\n");
  EXPECT_EQ(paragraph(40, "a ", "b"), "a b\n");
}

TEST(CutMiddle, KeepsTheFrontAndTheBack) {
  EXPECT_EQ(cut_middle("0123456789", 10), "0123456789");
  EXPECT_EQ(cut_middle("0123456789a", 10), "01234...9a");
  EXPECT_EQ(cut_middle("0123456789", 1), "0123...9");  // never below eight
  for (int width = 8; width < 30; ++width) {
    const std::string cut = cut_middle(
        "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e\xe6\x97\xa5\xe6\x9c\xac", width);
    EXPECT_LE(columns(cut), width);
    EXPECT_EQ(escape_for_terminal(cut), cut) << "a character was cut in two";
  }
}

TEST(Numbers, AreGroupedAndCounted) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(1000), "1,000");
  EXPECT_EQ(grouped(1234567), "1,234,567");
  EXPECT_EQ(counted(1, "log"), "1 log");
  EXPECT_EQ(counted(0, "log"), "0 logs");
}

TEST(Numbers, TellBytesInTheirUnit) {
  EXPECT_EQ(bytes_text(0), "0 bytes");
  EXPECT_EQ(bytes_text(1), "1 byte");
  EXPECT_EQ(bytes_text(1023), "1,023 bytes");
  EXPECT_EQ(bytes_text(1024), "1.0 KiB");
  EXPECT_EQ(bytes_text(1536), "1.5 KiB");
  EXPECT_EQ(bytes_text(100 * 1024), "100 KiB");
  EXPECT_EQ(bytes_text(1024 * 1024 - 1), "1023 KiB");
  EXPECT_EQ(bytes_text(1024 * 1024), "1.0 MiB");
  EXPECT_EQ(bytes_text(std::uint64_t{18446744073709551615U}), "15.9 EiB");
}

}  // namespace
}  // namespace logscan::detail
