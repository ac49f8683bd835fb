#include "parsers/cli/perfmon.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::events_of;
using test::read_as;
using test::Texts;

const std::string kHead =
    R"head("(PDH-CSV 4.0) (America/New_York)(300)","\\imp1\Memory\% Mem Used","\\imp1\Cisco Server Recovery Manager\SRMState","\\imp2\Cisco Server Recovery Manager\SRMState")head"
    "\n";

TEST(PerfMon, TellsChangesOnly) {
  const std::string text = kHead +
                           "\"11/16/2016 15:00:00.000\",\"71\",\"3\",\"3\"\n"
                           "\"11/16/2016 15:01:00.000\",\"71\",\"3\",\"3\"\n"
                           "\"11/16/2016 15:02:00.000\",\"71\",\" \",\"5\"\n"
                           "\"11/16/2016 15:03:00.000\",\"72\",\"9\",\"4.000000\"\n"
                           "\"11/16/2016 15:04:00.000\",\"72\",\"9\",\"4\"\n";
  const SourceResult result = read_as(kPerfMon, text);
  EXPECT_EQ(events_of(result),
            (Texts{"ha.state imp1|Normal| @2016-11-16T20:00:00", "ha.state imp2|Normal| @2016-11-16T20:00:00",
                   "ha.state imp2|Taking Over| @2016-11-16T20:02:00",
                   "ha.state imp1|Failed Over with Critical Services Not Running| @2016-11-16T20:03:00",
                   "ha.state imp2|Running in Backup Mode| @2016-11-16T20:03:00"}));
  EXPECT_EQ(result.records, 5U) << "a row is one record, whatever number of states change in it";
  EXPECT_EQ(result.continuation, 1U);
  EXPECT_EQ(test::ledger(result), text.size());
  // Both events of a row point at it.
  EXPECT_EQ(text.substr(result.events[1].at.offset, result.events[1].at.length),
            "\"11/16/2016 15:00:00.000\",\"71\",\"3\",\"3\"\n");
}

TEST(PerfMon, ReadsZonesOfEveryKind) {
  const struct {
    const char* head;
    Axis axis;
    const char* time;
  } cases[] = {
      {"(PDH-CSV 4.0) (America/New_York)(300)", Axis::kStated, "2016-11-16T20:00:00"},
      {"(PDH-CSV 4.0) (CET)(-60)", Axis::kStated, "2016-11-16T14:00:00"},
      {"(PDH-CSV 4.0) (UTC)(0)", Axis::kStated, "2016-11-16T15:00:00"},
      {"(PDH-CSV 4.0) (IST)(-330)", Axis::kStated, "2016-11-16T09:30:00"},
      {"(PDH-CSV 4.0)", Axis::kWall, "2016-11-16T15:00:00"},
      {"(PDH-CSV 4.0) (EST)(99999)", Axis::kWall, "2016-11-16T15:00:00"},
  };
  for (const auto& c : cases) {
    const std::string text =
        "\"" + std::string(c.head) + "\",\"\\\\imp1\\X\\srmstate\"\n\"11/16/2016 15:00:00.000\",\"2\"\n";
    EXPECT_EQ(kPerfMon.probe({text, "x", true}).axis, c.axis) << c.head;
    EXPECT_EQ(events_of(read_as(kPerfMon, text)), Texts{std::string("ha.state imp1|Idle| @") + c.time}) << c.head;
  }
}

TEST(PerfMon, HoldsAgainstOddRows) {
  const std::string text = "\xef\xbb\xbf" + kHead +
                           "\"11/16/2016 15:00:00.000\",\"71\",\"3\",\"3\"\r\n"
                           "\"11/16/2016 15:01:00.000\",\"71\"\n"
                           "\"11/36/2016 15:02:00.000\",\"71\",\"4\",\"4\"\n"
                           "what\n"
                           "\n" +
                           std::string("\0\0\n", 3) + "\"11/16/2016 15:03:00.000\",\"71\",\"99\",\"-\"\n" + kHead +
                           "\"11/16/2016 15:04:00.000\",\"71\",\"3\",\"1";
  const SourceResult result = read_as(kPerfMon, text);
  EXPECT_EQ(events_of(result),
            (Texts{"ha.state imp1|Normal| @2016-11-16T20:00:00", "ha.state imp2|Normal| @2016-11-16T20:00:00",
                   "ha.state imp1|99| @2016-11-16T20:03:00"}))
      << "of a row that is cut, nothing is read";
  EXPECT_FALSE(result.events[2].text.confirmed);
  const auto rejected = [&](RejectReason reason) { return result.rejects[static_cast<std::size_t>(reason)].count; };
  EXPECT_EQ(rejected(RejectReason::kBadTime), 1U);
  EXPECT_EQ(rejected(RejectReason::kUnknownLayout), 1U);
  EXPECT_EQ(rejected(RejectReason::kBinary), 1U);
  EXPECT_EQ(result.records, 4U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(PerfMon, IsKnownByItsHead) {
  EXPECT_EQ(kPerfMon.probe({kHead, "x", true}).score, 90);
  EXPECT_EQ(kPerfMon.probe({kHead, "x", true}).node, "") << "it tells of two";
  EXPECT_EQ(kPerfMon.probe({"\"(PDH-CSV 4.0) (UTC)(0)\",\"\\\\imp1\\A\\b\"\n", "x", true}).node, "imp1");
  EXPECT_EQ(kPerfMon.probe({"Time Stamp,Alert Name\n", "x", true}).score, 0);
  EXPECT_EQ(kPerfMon.probe({"", "PerfMon.csv", true}).score, 0);
}

}  // namespace
}  // namespace logscan::detail
