// The words of a command line, cut into options and paths.
#pragma once

#include <string>
#include <vector>

#include "command_table.h"
#include "option_values.h"

namespace logscan::cli {

// The paths are the values of "path". kUsage where an option is unknown, or has a value too many or too few.
Result<GivenValues> read_words(Command command, const std::vector<std::string>& words);

}  // namespace logscan::cli
