// Requests and answers of one connection, brought together.
//
// Answers follow the order of their requests (RFC 9112, 9.3.2). 1xx answers are counted and passed over. Which side is
// the client shows in what it sends. Where answers are lost in a gap, the next answer belongs to the last request
// before it, as with all clients that wait for one answer before they ask again; the requests in between stay without.
// An answer that stands before all requests, though none of these is missing, may be that of the next one that gets
// none: the capture may not keep to the order of the wire.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "logscan/time.h"
#include "parsers/http/http_message.h"
#include "parsers/http/http_stream.h"

namespace logscan::detail {

// One direction of a connection: whoever feeds it says which is which, and keeps to it.
enum class HttpSide : std::uint8_t { kFirst, kSecond };

struct Exchange {
  bool has_request = false;
  bool has_answer = false;
  HttpSide client = HttpSide::kFirst;  // sends requests
  HttpMessage request, answer;
  unsigned interim_answers = 0;  // 100 Continue and the like
  // Bytes are missing where the answer may have stood: that there is none proves nothing.
  bool answer_may_be_lost = false;

  [[nodiscard]] bool complete() const { return has_request && has_answer && request.whole() && answer.whole(); }
};

class ExchangeReader {
 public:
  virtual ~ExchangeReader() = default;
  // How much text of this message's body is wanted; its head is whole. `request` is what it answers, and null where it
  // is a request or that was not seen; of it, method and URI are sure to be set.
  virtual std::size_t body_wanted(const HttpMessage& message, const HttpMessage* request) = 0;
  // An answer that only announces another one, such as 100 Continue; the request that waits for it is told later.
  // `awaited`: such a request was seen.
  virtual void interim(const HttpMessage& /*answer*/, HttpSide /*client*/, bool /*awaited*/) {}
  // In the order of the requests, when both messages have ended or nothing more can come. Valid during the call.
  virtual void exchange(const Exchange& exchange) = 0;
};

class HttpExchange {
 public:
  // More requests at a time than any client sends ahead; where they are captured alone, the oldest is told without
  // answer.
  static constexpr std::size_t kMostPending = 64;

  // All must outlive this.
  HttpExchange(ExchangeReader& reader, const HttpLimits& limits, HttpBudget& budget)
      : reader_(reader),
        sides_{Side(*this, HttpSide::kFirst, limits, budget), Side(*this, HttpSide::kSecond, limits, budget)} {}
  ~HttpExchange();
  HttpExchange(const HttpExchange&) = delete;
  HttpExchange& operator=(const HttpExchange&) = delete;

  void data(HttpSide from, std::string_view bytes, Timestamp time, std::uint64_t frame);
  // So many bytes of this side are missing; 0: nobody knows how many.
  void gap(HttpSide from, std::uint64_t missing, Timestamp time, std::uint64_t frame);
  // This side sends no more.
  void closed(HttpSide from, HttpEnd how, Timestamp time);
  // The connection is over, or the capture: all that is pending is told.
  void closed(HttpEnd how, Timestamp time);
  // As new, for another connection; what is pending is dropped.
  void reset();

  [[nodiscard]] HttpCounts counts() const;

 private:
  struct Side final : HttpReader {
    Side(HttpExchange& whole, HttpSide name, const HttpLimits& limits, HttpBudget& budget)
        : whole_of(whole), side(name), stream(*this, limits, budget) {}
    HttpBodyPlan head(const HttpMessage& head) override { return whole_of.head(side, head); }
    void message(HttpMessage& message) override { whole_of.message(side, message); }

    HttpExchange& whole_of;
    const HttpSide side;
    HttpStream stream;
    bool announced = false;           // the message under way had its head told
    bool lone = false;                // the answer under way belongs to no request
    bool over = false;                // sends no more
    bool lost_request = false;        // of this side, maybe: bytes are missing where one may have stood
    std::uint64_t stray_answers = 0;  // of this side, to no request
  };

  // A request, from the end of its head on.
  struct Pending {
    Exchange exchange;
    bool request_ended = false;
    bool waits_for_continue = false;
    bool given_up = false;  // a later request got the answer that came
  };

  Side& side(HttpSide name) { return sides_[static_cast<std::size_t>(name)]; }
  static HttpSide other(HttpSide name) { return name == HttpSide::kFirst ? HttpSide::kSecond : HttpSide::kFirst; }
  HttpBodyPlan head(HttpSide from, const HttpMessage& message);
  void message(HttpSide from, HttpMessage& message);
  Pending& add_pending(HttpSide client);
  // The first request that waits for an answer of this side; null where none does.
  Pending* awaited_from(HttpSide from);
  // Decides whose answer this is; null where it is nobody's.
  Pending* begin_answer(HttpSide from);
  void settle();
  void tell_first();
  void forget(Exchange& exchange);

  ExchangeReader& reader_;
  Side sides_[2];
  // The first `pending_count_` are requests in their order; the others keep the room of their strings. Requests that
  // come from both sides, which no client does, share the queue and stay apart by `client`.
  std::vector<Pending> pending_;
  std::size_t pending_count_ = 0;
  std::uint64_t answers_to_pass_[2] = {};  // to requests that were told without, by the side that answers
  Exchange lone_;
};

}  // namespace logscan::detail
