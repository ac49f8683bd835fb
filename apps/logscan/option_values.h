// The values of options as they were given, and how they are read. kUsage where one is wrong: the message begins with
// the option and tells the mend.
#pragma once

#include <fmt/format.h>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logscan/render.h"
#include "options.h"

namespace logscan::cli {

Error usage(const std::string& message);

// What was typed, in a message.
std::string shown(const std::string& text);

// `; did you mean NAME?`, or nothing.
std::string did_you_mean(const std::string& text, const std::vector<std::string>& names, std::string_view before = "");

template <class Names>
std::string listed(const Names& names) {
  std::string text;
  for (const auto& name : names) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

class GivenValues {
 public:
  void add(const std::string& name, std::vector<std::string> values) { values_[name] = std::move(values); }

  [[nodiscard]] bool has(const std::string& name) const { return values_.contains(name); }
  [[nodiscard]] std::optional<std::string> one(const std::string& name) const {
    const auto value = values_.find(name);
    if (value == values_.end() || value->second.empty()) return std::nullopt;
    return value->second.front();
  }
  [[nodiscard]] std::vector<std::string> many(const std::string& name) const {
    const auto value = values_.find(name);
    return value == values_.end() ? std::vector<std::string>() : value->second;
  }

 private:
  std::map<std::string, std::vector<std::string>> values_;  // none for an option that takes none
};

template <class T>
Result<T> with_option(const char* option, Result<T> result) {
  if (!result)
    return Error{result.error().code, fmt::format("--{}: {}", option, escape_for_terminal(result.error().message))};
  return result;
}

Status read_limits(const GivenValues& given, Limits& limits);
// GLOB=VALUE; `form` tells what such a value is.
Result<std::vector<GlobValue>> read_pairs(const GivenValues& given, const char* option, const char* form);
Status read_window(const GivenValues& given, const std::string& zone, Options& options);
Result<When> read_when(const GivenValues& given, const char* option);

}  // namespace logscan::cli
