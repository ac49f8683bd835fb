#include "detect/ha_story.h"

#include <gtest/gtest.h>

#include "detect/engine.h"
#include "detect/rules/ha_rules.h"
#include "detect/rules/heartbeat_rules.h"
#include "unit/detect/pair_timeline.h"

namespace logscan::detail {
namespace {

using test::kHour;

using Lines = std::vector<std::string>;

int second_of(Timestamp time) { return static_cast<int>((time - test::kDay) / std::chrono::seconds(1)); }

std::string span(const Window& window) {
  return std::to_string(second_of(window.from)) + "-" + std::to_string(second_of(window.to));
}

Judgement judged(const Timeline& timeline, const std::vector<std::string>& set = {}) {
  static const std::vector<const RuleFamily*> families = {&kHeartbeatRules, &kHaRules};
  const auto settings = Settings::read(all_rules(families), set);
  EXPECT_TRUE(settings.ok());
  return judge(timeline, families, *settings, builtin_knowledge());
}

// `rule subject from-to`, then the variant and the count where there are any, then what is unusual.
Lines told(const Judgement& judgement) {
  Lines lines;
  for (const Finding& finding : judgement.findings) {
    std::string line = std::string(finding.rule->id) + " " + finding.subject;
    line += finding.window ? " " + span(*finding.window) : " -";
    if (!finding.variant.empty()) line += " " + std::string(finding.variant);
    if (finding.count != 1) line += " x" + std::to_string(finding.count);
    if (finding.open) line += " open";
    if (finding.verdict != Verdict::kFail) line += " doubt";
    if (finding.confidence == Confidence::kHigh) line += " high";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}
Lines told(const PairTimeline& pair, const std::vector<std::string>& set = {}) {
  return told(judged(pair.make(), set));
}

// The findings of one rule.
Lines only(const PairTimeline& pair, const std::string& rule, const std::vector<std::string>& set = {}) {
  Lines lines;
  for (std::string& line : told(pair, set)) {
    if (line.starts_with(rule + " ")) lines.push_back(line.substr(rule.size() + 1));
  }
  return lines;
}

std::string summary_of(const PairTimeline& pair, std::string_view rule) {
  for (const Finding& finding : judged(pair.make()).findings) {
    if (finding.rule->id == rule) return finding.summary;
  }
  return "none";
}

// Two nodes that write all the time: heartbeats each 15 s, other records each 10 s. The ends of what was told to be
// silent are the ends of the silence.
class Pair : public PairTimeline {
 public:
  explicit Pair(int hours = 4) : end_(hours * kHour), one(srm("imp1", 0, end_)), two(srm("imp2", 0, end_)) {}

  // imp1 hears nothing of imp2, and the other way round.
  Pair& one_hears_nothing(int from, int to) {
    deaf_one_.emplace_back(from, to);
    return *this;
  }
  Pair& two_hears_nothing(int from, int to) {
    deaf_two_.emplace_back(from, to);
    return *this;
  }
  // imp2 writes nothing, hears nothing and is not heard.
  Pair& two_is_silent(int from, int to) {
    one_hears_nothing(from, to);
    two_hears_nothing(from, to);
    silent_two_.emplace_back(from, to);
    return *this;
  }
  // Neither node writes at DEBUG from then on.
  Pair& level_lowered(int from) {
    debug_end_ = from;
    return *this;
  }
  Pair& fill() {
    fill_beats(one, "imp2", deaf_one_);
    fill_beats(two, "imp1", deaf_two_);
    for (const auto& [log, peer] : {std::pair(one, "imp2"), std::pair(two, "imp1")}) {
      const std::vector<std::pair<int, int>> none;
      each_stretch(log == one ? none : silent_two_, debug_end_, [&, l = log, p = std::string(peer)](int from, int to) {
        activity(l, "DEBUG", from, to);
        sent(l, p, from, to);
      });
      each_stretch(log == one ? none : silent_two_, end_,
                   [&, l = log](int from, int to) { signal(l, SignalKind::kActivity, "INFO", from, to, 20); });
    }
    return *this;
  }
  // As the taker tells it.
  Pair& failover(int time, const std::string& reason, int end, bool manual = false) {
    state(one, time, "imp1", "Taking Over", reason);
    event(one, EventKind::kFailoverBegin, time,
          {.node = "imp2", .peer = "imp1", .detail = reason, .number = manual ? kManual : kAutomatic});
    event(one, EventKind::kFailoverEnd, end, {.node = "imp2", .peer = "imp1"});
    state(one, end, "imp1", "Running in Backup Mode", reason);
    return *this;
  }
  Pair& fallback(int time, int end) {
    state(one, time, "imp1", "Falling Back", "On Admin Request");
    event(one, EventKind::kFallbackBegin, time,
          {.node = "imp2", .peer = "imp1", .detail = "On Admin Request", .number = kManual});
    event(one, EventKind::kFallbackEnd, end, {.node = "imp2", .peer = "imp1"});
    state(one, end, "imp1", "Normal", "Normal");
    return *this;
  }
  Pair& peer_down(std::size_t log, int time, std::int64_t number = 0) {
    event(log, EventKind::kPeerDown, time, {.number = number, .confirmed = true});
    return *this;
  }

 private:
  template <class Take>
  void each_stretch(const std::vector<std::pair<int, int>>& silences, int end, Take take) const {
    int from = 0;
    for (const auto& [begin, back] : silences) {
      take(from, std::min(begin, end));
      from = back;
    }
    if (from < end) take(from, end);
  }
  void fill_beats(std::size_t log, const std::string& peer, const std::vector<std::pair<int, int>>& silences) {
    each_stretch(silences, debug_end_, [&](int from, int to) {
      received(log, peer, from, to);
      // The last one stands where the silence is to begin.
      signal(log, SignalKind::kHeartbeatReceived, peer, to, to, 15);
    });
  }

  int end_;
  int debug_end_ = end_;
  std::vector<std::pair<int, int>> deaf_one_, deaf_two_, silent_two_;

 public:
  std::size_t one, two;
};

TEST(HaStory, AQuietPairPassesEverything) {
  const Judgement judgement = judged(Pair().fill().make());
  EXPECT_EQ(told(judgement), Lines{});
  Lines passed;
  for (const PassedRule& rule : judgement.passed) passed.push_back(rule.rule + " " + std::to_string(rule.subjects));
  EXPECT_EQ(passed, (Lines{"ha.failover 1", "ha.fallback 1", "ha.flapping 1", "ha.no-fallback 1", "ha.split-brain 1",
                           "heartbeat.missed 2", "heartbeat.peer-down 2"}));
  EXPECT_TRUE(judgement.not_run.empty());
}

TEST(HaStory, WithoutLogsOfAPairNothingIsRun) {
  PairTimeline lone;
  lone.log("cuc1", "jetty.access", 0, kHour);
  EXPECT_EQ(judged(lone.make()).not_run.size(), 7U);
  // Alarms tell of failovers, and nothing of heartbeats.
  PairTimeline alarms;
  const std::size_t log = alarms.syslog("imp1", 0, kHour);
  alarms.event(log, EventKind::kFailoverBegin, 60, {.node = "imp2", .peer = "imp1", .detail = "Peer Down"});
  Lines not_run;
  for (const NotRunRule& rule : judged(alarms.make()).not_run) not_run.push_back(rule.rule);
  EXPECT_EQ(not_run, (Lines{"ha.fallback", "ha.split-brain", "heartbeat.missed", "heartbeat.peer-down"}));
}

TEST(Heartbeats, PausesAreMissedBelowTheTimeoutAndAnOutageFromItOn) {
  const auto after = [](int seconds) { return told(Pair().one_hears_nothing(3000, 3000 + seconds).fill()); };
  EXPECT_EQ(after(37), Lines{});
  EXPECT_EQ(after(38), Lines{"heartbeat.missed imp2 3000-3038 network"});
  EXPECT_EQ(after(59), Lines{"heartbeat.missed imp2 3000-3059 network"});
  EXPECT_EQ(after(60), Lines{"heartbeat.peer-down imp2 3000-3060 network"});
  EXPECT_EQ(after(61), Lines{"heartbeat.peer-down imp2 3000-3061 network"});
}

TEST(Heartbeats, TheTimeoutIsLongerAfterTheStartOfTheObserver) {
  const auto after = [](int started, int seconds) {
    Pair pair;
    pair.one_hears_nothing(3000, 3000 + seconds).event(pair.one, EventKind::kSrmStart, started);
    return told(pair.fill());
  };
  EXPECT_EQ(after(2881, 119), Lines{"heartbeat.missed imp2 3000-3119 network"});
  EXPECT_EQ(after(2881, 120), Lines{"heartbeat.peer-down imp2 3000-3120 network"});
  EXPECT_EQ(after(2880, 119), Lines{"heartbeat.peer-down imp2 3000-3119 network"});
}

TEST(Heartbeats, PausesCloseTogetherAreOneFinding) {
  const auto apart = [](int seconds) {
    return told(Pair().one_hears_nothing(3000, 3040).one_hears_nothing(3040 + seconds, 3090 + seconds).fill());
  };
  EXPECT_EQ(apart(900), Lines{"heartbeat.missed imp2 3000-3990 network x2"});
  EXPECT_EQ(apart(901), (Lines{"heartbeat.missed imp2 3000-3040 network", "heartbeat.missed imp2 3941-3991 network"}));
}

TEST(Heartbeats, AHoleOfTheLogTakesAwayTheProof) {
  Pair pair;
  pair.one_hears_nothing(3000, 3050).hole(pair.one, 3010, 3020);
  EXPECT_EQ(told(pair.fill()), Lines{"heartbeat.missed imp2 3000-3050 network doubt"});
}

TEST(Heartbeats, ALoweredTraceLevelIsNoOutage) { EXPECT_EQ(told(Pair().level_lowered(3000).fill()), Lines{}); }

TEST(Heartbeats, AFrozenObserverHasNotMissedItsPeer) {
  EXPECT_EQ(told(Pair().two_is_silent(3000, 3050).fill()), Lines{"heartbeat.missed imp2 3000-3050 host-paused"});
}

TEST(Heartbeats, ALogOfReceivedHeartbeatsAloneProvesNothing) {
  PairTimeline pair;
  const std::size_t log = pair.srm("imp1", 0, kHour);
  pair.received(log, "imp2", 0, 600).received(log, "imp2", 650, kHour);
  EXPECT_EQ(told(pair), Lines{"heartbeat.missed imp2 600-650 doubt"});
}

TEST(Heartbeats, TheObserversOwnRestartIsNoOutageOfItsPeer) {
  Pair pair;
  pair.two_is_silent(3000, 3400).event(pair.two, EventKind::kSrmStop, 3001).event(pair.two, EventKind::kSrmStart, 3399);
  EXPECT_EQ(told(pair.fill()), Lines{"heartbeat.peer-down imp2 3000-3400 stopped"});
}

TEST(Heartbeats, WhatCameBeforeTheObserversOwnStopStands) {
  PairTimeline pair;
  const std::size_t log = pair.srm("imp1", 0, kHour);
  pair.received(log, "imp2", 0, 600).sent(log, "imp2", 0, 690).activity(log, "DEBUG", 0, 690);
  pair.event(log, EventKind::kSrmStop, 691).event(log, EventKind::kSrmStart, 900);
  pair.received(log, "imp2", 900, kHour).sent(log, "imp2", 900, kHour).activity(log, "DEBUG", 900, kHour);
  EXPECT_EQ(told(pair), Lines{"heartbeat.peer-down imp2 600-691 open"});
}

TEST(PeerDown, RepeatedLinesOfOneOutageAreOneFinding) {
  Pair pair;
  pair.one_hears_nothing(3000, 3200)
      .peer_down(pair.one, 3062, 62)
      .peer_down(pair.one, 3092, 92)
      .peer_down(pair.one, 3122);
  EXPECT_EQ(told(pair.fill()), Lines{"heartbeat.peer-down imp2 3000-3200 network x3 high"});
}

// One line and nothing else in the case: a file that was pasted into a mail.
PairTimeline lone_line(std::int64_t number) {
  PairTimeline lone;
  const std::size_t log = lone.srm("", 1000, 1000);
  lone.event(log, EventKind::kPeerDown, 1000, {.number = number, .confirmed = true});
  return lone;
}

TEST(PeerDown, ALoneLineTellsWhatItsNumberSays) {
  const auto window = [](std::int64_t number) { return only(lone_line(number), "heartbeat.peer-down"); };
  EXPECT_EQ(window(0), Lines{"peer of lone.log 1000-1000 open high"});
  EXPECT_EQ(window(62), Lines{"peer of lone.log 938-1000 open high"});
  EXPECT_EQ(window(600), Lines{"peer of lone.log 400-1000 open high"});
  EXPECT_EQ(window(601), Lines{"peer of lone.log 1000-1000 open high"});
  EXPECT_EQ(window(9999), Lines{"peer of lone.log 1000-1000 open high"});
  EXPECT_EQ(window(10'000), Lines{"peer of lone.log 990-1000 open high"});
  EXPECT_EQ(window(62'000), Lines{"peer of lone.log 938-1000 open high"});
}

TEST(PeerDown, SaysWhichNumberWasTaken) {
  const auto says = [](std::int64_t number) { return summary_of(lone_line(number), "heartbeat.peer-down"); };
  EXPECT_NE(says(0).find("at least the timeout of 1 min"), std::string::npos) << says(0);
  EXPECT_NE(says(62).find("it tells 62, taken as seconds"), std::string::npos) << says(62);
  EXPECT_NE(says(5000).find("it tells 5000 without a unit"), std::string::npos) << says(5000);
  EXPECT_NE(says(62'244).find("it tells 62244, taken as milliseconds"), std::string::npos) << says(62'244);
}

TEST(PeerDown, AMeasuredPauseDecidesTheUnit) {
  Pair pair;
  pair.one_hears_nothing(3000, 3900).peer_down(pair.one, 3700, 702);
  const std::string summary = summary_of(pair.fill(), "heartbeat.peer-down");
  EXPECT_NE(summary.find("it tells 702, taken as seconds, and the heartbeats of the log are what was measured"),
            std::string::npos)
      << summary;
}

TEST(PeerDown, LinesWithoutHeartbeatsJoinUpToTenMinutes) {
  const auto lines = [](int apart) {
    PairTimeline lone;
    const std::size_t log = lone.srm("imp1", 0, kHour);
    lone.event(log, EventKind::kPeerDown, 1000, {.peer = "imp2", .number = 62, .confirmed = true});
    lone.event(log, EventKind::kPeerDown, 1000 + apart, {.peer = "imp2", .number = 62, .confirmed = true});
    return only(lone, "heartbeat.peer-down");
  };
  EXPECT_EQ(lines(600), Lines{"imp2 938-1600 x2 open high"});
  EXPECT_EQ(lines(601), (Lines{"imp2 1539-1601 open high", "imp2 938-1000 open high"}));
}

TEST(PeerDown, APeerThatIsUpEndsTheOutage) {
  PairTimeline lone;
  const std::size_t log = lone.srm("imp1", 0, kHour);
  for (const int time : {1000, 1100}) lone.event(log, EventKind::kPeerDown, time, {.peer = "imp2", .number = 62});
  lone.event(log, EventKind::kPeerUp, 1030);
  // The wording of neither is confirmed here.
  EXPECT_EQ(only(lone, "heartbeat.peer-down"), (Lines{"imp2 1038-1100 open", "imp2 938-1030"}));
}

TEST(PeerDown, AHostThatWakesAndComplainsWasSilentItself) {
  Pair pair;
  pair.two_is_silent(3000, 3090).peer_down(pair.two, 3090, 90);
  EXPECT_EQ(told(pair.fill()), (Lines{"heartbeat.peer-down imp1 3000-3090 host-paused high",
                                      "heartbeat.peer-down imp2 3000-3090 host-paused"}));
}

TEST(Failover, TellingsWithinThreeMinutesAreOne) {
  const auto apart = [](int seconds) {
    PairTimeline pair;
    const std::size_t one = pair.syslog("imp1", 0, kHour), two = pair.syslog("imp2", 0, kHour);
    const Said said{
        .node = "imp2", .peer = "IMP1.example.com", .detail = "Peer Down", .number = kAutomatic, .confirmed = true};
    pair.event(one, EventKind::kFailoverBegin, 1000, said).event(two, EventKind::kFailoverBegin, 1000 + seconds, said);
    return told(pair);
  };
  EXPECT_EQ(apart(179), Lines{"ha.failover imp1/imp2 1000-1179 unknown high"});
  EXPECT_EQ(apart(180), Lines{"ha.failover imp1/imp2 1000-1180 unknown high"});
  EXPECT_EQ(apart(181),
            (Lines{"ha.failover imp1/imp2 1000-1000 unknown high", "ha.failover imp1/imp2 1181-1181 unknown high"}));
}

TEST(Failover, ByAServiceNamesTheServiceAndTheWait) {
  Pair pair;
  const std::size_t syslog = pair.syslog("imp2", 0, 4 * kHour);
  pair.event(syslog, EventKind::kServiceFailed, 2908, {.subject = "Cisco XCP Router", .confirmed = true});
  pair.event(pair.two, EventKind::kCriticalDown, 2913, {.subject = "Cisco XCP Router"});
  pair.event(pair.two, EventKind::kCriticalUp, 4860, {.subject = "Cisco XCP Router"});
  pair.failover(3000, "Critical Service Down", 3020).fallback(6000, 6015);
  EXPECT_EQ(told(pair.fill()),
            (Lines{"ha.failover imp1/imp2 3000-3020 service", "ha.fallback imp1/imp2 6000-6015 manual"}));
  EXPECT_EQ(
      summary_of(pair, "ha.failover"),
      "Automatic failover from imp2 to imp1 at 2014-06-29 00:50:00 UTC: Cisco XCP Router failed on imp2 at 00:48:28; "
      "1 min 32 s later imp1 took over (the delay for critical services is 90 s); imp1 served its users from 00:50:20; "
      "clients log in again between 00:52:00 and 00:58:57 (re-login limits 120 to 537 s); "
      "the users came back to imp2 at 01:40:00 by a manual fallback.");
  std::vector<std::string_view> roles;
  for (const Finding& finding : judged(pair.make()).findings) {
    if (finding.rule->id != "ha.failover") continue;
    for (const Evidence& evidence : finding.evidence) roles.push_back(evidence.role);
  }
  EXPECT_EQ(roles,
            (std::vector<std::string_view>{"cause", "cause", "takeover", "takeover", "done", "done", "fallback"}));
}

TEST(Failover, AnAlarmAndTheLineOfTheServiceAreEnough) {
  PairTimeline pair;
  const std::size_t one = pair.syslog("imp1", 0, kHour), two = pair.syslog("imp2", 0, kHour);
  const Said said{
      .node = "imp2", .peer = "imp1", .detail = "Critical Service Down", .number = kAutomatic, .confirmed = true};
  pair.event(two, EventKind::kServiceFailed, 910, {.subject = "Cisco XCP Router", .confirmed = true});
  pair.event(one, EventKind::kFailoverBegin, 1000, said).event(one, EventKind::kFailoverBegin, 1000, said);
  EXPECT_EQ(told(pair), Lines{"ha.failover imp1/imp2 1000-1000 service high"});
  const std::string summary = summary_of(pair, "ha.failover");
  EXPECT_NE(summary.find("Cisco XCP Router failed on imp2"), std::string::npos) << summary;
}

TEST(Failover, AServiceThatFailedLongBeforeIsNotTheCause) {
  const auto before = [](int seconds) {
    PairTimeline pair;
    const std::size_t one = pair.syslog("imp1", 0, kHour), two = pair.syslog("imp2", 0, kHour);
    pair.event(two, EventKind::kServiceFailed, 1000 - seconds, {.subject = "Cisco XCP Router"});
    pair.event(one, EventKind::kFailoverBegin, 1000, {.node = "imp2", .peer = "imp1"});
    return told(pair);
  };
  EXPECT_EQ(before(240), Lines{"ha.failover imp1/imp2 1000-1000 service"});
  EXPECT_EQ(before(241), Lines{"ha.failover imp1/imp2 1000-1000 unknown"});
}

TEST(Failover, ByTheNetworkWhereTheOtherLogGoesOn) {
  Pair pair;
  pair.one_hears_nothing(2940, 3300)
      .peer_down(pair.one, 3000, 60)
      .failover(3000, "Peer Down", 3020)
      .fallback(3360, 3380);
  EXPECT_EQ(told(pair.fill()),
            (Lines{"ha.failover imp1/imp2 3000-3020 network", "ha.fallback imp1/imp2 3360-3380 manual",
                   "heartbeat.peer-down imp2 2940-3300 network high"}));
}

TEST(Failover, ByAHostThatStoodStill) {
  Pair pair;
  pair.two_is_silent(2940, 3030).peer_down(pair.one, 3000, 60).failover(3000, "Peer Down", 3020).fallback(3360, 3380);
  EXPECT_EQ(only(pair.fill(), "ha.failover"), Lines{"imp1/imp2 3000-3020 host-paused"});
}

TEST(Failover, ByAShutdownOfTheHost) {
  Pair pair;
  const std::size_t messages = pair.syslog("imp2", 0, 4 * kHour);
  pair.two_is_silent(2940, 3300).peer_down(pair.one, 3000, 60).failover(3000, "Peer Reboot", 3020).fallback(3360, 3380);
  pair.event(messages, EventKind::kShutdown, 2938).event(messages, EventKind::kBoot, 3200);
  pair.event(pair.two, EventKind::kSrmStop, 2939).event(pair.two, EventKind::kSrmStart, 3290);
  EXPECT_EQ(told(pair.fill()),
            (Lines{"ha.failover imp1/imp2 3000-3020 reboot", "ha.fallback imp1/imp2 3360-3380 manual",
                   "heartbeat.peer-down imp2 2940-3300 stopped high"}));
}

TEST(Failover, ByACrashOfTheHost) {
  Pair pair;
  const std::size_t messages = pair.syslog("imp2", 0, 4 * kHour);
  pair.two_is_silent(2940, 3300).peer_down(pair.one, 3000, 60).failover(3000, "Peer Down", 3020).fallback(3360, 3380);
  pair.event(messages, EventKind::kBoot, 3200).event(pair.two, EventKind::kSrmStart, 3290);
  EXPECT_EQ(only(pair.fill(), "ha.failover"), Lines{"imp1/imp2 3000-3020 ungraceful"});
}

TEST(Failover, TheHistoryDecidesWhetherTheEndWasOrderly) {
  const auto boot_after = [](bool restarted) {
    PairTimeline pair;
    const std::size_t one = pair.syslog("imp1", 0, kHour);
    const std::size_t history = pair.log("imp2", "cli.system-history", 0, kHour);
    pair.event(history, EventKind::kBoot, 100);
    if (restarted) pair.event(history, EventKind::kRestart, 930);
    pair.event(history, EventKind::kBoot, 1300);
    pair.event(one, EventKind::kFailoverBegin, 1000, {.node = "imp2", .peer = "imp1", .detail = "Peer Down"});
    return only(pair, "ha.failover");
  };
  EXPECT_EQ(boot_after(true), Lines{"imp1/imp2 1000-1000 reboot"});
  EXPECT_EQ(boot_after(false), Lines{"imp1/imp2 1000-1000 ungraceful"});
}

TEST(Failover, ByAnAdministrator) {
  const auto commanded = [](int before) {
    PairTimeline pair;
    const std::size_t one = pair.srm("imp1", 0, kHour);
    pair.event(one, EventKind::kFailoverCommand, 1000 - before, {.node = "imp2"});
    pair.event(one, EventKind::kFailoverBegin, 1000, {.node = "imp2", .peer = "imp1"});
    return judged(pair.make()).findings.front();
  };
  EXPECT_EQ(commanded(60).variant, "admin");
  EXPECT_EQ(commanded(60).severity, Severity::kNotice);
  EXPECT_EQ(commanded(61).variant, "unknown");
  EXPECT_EQ(commanded(61).severity, Severity::kError);

  Pair pair;
  pair.failover(3000, "On Admin Request", 3020, true).fallback(6000, 6015);
  EXPECT_EQ(only(pair.fill(), "ha.failover"), Lines{"imp1/imp2 3000-3020 admin"});
}

TEST(Failover, ByTheDatabase) {
  Pair pair;
  pair.failover(3000, "Database Failure", 3020).fallback(6000, 6015);
  EXPECT_EQ(only(pair.fill(), "ha.failover"), Lines{"imp1/imp2 3000-3020 database"});
}

TEST(Failover, SaysWhichLogsWouldShowWhatIsMissing) {
  PairTimeline pair;
  const std::size_t one = pair.syslog("imp1", 0, kHour);
  pair.event(one, EventKind::kFailoverBegin, 1000,
             {.node = "imp2", .peer = "imp1", .detail = "Peer Down", .confirmed = true});
  const Finding finding = judged(pair.make()).findings.front();
  ASSERT_EQ(finding.extra_steps.size(), 4U);
  EXPECT_TRUE(finding.extra_steps[0].starts_with("Collect CiscoSyslog of imp2 for ")) << finding.extra_steps[0];
  EXPECT_TRUE(finding.extra_steps[1].starts_with("Collect system-history.log and messages of imp2"))
      << finding.extra_steps[1];
  EXPECT_TRUE(finding.extra_steps[2].starts_with("Collect the Server Recovery Manager log of imp2"))
      << finding.extra_steps[2];
  EXPECT_TRUE(finding.extra_steps[3].starts_with("Collect the Server Recovery Manager log of imp1"))
      << finding.extra_steps[3];
}

TEST(Failover, ANodeThatStartsInBackupModeHasNotTakenOverAgain) {
  Pair pair;
  pair.failover(3000, "Critical Service Down", 3020)
      .state(pair.one, 5000, "imp1", "Running in Backup Mode", "Initialization");
  EXPECT_EQ(only(pair.fill(), "ha.failover"), Lines{"imp1/imp2 3000-3020 service"});
}

TEST(NoFallback, IsDueAfterHalfAnHourOfHealth) {
  const auto healthy_for = [](int seconds) {
    Pair pair;
    pair.failover(3000, "Critical Service Down", 3020);
    pair.event(pair.two, EventKind::kCriticalDown, 2910, {.subject = "Cisco XCP Router"});
    pair.event(pair.two, EventKind::kCriticalUp, 4 * kHour - seconds, {.subject = "Cisco XCP Router"});
    return only(pair.fill(), "ha.no-fallback");
  };
  EXPECT_EQ(healthy_for(1800), Lines{});
  EXPECT_EQ(healthy_for(1801), Lines{"imp1/imp2 12599-14400 open"});
}

TEST(NoFallback, HeartbeatsThatComeAgainShowHealthAndAFallbackEndsIt) {
  Pair pair;
  pair.one_hears_nothing(2940, 3300).peer_down(pair.one, 3000, 60).failover(3000, "Peer Down", 3020).fill();
  EXPECT_EQ(only(pair, "ha.no-fallback"), Lines{"imp1/imp2 3300-14400 open"});
  EXPECT_EQ(only(pair.fallback(9000, 9010), "ha.no-fallback"), Lines{});
}

TEST(NoFallback, NothingShowsHealth) {
  Pair pair;
  pair.failover(3000, "Critical Service Down", 3020);
  EXPECT_EQ(only(pair.fill(), "ha.no-fallback"), Lines{});
}

TEST(NoFallback, AStatusThatShowsNormalCastsDoubt) {
  Pair pair;
  pair.one_hears_nothing(2940, 3300).peer_down(pair.one, 3000, 60).failover(3000, "Peer Down", 3020).fill();
  const std::size_t session = pair.log("imp1", "cli.session", 0, 0);
  pair.fact(session, "imp1", "Normal").fact(session, "imp2", "Normal");
  EXPECT_EQ(only(pair, "ha.no-fallback"), Lines{"imp1/imp2 3300-14400 open doubt"});
}

TEST(Flapping, BeginsWithTheThirdFailoverOfADay) {
  const auto begun = [](const std::vector<int>& times) {
    Pair pair(60);
    for (const int time : times) {
      pair.failover(time, "Critical Service Down", time + 20).fallback(time + 600, time + 615);
    }
    return only(pair.fill(), "ha.flapping");
  };
  EXPECT_EQ(begun({3000, 9000}), Lines{});
  EXPECT_EQ(begun({3000, 9000, 15'000}), Lines{"imp1/imp2 3000-15020 x3"});
  EXPECT_EQ(begun({3000, 9000, 3000 + 24 * kHour}), Lines{"imp1/imp2 3000-89420 x3"});
  EXPECT_EQ(begun({3000, 9000, 3001 + 24 * kHour}), Lines{});
  EXPECT_EQ(begun({3000, 9000, 15'000, 90'000}), Lines{"imp1/imp2 3000-90020 x4"});
}

TEST(SplitBrain, BothNodesLogTheOtherDownWhileBothRun) {
  Pair pair;
  pair.one_hears_nothing(3000, 3500).two_hears_nothing(3010, 3490);
  pair.peer_down(pair.one, 3061, 61).peer_down(pair.two, 3072, 62);
  EXPECT_EQ(only(pair.fill(), "ha.split-brain"), Lines{"imp1/imp2 3010-3490 high"});
}

TEST(SplitBrain, OneNodeAloneIsNone) {
  Pair pair;
  pair.one_hears_nothing(3000, 3500).peer_down(pair.one, 3061, 61);
  EXPECT_EQ(only(pair.fill(), "ha.split-brain"), Lines{});
}

TEST(SplitBrain, StartsFurtherApartThanTheTimeoutAreNone) {
  const auto apart = [](int seconds) {
    Pair pair;
    pair.one_hears_nothing(3000, 3500).two_hears_nothing(3000 + seconds, 3490);
    pair.peer_down(pair.one, 3061, 61).peer_down(pair.two, 3062 + seconds, 62);
    return only(pair.fill(), "ha.split-brain");
  };
  EXPECT_EQ(apart(60), Lines{"imp1/imp2 3060-3490 high"});
  EXPECT_EQ(apart(61), Lines{});
}

TEST(SplitBrain, AHostThatStoodStillIsNone) {
  Pair pair;
  pair.two_is_silent(3000, 3100).peer_down(pair.one, 3061, 61).peer_down(pair.two, 3100, 100);
  EXPECT_EQ(only(pair.fill(), "ha.split-brain"), Lines{});
}

TEST(SplitBrain, ARebootIsNone) {
  Pair pair;
  pair.two_hears_nothing(3000, 3500).one_hears_nothing(3002, 3500);
  pair.peer_down(pair.two, 3061, 61).peer_down(pair.one, 3063, 61);
  Pair rebooted = pair;
  EXPECT_EQ(only(pair.fill(), "ha.split-brain").size(), 1U);
  rebooted.event(rebooted.syslog("imp2", 0, 4 * kHour), EventKind::kShutdown, 3001);
  EXPECT_EQ(only(rebooted.fill(), "ha.split-brain"), Lines{});
}

TEST(SplitBrain, BothInBackupModeAtATime) {
  Pair pair;
  pair.state(pair.one, 3000, "imp1", "Running in Backup Mode", "Peer Down");
  pair.state(pair.two, 3100, "imp2", "Running in Backup Mode", "Peer Down").state(pair.two, 3400, "imp2", "Normal");
  EXPECT_EQ(only(pair.fill(), "ha.split-brain"), Lines{"imp1/imp2 3100-3400 states"});
}

TEST(SplitBrain, AStateWithoutAnEndExpires) {
  const auto later = [](int seconds) {
    Pair pair;
    pair.state(pair.one, 3000, "imp1", "Running in Backup Mode", "Peer Down");
    pair.state(pair.two, 3000 + seconds, "imp2", "Running in Backup Mode", "Peer Down");
    return only(pair.fill(), "ha.split-brain");
  };
  EXPECT_EQ(later(1799), Lines{"imp1/imp2 4799-4800 states"});
  EXPECT_EQ(later(1800), Lines{});
}

TEST(HaOff, MaintenanceIsQuiet) {
  Pair pair;
  for (const auto& [log, node] : {std::pair(pair.one, "imp1"), std::pair(pair.two, "imp2")}) {
    pair.state(log, 2800, node, "Unknown", "High Availability Not Enabled");
    pair.state(log, 4000, node, "Initializing", "Initialization");
  }
  pair.state(pair.two, 3420, "imp2", "Initializing", "Initialization");
  pair.state(pair.two, 3440, "imp2", "Unknown", "High Availability Not Enabled");
  pair.two_is_silent(3000, 3400).event(pair.two, EventKind::kSrmStop, 3001).event(pair.two, EventKind::kSrmStart, 3399);
  EXPECT_EQ(told(pair.fill()), Lines{});
  const HaStory story = analyse_ha(pair.make(), {}, builtin_knowledge().ha());
  ASSERT_EQ(story.pairs.size(), 1U);
  ASSERT_EQ(story.pairs[0].ha_off.size(), 1U);
  EXPECT_EQ(span(story.pairs[0].ha_off[0]), "2800-4000");
}

TEST(HaOff, WhatComesAfterItIsJudged) {
  Pair pair;
  pair.state(pair.one, 2000, "imp1", "Unknown", "High Availability Not Enabled")
      .state(pair.one, 2500, "imp1", "Normal");
  pair.one_hears_nothing(3000, 3100);
  EXPECT_EQ(told(pair.fill()), Lines{"heartbeat.peer-down imp2 3000-3100 network"});
}

TEST(Nodes, NamesAreTheSameByTheirFirstLabel) {
  EXPECT_EQ(short_node_name("IMP1.example.com"), "imp1");
  EXPECT_EQ(short_node_name("imp1"), "imp1");
  EXPECT_EQ(short_node_name("10.1.2.3"), "10.1.2.3");
  EXPECT_EQ(short_node_name("fe80::1.2"), "fe80::1.2");
  EXPECT_EQ(short_node_name(""), "");
}

TEST(Nodes, ALogWithoutANodeIsThePeersPeer) {
  PairTimeline pair;
  const std::size_t log = pair.srm("", 0, kHour);
  pair.received(log, "imp2.example.com", 0, 600).received(log, "imp2.example.com", 650, kHour);
  pair.activity(log, "DEBUG", 0, kHour);
  pair.event(log, EventKind::kFailoverBegin, 3000, {.node = "imp2", .peer = "imp1", .detail = "Peer Down"});
  EXPECT_EQ(told(pair), (Lines{"ha.failover imp1/imp2 3000-3000 unknown", "heartbeat.missed imp2 600-650"}));
}

TEST(Nodes, ALogWithoutANodeIsThatOfTheNodeWhoseStatesItTells) {
  PairTimeline pair;
  const std::size_t log = pair.srm("", 0, kHour);
  pair.received(log, "imp2", 0, kHour).state(log, 3000, "imp1", "Normal").state(log, 3010, "imp2", "Normal");
  const HaStory story = analyse_ha(pair.make(), {}, builtin_knowledge().ha());
  ASSERT_EQ(story.pairs.size(), 1U);
  EXPECT_EQ(story.pairs[0].name, "imp1/imp2");
}

TEST(Nodes, TwoPairsAreTwoPairs) {
  PairTimeline pair;
  const std::size_t a = pair.srm("imp1", 0, kHour), b = pair.srm("imp3", 0, kHour);
  pair.received(a, "imp2", 0, kHour).received(b, "imp4", 0, kHour);
  const HaStory story = analyse_ha(pair.make(), {}, builtin_knowledge().ha());
  ASSERT_EQ(story.pairs.size(), 2U);
  EXPECT_EQ(story.pairs[0].name, "imp1/imp2");
  EXPECT_EQ(story.pairs[1].name, "imp3/imp4");
}

TEST(States, AreReadInEverySpelling) {
  const auto pair_state = [](std::string_view text) { return pair_state_of(builtin_knowledge().ha(), text); };
  const auto pair_reason = [](std::string_view text) { return pair_reason_of(builtin_knowledge().ha(), text); };
  EXPECT_EQ(pair_state("Failed Over with Critical Services not Running"), PairState::kFailedOverServices);
  EXPECT_EQ(pair_state("FAILED OVER  with critical services NOT running."), PairState::kFailedOverServices);
  EXPECT_EQ(pair_state("Backup Activated"), PairState::kBackup);
  EXPECT_EQ(pair_state("running in backup mode"), PairState::kBackup);
  EXPECT_EQ(pair_state("Failover"), PairState::kFailingOver);
  EXPECT_EQ(pair_state("Failed"), PairState::kFailed);
  EXPECT_EQ(pair_state("on holiday"), PairState::kUnread);
  EXPECT_EQ(pair_reason("Critical Services Down"), PairReason::kCriticalServiceDown);
  EXPECT_EQ(pair_reason("srm.automatic.failover.peerdown"), PairReason::kPeerDown);
  EXPECT_EQ(pair_reason("Peer Down During Initialization"), PairReason::kPeerDown);
  EXPECT_EQ(pair_reason("Start of Critical Services Failed"), PairReason::kOther);
  EXPECT_EQ(pair_reason("the peer down timer"), PairReason::kPeerDown);
  EXPECT_EQ(pair_reason("Auto Recover Database Failure"), PairReason::kDatabaseFailure);
  EXPECT_EQ(pair_reason("HA not enabled"), PairReason::kNotEnabled);
  EXPECT_EQ(pair_reason("moon phase"), PairReason::kOther);
  EXPECT_EQ(pair_reason(""), PairReason::kNone);
}

TEST(States, OneChangeToldTwiceIsOneEpisode) {
  Pair pair;
  pair.state(pair.one, 3000, "imp1", "Taking Over", "Peer Down").state(pair.two, 3001, "imp1", "Taking Over");
  pair.state(pair.one, 3020, "imp1", "Running in Backup Mode", "Peer Down");
  const HaStory story = analyse_ha(pair.fill().make(), {}, builtin_knowledge().ha());
  const std::vector<StateEpisode>& states = story.nodes[story.find_node("imp1")].states;
  ASSERT_EQ(states.size(), 2U);
  EXPECT_EQ(span(states[0].window), "3000-3020");
  EXPECT_FALSE(states[0].open);
  EXPECT_EQ(span(states[1].window), "3020-14400");
  EXPECT_TRUE(states[1].open);
}

}  // namespace
}  // namespace logscan::detail
