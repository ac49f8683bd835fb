#include "time/clock.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "time/format.h"

namespace logscan::detail {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

Timestamp utc(const char* text) {
  const Result<Timestamp> time = parse_time(text, Zone::utc());
  EXPECT_TRUE(time.ok()) << text;
  return *time;
}

LocalTime local(const char* text) { return LocalTime{utc(text).time_since_epoch()}; }

Zone zone(std::string_view name) {
  Result<Zone> found = Zone::find(name);
  EXPECT_TRUE(found.ok()) << name;
  return std::move(found).value();
}

TEST(Clock, StatedTimesAreUtcAlready) {
  const Clock clock = Clock::stated(seconds(1));
  EXPECT_EQ(clock.to_utc(local("2014-06-29T11:30:00Z")), utc("2014-06-29T11:30:00Z"));
  EXPECT_FALSE(clock.doubtful(local("2014-03-09T02:30:00Z")));
  EXPECT_EQ(clock.basis(), ClockBasis::kStated);
  EXPECT_EQ(clock.uncertainty(), seconds(1));
  const ClockReport report = clock.describe(utc("2014-06-29T11:30:00Z"), utc("2014-06-29T12:30:00Z"));
  EXPECT_EQ(report.basis, ClockBasis::kStated);
  EXPECT_EQ(report.offset_s, 0);
  EXPECT_EQ(report.uncertainty_s, 1);
  EXPECT_EQ(report.anchors, 0U);
  ASSERT_EQ(report.segments.size(), 1U);
  EXPECT_EQ(report.segments[0].from, utc("2014-06-29T11:30:00Z"));
  EXPECT_EQ(report.segments[0].to, utc("2014-06-29T12:30:00Z"));
}

TEST(Clock, InAZoneMarksWhatIsDoubtful) {
  const Clock clock = Clock::in_zone(zone("America/New_York"), ClockBasis::kGiven, seconds(2));
  EXPECT_EQ(clock.to_utc(local("2014-06-29T11:30:00Z")), utc("2014-06-29T15:30:00Z"));
  EXPECT_FALSE(clock.doubtful(local("2014-03-09T01:59:59Z")));
  EXPECT_TRUE(clock.doubtful(local("2014-03-09T02:00:00Z")));
  EXPECT_FALSE(clock.doubtful(local("2014-03-09T03:00:00Z")));
  EXPECT_TRUE(clock.doubtful(local("2014-11-02T01:00:00Z")));
  EXPECT_FALSE(clock.doubtful(local("2014-11-02T02:00:00Z")));
  EXPECT_TRUE(clock.doubtful_at(utc("2014-11-02T05:30:00Z")));
  EXPECT_TRUE(clock.doubtful_at(utc("2014-11-02T06:30:00Z")));
  EXPECT_FALSE(clock.doubtful_at(utc("2014-11-02T07:00:00Z")));
  EXPECT_FALSE(Clock::stated(seconds(1)).doubtful_at(utc("2014-11-02T05:30:00Z")));
  EXPECT_EQ(clock.basis(), ClockBasis::kGiven);
  const ClockReport report = clock.describe(utc("2014-06-29T15:30:00Z"), utc("2014-06-29T16:30:00Z"));
  EXPECT_EQ(report.zone, "America/New_York");
  EXPECT_EQ(report.offset_s, -4 * 3600);
  EXPECT_EQ(report.uncertainty_s, 2);
}

TEST(Clock, TellsEachOffsetInForce) {
  const Timestamp change = utc("2014-03-09T07:00:00Z");
  const Timestamp back = utc("2014-11-02T06:00:00Z");
  const Clock clock = Clock::in_zone(zone("America/New_York"), ClockBasis::kGiven, seconds(0));
  const struct {
    const char* name;
    Timestamp first, last;
    std::vector<Timestamp> changes;
  } cases[] = {
      {"BeforeTheChange", change - hours(30), change - seconds(1), {}},
      {"FromTheChangeOn", change, change + hours(30), {}},
      {"ADayAround", change - hours(12), change + hours(12), {change}},
      {"OneSecondAround", change - seconds(1), change + seconds(1), {change}},
      {"TwoSecondsAround", change - seconds(2), change + seconds(2), {change}},
      {"OneSecondBefore", change - seconds(1), change + seconds(2), {change}},
      {"FractionsAround", change - milliseconds(1), change + milliseconds(1), {change}},
      {"FractionBefore", change - milliseconds(1500), change + seconds(3), {change}},
      {"PowerOfTwo", change - seconds(4095), change + seconds(1), {change}},
      {"BothChanges", change - hours(100), back + hours(100), {change, back}},
  };
  for (const auto& c : cases) {
    const ClockReport report = clock.describe(c.first, c.last);
    ASSERT_EQ(report.segments.size(), c.changes.size() + 1) << c.name;
    Timestamp from = c.first;
    for (std::size_t i = 0; i < report.segments.size(); ++i) {
      const Timestamp to = i < c.changes.size() ? c.changes[i] : c.last;
      EXPECT_EQ(to_rfc3339(report.segments[i].from), to_rfc3339(from)) << c.name << " " << i;
      EXPECT_EQ(to_rfc3339(report.segments[i].to), to_rfc3339(to)) << c.name << " " << i;
      const bool summer = from >= change && from < back;
      EXPECT_EQ(report.segments[i].offset_s, summer ? -4 * 3600 : -5 * 3600) << c.name << " " << i;
      from = to;
    }
  }
}

TEST(Clock, DescribesASingleMoment) {
  const Timestamp moment = utc("2014-06-29T11:30:00Z");
  const ClockReport report = Clock::in_zone(zone("+05:30"), ClockBasis::kGiven, seconds(0)).describe(moment, moment);
  ASSERT_EQ(report.segments.size(), 1U);
  EXPECT_EQ(report.segments[0].from, moment);
  EXPECT_EQ(report.segments[0].to, moment);
  EXPECT_EQ(report.segments[0].offset_s, 19800);
}

TEST(Clock, IsBoundedForATimeSpanOfCenturies) {
  const ClockReport report = Clock::in_zone(zone("Europe/Berlin"), ClockBasis::kGiven, seconds(0))
                                 .describe(utc("1970-01-01T00:00:00Z"), utc("2200-01-01T00:00:00Z"));
  EXPECT_LE(report.segments.size(), 65U);
  EXPECT_GT(report.segments.size(), 60U);
  EXPECT_EQ(report.segments.back().to, utc("2200-01-01T00:00:00Z"));
}

TEST(Clock, IsPutRightInPieces) {
  // 90 s ahead, and from noon on 30 s behind; in a zone that is two hours ahead of UTC.
  const Clock clock = Clock::corrected(
      Clock::in_zone(zone("+02:00"), ClockBasis::kGiven, seconds(0)),
      {{utc("2014-06-29T08:00:00Z"), seconds(90)}, {utc("2014-06-29T12:00:00Z"), seconds(-30)}}, milliseconds(500), 40);
  EXPECT_EQ(clock.basis(), ClockBasis::kInferred);
  EXPECT_EQ(clock.uncertainty(), milliseconds(500));
  EXPECT_EQ(clock.to_utc(local("2014-06-29T07:00:00Z")), utc("2014-06-29T04:58:30Z")) << "before the first";
  EXPECT_EQ(clock.to_utc(local("2014-06-29T13:59:59Z")), utc("2014-06-29T11:58:29Z"));
  EXPECT_EQ(clock.to_utc(local("2014-06-29T14:00:00Z")), utc("2014-06-29T12:00:30Z"));
  const ClockReport report = clock.describe(utc("2014-06-29T10:00:00Z"), utc("2014-06-29T14:00:00Z"));
  EXPECT_EQ(report.anchors, 40U);
  EXPECT_FALSE(report.zone);
  EXPECT_EQ(report.offset_s, 7290);
  ASSERT_EQ(report.segments.size(), 2U);
  EXPECT_EQ(report.segments[0].from, utc("2014-06-29T10:00:00Z"));
  EXPECT_EQ(report.segments[0].offset_s, 7290);
  EXPECT_EQ(report.segments[1].to, utc("2014-06-29T14:00:00Z"));
  EXPECT_EQ(report.segments[1].offset_s, 7170);
}

TEST(Clock, IsPutRightAlongItsDrift) {
  // 100 millionths: 0.36 s an hour.
  const Clock clock = Clock::corrected(Clock::stated(Duration(0)), {{utc("2014-06-29T00:00:00Z"), seconds(30), 100e-6}},
                                       milliseconds(500), 40);
  EXPECT_EQ(clock.to_utc(local("2014-06-29T00:00:30Z")), utc("2014-06-28T23:59:59.997Z"));
  EXPECT_EQ(clock.to_utc(local("2014-06-29T10:00:00Z")), utc("2014-06-29T09:59:26.400Z"));
  const ClockReport report = clock.describe(utc("2014-06-29T00:00:00Z"), utc("2014-06-29T10:00:00Z"));
  ASSERT_EQ(report.segments.size(), 4U) << "it gains 3.6 s";
  EXPECT_NEAR(report.segments.front().offset_s, 30.45, 0.01);
  EXPECT_NEAR(report.segments.back().offset_s, 33.15, 0.01);
  for (std::size_t i = 1; i < report.segments.size(); ++i)
    EXPECT_EQ(report.segments[i].from, report.segments[i - 1].to);
}

TEST(Clock, WhatComesTwiceInItsZoneDoesSoWhereItIsPutRight) {
  const Clock clock = Clock::corrected(Clock::in_zone(zone("Europe/Berlin"), ClockBasis::kGiven, seconds(0)),
                                       {{utc("2014-10-26T00:00:00Z"), minutes(30)}}, seconds(1), 4);
  // Its wall shows 02:10, which comes twice, half an hour before UTC says 00:10.
  EXPECT_TRUE(clock.doubtful(local("2014-10-26T02:10:00Z")));
  EXPECT_TRUE(clock.doubtful_at(clock.to_utc(local("2014-10-26T02:10:00Z"))));
  EXPECT_FALSE(clock.doubtful_at(clock.to_utc(local("2014-10-26T01:50:00Z"))));
}

TEST(Window, IsHalfOpen) {
  const Timestamp from = utc("2014-06-29T11:00:00Z");
  const Timestamp to = utc("2014-06-29T12:00:00Z");
  const Window window{from, to};
  EXPECT_TRUE(window.contains(from));
  EXPECT_FALSE(window.contains(from - Duration(1)));
  EXPECT_TRUE(window.contains(to - Duration(1)));
  EXPECT_FALSE(window.contains(to));
  EXPECT_FALSE(window.overlaps({to, to + minutes(1)}));
  EXPECT_TRUE(window.overlaps({to - Duration(1), to + minutes(1)}));
  EXPECT_FALSE(window.overlaps({from - minutes(1), from}));
  EXPECT_TRUE(window.overlaps({from - minutes(1), from + Duration(1)}));
  EXPECT_EQ(window.length(), hours(1));
}

}  // namespace
}  // namespace logscan::detail
