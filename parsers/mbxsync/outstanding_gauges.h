// The gauges of the outstanding requests, each to one server.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "model/kinds.h"

namespace logscan::detail {

class OutstandingGauge {
 public:
  explicit OutstandingGauge(std::string server) : server_(std::move(server)) {}

  // 0 where the value is not above the limit; else one of a few numbers, another each time that it goes above. So no
  // run goes on over a value that is not above.
  std::uint64_t stretch_of(std::int64_t value) {
    constexpr std::uint64_t kNumbers = 16;
    const bool was_above = above_;
    above_ = value > kMostOutstanding;
    if (above_ && !was_above) stretch_ = stretch_ % kNumbers + 1;
    return above_ ? stretch_ : 0;
  }
  // In lower case.
  [[nodiscard]] const std::string& server() const { return server_; }

 private:
  std::string server_;
  bool above_ = false;
  std::uint64_t stretch_ = 0;
};

class OutstandingGauges {
 public:
  // That of this server; the reference lives until the next call. Servers over the limit share the last one.
  OutstandingGauge& of(std::string_view server) {
    const auto at = std::find_if(gauges_.begin(), gauges_.end(),
                                 [&](const OutstandingGauge& gauge) { return iequals(gauge.server(), server); });
    if (at != gauges_.end()) return *at;
    if (gauges_.size() == kMost) return gauges_.back();
    return gauges_.emplace_back(to_lower(server));
  }

 private:
  static constexpr std::size_t kMost = 64;
  std::vector<OutstandingGauge> gauges_;
};

}  // namespace logscan::detail
