#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan export`; returns the exit code.
int command_export(const CommandLine& line);

}  // namespace logscan::cli
