#include "parsers/srm/srm_log.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "parsers/builtin.h"
#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using Texts = std::vector<std::string>;

test::Reading srm(const ParserInfo& parser = kSrmLog) {
  test::Reading how;
  how.parser = &parser;
  how.axis = Axis::kWall;
  return how;
}

std::string fixture(const char* name) { return test::read_file(std::string(LOGSCAN_TESTDATA) + "/srm/" + name); }

std::string line_of(const std::string& message, const std::string& level = "INFO ", const std::string& second = "52") {
  return "2026-03-18 16:40:" + second + ",001 " + level + " [SM] rsm.RsmMain - " + message + "\n";
}

std::string shown(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}).substr(11, 12); }

std::string name_of(const SourceResult& result, NameId id) {
  return id == kNoName ? "" : std::string(result.names.text(id));
}

// `kind subject first-last xcount`, one line a run.
Texts runs(const SourceResult& result) {
  Texts all;
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs()) {
      all.push_back(std::string(signal_info(track.kind).name) + " " + name_of(result, track.subject) + " " +
                    shown(run.first) + "-" + shown(run.last) + " x" + std::to_string(run.count));
    }
  }
  return all;
}

// `time kind node peer subject detail number`, with a question mark where the wording is not confirmed.
Texts events(const SourceResult& result) {
  Texts all;
  for (const auto& event : result.events) {
    all.push_back(shown(event.time) + " " + std::string(event_name(event.kind)) + (event.text.confirmed ? "|" : "?|") +
                  name_of(result, event.text.node) + "|" + name_of(result, event.text.peer) + "|" +
                  name_of(result, event.text.subject) + "|" + name_of(result, event.text.detail) + "|" +
                  std::to_string(event.text.number));
  }
  return all;
}

TEST(SrmLog, TellsTheStoryOfAFailover) {
  const std::string text = fixture("failover.log");
  const SourceResult result = test::read_whole(srm(), text);
  EXPECT_EQ(
      runs(result),
      (Texts{"heartbeat.sent imp2 16:01:00.100-16:02:00.100 x5", "heartbeat.received imp2 16:01:00.180-16:01:45.180 x4",
             "heartbeat.received imp2 16:10:01.180-16:10:01.180 x1", "activity DEBUG 16:01:01.900-16:01:46.900 x4"}));
  EXPECT_EQ(
      events(result),
      (Texts{"16:00:00.005 srm.start?|||||0", "16:00:00.010 srm.initialization?||||started|0",
             "16:00:20.480 srm.initialization?||||completed|0", "16:00:20.481 ha.state?|imp1||Normal||0",
             "16:02:47.244 heartbeat.peer-down|||||62", "16:02:50.244 heartbeat.peer-down|||||0",
             "16:02:53.244 heartbeat.peer-down|||||68000", "16:02:53.300 ha.state?|imp1||Taking Over|Peer Down|0",
             "16:02:53.310 ha.failover-begin?|imp2|imp1||Peer Down|1", "16:03:10.000 ha.failover-end?|imp2|imp1|||0",
             "16:03:10.001 ha.state?|imp1||Running in Backup Mode|Peer Down|0", "16:10:00.000 heartbeat.peer-up?|||||0",
             "16:12:00.000 critical-service.down?|||Cisco XCP Router||0",
             "16:12:30.000 critical-service.up?|||Cisco XCP Router||0", "16:20:00.000 ha.fallback-command?|imp2||||2",
             "16:20:00.500 ha.fallback-begin?|imp2|imp1||On Admin Request|2",
             "16:20:40.000 ha.fallback-end?|imp2|imp1|||0", "16:30:00.000 srm.stop?|||||0"}));
  EXPECT_EQ(result.rejected, 0U);
  EXPECT_EQ(result.wordings.at("srm.peer-down"), 3U);
  EXPECT_EQ(result.wordings.at("srm.heartbeat-received"), 5U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(SrmLog, ReadsThroughOddities) {
  const std::string text = fixture("odd.log");
  const SourceResult result = test::read_whole(srm(), text);
  EXPECT_EQ(runs(result),
            (Texts{"heartbeat.received imp2 16:00:10.650-16:00:25.700 x2",
                   "activity DEBUG 16:00:10.195-16:00:28.000 x2", "activity WARN 16:00:29.000-16:00:29.000 x1"}));
  EXPECT_EQ(events(result), Texts{"16:00:26.000 heartbeat.peer-down|||||0"});
  const auto rejected = [&](RejectReason reason) { return result.rejects[static_cast<std::size_t>(reason)]; };
  EXPECT_EQ(rejected(RejectReason::kBadTime).count, 1U);
  EXPECT_EQ(rejected(RejectReason::kUnknownLayout).count, 1U);
  EXPECT_EQ(rejected(RejectReason::kBinary).count, 1U);
  EXPECT_EQ(rejected(RejectReason::kCutLine).count, 1U);
  EXPECT_EQ(rejected(RejectReason::kCutLine).first_ordinal, result.lines);
  EXPECT_EQ(result.rejected, 4U);
  EXPECT_EQ(result.continuation, 8U) << "two lines before the first record, four of XML, two of a trace";
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(Log4jGeneric, ShowsThatItsServiceWasAlive) {
  const std::string text = fixture("sync.log");
  const SourceResult result = test::read_whole(srm(kLog4jGeneric), text);
  EXPECT_EQ(runs(result), Texts{});
  EXPECT_EQ(events(result), Texts{"12:13:16.950 alarm|example_domain_dot_com||srm.automatic.failover.peerdown||0"});
  EXPECT_EQ(result.records, 5U);
  EXPECT_EQ(result.continuation, 4U);
  EXPECT_EQ(result.rejected, 0U);
  EXPECT_EQ(shown(result.last), "12:13:19.514");
}

// The wordings that come close to one of the vocabulary, and say something else.
TEST(SrmLog, TakesNothingForWhatItIsNot) {
  for (const char* message :
       {"heartbeat not received from peer imp2", "no heartbeat received from peer imp2 for 30 s",
        "failed to send heartbeat to peer imp2", "waiting for heartbeat to be received", "heartbeat timeout is 60",
        "setting heartbeat interval to 15", "automatic failover not started", "cannot start failover",
        "manual failover is disabled", "checking critical services", "checking service Cisco XCP Router: running",
        "state of node imp1 is Normal", "initialization of the database", "peer downloads", "user peer down",
        "Server Recovery Manager parameters read", "checking Server Recovery Manager: started"}) {
    const SourceResult result = test::read_whole(srm(), line_of(message));
    EXPECT_EQ(events(result), Texts{}) << message;
    EXPECT_EQ(runs(result), Texts{"activity INFO 16:40:52.001-16:40:52.001 x1"}) << message;
    EXPECT_TRUE(result.wordings.empty()) << message;
  }
}

// A state or a failover names its reason; the reason is not taken for the event it is named after.
TEST(SrmLog, AReasonIsNoEvent) {
  const struct {
    const char* message;
    const char* event;
  } cases[] = {
      {"state change of node imp1 from Normal to Failing Over, reason Critical Service Down",
       "16:40:52.001 ha.state?|imp1||Failing Over|Critical Service Down|0"},
      {"automatic failover started from imp1 to imp2, reason Critical Service Down",
       "16:40:52.001 ha.failover-begin?|imp1|imp2||Critical Service Down|1"},
      {"automatic fallback started from imp1 to imp2, reason Automatic Fallback",
       "16:40:52.001 ha.fallback-begin?|imp2|imp1||Automatic Fallback|1"},
      {"state change of node imp1 from Falling Back to Running in Failed Mode, reason Cisco Server Recovery Manager "
       "Take Back Users Failed",
       "16:40:52.001 ha.state?|imp1||Running in Failed Mode|Cisco Server Recovery Manager Take Back Users Failed|0"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(events(test::read_whole(srm(), line_of(c.message))), Texts{c.event}) << c.message;
}

TEST(SrmLog, ALevelIsASubject) {
  const std::string text = line_of("a", "DEBUG", "01") + line_of("b", "INFO ", "02") + line_of("c", "DEBUG", "03") +
                           line_of("d", "FATAL", "04") + line_of("e", "DEBUG", "50");
  EXPECT_EQ(runs(test::read_whole(srm(), text)),
            (Texts{"activity DEBUG 16:40:01.001-16:40:03.001 x2", "activity DEBUG 16:40:50.001-16:40:50.001 x1",
                   "activity INFO 16:40:02.001-16:40:02.001 x1", "activity FATAL 16:40:04.001-16:40:04.001 x1"}));
}

TEST(SrmLog, TellsWhatNoWordingMatchedWhereItIsWanted) {
  const Limits limits;
  const std::string text = line_of("queue 17") + line_of("queue 18") + line_of("Server Recovery Manager starting");
  for (const bool wanted : {true, false}) {
    Sink sink(3, Axis::kWall, Sink::Texts::kRereadable, limits, nullptr);
    if (wanted) sink.want_unmatched();
    kSrmLog.make(test::context())->parse({text, 0, true}, sink);
    const SourceResult result = sink.finish();
    const auto shapes = result.unmatched.commonest(10);
    ASSERT_EQ(shapes.size(), wanted ? 1U : 0U);
    if (wanted) {
      EXPECT_EQ(shapes[0].second.count, 2U);
    }
  }
}

TEST(SrmLog, SubjectsBeyondTheLimitAreCounted) {
  test::Reading how = srm();
  how.limits.subjects = 1;
  const std::string text = line_of("a", "DEBUG") + line_of("b", "INFO ") + line_of("c", "DEBUG");
  const SourceResult result = test::read_whole(how, text);
  EXPECT_EQ(runs(result), Texts{"activity DEBUG 16:40:52.001-16:40:52.001 x2"});
  EXPECT_EQ(result.dropped_subjects, 1U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(SrmLog, LocationsAreTrue) {
  const std::string text = fixture("odd.log") + "\n" + fixture("failover.log");
  for (const std::uint64_t cut : {std::uint64_t{1}, std::uint64_t{500}, std::uint64_t{text.size() / 2}}) {
    const SourceResult result = test::read_in_ranges(srm(), text, {cut});
    ASSERT_EQ(result.events.size(), 19U);
    for (const auto& event : result.events) {
      const std::string record = text.substr(event.at.offset, event.at.length);
      EXPECT_EQ(text[event.at.offset - 1], '\n');
      EXPECT_EQ(record.find('\n'), record.size() - 1) << record;
      EXPECT_EQ(event.at.ordinal,
                1 + static_cast<std::uint64_t>(
                        std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(event.at.offset), '\n')));
      const SourceResult alone = test::read_whole(srm(), record);
      ASSERT_EQ(alone.events.size(), 1U) << record;
      EXPECT_EQ(alone.events[0].kind, event.kind) << record;
      EXPECT_EQ(alone.events[0].time, event.time) << record;
    }
  }
}

// Whatever the pieces and ranges, the result is that of the whole.
TEST(SrmLog, MayBeCutAnywhere) {
  const std::string text = fixture("odd.log") + "\n" + fixture("failover.log") + fixture("sync.log");
  const std::string whole = test::dump(test::read_whole(srm(), text));
  for (std::size_t cut = 2; cut < text.size(); cut += 7) {
    test::Reading how = srm();
    how.piece = cut % 3 == 0 ? 1 : 100;
    ASSERT_EQ(test::dump(test::read_in_ranges(how, text, {cut})), whole) << "cut at " << cut;
    ASSERT_EQ(test::dump(test::read_in_ranges(how, text, {cut / 2, cut})), whole) << "cut at " << cut;
  }
}

// ---- extremes ----

// One header and lines without end, made as they are read.
class EndlessRecord final : public ByteSource {
 public:
  EndlessRecord(std::string head, std::string line, std::uint64_t bytes)
      : rest_(std::move(head)), line_(std::move(line)), left_(bytes) {}
  Result<std::size_t> read(std::span<char> into) override {
    std::size_t count = 0;
    while (count < into.size() && left_ > 0) {
      if (rest_.empty()) rest_ = line_;
      const std::size_t part = std::min<std::uint64_t>({rest_.size(), into.size() - count, left_});
      std::copy_n(rest_.data(), part, into.data() + count);
      rest_.erase(0, part);
      count += part;
      left_ -= part;
    }
    return count;
  }

 private:
  std::string rest_, line_;
  std::uint64_t left_;
};

// Passes blocks on, and knows the largest.
class BlockMeter final : public Parser {
 public:
  explicit BlockMeter(Parser& to) : to_(to) {}
  void parse(const Block& block, Sink& sink) override {
    largest_ = std::max(largest_, block.text.size());
    to_.parse(block, sink);
  }
  [[nodiscard]] std::size_t largest() const { return largest_; }

 private:
  Parser& to_;
  std::size_t largest_ = 0;
};

TEST(SrmLogExtremes, ARecordOf256MiBIsBounded) {
  constexpr std::uint64_t kBytes = 256ULL << 20;
  const std::string trace = std::string(63, '\t') + std::string(1984, 'x') + "\n";
  ASSERT_EQ(trace.size(), 2048U);
  for (const std::string& head : {line_of("RsmHeartBeatHandler: peer down, time since"), std::string()}) {
    const Limits limits;
    Sink sink(3, Axis::kWall, Sink::Texts::kRereadable, limits, nullptr);
    const std::unique_ptr<Parser> parser = kSrmLog.make(test::context());
    BlockMeter meter(*parser);
    EndlessRecord bytes(head, trace, kBytes);
    const CutEnd end = cut_records(bytes, {}, {}, kSrmLog, meter, sink, {});
    const SourceResult result = sink.finish();
    EXPECT_EQ(end.bytes, kBytes);
    EXPECT_EQ(test::ledger(result), kBytes);
    EXPECT_EQ(result.events.size(), head.empty() ? 0U : 1U);
    EXPECT_EQ(result.records, head.empty() ? 0U : 1U);
    EXPECT_EQ(result.continuation, (kBytes - head.size() + trace.size() - 1) / trace.size());
    EXPECT_EQ(result.rejected, 0U);
    EXPECT_LE(meter.largest(), limits.record_bytes + (1U << 20));
  }
}

TEST(SrmLogExtremes, ALogOfTracesAloneIsKeptAndNobodysOwn) {
  std::string text;
  for (int i = 0; i < 5000; ++i) text += "\tat com.cisco.cup.services.ServiceUtil.init(ServiceUtil.java:118)\n";
  const SourceResult result = test::read_whole(srm(), text);
  EXPECT_EQ(result.records + result.rejected, 0U);
  EXPECT_EQ(result.continuation, 5000U);
  EXPECT_EQ(test::ledger(result), text.size());
  EXPECT_EQ(recognise(builtin_parsers(), {text.substr(0, kProbeBytes), "x.log", false}).parser, nullptr);
}

TEST(SrmLogExtremes, OddBytesAreCounted) {
  const std::string good = line_of("Server Recovery Manager starting");
  std::string wide;
  for (const char c : good) wide += std::string(1, c) + '\0';
  const struct {
    const char* name;
    std::string text;
    std::uint64_t records, continuation, rejected;
    RejectReason reason;
  } cases[] = {
      {"NoNewline", good.substr(0, good.size() - 1), 1, 0, 0, RejectReason::kCutLine},
      {"OneLongLine", std::string(100'000, 'x'), 0, 1, 0, RejectReason::kCutLine},
      {"OverTheLineLimit", good + std::string(2U << 20, 'x') + "\n" + good, 2, 0, 1, RejectReason::kTooLong},
      {"RecordOverTheLineLimit", line_of(std::string(2U << 20, 'x')) + good, 1, 0, 1, RejectReason::kTooLong},
      {"Utf16", wide, 0, 0, 2, RejectReason::kBinary},
      {"Nulls", good + std::string(5000, '\0') + "\n" + good, 2, 0, 1, RejectReason::kBinary},
      {"NullsInARecord", "2026-03-18 16:40:52,001 INFO" + std::string(8, '\0') + "\n" + good, 1, 0, 1,
       RejectReason::kBinary},
      {"CutInItsTime", good + good.substr(0, 20), 1, 0, 1, RejectReason::kCutLine},
      {"CutInMidFileContinues", good + good.substr(0, 20) + "\n" + good, 2, 1, 0, RejectReason::kCutLine},
      {"CutInItsThread", good + good.substr(0, 32), 1, 0, 1, RejectReason::kCutLine},
      {"ByteOrderMark", "\xef\xbb\xbf" + good, 1, 0, 0, RejectReason::kCutLine},
      {"ByteOrderMarkLater", good + "\xef\xbb\xbf" + good, 1, 1, 0, RejectReason::kCutLine},
      {"CarriageReturnsAlone", "a\rb\rc\r", 0, 1, 0, RejectReason::kCutLine},
  };
  for (const auto& c : cases) {
    const SourceResult result = test::read_whole(srm(), c.text);
    EXPECT_EQ(result.records, c.records) << c.name;
    EXPECT_EQ(result.continuation, c.continuation) << c.name;
    EXPECT_EQ(result.rejected, c.rejected) << c.name;
    EXPECT_EQ(result.rejects[static_cast<std::size_t>(c.reason)].count, c.rejected) << c.name;
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
  }
}

// ---- probing ----

TEST(SrmProbe, KnowsItsLogsByTheirContent) {
  const std::string s = "2026-03-18 16:40:52,001 INFO  [SM] rsm.RsmMain - x\n";
  const std::string h = "2026-03-18 16:40:52,001 INFO[HS]x.Y - x\n";
  const std::string g = "2026-03-18 16:40:52,001 INFO  [main] sync.SyncUtil - x\n";
  const std::string bad = "2026-03-18 16:40:52,001 something else\n";
  std::string wide = "\xff\xfe";
  for (const char c : s) wide += std::string(1, c) + '\0';
  const struct {
    const char* name;
    std::string head, path;
    bool whole;
    int srm, generic;
  } cases[] = {
      {"Srm", s, "x", true, 90, 0},
      {"SrmAmongOthers", g + g + g + s, "x", true, 90, 0},
      {"ByItsThread", h, "x", true, 90, 0},
      {"Other", g, "x", true, 0, 70},
      {"NameIsNoContent", g, "epas/trace/srm/log4j/srm.log", true, 0, 70},
      {"UnitysOwnByName", s, "cuc1/diag_CuSrm_00000001.uc", true, 0, 70},
      {"UnitysOwnByContent", "16:40:52.001 |8232,,,SRM,3,<Timer-7> [CuSrmSvr/x] state\n", "diag_CuSrm_00000001.uc",
       true, 0, 0},
      {"BeginsWithATrace", "\tat x.y(Z.java:1)\n" + s, "x", true, 60, 0},
      {"OtherBeginsWithATrace", "\tat x.y(Z.java:1)\n" + g, "x", true, 0, 40},
      {"Half", s + bad, "x", true, 90, 0},
      {"LessThanHalf", s + bad + bad, "x", true, 0, 0},
      {"CutLineIsNotCounted", s + s.substr(0, 30), "x", false, 90, 0},
      {"CutLineAlone", s.substr(0, 30), "x", false, 0, 0},
      {"ByteOrderMark", "\xef\xbb\xbf" + s, "x", true, 90, 0},
      {"CrLf", s.substr(0, s.size() - 1) + "\r\n", "x", true, 90, 0},
      {"Utf16", wide, "x", true, 0, 0},
      {"Nulls", std::string(1000, '\0'), "x", true, 0, 0},
      {"Empty", "", "srm.log", true, 0, 0},
      {"BadTime", "2026-02-30 16:40:52,001 INFO  [SM] rsm.RsmMain - x\n", "x", true, 0, 0},
  };
  for (const auto& c : cases) {
    const ProbeInput input{c.head, c.path, c.whole};
    EXPECT_EQ(kSrmLog.probe(input).score, c.srm) << c.name;
    EXPECT_EQ(kLog4jGeneric.probe(input).score, c.generic) << c.name;
    if (c.srm > 0) {
      EXPECT_EQ(kSrmLog.probe(input).axis, Axis::kWall) << c.name;
    }
    if (c.generic > 0) {
      EXPECT_EQ(kLog4jGeneric.probe(input).axis, Axis::kWall) << c.name;
    }
  }
  EXPECT_EQ(kSrmLog.probe({g + s + bad, "x", true}).why,
            "2 of the first 3 lines with a time are log4j records, 1 of the Server Recovery Manager");
}

}  // namespace
}  // namespace logscan::detail
