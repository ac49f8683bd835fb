#include "redact/survivors.h"

#include <gtest/gtest.h>

#include "redact/wide_text.h"

namespace logscan::detail {
namespace {

TEST(Survivors, AreFoundAsWholeWordsAndEncoded) {
  TokenTable table({});
  table.learn(TokenKind::kHost, "exch-01");
  table.learn(TokenKind::kHost, "imp1");
  table.learn(TokenKind::kUser, "jsmith");
  table.learn(TokenKind::kUser, "5551234");
  table.learn(TokenKind::kIpv4, "10.93.132.92");
  table.learn(TokenKind::kIpv6, "2001:db8::10");
  table.learn(TokenKind::kGuid, "5a3f1000-1b2c-4d5e-8f90-aabbccddeeff");
  table.learn(TokenKind::kMailText,
              "\xc3\x9c"
              "ber Acme Ltd");
  table.learn(TokenKind::kMailText, "\xc3\xa9\xc3\xa9 \xc3\xa8\xc3\xa8");
  table.learn(TokenKind::kMailText, "planned");
  table.settle();
  const SurvivorSearch search(table, {"a.doe@corp.com"});
  const struct {
    const char *name, *text, *value;
  } cases[] = {
      {"Word", "by JSmith.", "jsmith"},
      {"InAName", "log_jsmith_1", "jsmith"},
      {"PartOfAWord", "jsmithson", ""},
      {"Hyphen", "(exch-01)", "exch-01"},
      {"ShortValue", "imp1", ""},
      {"Number", "5551234", ""},
      {"Address", "10.93.132.92:80 ", "10.93.132.92"},
      {"LongerAddress", "110.93.132.92", ""},
      {"Ipv6", "[2001:db8::10]", "2001:db8::10"},
      {"Guid", "{5A3F1000-1b2c-4d5e-8f90-aabbccddeeff}", "5a3f1000-1b2c-4d5e-8f90-aabbccddeeff"},
      {"Mail", "<a.doe@corp.com>", "a.doe@corp.com"},
      {"Percent", "a.doe%40corp.com", "a.doe@corp.com"},
      {"Base64", "x=dXNlciBqc21pdGggbG9ncyBvbg==", "jsmith"},
      {"Base64InBase64", "x=ZFhObGNpQnFjMjFwZEdnZ2JHOW5jeUJ2Ymc9PQ==", "jsmith"},
      {"Utf16InBase64", "agBzAG0AaQB0AGgA", "jsmith"},
      {"Text",
       "'\xc3\x9c"
       "ber ACME ltd'",
       "\xc3\x9c"
       "ber acme ltd"},
      {"TextInBase64", "x=w5xiZXIgQWNtZSBMdGQ=",
       "\xc3\x9c"
       "ber acme ltd"},
      {"TextGoesOn",
       "\xc3\x9c"
       "ber Acme Ltds",
       ""},
      {"TextWithoutAscii", "a \xc3\xa9\xc3\xa9 \xc3\xa8\xc3\xa8", "\xc3\xa9\xc3\xa9 \xc3\xa8\xc3\xa8"},
      {"OneWordOfAMail", "planned", ""},
      {"Nothing", "h000 u00000", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(search.find(c.text).value_or(""), c.value) << c.name;
  // In UTF-16 of either order, as bytes.
  EXPECT_EQ(search.find(widened("by jsmith.", TextForm::kUtf16Little)).value_or(""), "jsmith");
  EXPECT_EQ(search.find(widened("by jsmith.", TextForm::kUtf16Big)).value_or(""), "jsmith");
}

}  // namespace
}  // namespace logscan::detail
