#include "parsers/http/http_stream.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <string>

#include "parsers/http/content_coding.h"
#include "parsers/http/http_date.h"
#include "parsers/http/start_line.h"
#include "parsers/http/tls_hello.h"
#include "time/format.h"
#include "unit/parsers/http_text.h"

namespace logscan::detail {
namespace {

using test::at_us;
using test::OneSide;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// What one piece gives, and what is still under way when its sender closes.
std::vector<std::string> read(std::string_view text, HttpEnd how = HttpEnd::kClosed) {
  OneSide side;
  HttpStream stream(side, side.limits, side.budget);
  stream.push(text, at_us(0), 1);
  stream.close(how, at_us(1));
  return side.messages;
}

std::string packed(std::string_view text, int window_bits) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()) + 64, '\0');
  std::string in(text);
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

constexpr std::string_view kPushed =
    "POST /NotificationService/services/NotificationService?id=2348c723-2466-4fc0-bda0-b9419fb0215e&pid=25672 "
    "HTTP/1.1\r\n"
    "Content-Type: text/xml; charset=utf-8\r\n"
    "Accept: text/xml\r\n"
    "SOAPAction: http://schemas.microsoft.com/exchange/services/2006/messages/SendNotification\r\n"
    "Host: 10.93.132.92:7080\r\n"
    "Content-Length: 4\r\n"
    "Connection: Close\r\n"
    "\r\n";

TEST(HttpStream, ReadsMessagesOfEveryForm) {
  const struct {
    const char* name;
    std::string text;
    std::vector<std::string> expected;
  } cases[] = {
      {"WhatExchangeSends",
       std::string(kPushed) + "<a/>",
       {"POST /NotificationService/services/NotificationService?id=2348c723-2466-4fc0-bda0-b9419fb0215e&pid=25672"
        "|body=<a/> (4)|whole"}},
      // Jetty 8 tells no length: the body ends with the connection.
      {"WhatJetty8Answers",
       "HTTP/1.1 200 OK\r\nDate: Sun, 29 Jun 2014 15:10:35 GMT\r\nContent-Type: text/xml; charset=UTF-8\r\n"
       "Connection: close\r\nServer: Jetty(8.1.14.v20131031)\r\n\r\n<b/>",
       {"200|date=Sun, 29 Jun 2014 15:10:35 GMT|body=<b/> (4)|whole"}},
      {"RequestWithoutBody", "GET /a HTTP/1.1\r\nHost: h\r\n\r\n", {"GET /a|whole"}},
      {"Pipelined",
       "GET /a HTTP/1.1\r\n\r\nPUT /b HTTP/1.1\r\nContent-Length: 2\r\n\r\nxyGET /c HTTP/1.0\r\n\r\n",
       {"GET /a|whole", "PUT /b|body=xy (2)|whole", "GET /c|whole"}},
      {"LineFeedAlone", "GET /a HTTP/1.1\nvia:p\n\nHTTP/1.1 204 x\n\n", {"GET /a|via=p|whole", "204|whole"}},
      {"EmptyLinesInFront", "\r\n\nGET /a HTTP/1.1\r\n\r\n", {"GET /a|whole"}},
      {"AbsoluteUri", "GET http://h:7080/a?b=c HTTP/1.1\r\n\r\n", {"GET http://h:7080/a?b=c|whole"}},
      {"BlankInTheUri", "GET /a b HTTP/1.1\r\n\r\n", {"GET /a b|whole"}},
      {"UnknownMethod", "FROBNICATE /a HTTP/1.1\r\n\r\n", {"FROBNICATE /a|whole"}},
      {"NoReason", "HTTP/1.1 204\r\n\r\n", {"204|whole"}},
      {"AnyCaseOfNames",
       "GET /a HTTP/1.1\r\nEXPECT:  e \r\nx-forwarded-FOR:\t1.2.3.4\r\nvia: p\r\n\r\n",
       {"GET /a|via=p|from=1.2.3.4|expect=e|whole"}},
      {"FoldedLine", "GET /a HTTP/1.1\r\nVia: p,\r\n  q\r\n\tr\r\nDate: d\r\n\r\n", {"GET /a|date=d|via=p, q r|whole"}},
      {"FoldedLineOfAFieldThatIsNotKept", "GET /a HTTP/1.1\r\nVia: p\r\nX: 1\r\n 2\r\n\r\n", {"GET /a|via=p|whole"}},
      {"SameFieldTwice", "GET /a HTTP/1.1\r\nVia: p\r\nVia: q\r\n\r\n", {"GET /a|via=p, q|whole"}},
      {"LineThatIsNoField",
       "GET /a HTTP/1.1\r\nnonsense\r\nVia: p\r\n\r\n",
       {"GET /a|via=p|whole: a line of the head is no field"}},
      {"Chunked",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0a\r\n0123456789\r\n0\r\n\r\n",
       {"200|body=abc0123456789 (13)|whole"}},
      {"ChunkedWithExtensionsAndTrailer",
       "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n3;n=\"v\"\r\nabc\r\n2 ; x\r\nde\r\n0;y\r\nDate: x\r\nA: "
       "b\r\n\r\n"
       "HTTP/1.1 204 x\r\n\r\n",
       {"200|body=abcde (5)|whole", "204|whole"}},
      {"ChunksOverLength",
       "POST / HTTP/1.1\r\nContent-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
       {"POST /|body=a (1)|whole"}},
      {"ChunkSizeIsNoNumber",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\nzz\r\nHTTP/1.1 204 x\r\n\r\n",
       {"200|body=a... (1)|body cut: the size of a chunk is no number, or the chunk is longer than it says"}},
      {"ChunkLongerThanItSays",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
       {"200|body=a... (1)|body cut: the size of a chunk is no number, or the chunk is longer than it says"}},
      {"ChunkSizeOverflows",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10000000000000000\r\nab",
       {"200|body cut: the size of a chunk is no number, or the chunk is longer than it says"}},
      {"OtherTransferCoding",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n2\r\nzz\r\n0\r\n\r\n",
       {"200|body=zz... (2)|whole: the transfer coding of the body is not read"}},
      {"TransferCodingThatIsNotChunked",
       "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: gzip\r\n\r\nzz",
       {"200|body=zz... (2)|whole: the transfer coding of the body is not read"}},
      {"SameLengthTwice",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nab",
       {"200|body=ab (2)|whole"}},
      {"TwoLengths",
       "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nab",
       {"200|body cut: the Content-Length is no number, or two of them differ"}},
      {"NegativeLength",
       "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab",
       {"200|body cut: the Content-Length is no number, or two of them differ"}},
      {"NoBodyWith304",
       "HTTP/1.1 304 x\r\nContent-Length: 9\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na",
       {"304|whole", "200|body=a (1)|whole"}},
      {"NoBodyWith100",
       "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
       {"100|whole", "200|whole"}},
      {"BehindAnUpgrade", "HTTP/1.1 101 x\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", {"101|whole"}},
      {"CutInTheStartLine",
       "POST /NotificationService/services/NotificationService?id=2348c723-2466-4fc",
       {"POST /NotificationService/services/NotificationService?id=2348c723-2466-4fc|start line cut: the connection or "
        "the "
        "capture ends inside of the message"}},
      {"CutInTheStatus", "HTTP/1.1 20", {}},
      {"CutBehindTheStatus",
       "HTTP/1.1 200 O",
       {"200|start line cut: the connection or the capture ends inside of the message"}},
      {"CutInTheHead",
       "GET /a HTTP/1.1\r\nDate: d\r\nVia: p",
       {"GET /a|date=d|head cut: the connection or the capture ends inside of the message"}},
      {"CutInTheBody",
       "PUT /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nab",
       {"PUT /a|body=ab... (2)|body cut: the connection or the capture ends inside of the message"}},
      {"CutInTheTrailer",
       "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n",
       {"200|body cut: the connection or the capture ends inside of the message"}},
      {"OldVersion", "GET /a HTTP/0.9\r\n\r\n", {}},
      {"NewVersion", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {}},
      {"NoUri", "GET  HTTP/1.1\r\n\r\n", {}},
      {"OtherProtocol", "SSH-2.0-OpenSSH_9.2\r\n", {}},
      {"StatusWithLetters", "HTTP/1.1 2000 x\r\n\r\n", {}},
      {"LowerCaseMethod", "get /a HTTP/1.1\r\n\r\n", {}},
  };
  for (const auto& c : cases) EXPECT_EQ(read(c.text), c.expected) << c.name;
}

TEST(HttpStream, TellsABodyWithoutLengthFromOneThatIsCut) {
  const std::string text = "HTTP/1.1 200 OK\r\n\r\nab";
  EXPECT_THAT(read(text, HttpEnd::kClosed), ElementsAre("200|body=ab (2)|whole"));
  EXPECT_THAT(read(text, HttpEnd::kCut),
              ElementsAre("200|body=ab... (2)|body cut: the connection or the capture ends inside of the message"));
}

TEST(HttpStream, TellsTimesAndFramesOfItsPieces) {
  OneSide side;
  side.keep_times = true;
  HttpStream stream(side, side.limits, side.budget);
  stream.push("PUT /a HT", at_us(10), 1);
  stream.push("TP/1.1\r\nContent-Length: 3\r\n", at_us(20), 3);
  stream.push("\r\n", at_us(30), 5);
  EXPECT_THAT(side.heads, ElementsAre("/a"));
  EXPECT_THAT(side.messages, IsEmpty());
  stream.push("ab", at_us(40), 7);
  stream.push("cHTTP/1.1 200 OK\r\n\r\n", at_us(50), 9);
  stream.close(HttpEnd::kClosed, at_us(70));
  EXPECT_THAT(side.messages, ElementsAre("PUT /a|body=abc (3)|whole@1,5,9,10,30,50", "200|whole@9,9,9,50,50,70"));
}

TEST(HttpStream, AHeadIsWholeWhenTheLastOfItsPacketsHasCome) {
  OneSide side;
  side.keep_times = true;
  HttpStream stream(side, side.limits, side.budget);
  // The packet behind was captured first.
  stream.push("PUT /a HTTP/1.1\r\nVi", at_us(20), 2);
  stream.push("a: p\r\n\r\n", at_us(10), 1);
  // What is no HTTP leaves nothing behind.
  stream.push("GET /b HTTP/9\r\n", at_us(30), 3);
  stream.push("GET /c HTTP/1.1\r\n\r\n", at_us(40), 4);
  stream.close(HttpEnd::kClosed, at_us(50));
  EXPECT_THAT(side.messages, ElementsAre("PUT /a|via=p|whole@2,2,1,20,20,10", "GET /c|whole@4,4,4,40,40,40"));
}

TEST(HttpStream, GapsAreNoBytes) {
  const std::string put = "PUT /a HTTP/1.1\r\nContent-Length: 6\r\n\r\n";
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string missing = "bytes of the message are missing from the capture";
  const std::string next = "GET /b HTTP/1.1\r\n\r\n";
  const struct {
    const char* name;
    std::vector<std::string> pieces;  // `?n` is a gap of n bytes
    std::vector<std::string> expected;
  } cases[] = {
      {"InsideABody",
       {put + "ab", "?2", "ef" + next},
       {"PUT /a|body=ab... (4)|lost 2|body cut: " + missing, "GET /b|whole"}},
      {"UpToTheEndOfABody",
       {put + "ab", "?4", next},
       {"PUT /a|body=ab... (2)|lost 4|body cut: " + missing, "GET /b|whole"}},
      {"OverTheEndOfABody",
       {put + "ab", "?5", "yz", next},
       {"PUT /a|body=ab... (2)|lost 4|body cut: " + missing, "GET /b|whole"}},
      {"OfUnknownLength",
       {put + "ab", "?0", "cd", next},
       {"PUT /a|body=ab... (2)|body cut: " + missing, "GET /b|whole"}},
      {"InsideAChunk",
       {chunked + "4\r\na", "?2", "d\r\n0\r\n\r\nHTTP/1.1 204 x\r\n\r\n"},
       {"200|body=a... (2)|lost 2|body cut: " + missing, "204|whole"}},
      {"UpToTheEndOfAChunk",
       {chunked + "4\r\nab", "?2", "\r\n0\r\n\r\n"},
       {"200|body=ab... (2)|lost 2|body cut: " + missing}},
      {"InAChunkSize",
       {chunked + "4", "?2", "abcd\r\n0\r\n\r\n", "HTTP/1.1 204 x\r\n\r\n"},
       {"200|body cut: " + missing, "204|whole"}},
      {"InABodyUpToTheClose",
       {"HTTP/1.1 200 OK\r\n\r\na", "?7", "c"},
       {"200|body=a... (2)|lost 7|body cut: " + missing}},
      {"InAHead",
       {"GET /a HTTP/1.1\r\nVia: p\r\n", "?9", "x: y\r\n\r\n", next},
       {"GET /a|via=p|head cut: " + missing, "GET /b|whole"}},
      {"InAStartLine", {"GET /a", "?9", "\r\n\r\n", next}, {"GET /a|start line cut: " + missing, "GET /b|whole"}},
      {"BeforeAnything", {"?9", "rest of something", next}, {"GET /b|whole"}},
      {"BetweenMessages", {next, "?19", next}, {"GET /b|whole", "GET /b|whole"}},
      // In the middle of a piece a line may be anything: the body of another message, for one.
      {"MessageInsideOfAPieceThatIsNot", {"?9", "rest\r\n" + next, next}, {"GET /b|whole"}},
  };
  for (const auto& c : cases) {
    OneSide side;
    HttpStream stream(side, side.limits, side.budget);
    std::uint64_t lost = 0;
    for (const std::string& piece : c.pieces) {
      if (piece.starts_with('?')) {
        stream.gap(std::stoull(piece.substr(1)), at_us(5), 2);
        lost += std::stoull(piece.substr(1));
      } else {
        stream.push(piece, at_us(5), 2);
      }
    }
    stream.close(HttpEnd::kClosed, at_us(9));
    EXPECT_EQ(side.messages, c.expected) << c.name;
    EXPECT_EQ(stream.counts().lost_bytes, lost) << c.name;
    EXPECT_EQ(side.budget.kept, 0U) << c.name;
  }
}

TEST(HttpStream, BeginsInTheMiddleOfAConnection) {
  OneSide side;
  HttpStream stream(side, side.limits, side.budget);
  stream.push("end of a body</x>", at_us(0), 1);
  stream.push("\r\n", at_us(0), 2);
  stream.push("GET /a HTTP/1.1\r\n\r\n", at_us(0), 3);
  EXPECT_THAT(side.messages, ElementsAre("GET /a|whole"));
  EXPECT_EQ(stream.counts().skipped_bytes, 17U);
  EXPECT_EQ(stream.counts().messages, 1U);
  EXPECT_EQ(stream.counts().cut_messages, 0U);
}

TEST(HttpStream, ReadsOnBehindAHugeHead) {
  const auto head_of = [](std::size_t bytes) {
    // The start line, `X: ...`, `Content-Length: 2` and the empty line.
    const std::string front = "PUT /a HTTP/1.1\r\nX: ", back = "\r\nContent-Length: 2\r\n\r\n";
    return front + std::string(bytes - front.size() - back.size(), 'x') + back;
  };
  const HttpLimits limits;
  for (const auto& [bytes, fault] : {std::pair<std::size_t, std::string>{limits.head_bytes, ""},
                                     {limits.head_bytes + 1, ": the head is longer than the limit"},
                                     {limits.head_bytes * 40, ": the head is longer than the limit"}}) {
    OneSide side;
    HttpStream stream(side, side.limits, side.budget);
    stream.push(head_of(bytes) + "abGET /b HTTP/1.1\r\n\r\n", at_us(0), 1);
    EXPECT_THAT(side.messages, ElementsAre("PUT /a|body=ab (2)|whole" + fault, "GET /b|whole")) << bytes;
    EXPECT_EQ(stream.counts().long_heads, fault.empty() ? 0U : 1U) << bytes;
  }
}

TEST(HttpStream, KeepsTheLimitOfAHeadWhateverMakesItHuge) {
  const std::size_t limit = HttpLimits().head_bytes;
  std::string many = "GET /a HTTP/1.1\r\n";
  while (many.size() < 3 * limit) many += "Via: " + std::string(1000, 'v') + "\r\n";
  for (const std::string& head :
       {"GET /" + std::string(3 * limit, 'u') + " HTTP/1.1\r\nHost: h\r\n\r\n", many + "\r\n"}) {
    for (const std::size_t piece : {head.size(), std::size_t{1000}}) {
      class Sizes final : public HttpReader {
       public:
        HttpBodyPlan head(const HttpMessage& message) override {
          for (const std::string& field : message.fields) text += field.size();
          text += message.uri.size();
          return {};
        }
        void message(HttpMessage& message) override { whole += message.whole() ? 1U : 0U; }
        std::size_t text = 0, whole = 0;
      } sizes;
      const HttpLimits limits;
      HttpBudget budget;
      HttpStream stream(sizes, limits, budget);
      for (std::size_t from = 0; from < head.size(); from += piece)
        stream.push(std::string_view(head).substr(from, piece), at_us(0), 1);
      EXPECT_EQ(sizes.whole, 1U);
      EXPECT_GT(sizes.text, limit / 2);
      EXPECT_LE(sizes.text, limit);
      EXPECT_EQ(stream.counts().long_heads, 1U);
    }
  }
}

TEST(HttpStream, KeepsOfABodyWhatIsWantedAndCountsTheRest) {
  const std::string text = "PUT /a HTTP/1.1\r\nContent-Length: 6\r\n\r\nabcdefGET /b HTTP/1.1\r\n\r\n";
  const auto read_with = [&](std::size_t keep, HttpLimits limits, std::uint64_t budget) {
    OneSide side(keep, limits);
    side.budget.most = budget;
    HttpStream stream(side, side.limits, side.budget);
    stream.push(text, at_us(0), 1);
    EXPECT_EQ(side.budget.kept, 0U);
    EXPECT_EQ(side.messages.at(1), "GET /b|whole");
    return side.messages.at(0) + "," + std::to_string(stream.counts().long_bodies);
  };
  const std::string over = ": the body is longer than the limit,1";
  EXPECT_EQ(read_with(6, {}, 100), "PUT /a|body=abcdef (6)|whole,0");
  EXPECT_EQ(read_with(5, {}, 100), "PUT /a|body=abcde... (6)|whole" + over);
  EXPECT_EQ(read_with(0, {}, 100), "PUT /a|body=... (6)|whole,0");
  EXPECT_EQ(read_with(6, {.head_bytes = 1000, .body_bytes = 3}, 100), "PUT /a|body=abc... (6)|whole" + over);
  EXPECT_EQ(read_with(6, {}, 2), "PUT /a|body=ab... (6)|whole" + over);
}

TEST(HttpStream, InflatesBodies) {
  constexpr int kGzip = MAX_WBITS + 16, kZlib = MAX_WBITS, kRaw = -MAX_WBITS;
  const std::string text = "<a>text of a body, a body, a body</a>";
  const auto coded = [](std::string_view coding, const std::string& body) {
    return read("HTTP/1.1 200 OK\r\nContent-Encoding: " + std::string(coding) +
                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body)
        .at(0);
  };
  const auto seen = [](const std::string& body) { return " (" + std::to_string(body.size()) + ")|whole"; };
  for (const auto& [coding, bits] :
       {std::pair<const char*, int>{"gzip", kGzip}, {"X-GZIP", kGzip}, {"deflate", kZlib}, {"deflate", kRaw}}) {
    const std::string body = packed(text, bits);
    EXPECT_EQ(coded(coding, body), "200|encoding=" + std::string(coding) + "|body=" + text + seen(body)) << bits;
  }
  EXPECT_EQ(coded("identity", "ab"), "200|encoding=identity|body=ab (2)|whole");
  EXPECT_EQ(coded("br", "ab"), "200|encoding=br|body=ab... (2)|whole: the content coding of the body is not read");
  EXPECT_THAT(coded("gzip", "ab"), HasSubstr("the compressed body is damaged"));
  const std::string body = packed(text, kGzip);
  const std::string half = coded("gzip", body.substr(0, body.size() - 10));
  EXPECT_THAT(half, HasSubstr("|body=<a>text of"));
  EXPECT_THAT(half, HasSubstr("the compressed body ends too early"));
}

TEST(HttpStream, InflatesNoFurtherThanTheLimitAndTheRatioAllow) {
  std::string random;
  for (std::uint32_t i = 0, x = 1; i < 5000; ++i) random += static_cast<char>((x = x * 1664525U + 1013904223U) >> 24U);
  std::string body = packed(random, MAX_WBITS);
  EXPECT_EQ(undo_content_coding("deflate", 5000, body), "");
  EXPECT_EQ(body, random);
  body = packed(random, MAX_WBITS);
  EXPECT_EQ(undo_content_coding("deflate", 4999, body), "the inflated body is longer than the limit");
  EXPECT_EQ(body, random.substr(0, 4999));
  // A thousand to one.
  body = packed(std::string(8 << 20, 'x'), MAX_WBITS + 16);
  EXPECT_EQ(undo_content_coding("gzip", 16 << 20, body), "the compressed body expands too far");
  EXPECT_LT(body.size(), std::size_t{4} << 20);
}

TEST(LooksLikeHttp, TakesNothingElse) {
  const struct {
    std::string_view text;
    bool expected;
  } cases[] = {
      {kPushed, true},
      {"GET / HTTP/1.1\r\n", true},
      {"\r\nGET / HTTP/1.1\r\n", true},
      {"GET /cut", true},
      {"HTTP/1.1 200 OK\r\n", true},
      {"HTTP/1.0 404", true},
      {"FROBNICATE / HTTP/1.1\n", true},
      {"FROBNICATE /", false},
      {"GET / HTTP/2.0\r\n", false},
      {"GET ", false},
      {"HTTP/1.1", false},
      {"HTTP/2 200\r\n", false},
      {"220 mail ESMTP\r\n", false},
      {std::string_view("\x16\x03\x01\x02\x00\x01", 6), false},
      {"", false},
  };
  for (const auto& c : cases) EXPECT_EQ(looks_like_http(c.text), c.expected) << c.text;
}

TEST(HttpDate, ReadsItsThreeForms) {
  const struct {
    const char* text;
    const char* expected;
  } cases[] = {
      {"Sun, 29 Jun 2014 15:10:35 GMT", "2014-06-29T15:10:35.000000Z"},
      {"Sunday, 29-Jun-14 15:10:35 GMT", "2014-06-29T15:10:35.000000Z"},
      {"Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37.000000Z"},
      {"Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37.000000Z"},
      {"Sun, 30 Feb 2014 15:10:35 GMT", ""},
      {"Sun, 29 Jun 2014 24:10:35 GMT", ""},
      {"Sun, 29 Jun 2014 15:10:35 CET", ""},
      {"Sun, 29 Jun 2014 15:10:35", ""},
      {"Sun, 29 Jxn 2014 15:10:35 GMT", ""},
      {"", ""},
  };
  for (const auto& c : cases) {
    const auto time = read_http_date(c.text);
    EXPECT_EQ(time ? to_rfc3339(*time) : "", c.expected) << c.text;
  }
}

// Puts a length of `bytes` bytes in front.
std::string counted(std::size_t bytes, const std::string& text) {
  std::string length;
  for (std::size_t i = bytes; i-- > 0;) length += static_cast<char>(text.size() >> (8 * i) & 255U);
  return length + text;
}

std::string hello(unsigned type, const std::string& after_random) {
  const std::string body = std::string("\x03\x03", 2) + std::string(32, 'r') + counted(1, "session") + after_random;
  return std::string("\x16\x03\x01", 3) + counted(2, std::string(1, static_cast<char>(type)) + counted(3, body));
}

std::string extension(unsigned type, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(type) + counted(2, value);
}

TEST(TlsHello, NamesVersionAndServer) {
  const std::string name = extension(0, counted(2, std::string(1, '\0') + counted(2, "cuc.example.com")));
  const std::string suites = counted(2, std::string("\x13\x01\xc0\x2f", 4)) + counted(1, std::string(1, '\0'));

  const std::string old_client = hello(1, suites + counted(2, name));
  auto told = tls_hello(old_client);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->kind, TlsHello::Kind::kClientHello);
  EXPECT_EQ(told->version, "TLS 1.2");
  EXPECT_EQ(told->server_name, "cuc.example.com");
  EXPECT_TRUE(told->whole);

  // 0x3a3a is one of the numbers without meaning.
  const std::string client =
      hello(1, suites + counted(2, extension(43, counted(1, "\x3a\x3a\x03\x03\x03\x04")) + name));
  told = tls_hello(client);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->version, "TLS 1.3");
  EXPECT_EQ(told->server_name, "cuc.example.com");

  told = tls_hello(std::string_view(client).substr(0, client.size() - 4));
  ASSERT_TRUE(told);
  EXPECT_FALSE(told->whole);
  EXPECT_EQ(told->server_name, "");

  told = tls_hello(hello(2, std::string("\xc0\x2f", 2) + std::string(1, '\0')));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->kind, TlsHello::Kind::kServerHello);
  EXPECT_EQ(told->version, "TLS 1.2");
  EXPECT_EQ(told->cipher_suite, 0xc02fU);

  told = tls_hello(hello(2, std::string("\x13\x01", 2) + std::string(1, '\0') + counted(2, extension(43, "\x03\x04"))));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->version, "TLS 1.3");

  told = tls_hello(std::string_view("\x15\x03\x03\x00\x02\x02\x28", 7));
  ASSERT_TRUE(told);
  EXPECT_EQ(told->kind, TlsHello::Kind::kAlert);
  EXPECT_TRUE(told->fatal);
  EXPECT_EQ(tls_alert_name(told->alert), "handshake_failure");
}

TEST(TlsHello, TakesNothingElse) {
  using namespace std::string_view_literals;
  EXPECT_FALSE(tls_hello(""));
  EXPECT_FALSE(tls_hello("GET / HTTP/1.1\r\n"));
  EXPECT_FALSE(tls_hello("\x16\x03\x01\x00"sv));
  EXPECT_FALSE(tls_hello("\x16\x02\x01\x00\x05\x01\x00\x00\x01\x03"sv));              // SSL 2
  EXPECT_FALSE(tls_hello("\x17\x03\x03\x00\x05\x01\x00\x00\x01\x03\x03\x03\x03"sv));  // data of an application
  EXPECT_FALSE(tls_hello("\x16\x03\x03\x00\x05\x0b\x00\x00\x01\x03\x03\x03\x03"sv));  // a certificate
  EXPECT_FALSE(tls_hello("\x15\x03\x03\x00\x02\x05\x28"sv));                          // an alert of no level
  EXPECT_FALSE(tls_hello("\x15\x03\x03\x00\x20\x02\x28"sv));                          // an alert that is encrypted
}

}  // namespace
}  // namespace logscan::detail
