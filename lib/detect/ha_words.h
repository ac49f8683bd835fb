// What the rules about pairs share: their words for times, and which logs a node has.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "detect/ha_story.h"
#include "detect/told_times.h"

namespace logscan::detail {

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
    case ToldSilence::Unit::kStated:
      return number + " " + told.unit_text;
    case ToldSilence::Unit::kUnknown:
      return number + " without a unit";
  }
  return "";
}

// A node as a sentence names it; `begins` it.
inline std::string spoken(const HaNode& node, bool begins) {
  if (node.named) return node.name;
  return (begins ? "The node of " : "the node of ") + node.name;
}

// Whether the case has a log of this format of the node.
inline bool keeps(const Timeline& timeline, const HaNode& node, std::string_view format) {
  return std::any_of(node.logs.begin(), node.logs.end(),
                     [&](std::uint32_t log) { return timeline.logs[log].format == format; });
}

}  // namespace logscan::detail
