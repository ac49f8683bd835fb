#include "timeline/timeline.h"

#include <gtest/gtest.h>

#include "time/zone.h"
#include "timeline/duplicates.h"
#include "unit/timeline/source_spec.h"

namespace logscan::detail {
namespace {

using test::at;
using test::kWholeDay;

// A source in which each subject was seen at these seconds.
class SourceMaker {
 public:
  SourceMaker(SourceId id, const char* node) : id_(id) {
    source_.name.location = node;
    source_.parser = &parser_named("jetty.access");
    source_.node = node;
    source_.slot = RotationSlot{"request.log", local(0), local(kWholeDay)};
    source_.bytes = 100 + id;
  }
  SourceMaker& saw(const char* subject, std::initializer_list<int> times, const char* peer = nullptr,
                   std::uint64_t number = 0) {
    SourceResult& result = source_.result;
    const SignalKind kind = number == 0 ? SignalKind::kNotification : SignalKind::kNotificationRejected;
    const NameId name = result.names.intern(subject);
    const NameId peer_name = peer == nullptr ? kNoName : result.names.intern(peer);
    SourceTrack& track = result.tracks.at(kind, name, number);
    if (peer != nullptr) track.peers.add(peer_name);
    for (const int time : times) {
      track.list.add(local(time), {static_cast<std::uint64_t>(time), static_cast<std::uint64_t>(time), 10, id_}, 0,
                     signal_info(kind).link);
      result.first = result.has_time ? std::min(result.first, local(time)) : local(time);
      result.last = result.has_time ? std::max(result.last, local(time)) : local(time);
      result.has_time = true;
      ++result.records;
      result.minutes.add(local(time), mix(id_, static_cast<std::uint64_t>(time)));
    }
    return *this;
  }
  ParsedSource take() { return std::move(source_); }

 private:
  SourceId id_;
  ParsedSource source_;
};

std::string describe(const Timeline& timeline) {
  std::string text;
  for (const Track& track : timeline.tracks) {
    text += std::string(signal_info(track.kind).name) + " " + std::string(timeline.name(track.subject)) + " " +
            std::to_string(track.number) + " " + timeline.logs[track.log].node + ":";
    for (const TimedRun& run : track.runs) {
      text += " " + std::to_string((run.first - at(0)) / std::chrono::seconds(1)) + "-" +
              std::to_string((run.last - at(0)) / std::chrono::seconds(1)) + "x" + std::to_string(run.count);
    }
    text += "\n";
  }
  return text;
}

TEST(Timeline, JoinsTheRunsOfOneLog) {
  std::vector<ParsedSource> sources;
  sources.push_back(SourceMaker(0, "cuc1").saw("b", {0, 300, 600}).saw("a", {10}).take());
  sources.push_back(SourceMaker(1, "cuc1").saw("b", {900, 1500}).take());
  EXPECT_EQ(describe(build_timeline(std::move(sources), {})),
            "notification a 0 cuc1: 10-10x1\n"
            "notification b 0 cuc1: 0-900x4 1500-1500x1\n");
}

TEST(Timeline, KeepsNodesStatusesAndKindsApart) {
  std::vector<ParsedSource> sources;
  sources.push_back(
      SourceMaker(0, "cuc2").saw("a", {0}).saw("a", {5}, nullptr, 503).saw("a", {6}, nullptr, 404).take());
  sources.push_back(SourceMaker(1, "cuc1").saw("a", {10}).take());
  EXPECT_EQ(describe(build_timeline(std::move(sources), {})),
            "notification a 0 cuc1: 10-10x1\n"
            "notification a 0 cuc2: 0-0x1\n"
            "notification.rejected a 404 cuc2: 6-6x1\n"
            "notification.rejected a 503 cuc2: 5-5x1\n");
}

TEST(Timeline, LeavesDuplicatesOut) {
  std::vector<ParsedSource> sources;
  for (SourceId id : {0U, 1U}) {
    sources.push_back(SourceMaker(id, "cuc1").saw("a", {0, 300}).take());
    sources.back().digest = digest_of("equal");
    sources.back().bytes = 5;
  }
  mark_duplicates(sources);
  const Timeline timeline = build_timeline(std::move(sources), {});
  EXPECT_EQ(describe(timeline), "notification a 0 cuc1: 0-300x2\n");
  EXPECT_EQ(timeline.sources.at(1).status, SourceStatus::kDuplicate);
}

TEST(Timeline, PutsEverySourceOnItsClock) {
  std::vector<ParsedSource> sources;
  sources.push_back(SourceMaker(0, "cuc1").saw("a", {7200, 7500}).take());
  sources.back().axis = Axis::kWall;
  const Result<Zone> zone = Zone::find("+02:00");
  ASSERT_TRUE(zone.ok());
  sources.back().clock = Clock::in_zone(*zone, ClockBasis::kGiven, std::chrono::seconds(1));
  EXPECT_EQ(describe(build_timeline(std::move(sources), {})), "notification a 0 cuc1: 0-300x2\n");
}

TEST(Timeline, KnowsTheLogOfEachRecordAndTheSenders) {
  std::vector<ParsedSource> sources;
  sources.push_back(SourceMaker(0, "cuc2").saw("a", {0}, "10.0.0.1").take());
  sources.push_back(SourceMaker(1, "cuc2").saw("a", {300}, "10.0.0.2").take());
  sources.push_back(SourceMaker(2, "cuc1").saw("a", {900}, "10.0.0.3").take());
  const Timeline timeline = build_timeline(std::move(sources), {});
  ASSERT_EQ(timeline.tracks.size(), 2U);
  for (const Track& track : timeline.tracks) {
    for (const TimedRun& run : track.runs) EXPECT_EQ(timeline.log_of(run.first_at), track.log);
  }
  std::vector<std::string> peers;
  for (const NameId peer : timeline.tracks[1].peers) peers.emplace_back(timeline.name(peer));
  EXPECT_EQ(peers, (std::vector<std::string>{"10.0.0.1", "10.0.0.2"}));
  EXPECT_EQ(timeline.source(timeline.tracks[1].runs.back().last_at).name.location, "cuc2");
}

// A capture that was taken at Exchange tells of a listener that is not Exchange's.
TEST(Timeline, TakesACaptureAtASenderFromItsNode) {
  const struct {
    const char* name;
    const char* format;
    const char* node;
    const char* of;  // the log then
  } cases[] = {
      {"Sender", "capture.pcap", "10.0.0.1", ""},
      {"Listener", "capture.pcap", "cuc1", "cuc1"},
      {"AnotherAddress", "capture.pcap", "10.0.0.2", "10.0.0.2"},
      {"RequestLog", "jetty.access", "10.0.0.1", "10.0.0.1"},
      {"HostOfTheSubscription", "capture.pcap", "ex1.example.com", ""},
      {"AnotherHost", "capture.pcap", "ex2.example.com", "ex2.example.com"},
  };
  for (const auto& c : cases) {
    std::vector<ParsedSource> sources;
    sources.push_back(SourceMaker(0, c.node).saw("a", {0}, "10.0.0.1").take());
    ParsedSource& source = sources.front();
    source.parser = &parser_named(c.format);
    const NameId host = source.result.names.intern("EX1.example.com");
    source.result.tracks.at(SignalKind::kNotificationHost, host, 0)
        .list.add(local(0), {}, 0, signal_info(SignalKind::kNotificationHost).link);
    const Timeline timeline = build_timeline(std::move(sources), {});
    ASSERT_EQ(timeline.logs.size(), 1U) << c.name;
    EXPECT_EQ(timeline.logs.front().node, c.of) << c.name;
    EXPECT_EQ(timeline.sources.front().node, c.node) << c.name;
  }
}

TEST(Timeline, OfNothingIsEmpty) {
  const Timeline timeline = build_timeline({}, {});
  EXPECT_TRUE(timeline.logs.empty());
  EXPECT_TRUE(timeline.tracks.empty());
  EXPECT_EQ(timeline.name(kNoName), "");
}

}  // namespace
}  // namespace logscan::detail
