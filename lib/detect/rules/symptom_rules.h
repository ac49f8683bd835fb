// The rule about what users complain of. It comes last of all, since it asks what the other rules found.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kSymptomRules;

}  // namespace logscan::detail
