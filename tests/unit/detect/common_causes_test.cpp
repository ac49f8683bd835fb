#include "detect/common_causes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/builtin_rules.h"
#include "detect/engine.h"
#include "unit/detect/wire_timeline.h"

namespace logscan::detail {
namespace {

using ::testing::HasSubstr;

const Clock kStated = Clock::stated(Duration::zero());

// All fell silent from 1000 to 1200 s: the first one that is missed was due by 1360 s. They are back at 3000 s.
CommonSilence silence_told_by(std::size_t log) {
  return {"cuc1",         static_cast<SourceId>(log), test::at(1000), test::at(1200),
          test::at(3000), std::chrono::seconds(360)};
}

std::optional<CommonCause> cause_of(WireTimeline& timeline, const CommonSilence& silence) {
  static const Result<Knowledge> knowledge = Knowledge::load({});
  const auto settings = Settings::read(all_rules(builtin_rules()), {});
  const Timeline& made = timeline.make();
  const CaseView view(made, *settings, *knowledge);
  return CommonCauses(view).find(silence);
}

// `-` nothing, `?` it may be, `!` it is.
char verdict_of(const std::optional<CommonCause>& cause) { return !cause ? '-' : cause->proven ? '!' : '?'; }

TEST(CommonCauses, FitWhereTheyLieBetweenTheLastAndTheFirstMissed) {
  const struct {
    const char* name;
    EventKind kind;
    const char* subject;
    int time;
    char verdict;
  } cases[] = {
      // Two clocks may be 2 s apart.
      {"BeforeTheLast", EventKind::kRestart, "", 1197, '-'},
      {"AtTheLast", EventKind::kRestart, "", 1198, '!'},
      {"AtTheFirstMissed", EventKind::kRestart, "", 1362, '!'},
      {"AfterTheFirstMissed", EventKind::kRestart, "", 1363, '-'},
      {"AnHourBefore", EventKind::kShutdown, "", -2400, '-'},
      {"ListenerStopped", EventKind::kServiceStopped, "Connection Jetty", 1300, '!'},
      {"ListenerStarted", EventKind::kServiceStarted, "Connection Jetty", 1300, '!'},
      {"ListenerStartedLater", EventKind::kServiceStarted, "Connection Jetty", 2000, '-'},
      {"AnotherService", EventKind::kServiceStopped, "Cisco Tomcat", 1300, '-'},
      {"InterfaceDown", EventKind::kNetworkDown, "eth0", 1300, '!'},
      {"InterfaceUp", EventKind::kNetworkUp, "eth0", 1300, '-'},
      // It may as well be the remedy.
      {"BootWithin", EventKind::kBoot, "", 2900, '?'},
      {"BootAfter", EventKind::kBoot, "", 3003, '-'},
  };
  for (const auto& c : cases) {
    WireTimeline timeline;
    const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc1", 0, 4000);
    timeline.clock(log, kStated).clock(messages, kStated).event(messages, c.kind, c.time, 0, c.subject);
    EXPECT_EQ(verdict_of(cause_of(timeline, silence_told_by(log))), c.verdict) << c.name;
  }
}

TEST(CommonCauses, AreThoseOfTheListenersNode) {
  WireTimeline timeline;
  const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc2", 0, 4000);
  timeline.clock(log, kStated).clock(messages, kStated).event(messages, EventKind::kRestart, 1300);
  EXPECT_FALSE(cause_of(timeline, silence_told_by(log)));
}

TEST(CommonCauses, CountABriefLossOfAnInterfaceForNothing) {
  for (const auto& [up, verdict] : {std::pair{1329, '-'}, {1330, '!'}}) {
    WireTimeline timeline;
    const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc1", 0, 4000);
    timeline.clock(log, kStated).clock(messages, kStated);
    timeline.event(messages, EventKind::kNetworkDown, 1300, 0, "eth0");
    timeline.event(messages, EventKind::kNetworkUp, 1310, 0, "eth1")
        .event(messages, EventKind::kNetworkUp, up, 0, "eth0");
    EXPECT_EQ(verdict_of(cause_of(timeline, silence_told_by(log))), verdict) << up;
  }
}

TEST(CommonCauses, JudgeAnOrderlyBootByTheStopBeforeIt) {
  WireTimeline timeline;
  const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc1", 0, 4000);
  timeline.clock(log, kStated).clock(messages, kStated);
  timeline.event(messages, EventKind::kRestart, 2700).event(messages, EventKind::kBoot, 2900);
  EXPECT_FALSE(cause_of(timeline, silence_told_by(log)));
}

TEST(CommonCauses, MayBeWhatAClockOfAnotherZoneTells) {
  const Clock assumed = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14));
  // By half hours 1300 s is the time of either; 2300 s is 500 s behind one.
  for (const auto& [time, verdict] : {std::pair{1300, '?'}, {1300 + 7200, '?'}, {2300, '-'}}) {
    WireTimeline timeline;
    const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc1", 0, 9000);
    timeline.clock(log, kStated).clock(messages, assumed).event(messages, EventKind::kRestart, time);
    const std::optional<CommonCause> cause = cause_of(timeline, silence_told_by(log));
    EXPECT_EQ(verdict_of(cause), verdict) << time;
    if (cause) {
      EXPECT_THAT(cause->step.value_or(""), HasSubstr("--source-tz 'messages=ZONE'"));
    }
  }
}

// The system log has a record every minute, and none from 1260 s to `back`.
std::optional<CommonCause> with_stillness(int back, int step, std::optional<int> boot) {
  WireTimeline timeline;
  const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc1", 0, 4000);
  timeline.clock(log, kStated).clock(messages, kStated);
  std::vector<int> times;
  for (int time = 0; time <= 4000; time += step) {
    if (time <= 1260 || time >= back) times.push_back(time);
  }
  timeline.minutes(messages, times);
  if (boot) timeline.event(messages, EventKind::kBoot, *boot);
  return cause_of(timeline, silence_told_by(log));
}

TEST(CommonCauses, SeeAHostThatStoodStill) {
  EXPECT_EQ(verdict_of(with_stillness(2880, 60, std::nullopt)), '!');
  EXPECT_EQ(verdict_of(with_stillness(1800, 60, std::nullopt)), '-') << "it was back long before the notifications";
  EXPECT_EQ(verdict_of(with_stillness(2880, 600, std::nullopt)), '-') << "too sparse to show that anything stopped";
}

// The log of Jetty or of Connection Mailbox Sync is no measure of what is usual, but shows that the node lived.
TEST(CommonCauses, SeeNoHostStandStillWhileAnyLogGoesOn) {
  for (const auto& [record, verdict] : {std::pair{1260, '!'}, {2000, '-'}}) {
    WireTimeline timeline;
    const std::size_t log = timeline.requests("cuc1", 0, 4000), messages = timeline.other("cuc1", 0, 4000);
    timeline.clock(log, kStated).clock(messages, kStated).minutes(log, {record});
    std::vector<int> times;
    for (int time = 0; time <= 4000; time += 60) {
      if (time <= 1260 || time >= 2880) times.push_back(time);
    }
    timeline.minutes(messages, times);
    EXPECT_EQ(verdict_of(cause_of(timeline, silence_told_by(log))), verdict) << record;
  }
}

TEST(CommonCauses, BlameABootBeforeWhichAllOtherLogsStopped) {
  const std::optional<CommonCause> cause = with_stillness(2880, 60, 2880);
  EXPECT_EQ(verdict_of(cause), '!');
  ASSERT_TRUE(cause.has_value());
  EXPECT_EQ(cause->what, CommonCause::What::kHost);
  EXPECT_EQ(verdict_of(with_stillness(1800, 60, 2880)), '?') << "they went on before it";
}

}  // namespace
}  // namespace logscan::detail
