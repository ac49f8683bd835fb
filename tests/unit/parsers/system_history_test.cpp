#include "parsers/cli/system_history.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::events_of;
using test::read_as;
using test::Texts;

const std::string kHistory =
    "04/06/2023 13:42:21 | root: Shutdown 14.0.1.12901-1 Start\n"
    "04/07/2023 04:51:49 | root: Boot 14.0.1.12901-1 Start\n"
    "07/20/2023 10:22:48 | root: Restart 14.0.1.12901-1 Start\n"
    "07/20/2023 10:24:35 | root: Boot 14.0.1.12901-1 Start\n"
    "07/20/2023 10:52:43 | root: Boot 14.0.1.12901-1 Start\n"
    "07/20/2023 11:06:50 | root: Boot 14.0.1.12901-1 Start\n"
    "04/06/2023 13:04:36 | root: Install 14.0.1.12901-1 Success\n";
const Texts kEvents = {
    "host.shutdown ||14.0.1.12901-1 @2023-04-06T13:42:21", "host.boot ||14.0.1.12901-1 @2023-04-07T04:51:49",
    "host.restart ||14.0.1.12901-1 @2023-07-20T10:22:48",  "host.boot ||14.0.1.12901-1 @2023-07-20T10:24:35",
    "host.boot ||14.0.1.12901-1 @2023-07-20T10:52:43",     "host.boot ||14.0.1.12901-1 @2023-07-20T11:06:50"};

TEST(SystemHistory, ReadsAFile) {
  const SourceResult result = read_as(kSystemHistory, kHistory);
  EXPECT_EQ(events_of(result), kEvents);
  EXPECT_EQ(result.records, 7U);
  EXPECT_EQ(result.rejected, 0U);
  EXPECT_EQ(test::ledger(result), kHistory.size());
}

TEST(SystemHistory, PassesOverAHeadAndTellsWhatItCannotRead) {
  const std::string text = "=======================================\nProduct Name -    Some product\n\n" + kHistory +
                           "07/32/2023 11:06:50 | root: Boot 14 Start\n"
                           "what\n" +
                           std::string("a\0b\n", 4) + "07/20/2023 11:06";
  const SourceResult result = read_as(kSystemHistory, text);
  EXPECT_EQ(events_of(result), kEvents);
  EXPECT_EQ(result.continuation, 3U);
  const auto rejected = [&](RejectReason reason) { return result.rejects[static_cast<std::size_t>(reason)].count; };
  EXPECT_EQ(rejected(RejectReason::kBadTime), 1U);
  EXPECT_EQ(rejected(RejectReason::kUnknownLayout), 1U);
  EXPECT_EQ(rejected(RejectReason::kBinary), 1U);
  EXPECT_EQ(rejected(RejectReason::kCutLine), 1U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(SystemHistory, IsKnownByItsLines) {
  const auto score = [](const std::string& text, std::string_view path = "x.log") {
    return kSystemHistory.probe({text, path, true}).score;
  };
  EXPECT_EQ(score(kHistory), 80);
  EXPECT_EQ(kSystemHistory.probe({kHistory, "x", true}).axis, Axis::kWall);
  EXPECT_EQ(score("\xef\xbb\xbf" + kHistory), 80);
  EXPECT_EQ(score("admin:file view install system-history.log\n" + kHistory), 0) << "a session";
  EXPECT_EQ(score("one\ntwo\n" + kHistory.substr(0, kHistory.find('\n'))), 0) << "a line quoted among others";
  EXPECT_EQ(score("one\ntwo\n" + kHistory.substr(0, kHistory.find('\n')), "install/system-history.log"), 80);
  EXPECT_EQ(score("", "install/system-history.log"), 10);
  EXPECT_EQ(score("what\n", "install/system-history.log"), 0);
}

TEST(HistoryLine, TakesItApart) {
  const struct {
    const char* line;
    const char* what;
    const char* version;
  } cases[] = {
      {"07/20/2023 11:06:50 | root: Boot 14.0.1.12901-1 Start     <- two", "Boot", "14.0.1.12901-1"},
      {"07/20/2023 11:06:50|admin:Restart", "Restart", ""},
      {"07/20/2023 11:06:50 | root: Cisco Option Install x.cop Start", "Cisco", ""},
  };
  for (const auto& c : cases) {
    const auto line = read_history_line(c.line);
    ASSERT_TRUE(line) << c.line;
    EXPECT_EQ(line->what, c.what) << c.line;
    EXPECT_EQ(line->version, c.version) << c.line;
  }
  for (const char* line : {"07/20/2023 11:06:50 root: Boot 14 Start", "20/07/2023 11:06:50 | root: Boot 14 Start",
                           "07/20/2023 24:06:50 | root: Boot 14 Start", "2023-07-20 11:06:50 | root: Boot",
                           "07/20/2023 11:06:50 | who knows: Boot", ""}) {
    EXPECT_FALSE(read_history_line(line)) << line;
  }
}

}  // namespace
}  // namespace logscan::detail
