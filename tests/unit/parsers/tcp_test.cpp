#include "parsers/capture/tcp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace logscan::detail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::uint8_t kAck = TcpFlags::kAck, kSyn = TcpFlags::kSyn, kFin = TcpFlags::kFin, kRst = TcpFlags::kRst;

const char* name(CloseReason reason) {
  constexpr const char* kNames[] = {"finished", "reset",   "refused",     "unanswered",
                                    "replaced", "evicted", "capture end", "unfinished"};
  return kNames[static_cast<int>(reason)];
}

// What was told, a line for each call: `2> text` is data of connection 2 to its server, `2<-5` a gap of five bytes to
// its client.
class Story final : public TcpEvents {
 public:
  void opened(const Connection& connection) override {
    lines.push_back(std::to_string(connection.number) + " " + connection.client.text() + " " +
                    connection.server.text());
  }
  void data(const Connection& connection, Direction direction, std::string_view bytes, const FrameMark& mark) override {
    lines.push_back(front(connection, direction) + " " + std::string(bytes));
    times.push_back(mark.time);
  }
  void gap(const Connection& connection, Direction direction, std::uint64_t missing, const FrameMark&) override {
    lines.push_back(front(connection, direction) + "-" + std::to_string(missing));
  }
  void finished(const Connection& connection, Direction direction, const FrameMark&) override {
    lines.push_back(front(connection, direction) + ".");
  }
  void closed(const Connection& connection, CloseReason reason, const FrameMark& mark) override {
    lines.push_back(std::to_string(connection.number) + " " + name(reason));
    last = connection;
    closing = mark;
  }

  // What was told since the last call, without the openings.
  std::vector<std::string> take() {
    std::erase_if(lines, [](const std::string& line) { return line.find(':') != std::string::npos; });
    return std::exchange(lines, {});
  }

  std::vector<std::string> lines;
  std::vector<Timestamp> times;
  Connection last;  // that was closed
  FrameMark closing;

 private:
  static std::string front(const Connection& connection, Direction direction) {
    return std::to_string(connection.number) + (direction == Direction::kToServer ? ">" : "<");
  }
};

// The last moment at which what is missing may still turn up.
constexpr std::int64_t kWait = std::chrono::milliseconds(60000).count();
static_assert(TcpStreams::kDisorder == std::chrono::milliseconds(kWait));

constexpr std::int64_t kBegin = 1404055835000;
Timestamp at(std::int64_t millis) { return Timestamp{std::chrono::milliseconds(kBegin + millis)}; }

// A client on port 50000 and a server on port 7080, whose numbers begin at 1000 and 5000. Each packet comes a
// millisecond after the one before it, with an id of its own.
class Wire {
 public:
  explicit Wire(const TcpLimits& limits = {}) : streams(limits) {
    client.address.is_v4 = server.address.is_v4 = true;
    client.address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1};
    server.address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 2};
    client.port = 50000;
    server.port = 7080;
  }

  void send(Segment segment, std::int64_t after = 1) {
    now += after;
    segment.mark = {at(now), ++frames, frames * 100, 100};
    segment.ip_id = static_cast<std::uint16_t>(frames);
    if (segment.payload_length == 0) segment.payload_length = static_cast<std::uint32_t>(segment.payload.size());
    last = segment;
    streams.take(segment, story);
  }
  // The last packet once more, as a capture on two interfaces has it.
  void again(std::int64_t after = 1) {
    now += after;
    last.mark = {at(now), ++frames, frames * 100, 100};
    streams.take(last, story);
  }
  // `at` and `acked` count bytes of the stream from 1, as the number behind the SYN.
  void to_server(std::uint8_t flags, std::uint32_t byte, std::uint32_t acked, std::string_view text = {},
                 std::int64_t after = 1) {
    send({.from = client, .to = server, .seq = isn + byte, .ack = 5000 + acked, .flags = flags, .payload = text},
         after);
  }
  void to_client(std::uint8_t flags, std::uint32_t byte, std::uint32_t acked, std::string_view text = {},
                 std::int64_t after = 1) {
    send({.from = server, .to = client, .seq = 5000 + byte, .ack = isn + acked, .flags = flags, .payload = text},
         after);
  }
  void open() {
    to_server(kSyn, 0, 0);
    to_client(kSyn | kAck, 0, 1);
    to_server(kAck, 1, 1);
  }
  void finish() { streams.finish(story); }
  [[nodiscard]] const TcpCounters& counters() const { return streams.counters(); }

  Endpoint client, server;
  std::uint32_t isn = 1000;
  std::int64_t now = 0;
  std::uint64_t frames = 0;
  Segment last;
  Story story;
  TcpStreams streams;
};

TEST(Tcp, TellsAConnectionFromSynToFin) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "request", 10);
  wire.to_client(kAck, 1, 8, "answer", 25);
  wire.to_client(kAck | kFin, 7, 8);
  wire.to_server(kAck, 8, 8);
  wire.to_server(kAck | kFin, 8, 8);
  wire.to_client(kAck, 8, 9);
  EXPECT_THAT(wire.story.lines,
              ElementsAre("1 10.0.0.1:50000 10.0.0.2:7080", "1> request", "1< answer", "1<.", "1>.", "1 finished"));
  EXPECT_THAT(wire.story.times, ElementsAre(at(13), at(38)));
  const Connection& connection = wire.story.last;
  EXPECT_TRUE(connection.client_known);
  EXPECT_EQ(connection.syn.time, at(1));
  EXPECT_EQ(connection.answer.time, at(2));
  EXPECT_EQ(connection.answer.number, 2U);
  EXPECT_EQ(connection.begin.number, 1U);
  EXPECT_EQ(wire.story.closing.number, 8U);
  EXPECT_EQ(connection.side(Direction::kToServer).bytes, 7U);
  EXPECT_EQ(connection.side(Direction::kToClient).bytes, 6U);
  EXPECT_EQ(wire.counters().late, 1U);  // the last acknowledgement
  EXPECT_EQ(wire.counters().connections, 1U);
  wire.finish();
  EXPECT_EQ(wire.story.lines.size(), 6U);
}

TEST(Tcp, PutsSegmentsInOrder) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 7, 1, "ghi");
  wire.to_server(kAck, 4, 1, "def");
  wire.to_server(kAck | kFin, 10, 1, "jk");
  EXPECT_THAT(wire.story.take(), IsEmpty());
  wire.to_server(kAck, 1, 1, "abc");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1> def", "1> ghi", "1> jk", "1>."));
  // Each piece has the time of its own packet.
  EXPECT_THAT(wire.story.times, ElementsAre(at(7), at(5), at(4), at(6)));
  EXPECT_EQ(wire.counters().out_of_order, 3U);
  EXPECT_EQ(wire.counters().gaps, 0U);
}

TEST(Tcp, CountsWhatComesAgain) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abcdef");
  wire.to_server(kAck, 1, 1, "abcdef", 300);
  wire.to_server(kAck, 4, 1, "def", 300);
  EXPECT_EQ(wire.counters().retransmissions, 2U);
  // More than what was sent before: only the rest is new.
  wire.to_server(kAck, 4, 1, "DEFghi", 300);
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abcdef", "1> ghi"));
  EXPECT_EQ(wire.counters().retransmissions, 2U);
  EXPECT_EQ(wire.counters().overlaps, 1U);
  EXPECT_EQ(wire.counters().overlap_bytes, 3U);
  EXPECT_EQ(wire.counters().doubled, 0U);
}

TEST(Tcp, TakesTheFirstOfOverlappingSegments) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 4, 1, "DEF");
  wire.to_server(kAck, 10, 1, "JKL");
  wire.to_server(kAck, 3, 1, "cdefghijklm");
  wire.to_server(kAck, 5, 1, "ef");  // all there
  EXPECT_EQ(wire.counters().retransmissions, 1U);
  wire.to_server(kAck, 1, 1, "abXX");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> ab", "1> c", "1> DEF", "1> ghi", "1> JKL", "1> m"));
  EXPECT_EQ(wire.counters().overlaps, 2U);
  EXPECT_EQ(wire.counters().overlap_bytes, 6U + 2U);
}

TEST(Tcp, TellsDoubledPacketsFromRetries) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.again();
  wire.to_client(kSyn | kAck, 0, 1);
  wire.again(5);
  wire.to_server(kAck, 1, 1, "abc");
  wire.again();
  wire.again();
  EXPECT_EQ(wire.counters().doubled, 4U);
  EXPECT_EQ(wire.counters().retransmissions, 0U);
  // A moment later the same packet is no copy.
  wire.again(4);
  EXPECT_EQ(wire.counters().retransmissions, 1U);
  // Nor is one with an id of its own.
  wire.to_server(kAck, 1, 1, "abc");
  EXPECT_EQ(wire.counters().retransmissions, 2U);
  EXPECT_EQ(wire.counters().doubled, 4U);
  wire.finish();
  EXPECT_EQ(wire.story.last.syns, 1U);
}

TEST(Tcp, GivesAHoleUpOnceItIsAcknowledged) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.to_server(kAck, 7, 1, "ghi");
  wire.to_client(kAck, 1, 10);
  // It may still turn up for a while, and what was sent behind it waits for it.
  wire.to_client(kAck, 1, 10, "x", kWait);
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc"));
  wire.to_client(kAck, 2, 10, "y");
  EXPECT_THAT(wire.story.take(), ElementsAre("1>-3", "1> ghi", "1< x", "1< y"));
  EXPECT_EQ(wire.counters().hidden_bytes, 3U);
  EXPECT_EQ(wire.counters().missing_bytes, 3U);
  // What comes now comes too late.
  wire.to_server(kAck, 4, 1, "def");
  EXPECT_THAT(wire.story.take(), IsEmpty());
  wire.finish();
  EXPECT_EQ(wire.story.last.side(Direction::kToServer).hidden_bytes, 3U);
}

TEST(Tcp, WaitsForWhatWasCapturedBehindItsAcknowledgement) {
  Wire wire;
  wire.open();
  for (std::uint32_t i = 0; i < 100; ++i) {
    // All acknowledgements come five milliseconds too early.
    wire.to_client(kAck, 1, 1 + (i + 1) * 3);
    wire.to_server(kAck, 1 + i * 3, 1, "abc", 5);
  }
  EXPECT_EQ(wire.story.take().size(), 100U);
  EXPECT_EQ(wire.counters().gaps, 0U);
}

// Two ports of a tap were merged, and the clock of one is fast.
TEST(Tcp, AnAnswerWaitsForItsRequest) {
  for (const std::int64_t millis : {3, 30, 20000}) {
    Wire wire;
    wire.to_client(kSyn | kAck, 0, 1);
    wire.to_client(kAck, 1, 8);
    wire.to_client(kAck, 1, 8, "answer");
    wire.to_client(kAck | kFin, 7, 8);
    wire.to_client(kAck, 8, 9);
    wire.to_server(kSyn, 0, 0, {}, millis);
    wire.to_server(kAck, 1, 1);
    wire.to_server(kAck, 1, 1, "request");
    wire.to_server(kAck, 8, 8);
    wire.to_server(kAck | kFin, 8, 8);
    EXPECT_THAT(wire.story.take(), ElementsAre("1> request", "1< answer", "1<.", "1>.", "1 finished")) << millis;
    EXPECT_EQ(wire.story.times, (std::vector<Timestamp>{at(7 + millis), at(3)}));
    EXPECT_EQ(wire.counters().missing_bytes, 0U);
  }
}

TEST(Tcp, AnAnswerWaitsForAllOfItsRequest) {
  Wire wire;
  wire.open();
  wire.to_client(kAck, 1, 7, "answer");
  wire.to_server(kAck, 4, 1, "def");
  EXPECT_THAT(wire.story.take(), IsEmpty());
  wire.to_server(kAck, 1, 1, "abc");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1> def", "1< answer"));
}

// The first request is not in the capture. What came of it stands in the order of the wire all the same.
TEST(Tcp, TellsAGapBeforeWhatWasSentBehindIt) {
  Wire wire;
  wire.open();
  wire.to_client(kAck, 1, 4, "one");
  wire.to_server(kAck, 4, 4, "second");
  wire.to_client(kAck, 4, 10, "two");
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1>-3", "1< one", "1> second", "1< two", "1 capture end"));
  EXPECT_EQ(wire.counters().hidden_bytes, 3U);
}

TEST(Tcp, EndsWhereBothSidesWaitForEachOther) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 10, "abc");
  wire.to_client(kAck, 1, 10, "xyz");
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1>-6", "1< xyz", "1<-6", "1 capture end"));
}

TEST(Tcp, CountsWhatWasNotAcknowledged) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.to_server(kAck, 4, 1, "defg");
  wire.to_client(kAck, 1, 4);
  wire.to_server(kAck, 4, 1, "defg", 300);
  wire.finish();
  EXPECT_EQ(wire.story.last.side(Direction::kToServer).unacknowledged, 4U);
  EXPECT_EQ(wire.story.last.side(Direction::kToServer).retransmissions, 1U);
  EXPECT_EQ(wire.story.last.side(Direction::kToClient).unacknowledged, 0U);
}

TEST(Tcp, TellsAConnectionThatWasNeverTakenUp) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.to_client(kSyn | kAck, 0, 1);
  wire.to_client(kSyn | kAck, 0, 1, {}, 1000);
  wire.to_server(kSyn, 0, 0, {}, 2000);
  wire.to_client(kSyn | kAck, 0, 1);
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1 unfinished"));
  EXPECT_EQ(wire.story.last.syns, 2U);
  Wire taken;
  taken.open();
  taken.finish();
  EXPECT_THAT(taken.story.take(), ElementsAre("1 capture end"));
}

TEST(Tcp, TellsHoleThatNobodyAcknowledgedAtTheEnd) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.to_server(kAck, 7, 1, "ghi", 60000);
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1>-3", "1> ghi", "1 capture end"));
  EXPECT_EQ(wire.counters().hidden_bytes, 0U);
}

TEST(Tcp, TellsTrafficOfADirectionThatIsNotInTheCapture) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.to_server(kAck, 1, 1, {}, 10);
  wire.to_server(kAck, 1, 1, "request");
  wire.to_server(kAck, 8, 301, {}, 1);
  wire.to_server(kAck, 8, 501, {}, kWait + 1);
  EXPECT_THAT(wire.story.take(), ElementsAre("1> request", "1<-300"));
  // The FIN of the server takes a number, and is no byte.
  wire.to_server(kAck, 8, 502, {}, kWait + 1);
  wire.to_server(kAck | kFin, 8, 502, {}, kWait + 1);
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1<-200", "1>.", "1 unanswered"));
  EXPECT_EQ(wire.story.last.side(Direction::kToClient).hidden_bytes, 500U);
  EXPECT_EQ(wire.story.last.side(Direction::kToClient).segments, 0U);
}

TEST(Tcp, TellsWhatTheCaptureCutOff) {
  Wire wire;
  wire.open();
  Segment cut{.from = wire.client, .to = wire.server, .seq = 1001, .ack = 5001, .flags = kAck, .payload = "POST /"};
  cut.payload_length = 300;
  wire.send(cut);
  wire.to_server(kAck, 301, 1, "next");
  wire.to_client(kAck, 1, 305);
  EXPECT_THAT(wire.story.take(), ElementsAre("1> POST /", "1>-294", "1> next"));
  EXPECT_EQ(wire.counters().cut_bytes, 294U);
  EXPECT_EQ(wire.counters().hidden_bytes, 0U);
}

TEST(Tcp, StartsInMidStream) {
  Wire wire;
  wire.to_server(kAck, 1001, 2001, "abc");
  wire.to_client(kAck, 2001, 1004, "xyz");
  EXPECT_THAT(wire.story.lines, ElementsAre("1 10.0.0.1:50000 10.0.0.2:7080", "1> abc", "1< xyz"));
  wire.finish();
  EXPECT_FALSE(wire.story.last.client_known);
  EXPECT_EQ(wire.story.last.syn.number, 0U);
  // The first packet is of the server.
  Wire other;
  other.to_client(kAck, 2001, 1001, "xyz");
  other.to_server(kAck, 1001, 2004, "abc");
  EXPECT_THAT(other.story.lines, ElementsAre("1 10.0.0.1:50000 10.0.0.2:7080", "1< xyz", "1> abc"));
}

TEST(Tcp, StartsWhereTheAcknowledgementWasCapturedFirst) {
  Wire wire;
  wire.to_client(kAck, 2001, 1004);
  wire.to_server(kAck, 1001, 2001, "abc");
  wire.to_server(kAck, 1004, 2001, "def");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1> def"));
}

TEST(Tcp, StartsWithAProbe) {
  Wire wire;
  wire.to_server(kAck, 1000, 2001);
  wire.to_client(kAck, 2001, 1001);
  wire.to_server(kAck, 1001, 2001, "abc");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc"));
  EXPECT_EQ(wire.counters().gaps, 0U);
}

TEST(Tcp, TakesASynThatCameLate) {
  Wire wire;
  wire.to_client(kSyn | kAck, 0, 1);
  wire.to_server(kSyn, 0, 0);
  wire.to_server(kAck, 1, 1, "abc");
  EXPECT_THAT(wire.story.lines, ElementsAre("1 10.0.0.1:50000 10.0.0.2:7080", "1> abc"));
  wire.finish();
  EXPECT_EQ(wire.story.last.syns, 1U);
  Wire other;
  other.to_server(kAck, 1, 1, "abc");
  other.to_server(kSyn, 0, 0);
  EXPECT_THAT(other.story.take(), ElementsAre("1> abc"));
  EXPECT_EQ(other.counters().connections, 1U);
}

TEST(Tcp, TellsASynWithoutAnswer) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.to_server(kSyn, 0, 0, {}, 1000);
  wire.to_server(kSyn, 0, 0, {}, 2000);
  EXPECT_THAT(wire.story.take(), IsEmpty());
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1 unanswered"));
  const Connection& connection = wire.story.last;
  ASSERT_EQ(connection.syns, 3U);
  EXPECT_EQ(connection.syn_times[0], at(1));
  EXPECT_EQ(connection.syn_times[1], at(1001));
  EXPECT_EQ(connection.syn_times[2], at(3001));
  EXPECT_EQ(wire.counters().unanswered, 1U);
  EXPECT_EQ(wire.counters().retransmissions, 2U);
}

TEST(Tcp, CountsMoreSynsThanItKeeps) {
  Wire wire;
  for (int i = 0; i < 12; ++i) wire.to_server(kSyn, 0, 0, {}, 1000);
  wire.finish();
  EXPECT_EQ(wire.story.last.syns, 12U);
  EXPECT_EQ(wire.story.last.syn_times.back(), at(8000));
}

TEST(Tcp, TellsARefusedSynWithItsRetries) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.to_client(kRst | kAck, 0, 1);
  wire.to_server(kSyn, 0, 0, {}, 500);
  wire.to_client(kRst | kAck, 0, 1);
  EXPECT_THAT(wire.story.take(), IsEmpty());
  EXPECT_EQ(wire.streams.open(), 0U);
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1 refused"));
  EXPECT_EQ(wire.story.last.syns, 2U);
  EXPECT_EQ(wire.story.last.syn_times[1], at(502));
  EXPECT_EQ(wire.story.closing.time, at(2));
  EXPECT_EQ(wire.counters().refused, 1U);
}

TEST(Tcp, TellsARefusalWhenItsPortsAreUsedAgain) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.to_client(kRst | kAck, 0, 1);
  wire.isn = 90000;
  wire.to_server(kSyn, 0, 0, {}, 30000);
  EXPECT_THAT(wire.story.lines,
              ElementsAre("1 10.0.0.1:50000 10.0.0.2:7080", "1 refused", "2 10.0.0.1:50000 10.0.0.2:7080"));
}

TEST(Tcp, TellsAResetAndNothingAfterIt) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.to_client(kRst | kAck, 1, 4);
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1 reset"));
  EXPECT_EQ(wire.story.last.reset_by, Direction::kToClient);
  wire.to_server(kAck, 4, 1, "def");
  wire.to_server(kRst, 4, 1);
  wire.finish();
  EXPECT_THAT(wire.story.take(), IsEmpty());
  EXPECT_EQ(wire.counters().late, 2U);
}

TEST(Tcp, WaitsForDataThatAResetOvertook) {
  Wire wire;
  wire.open();
  wire.to_server(kRst | kAck, 4, 1);
  wire.to_server(kAck, 1, 1, "abc");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1 reset"));
  Wire back;
  back.open();
  back.to_client(kRst | kAck, 1, 4);
  back.to_server(kAck, 1, 1, "abc");
  EXPECT_THAT(back.story.take(), ElementsAre("1> abc", "1 reset"));
  Wire other;
  other.open();
  other.to_server(kRst | kAck, 4, 1);
  other.to_client(kAck, 1, 1, "late", kWait + 1);
  EXPECT_THAT(other.story.take(), ElementsAre("1 reset"));
  EXPECT_EQ(other.story.closing.number, 4U);
}

TEST(Tcp, OpensNothingForAStrayReset) {
  Wire wire;
  wire.to_server(kRst, 10, 0);
  wire.finish();
  EXPECT_THAT(wire.story.lines, IsEmpty());
  EXPECT_EQ(wire.counters().late, 1U);
}

TEST(Tcp, TellsANewConnectionOfTheSamePorts) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.isn = 777000;
  wire.open();
  wire.to_server(kAck, 1, 1, "def");
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1 replaced", "2> def", "2 capture end"));
  // Also while the old one rests.
  Wire other;
  other.open();
  other.to_client(kRst, 1, 1);
  other.isn = 777000;
  other.open();
  other.to_server(kAck, 1, 1, "def");
  EXPECT_THAT(other.story.take(), ElementsAre("1 reset", "2> def"));
}

TEST(Tcp, TellsANewConnectionWhoseOpeningIsMissing) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.isn = 0x80000000;
  wire.to_server(kAck, 1, 1, "one");
  wire.to_server(kAck, 4, 1, "two");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc"));
  wire.to_server(kAck, 7, 1, "three");
  EXPECT_THAT(wire.story.take(), ElementsAre("1 replaced", "2> three"));
  EXPECT_EQ(wire.counters().implausible, 3U);
}

TEST(Tcp, TellsAHalfClosedConnectionToItsEnd) {
  Wire wire;
  wire.open();
  wire.to_server(kAck | kFin, 1, 1, "request");
  for (int i = 0; i < 3; ++i) wire.to_client(kAck, 1 + 3 * static_cast<std::uint32_t>(i), 9, "abc", 60000);
  wire.finish();
  EXPECT_THAT(wire.story.take(), ElementsAre("1> request", "1>.", "1< abc", "1< abc", "1< abc", "1 capture end"));
  EXPECT_TRUE(wire.story.last.side(Direction::kToServer).finished);
  EXPECT_FALSE(wire.story.last.side(Direction::kToClient).finished);
}

TEST(Tcp, TakesNothingBehindAFin) {
  Wire wire;
  wire.open();
  wire.to_server(kAck | kFin, 4, 1);
  wire.to_server(kAck, 1, 1, "abcdef");
  wire.to_server(kAck, 6, 1, "f");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1>."));
  // A FIN in front of what was handed on, or waits, is none.
  Wire other;
  other.open();
  other.to_server(kAck, 4, 1, "def");
  other.to_server(kAck | kFin, 2, 1);
  other.to_server(kAck, 1, 1, "abc");
  EXPECT_THAT(other.story.take(), ElementsAre("1> abc", "1> def"));
}

TEST(Tcp, CountsProbesOfIdleConnections) {
  Wire wire;
  wire.open();
  wire.to_server(kAck, 1, 1, "abc");
  wire.to_client(kAck, 1, 4);
  wire.to_server(kAck, 3, 1, {}, 60000);
  wire.to_server(kAck, 3, 1, "c", 60000);
  wire.to_server(kAck, 4, 1, "def");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1> def"));
  EXPECT_EQ(wire.counters().keepalives, 2U);
  EXPECT_EQ(wire.counters().retransmissions, 0U);
}

TEST(Tcp, CountsOnPastTheLargestNumber) {
  Wire wire;
  wire.isn = 0xfffffffb;
  wire.open();
  wire.to_server(kAck, 7, 1, "ghi");
  wire.to_server(kAck, 1, 1, "abc");
  wire.to_server(kAck, 3, 1, "cdef");
  wire.to_server(kAck | kFin, 10, 1);
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "1> def", "1> ghi", "1>."));
}

TEST(Tcp, TakesDataInASyn) {
  Wire wire;
  wire.to_server(kSyn, 0, 0, "early");
  wire.to_client(kSyn | kAck, 0, 6);
  wire.to_server(kAck, 6, 1, " late");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> early", "1>  late"));
}

TEST(Tcp, TakesBothSidesOpeningAtOnce) {
  Wire wire;
  wire.to_server(kSyn, 0, 0);
  wire.to_client(kSyn, 0, 0);
  wire.to_server(kSyn | kAck, 0, 1);
  wire.to_client(kSyn | kAck, 0, 1);
  wire.to_client(kAck, 1, 1, "abc");
  wire.to_server(kAck, 1, 4, "def");
  EXPECT_THAT(wire.story.take(), ElementsAre("1< abc", "1> def"));
  EXPECT_EQ(wire.counters().connections, 1U);
}

TEST(Tcp, GivesAHoleUpWhereTooMuchWaits) {
  Wire wire({.stream_bytes = 3000});
  wire.open();
  const std::string kilo(1000, 'x');
  wire.to_server(kAck, 11, 1, kilo);
  wire.to_server(kAck, 1011, 1, kilo);
  EXPECT_THAT(wire.story.take(), IsEmpty());
  wire.to_server(kAck, 2021, 1, kilo);  // behind a second hole, which stays
  EXPECT_THAT(wire.story.take(), ElementsAre("1>-10", "1> " + kilo, "1> " + kilo));
  wire.to_server(kAck, 2011, 1, "0123456789");
  EXPECT_THAT(wire.story.take(), ElementsAre("1> 0123456789", "1> " + kilo));
}

TEST(Tcp, GivesAHoleUpWhereTooMuchWaitsInAll) {
  Wire wire({.all_bytes = 3000});
  const std::string kilo(1000, 'x');
  for (std::uint16_t port = 1; port <= 2; ++port) {
    wire.client.port = static_cast<std::uint16_t>(50000 + port);
    wire.open();
    wire.to_server(kAck, 11, 1, kilo);
  }
  EXPECT_THAT(wire.story.take(), IsEmpty());
  wire.client.port = 50003;
  wire.open();
  wire.to_server(kAck, 11, 1, kilo);
  EXPECT_THAT(wire.story.take(), ElementsAre("3>-10", "3> " + kilo));
}

TEST(Tcp, EvictsTheConnectionIdleLongest) {
  Wire wire({.connections = 2});
  wire.client.port = 50001;
  wire.open();
  wire.client.port = 50002;
  wire.open();
  wire.to_server(kAck, 4, 1, "def");
  wire.client.port = 50001;
  wire.to_server(kAck, 1, 1, "abc");
  wire.client.port = 50003;
  wire.open();
  EXPECT_THAT(wire.story.take(), ElementsAre("1> abc", "2>-3", "2> def", "2 evicted"));
  EXPECT_EQ(wire.counters().evicted, 1U);
  EXPECT_EQ(wire.streams.open(), 2U);
  // It goes on as one that is seen in mid-stream.
  wire.client.port = 50002;
  wire.to_server(kAck, 7, 1, "ghi");
  EXPECT_THAT(wire.story.take(), ElementsAre("1 evicted", "4> ghi"));
}

TEST(Tcp, RemembersAClosedConnectionForAWhile) {
  Wire wire;
  wire.open();
  wire.to_client(kRst, 1, 1);
  wire.to_server(kAck, 1, 1, "abc", 60000);
  EXPECT_EQ(wire.counters().connections, 1U);
  wire.to_server(kAck, 4, 1, "def");
  EXPECT_EQ(wire.counters().connections, 2U);
  Wire few({.closed = 0});
  few.open();
  few.to_client(kRst, 1, 1);
  few.to_server(kAck, 1, 1, "abc");
  EXPECT_EQ(few.counters().connections, 2U);
}

TEST(Tcp, KeepsManyConnectionsApart) {
  Wire wire;
  constexpr std::uint32_t kMany = 5000;
  for (std::uint32_t round = 0; round < 3; ++round) {
    for (std::uint32_t i = 0; i < kMany; ++i) {
      wire.client.port = static_cast<std::uint16_t>(20000 + i);
      wire.client.address.bytes[15] = static_cast<unsigned char>(i % 7);
      if (round == 0) wire.to_server(kSyn, 0, 0);
      if (round == 1) wire.to_server(kAck, 1, 1, "abc");
      if (round == 2) wire.to_client(kRst, 1, 4);
    }
    EXPECT_EQ(wire.streams.open(), round < 2 ? kMany : 0);
  }
  const std::vector<std::string> lines = wire.story.take();
  ASSERT_EQ(lines.size(), kMany);
  for (std::uint32_t i = 0; i < kMany; ++i) EXPECT_EQ(lines[i], std::to_string(i + 1) + "> abc");
  EXPECT_EQ(wire.counters().refused, kMany);
}

}  // namespace
}  // namespace logscan::detail
