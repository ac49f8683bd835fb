// The rules about the bundle itself: what was cut, damaged, locked, too large, or is missing from a rotation set.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kBundleRules;

}  // namespace logscan::detail
