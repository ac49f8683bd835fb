#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan rules`; returns the exit code.
int command_rules(const CommandLine& line);

}  // namespace logscan::cli
