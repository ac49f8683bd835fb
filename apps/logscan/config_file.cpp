#include "config_file.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <map>
#include <optional>
#include <string_view>

#include "option_values.h"
#include "read_file.h"

namespace logscan::cli {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

bool is_quoted(std::string_view value) {
  return value.size() >= 2 && (value.front() == '"' || value.front() == '\'') && value.front() == value.back();
}

std::vector<std::string> names_for_the_file() {
  std::vector<std::string> names;
  for (const OptionInfo& option : option_table()) {
    if (option.use == Use::kAlways) names.emplace_back(option.name);
  }
  return names;
}

// One line after another; knows the section that it is in.
class ConfigReader {
 public:
  explicit ConfigReader(Command command) : command_(command) {}

  // What is wrong with the line, and the mend.
  std::optional<std::string> read(std::string_view line, const std::string& place) {
    line = trimmed(line);
    if (line.empty() || line.front() == '#') return std::nullopt;
    if (line.front() == '[') return begin_section(std::string(line));
    const std::size_t equals = std::min(line.find('='), line.size());
    const std::string name(trimmed(line.substr(0, equals)));
    std::optional<std::string> value;
    if (equals < line.size()) value = trimmed(line.substr(equals + 1));
    if (const auto wrong = check(name, value)) return wrong;
    const OptionInfo& option = *find_option(name);
    if (option.kind != Value::kMany && !seen_.emplace(std::pair(section_, name), place).second) {
      return fmt::format("{} was given before, in {}; give it once", name, seen_.at({section_, name}));
    }
    add({&option, value.value_or(""), place});
    return std::nullopt;
  }

  std::vector<ConfigLine> take() { return std::move(lines_); }

 private:
  std::optional<std::string> begin_section(const std::string& line) {
    const std::string name(trimmed(std::string_view(line).substr(1, line.find(']') - 1)));
    section_ = line.back() == ']' ? find_command(name) : nullptr;
    if (section_ != nullptr) return std::nullopt;
    return fmt::format("{} begins no section{} (there are: [{}])", shown(line), did_you_mean(name, command_names()),
                       fmt::join(command_names(), "], ["));
  }

  [[nodiscard]] std::optional<std::string> check(const std::string& name,
                                                 const std::optional<std::string>& value) const {
    if (name.starts_with("-")) return fmt::format("{}: write the name without dashes", shown(name));
    const OptionInfo* option = find_option(name);
    if (option == nullptr) {
      const std::string first = name.substr(0, name.find_first_of(" \t:"));
      if (!value && find_option(first) != nullptr) return fmt::format("{}: write {} = VALUE", shown(name), first);
      return fmt::format("unknown option {}{}", shown(name), did_you_mean(name, names_for_the_file()));
    }
    if (option->use == Use::kOnce) return fmt::format("{} is for the command line, not for this file", name);
    if (section_ != nullptr && !has_option(section_->command, *option)) {
      return fmt::format("{} is no option of {}", name, section_->name);
    }
    if (option->kind == Value::kNone && value) return fmt::format("{} takes no value: write {} alone", name, name);
    if (option->kind != Value::kNone && value.value_or("").empty()) {
      return fmt::format("{} needs a value: {} = {}", name, name, option->value);
    }
    if (value && is_quoted(*value))
      return fmt::format("{} = {}: leave the quotes out", name, escape_for_terminal(*value));
    return std::nullopt;
  }

  void add(ConfigLine line) {
    if (!has_option(command_, *line.option) || (section_ != nullptr && section_->command != command_)) return;
    // What a section says of an option that is given once goes before what stands above all sections.
    if (line.option->kind != Value::kMany) {
      std::erase_if(lines_, [&](const ConfigLine& earlier) { return earlier.option == line.option; });
    }
    lines_.push_back(std::move(line));
  }

  Command command_;
  const CommandInfo* section_ = nullptr;
  std::map<std::pair<const CommandInfo*, std::string>, std::string> seen_;
  std::vector<ConfigLine> lines_;
};

std::string variable(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets the environment
  return text == nullptr ? "" : text;
}

}  // namespace

std::string config_path() {
  // A relative path is no valid one there (XDG Base Directory Specification).
  const std::string folder = variable("XDG_CONFIG_HOME");
  if (folder.starts_with("/")) return folder + "/logscan/config";
  const std::string home = variable("HOME");
  return home.starts_with("/") ? home + "/.config/logscan/config" : "";
}

Result<std::vector<ConfigLine>> parse_config(const std::string& text, const std::string& path, Command command) {
  ConfigReader reader(command);
  std::size_t number = 0;
  constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
  std::string_view rest = text;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string place = fmt::format("{}:{}", escape_for_terminal(path), ++number);
    if (const auto wrong = reader.read(rest.substr(0, end), place)) {
      return usage(fmt::format("{}: {}; --no-config runs without this file", place, *wrong));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return reader.take();
}

Result<std::vector<ConfigLine>> read_config(const std::string& path, Command command) {
  struct stat status{};
  if (path.empty() || ::stat(path.c_str(), &status) != 0) return std::vector<ConfigLine>();
  const auto text = read_file(path);
  if (!text) return usage(text.error().message + "; --no-config runs without this file");
  return parse_config(*text, path, command);
}

std::string with_place(const std::vector<ConfigLine>& lines, const std::string& message) {
  const ConfigLine* best = nullptr;
  for (const ConfigLine& line : lines) {
    const std::string option = std::string("--") + line.option->name;
    if (!message.starts_with(option + ":") && !message.starts_with(option + " ")) continue;
    const bool named = message.find(escape_for_terminal(line.value)) != std::string::npos;
    if (best == nullptr || named) best = &line;
  }
  return best == nullptr ? message : best->place + ": " + message;
}

}  // namespace logscan::cli
