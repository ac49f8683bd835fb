// How the sentences of findings tell times: to the second, in UTC, a date once.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "logscan/report.h"
#include "time/format.h"

namespace logscan::detail {

inline double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

inline std::string utc(Timestamp time) {
  return to_display(std::chrono::floor<std::chrono::seconds>(time), Zone::utc()) + " UTC";
}

// The time of day alone where the day is that of `other`.
inline std::string utc_after(Timestamp other, Timestamp time) {
  const bool same_day = std::chrono::floor<std::chrono::days>(other) == std::chrono::floor<std::chrono::days>(time);
  return same_day ? to_clock(std::chrono::floor<std::chrono::seconds>(time), Zone::utc()) : utc(time);
}

// `2026-03-05 08:45:27 to 09:16:27 UTC`
inline std::string utc_span(Timestamp from, Timestamp to, std::string_view between = " to ") {
  const std::string begin = utc(from);
  const bool same_day = std::chrono::floor<std::chrono::days>(from) == std::chrono::floor<std::chrono::days>(to);
  const std::string end = same_day ? utc_after(from, to) + " UTC" : utc(to);
  return begin.substr(0, begin.size() - std::string_view(" UTC").size()) + std::string(between) + end;
}

inline std::string utc_span(const Window& window) { return utc_span(window.from, window.to); }

}  // namespace logscan::detail
