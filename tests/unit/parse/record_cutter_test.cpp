#include "parse/record_cutter.h"

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/jetty/jetty_access.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using test::dump;
using test::ledger;
using test::read_in_ranges;
using test::read_range;
using test::read_whole;
using test::Reading;

// A small format with records of any number of lines: `5 name` is a beat of `name` in minute 5, lines that begin with
// `+` continue it, all else is garbage.
class MinuteParser final : public Parser {
 public:
  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      const std::string_view text = line.text();
      const std::size_t blank = text.find(' ');
      const auto minute = parse_number<std::uint32_t>(text.substr(0, blank));
      if (text.starts_with('+')) {
        sink.continuation(line.raw());
      } else if (minute && blank != std::string_view::npos) {
        const WallTime time{LocalTime{std::chrono::minutes(*minute)}, 0};
        sink.signal(SignalKind::kNotification, sink.name(text.substr(blank + 1)), kNoName, 0, 0, time, line.record());
      } else {
        sink.reject(line.record(), block.last && !line.ended() ? RejectReason::kCutLine : RejectReason::kUnknownLayout);
      }
    }
  }
};

const ParserInfo kMinutes{
    .name = "test.minutes",
    .summary = "beats by minute",
    .make = [](const ParserContext&) -> std::unique_ptr<Parser> { return std::make_unique<MinuteParser>(); },
    .starts_record = [](std::string_view line) { return !line.starts_with('+'); },
    .samples = {},
};

constexpr std::size_t kPieces[] = {1, 2, 3, 7, 4096};

Reading minutes(std::size_t piece = 4096) {
  Reading how;
  how.parser = &kMinutes;
  how.piece = piece;
  return how;
}

Reading jetty(std::size_t piece = 4096) {
  Reading how;
  how.parser = &kJettyAccess;
  how.piece = piece;
  return how;
}

std::string fixture(const char* name) {
  std::string text = test::read_file(std::string(LOGSCAN_TESTDATA) + "/jetty/" + name);
  EXPECT_FALSE(text.empty()) << name;
  return text;
}

const char* const kFixtures[] = {"2014_06_29.request.log", "wrapped.request.log", "odd.request.log"};

// Every way to cut `text` once, and some random ways to cut it often, gives what no cut gives.
void expect_any_cut_is_whole(const std::string& name, const Reading& how, const std::string& text) {
  const std::string whole = dump(read_whole(how, text));
  for (std::uint64_t cut = 1; cut <= text.size(); ++cut) {
    ASSERT_EQ(dump(read_in_ranges(how, text, {cut})), whole)
        << name << " cut at " << cut << ", in pieces of " << how.piece;
  }
  for (unsigned seed = 0; seed < 30 && !text.empty(); ++seed) {
    std::mt19937 random(seed);
    std::vector<std::uint64_t> cuts;
    for (std::size_t i = 0, n = 2 + random() % 8; i < n; ++i) cuts.push_back(1 + random() % text.size());
    std::sort(cuts.begin(), cuts.end());
    ASSERT_EQ(dump(read_in_ranges(how, text, cuts)), whole)
        << name << " seed " << seed << ", in pieces of " << how.piece;
  }
}

struct Text {
  const char* name;
  std::string text;
};

std::vector<Text> small_texts() {
  using namespace std::string_literals;
  return {
      {"Empty", ""},
      {"OneLine", "1 a\n"},
      {"NoLineEnd", "1 a\n2 b"},
      {"LineEndAlone", "\n"},
      {"BlankLines", "1 a\n\n\n2 b\n\n"},
      {"CrLf", "1 a\r\n+x\r\n2 b\r\n"},
      {"CrAlone", "1 a\r2 b\r"},
      {"Zeros", "1 a\0\n\0\0\n2 b\n"s},
      {"ContinuationFirst", "+x\n+y\n1 a\n"},
      {"ContinuationAlone", "+x\n+y\n"},
      {"ContinuationLast", "1 a\n+x\n+y"},
      {"ManyContinuations", "1 a\n+x\n+yy\n+zzz\n+\n2 b\n+x\n3 c\n"},
      {"Garbage", "?\n1 a\n?\n+x\n?\n2 b\n?"},
      {"Unordered", "9 a\n1 a\n5 b\n20 a\n2 a\n7 a\n"},
      {"EqualTimes", "1 a\n1 a\n1 b\n1 a\n"},
  };
}

TEST(RecordCutter, AnyCutOfASmallTextIsTheWhole) {
  for (const std::size_t piece : kPieces) {
    for (const Text& c : small_texts()) expect_any_cut_is_whole(c.name, minutes(piece), c.text);
  }
}

TEST(RecordCutter, TheSizeOfReadsDoesNotMatter) {
  for (const Text& c : small_texts()) {
    const std::string whole = dump(read_whole(minutes(), c.text));
    for (const std::size_t piece : kPieces)
      EXPECT_EQ(dump(read_whole(minutes(piece), c.text)), whole) << c.name << " " << piece;
  }
  for (const char* name : kFixtures) {
    const std::string text = fixture(name);
    const std::string whole = dump(read_whole(jetty(), text));
    for (const std::size_t piece : kPieces)
      EXPECT_EQ(dump(read_whole(jetty(piece), text)), whole) << name << " " << piece;
  }
}

TEST(RecordCutter, AnyCutOfALogIsTheWhole) {
  for (const char* name : kFixtures) expect_any_cut_is_whole(name, jetty(), fixture(name));
}

TEST(RecordCutter, AnyCutOfALogReadInCrumbsIsTheWhole) {
  const std::string text = fixture("wrapped.request.log");
  for (const std::size_t piece : kPieces) expect_any_cut_is_whole("wrapped", jetty(piece), text);
}

// The oddities around stray counts: whether one is taken must not depend on a cut.
TEST(RecordCutter, AnyCutAroundStrayCountsIsTheWhole) {
  const std::string record = "10.0.0.7 - - [01/Feb/2020:00:00:01 +0000] \"GET /a HTTP/1.1\" 200\n";
  const Text cases[] = {
      {"AfterARecord", record + "343\n" + record},
      {"AfterGarbage", "garbage\n343\n" + record},
      {"AfterGarbageAndABlankLine", "garbage\n\n343\n" + record},
      {"AfterARecordAndABlankLine", record + "\n343\n" + record},
      {"AfterBlankLinesOfGarbage", "garbage\n \n343\n\r\n343\n" + record},
      {"First", "343\n" + record},
      {"FirstAfterABlankLine", "\n343\n" + record},
      {"Twice", record + "343\n343\n" + record},
      {"AtTheEnd", record + "343"},
  };
  for (const auto& c : cases) expect_any_cut_is_whole(c.name, jetty(), c.text);
}

TEST(RecordCutter, GivesEachRecordToTheRangeItStartsIn) {
  const std::string text = "1 a\n+x\n22 b\n3 c\n";
  const struct {
    const char* name;
    std::uint64_t from, to;
    const char* names;
    std::uint64_t bytes;
  } cases[] = {
      {"All", 0, 16, "a b c ", 16},
      {"UpToTheSecond", 0, 7, "a ", 7},
      {"OneByteOfTheSecond", 0, 8, "a b ", 12},
      {"FirstByte", 0, 1, "a ", 7},
      {"BehindTheFirstByte", 1, 16, "b c ", 9},
      {"WithinTheFirst", 1, 7, "", 0},
      {"ContinuationAlone", 4, 7, "", 0},
      {"SecondToTheByte", 7, 12, "b ", 5},
      {"WithinTheSecond", 8, 12, "", 0},
      {"LastByte", 15, 16, "", 0},
      {"LastRecord", 12, 16, "c ", 4},
      {"PastTheEnd", 16, 20, "", 0},
      {"Nothing", 12, 12, "", 0},
  };
  for (const auto& c : cases) {
    for (const std::size_t piece : kPieces) {
      CutEnd end;
      const SourceResult result = read_range(minutes(piece), text, {c.from, c.to}, &end);
      std::string names;
      for (NameId id = 0; id < result.names.size(); ++id) names += std::string(result.names.text(id)) + " ";
      EXPECT_EQ(names, c.names) << c.name << " " << piece;
      EXPECT_EQ(end.bytes, c.bytes) << c.name << " " << piece;
      EXPECT_EQ(ledger(result), c.bytes) << c.name << " " << piece;
    }
  }
}

TEST(RecordCutter, TakesAHeadThatWasReadBefore) {
  const std::string text = fixture("2014_06_29.request.log");
  const std::string whole = dump(read_whole(jetty(), text));
  for (const std::size_t head : {std::size_t{1}, std::size_t{100}, text.size() - 1, text.size()}) {
    Reading how = jetty(7);
    how.head = head;
    EXPECT_EQ(dump(read_whole(how, text)), whole) << head;
  }
}

TEST(RecordCutter, CountsEveryByte) {
  for (const char* name : kFixtures) {
    const std::string text = fixture(name);
    CutEnd end;
    const SourceResult result = read_whole(jetty(), text, &end);
    EXPECT_EQ(ledger(result), text.size()) << name;
    EXPECT_EQ(end.bytes, text.size()) << name;
    EXPECT_FALSE(end.error.has_value()) << name;
    EXPECT_EQ(result.records + result.continuation + result.rejected, result.lines) << name;
  }
}

// ---- limits ----

constexpr std::uint64_t kLine = 64;  // bytes, line end included

Reading tight(std::size_t piece = 4096) {
  Reading how = minutes(piece);
  how.limits.line_bytes = kLine;
  how.limits.record_bytes = 256;
  return how;
}

std::string line_of(std::size_t bytes, char first = '?') { return first + std::string(bytes - 2, 'x') + "\n"; }

std::uint64_t too_long(const SourceResult& result) {
  return result.rejects[static_cast<std::size_t>(RejectReason::kTooLong)].count;
}

TEST(RecordCutter, RejectsALineAboveTheLimit) {
  const std::string beat = "1 " + std::string(kLine - 3, 'a') + "\n";
  const std::string longer = "1 " + std::string(kLine - 2, 'a') + "\n";
  const std::string huge = "1 " + std::string(2000, 'a') + "\n";
  const struct {
    const char* name;
    std::string text;
    std::uint64_t records, rejected;
  } cases[] = {
      {"AtTheLimit", "1 a\n" + beat + "2 b\n", 3, 0},
      {"OneByteAbove", "1 a\n" + longer + "2 b\n", 2, 1},
      {"FarAbove", "1 a\n" + huge + "2 b\n", 2, 1},
      {"First", huge + "2 b\n", 1, 1},
      {"Last", "1 a\n" + huge, 1, 1},
      {"LastAtTheLimitWithoutAnEnd", "1 a\n1 " + std::string(kLine - 2, 'a'), 2, 0},
      {"LastAboveTheLimitWithoutAnEnd", "1 a\n1 " + std::string(kLine - 1, 'a'), 1, 1},
      {"TwoInARow", "1 a\n" + huge + longer + "2 b\n", 2, 2},
      {"Alone", huge, 0, 1},
      {"Zeros", "1 a\n" + std::string(1000, '\0') + "\n2 b\n", 2, 1},
  };
  for (const auto& c : cases) {
    for (const std::size_t piece : kPieces) {
      CutEnd end;
      const SourceResult result = read_whole(tight(piece), c.text, &end);
      EXPECT_EQ(result.records, c.records) << c.name << " " << piece;
      EXPECT_EQ(too_long(result), c.rejected) << c.name << " " << piece;
      EXPECT_EQ(result.rejected, c.rejected) << c.name << " " << piece;
      EXPECT_EQ(ledger(result), c.text.size()) << c.name << " " << piece;
      EXPECT_EQ(end.bytes, c.text.size()) << c.name << " " << piece;
    }
  }
}

TEST(RecordCutter, NumbersLinesBehindALongOne) {
  for (const std::size_t piece : kPieces) {
    const SourceResult result = read_whole(tight(piece), "1 a\n" + line_of(1000) + "30 b\n");
    EXPECT_EQ(result.lines, 3U);
    EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kTooLong)].first_ordinal, 2U);
    ASSERT_EQ(result.tracks.tracks().size(), 2U);
    EXPECT_EQ(result.tracks.tracks()[1].list.runs()[0].first_at.ordinal, 3U);
    EXPECT_EQ(result.tracks.tracks()[1].list.runs()[0].first_at.offset, 1004U);
  }
}

TEST(RecordCutter, ALineOverTheLimitIsOverItInAnyCutAndAnyRead) {
  const std::string texts[] = {
      "1 a\n" + line_of(kLine - 1) + line_of(kLine) + line_of(kLine + 1) + "2 b\n",
      "1 a\n" + line_of(kLine + 1, '+') + "+x\n2 b\n" + line_of(300, '+'),
      line_of(300) + "+x\n" + line_of(65) + "5 c\n" + line_of(66),
      std::string(300, 'x'),
  };
  for (const std::string& text : texts) {
    const std::string whole = dump(read_whole(tight(), text));
    for (const std::size_t piece : kPieces) {
      ASSERT_EQ(dump(read_whole(tight(piece), text)), whole) << "in pieces of " << piece;
      expect_any_cut_is_whole("long lines", tight(piece), text);
    }
  }
}

TEST(RecordCutter, ACountBehindALongLineIsTakenAlikeInAnyCut) {
  Reading how = jetty();
  how.limits.line_bytes = 200;
  const std::string record = "10.0.0.7 - - [01/Feb/2020:00:00:01 +0000] \"GET /a HTTP/1.1\" 200\n";
  for (const std::size_t piece : kPieces) {
    how.piece = piece;
    expect_any_cut_is_whole("behind garbage", how, "garbage\n" + line_of(300) + "343\n" + record);
    expect_any_cut_is_whole("behind a record", how, record + line_of(300) + "343\n" + record);
  }
}

TEST(RecordCutter, ARecordOverTheLimitKeepsItsCount) {
  std::string text = "1 a\n";
  for (int i = 0; i < 100; ++i) text += "+continuation " + std::to_string(i) + "\n";
  text += "2 b\n+x\n";
  for (const std::size_t piece : kPieces) {
    const SourceResult result = read_whole(tight(piece), text);
    EXPECT_EQ(result.records, 2U);
    EXPECT_EQ(result.continuation, 101U);
    EXPECT_EQ(ledger(result), text.size());
    expect_any_cut_is_whole("a long record", tight(piece), text);
  }
}

TEST(RecordCutter, LimitsThatContradictEachOtherDoNotHang) {
  const std::string text = "1 a\n" + line_of(500) + "+x\n+y\n2 b\n" + line_of(90, '+') + "3 c";
  for (const auto& [line, record] :
       std::vector<std::pair<std::uint64_t, std::uint64_t>>{{64, 16}, {1000, 16}, {64, 0}, {0, 64}, {0, 0}, {1, 1}}) {
    for (const std::size_t piece : kPieces) {
      Reading how = minutes(piece);
      how.limits.line_bytes = line;
      how.limits.record_bytes = record;
      CutEnd end;
      const SourceResult result = read_whole(how, text, &end);
      EXPECT_EQ(ledger(result), text.size()) << line << " " << record << " " << piece;
      EXPECT_EQ(end.bytes, text.size()) << line << " " << record << " " << piece;
    }
  }
}

// ---- ends ----

TEST(RecordCutter, KeepsWhatCameBeforeAnError) {
  const std::string text = "1 a\n2 a\n3 b\n+x\n4 c and cu";
  for (const std::size_t piece : kPieces) {
    Reading how = minutes(piece);
    how.end = Error{ErrorCode::kTruncated, "ends early"};
    CutEnd end;
    const SourceResult result = read_whole(how, text, &end);
    ASSERT_TRUE(end.error.has_value());
    EXPECT_EQ(end.error->code, ErrorCode::kTruncated);
    EXPECT_EQ(end.error->message, "ends early");
    EXPECT_EQ(result.records, 4U);
    EXPECT_EQ(result.continuation, 1U);
    EXPECT_EQ(ledger(result), text.size());
  }
}

TEST(RecordCutter, KeepsWhatCameBeforeAnErrorAtEveryPlace) {
  const std::string text = fixture("2014_06_29.request.log");
  std::uint64_t before = 0;
  for (std::size_t length = 0; length <= text.size(); ++length) {
    Reading how = jetty();
    how.end = Error{ErrorCode::kTruncated, "ends early"};
    CutEnd end;
    const SourceResult result = read_whole(how, std::string_view(text).substr(0, length), &end);
    ASSERT_TRUE(end.error.has_value());
    ASSERT_EQ(ledger(result), length);
    ASSERT_GE(result.records, before) << "a record that was whole stays one, cut at " << length;
    ASSERT_LE(result.rejected, 1U) << "only the last line can be cut, at " << length;
    before = result.records;
  }
  EXPECT_EQ(before, 17U);
}

TEST(RecordCutter, AnErrorAtOnceIsTold) {
  Reading how = minutes();
  how.end = Error{ErrorCode::kEncrypted, "locked"};
  CutEnd end;
  const SourceResult result = read_whole(how, "", &end);
  ASSERT_TRUE(end.error.has_value());
  EXPECT_EQ(end.error->code, ErrorCode::kEncrypted);
  EXPECT_EQ(end.bytes, 0U);
  EXPECT_FALSE(result.has_time);
}

TEST(RecordCutter, StopsWhenAsked) {
  const std::atomic<bool> cancel = true;
  const Limits limits;
  Sink sink(3, Axis::kStated, Sink::Texts::kRereadable, limits, &cancel);
  MinuteParser parser;
  test::TextSource bytes("1 a\n2 b\n", 4);
  const CutEnd end = cut_records(bytes, {}, {}, kMinutes, parser, sink, {});
  EXPECT_EQ(end.bytes, 0U);
  EXPECT_EQ(sink.finish().records, 0U);
}

TEST(RecordCutter, TellsHowMuchWasRead) {
  const std::string text(10'000, '\n');
  const Limits limits;
  Sink sink(3, Axis::kStated, Sink::Texts::kRereadable, limits, nullptr);
  MinuteParser parser;
  test::TextSource bytes(std::string_view(text).substr(100), 333);
  std::uint64_t told = 0;
  static_cast<void>(cut_records(bytes, std::string_view(text).substr(0, 100), {}, kMinutes, parser, sink,
                                [&](std::uint64_t n) { told += n; }));
  EXPECT_EQ(told, text.size());
}

}  // namespace
}  // namespace logscan::detail
