// HTTP messages as text, for tests of streams and exchanges.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "parsers/http/exchange.h"
#include "parsers/http/http_stream.h"

namespace logscan::test {

inline Timestamp at_us(std::int64_t microseconds) { return Timestamp{Duration(microseconds)}; }

inline std::string extent_name(detail::HttpExtent extent) {
  switch (extent) {
    case detail::HttpExtent::kStartLineCut:
      return "start line cut";
    case detail::HttpExtent::kHeadCut:
      return "head cut";
    case detail::HttpExtent::kBodyCut:
      return "body cut";
    case detail::HttpExtent::kWhole:
      return "whole";
  }
  return {};
}

// `POST /x|via=p|date=t|body=abc (3)|whole`, with a fault behind it where there is one.
inline std::string told(const detail::HttpMessage& message) {
  using detail::HttpField;
  std::string text = message.request ? message.method + " " + message.uri : std::to_string(message.status);
  static constexpr std::pair<HttpField, const char*> kNames[] = {{HttpField::kContentEncoding, "encoding"},
                                                                 {HttpField::kDate, "date"},
                                                                 {HttpField::kVia, "via"},
                                                                 {HttpField::kForwardedFor, "from"},
                                                                 {HttpField::kExpect, "expect"}};
  for (const auto& [field, name] : kNames) {
    if (!message.field(field).empty()) text += std::string("|") + name + "=" + message.field(field);
  }
  if (message.body_bytes > 0 || message.body_lost > 0 || !message.body.empty())
    text +=
        "|body=" + message.body + (message.body_whole ? "" : "...") + " (" + std::to_string(message.body_bytes) + ")";
  if (message.body_lost > 0) text += "|lost " + std::to_string(message.body_lost);
  text += "|" + extent_name(message.extent);
  if (!message.fault.empty()) text += ": " + std::string(message.fault);
  return text;
}

// One side of a connection: the answers are to GET.
class OneSide final : public detail::HttpReader {
 public:
  explicit OneSide(std::size_t keep = 1 << 20, detail::HttpLimits limits_of_it = {})
      : limits(limits_of_it), keep_(keep) {}
  detail::HttpBodyPlan head(const detail::HttpMessage& message) override {
    heads.push_back(message.request ? message.uri : std::to_string(message.status));
    return {.keep = keep_, .no_body = false, .tunnel_next = message.status == 101};
  }
  void message(detail::HttpMessage& message) override {
    messages.push_back(told(message));
    if (keep_times) {
      messages.back() += "@" + std::to_string(message.first_frame) + "," + std::to_string(message.head_frame) + "," +
                         std::to_string(message.last_frame) + "," +
                         std::to_string(message.begin.time_since_epoch().count()) + "," +
                         std::to_string(message.head_end.time_since_epoch().count()) + "," +
                         std::to_string(message.end.time_since_epoch().count());
    }
  }

  detail::HttpLimits limits;
  detail::HttpBudget budget;
  std::vector<std::string> heads, messages;
  bool keep_times = false;

 private:
  std::size_t keep_;
};

// Exchanges as lines: `request -> answer`, `-` for what is missing.
class Exchanges final : public detail::ExchangeReader {
 public:
  std::size_t body_wanted(const detail::HttpMessage& /*message*/, const detail::HttpMessage* /*request*/) override {
    return 1 << 20;
  }
  void exchange(const detail::Exchange& exchange) override {
    std::string line = exchange.has_request ? told(exchange.request) : "-";
    line += " -> " + (exchange.has_answer ? told(exchange.answer) : std::string("-"));
    if (exchange.interim_answers > 0) line += " after " + std::to_string(exchange.interim_answers);
    if (exchange.answer_may_be_lost) line += " may be lost";
    if (exchange.complete()) line += " complete";
    lines.push_back(line);
    clients.push_back(exchange.client);
  }

  std::vector<std::string> lines;
  std::vector<detail::HttpSide> clients;
};

}  // namespace logscan::test
