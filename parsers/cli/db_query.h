// A query of Unity Connection's own databases.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kDbQuery;

}  // namespace logscan::detail
