// The manual pages, from the table of commands and options and from what the library says of its rules.
#pragma once

#include <string>
#include <vector>

#include "logscan/catalog.h"

namespace logscan::cli {

std::string logscan_1();
std::string logscan_rules_5(const std::vector<RuleDescription>& rules);

}  // namespace logscan::cli
