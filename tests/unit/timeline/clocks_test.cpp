#include "timeline/clocks.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "time/format.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using std::chrono::hours;

Timestamp utc(const char* text) { return *parse_time(text, Zone::utc()); }
LocalTime wall(const char* text) { return LocalTime{utc(text).time_since_epoch()}; }

constexpr std::int32_t kHour = 3600;

ParsedSource log(Axis axis, const char* first, const char* last, const char* node = "imp1") {
  SourceSpec spec;
  spec.axis = axis;
  spec.node = node;
  spec.parser = &parser_named("other.log");
  spec.result.has_time = true;
  spec.result.first = wall(first);
  spec.result.last = wall(last);
  return make_source(spec);
}

// Sources cannot be copied.
template <class... Sources>
std::vector<ParsedSource> list(Sources&&... sources) {
  std::vector<ParsedSource> all;
  (all.push_back(std::forward<Sources>(sources)), ...);
  return all;
}

// What the clock of the last source makes of `time`.
std::string settled(std::vector<ParsedSource> sources, const char* time, const ClockOptions& options = {}) {
  settle_clocks(sources, options);
  return to_rfc3339(sources.back().clock.to_utc(wall(time)));
}

ParsedSource telling_offset(std::int32_t offset_s, const char* from, const char* to) {
  ParsedSource source = log(Axis::kStated, from, to);
  source.result.offsets = {{offset_s, wall(from), wall(to), 5}};
  return source;
}

TEST(SettleClocks, TakesTheOffsetThatAnotherLogOfTheNodeTells) {
  const auto offset = [] { return telling_offset(-5 * kHour, "2026-03-01T00:00:00Z", "2026-03-01T23:00:00Z"); };
  const auto srm = [] { return log(Axis::kWall, "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"); };
  EXPECT_EQ(settled(list(offset(), srm()), "2026-03-01T10:30:00Z"), "2026-03-01T15:30:00.000000Z");
  std::vector<ParsedSource> sources = list(offset(), srm());
  settle_clocks(sources, {});
  EXPECT_EQ(sources[1].clock.basis(), ClockBasis::kInferred);
  EXPECT_TRUE(sources[1].notes.empty());
}

TEST(SettleClocks, TakesNothingFromAnotherNode) {
  const auto offset = [] { return telling_offset(-5 * kHour, "2026-03-01T00:00:00Z", "2026-03-01T23:00:00Z"); };
  const auto srm = [] { return log(Axis::kWall, "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z", "imp2"); };
  std::vector<ParsedSource> sources = list(offset(), srm());
  settle_clocks(sources, {});
  EXPECT_EQ(sources[1].clock.basis(), ClockBasis::kAssumed);
  EXPECT_EQ(sources[1].clock.to_utc(wall("2026-03-01T10:30:00Z")), utc("2026-03-01T10:30:00Z"));
  ASSERT_EQ(sources[1].notes.size(), 1U);
  EXPECT_NE(sources[1].notes[0].find("--source-tz"), std::string::npos);
}

TEST(SettleClocks, FollowsAnOffsetThatChanges) {
  const auto offset = [] {
    ParsedSource source = log(Axis::kStated, "2026-03-07T00:00:00Z", "2026-03-09T00:00:00Z");
    source.result.offsets = {{-5 * kHour, wall("2026-03-07T00:00:00Z"), wall("2026-03-08T01:59:00Z"), 5},
                             {-4 * kHour, wall("2026-03-08T03:01:00Z"), wall("2026-03-09T00:00:00Z"), 5}};
    return source;
  };
  const auto srm = [] { return log(Axis::kWall, "2026-03-07T10:00:00Z", "2026-03-08T11:00:00Z"); };
  EXPECT_EQ(settled(list(offset(), srm()), "2026-03-08T01:00:00Z"), "2026-03-08T06:00:00.000000Z");
  EXPECT_EQ(settled(list(offset(), srm()), "2026-03-08T04:00:00Z"), "2026-03-08T08:00:00.000000Z");
}

TEST(SettleClocks, PrefersWhatTheCallerGave) {
  const auto offset = [] { return telling_offset(-5 * kHour, "2026-03-01T00:00:00Z", "2026-03-01T23:00:00Z"); };
  const auto srm = [] { return log(Axis::kWall, "2026-03-01T10:00:00Z", "2026-03-01T11:00:00Z"); };
  const Zone paris = *Zone::find("Europe/Paris");
  ClockOptions options;
  options.given = {nullptr, &paris};
  EXPECT_EQ(settled(list(offset(), srm()), "2026-03-01T10:30:00Z", options), "2026-03-01T09:30:00.000000Z");
}

TEST(SettleClocks, TakesTheZoneThatACommandNames) {
  ParsedSource session = log(Axis::kStated, "2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z");
  session.result.zone = "America/New_York";
  const auto srm = [] { return log(Axis::kWall, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z"); };
  EXPECT_EQ(settled(list(std::move(session), srm()), "2026-07-01T10:30:00Z"), "2026-07-01T14:30:00.000000Z");
}

TEST(SettleClocks, ASessionOfAnUnknownNodeHasItsOwnZone) {
  ParsedSource session = log(Axis::kWall, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z");
  session.node.clear();
  session.result.zone = "America/New_York";
  const auto other = [] { return log(Axis::kStated, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z"); };
  EXPECT_EQ(settled(list(other(), std::move(session)), "2026-07-01T10:30:00Z"), "2026-07-01T14:30:00.000000Z");
}

struct YearCase {
  const char* name;
  const char* last;       // in the nominal year
  const char* reference;  // the time of the collection
  int year;
};

TEST(SettleClocks, FindsTheYearUpToTheCollection) {
  const YearCase cases[] = {
      {"SameYear", "2000-03-01T10:00:00Z", "2026-03-02T00:00:00Z", 2026},
      {"YearBefore", "2000-12-31T10:00:00Z", "2026-01-02T00:00:00Z", 2025},
      {"EastOfGreenwich", "2000-03-01T13:59:00Z", "2026-03-01T00:00:00Z", 2026},
      {"TooFarEast", "2000-03-01T14:01:00Z", "2026-03-01T00:00:00Z", 2025},
      {"TurnedOnce", "2001-01-05T10:00:00Z", "2026-01-06T00:00:00Z", 2026},
      {"LeapDay", "2000-02-29T10:00:00Z", "2024-03-01T00:00:00Z", 2024},
  };
  for (const YearCase& test : cases) {
    std::vector<ParsedSource> sources = list(log(Axis::kYearless, test.last, test.last));
    ClockOptions options;
    options.collected = utc(test.reference);
    settle_clocks(sources, options);
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(sources[0].result.last)};
    EXPECT_EQ(static_cast<int>(date.year()), test.year) << test.name;
  }
}

TEST(SettleClocks, MovesEveryTimeOfALogWithoutAYear) {
  ParsedSource source = log(Axis::kYearless, "2000-12-31T10:00:00Z", "2001-01-01T10:00:00Z");
  source.result.events.push_back({wall("2000-12-31T23:00:00Z"), {}, {}, EventKind::kBoot});
  source.result.tracks.at(SignalKind::kActivity, 0, 0).list.add(wall("2001-01-01T09:00:00Z"), {}, 0, hours(1));
  source.result.minutes.add(wall("2000-12-31T10:00:00Z"), 7);
  std::vector<ParsedSource> sources;
  sources.push_back(std::move(source));
  ClockOptions options;
  options.collected = utc("2026-01-02T00:00:00Z");
  settle_clocks(sources, options);
  const SourceResult& result = sources[0].result;
  EXPECT_EQ(result.first, wall("2025-12-31T10:00:00Z"));
  EXPECT_EQ(result.last, wall("2026-01-01T10:00:00Z"));
  EXPECT_EQ(result.events[0].time, wall("2025-12-31T23:00:00Z"));
  EXPECT_EQ(result.tracks.tracks()[0].list.runs()[0].first, wall("2026-01-01T09:00:00Z"));
  EXPECT_EQ(result.minutes.minutes()[0].minute,
            wall("2025-12-31T10:00:00Z").time_since_epoch() / std::chrono::minutes(1));
}

// Stamps that lie a few hours apart tell the distance also where they tell no year.
TEST(SettleClocks, TakesTheDistanceThatALogWithoutAYearTells) {
  const auto yearless = [] {
    ParsedSource source = log(Axis::kYearless, "2000-12-31T18:00:00Z", "2001-01-01T10:00:00Z");
    source.result.offsets = {{-5 * kHour, wall("2000-12-31T18:00:00Z"), wall("2001-01-01T10:00:00Z"), 4}};
    return source;
  };
  ClockOptions options;
  options.collected = utc("2026-01-02T00:00:00Z");
  EXPECT_EQ(settled(list(yearless()), "2026-01-01T09:00:00Z", options), "2026-01-01T14:00:00.000000Z");
  EXPECT_EQ(settled(list(yearless(), log(Axis::kWall, "2026-01-01T08:00:00Z", "2026-01-01T09:00:00Z")),
                    "2026-01-01T09:00:00Z", options),
            "2026-01-01T14:00:00.000000Z")
      << "also for another log of the node";
  std::vector<ParsedSource> sources = list(yearless());
  settle_clocks(sources, options);
  EXPECT_EQ(sources[0].clock.basis(), ClockBasis::kInferred);
  EXPECT_EQ(sources[0].result.offsets[0].first, wall("2025-12-31T18:00:00Z"));
  EXPECT_EQ(sources[0].result.offsets[0].last, wall("2026-01-01T10:00:00Z"));
}

TEST(SettleClocks, FindsTheYearNearestToTheOtherSources) {
  const YearCase cases[] = {
      {"GoesOn", "2001-01-20T00:10:00Z", "2026-01-01T00:02:00Z", 2026},
      {"EndsBefore", "2000-12-20T00:10:00Z", "2026-01-01T00:02:00Z", 2025},
      {"FiveMonthsOn", "2000-06-01T00:00:00Z", "2026-01-01T00:02:00Z", 2026},
      {"SevenMonthsOn", "2000-08-01T00:00:00Z", "2026-01-01T00:02:00Z", 2025},
  };
  for (const YearCase& test : cases) {
    std::vector<ParsedSource> sources = list(log(Axis::kStated, test.reference, test.reference, "imp1"),
                                             log(Axis::kYearless, test.last, test.last, "imp2"));
    settle_clocks(sources, {});
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(sources[1].result.last)};
    EXPECT_EQ(static_cast<int>(date.year()), test.year) << test.name;
    EXPECT_EQ(sources[1].clock.basis(), ClockBasis::kAssumed) << test.name;
  }
}

TEST(SettleClocks, PrefersTheFilesOwnTimeToTheOtherSources) {
  ParsedSource source = log(Axis::kYearless, "2000-03-01T10:00:00Z", "2000-03-01T10:00:00Z", "imp2");
  source.name.mtime_s =
      std::chrono::floor<std::chrono::seconds>(utc("2025-03-01T10:00:00Z")).time_since_epoch().count();
  std::vector<ParsedSource> sources =
      list(log(Axis::kStated, "2026-02-01T00:00:00Z", "2026-02-01T00:00:00Z"), std::move(source));
  settle_clocks(sources, {});
  EXPECT_EQ(sources[1].result.last, wall("2025-03-01T10:00:00Z"));
  ASSERT_FALSE(sources[1].notes.empty());
  EXPECT_NE(sources[1].notes[0].find("the file's own time"), std::string::npos) << sources[1].notes[0];
}

TEST(SettleClocks, SaysWhenNothingTellsTheYear) {
  std::vector<ParsedSource> sources = list(log(Axis::kYearless, "2000-03-01T10:00:00Z", "2000-03-01T10:00:00Z"));
  settle_clocks(sources, {});
  EXPECT_EQ(sources[0].clock.basis(), ClockBasis::kAssumed);
  ASSERT_FALSE(sources[0].notes.empty());
  EXPECT_NE(sources[0].notes[0].find("which nothing tells"), std::string::npos);
}

TEST(SettleClocks, HoldsTheYearOfAFilesOwnTimeForAGuess) {
  ParsedSource source = log(Axis::kYearless, "2000-03-01T10:00:00Z", "2000-03-01T10:00:00Z");
  source.name.mtime_s =
      std::chrono::floor<std::chrono::seconds>(utc("2025-06-01T00:00:00Z")).time_since_epoch().count();
  std::vector<ParsedSource> sources = list(std::move(source));
  const Zone paris = *Zone::find("Europe/Paris");
  ClockOptions options;
  options.given = {&paris};
  settle_clocks(sources, options);
  EXPECT_EQ(sources[0].clock.to_utc(sources[0].result.last), utc("2025-03-01T09:00:00Z"));
  EXPECT_EQ(sources[0].clock.basis(), ClockBasis::kAssumed);
}

}  // namespace
}  // namespace logscan::detail
