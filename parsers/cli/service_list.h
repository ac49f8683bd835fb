// `utils service list` and what `utils service start`, `stop` and `restart` print: the states of services.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kServiceList;

}  // namespace logscan::detail
