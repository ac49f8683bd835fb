// The command line: which command, its options as values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "command_table.h"
#include "config_file.h"
#include "logscan/options.h"
#include "logscan/render.h"
#include "logscan/result.h"

namespace logscan::cli {

enum class When { kAuto, kAlways, kNever };

struct CommandLine {
  Command command = Command::kScan;
  bool named = false;  // else it is scan
  bool help = false;
  bool version = false;

  Options options;  // what to read, and how
  RenderOptions render;
  std::string format;
  std::string output;       // empty: standard output
  std::string baseline;     // of `scan --baseline`
  std::string key;          // of `redact --key`
  std::string rule;         // of `rules ID` and `why ID`
  bool vocabulary = false;  // `rules --vocabulary`
  When colour = When::kAuto;
  bool pager = true;
  When progress = When::kAuto;
  bool quiet = false;
  bool strict = false;
  std::optional<Severity> fail_on;

  std::vector<ConfigLine> config;  // the lines of the config file that are in force
  [[nodiscard]] bool from_config(const std::string& option) const;
};

// kUsage where an option, its value or the command is wrong: the message names it and the mend.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments);

}  // namespace logscan::cli
