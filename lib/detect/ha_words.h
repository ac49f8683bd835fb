// What the rules about pairs share: their words for times, and which logs a node has.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "detect/ha_story.h"
#include "time/format.h"

namespace logscan::detail {

inline double seconds(Duration duration) { return static_cast<double>(duration.count()) / 1e6; }

// To the second: what a sentence needs.
inline std::string utc(Timestamp time) {
  return to_display(std::chrono::floor<std::chrono::seconds>(time), Zone::utc()) + " UTC";
}

// The time of day alone where the day is that of `other`.
inline std::string utc_after(Timestamp other, Timestamp time) {
  const bool same_day = std::chrono::floor<std::chrono::days>(other) == std::chrono::floor<std::chrono::days>(time);
  return same_day ? to_clock(std::chrono::floor<std::chrono::seconds>(time), Zone::utc()) : utc(time);
}

inline bool tells_failovers(std::string_view format) { return format == "srm.log" || format == "syslog.cisco"; }

// The number of a `peer down` line and how it is read; empty where the line tells none.
inline std::string to_words(const ToldSilence& told) {
  const std::string number = std::to_string(told.number);
  switch (told.unit) {
    case ToldSilence::Unit::kNone:
      return "";
    case ToldSilence::Unit::kSeconds:
      return number + ", taken as seconds";
    case ToldSilence::Unit::kMilliseconds:
      return number + ", taken as milliseconds";
    case ToldSilence::Unit::kUnknown:
      return number + " without a unit";
  }
  return "";
}

// Whether the case has a log of this format of the node.
inline bool keeps(const Timeline& timeline, const HaNode& node, std::string_view format) {
  return std::any_of(node.logs.begin(), node.logs.end(),
                     [&](std::uint32_t log) { return timeline.logs[log].format == format; });
}

}  // namespace logscan::detail
