// Reads any bytes as both sides of a connection, in pieces, with gaps and ends where the input says so: nothing that is
// told lies outside of the limits, all that is charged is given back, and each byte is counted at most once.
//
// The input is a list of steps: a byte for what happens, a byte for how long the piece is, the piece. The low bit of
// the first says which side; of the rest 0 and 1 are a gap of that length, 2 closes the side, 3 resets the reader, and
// everything else is data.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "fuzz/demand.h"
#include "parsers/http/exchange.h"
#include "parsers/http/http_date.h"
#include "parsers/http/start_line.h"
#include "parsers/http/tls_hello.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

constexpr HttpLimits kLimits{.head_bytes = 200, .body_bytes = 300};
constexpr std::uint64_t kMostKept = 500;

void check_message(const HttpMessage& message) {
  std::size_t text = message.method.size() + message.uri.size();
  for (const std::string& field : message.fields) text += field.size();
  demand(text <= kLimits.head_bytes);
  demand(message.body.size() <= kLimits.body_bytes);
  demand(message.request ? !message.method.empty() : message.status <= 999);
  demand(!message.request || !message.uri.empty());
  demand(message.begin <= message.head_end && message.head_end <= message.end);
  demand(message.first_frame <= message.head_frame && message.head_frame <= message.last_frame);
  demand(message.extent != HttpExtent::kBodyCut || !message.body_whole);
  const bool as_it_came = message.field(HttpField::kContentEncoding).empty();
  demand(!as_it_came || message.body.size() <= message.body_bytes);
  demand(!as_it_came || !message.body_whole || message.body.size() == message.body_bytes);
  demand(message.whole() || !message.fault.empty());
}

class Checked final : public ExchangeReader {
 public:
  std::size_t body_wanted(const HttpMessage& message, const HttpMessage* request) override {
    demand(request == nullptr || (request->uri.size() > 0 && !message.request));
    return message.status == 201 ? 10 : kLimits.body_bytes + 1;
  }
  void exchange(const Exchange& exchange) override {
    demand(exchange.has_request || exchange.has_answer);
    if (exchange.has_request) {
      check_message(exchange.request);
      demand(exchange.request.request);
    }
    if (exchange.has_answer) {
      check_message(exchange.answer);
      demand(!exchange.answer.request);
    }
    messages += (exchange.has_request ? 1U : 0U) + (exchange.has_answer ? 1U : 0U) + exchange.interim_answers;
  }
  std::uint64_t messages = 0;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto hello = tls_hello(text)) {
    demand(inside(hello->server_name, text) && !hello->version.empty());
    static_cast<void>(tls_alert_name(hello->alert));
  }
  static_cast<void>(read_http_date(text));
  demand(!looks_like_http(text) || !tls_hello(text));

  HttpBudget budget{.most = kMostKept, .kept = 0};
  Checked told;
  std::uint64_t lost = 0, given = 0, resets = 0;
  {
    HttpExchange connection(told, kLimits, budget);
    std::uint64_t frame = 0;
    std::string_view rest = text;
    while (rest.size() >= 2) {
      const unsigned what = static_cast<unsigned char>(rest[0]);
      const std::size_t length = static_cast<unsigned char>(rest[1]);
      rest.remove_prefix(2);
      const HttpSide side = (what & 1U) != 0 ? HttpSide::kSecond : HttpSide::kFirst;
      const Timestamp time{Duration(static_cast<std::int64_t>(++frame))};
      if (what >> 1U <= 1) {
        connection.gap(side, length, time, frame);
        lost += length;
      } else if (what >> 1U == 2) {
        connection.closed(side, length % 2 == 0 ? HttpEnd::kClosed : HttpEnd::kCut, time);
      } else if (what >> 1U == 3) {
        connection.reset();
        demand(budget.kept == 0);
        ++resets;
        lost = given = 0;
      } else {
        const std::string_view piece = rest.substr(0, length);
        connection.data(side, piece, time, frame);
        given += piece.size();
        rest.remove_prefix(piece.size());
      }
      demand(budget.kept <= kMostKept);
    }
    connection.closed(HttpEnd::kCut, Timestamp{Duration(static_cast<std::int64_t>(++frame))});
    const HttpCounts counts = connection.counts();
    demand(counts.lost_bytes <= lost && counts.skipped_bytes + counts.tunnelled_bytes <= given);
    demand(counts.cut_messages <= counts.messages);
    // Interim answers to nobody are told to nobody.
    demand(resets > 0 || told.messages <= counts.messages);
  }
  demand(budget.kept == 0);
  return 0;
}
