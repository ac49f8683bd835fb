#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan inventory`; returns the exit code.
int command_inventory(const CommandLine& line);

}  // namespace logscan::cli
