#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan why`; returns the exit code.
int command_why(const CommandLine& line);

}  // namespace logscan::cli
