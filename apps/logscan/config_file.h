// The config file: options that hold for every call, or for every call of one command. An option of the command line
// takes the place of all that the file says of it.
//
//   # for every command that has the option
//   tz = Europe/Berlin
//   strict
//   [events]
//   format = jsonl
#pragma once

#include <string>
#include <vector>

#include "command_table.h"
#include "logscan/result.h"

namespace logscan::cli {

struct ConfigLine {
  const OptionInfo* option;
  std::string value;
  std::string place;  // FILE:LINE
};

// XDG_CONFIG_HOME/logscan/config, else that of ~/.config; empty where the environment names no folder.
std::string config_path();

// The lines that hold for `command`, in their order. Nothing where there is no file; kUsage with file and line for a
// bad one, whichever command it is for.
Result<std::vector<ConfigLine>> read_config(const std::string& path, Command command);
Result<std::vector<ConfigLine>> parse_config(const std::string& text, const std::string& path, Command command);

// A message about an option, with the line of the file that gives it in front; else the message as it is.
std::string with_place(const std::vector<ConfigLine>& lines, const std::string& message);

}  // namespace logscan::cli
