#include <gmock/gmock.h>

#include <set>
#include <string>

#include "generate.h"
#include "random_pair_scenario.h"
#include "scenario.h"

namespace logscan::gen {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kHead = "start: 2026-03-04T00:00:00Z\nhours: 24\n";

std::string error_of(const std::string& pair) {
  const auto scenario = parse_scenario(std::string(kHead) + "pair:\n" + pair);
  return scenario ? "" : scenario.error().message;
}

// The fault stands in line 6.
std::string fault_error(const std::string& fault, const std::string& more = "") {
  return error_of("  zone: \"-0500\"\n  faults:\n    - " + fault + "\n" + more);
}

TEST(PairScenario, FillsInWhatIsNotSaid) {
  const auto scenario = parse_scenario(std::string(kHead) + "pair: {}\n");
  ASSERT_TRUE(scenario) << scenario.error().message;
  ASSERT_TRUE(scenario->pair);
  EXPECT_TRUE(scenario->nodes.empty());
  const Pair& pair = *scenario->pair;
  EXPECT_EQ(pair.nodes[0], "imp1");
  EXPECT_EQ(pair.nodes[1], "imp2");
  EXPECT_EQ(pair.interval, Seconds(15));
  EXPECT_EQ(pair.timeout, Seconds(60));
  EXPECT_EQ(pair.trace, TraceLevel::kDebug);
  EXPECT_EQ(pair.logs, PairLogs::kAll);
}

TEST(PairScenario, ReadsEveryKeyAndPrintsWhatReadsBack) {
  const std::string yaml = std::string(kHead) + R"(nodes: [{name: cuc1, subscriptions: 2}]
pair:
  nodes: [prs-b, prs-a]
  domain: corp.example.net
  zone: "+0530"
  interval: 10s
  timeout: 90s
  peer_down: glued
  filler_per_minute: 20
  ha_status: tabbed
  gzip: yes
  faults:
    - {kind: service-death, at: +1h, node: prs-b, service: A Cisco DB, back: 4m, fallback: 10m}
    - {kind: network-split, at: +3h, for: 5m}
    - {kind: reboot, at: +5h, for: 7m, ending: ungraceful, fallback: 15m}
    - {kind: admin-failover, at: +7h, fallback: 20m}
    - {kind: flapping, at: +9h, deaths: 2, every: 40m, back: 4m, fallback: 12m}
    - {kind: slow-network, at: +12h, pauses: [45s, 70s], every: 5m, fallback: 30m}
    - {kind: host-freeze, at: +14h, for: 100s, waking: complains, fallback: 30m}
    - {kind: maintenance, at: +16h, for: 5m}
    - {kind: trace-level, at: +20h, node: prs-b}
)";
  const auto scenario = parse_scenario(yaml);
  ASSERT_TRUE(scenario) << scenario.error().message;
  const Pair& pair = *scenario->pair;
  EXPECT_EQ(pair.zone, Minutes(330));
  EXPECT_EQ(pair.interval, Seconds(10));
  EXPECT_EQ(pair.timeout, Seconds(90));
  EXPECT_EQ(pair.peer_down, PeerDownWording::kGlued);
  EXPECT_EQ(pair.ha_status, HaStatusForm::kTabbed);
  EXPECT_TRUE(pair.gzip);
  ASSERT_EQ(pair.faults.size(), 9U);
  EXPECT_EQ(pair.faults[0].node, 0U);
  EXPECT_EQ(pair.faults[0].service, "A Cisco DB");
  EXPECT_EQ(pair.faults[0].back, Seconds(240));
  EXPECT_EQ(pair.faults[0].line, 15);
  EXPECT_EQ(pair.faults[2].ending, Ending::kUngraceful);
  EXPECT_EQ(pair.faults[4].deaths, 2U);
  EXPECT_EQ(pair.faults[5].pauses, (std::vector<Seconds>{Seconds(45), Seconds(70)}));
  EXPECT_EQ(pair.faults[6].waking, Waking::kComplains);
  EXPECT_EQ(pair.faults[7].length, Seconds(300));

  const std::string text = print_scenario(*scenario);
  const auto again = parse_scenario(text);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(print_scenario(*again), text);
  EXPECT_EQ(again->pair->faults[5].pauses, pair.faults[5].pauses);
}

TEST(PairScenario, ErrorsNameTheLine) {
  EXPECT_THAT(error_of("  nodes: [imp1]\n"), StartsWith("line 4: 'nodes' of the pair is a list of two names"));
  EXPECT_THAT(error_of("  speed: 3\n"), StartsWith("line 4: 'speed' is no key of the pair; known are: nodes, domain"));
  EXPECT_THAT(fault_error("{kind: fire, at: +2h}"), StartsWith("line 6: 'fire' is no value of 'kind'; write one of:"));
  EXPECT_THAT(fault_error("{kind: reboot, for: 5m}"), StartsWith("line 6: 'at' is missing"));
  EXPECT_THAT(fault_error("{kind: reboot, at: +2h}"), StartsWith("line 6: 'for' is missing"));
  EXPECT_THAT(fault_error("{kind: reboot, at: +2h, for: 5m, node: imp3}"),
              StartsWith("line 6: 'imp3' is no value of 'node'; write one of the pair's two nodes"));
  EXPECT_THAT(fault_error("{kind: reboot, at: +2h, for: 5m, service: x}"), StartsWith("line 6: 'service' is no key"));
  EXPECT_THAT(fault_error("{kind: slow-network, at: +2h, pauses: 45s}"), StartsWith("line 6: 'pauses' is a list"));
  EXPECT_THAT(fault_error("{kind: admin-failover, at: +2h}"), StartsWith("line 6: 'fallback' is missing"));
  EXPECT_THAT(fault_error("{kind: network-split, at: +23h55m, for: 5m}"), HasSubstr("must lie within the case"));
}

TEST(PairScenario, RefusesWhatNobodyCouldJudge) {
  const auto back = [](const char* span) {
    return fault_error(std::string("{kind: service-death, at: +2h, back: ") + span + "}");
  };
  EXPECT_EQ(back("80s"), "");
  EXPECT_THAT(back("81s"), StartsWith("line 6: 'back' is from 10s to 80s"));
  EXPECT_THAT(back("179s"), StartsWith("line 6: 'back' is from 10s to 80s"));
  EXPECT_EQ(back("180s"), "");

  // The admin failover ends 1 min after its fallback, and 35 min of peace follow.
  const auto second = [](const char* at) {
    return fault_error("{kind: admin-failover, at: +2h, fallback: 24m}",
                       std::string("    - {kind: network-split, for: 5m, at: ") + at + "}\n");
  };
  EXPECT_THAT(second("+2h59m"), StartsWith("line 7: this 'network-split' and the 'admin-failover' of line 6"));
  EXPECT_EQ(second("+3h"), "");
  EXPECT_THAT(fault_error("{kind: reboot, at: +2h, for: 5m}", "    - {kind: maintenance, at: +8h}\n"),
              HasSubstr("give it a 'fallback' or put it last"));
  EXPECT_THAT(error_of("  nodes: [imp1, imp1]\n"), HasSubstr("one name"));
  EXPECT_THAT(error_of("  nodes: [imp1, IMP2]\n"), HasSubstr("'IMP2' is no node name"));
  EXPECT_THAT(error_of("  interval: 20s\n"), HasSubstr("'interval' is from 5s to 15s"));
  EXPECT_THAT(error_of("  trace: info\n  faults:\n    - {kind: host-freeze, at: +2h, for: 60s}\n"),
              StartsWith("line 6: a freeze needs 'trace: debug'"));

  // 61 s of silence.
  const auto scenario = parse_scenario(
      std::string(kHead) + "pair:\n  faults:\n    - {kind: slow-network, at: +2h, pauses: [61s], fallback: 20m}\n");
  ASSERT_TRUE(scenario) << scenario.error().message;
  const auto generated = generate(*scenario);
  ASSERT_FALSE(generated);
  EXPECT_THAT(generated.error().message,
              StartsWith("line 5: this 'slow-network' gives a heartbeat pause of 61.0 s, which is too near to 60.0 s"));
}

TEST(RandomPairScenario, IsValidAndReadsBack) {
  std::set<PairFaultKind> kinds;
  std::set<PairLogs> logs;
  bool combined = false;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Scenario scenario = random_pair_scenario(seed);
    const Status status = check_scenario(scenario);
    ASSERT_TRUE(status) << seed << ": " << status.error().message;
    const std::string text = print_scenario(scenario);
    const auto again = parse_scenario(text);
    ASSERT_TRUE(again) << seed << ": " << again.error().message;
    EXPECT_EQ(print_scenario(*again), text) << seed;
    EXPECT_FALSE(scenario.pair->faults.empty()) << seed;
    for (const PairFault& fault : scenario.pair->faults) kinds.insert(fault.kind);
    logs.insert(scenario.pair->logs);
    combined = combined || !scenario.nodes.empty();
  }
  EXPECT_EQ(kinds.size(), 9U);
  EXPECT_EQ(logs.size(), 3U);
  EXPECT_TRUE(combined);
}

}  // namespace
}  // namespace logscan::gen
