#include "timeline/witnesses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "time/format.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using ::testing::EndsWith;

using Days = std::vector<days>;

// From the first nominal day to 28 June 2014.
constexpr days kRight(5292);
static_assert(std::chrono::sys_days(std::chrono::year(2000) / 1 / 1) + kRight ==
              std::chrono::sys_days(std::chrono::year(2014) / 6 / 28));

LocalTime wall(const std::string& text) { return LocalTime{parse_time(text, Zone::utc())->time_since_epoch()}; }

// Of June 2014, as in "28T09:00:00".
LocalTime june(const std::string& text) { return wall("2014-06-" + text + "Z"); }

// The time of day of a nominal day, of which the first is 1.
LocalTime nominal(const std::string& clock, int day = 1) {
  return wall("2000-01-0" + std::to_string(day) + "T" + clock + "Z");
}

void add(ParsedSource& source, SignalKind kind, std::string_view subject, std::uint64_t number, LocalTime time) {
  source.result.tracks.at(kind, source.result.names.intern(subject), number)
      .list.add(time, {}, 0, signal_info(kind).link);
}

void fail(ParsedSource& source, LocalTime time, std::uint64_t status = 401) {
  add(source, SignalKind::kHttpFailure, "ews mail.example.com", status, time);
}

void notify(ParsedSource& source, std::string_view subscription, LocalTime first, LocalTime last) {
  for (LocalTime time = first; time <= last; time += minutes(5))
    add(source, SignalKind::kNotification, subscription, 0, time);
}

void tell(ParsedSource& source, EventKind kind, LocalTime time, std::string_view subject,
          std::string_view detail = "") {
  EventOf<LocalTime> event;
  event.kind = kind;
  event.time = time;
  event.text.subject = source.result.names.intern(subject);
  if (!detail.empty()) event.text.detail = source.result.names.intern(detail);
  source.result.events.push_back(event);
}
void stale(ParsedSource& source, LocalTime time, std::string_view subscription) {
  tell(source, EventKind::kSubscriptionStale, time, subscription);
}

void dump(ParsedSource& source, std::string_view subscription, LocalTime stamp) {
  FactOf<LocalTime> fact;
  fact.kind = FactKind::kLastNotification;
  fact.text.subject = source.result.names.intern(subscription);
  fact.text.number = stamp.time_since_epoch().count();
  source.result.facts.push_back(fact);
}

// One log without dates, and what else is there.
struct Scene {
  ParsedSource log = make("cuc1/cuc/diag_CuMbxSync_00000001.uc", Axis::kDateless);
  std::deque<ParsedSource> others;

  static ParsedSource make(const std::string& location, Axis axis) {
    ParsedSource source;
    source.name.location = source.name.path = location;
    source.parser = &parser_named("other.log");
    source.node = "cuc1";
    source.axis = axis;
    source.result.has_time = true;
    source.clock = Clock::in_zone(Zone::utc(), ClockBasis::kGiven, std::chrono::milliseconds(1));
    return source;
  }
  ParsedSource& other(const std::string& location, Axis axis = Axis::kStated) {
    return others.emplace_back(make(location, axis));
  }
  [[nodiscard]] Testimony ask() const {
    Witnesses witnesses;
    witnesses.want(log);
    for (const ParsedSource& source : others) witnesses.hear(source);
    return witnesses.ask(witnesses.marks_of(log));
  }
  [[nodiscard]] Days shifts() const { return ask().shifts; }
};

TEST(Witnesses, AStaleSubscriptionIsSilentFor15To17Minutes) {
  const struct {
    const char* clock;
    Days shifts;
  } cases[] = {{"09:14:59", {}}, {"09:15:00", {kRight}}, {"09:17:00", {kRight}},
               {"09:17:01", {}}, {"08:42:00", {}},       {"07:59:00", {}}};
  for (const auto& c : cases) {
    Scene scene;
    notify(scene.other("2014_06_28.request.log"), "0a37-b", june("28T08:00:00"), june("28T09:00:00"));
    stale(scene.log, nominal(c.clock), "0A37-B");
    EXPECT_EQ(scene.shifts(), c.shifts) << c.clock;
  }
}

TEST(Witnesses, SayWhoTheyAreAndWhatFits) {
  Scene scene;
  notify(scene.other("2014_06_27.request.log"), "0a37-b", june("27T08:00:00"), june("27T23:55:00"));
  notify(scene.other("2014_06_28.request.log"), "0a37-b", june("28T00:00:00"), june("28T09:00:00"));
  tell(scene.log, EventKind::kSubscriptionRenewed, nominal("09:16:00"), "{0A}", "0a37-b");
  const Testimony told = scene.ask();
  EXPECT_EQ(told.shifts, Days{kRight});
  EXPECT_EQ(told.basis,
            "2014_06_28.request.log, which tells the last notification of subscription 0a37-b 15 to 17 minutes before "
            "this log tells it stale or renewed");
  ASSERT_EQ(told.fitting.size(), 1U);
  EXPECT_EQ(told.fitting[0].time, nominal("09:16:00"));
}

// Behind midnight in India it is the evening of the day before in UTC; the log says when by the wall.
TEST(Witnesses, TheZoneOfTheLogCounts) {
  Scene scene;
  notify(scene.other("2014_06_28.request.log"), "0a37-b", june("28T08:00:00"), june("28T20:00:00"));
  stale(scene.log, nominal("01:46:00"), "0a37-b");
  EXPECT_EQ(scene.shifts(), Days{});
  scene.log.clock = Clock::in_zone(*Zone::find("Asia/Kolkata"), ClockBasis::kGiven, std::chrono::milliseconds(1));
  EXPECT_EQ(scene.shifts(), Days{kRight + days(1)});
}

TEST(Witnesses, AnAssumedZoneNeedsSeveral) {
  for (const int count : {2, 3}) {
    Scene scene;
    ParsedSource& requests = scene.other("2014_06_28.request.log");
    for (int i = 0; i < count; ++i) {
      const std::string subscription = "sub-" + std::to_string(i);
      notify(requests, subscription, june("28T08:00:00"), june("28T09:00:00") + i * minutes(5));
      stale(scene.log, nominal("09:16:00") + i * minutes(5), subscription);
    }
    EXPECT_EQ(scene.shifts(), Days{kRight});
    scene.log.clock = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14));
    EXPECT_EQ(scene.shifts(), count == 3 ? Days{kRight} : Days{});
    if (count < 3) continue;
    EXPECT_THAT(scene.ask().basis, EndsWith(", if its times are UTC, which is only assumed"));
  }
}

TEST(Witnesses, TheSameOnTwoDaysTellsNone) {
  Scene scene;
  ParsedSource& requests = scene.other("request.log");
  notify(requests, "0a37-b", june("27T08:00:00"), june("27T09:00:00"));
  notify(requests, "0a37-b", june("28T08:00:00"), june("28T09:00:00"));
  stale(scene.log, nominal("09:16:00"), "0a37-b");
  EXPECT_EQ(scene.shifts(), (Days{kRight - days(1), kRight}));
  // By another one, which fits one of the days alone.
  notify(requests, "0b48-c", june("27T08:00:00"), june("27T11:00:00"));
  notify(requests, "0b48-c", june("28T08:00:00"), june("28T10:00:00"));
  stale(scene.log, nominal("10:16:00"), "0b48-c");
  EXPECT_EQ(scene.shifts(), Days{kRight});
}

// It is notified every 16 minutes, on three days. On two of them one of six fits, by chance.
TEST(Witnesses, OfALoopMostMustFit) {
  Scene scene;
  ParsedSource& requests = scene.other("request.log");
  for (const char* day : {"27T", "28T", "29T"}) {
    const bool right = day == std::string_view("27T");
    for (int i = 0; i < 10; ++i) {
      const Duration late = right || i == 3 ? minutes(0) : minutes(7);
      const LocalTime time = june(day + std::string("02:00:00")) + i * minutes(16) + late;
      notify(requests, "0a37-b", time, time);
    }
  }
  for (int i = 0; i < 6; ++i) stale(scene.log, nominal("02:15:50") + i * minutes(16), "0a37-b");
  EXPECT_EQ(scene.shifts(), Days{kRight - days(1)});
}

TEST(Witnesses, ADumpTellsTheLastNotification) {
  Scene scene;
  dump(scene.other("putty.log"), "0A37-B", june("28T09:00:00"));
  stale(scene.log, nominal("09:16:00"), "0a37-b");
  EXPECT_EQ(scene.shifts(), Days{kRight});
  // By a request log it went on.
  notify(scene.other("2014_06_28.request.log"), "0a37-b", june("28T08:00:00"), june("28T12:00:00"));
  EXPECT_EQ(scene.shifts(), Days{});
}

TEST(Witnesses, FailuresStandInBothAtTheSameSecond) {
  const std::vector<std::string> clocks = {"09:00:00", "10:07:30", "11:44:10", "15:00:01"};
  const struct {
    const char* name;
    std::size_t ours;    // of the clocks
    std::size_t theirs;  // the last ones of them
    Duration later;
    std::uint64_t status;
    const char* node;
    Days shifts;
  } cases[] = {{"Four", 4, 4, std::chrono::seconds(0), 401, "cuc1", {kRight}},
               {"ThreeOfFour", 4, 3, std::chrono::seconds(0), 401, "cuc1", {kRight}},
               {"TwoOfFour", 4, 2, std::chrono::seconds(0), 401, "cuc1", {}},
               {"BothOfTwo", 2, 4, std::chrono::seconds(0), 401, "cuc1", {kRight}},
               {"OneAlone", 1, 4, std::chrono::seconds(0), 401, "cuc1", {}},
               {"TwoSeconds", 4, 4, std::chrono::seconds(2), 401, "cuc1", {kRight}},
               {"ThreeSeconds", 4, 4, std::chrono::seconds(3), 401, "cuc1", {}},
               {"TwoSecondsBefore", 4, 4, std::chrono::seconds(-2), 401, "cuc1", {kRight}},
               {"ThreeSecondsBefore", 4, 4, std::chrono::seconds(-3), 401, "cuc1", {}},
               {"AnotherStatus", 4, 4, std::chrono::seconds(0), 403, "cuc1", {}},
               {"AnotherNode", 4, 4, std::chrono::seconds(0), 401, "cuc2", {}}};
  for (const auto& c : cases) {
    Scene scene;
    ParsedSource& sibling = scene.other("diag_CuCsMgr_00000001.uc", Axis::kDateless);
    sibling.node = c.node;
    sibling.date_basis = "the file's modification time";
    for (std::size_t i = 0; i < c.ours; ++i) fail(scene.log, nominal(clocks[i]));
    for (std::size_t i = clocks.size() - c.theirs; i < clocks.size(); ++i)
      fail(sibling, june("28T" + clocks[i]) + c.later, c.status);
    EXPECT_EQ(scene.shifts(), c.shifts) << c.name;
  }
}

TEST(Witnesses, AWitnessHasADate) {
  const struct {
    const char* name;
    bool undated;
    const char* basis;
    int doubt;
    SourceStatus status;
    Days shifts;
  } cases[] = {{"Dated", false, "a listing of its folder", 0, SourceStatus::kOk, {kRight}},
               {"Undated", true, "unknown", 0, SourceStatus::kOk, {}},
               {"NotYetDated", false, "", 0, SourceStatus::kOk, {}},
               {"Doubtful", false, "a listing of its folder", 1, SourceStatus::kOk, {}},
               {"Duplicate", false, "a listing of its folder", 0, SourceStatus::kDuplicate, {}}};
  for (const auto& c : cases) {
    Scene scene;
    ParsedSource& sibling = scene.other("diag_CuCsMgr_00000001.uc", Axis::kDateless);
    sibling.undated = c.undated;
    sibling.date_basis = c.basis;
    sibling.date_doubt = days(c.doubt);
    sibling.status = c.status;
    for (const char* clock : {"09:00:00", "10:07:30", "11:44:10"}) {
      fail(scene.log, nominal(clock));
      fail(sibling, june("28T" + std::string(clock)));
    }
    EXPECT_EQ(scene.shifts(), c.shifts) << c.name;
    if (c.shifts.empty()) continue;
    EXPECT_EQ(scene.ask().basis, "diag_CuCsMgr_00000001.uc, which tells 3 of its failed requests at the same second");
  }
}

// Failures that follow each other are one run: its first and its last one are compared.
TEST(Witnesses, OfARunItsEndsAreCompared) {
  Scene scene;
  ParsedSource& sibling = scene.other("stderrout.log");
  for (int i = 0; i <= 60; ++i) {
    fail(scene.log, nominal("23:30:00") + i * minutes(1));
    fail(sibling, june("28T23:30:00") + i * minutes(1));
  }
  EXPECT_EQ(scene.shifts(), Days{kRight});
  EXPECT_EQ(scene.ask().fitting.size(), 2U);
}

// Requests fail at the same seconds of every day.
TEST(Witnesses, WhatComesEachDayTellsNone) {
  Scene scene;
  ParsedSource& sibling = scene.other("stderrout.log");
  for (const char* clock : {"09:00:00", "10:00:00", "11:00:00"}) {
    fail(scene.log, nominal(clock));
    for (const char* day : {"26T", "27T", "28T"}) fail(sibling, june(std::string(day) + clock));
  }
  EXPECT_EQ(scene.shifts(), (Days{kRight - days(2), kRight - days(1), kRight}));
}

// A log over more days than are tried has no date by this; one over as many has.
TEST(Witnesses, TheDaysAreBounded) {
  for (const int count : {366, 367}) {
    Scene scene;
    ParsedSource& requests = scene.other("request.log");
    notify(requests, "0a37-b", june("28T09:00:00"), june("28T09:00:00"));
    for (int i = 1; i < count; ++i)
      notify(requests, "0a37-b", june("28T12:00:00") + days(i), june("28T12:00:00") + days(i));
    stale(scene.log, nominal("09:16:00"), "0a37-b");
    EXPECT_EQ(scene.shifts(), count == 366 ? Days{kRight} : Days{});
  }
}

}  // namespace
}  // namespace logscan::detail
