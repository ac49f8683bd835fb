// The findings that tell what the story of a pair holds, for rules that relate others to them.
#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "detect/ha_story.h"
#include "detect/rule.h"

namespace logscan::detail {

inline std::optional<std::size_t> finding_of(const Findings& findings, std::string_view rule, std::string_view subject,
                                             const Window& window) {
  const std::vector<Finding>& all = findings.all();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Finding& finding) {
    return finding.rule->id == rule && finding.subject == subject && finding.window == window;
  });
  if (found == all.end()) return std::nullopt;
  return static_cast<std::size_t>(found - all.begin());
}

inline std::optional<std::size_t> finding_of(const Findings& findings, const HaStory& story, const Failover& failover) {
  return finding_of(findings, "ha.failover", story.pairs[failover.pair].name, failover.window);
}

// Of an outage whose peer is known.
inline std::optional<std::size_t> finding_of(const Findings& findings, const HaStory& story, const Outage& outage) {
  if (outage.peer == kNoPlace) return std::nullopt;
  return finding_of(findings, "heartbeat.peer-down", story.nodes[outage.peer].name, outage.window);
}

}  // namespace logscan::detail
