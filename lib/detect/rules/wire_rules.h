// Rules about what a capture shows between Exchange and the listener.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kWireRules;

}  // namespace logscan::detail
