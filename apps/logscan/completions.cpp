#include "completions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string_view>

#include "command_table.h"
#include "help.h"

namespace logscan::cli {
namespace {

bool takes_file(const OptionInfo& option) { return option.value == std::string_view("FILE"); }
bool takes_folder(const OptionInfo& option) { return option.value == std::string_view("DIR"); }

// `--output -o`
std::vector<std::string> spellings(const OptionInfo& option) {
  std::vector<std::string> all = {std::string("--") + option.name};
  if (option.letter != 0) all.push_back(std::string("-") + option.letter);
  return all;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size())) {
    text.replace(at, what.size(), by);
  }
  return text;
}

// Within single quotes of bash and zsh.
std::string quoted(const std::string& text) { return "'" + replaced(text, "'", "'\\''") + "'"; }

std::string bash_of(const CommandInfo& command) {
  std::vector<std::string> names;
  std::string values;
  for (const OptionInfo& option : option_table()) {
    if (!has_option(command.command, option)) continue;
    const std::vector<std::string> spelt = spellings(option);
    names.insert(names.end(), spelt.begin(), spelt.end());
    if (option.kind == Value::kNone) continue;
    const std::vector<std::string> words = words_of(option, command);
    values += fmt::format("        {})", fmt::join(spelt, " | "));
    if (!words.empty()) {
      values += fmt::format(" candidates='{}' ;;\n", fmt::join(words, " "));
    } else {
      values += takes_folder(option) ? " compopt -o dirnames; return ;;\n" : " return ;;\n";
    }
  }
  return fmt::format("    {})\n      candidates='{}'\n      case $previous in\n{}      esac ;;\n", command.name,
                     fmt::join(names, " "), values);
}

// What stands within the brackets of a specification of _arguments, or before a colon of one.
std::string zsh_text(std::string text) {
  for (const char* special : {"\\", ":", "[", "]"}) text = replaced(text, special, std::string("\\") + special);
  return text;
}

std::string zsh_of(const OptionInfo& option, const CommandInfo& command) {
  std::string value;
  if (option.kind != Value::kNone) {
    const std::vector<std::string> words = words_of(option, command);
    value = ":" + zsh_text(option.value) + ":";
    if (!words.empty()) value += fmt::format("({})", fmt::join(words, " "));
    if (takes_file(option)) value += "_files";
    if (takes_folder(option)) value += "_files -/";
  }
  const std::string what = "[" + zsh_text(option_help(option, command)) + "]" + value;
  const std::string many = option.kind == Value::kMany ? "*" : "";
  if (option.letter == 0) return quoted(many + "--" + option.name + what);
  const std::vector<std::string> spelt = spellings(option);
  return fmt::format("'({0})'{{{1}}}{2}", fmt::join(spelt, " "), fmt::join(spelt, ","), quoted(what));
}

std::string fish_quoted(const std::string& text) {
  return "'" + replaced(replaced(text, "\\", "\\\\"), "'", "\\'") + "'";
}

std::string fish_of(const OptionInfo& option, const CommandInfo& command) {
  std::string line = fmt::format("complete -c logscan -n '__logscan_is {}' -l {}", command.name, option.name);
  if (option.letter != 0) line += fmt::format(" -s {}", option.letter);
  const std::vector<std::string> words = words_of(option, command);
  if (!words.empty()) {
    line += fmt::format(" -x -a '{}'", fmt::join(words, " "));
  } else if (takes_folder(option)) {
    line += " -x -a '(__fish_complete_directories)'";
  } else if (option.kind != Value::kNone) {
    line += takes_file(option) ? " -r" : " -x";
  }
  return line + " -d " + fish_quoted(option_help(option, command)) + "\n";
}

}  // namespace

std::string bash_completion(const std::vector<std::string>& rules) {
  const std::vector<std::string> commands = command_names();
  std::string text = fmt::format(R"(# Completions of logscan for bash.
_logscan() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} previous=${{COMP_WORDS[COMP_CWORD - 1]}} command=scan candidates=
  # `--format=json` comes as three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $previous == = ]]; then
    previous=${{COMP_WORDS[COMP_CWORD - 2]}}
  fi
  COMPREPLY=()
  if ((COMP_CWORD > 1)); then
    case ${{COMP_WORDS[1]}} in
      {}) command=${{COMP_WORDS[1]}} ;;
    esac
  fi
  case $command in
)",
                                 fmt::join(commands, " | "));
  for (const CommandInfo& command : command_table()) text += bash_of(command);
  text += fmt::format(R"(  esac
  # What is no option is a path, which the shell completes itself.
  if [[ $candidates == --* && $current != -* ]]; then
    candidates=
    ((COMP_CWORD == 1)) && candidates='{0}'
    [[ $command == rules ]] && candidates='{1}'
    [[ $command == why && COMP_CWORD -eq 2 ]] && candidates='{1}'
  fi
  mapfile -t COMPREPLY < <(compgen -W "$candidates" -- "$current")
}}
complete -o default -F _logscan logscan
)",
                      fmt::join(commands, " "), fmt::join(rules, " "));
  return text;
}

std::string zsh_completion(const std::vector<std::string>& rules) {
  std::string text = "#compdef logscan\n# Completions of logscan for zsh.\n_logscan() {\n  local -a commands=(\n";
  for (const CommandInfo& command : command_table()) {
    text += "    " + quoted(std::string(command.name) + ":" + zsh_text(command.summary)) + "\n";
  }
  text += R"(  )
  local command=scan
  if ((CURRENT == 2)); then
    _describe -t commands command commands
  elif [[ -n ${(M)commands:#${words[2]}:*} ]]; then
    command=${words[2]}
    shift words
    ((CURRENT--))
  fi
  case $command in
)";
  for (const CommandInfo& command : command_table()) {
    text += fmt::format("    {})\n      _arguments -s -S \\\n", command.name);
    for (const OptionInfo& option : option_table()) {
      if (has_option(command.command, option)) text += "        " + zsh_of(option, command) + " \\\n";
    }
    const std::string ids = fmt::format("ID:({})'", fmt::join(rules, " "));
    if (command.command == Command::kWhy) text += "        '1:" + ids + " \\\n";
    text += command.command == Command::kRules ? "        '*:" + ids + " ;;\n" : "        '*:PATH:_files' ;;\n";
  }
  return text + "  esac\n}\n_logscan \"$@\"\n";
}

std::string fish_completion(const std::vector<std::string>& rules) {
  std::string text = fmt::format(R"(# Completions of logscan for fish.
function __logscan_is
    set -l words (commandline -opc)
    if set -q words[2]; and contains -- $words[2] {}
        test $words[2] = $argv[1]
    else
        test scan = $argv[1]
    end
end
)",
                                 fmt::join(command_names(), " "));
  for (const CommandInfo& command : command_table()) {
    text += fmt::format("complete -c logscan -n 'test (count (commandline -opc)) -eq 1' -a {} -d {}\n", command.name,
                        fish_quoted(command.summary));
  }
  text += fmt::format("complete -c logscan -n '__logscan_is rules' -f -a '{}'\n", fmt::join(rules, " "));
  text += fmt::format("complete -c logscan -n '__logscan_is why' -a '{}'\n", fmt::join(rules, " "));
  for (const CommandInfo& command : command_table()) {
    for (const OptionInfo& option : option_table()) {
      if (has_option(command.command, option)) text += fish_of(option, command);
    }
  }
  return text;
}

}  // namespace logscan::cli
