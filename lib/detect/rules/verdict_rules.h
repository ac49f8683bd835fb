// What several sources together say of faults that other rules found: who lost a notification, and what made all
// subscriptions of a listener silent. It has no rules of its own and comes after those that it speaks of.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kVerdictRules;

}  // namespace logscan::detail
