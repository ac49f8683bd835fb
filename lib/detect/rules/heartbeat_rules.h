// The heartbeats that the nodes of a pair send each other.
#pragma once

#include "detect/ha_story.h"
#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kHeartbeatRules;

// The thresholds of the story that these rules' parameters set.
void read_heartbeat_settings(const Settings& settings, HaThresholds& thresholds);

}  // namespace logscan::detail
