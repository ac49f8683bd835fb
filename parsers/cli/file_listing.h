// Listings of folders: when the files of a log were last written.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kFileListing;

}  // namespace logscan::detail
