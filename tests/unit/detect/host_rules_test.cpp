#include "detect/rules/host_rules.h"

#include <gtest/gtest.h>

#include "detect/engine.h"
#include "unit/detect/pair_timeline.h"

namespace logscan::detail {
namespace {

using Lines = std::vector<std::string>;

constexpr int kEnd = 3600;

int second_of(Timestamp time) { return static_cast<int>((time - test::kDay) / std::chrono::seconds(1)); }

Judgement judged(const Timeline& timeline, const Lines& set = {}) {
  static const std::vector<const RuleFamily*> families = {&kHostRules};
  const auto settings = Settings::read(all_rules(families), set);
  EXPECT_TRUE(settings.ok());
  return judge(timeline, families, *settings, builtin_knowledge());
}

// `subject from-to`, then the variant, and `doubt` where nothing is proven.
Lines told(const Judgement& judgement, std::string_view rule) {
  Lines lines;
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id != rule) continue;
    std::string line = finding.subject;
    line += finding.window ? " " + std::to_string(second_of(finding.window->from)) + "-" +
                                 std::to_string(second_of(finding.window->to))
                           : " -";
    if (!finding.variant.empty()) line += " " + std::string(finding.variant);
    if (finding.verdict != Verdict::kFail) line += " doubt";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Lines told(const PairTimeline& pair, std::string_view rule, const Lines& set = {}) {
  return told(judged(pair.make(), set), rule);
}

std::uint64_t passed(const Judgement& judgement, std::string_view rule) {
  for (const PassedRule& passed : judgement.passed) {
    if (passed.rule == rule) return passed.subjects;
  }
  return 0;
}

// Records each 10 s, and one at `from`, the last before the silence; the next stands at `to`.
void write_around(PairTimeline& pair, std::size_t log, const std::string& level, int from, int to) {
  pair.activity(log, level, 0, from);
  pair.signal(log, SignalKind::kActivity, level, from, from, 10);
  pair.activity(log, level, to, kEnd);
}

TEST(HostPaused, TwoLogsAreSilentAtOneTime) {
  const auto frozen = [](int length) {
    PairTimeline pair;
    write_around(pair, pair.srm("imp1", 0, kEnd), "DEBUG", 1000, 1000 + length);
    write_around(pair, pair.log("imp1", "log4j.generic", 0, kEnd), "INFO", 1003, 1001 + length);
    return told(pair, "host.paused");
  };
  EXPECT_EQ(frozen(29), Lines{});
  EXPECT_EQ(frozen(31), Lines{}) << "the other log was silent for 29 s only";
  EXPECT_EQ(frozen(32), Lines{}) << "for 30 s";
  EXPECT_EQ(frozen(34), Lines{"imp1 1003-1034"}) << "31 s in common";
}

TEST(HostPaused, TheCommonSilenceIsTold) {
  PairTimeline pair;
  write_around(pair, pair.srm("imp1", 0, kEnd), "DEBUG", 1000, 1100);
  write_around(pair, pair.log("imp1", "log4j.generic", 0, kEnd), "INFO", 1005, 1098);
  EXPECT_EQ(told(pair, "host.paused"), Lines{"imp1 1005-1098"});
  EXPECT_EQ(told(pair, "host.paused", {"host.paused.least=94"}), Lines{}) << "the other log paused for 93 s";
}

TEST(HostPaused, ASilenceThatOneLogAloneShowsIsTheServices) {
  PairTimeline pair;
  write_around(pair, pair.srm("imp1", 0, kEnd), "DEBUG", 1000, 1100);
  pair.activity(pair.log("imp1", "log4j.generic", 0, kEnd), "INFO", 0, kEnd);
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "host.paused"), Lines{});
  EXPECT_EQ(passed(judgement, "host.paused"), 1U);
}

TEST(HostPaused, WithoutAnotherLogNobodyCanTell) {
  PairTimeline pair;
  write_around(pair, pair.srm("imp1", 0, kEnd), "DEBUG", 1000, 1100);
  EXPECT_EQ(told(pair, "host.paused"), Lines{"imp1 1000-1100 doubt"});
}

TEST(HostPaused, ThePeerMissesTheHeartbeats) {
  const auto heard = [](int from, int to) {
    PairTimeline pair;
    const std::size_t one = pair.srm("imp1", 0, kEnd), two = pair.srm("imp2", 0, kEnd);
    write_around(pair, one, "DEBUG", 1000, 1050);
    pair.activity(two, "DEBUG", 0, kEnd);
    pair.received(two, "imp1", 0, from).received(two, "imp1", to, kEnd);
    return told(pair, "host.paused");
  };
  EXPECT_EQ(heard(990, 1055), Lines{"imp1 1000-1050"});
  EXPECT_EQ(heard(990, 1000), Lines{}) << "the heartbeats went on";
  EXPECT_EQ(heard(990, 1024), Lines{"imp1 1000-1050 doubt"}) << "less than half of the time";
}

TEST(HostPaused, ALogThatIsSparseByNatureProvesNothing) {
  PairTimeline pair;
  const std::size_t one = pair.srm("imp1", 0, kEnd), other = pair.log("imp1", "log4j.generic", 0, kEnd);
  pair.signal(one, SignalKind::kActivity, "INFO", 0, kEnd, 45);
  pair.signal(other, SignalKind::kActivity, "INFO", 7, kEnd, 60);
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "host.paused"), Lines{});
  EXPECT_EQ(passed(judgement, "host.paused"), 0U) << "not examined";
}

TEST(HostPaused, WhereRecordsAreRareALongerSilenceIsUsual) {
  const auto silent = [](int length) {
    PairTimeline pair;
    const std::size_t one = pair.srm("imp1", 0, kEnd);
    pair.signal(one, SignalKind::kActivity, "INFO", 0, 1000, 20);
    pair.signal(one, SignalKind::kActivity, "INFO", 1000 + length, kEnd, 20);
    return told(pair, "host.paused");
  };
  EXPECT_EQ(silent(59), Lines{});
  EXPECT_EQ(silent(61), Lines{"imp1 1000-1061 doubt"}) << "more than three times the usual 20 s";
}

TEST(HostPaused, TheLogIsDenseOnBothSides) {
  const auto after = [](int seconds) {
    PairTimeline pair;
    const std::size_t one = pair.srm("imp1", 0, kEnd);
    pair.activity(one, "DEBUG", 0, 1000).activity(one, "DEBUG", 1100, 1100 + seconds);
    return told(pair, "host.paused");
  };
  EXPECT_EQ(after(120), Lines{"imp1 1000-1100 doubt"});
  EXPECT_EQ(after(110), Lines{}) << "what ends soon after may have been lowered";
}

TEST(HostPaused, ARestartIsNone) {
  for (const EventKind kind : {EventKind::kBoot, EventKind::kSrmStart, EventKind::kShutdown}) {
    PairTimeline pair;
    const std::size_t one = pair.srm("imp1", 0, kEnd);
    write_around(pair, one, "DEBUG", 1000, 1100);
    write_around(pair, pair.log("imp1", "log4j.generic", 0, kEnd), "INFO", 1000, 1100);
    pair.event(pair.syslog("imp1", 0, kEnd), kind, 1060);
    EXPECT_EQ(told(pair, "host.paused"), Lines{}) << event_name(kind);
  }
}

TEST(HostPaused, AMissingFileIsNoSilence) {
  PairTimeline pair;
  const std::size_t one = pair.srm("imp1", 0, kEnd);
  write_around(pair, one, "DEBUG", 1000, 1100);
  pair.hole(one, 1010, 1090);
  EXPECT_EQ(told(pair, "host.paused"), Lines{});
}

TEST(UngracefulBoot, IsABootAfterABoot) {
  PairTimeline pair;
  const std::size_t history = pair.log("imp1", "cli.system-history", 0, kEnd);
  pair.event(history, EventKind::kBoot, 100)
      .event(history, EventKind::kRestart, 200)
      .event(history, EventKind::kBoot, 260)
      .event(history, EventKind::kBoot, 900)
      .event(history, EventKind::kShutdown, 1000)
      .event(history, EventKind::kBoot, 2000)
      .event(history, EventKind::kBoot, 2100);
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "boot.ungraceful"), (Lines{"imp1 2100-2100", "imp1 900-900"}));
}

TEST(UngracefulBoot, TheFirstLineOfAHistoryIsNotJudged) {
  PairTimeline pair;
  pair.event(pair.log("imp1", "cli.system-history", 0, kEnd), EventKind::kBoot, 100);
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "boot.ungraceful"), Lines{});
  EXPECT_EQ(passed(judgement, "boot.ungraceful"), 0U);
}

TEST(UngracefulBoot, ABootAfterARestartIsInOrder) {
  PairTimeline pair;
  const std::size_t history = pair.log("imp1", "cli.system-history", 0, kEnd);
  pair.event(history, EventKind::kRestart, 100).event(history, EventKind::kBoot, 200);
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "boot.ungraceful"), Lines{});
  EXPECT_EQ(passed(judgement, "boot.ungraceful"), 1U);
}

TEST(UngracefulBoot, AHistoryThatIsThereTwiceTellsOnce) {
  PairTimeline pair;
  for (const char* format : {"cli.session", "cli.system-history"}) {
    const std::size_t history = pair.log("imp1", format, 0, kEnd);
    pair.event(history, EventKind::kShutdown, 50).event(history, EventKind::kBoot, 100);
    pair.event(history, EventKind::kBoot, 900);
  }
  EXPECT_EQ(told(pair, "boot.ungraceful"), Lines{"imp1 900-900"});
}

TEST(UngracefulBoot, TheSystemLogAloneProvesNothing) {
  PairTimeline pair;
  const std::size_t messages = pair.syslog("imp1", 0, kEnd);
  pair.event(messages, EventKind::kBoot, 3000);
  EXPECT_EQ(told(pair, "boot.ungraceful"), Lines{"imp1 3000-3000 no-history doubt"});
  pair.event(messages, EventKind::kRestart, 2990);
  EXPECT_EQ(told(pair, "boot.ungraceful"), Lines{});
}

TEST(TraceLevel, ALogWithoutHeartbeatsIsTold) {
  const auto log_of = [](int length, const char* level) {
    PairTimeline pair;
    pair.activity(pair.srm("imp1", 0, length), level, 0, length);
    return told(pair, "bundle.trace-level");
  };
  EXPECT_EQ(log_of(299, "INFO"), Lines{}) << "too short to be judged";
  EXPECT_EQ(log_of(300, "INFO"), Lines{"imp1.log 0-300"});
  EXPECT_EQ(log_of(300, "DEBUG"), Lines{"imp1.log 0-300 wording doubt"});
}

// Heartbeats and DEBUG up to `detailed`; INFO up to `info`; the log ends with the last of them.
PairTimeline lowered(int detailed, int info, int step = 20) {
  PairTimeline pair;
  const std::size_t log = pair.srm("imp1", 0, std::max(detailed, info));
  pair.sent(log, "imp2", 0, detailed).received(log, "imp2", 0, detailed);
  pair.signal(log, SignalKind::kActivity, "DEBUG", 0, detailed, 10);
  pair.signal(log, SignalKind::kActivity, "INFO", 5, info, step);
  return pair;
}

TEST(TraceLevel, ALevelThatIsLoweredEndsTheHeartbeats) {
  EXPECT_EQ(told(lowered(1200, 1265), "bundle.trace-level"), Lines{"imp1.log 1200-1265"});
  EXPECT_EQ(told(lowered(1200, 1259), "bundle.trace-level"), Lines{}) << "not yet";
  EXPECT_EQ(told(lowered(1200, 1200), "bundle.trace-level"), Lines{}) << "the log ends";
  EXPECT_EQ(told(lowered(1200, 3600), "bundle.trace-level"), Lines{"imp1.log 1200-3600"});
}

TEST(TraceLevel, TwoRecordsAreEnough) {
  const auto after = [](const std::vector<int>& times) {
    PairTimeline pair;
    const std::size_t log = pair.srm("imp1", 0, times.back());
    pair.sent(log, "imp2", 0, 1200);
    for (const int time : times) pair.signal(log, SignalKind::kActivity, "INFO", time, time, 10);
    return told(pair, "bundle.trace-level");
  };
  EXPECT_EQ(after({1190, 1265}), Lines{"imp1.log 1200-1265 one-record doubt"});
  EXPECT_EQ(after({1240, 1265}), Lines{"imp1.log 1200-1265"});
}

TEST(TraceLevel, OneRecordAfterThePauseMayBeAnything) {
  PairTimeline pair;
  const std::size_t log = pair.srm("imp1", 0, 1300);
  pair.sent(log, "imp2", 0, 1200);
  pair.event(log, EventKind::kPeerDown, 1300);
  EXPECT_EQ(told(pair, "bundle.trace-level"), Lines{"imp1.log 1200-1300 one-record doubt"});
}

TEST(TraceLevel, HeartbeatsThatAreSentShowTheLevel) {
  PairTimeline pair;
  const std::size_t log = pair.srm("imp1", 0, kEnd);
  pair.sent(log, "imp2", 0, kEnd).received(log, "imp2", 0, 1200);
  pair.signal(log, SignalKind::kActivity, "INFO", 0, kEnd, 20);
  const Judgement judgement = judged(pair.make());
  EXPECT_EQ(told(judgement, "bundle.trace-level"), Lines{}) << "the peer is silent; the level is as before";
  EXPECT_EQ(passed(judgement, "bundle.trace-level"), 1U);
}

TEST(TraceLevel, AStartIsWrittenBeforeTheFirstHeartbeat) {
  const auto started = [](int end) {
    PairTimeline pair;
    const std::size_t log = pair.srm("imp1", 0, end);
    pair.sent(log, "imp2", 0, 1000);
    pair.event(log, EventKind::kSrmStart, 1500);
    pair.signal(log, SignalKind::kActivity, "INFO", 1500, end, 5);
    return told(pair, "bundle.trace-level");
  };
  EXPECT_EQ(started(1555), Lines{});
  EXPECT_EQ(started(1560), Lines{"imp1.log 990-1560"});
}

TEST(TraceLevel, OtherLogsHaveNoHeartbeats) {
  PairTimeline pair;
  pair.activity(pair.log("imp1", "log4j.generic", 0, kEnd), "INFO", 0, kEnd);
  EXPECT_EQ(told(pair, "bundle.trace-level"), Lines{});
}

}  // namespace
}  // namespace logscan::detail
