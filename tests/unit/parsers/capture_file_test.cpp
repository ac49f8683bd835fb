#include "parsers/wire/capture_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "unit/parse/cut_text.h"
#include "unit/parsers/wire_talk.h"

namespace logscan::detail {
namespace {

using test::answer;
using test::error_body;
using test::keepalive_body;
using test::notification;
using test::plain_answer;
using test::WireCapture;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

struct How {
  std::size_t piece = 4096;
  std::optional<Error> end = {};
  std::vector<std::uint16_t> ports = {};
  bool rows = false;
};

// What the capture tells, and its ledger, which must be balanced whatever it holds.
SourceResult read(const std::string& file, const How& how = {}, CutEnd* end = nullptr) {
  const Limits limits;
  Sink sink(3, Axis::kStated, Sink::Texts::kStream, limits, nullptr);
  test::TextSource bytes(file, how.piece, how.end);
  ParserContext context = test::context();
  context.http_ports = how.ports;
  context.want_rows = how.rows;
  const std::unique_ptr<RecordingReader> reader = kCaptureFile.open(context);
  const CutEnd got = reader->read(bytes, sink, {});
  reader->finish();
  EXPECT_EQ(got.bytes, file.size());
  if (end != nullptr) *end = got;
  SourceResult result = sink.finish();
  EXPECT_EQ(test::ledger(result), file.size());
  return result;
}

std::string ms(LocalTime time) { return std::to_string((time.time_since_epoch().count() - test::kWireBegin) / 1000); }

// `notification a1 from 10.0.0.7 at 0 x2`, `event connect.failed 10.0.0.2:7080 refused #1 at 0`, sorted as they come.
std::vector<std::string> told(const SourceResult& result) {
  std::vector<std::string> lines;
  for (const SourceTrack& track : result.tracks.tracks()) {
    std::string line = std::string(signal_info(track.kind).name) + " " + std::string(result.names.text(track.subject));
    if (track.number != 0) line += " " + std::to_string(track.number);
    line += " from";
    for (const NameId peer : track.peers) line += " " + std::string(result.names.text(peer));
    for (const auto& run : track.list.runs()) line += " at " + ms(run.first) + " x" + std::to_string(run.count);
    lines.push_back(line);
  }
  for (const auto& event : result.events) {
    std::string line =
        "event " + std::string(event_name(event.kind)) + " " + std::string(result.names.text(event.text.subject));
    if (event.text.detail != kNoName) line += " " + std::string(result.names.text(event.text.detail));
    if (event.text.number != 0) line += " " + std::to_string(event.text.number);
    lines.push_back(line + " #" + std::to_string(event.at.ordinal) + " at " + ms(event.time));
  }
  return lines;
}

std::vector<std::string> told(const WireCapture& capture) { return told(read(capture.file())); }

// The files of one recording, each begun before the packet of its number, read as one: what each of them tells.
std::vector<std::vector<std::string>> told_in_files(const WireCapture& capture, const std::vector<std::size_t>& cuts) {
  const Limits limits;
  const ParserContext context = test::context();
  const std::unique_ptr<RecordingReader> reader = kCaptureFile.open(context);
  const std::vector<test::Record> records = capture.records();
  std::deque<Sink> sinks;
  for (std::size_t i = 0; i <= cuts.size(); ++i) {
    const auto from = records.begin() + static_cast<std::ptrdiff_t>(i == 0 ? 0 : cuts[i - 1]);
    const auto to = i == cuts.size() ? records.end() : records.begin() + static_cast<std::ptrdiff_t>(cuts[i]);
    const std::string file = test::classic({from, to});
    test::TextSource bytes(file, 4096);
    EXPECT_FALSE(reader->read(bytes, sinks.emplace_back(3, Axis::kStated, Sink::Texts::kStream, limits, nullptr), {})
                     .error.has_value());
  }
  reader->finish();
  std::vector<std::vector<std::string>> lines;
  for (Sink& sink : sinks) lines.push_back(told(sink.finish()));
  return lines;
}

// What one notification and its answer tell.
std::vector<std::string> told_of(const std::string& request, const std::string& said) {
  WireCapture capture;
  capture.talk().open(0).ask(0, request).acknowledge(0).say(20, said).close(20);
  capture.noise(120000);
  return told(capture);
}

TEST(CaptureFile, KnowsACaptureByItsFirstBytes) {
  const std::string file = WireCapture().beat(0, "a1").file();
  const ProbeAnswer answer = kCaptureFile.probe({file, "anything", true});
  EXPECT_EQ(answer.score, 100);
  EXPECT_EQ(answer.axis, Axis::kStated);
  EXPECT_EQ(kCaptureFile.probe({"127.0.0.1 - - [x]", "trace.cap", true}).score, 0);
}

TEST(CaptureFile, NumbersTheFilesOfARing) {
  const struct {
    const char* path;
    const char* expected;  // stem and digits; null: no number
  } cases[] = {
      {"cuc1/PC.cap03", "PC.cap 03"},
      {"PC.CAP0", "PC.CAP 0"},
      {"x.pcap12", "x.pcap 12"},
      {"trace.cap", nullptr},
      {"trace03", nullptr},
      {"x.pcapng1", "x.pcapng 1"},
      {"x.cap1234567", nullptr},
      {"a/trace_00012_20140629120000.pcapng", "trace_.pcapng 00012"},
      {"trace_20140629120000_00012.pcap", "trace_.pcap 00012"},
      {"trace_20140629120000.pcapng", nullptr},
      {"trace_00012.pcapng", nullptr},
      {"trace_0012_20140629120000.pcapng", nullptr},
  };
  for (const auto& example : cases) {
    const auto number = kCaptureFile.number(example.path);
    ASSERT_EQ(number.has_value(), example.expected != nullptr) << example.path;
    if (number) {
      EXPECT_EQ(number->stem + " " + number->digits, example.expected);
    }
  }
}

TEST(CaptureFile, ANotificationCountsWhenItIsAccepted) {
  EXPECT_THAT(told_of(notification("A1"), answer()), ElementsAre("notification a1 from 10.0.0.7 at 0 x1"));
  // 2xx is enough where the body is no answer of EWS that can be read in full.
  WireCapture cut;
  cut.talk().open(0).ask(0, notification("a1")).acknowledge(0).say(20, answer().substr(0, 150));
  EXPECT_THAT(told(cut), ElementsAre("notification a1 from 10.0.0.7 at 0 x1"));
}

TEST(CaptureFile, AnAnswerOtherThan2xxOrUnreadableRejects) {
  EXPECT_THAT(told_of(notification("a1"), plain_answer(503)),
              ElementsAre("notification.rejected a1 503 from 10.0.0.7 at 0 x1"));
  EXPECT_THAT(told_of(notification("a1"), plain_answer(200, "<html>Log in, please</html>")),
              ElementsAre("notification.rejected a1 200 from 10.0.0.7 at 0 x1"));
}

TEST(CaptureFile, UnsubscribeIsAcceptedAndTold) {
  EXPECT_THAT(told_of(notification("a1"), answer("Unsubscribe")),
              ElementsAre("notification a1 from 10.0.0.7 at 0 x1", "event subscription.unsubscribed a1 #4 at 0"));
}

TEST(CaptureFile, AnErrorThatExchangePushesIsNoSignOfLife) {
  EXPECT_THAT(told_of(notification("a1", error_body()), answer()),
              ElementsAre("event subscription.dropped a1 ErrorReadEventsFailed #4 at 0"));
}

TEST(CaptureFile, OtherRequestsTellNothing) {
  EXPECT_THAT(told_of(test::http_message("GET /status?id=a1 HTTP/1.1", ""), plain_answer(200)), IsEmpty());
}

TEST(CaptureFile, OnlyPostNotifies) {
  const std::string uri = "/NotificationService/services/NotificationService?id=a1&pid=4711 HTTP/1.1";
  for (const char* method : {"GET ", "HEAD ", "OPTIONS "}) {
    WireCapture capture;
    capture.talk().open(0).ask(0, test::http_message(method + uri, "")).say(20, plain_answer(405, "")).close(20);
    const SourceResult result = read(capture.file());
    EXPECT_THAT(told(result), IsEmpty()) << method;
    EXPECT_EQ(result.notification_lines, 0U);
  }
}

TEST(CaptureFile, ABodyOverTheLimitIsNotRead) {
  const std::string request = notification("a1", keepalive_body() + std::string(17 << 20, ' '));
  WireCapture capture;
  auto talk = capture.talk().open(0);
  constexpr std::size_t kPiece = 60000;
  for (std::size_t i = 0; i < request.size(); i += kPiece) talk.ask(1, request.substr(i, kPiece));
  talk.acknowledge(2).say(20, answer()).close(20);
  const SourceResult result = read(capture.file());
  EXPECT_THAT(told(result), ElementsAre("notification a1 from 10.0.0.7 at 1 x1"));
  EXPECT_THAT(result.notes, Contains("not read: the body of 1 notification"));
}

// Who asks is known by what is said. Where a capture begins in the midst of a connection, the ports do not tell it.
TEST(CaptureFile, TheSenderIsWhoAsks) {
  WireCapture capture;
  capture.talk({.client_port = 1025}).ask(0, notification("a1")).acknowledge(0).say(20, answer()).close(20);
  const SourceResult result = read(capture.file(), {.rows = true});
  EXPECT_THAT(told(result), ElementsAre("notification a1 from 10.0.0.7 at 0 x1",
                                        "event notification a1 to 10.0.0.2:7080: StatusEvent: 200 OK 20 #1 at 0"));
  EXPECT_EQ(result.listener, "10.0.0.2:7080");
  EXPECT_EQ(result.hides, "");
}

TEST(CaptureFile, TheNextFileOfARingGoesOnWhereTheOneBeforeEnds) {
  const std::vector<std::string> nothing;
  WireCapture capture;
  capture.beat(0, "a1", 20, plain_answer(503)).beat(1000, "b2");
  const std::vector<std::string> first{"notification.rejected a1 503 from 10.0.0.7 at 0 x1"};
  const std::vector<std::string> second{"notification b2 from 10.0.0.7 at 1000 x1"};
  // A connection is SYN, SYN-ACK, ACK, request, ACK, answer and two FIN. What it tells is told in the file of the
  // request's first packet, whatever packet the next one begins with.
  for (std::size_t cut = 1; cut < 16; ++cut) {
    const auto in = [&](std::size_t request) { return cut <= request ? 1U : 0U; };
    std::vector<std::vector<std::string>> expected(2);
    expected[in(3)] = first;
    expected[in(11)].insert(expected[in(11)].end(), second.begin(), second.end());
    // Tracks stand in the order in which their subjects are met.
    EXPECT_THAT(told_in_files(capture, {cut}), testing::ContainerEq(expected)) << cut;
  }
  EXPECT_THAT(told_in_files(capture, {4, 5, 12, 13}), ElementsAre(first, nothing, second, nothing, nothing));
}

TEST(CaptureFile, ARequestIsCutByTheEndOfAFile) {
  WireCapture capture;
  const std::string request = notification("a1");
  capture.talk().open(0).ask(0, request.substr(0, 40)).ask(5, request.substr(40)).acknowledge(5).say(20, answer());
  capture.talk({.client_port = 51000}).syn(1000).syn(2000).syn(4000);
  EXPECT_THAT(
      told_in_files(capture, {4, 8}),
      ElementsAre(ElementsAre("notification a1 from 10.0.0.7 at 0 x1"),
                  ElementsAre("event connect.failed 10.0.0.2:7080 no answer, SYN again after 1 s, 3 s 2 #4 at 1000"),
                  IsEmpty()));
}

TEST(CaptureFile, EachNotificationOfOnePacketIsQuoted) {
  WireCapture capture;
  capture.talk().open(0).ask(0, notification("a1") + notification("b2")).acknowledge(0);
  capture.talk({.client_port = 51000}).open(5).ask(5, notification("c3")).acknowledge(5);
  const SourceResult result = read(capture.noise(120'000).file());
  std::vector<std::string> quotes;
  for (const auto& event : result.events) {
    quotes.push_back(result.excerpts.at(event.at.offset));
    EXPECT_THAT(quotes.back(), HasSubstr("id=" + std::string(result.names.text(event.text.subject)) + "&"));
  }
  EXPECT_THAT(quotes, testing::SizeIs(3));
}

TEST(CaptureFile, WhatIsNotAnsweredIsTold) {
  WireCapture capture;
  capture.unanswered(0, "a1").noise(120000);
  EXPECT_THAT(told(capture), ElementsAre("event notification.unanswered a1 no answer, though acknowledged #4 at 0"));
  // Not one packet came back: not even an acknowledgement.
  WireCapture nothing;
  nothing.talk()
      .packet(0, WireCapture::kToListener, TcpFlags::kAck | TcpFlags::kPsh, notification("a1"))
      .packet(300, WireCapture::kToListener, TcpFlags::kAck);
  nothing.noise(120000);
  EXPECT_THAT(told(nothing), ElementsAre("event notification.unanswered a1 no answer 1 #1 at 0"));
}

TEST(CaptureFile, HowFarARequestCameIsTold) {
  constexpr unsigned kPush = TcpFlags::kAck | TcpFlags::kPsh;
  const std::string request = notification("a1");
  const auto told_after = [](const std::function<void(WireCapture::Talk&)>& story) {
    WireCapture capture;
    WireCapture::Talk talk = capture.talk().open(0);
    story(talk);
    capture.noise(120000);
    return told(capture);
  };
  const std::string front = "event notification.unanswered a1 no answer, ";
  EXPECT_THAT(told_after([&](auto& talk) { talk.ask(0, request); }), ElementsAre(front + "not acknowledged 2 #4 at 0"));
  EXPECT_THAT(told_after([&](auto& talk) { talk.ask(0, request).again(300, request).again(900, request); }),
              ElementsAre(front + "not acknowledged, 2 segments sent again 2 #4 at 0"));
  EXPECT_THAT(
      told_after([&](auto& talk) { talk.ask(0, request.substr(0, 200)).acknowledge(1).ask(1, request.substr(200)); }),
      ElementsAre(front + "acknowledged in part 2 #4 at 0"));
  EXPECT_THAT(told_after([&](auto& talk) { talk.ask(0, request.substr(0, 200)); }),
              ElementsAre(front + "not acknowledged, and not all of it was sent 2 #4 at 0"));
  EXPECT_THAT(told_after([&](auto& talk) { talk.ask(0, request).acknowledge(1).refuse(50); }),
              ElementsAre(front + "though acknowledged, reset by the listener (RST) 3 #4 at 0"));
  EXPECT_THAT(told_after([&](auto& talk) { talk.ask(0, request).close(50); }),
              ElementsAre(front + "though acknowledged, closed by the listener (FIN) 4 #4 at 0"));
  EXPECT_THAT(told_after([&](auto& talk) {
                talk.ask(0, request).acknowledge(1).packet(30000, WireCapture::kToListener, kPush | TcpFlags::kFin);
                talk.packet(30001, WireCapture::kToExchange, TcpFlags::kAck | TcpFlags::kFin);
              }),
              ElementsAre(front + "though acknowledged, given up by Exchange (FIN) #4 at 0"));
  EXPECT_THAT(
      told_after([&](auto& talk) {
        talk.ask(0, request).acknowledge(1).packet(30000, WireCapture::kToListener, TcpFlags::kAck | TcpFlags::kRst);
      }),
      ElementsAre(front + "though acknowledged, given up by Exchange (RST) #4 at 0"));
}

TEST(CaptureFile, ConnectionsThatWereNeverTakenUpAreTold) {
  constexpr unsigned kSynAck = TcpFlags::kSyn | TcpFlags::kAck;
  WireCapture capture;
  capture.talk().syn(0).packet(1, WireCapture::kToExchange, kSynAck).syn(3000).syn(9000);
  EXPECT_THAT(told(capture),
              ElementsAre("event connect.failed 10.0.0.2:7080 an answer (SYN-ACK) that was never taken up, SYN again "
                          "after 3 s, 9 s 3 #1 at 0"));
  // One that is opened as the capture ends.
  WireCapture late;
  late.talk().syn(0).packet(1, WireCapture::kToExchange, kSynAck);
  EXPECT_THAT(told(late.noise(2999)), IsEmpty());
  EXPECT_THAT(told(late.noise(3000)),
              ElementsAre("event connect.failed 10.0.0.2:7080 an answer (SYN-ACK) that was never taken up 3 #1 at 0"));
}

TEST(CaptureFile, WhatIsOpenAtTheEndIsNoSilenceYet) {
  // 59 s before the end the answer may still come, and a minute before it may not.
  WireCapture capture;
  capture.unanswered(0, "a1").noise(59000);
  EXPECT_THAT(told(capture), ElementsAre("notification a1 from 10.0.0.7 at 0 x1",
                                         "event notification.unanswered a1 no answer, though acknowledged #4 at 0"));
  capture.noise(60000);
  EXPECT_THAT(told(capture), ElementsAre("event notification.unanswered a1 no answer, though acknowledged #4 at 0"));
}

TEST(CaptureFile, SlowAnswersAreTold) {
  WireCapture capture;
  capture.beat(0, "a1", 1000).beat(10000, "a1", 999).beat(20000, "a1", 7250);
  EXPECT_THAT(told(capture),
              ElementsAre("notification a1 from 10.0.0.7 at 0 x3", "event notification.slow a1 1000 #4 at 0",
                          "event notification.slow a1 7250 #20 at 20000"));
}

TEST(CaptureFile, ConnectionsThatCameToNothingAreTold) {
  WireCapture capture;
  capture.talk().syn(0).refuse(1);
  capture.talk().syn(10000).syn(11000).syn(13000);
  capture.noise(120000);
  EXPECT_THAT(told(capture),
              UnorderedElementsAre("event connect.failed 10.0.0.2:7080 refused 1 #1 at 0",
                                   "event connect.failed 10.0.0.2:7080 no answer, SYN again after 1 s, 3 s 2 #3 at "
                                   "10000"));
}

// What goes to other ports may be refused as it likes, until somebody says that the listener is there.
TEST(CaptureFile, ConnectionsCountAtTheListenersPortAlone) {
  WireCapture capture;
  capture.talk({.client_port = 50000, .server_port = 8080}).syn(0).refuse(1);
  EXPECT_THAT(told(capture), IsEmpty());
  EXPECT_THAT(told(read(capture.file(), {.ports = {8080}})),
              ElementsAre("event connect.failed 10.0.0.2:8080 refused 1 #1 at 0"));
  // A notification shows it too.
  WireCapture shown;
  shown.beat(0, "a1", 10, answer(), {.server_port = 8080});
  shown.talk({.client_port = 50000, .server_port = 8080}).syn(60000).refuse(60001);
  EXPECT_THAT(told(shown), ElementsAre("notification a1 from 10.0.0.7 at 0 x1",
                                       "event connect.failed 10.0.0.2:8080 refused 1 #9 at 60000"));
}

TEST(CaptureFile, PacketsOf128BytesTellWhatTheyCan) {
  WireCapture capture;
  capture.beat(0, "2348c723-67a5-4f7c-8ff6-2bd6d1e1d3a9").noise(120000);
  const SourceResult result = read(capture.file(128));
  // 54 bytes of headers leave 74 of the request, of which 58 stand before the id.
  EXPECT_THAT(told(result), ElementsAre("notification 2348c723-67a5-4f... from 10.0.0.7 at 0 x1"));
  ASSERT_EQ(result.facts.size(), 1U);
  EXPECT_EQ(result.facts[0].kind, FactKind::kCutFrames);
  EXPECT_EQ(result.facts[0].text.number, 2);
  EXPECT_EQ(result.names.text(result.facts[0].text.detail), "128");
  EXPECT_EQ(result.hides, "");
  EXPECT_THAT(result.notes, Contains("1 notification of which only the front of the subscription's id was kept: "
                                     "different subscriptions may look like one"));
}

// The packets of a capture, from the listener earlier than they were by its clock.
WireCapture with_fast_listener(const WireCapture& capture, std::int64_t ms) {
  WireCapture moved;
  for (const test::Record& record : capture.records()) {
    const bool of_listener =
        static_cast<unsigned char>(record.bytes[29]) == 2;  // the last byte of the sender's address
    moved.add((record.micros - test::kWireBegin) / 1000 - (of_listener ? ms : 0), record.bytes);
  }
  return moved;
}

TEST(CaptureFile, AnAnswerThatWasCapturedBeforeItsRequestIsFound) {
  WireCapture capture;
  capture.beat(1000, "a1", 2).beat(301000, "b2", 2);
  for (const std::int64_t ms : {3, 30, 20000}) {
    const SourceResult result = read(with_fast_listener(capture, ms).file());
    EXPECT_THAT(told(result),
                ElementsAre("notification a1 from 10.0.0.7 at 1000 x1", "notification b2 from 10.0.0.7 at 301000 x1"))
        << ms;
    EXPECT_EQ(result.hides, "");
  }
}

// Its own packets show that the listener sent something back, and that Exchange took it.
TEST(CaptureFile, ANotificationWhoseAnswerIsNotCapturedIsASignOfLife) {
  WireCapture capture;
  capture.beat(0, "a1").noise(120000);
  std::vector<test::Record> records = capture.records();
  records.erase(records.begin() + 5);  // the answer
  for (const std::uint32_t snapshot : {262144U, 128U}) {
    test::ClassicFields fields;
    fields.snapshot = snapshot;
    for (test::Record& record : records) {
      record.length = static_cast<std::uint32_t>(std::max<std::size_t>(record.length, record.bytes.size()));
      record.bytes.resize(std::min<std::size_t>(record.bytes.size(), snapshot));
    }
    const SourceResult result = read(test::classic(records, fields));
    EXPECT_THAT(told(result), ElementsAre("notification a1 from 10.0.0.7 at 0 x1")) << snapshot;
    EXPECT_EQ(result.hides, std::to_string(answer().size()) + " bytes that the other side acknowledged are not in it");
  }
}

// Only what goes to the listener: whether and how it was answered is not known, but that it was.
TEST(CaptureFile, OneDirectionAloneTellsNoSilence) {
  WireCapture both, capture;
  both.beat(0, "a1", 10).beat(60000, "a1", 10);
  int packets = 0;
  for (const test::Record& record : both.records()) {
    if (static_cast<unsigned char>(record.bytes[29]) != 7) continue;  // the last byte of the sender's address
    capture.add((record.micros - test::kWireBegin) / 1000, record.bytes);
    ++packets;
  }
  ASSERT_EQ(packets, 8);
  capture.noise(200000);
  const SourceResult result = read(capture.file());
  EXPECT_THAT(told(result), IsEmpty());
  EXPECT_EQ(result.notification_lines, 2U);
  EXPECT_EQ(result.hides, "it holds one direction of the connections alone");
}

// A SYN that nobody answers is no sign of it where other connections are seen both ways, or where each is sent again.
TEST(CaptureFile, ConnectionsThatNobodyAnswersAreNotOneDirection) {
  for (const bool others : {false, true}) {
    for (const bool again : {false, true}) {
      WireCapture capture;
      auto talk = capture.talk();
      talk.syn(0);
      if (again) talk.syn(3000);
      capture.talk().syn(5000).syn(8000).syn(14000);
      if (others) capture.talk({.server_port = 443}).open(10).close(20);
      capture.noise(120000);
      EXPECT_EQ(read(capture.file()).hides, others || again ? "" : "it holds one direction of the connections alone");
    }
  }
}

TEST(CaptureFile, WhatItHidesIsNoted) {
  WireCapture capture;
  capture.beat(0, "a1");
  EXPECT_THAT(read(capture.blocks(3)).notes, Contains("may not show all: 3 packets were dropped while it was taken"));
}

TEST(CaptureFile, DroppedPacketsAreSaid) {
  WireCapture capture;
  capture.beat(0, "a1");
  EXPECT_EQ(read(capture.blocks(0)).hides, "");
  EXPECT_EQ(read(capture.blocks(3)).hides, "3 packets were dropped while it was taken");
  EXPECT_EQ(told(read(capture.blocks(3))), told(capture));
}

TEST(CaptureFile, AcknowledgedBytesThatAreNotThereAreSaid) {
  WireCapture both, capture;
  both.beat(0, "a1").beat(60000, "a1");
  std::vector<test::Record> records = both.records();
  ASSERT_EQ(records.size(), 16U);
  records.erase(records.begin() + 3);  // the first request
  const SourceResult result = read(test::classic(records));
  EXPECT_THAT(told(result), ElementsAre("notification a1 from 10.0.0.7 at 60000 x1"));
  EXPECT_EQ(result.hides,
            std::to_string(notification("a1").size()) + " bytes that the other side acknowledged are not in it");
}

// One packet lost of a hundred is no sign that whole notifications may be missing; two are.
TEST(CaptureFile, WhatIsLostNowAndThenHasATime) {
  for (const std::size_t lost : {1U, 2U}) {
    WireCapture capture;
    for (int i = 0; i < 13; ++i) capture.beat(i * 60'000, "a1");  // 8 packets each
    std::vector<test::Record> records = capture.records();
    ASSERT_EQ(records.size(), 104U);
    records.erase(records.begin() + 83);  // the request of the eleventh
    if (lost == 2) records.erase(records.begin() + 3);
    const SourceResult result = read(test::classic(records));
    EXPECT_EQ(result.hides, std::to_string(lost * notification("a1").size()) +
                                " bytes that the other side acknowledged are not in it");
    if (lost == 2) {
      EXPECT_TRUE(result.dead.empty());
      continue;
    }
    ASSERT_EQ(result.dead.size(), 1U);
    EXPECT_EQ(ms(result.dead[0].from), "600000");
    EXPECT_EQ(ms(result.dead[0].to), "600010");
  }
}

TEST(CaptureFile, WhatIsNotReadIsNamed) {
  WireCapture capture;
  capture.beat(0, "a1").noise(10).add(20, test::ethernet(0x0806, std::string(28, '\0')));
  capture.add(30, test::ethernet(0x88e5, std::string(40, '\0')));
  test::Ipv4Fields esp;
  esp.protocol = 50;
  capture.add(40, test::ethernet(0x0800, ipv4(esp, std::string(40, '\0'))));
  const SourceResult result = read(capture.file());
  EXPECT_THAT(result.notes, Contains("packets of other protocols: 1 ARP, 1 UDP"));
  EXPECT_THAT(result.notes, Contains("not read, though notifications may be in them: packets 1 ESP, 1 MACsec"));
  EXPECT_EQ(result.hides, "");
  EXPECT_THAT(read(test::classic({})).notes, Contains("not read: it has a header, and no packet behind it"));
  // Of a link type that is not read.
  const SourceResult none = read(test::classic(capture.records(), {.link = 105}));
  EXPECT_THAT(none.notes, Contains("not read, though notifications may be in them: packets 12 of the link type "
                                   "IEEE802_11"));
  EXPECT_EQ(none.hides, "most of its packets are not read: 12 of the link type IEEE802_11");
}

TEST(CaptureFile, WhatATunnelCarriesIsRead) {
  WireCapture capture, carried;
  capture.beat(0, "a1");
  for (const test::Record& record : capture.records()) {
    test::Ipv4Fields outer;
    outer.from = {9, 9, 9, 1};
    outer.to = {9, 9, 9, 2};
    outer.protocol = 47;
    const std::string erspan = test::net16(0x88be) + record.bytes;
    carried.add((record.micros - test::kWireBegin) / 1000,
                test::ethernet(0x0800, ipv4(outer, test::net16(0) + erspan)));
  }
  EXPECT_THAT(told(carried), Not(IsEmpty()));
  EXPECT_EQ(told(carried), told(capture));
}

TEST(CaptureFile, TheMarksOfAProxyAreTold) {
  const std::string request = notification("a1", keepalive_body(), "Via: 1.1 proxy1\r\nX-Forwarded-For: 10.0.0.99\r\n");
  EXPECT_THAT(told_of(request, answer()),
              UnorderedElementsAre("notification a1 from 10.0.0.7 at 0 x1",
                                   "notification.proxy Via: 1.1 proxy1 from 10.0.0.7 at 0 x1",
                                   "notification.proxy X-Forwarded-For: 10.0.0.99 from 10.0.0.7 at 0 x1"));
}

TEST(CaptureFile, EncryptedConnectionsAreNamed) {
  // A ServerHello of TLS 1.2 in one record: version, random, no session, a cipher, no compression.
  const std::string hello = std::string("\x02\x00\x00\x26\x03\x03", 6) + std::string(32, 'r') + std::string(4, '\0');
  const std::string record = std::string("\x16\x03\x03\x00\x2a", 5) + hello;
  WireCapture capture;
  capture.talk({.server_port = 7443}).open(0).say(10, record).close(20);
  const SourceResult result = read(capture.file());
  EXPECT_THAT(told(result), IsEmpty());
  EXPECT_THAT(result.notes, Contains(StartsWith("encrypted, not read: 1 TLS to port 7443")));
  EXPECT_EQ(result.hides, "connections to the listener are encrypted");
}

TEST(CaptureFile, TheDateOfAnswersTellsTheListenersClock) {
  const auto noted = [](const std::string& date) {
    WireCapture capture;
    capture.beat(0, "a1", 250, answer("OK", "Date: " + date + "\r\n"));
    return read(capture.file()).notes;
  };
  const std::string by = "by the Date of 1 answer the listener's clock is ";
  EXPECT_THAT(noted("Sun, 29 Jun 2014 00:00:00 GMT"), Contains(by + "within a second of the capture's"));
  EXPECT_THAT(noted("Sun, 29 Jun 2014 00:01:30 GMT"), Contains(by + "90 seconds ahead of the capture's"));
  EXPECT_THAT(noted("Sat, 28 Jun 2014 23:58:00 GMT"), Contains(by + "120 seconds behind the capture's"));
  EXPECT_THAT(noted("yesterday"), Not(Contains(HasSubstr("clock"))));
}

TEST(CaptureFile, RowsGiveEveryNotification) {
  WireCapture capture;
  capture.beat(0, "a1", 42);
  EXPECT_THAT(told(read(capture.file(), {.rows = true})),
              ElementsAre("notification a1 from 10.0.0.7 at 0 x1",
                          "event notification a1 to 10.0.0.2:7080: StatusEvent: 200 OK 42 #4 at 0"));
}

TEST(CaptureFile, HeadersAreNoPackets) {
  const std::string file = WireCapture().beat(0, "a1").file();
  const SourceResult result = read(file);
  EXPECT_EQ(result.records, 8U);
  EXPECT_EQ(result.continuation_bytes, 24U);  // the header of the file; those of packets count with them
  EXPECT_EQ(result.rejected_bytes, 0U);
  const SourceResult none = read(test::classic({}));
  EXPECT_EQ(none.records, 0U);
  EXPECT_FALSE(none.has_time);
}

// Where it is cut, what came before counts.
TEST(CaptureFile, ACutFileKeepsWhatCameBefore) {
  WireCapture capture;
  capture.beat(0, "a1").beat(60000, "b2");
  const std::string whole = capture.file();
  const std::string cut = whole.substr(0, whole.size() - 1);
  CutEnd end;
  const SourceResult result = read(cut, {}, &end);
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, ErrorCode::kTruncated);
  EXPECT_EQ(result.records, 15U);
  EXPECT_EQ(result.rejected_bytes, 16U + 54 - 1);  // the last packet is a FIN: headers alone
  EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kCutLine)].first_ordinal, 16U);
  EXPECT_THAT(told(result),
              ElementsAre("notification a1 from 10.0.0.7 at 0 x1", "notification b2 from 10.0.0.7 at 60000 x1"));
}

TEST(CaptureFile, ADamagedFileKeepsWhatCameBefore) {
  const std::string good = WireCapture().beat(0, "a1").file();
  const std::string damaged = good + std::string(16, '\xff') + std::string(1000, 'x');
  CutEnd end;
  const SourceResult result = read(damaged, {}, &end);
  ASSERT_TRUE(end.error);
  EXPECT_EQ(end.error->code, ErrorCode::kDamaged);
  EXPECT_EQ(result.records, 8U);
  EXPECT_EQ(result.rejected_bytes, 1016U);
  EXPECT_THAT(told(result), ElementsAre("notification a1 from 10.0.0.7 at 0 x1"));
}

// Wherever it is cut, and whatever pieces it comes in: nothing is lost from the ledger.
TEST(CaptureFile, EveryByteIsCountedWhereverTheFileEnds) {
  WireCapture capture;
  capture.beat(0, "a1").beat(1000, "b2", 10, answer("Unsubscribe")).unanswered(2000, "c3");
  for (const std::string& file : {capture.file(), capture.file(96), capture.blocks(1)}) {
    const std::string whole = test::dump(read(file));
    EXPECT_EQ(test::dump(read(file, {.piece = 1})), whole);
    for (std::size_t size = 0; size < file.size(); size += 7) {
      CutEnd end;
      read(file.substr(0, size), {.piece = 100}, &end);
    }
  }
}

TEST(CaptureFile, TheErrorOfTheSourceIsTold) {
  const std::string file = WireCapture().beat(0, "a1").file();
  CutEnd end;
  const SourceResult result = read(file, {.end = Error{ErrorCode::kDamaged, "the archive is damaged"}}, &end);
  ASSERT_TRUE(end.error);
  EXPECT_THAT(end.error->message, HasSubstr("the archive is damaged"));
  EXPECT_THAT(told(result), ElementsAre("notification a1 from 10.0.0.7 at 0 x1"));
}

// One stamp that is damaged dates nothing; where the packets go on from it, time has passed.
// Of two hosts of which one notifies the other nothing shows that the capture ran: where one falls silent, so does all
// that both say. Nor do connections to the listener's port, or what asks for an address.
TEST(CaptureFile, AMinuteIsBusyByFivePacketsOfOthers) {
  const auto busy = [](std::int64_t apart, const std::function<void(WireCapture&, std::int64_t)>& one) {
    WireCapture capture;
    capture.beat(0, "a1");
    for (std::int64_t i = 0; i < 10; ++i) one(capture, 60'000 + i * apart);
    return read(capture.file()).busy_minutes;
  };
  const auto syn_to = [](char host, std::uint32_t port) {
    return
        [=](WireCapture& capture, std::int64_t ms) { capture.talk({.server_port = port, .listener = host}).syn(ms); };
  };
  const auto frame = [](std::uint16_t type) {
    return [=](WireCapture& capture, std::int64_t ms) { capture.add(ms, test::ethernet(type, std::string(28, '\0'))); };
  };
  EXPECT_EQ(busy(6'000, [](WireCapture& capture, std::int64_t ms) { capture.noise(ms); }), 1U);
  EXPECT_EQ(busy(12'000, [](WireCapture& capture, std::int64_t ms) { capture.noise(ms); }), 2U);
  EXPECT_EQ(busy(15'000, [](WireCapture& capture, std::int64_t ms) { capture.noise(ms); }), 0U);
  EXPECT_EQ(busy(1'000, syn_to(3, 443)), 1U);
  EXPECT_EQ(busy(1'000, syn_to(2, 443)), 0U);
  EXPECT_EQ(busy(1'000, syn_to(3, 7080)), 0U);
  EXPECT_EQ(busy(1'000, frame(0x88cc)), 1U);
  EXPECT_EQ(busy(1'000, frame(0x0806)), 0U);
}

TEST(CaptureFile, AnOddStampIsThatOfThePacketBefore) {
  constexpr std::int64_t kDay = 86400'000;
  for (const std::int64_t off : {kDay, -365 * kDay}) {
    for (const bool alone : {false, true}) {
      WireCapture good, odd;
      good.beat(0, "a1").beat(300'000, "a1").noise(600'000);
      std::size_t count = 0;
      for (const test::Record& record : good.records()) {
        const bool moved = alone ? count == 12 : count >= 12;
        ++count;
        odd.add((record.micros - test::kWireBegin) / 1000, record.bytes);
        if (moved) odd.move_last(off);
      }
      const SourceResult result = read(odd.file_as_added());
      const std::int64_t last = (result.last.time_since_epoch().count() - test::kWireBegin) / 1000;
      const std::int64_t first = (result.first.time_since_epoch().count() - test::kWireBegin) / 1000;
      if (alone) {
        EXPECT_EQ(first, 0) << off;
        EXPECT_EQ(last, 600'000) << off;
        EXPECT_THAT(result.notes, Contains("1 packet with a time far from those of the packets around, taken for as "
                                           "old as these: number 13"));
      } else {
        EXPECT_EQ(off > 0 ? last : first, off > 0 ? 600'000 + kDay : off + 300'000) << off;
        EXPECT_THAT(result.notes, Not(Contains(StartsWith("1 packet with a time far from"))));
      }
    }
  }
}

TEST(CaptureFile, AnOddStampAtEitherEndStretchesNothing) {
  constexpr std::int64_t kDay = 86400'000;
  for (const bool at_end : {false, true}) {
    for (const std::int64_t off : {400 * kDay, -4000 * kDay}) {
      WireCapture capture;
      if (!at_end) capture.noise(off);
      capture.beat(0, "a1").beat(300'000, "a1");
      if (at_end) capture.noise(300'000 + off);
      const SourceResult result = read(capture.file_as_added());
      EXPECT_EQ(ms(result.first), "0") << off;
      EXPECT_EQ(ms(result.last), "300010") << off;
      EXPECT_THAT(result.notes, Contains(AllOf(StartsWith("1 packet with a time far from"),
                                               HasSubstr(at_end ? ": number 17" : ": number 1"))));
    }
  }
}

}  // namespace
}  // namespace logscan::detail
