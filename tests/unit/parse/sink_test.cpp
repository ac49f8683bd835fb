#include "parse/sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using std::chrono::minutes;

LocalTime minute(std::int64_t n) { return LocalTime{minutes(n)}; }

// A sink that is fed by hand, one record of text after another.
class Feed {
 public:
  explicit Feed(const Limits& limits = {}, Sink::Texts texts = Sink::Texts::kRereadable, Axis axis = Axis::kStated)
      : limits_(limits), axis_(axis), sink_(3, axis, texts, limits_, nullptr) {}

  Feed& beat(std::int64_t at, const std::string& subject, const std::string& peer = "p", std::uint64_t number = 0) {
    const SignalKind kind = number == 0 ? SignalKind::kNotification : SignalKind::kNotificationRejected;
    const RecordRef ref = record("beat " + std::to_string(at) + " " + subject + "\n");
    const NameId name = sink_.name(subject);
    sink_.signal(kind, name, sink_.name(peer), number, 1, time(minute(at)), ref);
    return *this;
  }
  Feed& alive(std::int64_t at) {
    sink_.alive(time(minute(at)), record("alive\n"));
    return *this;
  }
  Feed& reject(std::size_t bytes, RejectReason reason = RejectReason::kUnknownLayout) {
    const std::string text(bytes, '?');
    sink_.reject(record(text), reason);
    return *this;
  }
  Feed& time_of_axis(const WallTime& time, const std::string& subject) {
    sink_.signal(SignalKind::kNotification, sink_.name(subject), kNoName, 0, 0, time, record("other axis\n"));
    return *this;
  }
  Feed& event(std::int64_t at, const std::string& subject, std::optional<WallTime> told = std::nullopt) {
    EventText text;
    text.subject = sink_.name(subject);
    sink_.event(EventKind::kServiceFailed, text, time(minute(at)), record("event " + subject + "\n"), told);
    return *this;
  }
  SourceResult end() { return sink_.finish(); }
  Sink& sink() { return sink_; }
  [[nodiscard]] std::uint64_t bytes() const { return offset_; }

 private:
  // The text lives until the next record, as in a block.
  RecordRef record(const std::string& text) {
    text_ = text;
    sink_.next_line();
    const RecordRef ref{text_, offset_, sink_.line()};
    offset_ += text_.size();
    return ref;
  }
  [[nodiscard]] WallTime time(LocalTime at) const { return {at, axis_ == Axis::kStated ? 0 : WallTime::kNoOffset}; }

  Limits limits_;
  Axis axis_;
  std::string text_;
  std::uint64_t offset_ = 0;
  Sink sink_;
};

std::uint64_t rejects(const SourceResult& result, RejectReason reason) {
  return result.rejects[static_cast<std::size_t>(reason)].count;
}

std::vector<std::string> runs(const SourceResult& result) {
  std::vector<std::string> all;
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs()) {
      all.push_back(std::string(result.names.text(track.subject)) + " " +
                    std::to_string(run.first.time_since_epoch() / minutes(1)) + "-" +
                    std::to_string(run.last.time_since_epoch() / minutes(1)) + " x" + std::to_string(run.count));
    }
  }
  return all;
}

using Texts = std::vector<std::string>;

TEST(Sink, CountsEveryByteOnce) {
  Feed feed;
  feed.beat(1, "a").alive(2).reject(10).beat(3, "a", "p", 503).reject(20, RejectReason::kBadTime);
  feed.sink().continuation("343\n");
  const std::uint64_t bytes = feed.bytes() + 4;
  const SourceResult result = feed.end();
  EXPECT_EQ(test::ledger(result), bytes);
  EXPECT_EQ(result.records, 3U);
  EXPECT_EQ(result.continuation, 1U);
  EXPECT_EQ(result.continuation_bytes, 4U);
  EXPECT_EQ(result.rejected, 2U);
  EXPECT_EQ(result.rejected_bytes, 30U);
  EXPECT_EQ(rejects(result, RejectReason::kUnknownLayout), 1U);
  EXPECT_EQ(rejects(result, RejectReason::kBadTime), 1U);
  EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kBadTime)].first_ordinal, 5U);
  EXPECT_EQ(result.lines, 5U);
}

TEST(Sink, CollapsesSignalsBySubjectAndNumber) {
  Feed feed;
  feed.beat(0, "a")
      .beat(5, "a")
      .beat(5, "b")
      .beat(11, "a")
      .beat(12, "a", "q", 503)
      .beat(12, "a", "q", 404)
      .beat(27, "a", "q", 503);
  const SourceResult result = feed.end();
  // 330 s link notifications, 900 s link rejections of one status.
  EXPECT_EQ(runs(result), (Texts{"a 0-5 x2", "a 11-11 x1", "b 5-5 x1", "a 12-27 x2", "a 12-12 x1"}));
  EXPECT_EQ(result.tracks.tracks()[0].number, 0U);
  EXPECT_EQ(result.tracks.tracks()[2].number, 503U);
  EXPECT_EQ(result.tracks.tracks()[3].number, 404U);
}

TEST(Sink, KeepsTheLeastAndGreatestTimeAndThoseInTheFile) {
  Feed feed;
  feed.beat(10, "a").alive(3).beat(20, "a").alive(15);
  const SourceResult result = feed.end();
  EXPECT_TRUE(result.has_time);
  EXPECT_EQ(result.first, minute(3));
  EXPECT_EQ(result.last, minute(20));
  EXPECT_EQ(result.first_in_file, minute(10));
  EXPECT_EQ(result.last_in_file, minute(15));
}

TEST(Sink, PutsStatedTimesOnUtc) {
  Feed feed;
  feed.time_of_axis({minute(330), 5 * 3600 + 1800}, "a").time_of_axis({minute(-60), -3600}, "b");
  const SourceResult result = feed.end();
  EXPECT_EQ(runs(result), (Texts{"a 0-0 x1", "b 0-0 x1"}));
  EXPECT_EQ(result.stated_offset_s, 19800) << "of the first record";
}

TEST(Sink, RejectsRecordsOfTheOtherAxis) {
  Feed stated;
  stated.beat(1, "a").time_of_axis({minute(2), WallTime::kNoOffset}, "a");
  const SourceResult of_stated = stated.end();
  EXPECT_EQ(of_stated.records, 1U);
  EXPECT_EQ(rejects(of_stated, RejectReason::kNoZone), 1U);

  Feed wall({}, Sink::Texts::kRereadable, Axis::kWall);
  wall.beat(1, "a").time_of_axis({minute(2), 0}, "a");
  const SourceResult of_wall = wall.end();
  EXPECT_EQ(of_wall.records, 1U);
  EXPECT_EQ(rejects(of_wall, RejectReason::kNoZone), 1U);
  EXPECT_EQ(of_wall.stated_offset_s, 0);
}

TEST(Sink, KeepsEachEventWithItsPlace) {
  const SourceResult result = Feed().alive(1).event(2, "a").event(2, "a").end();
  ASSERT_EQ(result.events.size(), 2U);
  EXPECT_EQ(result.records, 3U);
  EXPECT_EQ(result.events[1].time, minute(2));
  EXPECT_EQ(result.events[1].at.ordinal, 3U);
  EXPECT_EQ(result.names.text(result.events[1].text.subject), "a");
}

TEST(Sink, AnEventMayTellOfAnotherTimeThanItsRecords) {
  const SourceResult result = Feed().event(5, "a", WallTime{minute(3), 0}).event(6, "b", WallTime{minute(3)}).end();
  EXPECT_EQ(result.events[0].time, minute(3));
  EXPECT_EQ(result.events[1].time, minute(6)) << "a time of the other axis tells nothing";
  EXPECT_EQ(result.first, minute(5)) << "the source is as old as its records";
}

TEST(Sink, BoundsItsEvents) {
  Limits limits;
  limits.events = 2;
  const SourceResult result = Feed(limits).event(1, "a").event(2, "a").event(3, "a").end();
  EXPECT_EQ(result.events.size(), 2U);
  EXPECT_EQ(result.dropped_events, 1U);
  EXPECT_EQ(result.records, 3U);
}

TEST(Sink, KeepsTheTextOfAnEventOfAStream) {
  const SourceResult result = Feed({}, Sink::Texts::kStream).alive(1).event(2, "a").end();
  ASSERT_EQ(result.excerpts.size(), 1U);
  EXPECT_EQ(result.excerpts.begin()->second, "event a\n");
}

TEST(Sink, TakesAnOffsetOfTheClockInQuartersOfAnHour) {
  struct OffsetCase {
    const char* name;
    std::int64_t ahead_s;
    std::optional<std::int32_t> offset_s;
  };
  const OffsetCase cases[] = {
      {"Utc", 0, 0},
      {"West", -5 * 3600, -5 * 3600},
      {"WrittenLate", -5 * 3600 + 60, -5 * 3600},
      {"WrittenTooLate", -5 * 3600 + 61, std::nullopt},
      {"India", 19800, 19800},
      {"Nepal", 20700, 20700},
      {"StampedEarly", 3600 - 60, 3600},
      {"NoZoneIsThat", 15 * 3600, std::nullopt},
  };
  for (const OffsetCase& test : cases) {
    Feed feed;
    feed.sink().anchor(minute(1000) + std::chrono::seconds(test.ahead_s), minute(1000));
    const SourceResult result = feed.end();
    ASSERT_EQ(result.offsets.empty(), !test.offset_s) << test.name;
    if (test.offset_s) {
      EXPECT_EQ(result.offsets[0].offset_s, *test.offset_s) << test.name;
    }
  }
}

TEST(Sink, JoinsEqualOffsetsThatFollowEachOther) {
  Feed feed;
  const auto anchor = [&](std::int64_t at, int hours) {
    feed.sink().anchor(minute(at) + std::chrono::hours(hours), minute(at));
  };
  anchor(0, -5);
  anchor(10, -5);
  anchor(20, -4);
  const SourceResult result = feed.end();
  ASSERT_EQ(result.offsets.size(), 2U);
  EXPECT_EQ(result.offsets[0].count, 2U);
  EXPECT_EQ(result.offsets[0].last, minute(10) - std::chrono::hours(5));
  EXPECT_EQ(result.offsets[1].offset_s, -4 * 3600);
}

TEST(Sink, BoundsItsSubjects) {
  Limits limits;
  limits.subjects = 3;  // addresses count as well
  Feed feed(limits);
  feed.beat(0, "a").beat(1, "b").beat(2, "c").beat(3, "a").beat(4, "d", "q").beat(5, "b", "q");
  const SourceResult result = feed.end();
  EXPECT_EQ(runs(result), (Texts{"a 0-3 x2", "b 1-5 x2"}));
  EXPECT_EQ(result.names.size(), 3U);
  // The sender of b's second beat has no room among the names.
  ASSERT_EQ(result.tracks.tracks().size(), 2U);
  EXPECT_FALSE(result.tracks.tracks()[0].peers.more());
  EXPECT_TRUE(result.tracks.tracks()[1].peers.more());
  EXPECT_EQ(result.dropped_subjects, 2U);
  EXPECT_EQ(rejects(result, RejectReason::kTooMany), 2U);
  EXPECT_EQ(result.records, 4U);
  EXPECT_EQ(test::ledger(result), feed.bytes());
}

TEST(Sink, BoundsItsRuns) {
  Limits limits;
  limits.runs = 3;
  Feed feed(limits);
  feed.beat(0, "a").beat(10, "a").beat(20, "b").beat(30, "a").beat(40, "a").beat(41, "b").beat(14, "a").beat(24, "b");
  const SourceResult result = feed.end();
  EXPECT_EQ(runs(result), (Texts{"a 0-0 x1", "a 10-14 x2", "b 20-24 x2"}));
  EXPECT_EQ(result.dropped_runs, 3U);
  EXPECT_EQ(result.records, 8U) << "what a run would have held is parsed all the same";
  EXPECT_EQ(test::ledger(result), feed.bytes());
}

TEST(Sink, BoundsItsRunsOfLateRecordsToo) {
  Limits limits;
  limits.runs = 3;
  Feed feed(limits);
  for (int i = 20; i > 0; --i) feed.beat(i * 10, "a");
  const SourceResult result = feed.end();
  EXPECT_EQ(runs(result), (Texts{"a 180-180 x1", "a 190-190 x1", "a 200-200 x1"}));
  EXPECT_EQ(result.dropped_runs, 17U);
  EXPECT_EQ(result.records, 20U);
}

TEST(Sink, RunsThatAreJoinedMakeRoom) {
  Limits limits;
  limits.runs = 2;
  Feed feed(limits);
  feed.beat(0, "a").beat(10, "a").beat(5, "a").beat(30, "a");
  const SourceResult result = feed.end();
  EXPECT_EQ(runs(result), (Texts{"a 0-10 x3", "a 30-30 x1"}));
  EXPECT_EQ(result.dropped_runs, 0U);
}

TEST(Sink, TellsStretchesWithoutAUsableRecord) {
  const struct {
    const char* name;
    std::size_t before, between, after;
    std::uint64_t head, tail;
    std::size_t dead;
  } cases[] = {
      {"None", 0, 0, 0, 0, 0, 0},
      {"JustTooShort", 0, kDeadBytes - 1, 0, 0, 0, 0},
      {"JustLongEnough", 0, kDeadBytes, 0, 0, 0, 1},
      {"HeadAndTail", 5000, 0, 6000, 5000, 6000, 0},
      {"All", 1, kDeadBytes + 1, 2, 1, 2, 1},
  };
  for (const auto& c : cases) {
    Feed feed;
    if (c.before > 0) feed.reject(c.before);
    feed.beat(1, "a");
    // In two pieces: what counts is the stretch.
    if (c.between > 0) feed.reject(c.between / 2).reject(c.between - c.between / 2);
    feed.alive(2);
    if (c.after > 0) feed.reject(c.after);
    const SourceResult result = feed.end();
    EXPECT_EQ(result.head_rejected_bytes, c.head) << c.name;
    EXPECT_EQ(result.tail_rejected_bytes, c.tail) << c.name;
    ASSERT_EQ(result.dead.size(), c.dead) << c.name;
    if (c.dead > 0) {
      EXPECT_EQ(result.dead[0].from, minute(1)) << c.name;
      EXPECT_EQ(result.dead[0].to, minute(2)) << c.name;
      EXPECT_TRUE(result.dead[0].has_from && result.dead[0].has_to) << c.name;
    }
  }
  Feed garbage;
  garbage.reject(9000);
  const SourceResult result = garbage.end();
  EXPECT_FALSE(result.has_time);
  EXPECT_EQ(result.head_rejected_bytes, 9000U);
  EXPECT_EQ(result.tail_rejected_bytes, 0U);
}

// ---- excerpts ----

Texts excerpts(const SourceResult& result) {
  std::map<std::uint64_t, std::string> sorted(result.excerpts.begin(), result.excerpts.end());
  Texts texts;
  for (const auto& [offset, text] : sorted) texts.push_back(text);
  return texts;
}

TEST(Sink, KeepsNoTextThatCanBeReadAgain) {
  Feed feed;
  feed.beat(0, "a").beat(50, "a");
  EXPECT_TRUE(feed.end().excerpts.empty());
}

TEST(Sink, KeepsTheFirstAndLastRecordOfEachRunOfAStream) {
  Feed feed({}, Sink::Texts::kStream);
  feed.beat(0, "a").beat(1, "b").beat(5, "a").beat(9, "a").beat(30, "a").beat(32, "a").beat(33, "a").alive(34).reject(
      10);
  EXPECT_EQ(excerpts(feed.end()), (Texts{"beat 0 a\n", "beat 1 b\n", "beat 9 a\n", "beat 30 a\n", "beat 33 a\n"}));
}

TEST(Sink, KeepsTheTextOfALateRecordThatBordersARun) {
  Feed feed({}, Sink::Texts::kStream);
  // 20 begins the run of 22, 24 lies within it, 3 ends the run of 0, 10 is one of its own.
  feed.beat(0, "a").beat(22, "a").beat(26, "a").beat(20, "a").beat(24, "a").beat(3, "a").beat(10, "a");
  const SourceResult result = feed.end();
  EXPECT_EQ(runs(result), (Texts{"a 0-3 x2", "a 10-10 x1", "a 20-26 x4"}));
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs()) {
      ASSERT_EQ(result.excerpts.count(run.first_at.offset), 1U);
      ASSERT_EQ(result.excerpts.count(run.last_at.offset), 1U);
    }
  }
  const Texts texts = excerpts(result);
  EXPECT_EQ(std::count(texts.begin(), texts.end(), "beat 24 a\n"), 0) << "it borders nothing";
}

TEST(Sink, BoundsItsExcerpts) {
  Limits limits;
  limits.excerpt_bytes = 20;
  Feed feed(limits, Sink::Texts::kStream);
  feed.beat(0, "a").beat(20, "a").beat(40, "a").beat(60, "a");  // texts of 9 and 10 bytes
  EXPECT_EQ(excerpts(feed.end()), (Texts{"beat 0 a\n", "beat 20 a\n"}));

  limits.excerpt_bytes = 0;
  Feed none(limits, Sink::Texts::kStream);
  none.beat(0, "a").beat(3, "a").beat(20, "a");
  const SourceResult result = none.end();
  EXPECT_TRUE(result.excerpts.empty());
  // Both ends of each run can still be told apart.
  const std::unordered_map<std::uint64_t, std::uint64_t> expected = {
      {0, excerpt_digest("beat 0 a")}, {9, excerpt_digest("beat 3 a\n")}, {18, excerpt_digest("beat 20 a")}};
  EXPECT_EQ(result.excerpt_digests, expected);
  EXPECT_NE(excerpt_digest("beat 0 a"), excerpt_digest("beat 3 a"));
}

TEST(Sink, QuotesALongRecordByItsFront) {
  Feed feed({}, Sink::Texts::kStream);
  feed.beat(0, std::string(5000, 'x'));
  const Texts texts = excerpts(feed.end());
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0], ("beat 0 " + std::string(5000, 'x')).substr(0, 2048));
}

TEST(Sink, KnowsTheLongestStepBackWhereverTheSourceIsCut) {
  std::mt19937 random(3);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::int64_t> times;
    std::int64_t latest = 0, longest = 0;
    for (std::size_t i = 0, n = 1 + random() % 12; i < n; ++i) {
      times.push_back(static_cast<std::int64_t>(random() % 20));
      latest = i == 0 ? times[0] : std::max(latest, times[i]);
      longest = std::max(longest, latest - times[i]);
    }
    const std::size_t cut = random() % (times.size() + 1);
    Feed front, back;
    for (std::size_t i = 0; i < times.size(); ++i) (i < cut ? front : back).alive(times[i]);
    SourceResult whole = front.end();
    whole.merge(back.end(), Limits());
    EXPECT_EQ(whole.longest_step_back, minutes(longest)) << ::testing::PrintToString(times) << " cut at " << cut;
  }
}

// A watcher sees each record once, and the sink keeps nothing of them.
TEST(Sink, HandsRecordsToItsWatcherInTheirPlace) {
  struct Seen final : RecordWatcher {
    std::vector<std::string> lines;
    void on_record(const RecordRef& record, std::optional<LocalTime> at, NameId subject, NameId) override {
      lines.push_back(std::to_string(record.ordinal) +
                      (at ? " at " + std::to_string(at->time_since_epoch() / minutes(1)) : " untimed") +
                      (subject == kNoName ? "" : " named"));
    }
    void on_reject(const RecordRef& record) override { lines.push_back(std::to_string(record.ordinal) + " rejected"); }
    void on_long_line(std::uint64_t bytes, std::uint64_t ordinal) override {
      lines.push_back(std::to_string(ordinal) + " of " + std::to_string(bytes));
    }
    void on_event(EventKind, const EventText&, LocalTime, const RecordRef&) override { lines.emplace_back("event"); }
  } seen;
  Feed feed;
  feed.sink().watch(seen);
  feed.beat(1, "a").alive(2).reject(10).event(4, "service");
  feed.sink().timeless({"x\n", 0, 5});
  feed.sink().reject_bytes(7, 6, RejectReason::kTooLong);
  feed.sink().continuation("343\n");
  EXPECT_EQ(seen.lines, Texts({"1 at 1 named", "2 at 2", "3 rejected", "4 at 4 named", "5 untimed", "6 of 7"}));
  const SourceResult result = feed.end();
  EXPECT_EQ(result.records + result.rejected, 0U);
  EXPECT_TRUE(result.events.empty());
  EXPECT_TRUE(runs(result).empty());
}

}  // namespace
}  // namespace logscan::detail
