// What `--help` prints.
#pragma once

#include <string>

#include "command_table.h"

namespace logscan::cli {

// At most 40 lines of 80 columns.
std::string help_text(Command command);
std::string program_help_text();

// `-o, --output FILE`
std::string option_text(const OptionInfo& option);
// What it does, with the formats of the command.
std::string option_help(const OptionInfo& option, const CommandInfo& command);

}  // namespace logscan::cli
