// The rules that logscan knows. To add one, add its family to the list in builtin_rules.cpp.
#pragma once

#include <span>

#include "detect/rule.h"

namespace logscan::detail {

std::span<const RuleFamily* const> builtin_rules();

}  // namespace logscan::detail
