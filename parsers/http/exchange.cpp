#include "parsers/http/exchange.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"

namespace logscan::detail {
namespace {

// Cheaper than a swap; what `into` held is done with.
void take_over(HttpMessage& into, HttpMessage& from) {
  into = std::move(from);
  from.clear();
}

bool is_interim(const HttpMessage& answer) { return answer.status / 100 == 1 && answer.status != 101; }

}  // namespace

HttpExchange::~HttpExchange() { reset(); }

void HttpExchange::data(HttpSide from, std::string_view bytes, Timestamp time, std::uint64_t frame) {
  side(from).stream.push(bytes, time, frame);
}

void HttpExchange::gap(HttpSide from, std::uint64_t missing, Timestamp time, std::uint64_t frame) {
  HttpStream& stream = side(from).stream;
  stream.gap(missing, time, frame);
  if (stream.inside_body()) return;
  side(from).lost_request = true;
  for (std::size_t i = 0; i < pending_count_; ++i) {
    Exchange& waiting = pending_[i].exchange;
    if (waiting.client != from && !waiting.has_answer) waiting.answer_may_be_lost = true;
  }
}

void HttpExchange::closed(HttpSide from, HttpEnd how, Timestamp time) {
  side(from).stream.close(how, time);
  side(from).over = true;
  settle();
}

void HttpExchange::closed(HttpEnd how, Timestamp time) {
  closed(HttpSide::kFirst, how, time);
  closed(HttpSide::kSecond, how, time);
}

HttpExchange::Pending& HttpExchange::add_pending(HttpSide client) {
  if (pending_count_ == kMostPending) {
    Exchange& first = pending_.front().exchange;
    if (!first.has_answer) {
      first.answer_may_be_lost = true;
      ++answers_to_pass_[static_cast<std::size_t>(other(first.client))];
    }
    tell_first();
  }
  if (pending_count_ == pending_.size()) pending_.emplace_back();
  Pending& added = pending_[pending_count_++];
  added.exchange.client = client;
  added.exchange.has_request = true;
  return added;
}

HttpExchange::Pending* HttpExchange::awaited_from(HttpSide from) {
  for (std::size_t i = 0; i < pending_count_; ++i) {
    Pending& waiting = pending_[i];
    if (waiting.exchange.client != from && !waiting.exchange.has_answer && !waiting.given_up) return &waiting;
  }
  return nullptr;
}

HttpExchange::Pending* HttpExchange::begin_answer(HttpSide from) {
  side(from).lone = true;
  std::uint64_t& to_pass = answers_to_pass_[static_cast<std::size_t>(from)];
  if (to_pass > 0) {
    --to_pass;
    return nullptr;
  }
  Pending* awaited = awaited_from(from);
  if (awaited == nullptr) {
    if (!std::exchange(side(other(from)).lost_request, false)) ++side(from).stray_answers;
    return nullptr;
  }
  side(from).lone = false;
  if (!awaited->exchange.answer_may_be_lost) return awaited;
  for (std::size_t i = 0; i < pending_count_; ++i) {
    Pending& later = pending_[i];
    if (&later <= awaited || later.exchange.client == from || later.exchange.has_answer) continue;
    awaited->given_up = true;
    awaited = &later;
  }
  awaited->exchange.answer_may_be_lost = false;
  return awaited;
}

HttpBodyPlan HttpExchange::head(HttpSide from, const HttpMessage& message) {
  side(from).announced = true;
  HttpBodyPlan plan;
  if (message.request) {
    Pending& added = add_pending(from);
    added.exchange.request.method.assign(message.method);
    added.exchange.request.uri.assign(message.uri);
    added.waits_for_continue = iequals(message.field(HttpField::kExpect), "100-continue");
    plan.keep = reader_.body_wanted(message, nullptr);
    return plan;
  }
  if (is_interim(message)) return plan;
  const Pending* asked = begin_answer(from);
  const HttpMessage* request = asked == nullptr ? nullptr : &asked->exchange.request;
  plan.no_body = request != nullptr && request->method == "HEAD";
  plan.tunnel_next =
      message.status == 101 || (request != nullptr && request->method == "CONNECT" && message.status / 100 == 2);
  if (plan.tunnel_next) side(other(from)).stream.tunnel_next();
  if (asked != nullptr && asked->waits_for_continue && !asked->request_ended && message.status >= 300)
    side(other(from)).stream.allow_body_to_be_left_out();
  plan.keep = reader_.body_wanted(message, request);
  return plan;
}

void HttpExchange::message(HttpSide from, HttpMessage& message) {
  Side& sender = side(from);
  const bool announced = std::exchange(sender.announced, false);
  if (message.request) {
    Pending* own = nullptr;
    for (std::size_t i = 0; i < pending_count_ && announced; ++i) {
      if (pending_[i].exchange.client == from && !pending_[i].request_ended) own = &pending_[i];
    }
    if (own == nullptr) own = &add_pending(from);
    take_over(own->exchange.request, message);
    own->request_ended = true;
    return settle();
  }
  if (is_interim(message)) {
    Pending* const awaited = awaited_from(from);
    reader_.interim(message, other(from), awaited != nullptr);
    if (awaited != nullptr) {
      ++awaited->exchange.interim_answers;
      awaited->waits_for_continue = false;
    }
    return;
  }
  if (!announced) begin_answer(from);
  if (Pending* awaited = sender.lone ? nullptr : awaited_from(from)) {
    take_over(awaited->exchange.answer, message);
    awaited->exchange.has_answer = true;
    return settle();
  }
  lone_.client = other(from);
  lone_.has_answer = true;
  take_over(lone_.answer, message);
  reader_.exchange(lone_);
  forget(lone_);
}

void HttpExchange::settle() {
  while (pending_count_ > 0) {
    const Pending& first = pending_.front();
    const bool no_more = first.given_up || side(other(first.exchange.client)).over;
    if (!first.request_ended || (!first.exchange.has_answer && !no_more)) return;
    tell_first();
  }
}

void HttpExchange::tell_first() {
  Pending& first = pending_.front();
  std::uint64_t& strays = side(other(first.exchange.client)).stray_answers;
  if (!first.exchange.has_answer && !first.exchange.answer_may_be_lost && strays > 0) {
    --strays;
    first.exchange.answer_may_be_lost = true;
  }
  reader_.exchange(first.exchange);
  forget(first.exchange);
  first.request_ended = first.waits_for_continue = first.given_up = false;
  std::rotate(pending_.begin(), pending_.begin() + 1, pending_.begin() + static_cast<std::ptrdiff_t>(pending_count_));
  --pending_count_;
}

void HttpExchange::forget(Exchange& exchange) {
  HttpStream& stream = side(HttpSide::kFirst).stream;
  stream.release(exchange.request);
  stream.release(exchange.answer);
  exchange.has_request = exchange.has_answer = exchange.answer_may_be_lost = false;
  exchange.interim_answers = 0;
}

void HttpExchange::reset() {
  for (std::size_t i = 0; i < pending_count_; ++i) {
    Pending& dropped = pending_[i];
    forget(dropped.exchange);
    dropped.request_ended = dropped.waits_for_continue = dropped.given_up = false;
  }
  pending_count_ = 0;
  for (Side& one : sides_) {
    one.stream.reset();
    one.announced = one.lone = one.over = one.lost_request = false;
    one.stray_answers = 0;
  }
  for (std::uint64_t& count : answers_to_pass_) count = 0;
}

HttpCounts HttpExchange::counts() const {
  HttpCounts sum = sides_[0].stream.counts();
  return sum += sides_[1].stream.counts();
}

}  // namespace logscan::detail
