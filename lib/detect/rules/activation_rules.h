// Which services are activated, against what is recommended for the node's place in its cluster.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kActivationRules;

}  // namespace logscan::detail
