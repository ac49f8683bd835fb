// The rules about how a pair stands: its states, its restarts, and the timeout of its heartbeats.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kHaStateRules;

}  // namespace logscan::detail
