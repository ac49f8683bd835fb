#include "base/pattern.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace logscan::detail {
namespace {

Pattern compiled(std::string_view expression) {
  Result<Pattern> pattern = Pattern::compile(expression);
  EXPECT_TRUE(pattern.ok()) << expression;
  return std::move(pattern).value();
}

TEST(Pattern, SaysWhereABadPatternIsBad) {
  const struct {
    const char* name;
    const char* expression;
    const char* place;
  } cases[] = {
      {"OpenGroup", "(a", "character "},
      {"OpenSet", "ab[c", "character 5"},  // where the end of the set was looked for
      {"NothingToRepeat", "*a", "character 1"},
      {"NothingToRepeatInside", "ab|*", "character 5"},  // right behind it
      {"BadRange", "a{2,1}", "character "},
      {"LoneBackslash", "abc\\", "character "},
      {"BadClass", "[[:nosuch:]]", "character "},
  };
  for (const auto& c : cases) {
    const Result<Pattern> pattern = Pattern::compile(c.expression);
    ASSERT_FALSE(pattern.ok()) << c.name;
    EXPECT_EQ(pattern.error().code, ErrorCode::kUsage) << c.name;
    EXPECT_EQ(pattern.error().message.find("bad pattern at "), 0U) << c.name << ": " << pattern.error().message;
    EXPECT_NE(pattern.error().message.find(c.place), std::string::npos) << c.name << ": " << pattern.error().message;
  }
}

TEST(Pattern, MatchesTheWholeText) {
  const Pattern pattern = compiled("a(b+)c");
  Captures captures;
  EXPECT_EQ(pattern.match("abbc", captures), Match::kYes);
  EXPECT_EQ(pattern.match("abbcx", captures), Match::kNo);
  EXPECT_EQ(pattern.match("xabbc", captures), Match::kNo);
  EXPECT_EQ(pattern.match("", captures), Match::kNo);
  EXPECT_EQ(pattern.match({}, captures), Match::kNo);
  EXPECT_EQ(compiled("").match({}, captures), Match::kYes);
}

TEST(Pattern, SearchTakesTheFirstPlace) {
  const Pattern pattern = compiled("b(.)");
  const std::string text = "aab1b2";
  Captures captures;
  ASSERT_EQ(pattern.search(text, captures), Match::kYes);
  EXPECT_EQ(captures[0], "b1");
  EXPECT_EQ(captures[1], "1");
  EXPECT_EQ(captures[0].data(), text.data() + 2) << "captures are views into the text";
  EXPECT_EQ(pattern.search("ccc", captures), Match::kNo);
}

TEST(Pattern, CapturesAreEmptyWhereAGroupTookNoPart) {
  const Pattern pattern = compiled("(a)|(b)|c()");
  Captures captures;
  ASSERT_EQ(pattern.match("b", captures), Match::kYes);
  EXPECT_EQ(captures[0], "b");
  EXPECT_EQ(captures[1], "");
  EXPECT_EQ(captures[2], "b");
  ASSERT_EQ(pattern.match("a", captures), Match::kYes);
  EXPECT_EQ(captures[1], "a");
  EXPECT_EQ(captures[2], "") << "nothing is left from the match before";
  EXPECT_EQ(captures[15], "");
  EXPECT_EQ(captures[16], "") << "no group above the most";
  EXPECT_EQ(captures[1000], "");
}

TEST(Pattern, KeepsSixteenGroups) {
  std::string expression;
  for (int i = 0; i < 20; ++i) expression += "(.)";
  Captures captures;
  ASSERT_EQ(compiled(expression).match("abcdefghijklmnopqrst", captures), Match::kYes);
  EXPECT_EQ(captures[15], "o");
  EXPECT_EQ(captures[16], "");
}

TEST(Pattern, ACostlyLineIsNamedNotThrown) {
  const Pattern pattern = compiled("(a|aa)+$");
  Captures captures;
  const std::string costly = std::string(5000, 'a') + "b";
  EXPECT_EQ(pattern.match(costly, captures), Match::kTooCostly);
  EXPECT_EQ(pattern.search(costly, captures), Match::kTooCostly);
  EXPECT_EQ(pattern.match("aaa", captures), Match::kYes) << "the next line is judged as ever";
}

TEST(Pattern, GivesUpOnTextAbove64KiB) {
  const Pattern pattern = compiled("a*");
  Captures captures;
  EXPECT_EQ(pattern.match(std::string(64 * 1024, 'a'), captures), Match::kYes);
  EXPECT_EQ(pattern.match(std::string(64 * 1024 + 1, 'a'), captures), Match::kTooCostly);
}

TEST(Pattern, ReadsBytesAsTheyAre) {
  Captures captures;
  EXPECT_EQ(compiled("a.b").match(std::string_view("a\0b", 3), captures), Match::kYes);
  EXPECT_EQ(compiled("a.b").match("a\xff"
                                  "b",
                                  captures),
            Match::kYes);
  EXPECT_EQ(compiled("a\xc3\xa9").match("a\xc3\xa9", captures), Match::kYes);
}

TEST(Pattern, SeveralThreadsMayMatchOne) {
  const Pattern pattern = compiled("(\\d+)-(\\d+)");
  std::vector<int> found(4, 0);
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < found.size(); ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 500; ++i) {
          const std::string text = std::to_string(t) + "-" + std::to_string(i);
          Captures captures;
          found[t] += pattern.match(text, captures) == Match::kYes && captures[2] == std::to_string(i) ? 1 : 0;
        }
      });
    }
  }
  EXPECT_EQ(found, std::vector<int>(4, 500));
}

}  // namespace
}  // namespace logscan::detail
