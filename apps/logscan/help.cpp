#include "help.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace logscan::cli {

std::string option_text(const OptionInfo& option) {
  std::string text =
      option.letter != 0 ? fmt::format("-{}, --{}", option.letter, option.name) : fmt::format("--{}", option.name);
  if (option.kind != Value::kNone) text += std::string(" ") + option.value;
  return text;
}

std::string option_help(const OptionInfo& option, const CommandInfo& command) {
  if (option.name != std::string_view("format")) return option.help;
  const std::vector<std::string> formats = formats_of(command);
  if (formats.size() == 1) return formats.front();
  return fmt::format("{} [{}]", fmt::join(formats, formats.size() == 2 ? " or " : ", "), formats.front());
}

std::string help_text(Command command) {
  const CommandInfo& info = info_of(command);
  std::string text = fmt::format("Usage: {}\n{}\n\n", info.usage, info.summary);
  for (const OptionInfo& option : option_table()) {
    if (!has_option(command, option)) continue;
    text += fmt::format("  {:<24}{}\n", option_text(option), option_help(option, info));
  }
  if (command == Command::kRedact) {
    text += "\nExit: 0 done, 2 usage, 3 nothing usable, 4 --strict, 5 a name survived\n";
  } else if (command != Command::kRules) {
    text += fmt::format("\nExit: 0 {}, 2 usage, 3 nothing usable, 4 --strict, 5 no output\n",
                        command == Command::kDiff ? "same, 1 different" : "done, 1 --fail-on");
  }
  text += fmt::format("\nExamples:\n  {}\n  {}\n", info.examples[0], info.examples[1]);
  return text;
}

std::string program_help_text() {
  std::string text =
      "Usage: logscan [COMMAND] [OPTION...] PATH...\n"
      "Finds what failed in logs of Cisco Unity Connection and of Cisco IM and\n"
      "Presence, with the proof.\n\n"
      "Commands (scan where none is named):\n";
  for (const CommandInfo& info : command_table()) text += fmt::format("  {:<12}{}\n", info.name, info.summary);
  text +=
      "\nPATH is a file, a folder, an archive (zip, tar, 7z, gz, bz2, xz, zst) or - for\n"
      "standard input. `logscan COMMAND --help` tells the options of a command,\n"
      "`logscan --version` the version.\n\n"
      "Examples:\n  logscan export.zip\n  logscan events --format jsonl export.zip\n";
  return text;
}

}  // namespace logscan::cli
