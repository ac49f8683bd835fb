// What a server says of itself: its version, its core files, how long it has been up.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kCoreList;
extern const CommandReader kActiveVersion;
extern const CommandReader kServerStatus;

}  // namespace logscan::detail
