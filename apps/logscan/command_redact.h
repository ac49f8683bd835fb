#pragma once

#include "options.h"

namespace logscan::cli {

// `logscan redact`; returns the exit code.
int command_redact(const CommandLine& line);

}  // namespace logscan::cli
