// What would make the next call tell more.
#pragma once

#include <string>
#include <vector>

#include "logscan/report.h"

namespace logscan::cli {

// One line each: `2 sources have no date: --date GLOB=YYYY-MM-DD`.
std::vector<std::string> hints_for(const Report& report);

}  // namespace logscan::cli
