// The commands and their options, once: parsing, the config file, help, completions and the manual page read this
// table.
#pragma once

#include <array>
#include <span>
#include <string>
#include <vector>

namespace logscan::cli {

enum class Command : unsigned {
  kScan = 1,
  kInventory = 2,
  kEvents = 4,
  kRules = 8,
  kDiff = 16,
  kExport = 32,
  kRedact = 64,
  kWhy = 128
};

enum class Value { kNone, kOne, kMany };

// Whether it may stand in the config file: what is about one case or one call may not.
enum class Use { kAlways, kOnce };

struct OptionInfo {
  const char* name;
  char letter;  // 0 for none
  const char* value;
  Value kind;
  unsigned commands;
  const char* help;
  Use use = Use::kAlways;
  const char* words =
      "";  // the values that there are, with blanks between them; those of --format stand at its command
};

struct CommandInfo {
  Command command;
  const char* name;
  const char* usage;
  const char* summary;
  std::array<const char*, 6> formats;  // the first is the default; null where there are fewer
  std::array<const char*, 2> examples;
};

constexpr unsigned bit(Command command) { return static_cast<unsigned>(command); }
inline bool has_option(Command command, const OptionInfo& option) { return (option.commands & bit(command)) != 0; }

std::span<const OptionInfo> option_table();
std::span<const CommandInfo> command_table();

const CommandInfo& info_of(Command command);
// Null where there is none of this name.
const CommandInfo* find_command(const std::string& name);
const OptionInfo* find_option(const std::string& name);

std::vector<std::string> formats_of(const CommandInfo& info);
std::vector<std::string> words_of(const OptionInfo& option, const CommandInfo& info);
std::vector<std::string> command_names();

}  // namespace logscan::cli
