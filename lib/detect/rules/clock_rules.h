// The rules about clocks: those that differ from others, and those that were set.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kClockRules;

}  // namespace logscan::detail
