// Failovers and fallbacks of a pair, and what becomes of them.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kHaRules;

}  // namespace logscan::detail
