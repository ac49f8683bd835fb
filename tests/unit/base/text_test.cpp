#include "base/text.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <string>

namespace logscan::detail {
namespace {

using namespace std::string_literals;

TEST(Text, LowersAsciiAlone) {
  EXPECT_EQ(to_lower("AZ az @[`{ 09"), "az az @[`{ 09");
  EXPECT_EQ(to_lower("\xc3\x89"), "\xc3\x89") << "an accented letter stays as it is";
  EXPECT_TRUE(iequals("aBc", "AbC"));
  EXPECT_TRUE(iequals("", ""));
  EXPECT_FALSE(iequals("abc", "abcd"));
  EXPECT_FALSE(iequals("abcd", "abc"));
  EXPECT_FALSE(iequals("@", "`")) << "these differ as upper and lower case do";
}

TEST(Text, TrimsBlanksAndLineEnds) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("a"), "a");
  EXPECT_EQ(trim(" \r\n\t "), "");
  EXPECT_EQ(trim(""), "");
  EXPECT_EQ(trim("\va\f"), "\va\f");
}

TEST(Text, BaseNameIsTheLastPart) {
  EXPECT_EQ(base_name("a/b/c.log"), "c.log");
  EXPECT_EQ(base_name("c.log"), "c.log");
  EXPECT_EQ(base_name("a/b/"), "");
  EXPECT_EQ(base_name(""), "");
  EXPECT_EQ(base_name("/c"), "c");
}

TEST(ParseNumber, TakesTheWholeTextOrNothing) {
  const struct {
    const char* name;
    std::string_view text;
    std::optional<int> value;
  } cases[] = {
      {"Zero", "0", 0},
      {"LeadingZeros", "007", 7},
      {"Negative", "-12", -12},
      {"Most", "2147483647", 2147483647},
      {"OneAboveTheMost", "2147483648", std::nullopt},
      {"Least", "-2147483648", -2147483647 - 1},
      {"Empty", "", std::nullopt},
      {"SignAlone", "-", std::nullopt},
      {"Plus", "+1", std::nullopt},
      {"BlankBefore", " 1", std::nullopt},
      {"BlankAfter", "1 ", std::nullopt},
      {"LetterAfter", "1x", std::nullopt},
      {"Hexadecimal", "0x1", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(parse_number<int>(c.text), c.value) << c.name;
  EXPECT_EQ(parse_number<unsigned>("-1"), std::nullopt);
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"), ~std::uint64_t{0});
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551616"), std::nullopt);
  EXPECT_EQ(parse_number<double>("1.5"), 1.5);
  EXPECT_EQ(parse_number<int>(std::string_view{}), std::nullopt);
}

TEST(Utf8Length, KnowsEveryFirstAndLastCharacter) {
  const struct {
    const char* name;
    std::string text;
    std::size_t length;
  } cases[] = {
      {"Empty", "", 0},
      {"Zero", "\0"s, 1},
      {"LastOfOne", "\x7f", 1},
      {"ContinuationAlone", "\x80", 0},
      {"ContinuationAloneLast", "\xbf", 0},
      {"OverlongSlash", "\xc0\xaf", 0},
      {"OverlongOfTwoLast", "\xc1\xbf", 0},
      {"FirstOfTwo", "\xc2\x80", 2},
      {"LastOfTwo", "\xdf\xbf", 2},
      {"OverlongOfThree", "\xe0\x9f\xbf", 0},
      {"FirstOfThree", "\xe0\xa0\x80", 3},
      {"BeforeTheSurrogates", "\xed\x9f\xbf", 3},
      {"FirstSurrogate", "\xed\xa0\x80", 0},
      {"LastSurrogate", "\xed\xbf\xbf", 0},
      {"BehindTheSurrogates", "\xee\x80\x80", 3},
      {"LastOfThree", "\xef\xbf\xbf", 3},
      {"OverlongOfFour", "\xf0\x8f\xbf\xbf", 0},
      {"FirstOfFour", "\xf0\x90\x80\x80", 4},
      {"LastOfAll", "\xf4\x8f\xbf\xbf", 4},
      {"OneBehindTheLast", "\xf4\x90\x80\x80", 0},
      {"LeadF5", "\xf5\x80\x80\x80", 0},
      {"LeadFF", "\xff", 0},
      {"CutOfTwo", "\xc3", 0},
      {"CutOfThree", "\xe2\x82", 0},
      {"CutOfFour", "\xf0\x9f\x98", 0},
      {"BrokenSecond", "\xc3(", 0},
      {"BrokenThird", "\xe2\x82(", 0},
      {"BrokenFourth", "\xf0\x9f\x98(", 0},
      {"MoreBehind", "\xc3\xa9\xff", 2},
  };
  for (const auto& c : cases) EXPECT_EQ(utf8_length(c.text), c.length) << c.name;
}

TEST(EditDistance, CountsChanges) {
  const struct {
    const char* name;
    std::string_view a, b;
    std::size_t most, distance;
  } cases[] = {
      {"Same", "members", "members", 3, 0},
      {"Case", "Members", "mEMBERS", 3, 0},
      {"OneMissing", "member", "members", 3, 1},
      {"OneWrong", "mambers", "members", 3, 1},
      {"Swapped", "membres", "members", 3, 1},
      {"SwappedAtTheFront", "csan", "scan", 3, 1},
      {"SwappedTwice", "emmbres", "members", 3, 2},
      {"SwappedOverOne", "cba", "abc", 3, 2},
      {"AtTheMost", "kitten", "sitting", 3, 3},
      {"OneAboveTheMost", "kitten", "sitting", 2, 3},
      {"FarApart", "a", "zzzzzzzzzz", 3, 4},
      {"FromNothing", "", "abc", 3, 3},
      {"Nothing", "", "", 3, 0},
      {"MostIsZero", "a", "b", 0, 1},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(edit_distance(c.a, c.b, c.most), c.distance) << c.name;
    EXPECT_EQ(edit_distance(c.b, c.a, c.most), c.distance) << c.name << ", the other way";
  }
}

}  // namespace
}  // namespace logscan::detail
