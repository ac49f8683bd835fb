#include "parsers/http/exchange.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "unit/parsers/http_text.h"

namespace logscan::detail {
namespace {

using test::at_us;
using test::Exchanges;
using testing::ElementsAre;
using testing::IsEmpty;

// What happens on the wire: `>` bytes of the client, `<` bytes of the server, `>?n` and `<?n` a gap of n bytes,
// `>.` and `<.` the end of one side, `!` a reset of both. At the end the capture ends.
std::vector<std::string> play(const std::vector<std::string>& steps) {
  Exchanges seen;
  const HttpLimits limits;
  HttpBudget budget;
  {
    HttpExchange connection(seen, limits, budget);
    std::int64_t time = 0;
    for (const std::string& step : steps) {
      const Timestamp now = at_us(++time);
      const auto frame = static_cast<std::uint64_t>(time);
      const HttpSide side = step.starts_with('<') ? HttpSide::kSecond : HttpSide::kFirst;
      if (step == "!") {
        connection.closed(HttpEnd::kCut, now);
      } else if (step.substr(1) == ".") {
        connection.closed(side, HttpEnd::kClosed, now);
      } else if (step.substr(1).starts_with('?')) {
        connection.gap(side, std::stoull(step.substr(2)), now, frame);
      } else {
        connection.data(side, std::string_view(step).substr(1), now, frame);
      }
    }
    connection.closed(HttpEnd::kCut, at_us(++time));
  }
  EXPECT_EQ(budget.kept, 0U);
  for (const HttpSide client : seen.clients) EXPECT_EQ(client, HttpSide::kFirst);
  return seen.lines;
}

const std::string kCutOff = ": the connection or the capture ends inside of the message";
const std::string kMissing = ": bytes of the message are missing from the capture";

std::string get(const std::string& uri) { return ">GET " + uri + " HTTP/1.1\r\n\r\n"; }
std::string answer(int status, const std::string& body = "") {
  return "<HTTP/1.1 " + std::to_string(status) + " x\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

TEST(HttpExchange, BringsRequestsAndAnswersTogether) {
  const struct {
    const char* name;
    std::vector<std::string> steps;
    std::vector<std::string> expected;
  } cases[] = {
      {"OneOnAConnection",
       {">POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\n", ">ab", "<HTTP/1.1 200 OK\r\n\r\n", "<ok", "<.", ">."},
       {"POST /a|body=ab (2)|whole -> 200|body=ok (2)|whole complete"}},
      {"Persistent",
       {get("/a"), answer(200), get("/b"), answer(404, "no")},
       {"GET /a|whole -> 200|whole complete", "GET /b|whole -> 404|body=no (2)|whole complete"}},
      {"Pipelined",
       {get("/a") + "GET /b HTTP/1.1\r\n\r\n", answer(200) + answer(500).substr(1)},
       {"GET /a|whole -> 200|whole complete", "GET /b|whole -> 500|whole complete"}},
      {"InterimAnswers",
       {get("/a"), "<HTTP/1.1 100 x\r\n\r\n", "<HTTP/1.1 103 x\r\n\r\n", answer(200)},
       {"GET /a|whole -> 200|whole after 2 complete"}},
      {"ContinueIsAwaited",
       {">PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", "<HTTP/1.1 100 Continue\r\n\r\n",
        ">ab", answer(200)},
       {"PUT /a|expect=100-continue|body=ab (2)|whole -> 200|whole after 1 complete"}},
      {"BodyIsRefusedAndLeftOut",
       {">PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", answer(401), get("/b"), answer(200)},
       {"PUT /a|expect=100-continue|whole -> 401|whole complete", "GET /b|whole -> 200|whole complete"}},
      {"BodyIsRefusedAndSentAllTheSame",
       {">PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", answer(401), ">ab", get("/b"),
        answer(200)},
       {"PUT /a|expect=100-continue|body=ab (2)|whole -> 401|whole complete", "GET /b|whole -> 200|whole complete"}},
      {"BodyIsRefusedAndTheEnd",
       {">PUT /a HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", answer(417), "<.", ">."},
       {"PUT /a|expect=100-continue|whole -> 417|whole complete"}},
      {"AnswerBeforeTheBody",
       {">PUT /a HTTP/1.1\r\nContent-Length: 2\r\n\r\n", answer(413), ">ab"},
       {"PUT /a|body=ab (2)|whole -> 413|whole complete"}},
      {"HeadHasNoBody",
       {">HEAD /a HTTP/1.1\r\n\r\n", "<HTTP/1.1 200 x\r\nContent-Length: 5\r\n\r\n", get("/b"), answer(204)},
       {"HEAD /a|whole -> 200|whole complete", "GET /b|whole -> 204|whole complete"}},
      {"Connect",
       {">CONNECT h:443 HTTP/1.1\r\n\r\n", "<HTTP/1.1 200 x\r\n\r\n", get("/b"), answer(200)},
       {"CONNECT h:443|whole -> 200|whole complete"}},
      {"ConnectIsRefused",
       {">CONNECT h:443 HTTP/1.1\r\n\r\n", answer(403), get("/b"), answer(200)},
       {"CONNECT h:443|whole -> 403|whole complete", "GET /b|whole -> 200|whole complete"}},
      {"Upgrade",
       {get("/a"), "<HTTP/1.1 101 x\r\n\r\n", get("/b"), answer(200)},
       {"GET /a|whole -> 101|whole complete"}},
      {"NoAnswer", {get("/a")}, {"GET /a|whole -> -"}},
      {"NoAnswerAndReset", {get("/a"), "!"}, {"GET /a|whole -> -"}},
      {"NoAnswerAndTheServerCloses", {get("/a"), "<.", ">."}, {"GET /a|whole -> -"}},
      {"NoRequest",
       {answer(200, "x"), get("/a"), answer(204)},
       {"- -> 200|body=x (1)|whole", "GET /a|whole -> 204|whole complete"}},
      {"AnswerBeforeItsRequest",
       {answer(200), get("/a"), get("/b")},
       {"- -> 200|whole", "GET /a|whole -> - may be lost", "GET /b|whole -> -"}},
      {"RequestIsLostAndTheNextGetsNoAnswer",
       {">?20", answer(500), get("/c")},
       {"- -> 500|whole", "GET /c|whole -> -"}},
      {"CutRequest",
       {">POST /a HTTP/1.1\r\nContent-Length: 9\r\n\r\nab"},
       {"POST /a|body=ab... (2)|body cut" + kCutOff + " -> -"}},
      {"CutAnswer", {get("/a"), "<HTTP/1.1 200 x\r\nDate: d\r\n"}, {"GET /a|whole -> 200|date=d|head cut" + kCutOff}},
      // A capture that keeps 128 bytes of each packet.
      {"EveryPacketIsCut",
       {">POST /NotificationService/services/NotificationSer", ">?80", "><?xml version=\"1.0\"?>", ">?1000",
        "<HTTP/1.1 200 OK\r\nDate: Sun", "<?300", "<.", ">."},
       {"POST /NotificationService/services/NotificationSer|start line cut" + kMissing + " -> 200|head cut" +
        kMissing}},
      {"RequestIsLost",
       {get("/a"), answer(200), ">?20", answer(500), get("/c"), answer(204)},
       {"GET /a|whole -> 200|whole complete", "- -> 500|whole", "GET /c|whole -> 204|whole complete"}},
      {"AnswerIsLost",
       {get("/a"), "<?40", get("/b"), answer(204)},
       {"GET /a|whole -> - may be lost", "GET /b|whole -> 204|whole complete"}},
      {"TwoAnswersAreLost",
       {get("/a"), "<?40", get("/b"), "<?40", get("/c"), answer(204), get("/d"), answer(200)},
       {"GET /a|whole -> - may be lost", "GET /b|whole -> - may be lost", "GET /c|whole -> 204|whole complete",
        "GET /d|whole -> 200|whole complete"}},
      {"LastAnswerIsLost", {get("/a"), "<?40"}, {"GET /a|whole -> - may be lost"}},
      {"AnswerHasAHole",
       {get("/a"), "<HTTP/1.1 200 x\r\nContent-Length: 6\r\n\r\nab", "<?2", "<ef", get("/b"), answer(204)},
       {"GET /a|whole -> 200|body=ab... (4)|lost 2|body cut" + kMissing, "GET /b|whole -> 204|whole complete"}},
      {"NothingAtAll", {">hello", "<world"}, {}},
  };
  for (const auto& c : cases) EXPECT_EQ(play(c.steps), c.expected) << c.name;
}

TEST(HttpExchange, SaysWhoIsTheClient) {
  Exchanges seen;
  const HttpLimits limits;
  HttpBudget budget;
  HttpExchange connection(seen, limits, budget);
  connection.data(HttpSide::kSecond, "GET /a HTTP/1.1\r\n\r\n", at_us(1), 1);
  connection.data(HttpSide::kFirst, "HTTP/1.1 204 x\r\n\r\n", at_us(2), 2);
  EXPECT_THAT(seen.lines, ElementsAre("GET /a|whole -> 204|whole complete"));
  EXPECT_THAT(seen.clients, ElementsAre(HttpSide::kSecond));
}

TEST(HttpExchange, TellsAnExchangeAsSoonAsItIsOver) {
  Exchanges seen;
  const HttpLimits limits;
  HttpBudget budget;
  HttpExchange connection(seen, limits, budget);
  connection.data(HttpSide::kFirst, get("/a").substr(1) + "GET /b HTTP/1.1\r\n\r\n", at_us(1), 1);
  EXPECT_THAT(seen.lines, IsEmpty());
  connection.data(HttpSide::kSecond, "HTTP/1.1 204 x\r\n\r\nHTTP/1.1 200 x\r\nContent-Length: 1\r\n\r\n", at_us(2), 2);
  EXPECT_THAT(seen.lines, ElementsAre("GET /a|whole -> 204|whole complete"));
  connection.closed(HttpSide::kSecond, HttpEnd::kCut, at_us(3));
  EXPECT_THAT(seen.lines, ElementsAre("GET /a|whole -> 204|whole complete", "GET /b|whole -> 200|body cut" + kCutOff));
  // Behind the end nothing is taken.
  connection.data(HttpSide::kSecond, "HTTP/1.1 204 x\r\n\r\n", at_us(4), 4);
  connection.closed(HttpEnd::kCut, at_us(5));
  EXPECT_EQ(seen.lines.size(), 2U);
}

TEST(HttpExchange, BoundsWhatIsPending) {
  for (const std::size_t more : {std::size_t{0}, std::size_t{1}, std::size_t{500}}) {
    const std::size_t count = HttpExchange::kMostPending + more;
    Exchanges seen;
    const HttpLimits limits;
    HttpBudget budget;
    HttpExchange connection(seen, limits, budget);
    for (std::size_t i = 0; i < count; ++i)
      connection.data(HttpSide::kFirst, get("/" + std::to_string(i)).substr(1), at_us(1), 1);
    EXPECT_EQ(seen.lines.size(), more);
    // Answers still find their own requests.
    for (std::size_t i = 0; i < count; ++i) connection.data(HttpSide::kSecond, answer(204).substr(1), at_us(2), 2);
    ASSERT_EQ(seen.lines.size(), count + more);
    if (more > 0) {
      EXPECT_EQ(seen.lines.front(), "GET /0|whole -> - may be lost");
      EXPECT_EQ(seen.lines[more], "- -> 204|whole");
    }
    EXPECT_EQ(seen.lines[2 * more], "GET /" + std::to_string(more) + "|whole -> 204|whole complete");
    EXPECT_EQ(seen.lines.back(), "GET /" + std::to_string(count - 1) + "|whole -> 204|whole complete");
  }
}

TEST(HttpExchange, IsAsNewAfterAReset) {
  Exchanges seen;
  const HttpLimits limits;
  HttpBudget budget;
  HttpExchange connection(seen, limits, budget);
  connection.data(HttpSide::kFirst, "PUT /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nabc", at_us(1), 1);
  connection.data(HttpSide::kSecond, "HTTP/1.1 200 x\r\n\r\nabc", at_us(1), 1);
  EXPECT_EQ(budget.kept, 6U);
  connection.reset();
  EXPECT_EQ(budget.kept, 0U);
  EXPECT_EQ(connection.counts().messages, 0U);
  connection.data(HttpSide::kSecond, get("/b").substr(1), at_us(2), 2);
  connection.data(HttpSide::kFirst, answer(204).substr(1), at_us(3), 3);
  EXPECT_THAT(seen.lines, ElementsAre("GET /b|whole -> 204|whole complete"));
  EXPECT_EQ(connection.counts().messages, 2U);
}

TEST(HttpExchange, AsksWhatIsWanted) {
  class Wants final : public ExchangeReader {
   public:
    std::size_t body_wanted(const HttpMessage& message, const HttpMessage* request) override {
      if (request != nullptr) asked.push_back(request->uri + " " + std::to_string(message.status));
      return message.request ? 2 : 1;
    }
    void exchange(const Exchange& exchange) override {
      bodies.push_back(exchange.request.body + "," + exchange.answer.body);
    }
    std::vector<std::string> asked, bodies;
  } wants;
  const HttpLimits limits;
  HttpBudget budget;
  HttpExchange connection(wants, limits, budget);
  connection.data(HttpSide::kFirst, "PUT /a HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", at_us(1), 1);
  connection.data(HttpSide::kSecond, answer(200, "xyz").substr(1), at_us(1), 1);
  EXPECT_THAT(wants.asked, ElementsAre("/a 200"));
  EXPECT_THAT(wants.bodies, ElementsAre("ab,x"));
}

}  // namespace
}  // namespace logscan::detail
