#include "parse/omission.h"

#include <gtest/gtest.h>

#include "parse/sink.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

LocalTime second(int n) { return LocalTime{minutes(100) + seconds(n)}; }

using Taken = std::map<SourceId, std::uint64_t>;

TEST(Omission, TakesWholeMinutes) {
  ComparedRecords none;
  Omission omission(7, {{101, 3}, {103, 4}}, none);
  EXPECT_FALSE(omission.takes(second(59), 1));
  EXPECT_TRUE(omission.takes(second(60), 1));
  EXPECT_TRUE(omission.takes(second(119), 2));
  EXPECT_FALSE(omission.takes(second(120), 1));
  EXPECT_TRUE(omission.takes(second(180), 1));
  EXPECT_FALSE(omission.takes(second(240), 1));
  EXPECT_EQ(omission.taken(), (Taken{{3, 2}, {4, 1}}));
  EXPECT_TRUE(none.records.empty());
}

TEST(Omission, ComparesRecordByRecord) {
  ComparedRecords compared;
  const std::vector<Omission::Minute> shared = {{100, kNoSource}};
  Omission first(0, shared, compared);
  // The first copy keeps all that it has, also what it has twice.
  for (const std::uint64_t hash : {1U, 2U, 2U}) EXPECT_FALSE(first.takes(second(1), hash));
  EXPECT_TRUE(first.taken().empty());
  Omission later(1, shared, compared);
  EXPECT_TRUE(later.takes(second(1), 2));
  EXPECT_TRUE(later.takes(second(1), 2));
  EXPECT_FALSE(later.takes(second(1), 2)) << "one more than the first copy has";
  EXPECT_FALSE(later.takes(second(1), 3));
  EXPECT_FALSE(later.takes(second(60), 1)) << "in a minute that is not compared";
  EXPECT_EQ(later.taken(), (Taken{{0, 2}}));
  Omission last(2, shared, compared);
  for (const std::uint64_t hash : {3U, 2U, 2U, 2U, 1U}) EXPECT_TRUE(last.takes(second(1), hash)) << hash;
  EXPECT_FALSE(last.takes(second(1), 1));
  EXPECT_EQ(last.taken(), (Taken{{0, 4}, {1, 1}}));
}

TEST(Omission, WhatItTakesOnlyShowsThatTheLogGoesOn) {
  ComparedRecords none;
  Omission omission(0, {{100, 5}}, none);
  const Limits limits;
  Sink sink(0, Axis::kStated, Sink::Texts::kStream, limits, nullptr, &omission);
  std::uint64_t offset = 0;
  const auto record = [&](std::string_view text) {
    sink.next_line();
    const RecordRef ref{text, offset, sink.line()};
    offset += text.size();
    return ref;
  };
  sink.signal(SignalKind::kNotification, sink.name("a"), sink.name("p"), 0, 1, {second(5), 0}, record("one\n"));
  sink.alive({second(10), 0}, record("three\n"));
  sink.signal(SignalKind::kNotification, sink.name("a"), kNoName, 0, 1, {second(70), 0}, record("seventy\n"));
  const SourceResult result = sink.finish();
  EXPECT_EQ(result.records, 1U);
  EXPECT_EQ(result.parsed_bytes, 8U);
  EXPECT_EQ(result.skipped, 2U);
  EXPECT_EQ(result.skipped_bytes, 10U);
  EXPECT_EQ(test::ledger(result), offset);
  EXPECT_EQ(result.lines, 3U);
  EXPECT_EQ(result.first, second(5));
  EXPECT_EQ(result.first_in_file, second(5));
  EXPECT_EQ(result.last, second(70));
  ASSERT_EQ(result.minutes.minutes().size(), 2U);
  EXPECT_EQ(result.minutes.minutes()[0].count, 2U) << "what is read again is compared with what was read before";
  ASSERT_EQ(result.tracks.tracks().size(), 1U);
  ASSERT_EQ(result.tracks.tracks()[0].list.runs().size(), 1U);
  EXPECT_EQ(result.tracks.tracks()[0].list.runs()[0].count, 1U);
  ASSERT_EQ(result.excerpts.size(), 1U);
  EXPECT_EQ(result.excerpts.begin()->second, "seventy\n");
}

std::uint64_t fingerprint_of(std::string_view record) {
  const Limits limits;
  Sink sink(0, Axis::kStated, Sink::Texts::kRereadable, limits, nullptr);
  sink.alive({second(0), 0}, {record, 0, 1});
  return sink.finish().minutes.minutes().at(0).fingerprint;
}

TEST(Omission, SignsOfLifeDifferByWhatTheySay) {
  const std::string line = R"(10.0.0.9 - - [29/Jun/2014:09:30:00 +0000] "GET /status?a HTTP/1.1" 200 343)";
  const std::uint64_t one = fingerprint_of(line + "\n");
  EXPECT_EQ(fingerprint_of(line), one) << "the end of the last line may be lost";
  EXPECT_EQ(fingerprint_of(line + "\r\n"), one);
  std::string other = line;
  other[7] = '8';
  EXPECT_NE(fingerprint_of(other), one) << "another client";
  other = line;
  other[other.size() - 1] = '4';
  EXPECT_NE(fingerprint_of(other), one) << "another size";
  EXPECT_NE(fingerprint_of("short"), fingerprint_of("shore"));
  EXPECT_NE(fingerprint_of("x"), fingerprint_of(""));
}

}  // namespace
}  // namespace logscan::detail
