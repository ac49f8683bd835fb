#include "detect/hops.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/detect/wire_timeline.h"

namespace logscan::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Duration kLeast = std::chrono::seconds(360);
constexpr const char* kId = WireTimeline::kSubscription;
constexpr auto kAtSender = WireTimeline::Taken::kAtSender;

// All cases are silent from 1000 to 3000 s.
const Window kSilent = test::between(1000, 3000);

// `y` yes, `n` no, `-` not known, for each step.
std::string steps_of(const Trace& trace) {
  std::string text;
  for (const StepAnswer& step : trace.steps)
    text += step.answer == Answer::kYes ? 'y' : step.answer == Answer::kNo ? 'n' : '-';
  return text;
}

Trace trace_of(std::string_view steps) {
  Trace trace;
  for (std::size_t i = 0; i < kSteps; ++i)
    trace.steps[i].answer = steps[i] == 'y' ? Answer::kYes : steps[i] == 'n' ? Answer::kNo : Answer::kNotKnown;
  return trace;
}

TEST(Trace, SaysWhichHopLostIt) {
  const struct {
    const char* steps;
    Hop lost;
  } cases[] = {
      {"------", Hop::kNotKnown},       {"n-----", Hop::kExchange}, {"nnnn--", Hop::kExchange},
      {"-nnn--", Hop::kBeforeListener}, {"ynnn--", Hop::kNetwork},  {"y--n--", Hop::kNotKnown},
      {"yyn---", Hop::kListener},       {"yy-n--", Hop::kNotKnown}, {"yyyn--", Hop::kListener},
      {"yyyyn-", Hop::kMbxSync},        {"yyy-n-", Hop::kMbxSync},  {"yyyyyn", Hop::kMbxSync},
      {"yyyyy-", Hop::kMailbox},        {"yyyy--", Hop::kNotKnown}, {"---n--", Hop::kNotKnown},
      {"yyyyyy", Hop::kNotKnown},
  };
  for (const auto& c : cases) EXPECT_EQ(trace_of(c.steps).lost_at(), c.lost) << c.steps;
}

TEST(Trace, TellsNothingWhereOnlyTheRequestLogHasNoLine) {
  EXPECT_FALSE(trace_of("------").tells());
  EXPECT_FALSE(trace_of("---n--").tells());
  EXPECT_TRUE(trace_of("--nn--").tells());
  EXPECT_TRUE(trace_of("---y--").tells());
}

TEST(Trace, JoinsThoseOfMost) {
  EXPECT_EQ(steps_of(joined({trace_of("ynnn--"), trace_of("ynnn--"), trace_of("yyn---")})), "ynnn--");
  // Where no hop lost more than half, only what holds for all is a no.
  EXPECT_EQ(steps_of(joined({trace_of("ynnn--"), trace_of("yyn---")})), "yyn---");
  EXPECT_EQ(steps_of(joined({trace_of("n-----"), trace_of("------")})), "------");
  EXPECT_EQ(steps_of(joined({})), "------");
}

TEST(Hops, AnswerEachStepByWhatCoversIt) {
  struct Case {
    const char* name;
    const char* steps;
    void (*make)(WireTimeline&);
  };
  static const std::vector<int> kAround = {700, 1000, 3000, 3300};
  const Case cases[] = {
      {"RequestLogAlone", "---n--", [](WireTimeline& t) { t.accepted(t.requests("cuc1", 0, 4000), kAround); }},
      {"CaptureAtExchange", "nnnn--",
       [](WireTimeline& t) { t.accepted(t.capture("ex1", "ex1/a.pcap", 0, 4000, kAtSender), kAround); }},
      {"CaptureAtListener", "-nnn--",
       [](WireTimeline& t) { t.accepted(t.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 4000), kAround); }},
      {"CaptureSomewhere", "------", [](WireTimeline& t) { t.accepted(t.capture("", "a.cap", 0, 4000), kAround); }},
      {"HoleInIt", "------",
       [](WireTimeline& t) {
         const std::size_t log = t.capture("ex1", "ex1/a.pcap", 0, 4000, kAtSender);
         t.accepted(log, kAround).hole(log, 1500, 1600);
       }},
      {"UnansweredAtListener", "yyn---",
       [](WireTimeline& t) {
         const std::size_t log = t.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 4000);
         t.accepted(log, kAround).event(log, EventKind::kNotificationUnanswered, 1500);
       }},
      {"UnansweredAtExchange", "y-n---",
       [](WireTimeline& t) {
         const std::size_t log = t.capture("ex1", "ex1/a.pcap", 0, 4000, kAtSender);
         t.accepted(log, kAround).event(log, EventKind::kNotificationUnanswered, 1500, kNotAcknowledged);
       }},
      {"LostBetween", "ynnn--",
       [](WireTimeline& t) {
         const std::size_t log = t.capture("ex1", "ex1/a.pcap", 0, 4000, kAtSender);
         t.accepted(log, kAround).event(log, EventKind::kNotificationUnanswered, 1500, kNothingBack);
         t.accepted(t.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 4000), kAround);
       }},
      {"NotSettledBeforeTheEnd", "yy----",
       [](WireTimeline& t) {
         const std::size_t log = t.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 2000);
         t.accepted(log, {700, 1000}).event(log, EventKind::kNotificationUnanswered, 1941);
       }},
      {"RejectedByTheLog", "yyyy--",
       [](WireTimeline& t) {
         const std::size_t log = t.requests("cuc1", 0, 4000);
         t.accepted(log, kAround).rejected(log, {1500});
       }},
      {"AnsweredAndNotLogged", "yyyn--",
       [](WireTimeline& t) {
         t.accepted(t.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 4000), {700, 1000, 1300, 3000});
         t.accepted(t.requests("cuc1", 0, 4000), kAround);
       }},
      {"StaleByDiagnostics", "---n-n",
       [](WireTimeline& t) {
         t.accepted(t.requests("cuc1", 0, 4000), kAround);
         const std::size_t log = t.other("cuc1", 0, 4000);
         t.clock(log, Clock::stated(Duration::zero())).event(log, EventKind::kSubscriptionStale, 2000);
       }},
  };
  for (const Case& c : cases) {
    WireTimeline timeline;
    c.make(timeline);
    EXPECT_EQ(steps_of(Hops(timeline.make()).trace(kId, kSilent, kLeast)), c.steps) << c.name;
  }
}

TEST(Hops, BelieveASilenceOnlyOfAClockThatAgrees) {
  const auto steps = [](int off, std::optional<ClockComparison::Outcome> outcome) {
    WireTimeline timeline;
    timeline.accepted(timeline.requests("cuc1", 0, 4000), {700, 1000, 3000, 3300});
    const std::size_t capture = timeline.capture("ex1", "ex1/a.pcap", 0, 4000, kAtSender);
    timeline.accepted(capture, {700 - off, 1000 - off, 3000 + off, 3300 + off});
    if (outcome) timeline.compared(capture, *outcome);
    return steps_of(Hops(timeline.make()).trace(kId, kSilent, kLeast));
  };
  EXPECT_EQ(steps(5, std::nullopt), "nnnn--");
  EXPECT_EQ(steps(6, std::nullopt), "---n--");
  EXPECT_EQ(steps(6, ClockComparison::Outcome::kKnown), "nnnn--");
  EXPECT_EQ(steps(6, ClockComparison::Outcome::kAmbiguous), "---n--");
}

TEST(Hops, JudgeThePartThatACaptureCovers) {
  const auto traced = [](int end) {
    WireTimeline timeline;
    timeline.accepted(timeline.requests("cuc1", 0, 4000), {700, 1000, 3000, 3300});
    timeline.accepted(timeline.capture("ex1", "ex1/a.pcap", 0, end, kAtSender), {700, 1000});
    return Hops(timeline.make()).trace(kId, kSilent, kLeast);
  };
  // From 1005 s on, for more than 360 s.
  const Trace part = traced(1366);
  EXPECT_EQ(steps_of(part), "nnnn--");
  ASSERT_TRUE(part.part.has_value());
  EXPECT_EQ(part.part->to, test::at(1366));
  const Trace none = traced(1365);
  EXPECT_EQ(steps_of(none), "---n--");
  EXPECT_FALSE(none.part.has_value());
}

TEST(Hops, PutConnectionsDownToASubscriptionOnlyWhereNoOtherIsMeant) {
  const auto traced = [](int tries, const std::optional<Window>& window) {
    WireTimeline timeline;
    const std::size_t log = timeline.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 4000);
    timeline.accepted(log, {700, 1000, 3000, 3300});
    for (int i = 0; i < tries; ++i)
      timeline.event(log, EventKind::kConnectFailed, 1500 + 30 * i, kConnectRefused, "10.0.0.1:7080");
    return Hops(timeline.make()).trace(kId, kSilent, kLeast, window);
  };
  const Trace refused = traced(2, kSilent);
  EXPECT_EQ(steps_of(refused), "yyn---");
  EXPECT_EQ(refused.lost_at(), Hop::kListener);
  EXPECT_TRUE(refused.refused);
  EXPECT_EQ(steps_of(traced(1, kSilent)), "------");
  EXPECT_EQ(steps_of(traced(2, std::nullopt)), "------");
}

TEST(Hops, AreNotSureWhereAnotherHostTriedToConnect) {
  WireTimeline timeline;
  const std::size_t log = timeline.capture("cuc1", "cuc1/platform/cli/a.cap", 0, 4000);
  timeline.accepted(log, {700, 1000, 3000, 3300});
  timeline.event(log, EventKind::kConnectFailed, 1500, kConnectRefused, "10.0.0.1:7080", "10.0.0.8");
  const Trace trace = Hops(timeline.make()).trace(kId, kSilent, kLeast);
  EXPECT_EQ(steps_of(trace), "------");
  EXPECT_THAT(trace.wanted, ElementsAre("Settle whether that host is an Exchange server."));
}

TEST(Hops, LookUpTheStampOfWhatWasDelivered) {
  const auto steps = [](int stamp, int dumped) {
    WireTimeline timeline;
    const std::size_t log = timeline.requests("cuc1", 0, 4000);
    timeline.accepted(log, {1500, 1800});
    const std::size_t session = timeline.other("cuc1", 0, 4000);
    timeline.clock(session, Clock::stated(Duration::zero())).row(session, stamp, dumped);
    return steps_of(Hops(timeline.make()).trace(kId, kSilent, kLeast));
  };
  EXPECT_EQ(steps(1800, 3000), "yyyyy-");
  EXPECT_EQ(steps(1000, 3000), "yyyyn-");
  EXPECT_EQ(steps(1000, 2000), "yyyy--") << "it was dumped before the end, and may have been stamped later";
}

// Rejected ones of one run may be 900 s apart.
TEST(Hops, SeeARunThatGoesBeyondBothEndsOnlyWhereOneOfItMustLieWithin) {
  WireTimeline timeline;
  timeline.rejected(timeline.requests("cuc1", 0, 4000), {900, 1700, 2500, 3100});
  const Hops hops(timeline.make());
  EXPECT_EQ(steps_of(hops.trace(kId, test::between(1000, 1910), kLeast)), "------");
  EXPECT_EQ(steps_of(hops.trace(kId, test::between(1000, 1911), kLeast)), "yyyy--");
}

TEST(Hops, SayWhatWouldAnswer) {
  WireTimeline timeline;
  timeline.accepted(timeline.capture("", "a.cap", 0, 4000), {700, 1000, 3000, 3300});
  const Trace trace = Hops(timeline.make()).trace(kId, kSilent, kLeast);
  EXPECT_THAT(trace.doubts, ElementsAre(HasSubstr("where it was taken is not known")));
  EXPECT_THAT(trace.wanted, ElementsAre(HasSubstr("Say where the capture was taken")));
  EXPECT_TRUE(trace.tells());
}

TEST(Hops, KnowNothingOfWhatIsNotThere) {
  WireTimeline timeline;
  timeline.accepted(timeline.requests("cuc1", 0, 4000), {700, 1000, 3000, 3300});
  const Hops hops(timeline.make());
  EXPECT_EQ(steps_of(hops.trace("another", kSilent, kLeast)), "------");
  EXPECT_EQ(steps_of(hops.trace(kId, test::between(1000, 1010), kLeast)), "------") << "too short to tell anything";
  EXPECT_THAT(hops.trace("another", kSilent, kLeast).doubts, IsEmpty());
}

}  // namespace
}  // namespace logscan::detail
