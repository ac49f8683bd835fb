#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan events`; returns the exit code.
int command_events(const CommandLine& line);

}  // namespace logscan::cli
