// Services of a node that should run and do not, and what keeps them from it.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kServiceRules;

}  // namespace logscan::detail
