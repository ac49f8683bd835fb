// `utils ha status` and what `utils ha failover`, `fallback` and `recover` print: the states of a pair.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kHaStatus;

}  // namespace logscan::detail
