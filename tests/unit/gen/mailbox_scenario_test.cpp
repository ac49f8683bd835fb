#include <gmock/gmock.h>

#include <string>

#include "scenario.h"

namespace logscan::gen {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The node's keys begin in line 6, in braces or at six blanks.
std::string case_of(const std::string& node) {
  return "start: 2026-03-04T00:00:00Z\nhours: 24\nnodes:\n  - name: cuc1\n    subscriptions: 4\n" + node;
}

std::string error_of(const std::string& node) {
  const auto scenario = parse_scenario(case_of(node));
  return scenario ? "" : scenario.error().message;
}

// The fault stands in line 8.
std::string fault_error(const std::string& fault, const std::string& more = "mtimes: kept") {
  return error_of("    diag:\n      " + more + "\n      faults: [" + fault + "]\n");
}

std::string dump_error(const std::string& dump) { return error_of("    dump: {" + dump + "}\n"); }

TEST(MailboxScenario, FillsInWhatIsNotSaid) {
  const auto scenario = parse_scenario(case_of("    diag: {}\n    dump: {at: +20h}\n"));
  ASSERT_TRUE(scenario) << scenario.error().message;
  ASSERT_TRUE(scenario->nodes[0].diag);
  const Diag& diag = *scenario->nodes[0].diag;
  EXPECT_EQ(diag.rotate_records, 0U);
  EXPECT_EQ(diag.rotate_bytes, 0U);
  EXPECT_EQ(diag.first, 86U);
  EXPECT_EQ(diag.numbers, FileNumbers::kDecimal);
  EXPECT_EQ(diag.mtimes, FileTimes::kKept);
  EXPECT_EQ(diag.zone, Minutes(0));
  ASSERT_TRUE(scenario->nodes[0].dump);
  EXPECT_EQ(scenario->nodes[0].dump->layout, DumpLayout::kCli);
  EXPECT_EQ(scenario->nodes[0].dump->first, 0U);
  EXPECT_TRUE(scenario->nodes[0].dump->reference);
  EXPECT_FALSE(parse_scenario(case_of(""))->nodes[0].diag);
  EXPECT_FALSE(parse_scenario(case_of(""))->nodes[0].dump);
}

TEST(MailboxScenario, ReadsEveryKeyAndPrintsWhatReadsBack) {
  const std::string yaml = case_of(R"(    diag:
      rotate_bytes: 8KiB
      first: 250
      numbers: hex
      missing: [1, 3]
      zone: "+0530"
      background_per_hour: 30
      faults:
        - {kind: http-failure, at: +1h, for: 5m, every: 20s, request: autodiscover, host: a.example.com, status: 404}
        - {kind: no-answer, at: +2h, for: 5m}
        - {kind: throttling, at: +3h, for: 5m, code: ErrorExceededConnectionCount}
        - {kind: dropped, at: +4h, subscriptions: 0..1, code: ErrorSubscriptionNotFound}
        - {kind: stale-loop, at: +5h, subscriptions: 2, every: 16m, rounds: 5, stale_lines: no}
        - {kind: outstanding, at: +8h, for: 10m, every: 30s, value: 1500}
    dump: {at: +20h, first: 10, faults: [{kind: unstamped, at: +19h, subscriptions: [0, 2]}]}
  - name: cuc2
    subscriptions: 3
    diag: {rotate_records: 100, mtimes: lost}
    dump: {at: +20h, layout: root, reference: no}
)");
  const auto scenario = parse_scenario(yaml);
  ASSERT_TRUE(scenario) << scenario.error().message;
  const Diag& diag = *scenario->nodes[0].diag;
  EXPECT_EQ(diag.rotate_bytes, 8192U);
  EXPECT_EQ(diag.first, 250U);
  EXPECT_EQ(diag.numbers, FileNumbers::kHexadecimal);
  EXPECT_THAT(diag.missing, ElementsAre(1U, 3U));
  EXPECT_EQ(diag.zone, Minutes(330));
  ASSERT_EQ(diag.faults.size(), 6U);
  EXPECT_EQ(diag.faults[0].line, 14);
  EXPECT_EQ(diag.faults[0].request, RequestKind::kAutodiscover);
  EXPECT_EQ(diag.faults[0].host, "a.example.com");
  EXPECT_EQ(diag.faults[0].status, 404);
  EXPECT_EQ(diag.faults[0].every, Seconds(20));
  EXPECT_EQ(diag.faults[1].host, "mail.example.com");
  EXPECT_EQ(diag.faults[2].code, "ErrorExceededConnectionCount");
  EXPECT_THAT(diag.faults[3].slots, ElementsAre(0U, 1U));
  EXPECT_EQ(diag.faults[4].rounds, 5U);
  EXPECT_FALSE(diag.faults[4].stale_lines);
  EXPECT_EQ(diag.faults[5].value, 1500U);
  const Dump& dump = *scenario->nodes[0].dump;
  EXPECT_EQ(format_time(dump.at), "2026-03-04T20:00:00Z");
  EXPECT_EQ(dump.first, 10U);
  ASSERT_EQ(dump.faults.size(), 1U);
  EXPECT_THAT(dump.faults[0].slots, ElementsAre(0U, 2U));
  EXPECT_EQ(scenario->nodes[1].diag->rotate_records, 100U);
  EXPECT_EQ(scenario->nodes[1].diag->mtimes, FileTimes::kLost);
  EXPECT_EQ(scenario->nodes[1].dump->layout, DumpLayout::kRoot);
  EXPECT_FALSE(scenario->nodes[1].dump->reference);

  const std::string printed = print_scenario(*scenario);
  const auto again = parse_scenario(printed);
  ASSERT_TRUE(again) << again.error().message << "\n" << printed;
  EXPECT_EQ(print_scenario(*again), printed);
  EXPECT_EQ(again->nodes[0].diag->faults[4].slots, diag.faults[4].slots);
  EXPECT_EQ(again->nodes[0].dump->faults[0].slots, dump.faults[0].slots);
}

TEST(MailboxScenario, NamesWhatIsWrongInTheLog) {
  EXPECT_THAT(error_of("    diag: {rotate: 3}\n"), HasSubstr("'rotate' is no key of the diag log"));
  EXPECT_THAT(error_of("    diag: {rotate_records: 9, rotate_bytes: 2KiB}\n"), HasSubstr("give one of"));
  EXPECT_THAT(error_of("    diag: {rotate_bytes: 1023}\n"), HasSubstr("at least 1KiB"));
  EXPECT_THAT(error_of("    diag: {first: 99000001}\n"), HasSubstr("at most 99000000"));
  EXPECT_THAT(error_of("    diag: {background_per_hour: 2}\n"), HasSubstr("from 3 to 36000"));
  EXPECT_THAT(error_of("    diag: {missing: [x]}\n"), StartsWith("line 6: 'x' is no file"));
  EXPECT_THAT(error_of("    diag: {faults: 3}\n"), StartsWith("line 6: 'faults' is a list"));
  EXPECT_THAT(fault_error("{at: +1h}"), StartsWith("line 8: a fault needs 'kind'"));
  EXPECT_THAT(fault_error("{kind: burn, at: +1h}"), HasSubstr("'burn' is no value of 'kind'; write one of: http-fail"));
  EXPECT_THAT(fault_error("{kind: http-failure, at: +1h}"), HasSubstr("'for' is missing"));
  EXPECT_THAT(fault_error("{kind: http-failure, at: +1h, for: 0s}"), HasSubstr("longer than 0 s"));
  EXPECT_THAT(fault_error("{kind: http-failure, at: +1h, for: 5m, status: 200}"),
              StartsWith("line 8: 'status' is a number from 300 to 599"));
  EXPECT_THAT(fault_error("{kind: http-failure, at: +1h, for: 5m, every: 0s}"), HasSubstr("at least 1s"));
  EXPECT_THAT(fault_error("{kind: http-failure, at: +1h, for: 5m, host: a b}"), HasSubstr("'a b' is no host"));
  EXPECT_THAT(fault_error("{kind: http-failure, at: +23h, for: 2h}"), HasSubstr("outside the case"));
  EXPECT_THAT(fault_error("{kind: throttling, at: +1h, for: 5m, code: Busy}"), HasSubstr("'Busy' is no code"));
  EXPECT_THAT(fault_error("{kind: dropped, at: +1h, subscriptions: 4}"), HasSubstr("subscription 4 does not exist"));
  EXPECT_THAT(fault_error("{kind: stale-loop, at: +1h, subscriptions: 0, rounds: 0}"), HasSubstr("'rounds'"));
  EXPECT_THAT(fault_error("{kind: outstanding, at: +1h, for: 1h, every: 301s}"), HasSubstr("at most 5m"));
  EXPECT_EQ(fault_error("{kind: outstanding, at: +1h, for: 1h, every: 300s}"), "");
}

TEST(MailboxScenario, RefusesFaultsThatNobodyCouldTellApart) {
  EXPECT_THAT(fault_error("{kind: throttling, at: +1h, for: 5m}, {kind: throttling, at: +2h, for: 5m, host: b}"),
              StartsWith("line 8: this 'throttling' and the one of line 8: one code is told of one host only"));
  EXPECT_THAT(fault_error("{kind: dropped, at: +1h, subscriptions: 1}, {kind: dropped, at: +9h}"),
              HasSubstr("a subscription is dropped once"));
  EXPECT_EQ(fault_error("{kind: dropped, at: +1h, subscriptions: 1}, {kind: dropped, at: +9h, subscriptions: 2}"), "");
  EXPECT_THAT(fault_error("{kind: stale-loop, at: +1h}, {kind: stale-loop, at: +2h}"), HasSubstr("30m apart"));
  EXPECT_THAT(fault_error("{kind: outstanding, at: +1h, for: 1h}, {kind: outstanding, at: +2h, for: 1h}"),
              HasSubstr("30m apart"));
}

TEST(MailboxScenario, RefusesATimeThatNobodyCouldKnow) {
  EXPECT_THAT(error_of("    diag: {zone: \"+0530\"}\n"), HasSubstr("nothing tells its zone"));
  EXPECT_THAT(error_of("    diag: {zone: \"+0530\"}\n    dump: {at: +2h, reference: no}\n"),
              HasSubstr("nothing tells its zone"));
  EXPECT_EQ(error_of("    diag: {zone: \"+0530\"}\n    dump: {at: +2h}\n"), "");
  EXPECT_EQ(error_of("    diag: {zone: \"+0530\", mtimes: lost}\n"), "");
  EXPECT_THAT(error_of("    diag: {zone: \"-0330\"}\n    dump: {at: +2h}\n"),
              HasSubstr("no zone has the offset -0330"));
  EXPECT_THAT(error_of("    diag: {zone: \"+0530\", mtimes: lost}\n    dump: {at: +2h, layout: root}\n"),
              HasSubstr("'layout: root' cannot tell a zone"));
  EXPECT_THAT(fault_error("{kind: stale-loop, at: +1h}", "mtimes: lost"), HasSubstr("'stale_lines: no'"));
  EXPECT_EQ(fault_error("{kind: stale-loop, at: +1h, stale_lines: no}", "mtimes: lost"), "");
}

TEST(MailboxScenario, NamesWhatIsWrongInTheDump) {
  EXPECT_THAT(dump_error("first: 3"), HasSubstr("'at' is missing"));
  EXPECT_THAT(dump_error("at: +0h"), HasSubstr("outside the case"));
  EXPECT_EQ(dump_error("at: +24h"), "");
  EXPECT_THAT(dump_error("at: +24h1s"), HasSubstr("outside the case"));
  EXPECT_THAT(dump_error("at: +2h, faults: [{kind: old, at: +1h}]"), HasSubstr("write unstamped"));
  EXPECT_THAT(dump_error("at: +2h, faults: [{kind: unstamped, at: +3h}]"), HasSubstr("after the dump"));
  EXPECT_THAT(dump_error("at: +2h, faults: [{kind: unstamped, at: +1h, subscriptions: 4}]"),
              HasSubstr("subscription 4 does not exist"));
}

}  // namespace
}  // namespace logscan::gen
