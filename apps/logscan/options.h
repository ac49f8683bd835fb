// The command line: which command, its options as values, its help.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "logscan/options.h"
#include "logscan/render.h"
#include "logscan/result.h"

namespace logscan::cli {

enum class Command : unsigned {
  kScan = 1,
  kInventory = 2,
  kEvents = 4,
  kRules = 8,
  kDiff = 16,
  kExport = 32,
  kRedact = 64
};

enum class When { kAuto, kAlways, kNever };

struct CommandLine {
  Command command = Command::kScan;
  bool help = false;
  bool program_help = false;  // `logscan --help`: the commands, before the options of scan
  bool version = false;

  Options options;  // what to read, and how
  RenderOptions render;
  std::string format;
  std::string output;       // empty: standard output
  std::string baseline;     // of `scan --baseline`
  std::string key;          // of `redact --key`
  std::string rule;         // of `rules ID`
  bool vocabulary = false;  // `rules --vocabulary`
  When colour = When::kAuto;
  When progress = When::kAuto;
  bool quiet = false;
  bool strict = false;
  std::optional<Severity> fail_on;
};

// kUsage where an option, its value or the command is wrong: the message names it and the mend.
Result<CommandLine> parse_command_line(const std::vector<std::string>& arguments);

// At most 40 lines of 80 columns.
std::string help_text(Command command);
std::string program_help_text();

}  // namespace logscan::cli
