#pragma once

#include "options.h"

namespace logscan::cli {

int command_diff(const CommandLine& line);

}  // namespace logscan::cli
