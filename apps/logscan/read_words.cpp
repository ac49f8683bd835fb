#include "read_words.h"

#include <boost/program_options.hpp>

namespace logscan::cli {
namespace {

namespace po = boost::program_options;

std::vector<std::string> texts_of(const po::variable_value& value, const std::string& name) {
  const OptionInfo* option = find_option(name);
  if (option == nullptr || option->kind == Value::kMany) return value.as<std::vector<std::string>>();
  return option->kind == Value::kOne ? std::vector{value.as<std::string>()} : std::vector<std::string>();
}

// `-format json`, which reads as the letters of several options.
const OptionInfo* with_one_dash(const std::vector<std::string>& words) {
  for (const std::string& word : words) {
    if (word.size() < 3 || word[0] != '-' || word[1] == '-') continue;
    const OptionInfo* option = find_option(word.substr(1, word.find('=') - 1));
    if (option != nullptr) return option;
  }
  return nullptr;
}

}  // namespace

Result<GivenValues> read_words(Command command, const std::vector<std::string>& words) {
  po::options_description description;
  std::vector<std::string> names;
  for (const OptionInfo& option : option_table()) {
    if (!has_option(command, option)) continue;
    names.push_back(std::string("--") + option.name);
    std::string spelt = option.name;
    if (option.letter != 0) spelt += std::string(",") + option.letter;
    switch (option.kind) {
      case Value::kNone:
        description.add_options()(spelt.c_str(), "");
        break;
      case Value::kOne:
        description.add_options()(spelt.c_str(), po::value<std::string>(), "");
        break;
      case Value::kMany:
        description.add_options()(spelt.c_str(), po::value<std::vector<std::string>>()->composing(), "");
        break;
    }
  }
  description.add_options()("path", po::value<std::vector<std::string>>(), "");
  po::positional_options_description positional;
  positional.add("path", -1);

  const std::string name = info_of(command).name;
  try {
    po::variables_map values;
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(words).options(description).positional(positional).style(style).run(), values);
    GivenValues given;
    for (const auto& [option, value] : values) given.add(option, texts_of(value, option));
    return given;
  } catch (const po::unknown_option& error) {
    const std::string wrong = error.get_option_name();
    if (wrong.starts_with("--") && find_option(wrong.substr(2)) != nullptr) {
      return usage(fmt::format("{} is no option of {}; see `logscan {} --help`", wrong, name, name));
    }
    if (const OptionInfo* option = with_one_dash(words); option != nullptr) {
      return usage(fmt::format("unknown option '-{}'; did you mean --{}?", option->name, option->name));
    }
    return usage(
        fmt::format("unknown option {}{}; see `logscan {} --help`", shown(wrong), did_you_mean(wrong, names), name));
  } catch (const po::multiple_occurrences& error) {
    return usage(fmt::format("{} was given twice; give it once", error.get_option_name()));
  } catch (const po::error_with_option_name& error) {
    const std::string option = error.get_option_name();
    for (const OptionInfo& known : option_table()) {
      const bool this_one = option == std::string("--") + known.name || option == std::string("-") + known.letter;
      if (!this_one) continue;
      if (known.kind == Value::kNone) return usage(fmt::format("{} takes no value", option));
      return usage(fmt::format("{} needs a value: {} {}", option, option, known.value));
    }
    return usage(error.what());
  } catch (const po::error& error) {
    return usage(error.what());
  }
}

}  // namespace logscan::cli
