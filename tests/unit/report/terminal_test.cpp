#include <gtest/gtest.h>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

TEST(EscapeForTerminal, ShowsWhatWouldAct) {
  EXPECT_EQ(escape_for_terminal(kHostile), kHostileEscaped);
  EXPECT_EQ(escape_for_terminal(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(escape_for_terminal("\xf3\xa0\x81\x81"), "\\u{e0041}");
}

TEST(EscapeForTerminal, KeepsWhatShows) {
  for (const std::string_view text :
       {"", "plain", "M\xc3\xbcller", "\xe6\x97\xa5\xe6\x9c\xac", "C:\\logs\\x", "\xf0\x9f\x93\x9e"}) {
    EXPECT_EQ(escape_for_terminal(text), text);
  }
}

TEST(EscapeForTerminal, ChangesNothingTheSecondTime) {
  EXPECT_EQ(escape_for_terminal(kHostileEscaped), kHostileEscaped);
}

TEST(NameOf, GivesEveryValueItsOwnWord) {
  std::vector<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(SourceStatus::kUnreadable); ++i)
    names.push_back(name_of(static_cast<SourceStatus>(i)));
  EXPECT_EQ(names, (std::vector<std::string_view>{"ok", "truncated", "damaged", "encrypted", "limit", "duplicate",
                                                  "ignored", "unreadable"}));
  names.clear();
  for (int i = 0; i <= static_cast<int>(SubjectKind::kBundle); ++i)
    names.push_back(name_of(static_cast<SubjectKind>(i)));
  EXPECT_EQ(names, (std::vector<std::string_view>{"subscription", "node", "service", "cluster", "exchange", "bundle"}));
  names.clear();
  for (int i = 0; i <= static_cast<int>(Severity::kCritical); ++i) names.push_back(name_of(static_cast<Severity>(i)));
  EXPECT_EQ(names, (std::vector<std::string_view>{"info", "notice", "warning", "error", "critical"}));
  names.clear();
  for (int i = 0; i <= static_cast<int>(ClockBasis::kAssumed); ++i)
    names.push_back(name_of(static_cast<ClockBasis>(i)));
  EXPECT_EQ(names, (std::vector<std::string_view>{"stated", "given", "inferred", "assumed"}));
}

}  // namespace
}  // namespace logscan::detail
