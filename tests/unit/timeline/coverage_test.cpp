#include "timeline/coverage.h"

#include <gtest/gtest.h>

#include "time/zone.h"
#include "timeline/timeline.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using test::at;
using test::between;
using test::kHour;
using test::kWholeDay;

// A file of the day `day` with records from..to.
SourceSpec file(int day, int from, int to) {
  SourceSpec source;
  source.location = test::log_name(day);
  source.slot = RotationSlot{"request.log", local(day * kWholeDay), local((day + 1) * kWholeDay)};
  source.bytes = 1000;
  source.result.records = 10;
  source.result.has_time = true;
  source.result.first = local(from);
  source.result.last = local(to);
  return source;
}

SourceSpec empty_file(int day) {
  SourceSpec source = file(day, 0, 0);
  source.bytes = 0;
  source.result = {};
  return source;
}

SourceSpec with_status(SourceSpec source, SourceStatus status) {
  source.status = status;
  return source;
}

SourceSpec at_node(SourceSpec source, const char* node) {
  source.node = node;
  return source;
}

SourceSpec undated(SourceSpec source) {
  source.slot.reset();
  return source;
}

SourceSpec in_zone(SourceSpec source, int offset_s) {
  // The times of a stated log are UTC already; its slot is on the axis of its zone.
  source.result.stated_offset_s = offset_s;
  return source;
}

SourceSpec of_other_log(int from, int to) {
  SourceSpec source = undated(file(0, from, to));
  source.parser = &parser_named("other.log");
  return source;
}

// Collected at `seconds` of the collector's own clock.
SourceSpec fetched(SourceSpec source, int seconds) {
  source.collected_local = local(seconds);
  return source;
}

std::vector<LogCoverage> judge(const std::vector<SourceSpec>& sources, const TimelineOptions& options = {}) {
  return judge_coverage(make_sources(sources), options);
}

LogCoverage judge_one(const std::vector<SourceSpec>& sources, const TimelineOptions& options = {}) {
  for (LogCoverage& log : judge(sources, options)) {
    if (log.format == "jetty.access") return std::move(log);
  }
  ADD_FAILURE() << "no request log";
  return {};
}

struct Gap {
  Window window;
  Hole::Why why;
  friend bool operator==(const Gap&, const Gap&) = default;
  friend void PrintTo(const Gap& gap, std::ostream* out) {
    *out << test::time_text(gap.window.from) << ".." << test::time_text(gap.window.to) << " why "
         << static_cast<int>(gap.why);
  }
};

std::vector<Gap> gaps(const LogCoverage& log) {
  std::vector<Gap> found;
  for (const Hole& hole : log.holes) found.push_back({hole.window, hole.why});
  return found;
}

constexpr auto kMissing = Hole::Why::kFileMissing;
constexpr auto kCut = Hole::Why::kCut;
constexpr auto kUnreadable = Hole::Why::kUnreadable;

struct HoleCase {
  const char* name;
  std::vector<SourceSpec> files;
  std::vector<Gap> holes;
};

TEST(Coverage, FindsTheHolesOfALog) {
  const int noon = kWholeDay / 2;
  std::vector<HoleCase> cases;
  cases.push_back({"OneFile", {file(0, 100, 200)}, {}});
  cases.push_back({"QuietBetweenTwoDays", {file(0, 100, 200), file(1, kWholeDay + noon, kWholeDay + noon)}, {}});
  cases.push_back({"AnyOrder", {file(1, kWholeDay + noon, kWholeDay + noon), file(0, 100, 200)}, {}});
  cases.push_back({"OneDayMissing",
                   {file(0, 100, 200), file(2, 2 * kWholeDay + 1, 2 * kWholeDay + 2)},
                   {{between(kWholeDay, 2 * kWholeDay), kMissing}}});
  cases.push_back({"TwoDaysMissingAreOneHole",
                   {file(0, 100, 200), file(3, 3 * kWholeDay + 1, 3 * kWholeDay + 2)},
                   {{between(kWholeDay, 3 * kWholeDay), kMissing}}});
  cases.push_back(
      {"TwoSingleDaysMissing",
       {file(0, 100, 200), file(2, 2 * kWholeDay + 1, 2 * kWholeDay + 2), file(4, 4 * kWholeDay, 4 * kWholeDay + 9)},
       {{between(kWholeDay, 2 * kWholeDay), kMissing}, {between(3 * kWholeDay, 4 * kWholeDay), kMissing}}});
  cases.push_back({"CutFileCoversToItsLastRecord",
                   {with_status(file(0, 100, noon), SourceStatus::kTruncated), file(1, kWholeDay, kWholeDay + 9)},
                   {{between(noon, kWholeDay), kCut}}});
  // A wrong checksum does not say from where on the bytes are wrong.
  cases.push_back({"DamagedFileProvesNothing",
                   {with_status(file(0, 100, noon), SourceStatus::kDamaged), file(1, kWholeDay, kWholeDay + 9)},
                   {{between(100, noon), kUnreadable}, {between(noon, kWholeDay), kCut}}});
  cases.push_back(
      {"CutFileBeforeAMissingDay",
       {with_status(file(0, 100, noon), SourceStatus::kTruncated), file(2, 2 * kWholeDay, 2 * kWholeDay + 9)},
       {{between(noon, 2 * kWholeDay), kCut}}});
  cases.push_back(
      {"EmptyFileIsASilentDay", {file(0, 100, 200), empty_file(1), file(2, 2 * kWholeDay, 2 * kWholeDay + 1)}, {}});
  cases.push_back({"EmptyCutFileIsNone",
                   {file(0, 100, 200), with_status(empty_file(1), SourceStatus::kTruncated),
                    file(2, 2 * kWholeDay, 2 * kWholeDay + 1)},
                   {{between(kWholeDay, 2 * kWholeDay), kUnreadable}}});
  SourceSpec garbage = empty_file(1);
  garbage.bytes = 5000;
  garbage.result.head_rejected_bytes = 5000;
  cases.push_back({"UnusableFile",
                   {file(0, 100, 200), garbage, file(2, 2 * kWholeDay, 2 * kWholeDay + 1)},
                   {{between(kWholeDay, 2 * kWholeDay), kUnreadable}}});
  cases.push_back({"RenamedFileCoversItsRecordsOnly",
                   {file(0, 100, 200), file(1, 5 * kWholeDay + 10, 5 * kWholeDay + 20)},
                   {{between(kWholeDay, 5 * kWholeDay + 10), kMissing}}});
  cases.push_back({"RecordsMayStraggleOverMidnight",
                   {file(0, 100, kWholeDay + 599), file(2, 2 * kWholeDay + 1, 2 * kWholeDay + 5)},
                   {{between(kWholeDay, 2 * kWholeDay), kMissing}}});
  cases.push_back({"ButNotForTenMinutes",
                   {file(0, 100, kWholeDay + 600), file(2, 2 * kWholeDay + 1, 2 * kWholeDay + 5)},
                   {{between(kWholeDay + 600, 2 * kWholeDay), kMissing}}});
  cases.push_back({"UndatedFilesLeaveAHoleBetweenThem",
                   {undated(file(0, 100, 200)), undated(file(0, 300, 400))},
                   {{between(200, 300), kMissing}}});
  cases.push_back({"UndatedFilesThatOverlap", {undated(file(0, 100, 250)), undated(file(0, 200, 400))}, {}});
  cases.push_back(
      {"BeforeTheFirstRecordNothingIsMissing", {empty_file(0), file(3, 3 * kWholeDay + 50, 3 * kWholeDay + 60)}, {}});
  for (const HoleCase& c : cases) EXPECT_EQ(gaps(judge_one(c.files)), c.holes) << c.name;
}

TEST(Coverage, TakesLongStretchesOfGarbageForHoles) {
  SourceSpec one = file(0, 100, 5000);
  one.result.dead.push_back({local(1000), local(2000), true, true});
  EXPECT_EQ(gaps(judge_one({one})), (std::vector<Gap>{{between(1000, 2000), kUnreadable}}));

  struct EdgeCase {
    const char* name;
    std::uint64_t bytes;
    bool hole;
  };
  const EdgeCase cases[] = {{"JustUnder", kDeadBytes - 1, false}, {"JustOver", kDeadBytes, true}};
  for (const EdgeCase& c : cases) {
    SourceSpec first = file(0, 100, 5000);
    SourceSpec second = file(1, kWholeDay + 700, kWholeDay + 800);
    second.result.head_rejected_bytes = c.bytes;
    EXPECT_EQ(judge_one({first, second}).holes.size(), c.hole ? 1U : 0U) << "front of a file, " << c.name;

    second.result.head_rejected_bytes = 0;
    first.result.tail_rejected_bytes = c.bytes;
    const LogCoverage log = judge_one({first, second});
    EXPECT_EQ(gaps(log), c.hole ? (std::vector<Gap>{{between(5000, kWholeDay), kUnreadable}}) : std::vector<Gap>{})
        << "end of a file, " << c.name;

    const LogCoverage alone = judge_one({first});
    EXPECT_EQ(alone.cut_end, c.hole) << "end of the log, " << c.name;
  }
}

struct EndCase {
  const char* name;
  std::vector<SourceSpec> files;
  std::optional<Timestamp> collected;
  int end;  // of coverage
  EndReason reason;
  std::optional<int> unproven_until;
};

TEST(Coverage, EndsWhereTheLastProofOfLifeIs) {
  const int last = 10 * kHour;
  const SourceSpec log = file(0, 100, last);
  std::vector<EndCase> cases;
  const auto add = [&](const char* name, std::vector<SourceSpec> files, std::optional<Timestamp> collected, int end,
                       EndReason reason, std::optional<int> unproven_until) {
    cases.push_back({name, std::move(files), collected, end, reason, unproven_until});
  };
  add("LastRecord", {log}, {}, last, EndReason::kLastRecord, kWholeDay);
  // Without a date in its name a log may have gone on to the midnight after its last record.
  add("UndatedLog", {undated(log)}, {}, last, EndReason::kLastRecord, kWholeDay);
  add("UndatedLogCollected", {undated(log)}, at(last + 100), last + 100, EndReason::kCollectionTime, {});
  add("UndatedLogCollectedNextDay", {undated(log)}, at(3 * kWholeDay), kWholeDay, EndReason::kCollectionTime, {});
  add("UndatedLogAndAnother", {undated(log), of_other_log(50, last + 100)}, {}, last, EndReason::kLastRecord,
      kWholeDay);
  add("LaterEmptyDay", {log, empty_file(1)}, {}, kWholeDay, EndReason::kLaterFile, 2 * kWholeDay);
  add("LaterDayWithRecords", {log, file(1, kWholeDay + 5, kWholeDay + 7)}, {}, kWholeDay + 7, EndReason::kLastRecord,
      2 * kWholeDay);
  add("OtherLogOfTheNode", {log, of_other_log(50, last + 100)}, {}, last + 100, EndReason::kOtherLog, kWholeDay);
  add("OtherLogIsOlder", {log, of_other_log(50, last - 100)}, {}, last, EndReason::kLastRecord, kWholeDay);
  add("OtherLogBeyondTheDay", {log, of_other_log(50, 3 * kWholeDay)}, {}, kWholeDay, EndReason::kOtherLog, {});
  add("LogOfAnotherNode", {log, at_node(of_other_log(50, last + 100), "cuc2")}, {}, last, EndReason::kLastRecord,
      kWholeDay);
  add("LogOfNoKnownNode", {at_node(log, ""), at_node(of_other_log(50, last + 100), "")}, {}, last,
      EndReason::kLastRecord, kWholeDay);
  add("Collected", {log}, at(last + 100), last + 100, EndReason::kCollectionTime, {});
  add("CollectedBeyondTheDay", {log}, at(3 * kWholeDay), kWholeDay, EndReason::kCollectionTime, {});
  add("CollectedAtTheLastRecord", {log}, at(last), last, EndReason::kLastRecord, {});
  add("CollectedBeforeTheLastRecordIsNoProof", {log}, at(last - 1), last, EndReason::kLastRecord, kWholeDay);
  add("CollectionBoundsOtherProofs", {log, of_other_log(50, last + 500)}, at(last + 100), last + 100,
      EndReason::kOtherLog, {});
  // The collector's clock may be 14 hours ahead of UTC.
  add("DownloadFolder", {fetched(log, last + 14 * kHour + 100)}, {}, last + 100, EndReason::kCollectionTime, kWholeDay);
  add("DownloadFolderIsNotSure", {fetched(log, last + 14 * kHour)}, {}, last, EndReason::kLastRecord, kWholeDay);
  add("DownloadFolderBeyondTheDay", {fetched(log, 5 * kWholeDay)}, {}, kWholeDay, EndReason::kCollectionTime, {});
  add("CutLogShowsNoMore", {with_status(log, SourceStatus::kTruncated)}, at(last + 5000), last, EndReason::kLastRecord,
      kWholeDay);
  add("CutLogAndALaterDay", {with_status(log, SourceStatus::kTruncated), empty_file(1)}, {}, kWholeDay,
      EndReason::kLaterFile, 2 * kWholeDay);
  SourceSpec garbage = empty_file(1);
  garbage.bytes = 5000;
  // It tells nothing of its own day, but Jetty made it at midnight.
  add("UnusableLaterDay", {log, garbage}, {}, kWholeDay, EndReason::kLaterFile, {});
  for (const EndCase& c : cases) {
    const LogCoverage judged = judge_one(c.files, {c.collected});
    EXPECT_EQ(judged.span, between(100, c.end)) << c.name << ": ends at " << test::time_text(judged.span.to);
    EXPECT_EQ(judged.end_reason, c.reason) << c.name;
    EXPECT_EQ(judged.unproven_until, c.unproven_until ? std::optional(at(*c.unproven_until)) : std::nullopt) << c.name;
  }
}

TEST(Coverage, DoesNotTrustProofsThatDependOnAnUnknownZone) {
  SourceSpec log = file(0, 100, 4 * kHour);
  log.axis = Axis::kWall;
  log.clock = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14));
  // Eight hours later by the clock, and maybe at once in truth.
  EXPECT_EQ(judge_one({log}, {at(12 * kHour)}).span.to, at(4 * kHour));
  EXPECT_EQ(judge_one({log, of_other_log(0, 12 * kHour)}).span.to, at(4 * kHour));
  EXPECT_EQ(judge_one({log}, {at(19 * kHour)}).span.to, at(5 * kHour));
  // Another file of the same log lies on the same clock.
  SourceSpec next = empty_file(1);
  next.axis = Axis::kWall;
  next.clock = log.clock;
  EXPECT_EQ(judge_one({log, next}).span.to, at(kWholeDay));
}

TEST(Coverage, CutsDaysAtTheMidnightOfTheLogsZone) {
  const int offset = 19800;  // +0530
  const int midnight = kWholeDay - offset;
  const std::vector<SourceSpec> files = {in_zone(file(0, 100, midnight - 50), offset),
                                         in_zone(file(1, midnight + 50, midnight + 90), offset)};
  const LogCoverage log = judge_one(files);
  EXPECT_TRUE(log.holes.empty());
  EXPECT_EQ(log.unproven_until, at(midnight + kWholeDay));

  // An empty file does not show its zone; the log does.
  EXPECT_EQ(judge_one({files[0], empty_file(1)}).span.to, at(midnight));

  const LogCoverage gap =
      judge_one({files[0], in_zone(file(2, midnight + kWholeDay, midnight + kWholeDay + 5), offset)});
  EXPECT_EQ(gaps(gap), (std::vector<Gap>{{between(midnight, midnight + kWholeDay), kMissing}}));
}

TEST(Coverage, KnowsDaysOfTwentyFiveHours) {
  // The first day begins at -0700 and ends at -0800: its midnight is an hour later than the one before tells.
  const int summer = -7 * kHour, winter = -8 * kHour;
  const int midnight = kWholeDay - winter;
  const LogCoverage log = judge_one(
      {in_zone(file(0, -summer + 10, midnight - 10), summer), in_zone(file(1, midnight + 10, midnight + 20), winter)});
  EXPECT_EQ(gaps(log), std::vector<Gap>{});
  const LogCoverage quiet = judge_one({in_zone(file(0, -summer + 10, midnight - 2 * kHour), summer),
                                       in_zone(file(1, midnight + 10, midnight + 20), winter)});
  EXPECT_EQ(gaps(quiet), std::vector<Gap>{});
}

TEST(Coverage, KeepsNodesAndLogsApart) {
  const std::vector<LogCoverage> logs =
      judge({file(0, 100, 200), at_node(file(2, 2 * kWholeDay, 2 * kWholeDay + 5), "cuc2")});
  ASSERT_EQ(logs.size(), 2U);
  EXPECT_EQ(logs[0].node, "cuc1");
  EXPECT_EQ(logs[1].node, "cuc2");
  EXPECT_TRUE(logs[0].holes.empty());
  EXPECT_TRUE(logs[1].holes.empty());

  SourceSpec stem = file(2, 2 * kWholeDay, 2 * kWholeDay + 5);
  stem.slot->stem = "ssl_request.log";
  EXPECT_EQ(judge({file(0, 100, 200), stem}).size(), 2U);
}

TEST(Coverage, LeavesOutWhatIsNoLog) {
  SourceSpec duplicate = with_status(file(0, 100, 200), SourceStatus::kDuplicate);
  SourceSpec ignored = file(0, 100, 200);
  ignored.parser = nullptr;
  SourceSpec status = file(0, 100, 200);
  status.only_a_status = true;
  EXPECT_TRUE(judge({duplicate, ignored, status}).empty());
}

TEST(Coverage, TakesTheDownloadTimeOfAnySourceOfTheNode) {
  SourceSpec ignored = fetched(file(0, 0, 0), 30 * kHour);
  ignored.parser = nullptr;
  EXPECT_EQ(judge_one({file(0, 100, 10 * kHour), ignored}).span.to, at(16 * kHour));
  ignored.node = "cuc2";
  EXPECT_EQ(judge_one({file(0, 100, 10 * kHour), ignored}).span.to, at(10 * kHour));
}

TEST(Coverage, ProvesNothingWhereSubjectsOrRunsWereDropped) {
  for (const bool runs : {true, false}) {
    SourceSpec source = file(0, 100, 5000);
    (runs ? source.result.dropped_runs : source.result.dropped_subjects) = 1;
    const LogCoverage log = judge_one({source});
    EXPECT_FALSE(log.intact(between(1000, 2000))) << (runs ? "runs" : "subjects");
  }
}

// ---- recordings

// A file of the ring PC.cap00, PC.cap01 ... `follows`: the place of the file that it was read on from.
SourceSpec recorded(const char* number, int from, int to, std::optional<SourceId> follows = std::nullopt) {
  SourceSpec source = undated(file(0, from, to));
  source.follows = follows;
  source.parser = &parser_named("capture.pcap");
  source.location = std::string("cuc1/PC.cap") + number;
  source.number = RotationNumber{"PC.cap", number};
  return source;
}

LogCoverage judge_recording(const std::vector<SourceSpec>& sources, const TimelineOptions& options = {}) {
  std::vector<LogCoverage> found;
  for (LogCoverage& log : judge(sources, options)) {
    if (log.format == "capture.pcap") found.push_back(std::move(log));
  }
  EXPECT_EQ(found.size(), 1U);
  return found.size() == 1 ? std::move(found.front()) : LogCoverage{};
}

TEST(Coverage, ARecordingEndsWithItsLastFrameWhateverElseGoesOn) {
  TimelineOptions options;
  options.collected = at(3 * kHour);
  const LogCoverage log =
      judge_recording({fetched(recorded("0", 100, 200), 40 * kHour), of_other_log(0, 2 * kHour)}, options);
  EXPECT_EQ(log.span, between(100, 200));
  EXPECT_EQ(log.end_reason, EndReason::kLastRecord);
  EXPECT_FALSE(log.unproven_until);
}

TEST(Coverage, ARecordingIsNoProofOfLifeOfItsNode) {
  // It may be of what others send to a node that does not answer.
  const LogCoverage log = judge_one({file(0, 100, 200), recorded("0", 100, 5 * kHour)});
  EXPECT_EQ(log.span, between(100, 200));
}

TEST(Coverage, FilesOfARingContinueEachOther) {
  const struct {
    const char* name;
    std::vector<SourceSpec> files;
    std::vector<Gap> holes;
  } cases[] = {
      {"FollowEachOther", {recorded("00", 100, 200), recorded("01", 300, 400, 0)}, {}},
      {"AnyOrder", {recorded("01", 300, 400, 1), recorded("00", 100, 200)}, {}},
      {"OneIsMissing", {recorded("00", 100, 200), recorded("02", 300, 400)}, {{between(200, 300), kMissing}}},
      {"TheFirstIsCut",
       {with_status(recorded("00", 100, 200), SourceStatus::kTruncated), recorded("01", 300, 400)},
       {{between(200, 300), kCut}}},
  };
  for (const auto& example : cases) {
    const LogCoverage log = judge_recording(example.files);
    EXPECT_EQ(gaps(log), example.holes) << example.name;
    EXPECT_EQ(log.span.from, at(100)) << example.name;
  }
}

TEST(Coverage, FilesOfARingThatWereReadApartLeaveTheirBordersOpen) {
  SourceSpec apart = recorded("01", 300, 400, 0);
  apart.read_apart = true;
  EXPECT_EQ(gaps(judge_recording({recorded("00", 100, 200), apart, recorded("02", 500, 600, 1)})),
            (std::vector<Gap>{{between(200, 300), Hole::Why::kReadApart}}));
}

TEST(Coverage, WhatARecordingMayLackIsAHoleOfAllOfIt) {
  SourceSpec lossy = recorded("01", 300, 400, 0);
  lossy.result.hides = "3 packets were dropped while it was taken";
  EXPECT_EQ(gaps(judge_recording({recorded("00", 100, 200), lossy, recorded("02", 500, 600, 1)})),
            (std::vector<Gap>{{between(300, 400), Hole::Why::kHidden}}));
}

TEST(Coverage, WhatARecordingLacksNowAndThenIsAHoleOfThatTime) {
  SourceSpec lossy = recorded("01", 300, 400, 0);
  lossy.result.hides = "790 bytes that the other side acknowledged are not in it";
  lossy.result.dead = {{local(310), local(311), true, true}, {local(350), local(352), true, true}};
  EXPECT_EQ(gaps(judge_recording({recorded("00", 100, 200), lossy, recorded("02", 500, 600, 1)})),
            (std::vector<Gap>{{between(310, 311), Hole::Why::kHidden}, {between(350, 352), Hole::Why::kHidden}}));
}

// A busy recording has a packet every minute: where it has none for long, it did not run. One of notifications alone
// may have none since nothing is sent.
TEST(Coverage, WhereABusyRecordingHoldsNothingItStoodStill) {
  const auto told = [](int step, int still, std::uint64_t busy) {
    SourceSpec source = recorded("", 0, 60 * 60 + still);
    source.number.reset();
    source.result.busy_minutes = busy;
    for (int time = 0; time < 60 * 60; time += step)
      source.result.minutes.add(local(time < 30 * 60 ? time : time + still), 0);
    return gaps(judge_recording({source}));
  };
  const std::vector<Gap> still = {{between(30 * 60, 36 * 60), Hole::Why::kHidden}};
  EXPECT_EQ(told(60, 6 * 60, 60), still);
  EXPECT_EQ(told(60, 6 * 60, 54), still);
  EXPECT_EQ(told(60, 4 * 60, 60), std::vector<Gap>{});   // may be chance
  EXPECT_EQ(told(60, 6 * 60, 52), std::vector<Gap>{});   // too little is said by others
  EXPECT_EQ(told(60, 6 * 60, 0), std::vector<Gap>{});    // nothing is
  EXPECT_EQ(told(120, 6 * 60, 30), std::vector<Gap>{});  // too seldom
}

TEST(Coverage, RecordingsOfOtherNamesAreOthers) {
  SourceSpec alone = recorded("", 100, 200), other = recorded("", 300, 400);
  alone.number.reset();
  other.number.reset();
  alone.location = "cuc1/a.cap";
  other.location = "cuc1/b.cap";
  EXPECT_EQ(judge({alone, other}).size(), 2U);
}

TEST(Coverage, FilesNamedByTimeThatFollowEachOtherAreOneRecording) {
  SourceSpec first = recorded("", 100, 200), second = recorded("", 201, 400, 0), alone = recorded("", 500, 600);
  int name = 0;
  for (SourceSpec* source : {&first, &second, &alone}) {
    source->number.reset();
    source->location = "cuc1/x_10000" + std::to_string(name++) + ".pcap";
  }
  const std::vector<LogCoverage> logs = judge({first, second, alone});
  ASSERT_EQ(logs.size(), 2U);
  EXPECT_EQ(logs[0].span, between(100, 400));
  EXPECT_EQ(gaps(logs[0]), std::vector<Gap>{});
}

TEST(LogCoverage, IsIntactOutsideOfItsHoles) {
  LogCoverage log;
  log.span = between(100, 1000);
  log.holes = {{between(300, 400), kMissing, kNoSource}};
  struct IntactCase {
    const char* name;
    Window window;
    bool intact;
  };
  const IntactCase cases[] = {{"Whole", between(100, 1000), false},          {"BeforeTheHole", between(100, 300), true},
                              {"ASecondIntoIt", between(100, 301), false},   {"AfterTheHole", between(400, 1000), true},
                              {"ASecondEarlier", between(399, 1000), false}, {"BeforeTheSpan", between(99, 200), false},
                              {"BeyondTheSpan", between(500, 1001), false}};
  for (const IntactCase& c : cases) EXPECT_EQ(log.intact(c.window), c.intact) << c.name;
}

}  // namespace
}  // namespace logscan::detail
