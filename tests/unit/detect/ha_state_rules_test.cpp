#include "detect/rules/ha_state_rules.h"

#include <gtest/gtest.h>

#include "detect/engine.h"
#include "unit/detect/pair_timeline.h"

namespace logscan::detail {
namespace {

using Lines = std::vector<std::string>;

constexpr int kEnd = 7200;

int second_of(Timestamp time) { return static_cast<int>((time - test::kDay) / std::chrono::seconds(1)); }

struct Stands {
  std::string node, state, reason = {};
};

// A pair of nodes, and what was asked of it.
class Asked : public PairTimeline {
 public:
  Asked() : one(srm("imp1", 0, kEnd)), two(srm("imp2", 0, kEnd)), session(log("", "cli.session", 0, kEnd)) {}

  // `utils ha status`; no time: -1.
  Asked& status(const std::vector<Stands>& nodes, int time = -1, const std::string& group = "Default") {
    for (const Stands& node : nodes) snapshots_.push_back({FactKind::kHaState, node, time, group, 0});
    return *this;
  }
  Asked& enabled(bool on, const std::string& group = "Default") {
    snapshots_.push_back({FactKind::kHaEnabled, {}, -1, group, on ? 1 : 0});
    return *this;
  }
  [[nodiscard]] Timeline make() const {
    Timeline timeline = PairTimeline::make();
    const auto name = [&](const std::string& text) { return text.empty() ? kNoName : timeline.names.intern(text); };
    std::uint64_t line = 0;
    for (const Snapshot& s : snapshots_) {
      TimedFact fact;
      if (s.time >= 0) fact.time = test::at(s.time);
      fact.at = {++line, line, 10, static_cast<SourceId>(session)};
      fact.text = {name(s.node.node), name(s.group), name(s.node.state), name(s.node.reason), s.number};
      fact.kind = s.kind;
      timeline.facts.push_back(fact);
    }
    return timeline;
  }

  std::size_t one, two, session;

 private:
  struct Snapshot {
    FactKind kind;
    Stands node;
    int time;
    std::string group;
    std::int64_t number;
  };
  std::vector<Snapshot> snapshots_;
};

Judgement judged(const Timeline& timeline, const Lines& set = {}) {
  static const std::vector<const RuleFamily*> families = {&kHaStateRules};
  const auto settings = Settings::read(all_rules(families), set);
  EXPECT_TRUE(settings.ok());
  return judge(timeline, families, *settings, builtin_knowledge());
}

// `rule subject from-to severity confidence`, then the variant, and what is unusual.
Lines told(const Judgement& judgement, std::string_view rule) {
  Lines lines;
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id != rule) continue;
    static constexpr const char* kSeverities[] = {"info", "notice", "warning", "error", "critical"};
    static constexpr const char* kConfidences[] = {"low", "medium", "high"};
    std::string line = finding.subject;
    line += finding.window ? " " + std::to_string(second_of(finding.window->from)) + "-" +
                                 std::to_string(second_of(finding.window->to))
                           : " -";
    line += std::string(" ") + kSeverities[static_cast<int>(finding.severity)] + " " +
            kConfidences[static_cast<int>(finding.confidence)];
    if (!finding.variant.empty()) line += " " + std::string(finding.variant);
    if (finding.count != 1) line += " x" + std::to_string(finding.count);
    if (finding.open) line += " open";
    if (finding.verdict != Verdict::kFail) line += " doubt";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

template <class Case>
Lines told(const Case& pair, std::string_view rule, const Lines& set = {}) {
  return told(judged(pair.make(), set), rule);
}

const Finding* find(const Judgement& judgement, std::string_view rule) {
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id == rule) return &finding;
  }
  return nullptr;
}

bool passed(const Judgement& judgement, std::string_view rule) {
  return std::any_of(judgement.passed.begin(), judgement.passed.end(),
                     [&](const PassedRule& passed) { return passed.rule == rule; });
}

TEST(BadState, FollowsTheTableOfPairs) {
  const struct {
    const char* name;
    Stands one, other;
    Lines expected;
  } cases[] = {
      {"Normal", {"imp1", "Normal"}, {"imp2", "Normal"}, {}},
      {"NormalWithReason", {"imp1", "NORMAL", "Normal"}, {"imp2", "Normal", "Normal"}, {}},
      {"Wait", {"imp1", "Failing Over", "On Admin Request"}, {"imp2", "Taking Over", "On Admin Request"}, {}},
      {"AutoRecovery",
       {"imp1", "Backup Activated", "Auto Recover Database Failure"},
       {"imp2", "Failover Affected Services", "Auto Recovery Database Failure."},
       {}},
      {"CriticalService",
       {"imp2", "Running in Backup Mode", "Critical Service Down"},
       {"imp1", "Failed Over with Critical Services not Running", "Critical Service Down"},
       {"imp1/imp2 - error high"}},
      {"LongNames",
       {"IMP2.example.com", "Failed", "Critical Service Down"},
       {"imp1.example.com", "Failed", "Critical Service Down"},
       {"imp1/imp2 - critical high"}},
      {"FallbackDue",
       {"imp1", "Failed Over", "Initialization"},
       {"imp2", "Running in Backup Mode", "Critical Service Down"},
       {"imp1/imp2 - warning high"}},
      {"ReasonsNotTold", {"imp1", "Failed", ""}, {"imp2", "Failed", ""}, {"imp1/imp2 - critical medium several"}},
      {"ReasonsNotToldSomeQuiet",
       {"imp1", "Idle", ""},
       {"imp2", "Running in Backup Mode", ""},
       {"imp1/imp2 - notice low several doubt"}},
      {"NotTogether", {"imp1", "Normal"}, {"imp2", "Failed", "Unknown"}, {"imp1/imp2 - error medium undocumented"}},
      {"NotTogetherNorBad", {"imp1", "Normal"}, {"imp2", "Idle"}, {"imp1/imp2 - warning low undocumented doubt"}},
      {"OnTheWay", {"imp1", "Initializing", "Initialization"}, {"imp2", "Normal"}, {}},
      {"UnknownSpelling", {"imp1", "Normal"}, {"imp2", "Sleeping"}, {"imp1/imp2 - warning low unknown-state doubt"}},
      {"ByNumber", {"imp1", "9", ""}, {"imp2", "4", "Database Failure"}, {"imp1/imp2 - error high"}},
      {"Unknown", {"imp1", "Unknown"}, {"imp2", "Unknown"}, {"imp1/imp2 - warning high"}},
      {"Off",
       {"imp1", "Unknown", "High Availability Not Enabled"},
       {"imp2", "Unknown", "High Availability Not Enabled"},
       {}},
  };
  for (const auto& c : cases) {
    const Judgement judgement = judged(Asked().status({c.one, c.other}).make());
    EXPECT_EQ(told(judgement, "ha.bad-state"), c.expected) << c.name;
    EXPECT_EQ(passed(judgement, "ha.bad-state"), c.expected.empty()) << c.name;
  }
}

TEST(BadState, CarriesCauseAndActionOfTheDocument) {
  const Judgement judgement =
      judged(Asked()
                 .status({{"imp1", "Failed Over with Critical Services not Running", "Database Failure"},
                          {"imp2", "Backup", "Database Failure"}},
                         100)
                 .make());
  const Finding* finding = find(judgement, "ha.bad-state");
  ASSERT_NE(finding, nullptr);
  ASSERT_NE(finding->advice, nullptr);
  EXPECT_EQ(finding->advice->cause, "The database of the failed node is down, and its peer took over by itself.");
  EXPECT_EQ(finding->advice->next_steps.front(), "Reboot the failed node.");
  EXPECT_EQ(finding->summary,
            "imp1 is Failed Over with Critical Services Not Running (Database Failure), imp2 Running in Backup Mode "
            "(Database Failure) at 2014-06-29 00:01:40 UTC.");
  EXPECT_EQ(finding->evidence.size(), 2U);
  EXPECT_FALSE(finding->zone_matters);
}

TEST(BadState, QuotesAStateThatIsNotKnown) {
  const Judgement judgement = judged(Asked().status({{"imp1", "Normal"}, {"imp2", "Sleeping Soundly"}}).make());
  const Finding* finding = find(judgement, "ha.bad-state");
  ASSERT_NE(finding, nullptr);
  EXPECT_NE(finding->summary.find("'Sleeping Soundly'"), std::string::npos) << finding->summary;
}

TEST(BadState, OneNodeAloneIsLookedUpByItself) {
  const auto alone = [](const Stands& node) { return told(Asked().status({node}), "ha.bad-state"); };
  EXPECT_EQ(alone({"imp1", "Normal"}), Lines{});
  EXPECT_EQ(alone({"imp1", "Running in Backup Mode", "Peer Reboot"}), Lines{"imp1 - error medium"});
  EXPECT_EQ(alone({"imp1", "Running in Backup Mode", "Critical Service Down"}), Lines{"imp1 - error medium several"})
      << "two causes, and both need action";
  EXPECT_EQ(alone({"imp1", "Running in Backup Mode", "Initialization"}), Lines{}) << "two causes, and none needs any";
  EXPECT_EQ(alone({"imp1", "Running in Backup Mode", "On Admin Request"}), Lines{"imp1 - notice low several doubt"});
  EXPECT_EQ(alone({"imp1", "Sleeping"}), Lines{"imp1 - warning low unknown-state doubt"});
}

TEST(BadState, TheLatestSnapshotCounts) {
  const std::vector<Stands> bad = {{"imp1", "Failed", "Unknown"}, {"imp2", "Failed", "Unknown"}};
  const std::vector<Stands> good = {{"imp1", "Normal"}, {"imp2", "Normal"}};
  EXPECT_EQ(told(Asked().status(bad, 100).status(good, 200), "ha.bad-state"), Lines{});
  EXPECT_EQ(told(Asked().status(good, 200).status(bad, 100), "ha.bad-state"), Lines{}) << "by time, not by place";
  EXPECT_EQ(told(Asked().status(good, 100).status(bad, 200), "ha.bad-state"), Lines{"imp1/imp2 200-200 critical high"});
  EXPECT_EQ(told(Asked().status(bad).status(good), "ha.bad-state"), Lines{}) << "without times by place";
  EXPECT_EQ(told(Asked().status(good).status(bad), "ha.bad-state"), Lines{"imp1/imp2 - critical high"});
}

TEST(BadState, EachGroupHasItsOwn) {
  EXPECT_EQ(told(Asked()
                     .status({{"imp1", "Failed", "Unknown"}, {"imp2", "Failed", "Unknown"}}, 100, "East")
                     .status({{"imp3", "Normal"}, {"imp4", "Normal"}}, 100, "West"),
                 "ha.bad-state"),
            Lines{"imp1/imp2 100-100 critical high"});
}

TEST(Disabled, IsToldBySnapshotsAndByTheDatabase) {
  const std::vector<Stands> off = {{"imp1", "Unknown", "High Availability Not Enabled"},
                                   {"imp2", "Unknown", "High Availability Not Enabled"}};
  const std::vector<Stands> on = {{"imp1", "Normal"}, {"imp2", "Normal"}};
  EXPECT_EQ(told(Asked().status(off), "ha.disabled"), Lines{"imp1/imp2 - info high"});
  EXPECT_EQ(told(Asked().status(off, 60), "ha.disabled"), Lines{"imp1/imp2 60-60 info high"});
  EXPECT_EQ(told(Asked().status(on), "ha.disabled"), Lines{});
  EXPECT_EQ(told(Asked().status(off, 60).status(on, 120), "ha.disabled"), Lines{}) << "it was enabled again";
  EXPECT_EQ(told(Asked().enabled(false), "ha.disabled"), Lines{"Default - info high"}) << "nothing tells its nodes";
  Asked pair;
  pair.received(pair.one, "imp2", 0, 60);
  EXPECT_EQ(told(pair.enabled(false), "ha.disabled"), Lines{"imp1/imp2 - info high"}) << "the only pair of the case";
  EXPECT_EQ(told(Asked().enabled(true), "ha.disabled"), Lines{});
  EXPECT_EQ(told(Asked().enabled(false).status(off), "ha.disabled"), Lines{"imp1/imp2 - info high"}) << "once";
  EXPECT_TRUE(passed(judged(Asked().enabled(true).make()), "ha.disabled"));
  EXPECT_FALSE(passed(judged(Asked().make()), "ha.disabled"));
}

TEST(Disabled, ExplainsStatesThatAreUnknown) {
  EXPECT_EQ(told(Asked().enabled(false).status({{"imp1", "Unknown"}, {"imp2", "Unknown"}}), "ha.bad-state"), Lines{});
  EXPECT_EQ(told(Asked().enabled(true).status({{"imp1", "Unknown"}, {"imp2", "Unknown"}}), "ha.bad-state"),
            Lines{"imp1/imp2 - warning high"});
}

TEST(Stuck, IsAStateThatLastsTooLong) {
  const auto stuck = [](int seconds, const Lines& set = {}) {
    Asked pair;
    pair.state(pair.one, 100, "imp1", "Taking Over", "Peer Down");
    pair.state(pair.one, 100 + seconds, "imp1", "Running in Backup Mode", "Peer Down");
    return told(pair, "ha.stuck", set);
  };
  EXPECT_EQ(stuck(599), Lines{});
  EXPECT_EQ(stuck(600), Lines{});
  EXPECT_EQ(stuck(601), Lines{"imp1 100-701 error medium"});
  EXPECT_EQ(stuck(601, {"ha.stuck.after=700"}), Lines{});
}

TEST(Stuck, OnlyStatesThatPassCount) {
  for (const char* state : {"Initializing", "Taking Over", "Failing Over", "Taking Back", "Falling Back"}) {
    Asked pair;
    pair.state(pair.one, 100, "imp1", state);
    EXPECT_EQ(told(pair, "ha.stuck"), Lines{"imp1 100-7200 error medium open"}) << state;
  }
  for (const char* state : {"Normal", "Idle", "Running in Backup Mode", "Failed Over", "Running in Failed Mode"}) {
    Asked pair;
    pair.state(pair.one, 100, "imp1", state);
    EXPECT_EQ(told(pair, "ha.stuck"), Lines{}) << state;
    EXPECT_TRUE(passed(judged(pair.make()), "ha.stuck")) << state;
  }
}

TEST(Stuck, ARestartEndsTheState) {
  Asked pair;
  pair.state(pair.one, 100, "imp1", "Initializing");
  pair.event(pair.one, EventKind::kSrmStop, 400);
  EXPECT_EQ(told(pair, "ha.stuck"), Lines{});
}

TEST(Stuck, AHoleInTheLogMayHideTheEnd) {
  Asked pair;
  pair.state(pair.one, 100, "imp1", "Taking Over");
  pair.hole(pair.one, 200, 500);
  EXPECT_EQ(told(pair, "ha.stuck"), Lines{"imp1 100-7200 error medium open doubt"});
}

TEST(Stuck, OneLookProvesNothing) {
  EXPECT_EQ(told(Asked().status({{"imp1", "Initializing"}, {"imp2", "Normal"}}, 50), "ha.stuck"),
            Lines{"imp1 50-50 notice low snapshot doubt"});
  Asked pair;
  pair.state(pair.one, 40, "imp1", "Initializing");
  pair.state(pair.one, 60, "imp1", "Normal");
  pair.status({{"imp1", "Initializing"}, {"imp2", "Normal"}}, 50);
  EXPECT_EQ(told(pair, "ha.stuck"), Lines{}) << "the log tells how it went on";
}

// Two nodes with heartbeats each way; imp1 hears nothing of imp2 from `from` to `to`.
class Beating : public Asked {
 public:
  Beating& deaf(int from, int to) {
    deaf_.emplace_back(from, to);
    return *this;
  }
  Beating& fill() {
    int begin = 0;
    for (const auto& [from, to] : deaf_) {
      received(one, "imp2", begin, from);
      signal(one, SignalKind::kHeartbeatReceived, "imp2", from, from, 15);
      begin = to;
    }
    received(one, "imp2", begin, kEnd);
    received(two, "imp1", 0, kEnd);
    sent(one, "imp2", 0, kEnd);
    sent(two, "imp1", 0, kEnd);
    activity(one, "DEBUG", 0, kEnd);
    activity(two, "DEBUG", 0, kEnd);
    return *this;
  }
  Beating& failover(int time, const std::string& reason, bool manual = false) {
    event(one, EventKind::kFailoverBegin, time,
          {.node = "imp2", .peer = "imp1", .detail = reason, .number = manual ? kManual : kAutomatic});
    event(one, EventKind::kFailoverEnd, time + 20, {.node = "imp2", .peer = "imp1"});
    return *this;
  }

 private:
  std::vector<std::pair<int, int>> deaf_;
};

TEST(RestartWhileEnabled, IsARestartThatAFailoverFollows) {
  const auto restart = [](int failover) {
    Beating pair;
    pair.event(pair.two, EventKind::kRestart, 1000);
    if (failover > 0) pair.failover(1000 + failover, "Peer Down");
    return told(pair.fill(), "ha.restart-while-enabled");
  };
  EXPECT_EQ(restart(90), Lines{"imp2 1000-1090 warning medium"});
  EXPECT_EQ(restart(300), Lines{"imp2 1000-1300 warning medium"});
  EXPECT_EQ(restart(301), Lines{"imp2 1000-1000 notice low no-failover doubt"});
  EXPECT_EQ(restart(0), Lines{"imp2 1000-1000 notice low no-failover doubt"});
}

TEST(RestartWhileEnabled, AMonitoredServiceStoppedByHandIsOne) {
  const auto stopped = [](const std::string& service) {
    Beating pair;
    pair.event(pair.two, EventKind::kServiceStopped, 1000, {.node = "imp2", .subject = service});
    return told(pair.failover(1090, "Critical Service Down").fill(), "ha.restart-while-enabled");
  };
  EXPECT_EQ(stopped("Cisco XCP Router"), Lines{"imp2 1000-1090 warning medium"});
  EXPECT_EQ(stopped("Cisco Tomcat"), Lines{}) << "not monitored";
}

TEST(RestartWhileEnabled, WhatIsToldTwiceIsOneRestart) {
  Beating pair;
  pair.event(pair.two, EventKind::kServiceStopped, 990, {.subject = "Cisco XCP Router"});
  pair.event(pair.two, EventKind::kRestart, 1000);
  pair.event(pair.session, EventKind::kRestart, 1020, {.node = "imp2"});
  pair.failover(1090, "Peer Down").fill();
  EXPECT_EQ(told(pair, "ha.restart-while-enabled"), Lines{"imp2 990-1090 warning medium"});
}

TEST(RestartWhileEnabled, IsQuietInMaintenance) {
  Beating off;
  off.state(off.one, 900, "imp1", "Unknown", "High Availability Not Enabled");
  off.state(off.one, 2000, "imp1", "Normal");
  off.event(off.two, EventKind::kRestart, 1000).event(off.two, EventKind::kRestart, 3000);
  off.deaf(1010, 1300).fill();
  EXPECT_EQ(told(off, "ha.restart-while-enabled"), Lines{"imp2 3000-3000 notice low no-failover doubt"})
      << "only the first lies in the time without high availability";

  const auto resumed = [](int length) {
    Beating pair;
    pair.event(pair.two, EventKind::kRestart, 1000);
    return told(pair.deaf(1005, 1005 + length).fill(), "ha.restart-while-enabled");
  };
  EXPECT_EQ(resumed(61), Lines{}) << "with high availability on that is a failover";
  EXPECT_EQ(resumed(59), Lines{"imp2 1000-1000 notice low no-failover doubt"});
}

TEST(RestartWhileEnabled, AManualFailoverBeforeItIsNoFault) {
  Beating pair;
  pair.event(pair.two, EventKind::kRestart, 1000);
  pair.failover(1010, "On Admin Request", true).fill();
  EXPECT_EQ(told(pair, "ha.restart-while-enabled"), Lines{"imp2 1000-1000 notice low no-failover doubt"});
}

TEST(RestartWhileEnabled, ATimeThatNoLogCoversIsNotJudged) {
  Beating pair;
  pair.event(pair.session, EventKind::kRestart, 20'000, {.node = "imp2"});
  const Judgement judgement = judged(pair.fill().make());
  EXPECT_EQ(told(judgement, "ha.restart-while-enabled"), Lines{});
  EXPECT_FALSE(passed(judgement, "ha.restart-while-enabled"));
}

TEST(TimeoutAdvice, CountsFailoversThatALongerTimeoutSpares) {
  const auto advised = [](int length) {
    Beating pair;
    pair.deaf(1000, 1000 + length).failover(1000 + 61, "Peer Down");
    pair.event(pair.one, EventKind::kPeerDown, 1061, {.peer = "imp2", .number = 61, .confirmed = true});
    return told(pair.fill(), "ha.timeout-advice");
  };
  EXPECT_EQ(advised(62), Lines{"imp1/imp2 1000-1062 info medium"});
  EXPECT_EQ(advised(89), Lines{"imp1/imp2 1000-1089 info medium"});
  EXPECT_EQ(advised(90), Lines{});
  EXPECT_EQ(advised(91), Lines{});
}

TEST(TimeoutAdvice, TellsTheDistribution) {
  Beating pair;
  pair.deaf(1000, 1040).deaf(2000, 2050).deaf(3000, 3070).deaf(4000, 4100);
  pair.failover(3061, "Peer Down").failover(4061, "Peer Down").fill();
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "ha.timeout-advice"), Lines{"imp1/imp2 3000-3070 info medium"});
  const Finding* finding = find(judgement, "ha.timeout-advice");
  ASSERT_NE(finding, nullptr);
  const std::map<std::string, double> measured(finding->measured.begin(), finding->measured.end());
  EXPECT_EQ(
      measured,
      (std::map<std::string, double>{
          {"spared", 1}, {"pauses_over_60", 2}, {"pauses_over_90", 1}, {"p50_s", 50}, {"p95_s", 100}, {"max_s", 100}}));
}

TEST(TimeoutAdvice, OnlyWhereTheHeartbeatIsTheCause) {
  const auto with = [](auto change) {
    Beating pair;
    pair.deaf(1000, 1080);
    change(pair);
    return told(pair.fill(), "ha.timeout-advice");
  };
  EXPECT_EQ(with([](Beating& pair) { pair.failover(1061, "Peer Down"); }), Lines{"imp1/imp2 1000-1080 info medium"});
  EXPECT_EQ(with([](Beating& pair) { pair.failover(1061, "Critical Service Down"); }), Lines{});
  EXPECT_EQ(with([](Beating& pair) { pair.failover(1061, "On Admin Request", true); }), Lines{});
  EXPECT_EQ(with([](Beating& pair) { pair.failover(1061, "Peer Down").event(pair.two, EventKind::kRestart, 1005); }),
            Lines{})
      << "no timeout spares the failover of a node that is down";
  EXPECT_EQ(with([](Beating&) {}), Lines{}) << "nothing failed over";
}

TEST(TimeoutAdvice, NeedsHeartbeats) {
  Asked pair;
  pair.event(pair.one, EventKind::kPeerDown, 1061, {.peer = "imp2", .number = 75, .confirmed = true});
  pair.event(pair.one, EventKind::kFailoverBegin, 1062, {.node = "imp2", .peer = "imp1", .number = kAutomatic});
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "ha.timeout-advice"), Lines{});
  EXPECT_FALSE(passed(judgement, "ha.timeout-advice"));
}

}  // namespace
}  // namespace logscan::detail
