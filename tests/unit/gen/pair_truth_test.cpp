// Small cases whose findings are worked out by hand: the second node, imp2, fails at 02:00:00. Where the seed decides a
// time (when a heartbeat was, how long a transition took), the story says it, and the test says which of its times
// belongs to the finding.
#include "pair_truth.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "generate.h"
#include "random_pair_scenario.h"

namespace logscan::gen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Case {
  PairStory story;
  Truth truth;
};

Case make(const std::string& fault, const std::string& more = "") {
  std::string yaml = "start: 2026-03-04T00:00:00Z\nhours: 6\npair:\n  domain: example.com\n" + more;
  if (!fault.empty()) yaml += "  faults:\n    - " + fault + "\n";
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  if (!scenario) return {};
  auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  return generated ? Case{tell_pair(*scenario), std::move(generated->truth)} : Case{};
}

// `heartbeat.missed imp2 closed x1`.
std::vector<std::string> findings_of(const Truth& truth) {
  std::vector<std::string> lines;
  for (const ExpectedFinding& finding : truth.findings) {
    EXPECT_EQ(finding.verdict, "fail");
    std::string line = finding.rule + " " + finding.subject;
    if (!finding.window) line += " no-window";
    if (finding.open && *finding.open) line += " open";
    if (finding.count) line += " x" + std::to_string(*finding.count);
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> findings_of(const std::string& fault, const std::string& more = "") {
  return findings_of(make(fault, more).truth);
}

// `02:00:00 .. 02:05:00` of the only finding of the rule.
std::string window_of(const Case& made, const std::string& rule) {
  std::string text;
  for (const ExpectedFinding& finding : made.truth.findings) {
    if (finding.rule != rule || !finding.window) continue;
    EXPECT_EQ(text, "") << rule;
    text = format_time(finding.window->from).substr(11, 8) + " .. " + format_time(finding.window->to).substr(11, 8);
  }
  return text;
}

std::string window_of(Instant from, Instant to) {
  return format_time(std::chrono::round<Seconds>(from)).substr(11, 8) + " .. " +
         format_time(std::chrono::round<Seconds>(to)).substr(11, 8);
}

TEST(PairTruth, FindsNothingInHealthyHours) { EXPECT_THAT(findings_of(""), IsEmpty()); }

TEST(PairTruth, ServiceDeath) {
  const Case made = make("{kind: service-death, at: +2h, back: 5m, fallback: 20m}");
  EXPECT_THAT(findings_of(made.truth), ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2"));
  EXPECT_EQ(window_of(made, "ha.failover").substr(0, 8), "02:01:30");
  EXPECT_EQ(window_of(made, "ha.failover"),
            window_of(made.story.failovers.at(0).begin, made.story.failovers.at(0).end.value()));
  EXPECT_EQ(window_of(made, "ha.fallback").substr(0, 8), "02:20:00");
  EXPECT_THAT(findings_of("{kind: service-death, at: +2h, back: 80s}"), IsEmpty());
}

TEST(PairTruth, AServiceThatRunsAgainWaitsForItsUsers) {
  const Case made = make("{kind: service-death, at: +2h, back: 5m}");
  EXPECT_THAT(findings_of(made.truth), ElementsAre("ha.bad-state imp1/imp2 no-window", "ha.failover imp1/imp2 x1",
                                                   "ha.no-fallback imp1/imp2 open"));
  // To the last record, some seconds before 06:00:00.
  EXPECT_EQ(window_of(made, "ha.no-fallback").substr(0, 17), "02:05:00 .. 05:59");
  // Nothing shows that it is healthy.
  EXPECT_THAT(findings_of("{kind: service-death, at: +2h}"),
              ElementsAre("ha.bad-state imp1/imp2 no-window", "ha.failover imp1/imp2 x1"));
  // Half an hour is not yet too long.
  EXPECT_THAT(findings_of("{kind: service-death, at: +5h28m, back: 5m}"),
              ElementsAre("ha.bad-state imp1/imp2 no-window", "ha.failover imp1/imp2 x1"));
}

TEST(PairTruth, NetworkSplit) {
  const Case made = make("{kind: network-split, at: +2h, for: 5m}");
  // About 300 s of silence, of which the first 60 are borne: the 240 s that follow hold 8 or 9 lines, 30 s apart.
  ASSERT_EQ(made.story.outages.size(), 2U);
  const std::string lines0 = std::to_string(made.story.outages[0].lines.size());
  const std::string lines1 = std::to_string(made.story.outages[1].lines.size());
  EXPECT_THAT(findings_of(made.truth),
              ::testing::UnorderedElementsAre(
                  "ha.failover imp1/imp2 x1", "ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2",
                  "ha.fallback imp1/imp2", "ha.split-brain imp1/imp2",
                  "heartbeat.peer-down imp" + std::to_string(2 - made.story.outages[0].observer) + " x" + lines0,
                  "heartbeat.peer-down imp" + std::to_string(2 - made.story.outages[1].observer) + " x" + lines1));
  EXPECT_EQ(window_of(made, "ha.split-brain"),
            window_of(std::max(made.story.outages[0].from, made.story.outages[1].from),
                      std::min(made.story.outages[0].to, made.story.outages[1].to)));
}

TEST(PairTruth, Reboot) {
  const Case made = make("{kind: reboot, at: +2h, for: 6m, fallback: 20m}");
  // The silence is about 430 s; after 60 s a line every 30 s.
  EXPECT_THAT(findings_of(made.truth),
              ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2",
                          "ha.restart-while-enabled imp2 no-window", "heartbeat.peer-down imp2 x13"));
  // The first heartbeat is sent 2 s after the SRM's start at 02:07:00.
  EXPECT_EQ(window_of(made, "heartbeat.peer-down").substr(12), "02:07:02");

  const Case crash = make("{kind: reboot, at: +2h, for: 6m, ending: ungraceful, fallback: 20m}");
  EXPECT_THAT(findings_of(crash.truth), ElementsAre("boot.ungraceful imp2", "ha.failover imp1/imp2 x1",
                                                    "ha.fallback imp1/imp2", "heartbeat.peer-down imp2 x13"));
  EXPECT_EQ(window_of(crash, "boot.ungraceful"), "02:06:15 .. 02:06:15");
}

TEST(PairTruth, AdminFailover) {
  const Case made = make("{kind: admin-failover, at: +2h, fallback: 30m}");
  EXPECT_THAT(findings_of(made.truth), ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2"));
  EXPECT_EQ(window_of(made, "ha.failover").substr(0, 8), "02:00:00");
  EXPECT_EQ(window_of(made, "ha.fallback").substr(0, 8), "02:30:00");
}

TEST(PairTruth, FlappingNeedsThree) {
  const auto flapping = [](const char* deaths) {
    return findings_of(std::string("{kind: flapping, at: +1h, every: 1h, deaths: ") + deaths + "}");
  };
  EXPECT_EQ(flapping("2").size(), 4U);
  const auto three = flapping("3");
  EXPECT_EQ(three.size(), 7U);
  EXPECT_THAT(three, ::testing::Contains("ha.flapping imp1/imp2 x3"));
  EXPECT_THAT(flapping("4"), ::testing::Contains("ha.flapping imp1/imp2 x4"));
  const Case made = make("{kind: flapping, at: +1h, every: 1h}");
  EXPECT_EQ(window_of(made, "ha.flapping"),
            window_of(made.story.failovers.at(0).begin, made.story.failovers.at(2).end.value()));
}

TEST(PairTruth, SlowNetwork) {
  // Two short pauses 10 min apart are one finding; one of 70 s would have been spared.
  const Case made = make("{kind: slow-network, at: +2h, pauses: [45s, 50s, 70s], fallback: 40m}");
  EXPECT_THAT(findings_of(made.truth), ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2",
                                                   "ha.timeout-advice imp1/imp2 no-window x1",
                                                   "heartbeat.missed imp2 x2", "heartbeat.peer-down imp2 x1"));
  ASSERT_EQ(made.story.pauses.size(), 3U);
  EXPECT_EQ(window_of(made, "heartbeat.missed"), window_of(made.story.pauses[0].from, made.story.pauses[1].to));
  EXPECT_EQ(window_of(made, "heartbeat.peer-down"), window_of(made.story.pauses[2].from, made.story.pauses[2].to));
  // 16 minutes apart they are two, and a pause of 95 s is too long for the advice.
  EXPECT_THAT(findings_of("{kind: slow-network, at: +2h, pauses: [45s, 45s, 95s], every: 17m, fallback: 1h}"),
              ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2", "heartbeat.missed imp2 x1",
                          "heartbeat.missed imp2 x1", "heartbeat.peer-down imp2 x2"));
  EXPECT_THAT(findings_of("{kind: slow-network, at: +2h, pauses: [45s]}"), ElementsAre("heartbeat.missed imp2 x1"));
  // With a timeout of 90 s nobody says anything of 70 s, which is an outage all the same.
  EXPECT_THAT(findings_of("{kind: slow-network, at: +2h, pauses: [70s]}", "  timeout: 90s\n"),
              ElementsAre("heartbeat.peer-down imp2 x1"));
}

TEST(PairTruth, HostFreeze) {
  const Case made = make("{kind: host-freeze, at: +2h, for: 140s, fallback: 40m}");
  EXPECT_THAT(findings_of(made.truth), ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2",
                                                   "heartbeat.peer-down imp2 x3", "host.paused imp2"));
  EXPECT_EQ(window_of(made, "host.paused").substr(9), ".. 02:02:20");
  EXPECT_EQ(window_of(made, "heartbeat.peer-down").substr(12), "02:02:20");
  // What it says of its peer after waking is reported, but makes no split brain.
  EXPECT_THAT(findings_of("{kind: host-freeze, at: +2h, for: 140s, fallback: 40m, waking: complains}"),
              ElementsAre("ha.failover imp1/imp2 x1", "ha.fallback imp1/imp2", "heartbeat.peer-down imp1 x1",
                          "heartbeat.peer-down imp2 x3", "host.paused imp2"));
}

TEST(PairTruth, MaintenanceIsQuiet) {
  EXPECT_THAT(findings_of("{kind: maintenance, at: +2h, for: 6m}"), IsEmpty());
  EXPECT_THAT(findings_of("{kind: maintenance, at: +2h, for: 6m, afterwards: disabled}"),
              ElementsAre("ha.disabled imp1/imp2 no-window"));
}

TEST(PairTruth, TraceLevel) {
  const Case made = make("{kind: trace-level, at: +2h}");
  EXPECT_THAT(findings_of(made.truth),
              ElementsAre("bundle.trace-level imp2/2026-03-04_06-10-00/epas/trace/srm/log4j/srm00000001.log"));
  // The last DEBUG record is some seconds older.
  EXPECT_THAT(window_of(made, "bundle.trace-level"), ::testing::MatchesRegex("01:59:[45][0-9] .. 05:59:[45][0-9]"));
  EXPECT_EQ(findings_of("", "  trace: info\n").size(), 2U);
}

TEST(PairTruth, WithoutHeartbeatsTheFirstLineTells) {
  const std::string slow = "{kind: slow-network, at: +2h, pauses: [70s], fallback: 40m}";
  const auto from = [&](const char* wording) {
    const Case made = make(slow, std::string("  trace: info\n  peer_down: ") + wording + "\n");
    const PeerOutage& outage = made.story.outages.at(0);
    const std::string window = window_of(made, "heartbeat.peer-down");
    EXPECT_EQ(window.substr(12), window_of(outage.to, outage.to).substr(12)) << wording;
    return std::pair(window.substr(0, 8), outage);
  };
  const auto text = [](Instant at) { return window_of(at, at).substr(12); };
  const auto milliseconds = from("milliseconds");
  EXPECT_EQ(milliseconds.first, text(milliseconds.second.from));
  const auto cut = from("cut");
  EXPECT_EQ(cut.first, text(cut.second.lines.at(0)));
  const auto seconds = from("seconds");
  // 60 or 61: the check comes less than 2 s after the minute.
  EXPECT_EQ(seconds.first, text(seconds.second.lines.at(0) - std::chrono::floor<Seconds>(seconds.second.told)));
}

TEST(PairTruth, AlarmsAloneTellTheFailover) {
  const Case made = make("{kind: service-death, at: +2h, back: 5m, fallback: 20m}", "  logs: alarms\n");
  EXPECT_THAT(findings_of(made.truth), ElementsAre("ha.failover imp1/imp2 x1"));
  EXPECT_EQ(window_of(made, "ha.failover"), "02:01:30 .. 02:01:30");
  EXPECT_THAT(findings_of("{kind: admin-failover, at: +2h, fallback: 30m}", "  logs: alarms\n"), IsEmpty());
  EXPECT_THAT(findings_of("{kind: flapping, at: +1h}", "  logs: alarms\n"),
              ElementsAre("ha.failover imp1/imp2 x1", "ha.failover imp1/imp2 x1", "ha.failover imp1/imp2 x1",
                          "ha.flapping imp1/imp2 x3"));
}

TEST(PairTruth, TheSessionAloneTellsTheState) {
  EXPECT_THAT(findings_of("{kind: service-death, at: +2h, back: 5m}", "  logs: cli\n"),
              ElementsAre("ha.bad-state imp1/imp2 no-window"));
  EXPECT_THAT(findings_of("{kind: service-death, at: +2h, back: 5m, fallback: 20m}", "  logs: cli\n"), IsEmpty());
}

TEST(RandomPairScenario, GivesEveryRuleSomewhere) {
  std::set<std::string> rules;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Scenario scenario = random_pair_scenario(seed);
    const PairStory story = tell_pair(scenario);
    EXPECT_TRUE(check_measures(scenario, story)) << seed;
    Truth truth;
    add_pair_truth(scenario, story, truth);
    for (const ExpectedFinding& finding : truth.findings) rules.insert(finding.rule);
  }
  EXPECT_THAT(rules,
              ElementsAre("boot.ungraceful", "bundle.trace-level", "ha.bad-state", "ha.disabled", "ha.failover",
                          "ha.fallback", "ha.flapping", "ha.no-fallback", "ha.restart-while-enabled", "ha.split-brain",
                          "ha.timeout-advice", "heartbeat.missed", "heartbeat.peer-down", "host.paused"));
}

}  // namespace
}  // namespace logscan::gen
