#include <gtest/gtest.h>

#include <string>

#include "input/bundle.h"

namespace logscan::detail {
namespace {

using namespace std::string_literals;

struct NameCase {
  const char* name;
  std::string raw;
  std::string shown;
};

TEST(EscapeName, ShowsEveryNameOnOneSafeLine) {
  const NameCase cases[] = {
      {"Empty", "", ""},
      {"Plain", "dir/x-1_2.log", "dir/x-1_2.log"},
      {"Blank", "a b", "a b"},
      {"LineEnds", "a\nb\rc\td", "a\\nb\\rc\\td"},
      {"Backslash", "a\\b", "a\\\\b"},
      {"Escape", "\x1b[31mred", "\\x1b[31mred"},
      {"Nul", "a\0b"s, "a\\x00b"},
      {"LastBeforeDelete", "~", "~"},
      {"Delete", "\x7f", "\\x7f"},
      {"TwoBytes", "\xc3\xa9t\xc3\xa9", "\xc3\xa9t\xc3\xa9"},
      {"ThreeBytes", "\xe6\x97\xa5", "\xe6\x97\xa5"},
      {"FourBytes", "\xf0\x9f\x90\x9b", "\xf0\x9f\x90\x9b"},
      {"C1Control", "\xc2\x85", "\\u0085"},
      {"LastC1Control", "\xc2\x9f", "\\u009f"},
      {"FirstAfterC1", "\xc2\xa0", "\xc2\xa0"},
      {"LineSeparator", "\xe2\x80\xa8", "\\u2028"},
      {"BeforeBidi", "\xe2\x80\xa7", "\xe2\x80\xa7"},
      {"BidiEmbedding", "\xe2\x80\xaa", "\\u202a"},
      {"BidiOverride", "a\xe2\x80\xaegol.x", "a\\u202egol.x"},
      {"AfterBidi", "\xe2\x80\xaf", "\xe2\x80\xaf"},
      {"BidiIsolate", "\xe2\x81\xa6", "\\u2066"},
      {"LastBidiIsolate", "\xe2\x81\xa9", "\\u2069"},
      {"AfterBidiIsolate", "\xe2\x81\xaa", "\xe2\x81\xaa"},
      {"Latin1", "caf\xe9", "caf\\xe9"},
      {"LoneContinuation", "\x80", "\\x80"},
      {"CutSequence", "\xe6\x97", "\\xe6\\x97"},
      {"OverlongSlash", "\xc0\xaf", "\\xc0\\xaf"},
      {"OverlongThree", "\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
      {"Surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
      {"LastCodePoint", "\xf4\x8f\xbf\xbf", "\xf4\x8f\xbf\xbf"},
      {"AboveLast", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(escape_name(c.raw), c.shown) << c.name;
}

TEST(MatchPath, LeavesNamesThatNeverLeadOut) {
  const NameCase cases[] = {
      {"Empty", "", ""},
      {"Plain", "cuc1/jetty/x.log", "cuc1/jetty/x.log"},
      {"Absolute", "/etc/passwd", "etc/passwd"},
      {"Up", "../../x", "x"},
      {"UpInside", "a/../../b", "a/b"},
      {"Dots", "./a/./b/.", "a/b"},
      {"NotDots", "a/...b/..c", "a/...b/..c"},
      {"DoubleSlash", "a//b/", "a/b"},
      {"Windows", "C:\\logs\\x.log", "C:/logs/x.log"},
      {"WindowsUp", "..\\..\\x", "x"},
      {"OnlyUp", "..", ""},
      {"RawBytes", "\xff\n", "\xff\n"},
  };
  for (const NameCase& c : cases) EXPECT_EQ(match_path(c.raw), c.shown) << c.name;
}

}  // namespace
}  // namespace logscan::detail
