#include "timeline/align_clocks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <utility>
#include <vector>

#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr int kHour = 3600;

// An hour of a capture, by a clock that is so far ahead.
ParsedSource capture(std::string location, Duration ahead, int from = 0) {
  SourceSpec spec;
  spec.location = std::move(location);
  spec.parser = &parser_named("capture.pcap");
  spec.clock = Clock::stated(Duration(1));
  spec.result.has_time = true;
  spec.result.first = local(from) + ahead;
  spec.result.last = local(from + kHour) + ahead;
  return make_source(spec);
}

// A listener answers each minute.
ParsedSource with_answers(ParsedSource source, Duration ahead, int answers = 60, int from = 0,
                          std::string_view listener = "10.0.0.9:7080") {
  const NameId whose = source.result.names.intern(listener);
  for (int i = 0; i < answers; ++i) {
    // Not all of a second's answers are seen at its begin.
    const LocalTime seen = local(from + i * 60) + milliseconds(i * 137 % 1000);
    source.result.shown_times.push_back(
        {seen + ahead, Timestamp(std::chrono::floor<seconds>(seen).time_since_epoch()), whose, {}});
  }
  return source;
}

ParsedSource answered(Duration ahead, int answers = 60, int from = 0) {
  return with_answers(capture("trace.cap", ahead, from), ahead, answers, from);
}

ParsedSource with_connections(ParsedSource source, Duration ahead, int connections) {
  for (int i = 0; i < connections; ++i)
    source.result.add_connection(static_cast<std::uint64_t>(i) * 7919, local(i * 40) + ahead);
  return source;
}

void add_beats(ParsedSource& source, std::string_view subscription, const std::vector<LocalTime>& times, Duration ahead,
               bool whole_seconds) {
  SourceTrack& track = source.result.tracks.at(SignalKind::kNotification, source.result.names.intern(subscription), 0);
  for (const LocalTime time : times) {
    const LocalTime at = time + ahead;
    track.beats.push_back({whole_seconds ? LocalTime(std::chrono::floor<seconds>(at)) : at, {}});
  }
}

// Mails of an hour, and the beats between them.
std::vector<LocalTime> mails(unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_int_distribution<int> at(0, kHour * 1000);
  std::vector<LocalTime> times;
  for (int i = 0; i < 30; ++i) times.push_back(local(0) + milliseconds(at(random)));
  std::sort(times.begin(), times.end());
  return times;
}

ParsedSource request_log(Duration ahead = Duration(0)) {
  SourceSpec spec;
  spec.location = "cuc1/jetty/2014_06_29.request.log";
  spec.result.has_time = true;
  spec.result.first = local(0) + ahead;
  spec.result.last = local(kHour) + ahead;
  ParsedSource source = make_source(spec);
  source.result.notification_lines = 60;
  for (const unsigned subscription : {1U, 2U})
    add_beats(source, "s" + std::to_string(subscription), mails(subscription), ahead, true);
  return source;
}

ParsedSource with_mails(ParsedSource source, Duration ahead) {
  for (const unsigned subscription : {1U, 2U})
    add_beats(source, "s" + std::to_string(subscription), mails(subscription), ahead, false);
  return source;
}

struct Aligned {
  std::vector<ParsedSource> sources;
  std::vector<ClockComparison> told;
};

template <class... Sources>
Aligned aligned(Sources&&... sources) {
  Aligned all;
  (all.sources.push_back(std::forward<Sources>(sources)), ...);
  all.told = align_clocks(all.sources);
  return all;
}

// How far from the truth the clock puts the first record.
Duration error(const ParsedSource& source, int from = 0) {
  return std::chrono::abs(source.clock.to_utc(source.result.first).time_since_epoch() - local(from).time_since_epoch());
}

TEST(AlignClocks, PutsACaptureOnTheClockOfItsListener) {
  for (const Duration ahead : {Duration(seconds(90)), Duration(seconds(-600)), Duration(seconds(5)),
                               Duration(std::chrono::hours(14) + seconds(7)), Duration(-std::chrono::hours(14))}) {
    const Aligned one = aligned(answered(ahead));
    const ParsedSource& source = one.sources[0];
    EXPECT_EQ(source.clock.basis(), ClockBasis::kInferred);
    EXPECT_LE(error(source), source.clock.uncertainty());
    EXPECT_LE(source.clock.uncertainty(), seconds(2));
    ASSERT_EQ(one.told.size(), 1U);
    EXPECT_LE(std::chrono::abs(one.told[0].ahead - ahead), one.told[0].uncertainty);
    EXPECT_TRUE(one.told[0].corrected);
    EXPECT_EQ(one.told[0].reference, "the listener 10.0.0.9:7080");
    EXPECT_EQ(one.told[0].by, "the Date of 60 answers");
    EXPECT_LE(one.told[0].residual, kSkew / 4);
    EXPECT_THAT(source.notes, Contains(HasSubstr("its times are told by that one")));
  }
}

TEST(AlignClocks, LeavesAClockThatMayBeRight) {
  for (const seconds ahead : {seconds(0), seconds(2), seconds(-2)}) {
    const Aligned one = aligned(answered(ahead));
    EXPECT_EQ(one.sources[0].clock.basis(), ClockBasis::kStated);
    ASSERT_EQ(one.told.size(), 1U);
    EXPECT_FALSE(one.told[0].corrected);
    EXPECT_THAT(one.sources[0].notes, IsEmpty());
  }
}

TEST(AlignClocks, TooFewAnswersSaySo) {
  const Aligned one = aligned(answered(seconds(90), 3));
  EXPECT_EQ(one.sources[0].clock.basis(), ClockBasis::kStated);
  EXPECT_THAT(one.told, IsEmpty());
  EXPECT_THAT(one.sources[0].notes,
              Contains("its clock is not compared with that of the listener 10.0.0.9:7080: 3 of 4 anchors are here"));
}

TEST(AlignClocks, OfSeveralListenersTheOneThatTellsMostIsRight) {
  ParsedSource source = with_answers(answered(seconds(90), 40), seconds(90), 20, 0, "10.0.0.10:7080");
  const Aligned one = aligned(std::move(source));
  EXPECT_LE(error(one.sources[0]), one.sources[0].clock.uncertainty());
  ASSERT_EQ(one.told.size(), 1U);
  EXPECT_EQ(one.told[0].reference, "the listener 10.0.0.9:7080");
}

TEST(AlignClocks, AClockThatWasSetHasItsPieces) {
  ParsedSource source = answered(seconds(0));
  for (std::size_t i = 30; i < 60; ++i) source.result.shown_times[i].seen += seconds(90);
  source.result.last += seconds(90);
  const Aligned one = aligned(std::move(source));
  ASSERT_EQ(one.told.size(), 1U);
  ASSERT_EQ(one.told[0].jumps.size(), 1U);
  const ClockJump& jump = one.told[0].jumps[0];
  EXPECT_LE(std::chrono::abs(jump.by - seconds(90)), jump.uncertainty);
  EXPECT_LE(std::chrono::abs(jump.last_before - Timestamp(local(29 * 60).time_since_epoch())), seconds(2));
  EXPECT_LE(std::chrono::abs(jump.first_after - Timestamp(local(30 * 60).time_since_epoch())), seconds(2));
  const Clock& clock = one.sources[0].clock;
  for (const auto& [shown, truth] : {std::pair(600, 600), {3000 + 90, 3000}})
    EXPECT_LE(std::chrono::abs(clock.to_utc(local(shown)) - Timestamp(local(truth).time_since_epoch())),
              clock.uncertainty());
}

// Eight hours of packets, and answers in one of them: the rest may have drifted.
TEST(AlignClocks, WhatIsToldHoldsWhereAnswersAreAndIsLessCertainElsewhere) {
  ParsedSource source = answered(seconds(90), 60, 7 * kHour);
  source.result.first = local(0) + seconds(90);
  const Aligned one = aligned(std::move(source));
  ASSERT_EQ(one.told.size(), 1U);
  EXPECT_LE(one.told[0].uncertainty, seconds(2));
  EXPECT_LE(std::chrono::abs(one.told[0].ahead - seconds(90)), one.told[0].uncertainty);
  EXPECT_LE(std::chrono::abs(one.told[0].from - Timestamp(local(7 * kHour).time_since_epoch())), seconds(2));
  // 200 millionths in seven hours.
  EXPECT_GT(one.sources[0].clock.uncertainty(), seconds(5));
}

TEST(AlignClocks, WhereTooFewAnswersTellAStepTheClockIsNotKnown) {
  ParsedSource source = answered(seconds(0), 40);
  for (std::size_t i = 35; i < 40; ++i) source.result.shown_times[i].seen += seconds(90);
  for (std::size_t i = 0; i < 40; ++i) {
    source.result.shown_times[i].seen += seconds(30);
    source.result.shown_times[i].at.ordinal = i;
  }
  const Aligned one = aligned(std::move(source));
  ASSERT_EQ(one.told.size(), 1U);
  EXPECT_THAT(one.told[0].jumps, IsEmpty());
  EXPECT_LE(one.told[0].uncertainty, seconds(2));
  EXPECT_LE(one.told[0].to, Timestamp(local(34 * 60).time_since_epoch()) + seconds(2));
  EXPECT_GT(one.sources[0].clock.uncertainty(), seconds(90));
}

TEST(AlignClocks, HalvesThatContradictEachOtherAreNotKnown) {
  ParsedSource source = answered(seconds(0));
  for (std::size_t i = 0; i < 60; i += 2) source.result.shown_times[i].seen += seconds(90);
  const Aligned one = aligned(std::move(source));
  EXPECT_EQ(one.sources[0].clock.basis(), ClockBasis::kStated);
  ASSERT_EQ(one.told.size(), 1U);
  EXPECT_EQ(one.told[0].outcome, ClockComparison::Outcome::kContradictory);
  EXPECT_EQ(one.told[0].why_not, "only 30 of 60 anchors agree on an offset");
}

TEST(AlignClocks, TheFilesOfARingAreOneClock) {
  ParsedSource first = answered(seconds(90), 30), second = answered(seconds(90), 2, kHour);
  second.follows = 0;
  const Aligned ring = aligned(std::move(first), std::move(second));
  EXPECT_EQ(ring.sources[1].clock.basis(), ClockBasis::kInferred);
  EXPECT_LE(error(ring.sources[1], kHour), ring.sources[1].clock.uncertainty());
  EXPECT_EQ(ring.told.size(), 1U);
  // Each by itself: two answers tell nothing.
  const Aligned apart = aligned(answered(seconds(90), 30), answered(seconds(90), 2, kHour));
  EXPECT_EQ(apart.sources[1].clock.basis(), ClockBasis::kStated);
}

TEST(AlignClocks, ACopyCountsOnce) {
  ParsedSource one = answered(seconds(90), 3), copy = answered(seconds(90), 3);
  copy.status = SourceStatus::kDuplicate;
  EXPECT_EQ(aligned(std::move(one), std::move(copy)).sources[0].clock.basis(), ClockBasis::kStated);
}

TEST(AlignClocks, TheNotificationsOfTheRequestLogTellTheClock) {
  const Duration ahead = seconds(300);
  const Aligned both = aligned(with_mails(capture("trace.cap", ahead), ahead), request_log());
  EXPECT_LE(error(both.sources[0]), both.sources[0].clock.uncertainty());
  EXPECT_LE(both.sources[0].clock.uncertainty(), seconds(2));
  EXPECT_EQ(both.sources[1].clock.basis(), ClockBasis::kStated);
  ASSERT_EQ(both.told.size(), 1U);
  EXPECT_EQ(both.told[0].reference, "the request log of cuc1");
  ASSERT_FALSE(both.told[0].proofs.empty());
  EXPECT_TRUE(both.told[0].proofs[0].other);
}

// The trap: what two subscriptions get every 300 s at the same second fits 300 s further on as well.
TEST(AlignClocks, SubscriptionsInStepGiveNoAlias) {
  for (const Duration ahead : {Duration(seconds(0)), Duration(seconds(90)), Duration(seconds(300))}) {
    std::vector<LocalTime> in_step;
    for (int i = 0; i < kHour / 300; ++i) in_step.push_back(local(i * 300));
    ParsedSource seen = capture("trace.cap", ahead);
    ParsedSource log = request_log();
    for (const std::string_view subscription : {"s3", "s4"}) {
      add_beats(seen, subscription, in_step, ahead, false);
      add_beats(log, subscription, in_step, Duration(0), true);
    }
    const Aligned both = aligned(std::move(seen), std::move(log));
    EXPECT_EQ(both.sources[0].clock.basis(), ClockBasis::kStated);
    EXPECT_THAT(both.told, IsEmpty());
    EXPECT_THAT(both.sources[0].notes, Contains(HasSubstr("fit as well with the clocks 300 seconds further apart")));
  }
}

// A proxy answers from what it kept 300 s ago, and packets are seen again a few seconds later.
TEST(AlignClocks, WhatIsSentAgainDoesNotMoveTheClock) {
  for (const seconds later : {seconds(3), seconds(300)}) {
    ParsedSource source = answered(seconds(90));
    for (std::size_t i = 0; i < 60; i += 3) source.result.shown_times[i].seen += later;
    const Aligned one = aligned(std::move(source));
    ASSERT_EQ(one.told.size(), 1U);
    EXPECT_LE(std::chrono::abs(one.told[0].ahead - seconds(90)), one.told[0].uncertainty);
    EXPECT_LE(one.told[0].uncertainty, seconds(2));
    EXPECT_GE(one.told[0].outliers, 19U);
    EXPECT_THAT(one.told[0].jumps, IsEmpty());
  }
}

TEST(AlignClocks, TheZoneOfARequestLogIsFoundByACapture) {
  ParsedSource log = request_log(std::chrono::hours(5) + std::chrono::minutes(30) + seconds(7));
  log.axis = Axis::kWall;
  log.clock = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14));
  const Aligned both = aligned(with_mails(answered(seconds(90)), seconds(90)), std::move(log));
  EXPECT_EQ(both.sources[1].clock.basis(), ClockBasis::kInferred);
  EXPECT_LE(error(both.sources[1]), both.sources[1].clock.uncertainty() + both.sources[0].clock.uncertainty());
  EXPECT_THAT(both.sources[1].notes, Contains(HasSubstr("its clock is 19807")));
  EXPECT_EQ(both.told.size(), 1U) << "a zone that is not told is no skew";
}

TEST(AlignClocks, CapturesOfOneWireAreSetByTheFirstWhereNothingTellsWhichIsRight) {
  const Aligned two = aligned(with_connections(capture("a.cap", seconds(0)), seconds(0), 60),
                              with_connections(capture("b.cap", seconds(-20)), seconds(-20), 60));
  EXPECT_EQ(two.sources[0].clock.basis(), ClockBasis::kStated);
  EXPECT_LE(error(two.sources[1]), two.sources[1].clock.uncertainty());
  ASSERT_EQ(two.told.size(), 1U);
  EXPECT_EQ(two.told[0].of, "b.cap");
  EXPECT_EQ(two.told[0].reference, "a.cap");
  EXPECT_THAT(two.told[0].why_reference, HasSubstr("nothing tells which of them is right"));
  EXPECT_THAT(two.sources[1].notes,
              Contains("by 60 connections that both hold, its clock is 20 s behind that of a.cap: its times are told "
                       "by that one"));
}

TEST(AlignClocks, TheListenerTellsWhichCaptureIsRight) {
  const Aligned two = aligned(with_connections(answered(seconds(20)), seconds(20), 60),
                              with_answers(with_connections(capture("b.cap", seconds(0)), seconds(0), 60), seconds(0)));
  EXPECT_LE(error(two.sources[0]), milliseconds(400));
  EXPECT_EQ(two.sources[1].clock.basis(), ClockBasis::kStated);
  EXPECT_THAT(two.sources[0].notes, Contains(HasSubstr("20 s ahead of that of b.cap")));
}

// When they were compared is told by the clock of the case, whichever of them leads.
TEST(AlignClocks, TheTimesOfAComparisonAreThoseOfTheClockThatIsRight) {
  const Duration ahead = std::chrono::hours(5);
  const Aligned two = aligned(with_connections(answered(ahead), ahead, 60),
                              with_answers(with_connections(capture("b.cap", seconds(0)), seconds(0), 60), seconds(0)));
  ASSERT_EQ(two.told.size(), 2U);
  for (const ClockComparison& told : two.told) {
    EXPECT_LE(std::chrono::abs(told.from - Timestamp(local(0).time_since_epoch())), seconds(2)) << told.of;
    EXPECT_LE(std::chrono::abs(told.to - Timestamp(local(kHour).time_since_epoch())), seconds(1300)) << told.of;
  }
  EXPECT_LE(std::chrono::abs(two.told[0].ahead - ahead), two.told[0].uncertainty);
}

TEST(AlignClocks, WhatBothCapturesHoldHasOneTimeWhereBothAreWrong) {
  const Aligned two =
      aligned(with_connections(answered(seconds(90)), seconds(90), 60),
              with_answers(with_connections(capture("b.cap", seconds(50)), seconds(50), 60), seconds(50)));
  for (const ParsedSource& source : two.sources) EXPECT_LE(error(source), source.clock.uncertainty());
  EXPECT_LE(std::chrono::abs(two.sources[0].clock.to_utc(two.sources[0].result.first) -
                             two.sources[1].clock.to_utc(two.sources[1].result.first)),
            milliseconds(250));
}

TEST(AlignClocks, AQuarterOfASecondIsNoDifferenceOfCaptures) {
  for (const auto& [ahead, moved] : {std::pair(milliseconds(249), false), {milliseconds(250), true}}) {
    const Aligned two = aligned(with_connections(capture("a.cap", Duration(0)), Duration(0), 60),
                                with_connections(capture("b.cap", ahead), ahead, 60));
    EXPECT_EQ(two.sources[1].clock.basis() == ClockBasis::kInferred, moved) << ahead.count();
  }
}

TEST(AlignClocks, OneLogHasNothingToBeComparedWith) {
  const Aligned one = aligned(request_log());
  EXPECT_THAT(one.told, IsEmpty());
  EXPECT_THAT(one.sources[0].notes, IsEmpty());
}

}  // namespace
}  // namespace logscan::detail
