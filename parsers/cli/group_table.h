// The table of a presence redundancy group, pasted as text from its administration page.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kGroupTable;

}  // namespace logscan::detail
