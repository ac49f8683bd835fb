// `show cuc cluster status`: how the two servers of a Unity Connection cluster stand.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kConnectionStatus;

}  // namespace logscan::detail
