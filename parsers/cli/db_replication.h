// `utils dbreplication runtimestate` and `status`: how the databases of a cluster follow each other.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kDbReplication;

}  // namespace logscan::detail
