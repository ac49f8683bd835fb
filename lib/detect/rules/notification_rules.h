// The rules about Exchange's notifications: absence first.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kNotificationRules;

}  // namespace logscan::detail
