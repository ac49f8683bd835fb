// The rules about the hosts of a pair, and about what their logs can show.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kHostRules;

}  // namespace logscan::detail
