// Whatever a network and a capture do to the segments of a connection, its bytes come out the same; what is missing is
// told, byte for byte.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "parsers/capture/tcp.h"

namespace logscan::detail {
namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t count) { return static_cast<std::uint32_t>(random()) % count; }

// One call of data() or gap() after the other, with how much of the stream they cover.
struct Heard {
  std::string bytes;  // a missing byte is shown as 0
  std::uint64_t missing = 0;
  int finished = 0;
  int closed = 0;
};

class Ear final : public TcpEvents {
 public:
  void opened(const Connection&) override { ++opened_; }
  void data(const Connection&, Direction direction, std::string_view bytes, const FrameMark&) override {
    EXPECT_FALSE(bytes.empty());
    heard(direction).bytes += bytes;
  }
  void gap(const Connection&, Direction direction, std::uint64_t missing, const FrameMark&) override {
    EXPECT_GT(missing, 0U);
    heard(direction).bytes.append(missing, '\0');
    heard(direction).missing += missing;
  }
  void finished(const Connection&, Direction direction, const FrameMark&) override { ++heard(direction).finished; }
  void closed(const Connection&, CloseReason reason, const FrameMark&) override {
    ++closed_;
    reason_ = reason;
  }
  Heard& heard(Direction direction) { return heard_[static_cast<std::size_t>(direction)]; }

  int opened_ = 0;
  int closed_ = 0;
  CloseReason reason_ = CloseReason::kCaptureEnd;

 private:
  std::array<Heard, 2> heard_;
};

Endpoint endpoint(unsigned char host, std::uint16_t port) {
  Endpoint endpoint;
  endpoint.address.bytes[15] = host;
  endpoint.address.is_v4 = true;
  endpoint.port = port;
  return endpoint;
}

// A connection of which each side sends `bytes`, cut at random; each segment is acknowledged a moment later.
struct Talk {
  std::array<std::string, 2> bytes;
  std::vector<Segment> segments;  // views into `bytes`; times in steps of 100 us
};

std::string random_text(Random& random, std::size_t size) {
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>('a' + below(random, 26));
  return text;
}

void make_talk(Random& random, Talk& talk) {
  const Endpoint client = endpoint(1, 50000), server = endpoint(2, 7080);
  // Near the wrap as often as not.
  const std::uint32_t isn[2] = {
      below(random, 2) == 0 ? 0xffffffffU - below(random, 3000) : static_cast<std::uint32_t>(random()),
      static_cast<std::uint32_t>(random())};
  std::uint32_t sent[2] = {0, 0};
  std::uint16_t id = 0;
  const auto add = [&](int side, std::uint8_t flags, std::uint32_t seq, std::string_view payload) {
    Segment segment;
    segment.from = side == 0 ? client : server;
    segment.to = side == 0 ? server : client;
    segment.seq = isn[side] + seq;
    segment.ack = isn[1 - side] + 1 + sent[1 - side];
    segment.flags = flags;
    segment.payload = payload;
    segment.payload_length = static_cast<std::uint32_t>(payload.size());
    segment.ip_id = ++id;
    segment.mark.time = Timestamp{std::chrono::microseconds(100 * std::int64_t{id})};
    segment.mark.number = id;
    talk.segments.push_back(segment);
  };
  constexpr std::uint8_t kAck = TcpFlags::kAck, kSyn = TcpFlags::kSyn, kFin = TcpFlags::kFin;
  add(0, kSyn, 0, {});
  add(1, kSyn | kAck, 0, {});
  add(0, kAck, 1, {});
  for (std::string& bytes : talk.bytes) bytes = random_text(random, 1 + below(random, 20000));
  while (sent[0] < talk.bytes[0].size() || sent[1] < talk.bytes[1].size()) {
    const int side = static_cast<int>(below(random, 2));
    const std::string_view rest = std::string_view(talk.bytes[static_cast<std::size_t>(side)]).substr(sent[side]);
    if (rest.empty()) continue;
    const std::string_view payload = rest.substr(0, 1 + below(random, 1460));
    add(side, kAck, 1 + sent[side], payload);
    sent[side] += static_cast<std::uint32_t>(payload.size());
    if (below(random, 2) == 0) add(1 - side, kAck, 1 + sent[1 - side], {});
  }
  add(0, kAck | kFin, 1 + sent[0], {});
  ++sent[0];
  add(1, kAck | kFin, 1 + sent[1], {});
}

// Moves segments by less than `window` places; the opening stays in front.
void shuffle(Random& random, std::vector<Segment>& segments, std::uint32_t window) {
  std::vector<std::pair<std::uint32_t, Segment>> keyed;
  for (std::uint32_t i = 0; i < segments.size(); ++i) {
    keyed.emplace_back(i < 3 ? i : i + below(random, window), segments[i]);
  }
  std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  // A capture is in the order of its times.
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const FrameMark mark = segments[i].mark;
    segments[i] = keyed[i].second;
    segments[i].mark = mark;
  }
}

// Adds copies of segments as they are, and segments that cover parts of others.
void repeat(Random& random, const Talk& talk, std::vector<Segment>& segments) {
  const std::size_t count = segments.size();
  for (std::size_t i = 3; i < count; ++i) {
    const Segment segment = segments[i];
    if (segment.payload.empty() || below(random, 4) != 0) continue;
    Segment again = segment;
    if (below(random, 3) != 0) {
      // A part of the stream that begins within the segment and ends anywhere.
      const std::string& bytes = talk.bytes[segment.from.port == 50000 ? 0 : 1];
      const auto begin = static_cast<std::size_t>(segment.payload.data() - bytes.data()) +
                         below(random, static_cast<std::uint32_t>(segment.payload.size()));
      again.payload = std::string_view(bytes).substr(begin, 1 + below(random, 3000));
      again.payload_length = static_cast<std::uint32_t>(again.payload.size());
      again.seq = segment.seq + static_cast<std::uint32_t>(again.payload.data() - segment.payload.data());
      again.ip_id = static_cast<std::uint16_t>(again.ip_id + 30000);
    }
    segments.insert(segments.begin() + static_cast<std::ptrdiff_t>(std::min(segments.size(), i + below(random, 6))),
                    again);
  }
  for (std::size_t i = 0; i < segments.size(); ++i) {
    segments[i].mark.time = Timestamp{std::chrono::microseconds(100 * static_cast<std::int64_t>(i))};
  }
}

void expect_all(Ear& ear, const Talk& talk) {
  for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
    const Heard& heard = ear.heard(direction);
    EXPECT_TRUE(heard.bytes == talk.bytes[static_cast<std::size_t>(direction)]);
    EXPECT_EQ(heard.missing, 0U);
    EXPECT_EQ(heard.finished, 1);
  }
  EXPECT_EQ(ear.opened_, 1);
  EXPECT_EQ(ear.closed_, 1);
  EXPECT_EQ(ear.reason_, CloseReason::kFinished);
}

TEST(Reassembly, AnyOrderRepetitionAndOverlapGivesTheSameBytes) {
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Talk talk;
    make_talk(random, talk);
    std::vector<Segment> segments = talk.segments;
    if (seed % 3 != 0) repeat(random, talk, segments);
    if (seed % 4 != 0) shuffle(random, segments, 1 + below(random, 60));
    TcpStreams streams;
    Ear ear;
    for (const Segment& segment : segments) streams.take(segment, ear);
    EXPECT_EQ(streams.counters().gaps, 0U);
    streams.finish(ear);
    expect_all(ear, talk);
    if (HasFailure()) break;
  }
}

// Whether each segment is copied where the capture takes it, or not, it is seen once.
TEST(Reassembly, DoubledPacketsChangeNothing) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Talk talk;
    make_talk(random, talk);
    TcpStreams streams;
    Ear ear;
    for (const Segment& segment : talk.segments) {
      streams.take(segment, ear);
      streams.take(segment, ear);
    }
    streams.finish(ear);
    expect_all(ear, talk);
    EXPECT_EQ(streams.counters().doubled, talk.segments.size());
    EXPECT_EQ(streams.counters().retransmissions, 0U);
    if (HasFailure()) break;
  }
}

TEST(Reassembly, WhatIsLostIsTold) {
  std::uint64_t lost_in_all = 0;
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    Talk talk;
    make_talk(random, talk);
    std::array<std::string, 2> expected = talk.bytes;
    std::vector<Segment> segments;
    std::uint64_t lost[2] = {0, 0};
    for (std::size_t i = 0; i < talk.segments.size(); ++i) {
      Segment segment = talk.segments[i];
      const std::size_t side = segment.from.port == 50000 ? 0 : 1;
      const std::size_t begin = segment.seq - talk.segments[side].seq - 1;
      // Some are not captured, of some only the front.
      const std::uint32_t fate = i < 3 || segment.payload.empty() ? 9 : below(random, 10);
      if (fate > 1) {
        segments.push_back(segment);
        continue;
      }
      const std::size_t kept = fate == 0 ? 0 : below(random, static_cast<std::uint32_t>(segment.payload.size()));
      std::fill_n(expected[side].begin() + static_cast<std::ptrdiff_t>(begin + kept), segment.payload.size() - kept,
                  '\0');
      lost[side] += segment.payload.size() - kept;
      segment.payload = segment.payload.substr(0, kept);
      if (fate == 1) segments.push_back(segment);
    }
    if (seed % 2 != 0) shuffle(random, segments, 1 + below(random, 60));
    TcpStreams streams;
    Ear ear;
    for (const Segment& segment : segments) streams.take(segment, ear);
    streams.finish(ear);
    for (const Direction direction : {Direction::kToServer, Direction::kToClient}) {
      const auto side = static_cast<std::size_t>(direction);
      EXPECT_TRUE(ear.heard(direction).bytes == expected[side]);
      EXPECT_EQ(ear.heard(direction).missing, lost[side]);
      EXPECT_EQ(ear.heard(direction).finished, 1);
    }
    EXPECT_EQ(streams.counters().missing_bytes, lost[0] + lost[1]);
    EXPECT_EQ(ear.closed_, 1);
    lost_in_all += lost[0] + lost[1];
    if (HasFailure()) break;
  }
  EXPECT_GT(lost_in_all, 0U);
}

}  // namespace
}  // namespace logscan::detail
