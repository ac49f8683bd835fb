#include "report/markdown_text.h"

#include <gtest/gtest.h>

#include "markdown_payloads.h"

namespace logscan::detail {
namespace {

TEST(MarkdownText, KeepsSentences) {
  for (const std::string text : {
           "10 of 10 active subscriptions on cuc1 fell silent between 08:45:27 UTC and 08:49:51 UTC; then came back.",
           "Automatic failover from imp2 to imp1 (35 min 24 s): it is healthy, +-1 s, 50% of 2,000.",
           "Run `show open ports regexp 7080`, then look.",
           "cluster imp1/imp2 re-login limits 120 to 537 s",
       }) {
    EXPECT_EQ(markdown_text(text), text);
  }
}

TEST(MarkdownText, MakesCodeOfWordsThatCouldAct) {
  const struct {
    const char *text, *expected;
  } cases[] = {
      {"", ""},
      {"see imp2.example.com.", "see `imp2.example.com`."},
      {"(of user@example.com)", "(of `user@example.com`)"},
      {"said [x](http://evil.example) and", "said `[x](http://evil.example)` and"},
      {"a <b>bold</b> word", "a `<b>bold</b>` word"},
      {"back`tick", "`` back`tick ``"},
      {"id c80afa0a-5be7 of 1234567", "id `c80afa0a-5be7` of 1234567"},
      {"1. one", "`1.` one"},
      {"2) two", "`2)` two"},
      {"- item", "`-` item"},
      {"in 1. one - two", "in 1. one - two"},
      {"two  blanks", "two blanks"},
      {"line\nend", "`line\\nend`"},
      {"/close this", "`/close` this"},
      {":bomb: 12:30", "`:bomb`: 12:30"},
      {"<<<", "`<<<`"},
  };
  for (const auto& c : cases) EXPECT_EQ(markdown_text(c.text), c.expected);
}

TEST(MarkdownText, SeparatesCodeSpansThatWouldTouch) {
  EXPECT_EQ(markdown_text("`a``b"), "`a` `` `b ``");
  EXPECT_EQ(markdown_text("`a``b`"), "`a` `b`");
}

TEST(MarkdownText, LeavesNothingThatActs) {
  for (const std::string& payload : markdown_payloads()) {
    for (const std::string& text : {payload, "so: " + payload, payload + payload, "`" + payload, payload + " `x`"}) {
      EXPECT_EQ(acting_part(markdown_text(text)), "") << text;
      EXPECT_EQ(acting_part(markdown_code(text)), "") << text;
    }
  }
}

TEST(MarkdownPayloads, ActUnlessTheyAreEscaped) {
  for (const std::string& payload : markdown_payloads()) EXPECT_NE(acting_part(payload), "") << payload;
}

}  // namespace
}  // namespace logscan::detail
