// Outputs that somebody asks for, and of which only errors are read; and the notification of the Data Monitor.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kTechOutput;
extern const CommandReader kMonitorNotice;

}  // namespace logscan::detail
