#include "timeline/dating.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "time/format.h"
#include "timeline/clocks.h"
#include "timeline/timeline.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using std::chrono::days;
using std::chrono::hours;

Timestamp utc(const char* text) { return *parse_time(text, Zone::utc()); }
LocalTime wall(Timestamp time) { return LocalTime{time.time_since_epoch()}; }
std::string shown(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}).substr(0, 16); }
std::chrono::local_days date(const char* text) { return std::chrono::floor<days>(wall(utc(text))); }

std::string digits(unsigned number) {
  std::string text = std::to_string(number);
  return std::string(8 - text.size(), '0') + text;
}

// A file of which the records are from `first` to `last`, as the parser leaves it: in nominal days.
ParsedSource file(unsigned number, const char* first, const char* last) {
  ParsedSource source;
  source.name.location = source.name.path = "cuc1/cuc/diag_CuMbxSync_" + digits(number) + ".uc";
  source.parser = &parser_named("other.log");
  source.node = "cuc1";
  source.folder = "cuc1/cuc/";
  source.axis = Axis::kDateless;
  source.number = RotationNumber{"diag_CuMbxSync", digits(number)};
  const LocalTime begin = wall(utc(first)), end = wall(utc(last));
  const Duration back = std::chrono::floor<days>(begin) - std::chrono::floor<days>(wall(utc("2000-01-01T00:00:00Z")));
  source.result.has_time = true;
  source.result.records = 2;
  source.result.first = source.result.first_in_file = begin - back;
  source.result.last = source.result.last_in_file = end - back;
  source.clock = Clock::in_zone(Zone::utc(), ClockBasis::kGiven, std::chrono::milliseconds(1));
  source.name.mtime_s = std::chrono::floor<std::chrono::seconds>(utc(last)).time_since_epoch().count() + 1;
  return source;
}

// Twelve files of five hours each, from the afternoon of the 28th over two midnights and more; the sixth is missing.
std::vector<ParsedSource> twelve_files() {
  std::vector<ParsedSource> files;
  for (unsigned i = 0; i < 12; ++i) {
    if (i == 5) continue;
    const Timestamp first = utc("2014-06-28T15:00:00Z") + hours(5 * i);
    files.push_back(
        file(95 + i, to_rfc3339(first).c_str(), to_rfc3339(first + hours(5) - std::chrono::minutes(1)).c_str()));
  }
  return files;
}

std::vector<std::string> notes_with(const std::vector<ParsedSource>& sources, std::string_view text) {
  std::vector<std::string> found;
  for (const ParsedSource& source : sources) {
    for (const std::string& note : source.notes) {
      if (note.find(text) != std::string::npos) found.push_back(source.number->digits + ": " + note);
    }
  }
  return found;
}

TEST(Dating, JoinsNumberedFilesInAnyOrder) {
  for (unsigned seed = 1; seed <= 20; ++seed) {
    std::vector<ParsedSource> sources = twelve_files();
    std::shuffle(sources.begin(), sources.end(), std::mt19937(seed));
    date_sources(sources, {});
    for (const ParsedSource& source : sources) {
      const unsigned i = static_cast<unsigned>(std::stoul(source.number->digits)) - 95;
      EXPECT_EQ(source.result.first, wall(utc("2014-06-28T15:00:00Z") + hours(5 * i))) << seed << " " << i;
      EXPECT_FALSE(source.undated);
      EXPECT_EQ(source.date_doubt, days(0)) << i;
      EXPECT_EQ(source.date_basis, "the file's modification time");
    }
    EXPECT_EQ(
        notes_with(sources, "missing"),
        (std::vector<std::string>{
            "00000101: a file of its log is missing before it: diag_CuMbxSync_00000100; what it told is not known, "
            "nor whether days passed in it"}));
  }
}

TEST(Dating, WithoutModificationTimesNothingIsKnown) {
  std::vector<ParsedSource> sources = twelve_files();
  for (ParsedSource& source : sources) source.name.mtime_s.reset();
  date_sources(sources, {});
  for (const ParsedSource& source : sources) {
    EXPECT_TRUE(source.undated);
    // The files of one log follow each other all the same.
    const unsigned i = static_cast<unsigned>(std::stoul(source.number->digits)) - 95;
    EXPECT_EQ(source.result.first, wall(utc("2000-01-01T15:00:00Z") + hours(5 * i))) << i;
  }
  EXPECT_EQ(notes_with(sources, "--date 'diag_CuMbxSync_00000095.uc=YYYY-MM-DD'").size(), sources.size());
}

// All files were unpacked at one moment: one of them fits by chance.
TEST(Dating, OneTimeOfManyThatFitsIsChance) {
  std::vector<ParsedSource> sources = twelve_files();
  for (ParsedSource& source : sources) source.name.mtime_s = sources[3].name.mtime_s;
  date_sources(sources, {});
  for (const ParsedSource& source : sources) EXPECT_TRUE(source.undated);
}

TEST(Dating, TheCallerDatesTheFirstFile) {
  std::vector<ParsedSource> sources = twelve_files();
  for (ParsedSource& source : sources) source.name.mtime_s.reset();
  std::reverse(sources.begin(), sources.end());
  date_sources(sources, std::vector<std::optional<GivenDate>>(sources.size(), GivenDate{date("2014-06-28"), 0}));
  for (const ParsedSource& source : sources) {
    const unsigned i = static_cast<unsigned>(std::stoul(source.number->digits)) - 95;
    EXPECT_EQ(source.result.first, wall(utc("2014-06-28T15:00:00Z") + hours(5 * i))) << i;
    // Days may have passed in the file that is missing.
    EXPECT_EQ(source.date_doubt, days(i > 5 ? 1 : 0)) << i;
    EXPECT_EQ(source.date_basis, i == 0 ? "--date" : "its neighbours, by --date");
  }
}

TEST(Dating, WhatTheCallerSaysHoldsAgainstTimesOfFiles) {
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-28T15:00:00Z", "2014-06-28T20:00:00Z"));
  date_sources(sources, {GivenDate{date("2014-06-20"), 0}});
  EXPECT_EQ(shown(sources[0].result.first), "2014-06-20T15:00");
  EXPECT_EQ(sources[0].date_basis, "--date");
  EXPECT_EQ(notes_with(sources, "contradicts the file's modification time, by which the first record is of 2014-06-28")
                .size(),
            1U);
}

TEST(Dating, ARecordsOwnDateIsBest) {
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-28T15:00:00Z", "2014-06-29T20:00:00Z"));
  sources[0].result.dated_day = {date("2000-01-02"), date("2014-06-25")};
  date_sources(sources, {GivenDate{date("2014-06-20"), 0}});
  EXPECT_EQ(shown(sources[0].result.first), "2014-06-24T15:00");
  EXPECT_EQ(sources[0].date_basis, "a record that states its date");
}

TEST(Dating, ATimeOfAFileMustFitItsLastRecord) {
  const struct {
    const char* name;
    int after_s;
    bool fits;
  } cases[] = {{"AtOnce", 0, true},
               {"TwoMinutes", 120, true},
               {"Later", 121, false},
               {"Before", -121, false},
               {"NextDay", 86400, true}};
  for (const auto& c : cases) {
    std::vector<ParsedSource> sources;
    sources.push_back(file(1, "2014-06-28T15:00:00Z", "2014-06-28T20:00:00Z"));
    sources[0].name.mtime_s = utc("2014-06-28T20:00:00Z").time_since_epoch().count() / 1000000 + c.after_s;
    date_sources(sources, {});
    EXPECT_EQ(!sources[0].undated, c.fits) << c.name;
  }
}

TEST(Dating, TheZoneTurnsTimesOfFilesIntoLocalOnes) {
  // 01:30 of the 29th in Kolkata is 20:00 of the 28th in UTC.
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-28T22:00:00Z", "2014-06-29T01:30:00Z"));
  sources[0].name.mtime_s = utc("2014-06-28T20:00:30Z").time_since_epoch().count() / 1000000;
  std::vector<ParsedSource> unknown{};
  unknown.push_back(file(1, "2014-06-28T22:00:00Z", "2014-06-29T01:30:00Z"));
  unknown[0].name.mtime_s = sources[0].name.mtime_s;
  sources[0].clock = Clock::in_zone(*Zone::find("Asia/Kolkata"), ClockBasis::kGiven, std::chrono::milliseconds(1));
  date_sources(sources, {});
  EXPECT_EQ(shown(sources[0].result.first), "2014-06-28T22:00");
  date_sources(unknown, {});
  EXPECT_TRUE(unknown[0].undated);
  // A zip stores the local time, whatever the zone.
  unknown[0] = file(1, "2014-06-28T22:00:00Z", "2014-06-29T01:30:00Z");
  unknown[0].name.mtime_kind = MtimeKind::kLocal;
  unknown[0].clock = sources[0].clock;
  date_sources(unknown, {});
  EXPECT_EQ(shown(unknown[0].result.first), "2014-06-28T22:00");
}

// Errors alone: on the 25th, and on the 28th.
TEST(Dating, SilentDaysWidenTheDoubt) {
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-25T10:00:00Z", "2014-06-25T10:10:00Z"));
  sources.push_back(file(2, "2014-06-28T11:00:00Z", "2014-06-28T15:00:00Z"));
  sources[1].result.longest_pause = hours(2);
  date_sources(sources, {});
  EXPECT_EQ(sources[0].date_doubt, days(0)) << "it never paused";
  EXPECT_EQ(shown(sources[1].result.first), "2014-06-28T11:00");
  EXPECT_EQ(sources[1].date_doubt, days(3)) << "its front may be of any day from the 25th on";
  EXPECT_EQ(sources[1].clock.uncertainty(), days(3) + std::chrono::milliseconds(1));

  std::vector<ParsedSource> alone;
  alone.push_back(file(2, "2014-06-28T11:00:00Z", "2014-06-28T15:00:00Z"));
  alone[0].result.longest_pause = hours(2);
  date_sources(alone, {});
  EXPECT_EQ(alone[0].date_doubt, days(1));
  EXPECT_TRUE(alone[0].doubt_unbounded);
  EXPECT_EQ(notes_with(alone, "one day or more, which nothing bounds").size(), 1U) << alone[0].notes.at(0);
  EXPECT_EQ(notes_with(alone, "its last record is of that time").size(), 1U) << alone[0].notes.at(0);
  EXPECT_FALSE(sources[1].doubt_unbounded);
}

// A step back that the parser was not sure of.
TEST(Dating, ADoubtfulStepIsAsGoodAsASilence) {
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-28T02:00:01Z", "2014-06-28T02:00:10Z"));
  sources[0].result.doubtful_steps = 2;
  date_sources(sources, {});
  EXPECT_EQ(sources[0].date_doubt, days(1));
  EXPECT_TRUE(sources[0].doubt_unbounded);
}

TEST(Dating, StepsBackBetweenFiles) {
  struct Spec {
    const char *first, *last;
    bool timed;  // by the time of the file
  };
  const struct {
    const char* name;
    Spec before, after;
    const char *before_first, *after_first;
    int doubt;  // of the file before
  } cases[] = {
      {"NextDay",
       {"2014-06-28T10:00:00Z", "2014-06-28T10:05:00Z", false},
       {"2014-06-29T09:00:00Z", "2014-06-29T09:30:00Z", true},
       "2014-06-28T10:00",
       "2014-06-29T09:00",
       1},
      {"LateLine",
       {"2014-06-28T23:50:00Z", "2014-06-29T00:00:01Z", true},
       {"2014-06-28T23:59:59Z", "2014-06-29T04:00:00Z", true},
       "2014-06-28T23:50",
       "2014-06-28T23:59",
       0},
      {"LateLineWithoutTimes",
       {"2014-06-28T23:50:00Z", "2014-06-29T00:00:01Z", false},
       {"2014-06-28T23:59:59Z", "2014-06-29T04:00:00Z", true},
       "2014-06-28T23:50",
       "2014-06-28T23:59",
       0},
      {"ADayLaterInTheEvening",
       {"2014-06-28T23:50:00Z", "2014-06-29T00:00:01Z", true},
       {"2014-06-29T23:59:59Z", "2014-06-30T04:00:00Z", true},
       "2014-06-28T23:50",
       "2014-06-29T23:59",
       0},
      {"OutOfOrder",
       {"2014-06-28T10:00:00Z", "2014-06-28T11:00:01Z", true},
       {"2014-06-28T11:00:00Z", "2014-06-28T12:00:00Z", true},
       "2014-06-28T10:00",
       "2014-06-28T11:00",
       0},
      {"NextDayASecondEarlier",
       {"2014-06-28T10:00:00Z", "2014-06-28T11:00:01Z", true},
       {"2014-06-29T11:00:00Z", "2014-06-29T12:00:00Z", true},
       "2014-06-28T10:00",
       "2014-06-29T11:00",
       0},
      {"ClockSetBack",
       {"2014-06-28T00:00:00Z", "2014-06-28T01:59:59Z", true},
       {"2014-06-28T01:00:00Z", "2014-06-28T05:00:00Z", true},
       "2014-06-28T00:00",
       "2014-06-28T01:00",
       0},
  };
  for (const auto& c : cases) {
    std::vector<ParsedSource> sources;
    sources.push_back(file(1, c.before.first, c.before.last));
    sources.push_back(file(2, c.after.first, c.after.last));
    if (!c.before.timed) sources[0].name.mtime_s.reset();
    if (!c.after.timed) sources[1].name.mtime_s.reset();
    date_sources(sources, {});
    EXPECT_EQ(shown(sources[0].result.first), c.before_first) << c.name;
    EXPECT_EQ(shown(sources[1].result.first), c.after_first) << c.name;
    EXPECT_EQ(sources[0].date_doubt, days(c.doubt)) << c.name;
    EXPECT_EQ(sources[1].date_doubt, days(0)) << c.name;
  }
}

TEST(Dating, AMissingNumberIsAHoleOfItsLog) {
  std::vector<ParsedSource> sources = twelve_files();
  settle_clocks(sources, {});
  const Timeline timeline = build_timeline(std::move(sources), {});
  ASSERT_EQ(timeline.logs.size(), 1U);
  ASSERT_EQ(timeline.logs[0].holes.size(), 1U);
  const Hole& hole = timeline.logs[0].holes[0];
  EXPECT_EQ(hole.why, Hole::Why::kFileMissing);
  EXPECT_EQ(hole.window.from, utc("2014-06-29T15:59:00Z"));
  EXPECT_EQ(hole.window.to, utc("2014-06-29T21:00:00Z"));
  const auto& missing = timeline.sources[hole.source].missing_before;
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->first, "diag_CuMbxSync_00000100");
  EXPECT_EQ(missing->count, 1U);
}

// A session that lists file 1, at `written`, and says what time it was.
ParsedSource listing(const char* written, const char* text, std::optional<Timestamp> now, const char* node) {
  ParsedSource source;
  source.parser = &parser_named("other.log");
  source.axis = Axis::kStated;
  source.node = node;
  FactOf<LocalTime> fact;
  fact.kind = FactKind::kFileListed;
  fact.text.subject = source.result.names.intern("diag_CuMbxSync_00000001.uc");
  if (*text != '\0') fact.text.text = source.result.names.intern(text);
  fact.text.number = utc(written).time_since_epoch().count();
  if (now) fact.time = wall(*now);
  source.result.facts.push_back(fact);
  return source;
}

TEST(Dating, AListingTellsWhenAFileWasLastWritten) {
  const auto dated = [](ParsedSource list) {
    std::vector<ParsedSource> sources;
    sources.push_back(file(1, "2014-06-28T10:00:00Z", "2014-06-28T10:30:20Z"));
    sources[0].name.mtime_s.reset();
    sources.push_back(std::move(list));
    date_sources(sources, {});
    return sources[0].undated ? "undated" : shown(sources[0].result.first) + " " + sources[0].date_basis;
  };
  const std::string right = "2014-06-28T10:00 a listing of its folder";
  const auto at = [](const char* text) { return std::optional(utc(text)); };
  EXPECT_EQ(dated(listing("2014-06-28T10:30:20Z", "", {}, "cuc1")), right);
  EXPECT_EQ(dated(listing("2014-06-28T10:30:20Z", "", {}, "")), right);
  EXPECT_EQ(dated(listing("2014-06-28T10:30:20Z", "", {}, "cuc2")), "undated") << "another node's";
  EXPECT_EQ(dated(listing("2014-06-28T11:30:20Z", "", {}, "cuc1")), "undated") << "not its last record";
  const char* const listed = "2000-06-28T10:30:00Z";
  EXPECT_EQ(dated(listing(listed, "no year", {}, "cuc1")), "undated");
  EXPECT_EQ(dated(listing(listed, "no year", at("2014-06-29T09:00:00Z"), "cuc1")), right);
  EXPECT_EQ(dated(listing(listed, "no year", at("2014-12-01T09:00:00Z"), "cuc1")), right);
  EXPECT_EQ(dated(listing(listed, "no year", at("2015-02-01T09:00:00Z"), "cuc1")), "undated") << "half a year is over";
  // The time of the file that holds it is one of a copy, unless it is near.
  ParsedSource copy = listing(listed, "no year", {}, "cuc1");
  copy.name.mtime_s = utc("2014-06-29T09:00:00Z").time_since_epoch().count() / 1000000;
  EXPECT_EQ(dated(std::move(copy)), right);
  ParsedSource late = listing(listed, "no year", {}, "cuc1");
  late.name.mtime_s = utc("2014-07-29T09:00:00Z").time_since_epoch().count() / 1000000;
  EXPECT_EQ(dated(std::move(late)), "undated");
}

// A request log of the node in which subscription `name` falls silent at `last`.
ParsedSource silent_after(const char* last, const char* name) {
  ParsedSource source;
  source.name.location = source.name.path = "cuc1/jetty/request.log";
  source.parser = &parser_named("jetty.access");
  source.node = "cuc1";
  source.result.has_time = true;
  source.result.first = source.result.last = wall(utc(last));
  const NameId subject = source.result.names.intern(name);
  source.result.tracks.at(SignalKind::kNotification, subject, 0).list.add(wall(utc(last)), {}, 0, hours(1));
  return source;
}

// The file tells at `time` of its nominal days that the subscription is stale.
void tell_stale(ParsedSource& source, const char* time, const char* name) {
  EventOf<LocalTime> event;
  event.kind = EventKind::kSubscriptionStale;
  event.time = wall(utc(time));
  event.text.subject = source.result.names.intern(name);
  source.result.events.push_back(event);
}

TEST(Dating, AnotherSourceThatTellsTheSameDatesTheWholeLog) {
  std::vector<ParsedSource> sources = twelve_files();
  for (ParsedSource& source : sources) source.name.mtime_s.reset();
  // In the third file, which begins at one o'clock on the next day but one of the chain and on its own first day.
  tell_stale(sources[2], "2000-01-01T02:16:00Z", "0a37-b");
  sources.push_back(silent_after("2014-06-29T02:00:00Z", "0a37-b"));
  date_sources(sources, {});
  sources.pop_back();
  const std::string basis =
      "cuc1/jetty/request.log, which tells the last notification of subscription 0a37-b 15 to 17 minutes before this "
      "log tells it stale or renewed";
  for (const ParsedSource& source : sources) {
    const unsigned i = static_cast<unsigned>(std::stoul(source.number->digits)) - 95;
    EXPECT_EQ(source.result.first, wall(utc("2014-06-28T15:00:00Z") + hours(5 * i))) << i;
    EXPECT_EQ(source.date_doubt, days(i > 5 ? 1 : 0)) << i;
    EXPECT_EQ(source.date_basis, (i == 2 ? "" : "its neighbours, by ") + basis) << i;
  }
  EXPECT_EQ(notes_with(sources, "the first is taken as of 2014-06-28, by its neighbours, by cuc1/jetty").size(), 2U);
}

TEST(Dating, AnotherSourceComesLast) {
  const auto basis = [](bool own_time, std::optional<GivenDate> given) {
    std::vector<ParsedSource> sources;
    sources.push_back(file(1, "2014-06-28T09:00:00Z", "2014-06-28T10:00:00Z"));
    if (!own_time) sources[0].name.mtime_s.reset();
    tell_stale(sources[0], "2000-01-01T09:16:00Z", "0a37-b");
    sources.push_back(silent_after("2014-06-25T09:00:00Z", "0a37-b"));
    date_sources(sources, {given});
    return shown(sources[0].result.first) + " " + sources[0].date_basis.substr(0, 22);
  };
  EXPECT_EQ(basis(false, {}), "2014-06-25T09:00 cuc1/jetty/request.log");
  EXPECT_EQ(basis(true, {}), "2014-06-28T09:00 the file's modificatio");
  EXPECT_EQ(basis(false, GivenDate{date("2014-06-20"), 0}), "2014-06-20T09:00 --date");
}

// What is compared is one record: days of silence may lie before it as well as behind it.
TEST(Dating, AnotherSourceDatesWhatItTells) {
  const auto dated = [](const char* first, const char* last) {
    std::vector<ParsedSource> sources;
    sources.push_back(file(1, first, last));
    sources[0].name.mtime_s.reset();
    sources[0].result.longest_pause = hours(2);
    tell_stale(sources[0], "2000-01-01T09:16:00Z", "0a37-b");
    tell_stale(sources[0], "2000-01-01T12:16:00Z", "0b48-c");
    sources.push_back(silent_after("2014-06-28T09:00:00Z", "0a37-b"));
    sources.push_back(silent_after("2014-06-28T12:00:00Z", "0b48-c"));
    date_sources(sources, {});
    EXPECT_EQ(shown(sources[0].result.first), std::string(first).substr(0, 16));
    return std::move(sources[0]);
  };
  const ParsedSource inside = dated("2014-06-28T09:00:00Z", "2014-06-28T14:00:00Z");
  EXPECT_EQ(inside.date_doubt, days(1));
  EXPECT_TRUE(inside.doubt_unbounded);
  EXPECT_TRUE(inside.notes.at(0).ends_with("; what both tell is of that day")) << inside.notes.at(0);
  const ParsedSource both_ends = dated("2014-06-28T09:16:00Z", "2014-06-28T12:16:00Z");
  EXPECT_EQ(both_ends.date_doubt, days(0));
  EXPECT_FALSE(both_ends.doubt_unbounded);
}

TEST(Dating, OtherSourcesThatTellTwoDaysTellNone) {
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-28T09:00:00Z", "2014-06-28T10:00:00Z"));
  sources[0].name.mtime_s.reset();
  tell_stale(sources[0], "2000-01-01T09:16:00Z", "0a37-b");
  sources.push_back(silent_after("2014-06-25T09:00:00Z", "0a37-b"));
  sources.push_back(silent_after("2014-06-28T09:00:00Z", "0a37-b"));
  date_sources(sources, {});
  EXPECT_TRUE(sources[0].undated);
  ASSERT_EQ(sources[0].notes.size(), 1U);
  EXPECT_TRUE(sources[0].notes[0].ends_with(
      "--date 'diag_CuMbxSync_00000001.uc=YYYY-MM-DD', the day of the first record there, says it. What other sources "
      "tell of the same fits more than one day: 2014-06-25, 2014-06-28"))
      << sources[0].notes[0];
}

// The files are of a zone that nothing tells: UTC was assumed, by which their times fit no record.
TEST(Dating, NamesTheZoneThatAllTimesOfFilesWouldFit) {
  struct Spec {
    const char *last, *own;
  };
  const struct {
    const char* name;
    std::vector<Spec> files;
    ClockBasis basis;
    const char* zone;
  } cases[] = {
      {"East", {{"03:00:00", "01:00:00"}, {"10:00:00", "08:01:40"}}, ClockBasis::kAssumed, "+02:00"},
      {"India", {{"03:00:00", "21:30:00"}, {"10:00:00", "04:29:00"}}, ClockBasis::kAssumed, "+05:30"},
      {"Hawaii", {{"23:59:59", "10:00:01"}, {"10:00:00", "20:00:00"}}, ClockBasis::kAssumed, "-10:00"},
      {"NewYork", {{"03:00:00", "07:00:00"}, {"20:00:00", "00:00:00"}}, ClockBasis::kAssumed, "-04:00"},
      {"TwoZones", {{"03:00:00", "01:00:00"}, {"10:00:00", "07:00:00"}}, ClockBasis::kAssumed, ""},
      {"OneIsOff", {{"03:00:00", "01:00:00"}, {"10:00:00", "08:02:01"}}, ClockBasis::kAssumed, ""},
      {"OneAlone", {{"03:00:00", "01:00:02"}}, ClockBasis::kAssumed, "+02:00"},
      {"OneAloneWithinMinutes", {{"03:00:00", "01:00:03"}}, ClockBasis::kAssumed, ""},
      {"KnownZone", {{"03:00:00", "01:00:00"}, {"10:00:00", "08:00:00"}}, ClockBasis::kGiven, ""},
  };
  for (const auto& c : cases) {
    std::vector<ParsedSource> sources;
    for (const Spec& spec : c.files) {
      const std::string day = "2014-06-28T";
      sources.push_back(file(static_cast<unsigned>(sources.size()) + 1, (day + "00:00:00Z").c_str(),
                             (day + spec.last + "Z").c_str()));
      sources.back().name.mtime_s = utc((day + spec.own + "Z").c_str()).time_since_epoch().count() / 1000000;
      sources.back().clock = Clock::in_zone(Zone::utc(), c.basis, hours(14));
    }
    date_sources(sources, {});
    const std::string option = *c.zone == '\0' ? std::string() : std::string("diag_CuMbxSync_*=") + c.zone;
    for (const ParsedSource& source : sources) {
      EXPECT_TRUE(source.undated) << c.name;
      EXPECT_EQ(source.fitting_zone, option) << c.name;
    }
    EXPECT_EQ(notes_with(sources, "--source-tz '" + option).size(), option.empty() ? 0 : sources.size()) << c.name;
    if (option.empty()) continue;
    // And it dates them.
    for (ParsedSource& source : sources)
      source.clock = Clock::in_zone(*Zone::find(c.zone), ClockBasis::kGiven, std::chrono::milliseconds(1));
    date_sources(sources, {});
    for (const ParsedSource& source : sources) EXPECT_NE(source.date_basis, "unknown") << c.name;
  }
}

TEST(Dating, NumbersAreHexadecimalWhereOneHasALetter) {
  std::vector<ParsedSource> sources;
  for (const char* number : {"00000009", "0000000a", "00000010"}) {
    sources.push_back(file(1, "2014-06-25T10:00:00Z", "2014-06-25T10:10:00Z"));
    sources.back().number->digits = number;
  }
  date_sources(sources, {});
  EXPECT_EQ(
      notes_with(sources, "missing"),
      (std::vector<std::string>{"00000010: 5 files of its log are missing before it: diag_CuMbxSync_0000000b to "
                                "diag_CuMbxSync_0000000f; what they told is not known, nor whether days passed in "
                                "them"}));
}

TEST(Timeline, WhatHasNoDateStaysApart) {
  std::vector<ParsedSource> sources;
  sources.push_back(file(1, "2014-06-28T15:00:00Z", "2014-06-28T20:00:00Z"));
  ParsedSource& source = sources[0];
  source.name.mtime_s.reset();
  const NameId name = source.result.names.intern("ews mail.example.com");
  source.result.tracks.at(SignalKind::kHttpFailure, name, 401).list.add(source.result.first, {}, 0, hours(1));
  EventOf<LocalTime> event;
  event.time = source.result.first;
  source.result.events.push_back(event);
  settle_clocks(sources, {});
  const Timeline timeline = build_timeline(std::move(sources), {});
  EXPECT_TRUE(timeline.logs.empty());
  EXPECT_TRUE(timeline.tracks.empty());
  EXPECT_TRUE(timeline.events.empty());
  ASSERT_EQ(timeline.undated_logs.size(), 1U);
  EXPECT_EQ(timeline.undated_logs[0].node, "cuc1");
  EXPECT_EQ(timeline.undated_logs[0].stem, "diag_CuMbxSync");
  ASSERT_EQ(timeline.undated_tracks.size(), 1U);
  EXPECT_EQ(timeline.undated_tracks[0].number, 401U);
  EXPECT_EQ(timeline.undated_events.size(), 1U);
}

// Files that were dumped at 17:00, with a stamp of 16:00.
TEST(Dumps, GetTheTimeOfTheirFileWhereNothingElseTellsIt) {
  const auto dump = [](std::optional<std::int64_t> mtime_s) {
    std::vector<ParsedSource> sources(1);
    ParsedSource& source = sources[0];
    source.parser = &parser_named("other.log");
    source.axis = Axis::kStated;
    source.name.mtime_s = mtime_s;
    FactOf<LocalTime> fact;
    fact.kind = FactKind::kLastNotification;
    fact.text.number = utc("2014-06-29T16:00:00Z").time_since_epoch().count();
    source.result.facts.push_back(fact);
    return sources;
  };
  const auto seconds = [](const char* text) { return utc(text).time_since_epoch().count() / 1000000; };
  auto timed = dump(seconds("2014-06-29T17:00:00Z"));
  time_dumps(timed);
  EXPECT_EQ(timed[0].result.facts[0].time, wall(utc("2014-06-29T17:00:00Z")));
  EXPECT_TRUE(timed[0].result.facts[0].text.file_time);
  auto before = dump(seconds("2014-06-29T15:59:59Z"));
  time_dumps(before);
  EXPECT_FALSE(before[0].result.facts[0].time) << "older than its newest stamp";
  auto none = dump(std::nullopt);
  time_dumps(none);
  EXPECT_FALSE(none[0].result.facts[0].time);
  ASSERT_EQ(none[0].notes.size(), 1U);
  EXPECT_NE(none[0].notes[0].find("not before 2014-06-29 16:00:00"), std::string::npos) << none[0].notes[0];
}

}  // namespace
}  // namespace logscan::detail
