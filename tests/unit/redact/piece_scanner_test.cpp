#include "redact/piece_scanner.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

// Writes each piece as KIND<piece>, and knows the word `imp1` and the user `j.smith`.
class Marker final : public PieceHandler {
 public:
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    return std::string(token_kind_name(kind)) + "<" + std::string(piece) + ">";
  }
  std::string on_word(std::string_view word) override {
    return word == "imp1" || word == "j.smith" ? "word<" + std::string(word) + ">" : std::string(word);
  }
};

std::string marked(std::string_view text) {
  Marker marker;
  return scan_pieces(text, marker);
}

TEST(PieceScanner, FindsPiecesAndNothingElse) {
  const struct {
    const char *name, *text, *marked;
  } cases[] = {
      {"Ipv4", "from 10.93.132.92:7080, 10.1.2.3.", "from ipv4<10.93.132.92>:7080, ipv4<10.1.2.3>."},
      {"VersionIsNoAddress", "14.0.1.12901-1 9.1.2.3-45 1.2.3.4.5 256.1.1.1",
       "14.0.1.12901-1 9.1.2.3-45 1.2.3.4.5 256.1.1.1"},
      {"Ipv6", "[2001:db8::1]:443 fe80::1%eth0", "[ipv6<2001:db8::1>]:443 ipv6<fe80::1>%eth0"},
      {"TimeIsNoAddress", "12:34:56 std::string add::bad 00:0c:29:aa:bb:cc",
       "12:34:56 std::string add::bad 00:0c:29:aa:bb:cc"},
      {"Guid", "id=5a3f1000-1b2c-4d5e-8f90-aabbccddeeff&pid=1", "id=guid<5a3f1000-1b2c-4d5e-8f90-aabbccddeeff>&pid=1"},
      {"Hex", "0123456789abcdef0123456789abcdef", "hex<0123456789abcdef0123456789abcdef>"},
      {"Mail", "to j.doe@corp.local!", "to user<j.doe>@host<corp>.local!"},
      {"MailEscaped", "u=j.doe%40corp.local&x", "u=user<j.doe>%40host<corp>.local&x"},
      {"Prompt", "admin@node7:~$ x", "user<admin>@host<node7>:~$ x"},
      {"ObjectIsNoMail", "java.lang.Object@1a2b3c", "java.lang.Object@1a2b3c"},
      {"Fqdn", "at cas1.corp.com.", "at host<cas1>.host<corp>.com."},
      {"Url", "https://cas1.corp.com:443/EWS/Exchange.asmx", "https://host<cas1>.host<corp>.com:443/EWS/Exchange.asmx"},
      {"ClassIsNoHost", "com.cisco.cuc.net java.util.in request.log a_b.com",
       "com.cisco.cuc.net java.util.in request.log a_b.com"},
      {"PublicDomain", "outlook.office365.com www.cisco.com", "outlook.office365.com www.cisco.com"},
      {"KnownWord", "imp1 imp1_trace x-imp1 imp1.log imp12",
       "word<imp1> word<imp1>_trace x-word<imp1> word<imp1>.log imp12"},
      {"KnownDotted", "j.smith j.smith.log", "word<j.smith> word<j.smith>.log"},
      {"Named", R"(user=jdoe "hostname": "abc1" UserID: [x7y])",
       R"(user=user<jdoe> "hostname": "host<abc1>" UserID: [user<x7y>])"},
      {"NamedMail", "user=j.doe@corp.com", "user=user<j.doe>@host<corp>.com"},
      {"Escapes", "a%20imp1%2Fimp1", "a%20word<imp1>%2Fword<imp1>"},
      {"Empty", "", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(marked(c.text), c.marked) << c.name;
}

TEST(PieceScanner, LooksIntoBase64) {
  // "user imp1 logs on" and "nothing to be seen."
  EXPECT_EQ(marked("x=dXNlciBpbXAxIGxvZ3Mgb24= y"), "x=dXNlciB3b3JkPGltcDE+IGxvZ3Mgb24= y");
  EXPECT_EQ(marked("x=bm90aGluZyB0byBiZSBzZWVuLg=="), "x=bm90aGluZyB0byBiZSBzZWVuLg==");
  // "user imp1" in UTF-16.
  EXPECT_EQ(marked("dQBzAGUAcgAgAGkAbQBwADEA"), "dQBzAGUAcgAgAHcAbwByAGQAPABpAG0AcAAxAD4A");
  EXPECT_EQ(decode_base64("YWI-_w").value_or(""), "ab>\xff");
  EXPECT_FALSE(decode_base64("a b").has_value());
}

// As the table of a case would: names of the same length.
class Turner final : public PieceHandler {
 public:
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    return kind == TokenKind::kGuid ? "00000001-0000-4000-8000-000000000001" : std::string(piece.size(), 'h');
  }
  std::string on_word(std::string_view word) override { return std::string(word); }
};

TEST(PieceScanner, KeepsTheFormOfASubscriptionId) {
  // Host epdev04.mysingledev.samsung.com, a GUID and a time.
  const std::string id = "HwBlcGRldjA0Lm15c2luZ2xlZGV2LnNhbXN1bmcuY29tEAAAAFeOaj2lZuZOi1N+1rkdEZQeygpQxzbQCA==";
  Turner turner;
  const std::string redacted = scan_pieces(id, turner);
  EXPECT_EQ(redacted.size(), id.size());
  const std::string bytes = decode_base64(redacted).value_or(""), before = decode_base64(id).value_or("");
  ASSERT_EQ(bytes.size(), before.size());
  EXPECT_EQ(bytes.substr(0, 2), before.substr(0, 2));
  EXPECT_EQ(bytes.substr(2, 31), "hhhhhhh.hhhhhhhhhhh.hhhhhhh.com");
  EXPECT_EQ(bytes.substr(bytes.size() - 8), before.substr(before.size() - 8));  // the time of creation
  EXPECT_NE(bytes, before);
  // As it stands in an address.
  const std::string escaped = scan_pieces(
      "id=HwBlcGRldjA0Lm15c2luZ2xlZGV2LnNhbXN1bmcuY29tEAAAAFeOaj2lZuZOi1N%2B1rkdEZQeygpQxzbQCA%3D%3D&x", turner);
  std::string plain = escaped;
  for (const auto& [code, sign] : {std::pair{"%2B", "+"}, {"%2F", "/"}, {"%3D", "="}}) {
    for (std::size_t at = plain.find(code); at != std::string::npos; at = plain.find(code)) plain.replace(at, 3, sign);
  }
  EXPECT_EQ(plain, "id=" + redacted + "&x");
}

}  // namespace
}  // namespace logscan::detail
