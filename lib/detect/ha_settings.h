// The rules whose parameters the story of a pair depends on: every rule about a pair must see the same story.
#pragma once

#include "detect/ha_story.h"
#include "detect/rule.h"

namespace logscan::detail {

extern const RuleInfo kHeartbeatMissed, kHeartbeatPeerDown;

HaThresholds ha_thresholds(const Settings& settings);

}  // namespace logscan::detail
