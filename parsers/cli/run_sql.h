// `run sql select ...`: tables of the configuration database.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kRunSql;

}  // namespace logscan::detail
