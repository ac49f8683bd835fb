// The heartbeats that the nodes of a pair send each other.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kHeartbeatRules;

}  // namespace logscan::detail
