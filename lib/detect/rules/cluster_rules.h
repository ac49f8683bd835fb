// The servers of a cluster: their versions, whether they trust each other, their database, clocks and health.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kClusterRules;

}  // namespace logscan::detail
