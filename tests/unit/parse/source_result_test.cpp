#include "parse/source_result.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "parse/sink.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using test::dump;

LocalTime second(std::int64_t n) { return LocalTime{std::chrono::seconds(n)}; }

// ---- minutes ----

std::string listed(const MinuteIndex& index) {
  std::string text;
  for (const auto& minute : index.minutes()) {
    text += std::to_string(minute.minute) + " x" + std::to_string(minute.count) + " " +
            std::to_string(minute.fingerprint) + ", ";
  }
  return text;
}

TEST(MinuteIndex, PutsEachTimeIntoItsMinute) {
  MinuteIndex index;
  index.add(second(120), 1);
  index.add(second(179), 10);
  index.add(second(180), 100);
  index.add(second(180) - Duration(1), 1000);
  EXPECT_EQ(listed(index), "2 x3 1011, 3 x1 100, ");
}

TEST(MinuteIndex, RoundsDownBeforeTheEpoch) {
  MinuteIndex index;
  index.add(second(0), 1);
  index.add(second(0) - Duration(1), 10);
  index.add(second(-60), 100);
  index.add(second(-60) - Duration(1), 1000);
  EXPECT_EQ(listed(index), "-2 x1 1000, -1 x2 110, 0 x1 1, ");
}

TEST(MinuteIndex, DoesNotDependOnTheOrder) {
  std::vector<std::int64_t> times = {0, 30, 60, 200, 201, 3600, 3660, 7200};
  std::string expected;
  for (unsigned seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    MinuteIndex index;
    for (const std::int64_t time : times) index.add(second(time), static_cast<std::uint64_t>(time) * 7 + 1);
    if (expected.empty()) expected = listed(index);
    EXPECT_EQ(listed(index), expected) << seed;
    std::shuffle(times.begin(), times.end(), random);
  }
}

TEST(MinuteIndex, GoesOnAfterAMerge) {
  MinuteIndex whole;
  MinuteIndex first;
  MinuteIndex next;
  for (const std::int64_t time : {100, 500}) {
    whole.add(second(time), 1);
    first.add(second(time), 1);
  }
  for (const std::int64_t time : {50, 110, 600}) {
    whole.add(second(time), 3);
    next.add(second(time), 3);
  }
  first.merge(next);
  EXPECT_EQ(listed(first), listed(whole));
  // The minute in hand has moved: adding must look for it again.
  whole.add(second(501), 5);
  first.add(second(501), 5);
  EXPECT_EQ(listed(first), listed(whole));
  EXPECT_TRUE(first.complete());
}

TEST(MinuteIndex, SaysWhenItCannotKeepThemAll) {
  constexpr std::int64_t kMost = 1 << 20;
  MinuteIndex index;
  for (std::int64_t minute = 0; minute < kMost; ++minute) index.add(second(minute * 60), 1);
  EXPECT_TRUE(index.complete());
  MinuteIndex more;
  more.add(second(kMost * 60), 1);
  MinuteIndex merged = index;
  merged.merge(more);
  EXPECT_FALSE(merged.complete());
  index.add(second(kMost * 60), 1);
  index.add(second(-60), 1);
  EXPECT_FALSE(index.complete());
  std::uint64_t count = 0;
  for (const auto& minute : index.minutes()) count += minute.count;
  EXPECT_EQ(count, static_cast<std::uint64_t>(kMost) + 2) << "counts stay right";
  EXPECT_EQ(index.minutes().size(), static_cast<std::size_t>(kMost));
}

// ---- tracks ----

TEST(TrackTable, HasOneTrackForEachKindSubjectAndNumber) {
  TrackTable table;
  const auto place = [&](SignalKind kind, NameId subject, std::uint64_t number) {
    SourceTrack& track = table.at(kind, subject, number);
    EXPECT_EQ(track.kind, kind);
    EXPECT_EQ(track.subject, subject);
    EXPECT_EQ(track.number, number);
    return &track - table.tracks().data();
  };
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(place(SignalKind::kNotification, 5, 0), 0);
    EXPECT_EQ(place(SignalKind::kNotificationRejected, 5, 503), 1);
    EXPECT_EQ(place(SignalKind::kNotificationRejected, 5, 404), 2);
    EXPECT_EQ(place(SignalKind::kNotification, 0, 0), 3);
    EXPECT_EQ(place(SignalKind::kNotificationRejected, 5, 500), 4);
    EXPECT_EQ(place(SignalKind::kNotification, 1000, 0), 5);
    EXPECT_EQ(place(SignalKind::kNotification, kNoName, 0), 6);
    EXPECT_EQ(place(SignalKind::kNotification, kNoName, 1), 7);
  }
  EXPECT_EQ(table.tracks().size(), 8U);
}

// ---- merging ----

// What one line of input says to a sink.
struct Line {
  enum Kind { kBeat, kRejected, kAlive, kGarbage, kContinuation } kind = kBeat;
  std::int64_t time = 0;
  unsigned subject = 0, peer = 0, status = 503;
  std::size_t bytes = 100;
};

SourceResult result_of(const std::vector<Line>& lines, std::size_t from, std::size_t to, const Limits& limits) {
  Sink sink(3, Axis::kStated, Sink::Texts::kRereadable, limits, nullptr);
  std::uint64_t offset = 0;
  for (std::size_t i = 0; i < from; ++i) offset += lines[i].bytes;
  for (std::size_t i = from; i < to; ++i) {
    const Line& line = lines[i];
    const std::string text(line.bytes, 'x');
    sink.next_line();
    const RecordRef record{text, offset, sink.line()};
    const WallTime time{second(line.time), 0};
    const std::string subject = "s" + std::to_string(line.subject);
    const std::string peer = "p" + std::to_string(line.peer);
    switch (line.kind) {
      case Line::kBeat:
      case Line::kRejected: {
        sink.count_notification_line();
        const NameId name = sink.name(subject);
        const bool beat = line.kind == Line::kBeat;
        sink.signal(beat ? SignalKind::kNotification : SignalKind::kNotificationRejected, name, sink.name(peer),
                    beat ? 0 : line.status, i, time, record);
        break;
      }
      case Line::kAlive:
        sink.alive(time, record);
        break;
      case Line::kGarbage:
        sink.reject(record, i % 3 == 0 ? RejectReason::kBadTime : RejectReason::kUnknownLayout);
        break;
      case Line::kContinuation:
        sink.continuation(text);
        break;
    }
    offset += line.bytes;
  }
  return sink.finish();
}

std::vector<Line> random_lines(std::mt19937& random, std::size_t count) {
  std::vector<Line> lines;
  std::int64_t time = 1'000'000;
  for (std::size_t i = 0; i < count; ++i) {
    Line line;
    const auto dice = random() % 12;
    line.kind = dice < 5    ? Line::kBeat
                : dice < 7  ? Line::kRejected
                : dice < 8  ? Line::kAlive
                : dice < 11 ? Line::kGarbage
                            : Line::kContinuation;
    if (line.kind == Line::kGarbage) line.bytes = random() % 3 == 0 ? kDeadBytes / 2 : 50;
    time += random() % 5 == 0 ? -static_cast<std::int64_t>(random() % 600) : static_cast<std::int64_t>(random() % 400);
    line.time = time;
    line.subject = static_cast<unsigned>(random() % 4);
    line.peer = static_cast<unsigned>(random() % 7);
    line.status = random() % 2 == 0 ? 503 : 404;
    lines.push_back(line);
  }
  return lines;
}

TEST(ShapeTable, CountsWhatIsLeftWithoutNumbers) {
  ShapeTable shapes;
  shapes.add("took 15 ms for 3 users", 1);
  shapes.add("took 7 ms for 1200 users", 2);
  shapes.add("rare", 3);
  const auto commonest = shapes.commonest(1);
  ASSERT_EQ(commonest.size(), 1U);
  EXPECT_EQ(commonest[0].first, "took # ms for # users");
  EXPECT_EQ(commonest[0].second.count, 2U);
  EXPECT_EQ(commonest[0].second.first_ordinal, 1U);
}

TEST(ShapeTable, MergesWithTheLinesBefore) {
  ShapeTable first, second;
  first.add("a 1", 4);
  second.add("a 2", 1);
  second.add("b", 2);
  first.merge(second, 10);
  const auto all = first.commonest(10);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].second.count, 2U);
  EXPECT_EQ(all[0].second.first_ordinal, 4U);
  EXPECT_EQ(all[1].second.first_ordinal, 12U);
}

TEST(SourceResult, MergesEventsFactsAndOffsets) {
  const auto part = [](const char* subject, std::int32_t offset_s) {
    SourceResult result;
    result.lines = 5;
    EventOf<LocalTime> event;
    event.text.subject = result.names.intern(subject);
    event.at.ordinal = 2;
    result.events.push_back(event);
    result.offsets.push_back({offset_s, LocalTime{}, LocalTime{}, 1});
    result.wordings["w"] = 2;
    return result;
  };
  SourceResult all = part("a", 3600);
  all.merge(part("b", 3600), Limits{});
  all.merge(part("a", 7200), Limits{});
  ASSERT_EQ(all.events.size(), 3U);
  EXPECT_EQ(all.names.text(all.events[1].text.subject), "b");
  EXPECT_EQ(all.events[2].text.subject, all.events[0].text.subject);
  EXPECT_EQ(all.events[2].at.ordinal, 12U);
  ASSERT_EQ(all.offsets.size(), 2U);
  EXPECT_EQ(all.offsets[0].count, 2U);
  EXPECT_EQ(all.wordings.at("w"), 6U);
}

TEST(SourceResult, MergingTwoPartsGivesTheWhole) {
  const Limits limits;
  for (unsigned seed = 0; seed < 100; ++seed) {
    std::mt19937 random(seed);
    const std::vector<Line> lines = random_lines(random, 30);
    const std::string whole = dump(result_of(lines, 0, lines.size(), limits));
    for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
      SourceResult merged = result_of(lines, 0, cut, limits);
      merged.merge(result_of(lines, cut, lines.size(), limits), limits);
      ASSERT_EQ(dump(merged), whole) << "seed " << seed << " cut at line " << cut;
    }
  }
}

TEST(SourceResult, MergingIsAssociative) {
  const Limits limits;
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::vector<Line> lines = random_lines(random, 40);
    std::size_t first = random() % (lines.size() + 1);
    std::size_t second = random() % (lines.size() + 1);
    if (second < first) std::swap(first, second);
    const auto part = [&](std::size_t from, std::size_t to) { return result_of(lines, from, to, limits); };
    SourceResult left = part(0, first);
    left.merge(part(first, second), limits);
    left.merge(part(second, lines.size()), limits);
    SourceResult tail = part(first, second);
    tail.merge(part(second, lines.size()), limits);
    SourceResult right = part(0, first);
    right.merge(std::move(tail), limits);
    ASSERT_EQ(dump(left), dump(right)) << "seed " << seed << " cut at lines " << first << " and " << second;
  }
}

TEST(SourceResult, MergingWithNothingChangesNothing) {
  const Limits limits;
  std::mt19937 random(1);
  const std::vector<Line> lines = random_lines(random, 30);
  const std::string whole = dump(result_of(lines, 0, lines.size(), limits));
  SourceResult after = result_of(lines, 0, lines.size(), limits);
  after.merge({}, limits);
  EXPECT_EQ(dump(after), whole);
  SourceResult before;
  before.merge(result_of(lines, 0, lines.size(), limits), limits);
  EXPECT_EQ(dump(before), whole);
}

TEST(SourceResult, AStretchOverASeamIsOneStretch) {
  const Limits limits;
  const std::size_t half = kDeadBytes / 2;
  Line beat;
  beat.time = 60;
  Line garbage;
  garbage.kind = Line::kGarbage;
  garbage.bytes = half;
  Line later = beat;
  later.time = 120;
  std::vector<Line> lines = {garbage, beat, garbage, garbage, later, garbage};
  for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
    SourceResult merged = result_of(lines, 0, cut, limits);
    merged.merge(result_of(lines, cut, lines.size(), limits), limits);
    ASSERT_EQ(merged.dead.size(), 1U) << cut;
    EXPECT_EQ(merged.dead[0].from, second(60)) << cut;
    EXPECT_EQ(merged.dead[0].to, second(120)) << cut;
    EXPECT_EQ(merged.head_rejected_bytes, half) << cut;
    EXPECT_EQ(merged.tail_rejected_bytes, half) << cut;
  }
  // One byte less is no stretch, wherever the seam lies.
  lines[3].bytes = half - 1;
  for (std::size_t cut = 0; cut <= lines.size(); ++cut) {
    SourceResult merged = result_of(lines, 0, cut, limits);
    merged.merge(result_of(lines, cut, lines.size(), limits), limits);
    EXPECT_TRUE(merged.dead.empty()) << cut;
  }
}

TEST(SourceResult, OrdinalsCountFromTheStartOfTheSource) {
  const Limits limits;
  Line beat;
  beat.time = 60;
  Line garbage;
  garbage.kind = Line::kGarbage;
  Line later = beat;
  later.time = 6000;
  const std::vector<Line> lines = {beat, garbage, later};
  SourceResult merged = result_of(lines, 0, 1, limits);
  merged.merge(result_of(lines, 1, 3, limits), limits);
  ASSERT_EQ(merged.tracks.tracks().size(), 1U);
  ASSERT_EQ(merged.tracks.tracks()[0].list.runs().size(), 2U);
  EXPECT_EQ(merged.tracks.tracks()[0].list.runs()[0].first_at.ordinal, 1U);
  EXPECT_EQ(merged.tracks.tracks()[0].list.runs()[1].first_at.ordinal, 3U);
  EXPECT_EQ(merged.rejects[static_cast<std::size_t>(RejectReason::kUnknownLayout)].first_ordinal, 2U);
  EXPECT_EQ(merged.lines, 3U);
}

TEST(SourceResult, KeepsNoMoreRunsThanTheLimit) {
  Limits limits;
  limits.runs = 4;
  std::vector<Line> lines;
  for (int i = 0; i < 6; ++i) {
    Line line;
    line.time = i * 1000;
    line.subject = static_cast<unsigned>(i) % 2;
    lines.push_back(line);
  }
  SourceResult merged = result_of(lines, 0, 3, limits);
  merged.merge(result_of(lines, 3, 6, limits), limits);
  std::size_t runs = 0;
  for (const SourceTrack& track : merged.tracks.tracks()) runs += track.list.runs().size();
  EXPECT_LE(runs, 4U);
  EXPECT_EQ(runs + merged.dropped_runs, 6U);
  EXPECT_EQ(merged.records, 6U);
}

TEST(RejectText, SaysEachReason) {
  for (std::size_t i = 0; i < kRejectReasons; ++i) {
    EXPECT_NE(reject_text(static_cast<RejectReason>(i)), "") << i;
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NE(reject_text(static_cast<RejectReason>(i)), reject_text(static_cast<RejectReason>(j)));
  }
}

}  // namespace
}  // namespace logscan::detail
