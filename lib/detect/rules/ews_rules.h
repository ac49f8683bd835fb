// The rules about what Unity Connection's own requests to Exchange met.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kEwsRules;

}  // namespace logscan::detail
