#include "base/glob.h"

#include <gtest/gtest.h>

#include <string>

namespace logscan::detail {
namespace {

TEST(Glob, MatchesAsAShellDoes) {
  const struct {
    const char* name;
    std::string_view pattern, text;
    bool matches;
  } cases[] = {
      {"NothingMatchesNothing", "", "", true},
      {"NothingMatchesNoText", "", "a", false},
      {"TheSame", "cuc1", "cuc1", true},
      {"TheSameAndMore", "cuc1", "cuc12", false},
      {"TheFrontAlone", "cuc12", "cuc1", false},
      {"CaseDoesNotMatter", "CUC1", "cuc1", true},
      {"StarOverNothing", "a*", "a", true},
      {"StarAlone", "*", "", true},
      {"StarOverSlashes", "*request.log", "export.zip!cuc1/jetty/2014_06_29.request.log", true},
      {"StarInTheMiddle", "a*c", "abbc", true},
      {"StarInTheMiddleEndsElsewhere", "a*c", "abbcd", false},
      {"StarsTryAgain", "*ab*ab", "ababaab", true},
      {"StarsFindNoEnd", "*ab*ab", "abaaa", false},
      {"StarsInARow", "a**b", "ab", true},
      {"QuestionMarkTakesOne", "cuc?", "cuc1", true},
      {"QuestionMarkTakesNotNone", "cuc?", "cuc", false},
      {"QuestionMarkTakesNotTwo", "cuc?", "cuc12", false},
      {"Set", "cuc[12]", "cuc2", true},
      {"SetWithoutIt", "cuc[12]", "cuc3", false},
      {"Range", "cuc[0-9]", "cuc9", true},
      {"RangeEnd", "[b-d]", "d", true},
      {"PastTheRange", "[b-d]", "e", false},
      {"BelowTheRange", "[b-d]", "a", false},
      {"RangeWithoutCase", "[A-C]", "b", true},
      {"NotInSet", "[!12]", "3", true},
      {"NotInSetButThere", "[!12]", "1", false},
      {"NotInSetWithCaret", "[^a-c]", "b", false},
      {"BracketInSet", "[]]", "]", true},
      {"DashAtTheEndOfASet", "[a-]", "-", true},
      {"OpenSetIsABracket", "a[b", "a[b", true},
      {"OpenSetIsNoSet", "a[b", "ab", false},
      {"SetAfterStar", "*[0-9].log", "x12.log", true},
      {"BytesAboveAscii", "caf\xc3\xa9*", "caf\xc3\xa9 1", true},
  };
  for (const auto& c : cases) EXPECT_EQ(glob_match(c.pattern, c.text), c.matches) << c.name;
}

TEST(Glob, TakesBoundedTime) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "a*";
  pattern += "b";
  // A recursive matcher would not see the end of this.
  EXPECT_FALSE(glob_match(pattern, std::string(20'000, 'a')));
}

}  // namespace
}  // namespace logscan::detail
