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

Anchor anchor(const char* wall, const char* at, Duration uncertainty) {
  return {local(wall), utc(at), uncertainty, "a test"};
}

TEST(Clock, SolvesAnOffsetFromAnchorsThatAgree) {
  // Offsets of 3599 to 3601 s and of 3600 to 3604 s: 3600 to 3601 s fits both.
  const auto clock = Clock::from_anchors({anchor("2014-06-29T12:00:00Z", "2014-06-29T11:00:00Z", seconds(1)),
                                          anchor("2014-06-29T13:00:02Z", "2014-06-29T12:00:00Z", seconds(2))});
  ASSERT_TRUE(clock.has_value());
  EXPECT_EQ(clock->basis(), ClockBasis::kInferred);
  EXPECT_EQ(clock->uncertainty(), milliseconds(500));
  EXPECT_EQ(clock->to_utc(local("2014-06-29T12:00:00.500Z")), utc("2014-06-29T11:00:00Z"));
  EXPECT_FALSE(clock->doubtful(local("2014-03-09T02:30:00Z")));
  const ClockReport report = clock->describe(utc("2014-06-29T11:00:00Z"), utc("2014-06-29T12:00:00Z"));
  EXPECT_EQ(report.offset_s, 3600.5);
  EXPECT_EQ(report.uncertainty_s, 0.5);
  EXPECT_EQ(report.anchors, 2U);
  ASSERT_EQ(report.segments.size(), 1U);
  EXPECT_EQ(report.segments[0].offset_s, 3600.5);
}

TEST(Clock, OneAnchorIsEnough) {
  const auto clock = Clock::from_anchors({anchor("2014-06-29T06:00:00Z", "2014-06-29T11:00:00Z", seconds(0))});
  ASSERT_TRUE(clock.has_value());
  EXPECT_EQ(clock->uncertainty(), seconds(0));
  EXPECT_EQ(clock->to_utc(local("2014-06-29T06:30:00Z")), utc("2014-06-29T11:30:00Z"));
}

TEST(Clock, SaysNothingWithoutAnchorsOrWithOnesThatContradict) {
  EXPECT_FALSE(Clock::from_anchors({}).has_value());
  const Anchor one = anchor("2014-06-29T12:00:00Z", "2014-06-29T11:00:00Z", seconds(1));
  // They touch at 3601 s; a microsecond further they do not.
  Anchor touching = anchor("2014-06-29T12:00:02Z", "2014-06-29T11:00:00Z", seconds(1));
  const auto clock = Clock::from_anchors({one, touching});
  ASSERT_TRUE(clock.has_value());
  EXPECT_EQ(clock->uncertainty(), seconds(0));
  touching.wall += Duration(1);
  EXPECT_FALSE(Clock::from_anchors({one, touching}).has_value());
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
