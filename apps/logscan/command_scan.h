#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan scan`; returns the exit code.
int command_scan(const CommandLine& line);

}  // namespace logscan::cli
