#include "scenario.h"

#include <gmock/gmock.h>

#include <string>

namespace logscan::gen {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kHead = "start: 2026-03-04T00:00:00Z\nhours: 24\nnodes:\n  - {name: cuc1, subscriptions: 4}\n";

TEST(Scenario, FillsInWhatIsNotSaid) {
  const auto scenario = parse_scenario(kHead);
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->seed, 1U);
  EXPECT_EQ(format_time(scenario->end()), "2026-03-05T00:00:00Z");
  EXPECT_EQ(format_time(scenario->collected_at()), "2026-03-05T00:10:00Z");
  EXPECT_EQ(scenario->cadence, Seconds(300));
  EXPECT_EQ(scenario->style, JettyStyle::kJetty8);
  EXPECT_EQ(scenario->layout, Layout::kRtmt);
  EXPECT_TRUE(scenario->faults.empty());
}

TEST(Scenario, ReadsEveryKey) {
  const auto scenario = parse_scenario(R"(seed: 7
start: 2026-03-04T00:00:00Z
length: 26h30m
nodes:
  - {name: cuc1.example.com, subscriptions: 4}
  - {name: 10.1.2.3, subscriptions: 5}
exchange: [10.93.132.92, "[fd00:0:0:0:0:0:0:5c]"]
addresses: alternate
cadence: 240s
jitter: 3
spread: 1m
pid: 17
other_requests_per_hour: 9
jetty: latency
zone: "+0530"
order: completion
layout: plain
collected: +30h
collector_zone: "-0800"
told_collected: 2026-03-05T08:00:00Z
gzip: [2026-03-04]
faults:
  - {kind: pause, at: +2h, for: 20m, node: cuc1.example.com}
  - {kind: pause, at: +4h, gap: 901s, node: cuc1.example.com, subscriptions: [2, 0, 2]}
  - {kind: kill, at: +6h, node: cuc1.example.com, subscriptions: 1..2}
  - {kind: resubscribe, at: +8h, after: 950s, node: cuc1.example.com, subscriptions: 3}
  - {kind: restart, at: +2h, delay: 10s, spread: 20s, node: 10.1.2.3}
  - {kind: reject, at: +4h, for: 10m, status: 404, node: 10.1.2.3, subscriptions: all}
  - {kind: resubscribe-loop, at: +6h, level: server, every: 1000s, rounds: 5, beats: 2, node: 10.1.2.3}
  - {kind: outage, at: +12h, others: stop, node: 10.1.2.3}
  - {kind: cut, day: 2026-03-05, percent: 33, node: cuc1.example.com}
)");
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->seed, 7U);
  EXPECT_EQ(scenario->length, Seconds(95'400));
  ASSERT_EQ(scenario->nodes.size(), 2U);
  EXPECT_EQ(scenario->nodes[1].name, "10.1.2.3");
  EXPECT_EQ(scenario->nodes[1].subscriptions, 5U);
  EXPECT_EQ(scenario->servers[1], "[fd00:0:0:0:0:0:0:5c]");
  EXPECT_EQ(scenario->addresses, Addresses::kAlternate);
  EXPECT_EQ(scenario->cadence, Seconds(240));
  EXPECT_EQ(scenario->jitter, Seconds(3));
  EXPECT_EQ(scenario->spread, Seconds(60));
  EXPECT_EQ(scenario->pid, 17U);
  EXPECT_EQ(scenario->other_requests_per_hour, 9U);
  EXPECT_EQ(scenario->style, JettyStyle::kLatency);
  EXPECT_EQ(scenario->zone, Minutes(330));
  EXPECT_EQ(scenario->order, LineOrder::kCompletion);
  EXPECT_EQ(scenario->layout, Layout::kPlain);
  EXPECT_EQ(format_time(scenario->collected_at()), "2026-03-05T06:00:00Z");
  EXPECT_EQ(scenario->collector_zone, Minutes(-480));
  EXPECT_EQ(format_time(scenario->told_collected.value()), "2026-03-05T08:00:00Z");
  EXPECT_EQ(scenario->gzip_days.size(), 1U);
  ASSERT_EQ(scenario->faults.size(), 9U);
  EXPECT_EQ(scenario->faults[0].length, Seconds(1200));
  EXPECT_EQ(scenario->faults[0].line, 23);
  EXPECT_EQ(scenario->faults[1].gap, Seconds(901));
  EXPECT_EQ(scenario->faults[1].slots, (std::vector<std::size_t>{0, 2}));
  EXPECT_EQ(scenario->faults[2].slots, (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(scenario->faults[3].after, Seconds(950));
  EXPECT_EQ(scenario->faults[4].spread, Seconds(20));
  EXPECT_EQ(scenario->faults[5].status, 404);
  EXPECT_TRUE(scenario->faults[5].slots.empty());
  EXPECT_EQ(scenario->faults[6].level, LoopLevel::kServer);
  EXPECT_EQ(scenario->faults[6].beats, 2U);
  EXPECT_EQ(scenario->faults[7].others, OtherRequests::kStop);
  EXPECT_EQ(scenario->faults[8].percent, 33U);
}

TEST(Scenario, PrintsWhatReadsBack) {
  const auto scenario = parse_scenario(std::string(kHead) + R"(zone: "-0330"
layout: plain
gzip: all
collected: +30h
faults:
  - {kind: pause, at: +5h, gap: 901s, subscriptions: 1}
  - {kind: reject, at: +8h, for: 600s}
  - {kind: collect-twice, copy: gzip}
  - {kind: outage, at: +20h, others: stop}
)");
  ASSERT_TRUE(scenario) << scenario.error().message;
  const std::string text = print_scenario(*scenario);
  const auto again = parse_scenario(text);
  ASSERT_TRUE(again) << again.error().message << "\n" << text;
  EXPECT_EQ(print_scenario(*again), text);
  EXPECT_THAT(text, HasSubstr("zone: \"-0330\""));
  EXPECT_THAT(text, HasSubstr("gap: 901s"));
}

TEST(Scenario, TurnsBytesIntoTime) {
  // 4 subscriptions, 12 lines an hour each, 173 bytes a line: 8304 bytes an hour.
  const auto scenario =
      parse_scenario("start: 2026-03-04T00:00:00Z\nbytes: 16608\nnodes: [{name: cuc1, subscriptions: 4}]\n");
  ASSERT_TRUE(scenario) << scenario.error().message;
  EXPECT_EQ(scenario->length, Seconds(7200));
}

TEST(Scenario, ReadsSizes) {
  EXPECT_EQ(parse_size("1000"), 1000U);
  EXPECT_EQ(parse_size("64KiB"), 65'536U);
  EXPECT_EQ(parse_size("10MiB"), 10'485'760U);
  EXPECT_EQ(parse_size("1GiB"), 1'073'741'824U);
  for (const char* text : {"", "MiB", "1GB", "-1", "1.5GiB", "9999999999999GiB"})
    EXPECT_FALSE(parse_size(text)) << text;
}

struct BadScenario {
  const char* name;
  std::string yaml;
  const char* start;  // of the message
  const char* part;
};

TEST(Scenario, NamesTheLineAndTheMend) {
  const std::string head = kHead;  // four lines
  const auto with_fault = [&](const std::string& fault) { return head + "faults:\n  - " + fault + "\n"; };
  const BadScenario cases[] = {
      {"Empty", "", "line 1: ", "'start', 'hours' and 'nodes'"},
      {"NotYaml", "start: [\n", "line 2: not YAML", ""},
      {"NotAMapping", "- a\n", "line 1: ", "key: value"},
      {"UnknownKey", head + "hour: 3\n", "line 5: 'hour' is no key of a scenario", "known are: "},
      {"KeyTwice", head + "hours: 3\n", "line 5: 'hours' stands twice", "keep one"},
      {"NoStart", "hours: 1\nnodes: [{name: a}]\n", "line 1: 'start' is missing", "2026-03-04T10:00:00Z"},
      {"BadStart", "start: today\nhours: 1\n", "line 1: 'today' is no time", "2026-03-04T10:00:00Z"},
      {"NoNodes", "start: 2026-03-04T00:00:00Z\nhours: 1\n", "line 1: 'nodes' is a list", "name: cuc1"},
      {"NodeWithoutName", "start: 2026-03-04T00:00:00Z\nhours: 1\nnodes:\n  - {subscriptions: 1}\n",
       "line 4: ", "'name'"},
      {"NodeKey", "start: 2026-03-04T00:00:00Z\nhours: 1\nnodes:\n  - {name: a, count: 1}\n",
       "line 4: 'count' is no key of a node", "known are: name, subscriptions"},
      {"NodeName", "start: 2026-03-04T00:00:00Z\nhours: 1\nnodes: [{name: ../x}]\n", "'../x' is no node name", "cuc1"},
      {"NodeTwice", "start: 2026-03-04T00:00:00Z\nhours: 1\nnodes: [{name: a}, {name: a}]\n",
       "the node 'a' stands twice", ""},
      {"NoLength", "start: 2026-03-04T00:00:00Z\nnodes: [{name: a}]\n", "line 1: give one of 'hours'", "'bytes'"},
      {"TwoLengths", head + "bytes: 3MiB\n", "line 1: give one of 'hours'", "'bytes'"},
      {"NoHours", "start: 2026-03-04T00:00:00Z\nhours: 0\nnodes: [{name: a}]\n", "the case is empty", "'hours'"},
      {"BadNumber", head + "seed: many\n", "line 5: 'many' is no value of 'seed'", "whole number"},
      {"BadSpan", head + "jitter: 1 s\n", "line 5: '1 s' is no value of 'jitter'", "90s"},
      {"BadChoice", head + "jetty: jetty7\n", "line 5: 'jetty7' is no value of 'jetty'",
       "jetty8, jetty9, extended, latency"},
      {"BadZone", head + "zone: UTC\n", "line 5: 'UTC' is no value of 'zone'", "+0530"},
      {"BadGzip", head + "gzip: some\n", "line 5: 'some' is no value of 'gzip'", "all, none or a list"},
      {"BadAddress", head + "exchange: [mail host]\n", "'mail host' in 'exchange' is no address", ""},
      {"NoAddress", head + "exchange: []\n", "'exchange' names no address", ""},
      {"WideCadence", head + "cadence: 346s\njitter: 5s\n", "'cadence' must be", "350s"},
      {"WideJitter", head + "jitter: 6s\n", "'jitter' must be at most 5s", ""},
      {"WideSpread", head + "spread: 301s\n", "'spread' must not be longer", ""},
      {"TooLarge", head + "other_requests_per_hour: 100001\n", "'other_requests_per_hour' must be", ""},
      {"FaultWithoutKind", with_fault("{at: +1h}"), "line 6: a fault needs 'kind'", "resubscribe-loop"},
      {"UnknownFault", with_fault("{kind: pasue, at: +1h}"), "line 6: 'pasue' is no kind of fault", "pause, kill"},
      {"KeyOfAnotherFault", with_fault("{kind: kill, at: +1h, gap: 5m}"), "line 6: 'gap' is no key of a fault",
       "subscriptions"},
      {"FaultWithoutTime", with_fault("{kind: kill}"), "line 6: 'at' is missing", "+10h"},
      {"FaultBeforeStart", with_fault("{kind: kill, at: 2026-03-03T23:59:59Z}"), "line 6: 'at' lies outside",
       "2026-03-04T00:00:00Z"},
      {"FaultAtEnd", with_fault("{kind: kill, at: +24h}"), "line 6: 'at' lies outside", "2026-03-05T00:00:00Z"},
      {"FaultNode", with_fault("{kind: kill, at: +1h, node: cuc9}"), "line 6: there is no node 'cuc9'", ""},
      {"FaultSlot", with_fault("{kind: kill, at: +1h, subscriptions: 4}"), "line 6: subscription 4 does not exist",
       "cuc1 has 4"},
      {"SlotWord", with_fault("{kind: kill, at: +1h, subscriptions: first}"), "line 6: 'first' names no subscriptions",
       "0..4"},
      {"SlotsBackwards", with_fault("{kind: kill, at: +1h, subscriptions: 3..1}"),
       "line 6: '3..1' names no subscriptions", "0..4"},
      {"NoSlots", with_fault("{kind: kill, at: +1h, subscriptions: []}"), "line 6: no subscription is named", ""},
      {"PauseWithoutLength", with_fault("{kind: pause, at: +1h}"), "line 6: a pause needs either 'for'", "'gap'"},
      {"PauseWithBoth", with_fault("{kind: pause, at: +1h, for: 1m, gap: 1m}"), "line 6: a pause needs either 'for'",
       "'gap'"},
      {"PauseOfNothing", with_fault("{kind: pause, at: +1h, for: 0s}"), "line 6: '0s' is no value of 'for'", "31m"},
      {"RejectStatus", with_fault("{kind: reject, at: +1h, for: 1m, status: 200}"), "line 6: 'status'", "300 to 599"},
      {"LoopRounds", with_fault("{kind: resubscribe-loop, at: +1h, rounds: 0}"), "line 6: 'rounds'", ""},
      {"LoopBeats", with_fault("{kind: resubscribe-loop, at: +1h, beats: 3}"), "line 6: 'beats' is 1 or 2", ""},
      {"DayOutside", with_fault("{kind: drop-day, day: 2026-03-05}"), "line 6: the case has no day 2026-03-05", ""},
      {"BadDay", with_fault("{kind: drop-day, day: 2026-02-30}"), "line 6: '2026-02-30' is no day", ""},
      {"CutOfNothing", with_fault("{kind: cut, day: 2026-03-04, percent: 100}"), "line 6: 'percent'", "1 to 99"},
      {"SecondFolder", head + "layout: plain\nfaults:\n  - {kind: collect-twice, at: +1h}\n",
       "line 7: a second collection needs", "copy: gzip"},
      {"Touching", with_fault("{kind: pause, at: +1h, for: 5m}\n  - {kind: kill, at: +80m, subscriptions: 1}"),
       "line 7: this 'kill' and the 'pause' of line 6 touch", "move one"},
      {"CutOfTwo", with_fault("{kind: cut, day: 2026-03-04}\n  - {kind: collect-twice, at: +1h}"),
       "line 7: this 'collect-twice' and the 'cut'", "cannot stand in one case"},
  };
  for (const BadScenario& bad : cases) {
    const auto scenario = parse_scenario(bad.yaml);
    ASSERT_FALSE(scenario) << bad.name;
    EXPECT_EQ(scenario.error().code, ErrorCode::kUsage) << bad.name;
    EXPECT_THAT(scenario.error().message, StartsWith(bad.start)) << bad.name;
    EXPECT_THAT(scenario.error().message, HasSubstr(bad.part)) << bad.name;
  }
}

TEST(Scenario, LetsFaultsStandApart) {
  // A pause of 5 minutes moves notifications up to 10 minutes after its start; 6 minutes on each side are kept free.
  const std::string head = kHead;
  EXPECT_TRUE(parse_scenario(head + "faults:\n  - {kind: pause, at: +1h, for: 5m}\n  - {kind: kill, at: +82m}\n"));
  EXPECT_FALSE(parse_scenario(head + "faults:\n  - {kind: pause, at: +1h, for: 5m}\n  - {kind: kill, at: +4919s}\n"));
  // Two nodes are two stories.
  EXPECT_TRUE(parse_scenario(
      "start: 2026-03-04T00:00:00Z\nhours: 24\nnodes: [{name: a, subscriptions: 4}, {name: b, subscriptions: 4}]\n"
      "faults:\n  - {kind: kill, at: +1h, node: a}\n  - {kind: kill, at: +1h, node: b}\n"));
}

}  // namespace
}  // namespace logscan::gen
