#include "parsers/rtmt/alert_log.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::events_of;
using test::read_as;
using test::Texts;

const std::string kHead =
    "Time Stamp,Alert Name,Node,Alert Message,Type,Description,Severity,PollValue,Action,Group ID\n";

TEST(AlertLog, ReadsEveryFormOfATime) {
  for (const char* time : {"1621602624476", "05/21/2021 13:10:24", "05/21/2021 13:10:24.000", "2021-05-21 13:10:24",
                           "2021-05-21T13:10:24.476Z", "\"05/21/2021 13:10:24\""}) {
    const std::string text = kHead + time + ",SRMFailed,imp1,Down,2,,3,,,Default\r\n";
    const SourceResult result = read_as(kAlertLog, text);
    EXPECT_EQ(events_of(result), Texts{"alarm imp1|RTMT:SRMFailed|Down @2021-05-21T13:10:24"}) << text;
    EXPECT_EQ(result.rejected, 0U) << text;
    EXPECT_EQ(test::ledger(result), text.size());
  }
}

TEST(AlertLog, ReadsQuotedCellsAndMessagesOfManyLines) {
  const std::string text = "\xef\xbb\xbf" + kHead +
                           "1621602624476,\"DBReplicationFailure\",imp1,\"At Fri May 21, the \"\"state\"\" is\n"
                           "3 on imp1\n\n[4 records]\",1\n1621602625000,CoreDumpFileFound,imp2,,1\n";
  const SourceResult result = read_as(kAlertLog, text);
  EXPECT_EQ(events_of(result),
            (Texts{"alarm imp1|RTMT:DBReplicationFailure|At Fri May 21, the \"\"state\"\" is @2021-05-21T13:10:24",
                   "alarm imp2|RTMT:CoreDumpFileFound| @2021-05-21T13:10:25"}));
  EXPECT_EQ(result.rejected, 0U);
  EXPECT_EQ(result.continuation, 4U) << "the head, two lines and a blank one";
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(AlertLog, RejectsWhatIsNoAlert) {
  const struct {
    const char* name;
    std::string row;
    RejectReason reason;
  } cases[] = {
      {"NoNode", "1621602624476,SRMFailed,,x\n", RejectReason::kUnknownLayout},
      {"CutBeforeTheNodeEnds", "1621602624476,SRMFailed,im", RejectReason::kCutLine},
      {"NoSuchDay", "02/30/2021 13:10:24,SRMFailed,imp1,x\n", RejectReason::kBadTime},
      {"Nul", std::string("\0x", 2) + ",SRMFailed,imp1,x\n", RejectReason::kBinary},
  };
  for (const auto& c : cases) {
    const std::string text = kHead + "1621602624476,SRMFailed,imp1,Down\n" + c.row;
    const SourceResult result = read_as(kAlertLog, text);
    EXPECT_EQ(result.events.size(), 1U) << c.name;
    EXPECT_EQ(result.rejects[static_cast<std::size_t>(c.reason)].count, 1U) << c.name;
    EXPECT_EQ(test::ledger(result), text.size()) << c.name;
  }
}

// Rows whose times lie on the other axis than the first.
TEST(AlertLog, HasOneAxis) {
  const SourceResult result = read_as(kAlertLog, kHead + "05/21/2021 13:10:24,A,imp1,x\n1621602624476,B,imp1,x\n");
  EXPECT_EQ(result.events.size(), 1U);
  EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kNoZone)].count, 1U);
}

TEST(AlertLog, IsKnownByItsHead) {
  EXPECT_EQ(kAlertLog.probe({kHead + "1621602624476,", "x.csv", true}).axis, Axis::kStated);
  EXPECT_EQ(kAlertLog.probe({kHead, "x.csv", true}).score, 90);
  EXPECT_EQ(kAlertLog.probe({"TimeStamp,AlertName,Node,x\n", "x.csv", true}).score, 90);
  EXPECT_EQ(kAlertLog.probe({"Time Stamp,Name\n", "AlertLog_1.csv", true}).score, 0);
}

}  // namespace
}  // namespace logscan::detail
