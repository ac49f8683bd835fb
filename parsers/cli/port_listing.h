// Who listens: `show open ports`, and what netstat, ss and lsof print.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kPortListing;

}  // namespace logscan::detail
