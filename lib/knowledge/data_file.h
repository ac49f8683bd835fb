// Reading the YAML of a data file: every refusal names file and line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "logscan/result.h"

namespace logscan::detail {

Error bad_data(const std::string& file, const YAML::Mark& mark, const std::string& what);
// `known` names the fields that there are: "cause, next and source".
Error unknown_field(const std::string& file, const YAML::Node& key, const std::string& entry, const std::string& known);

Result<std::string> read_text(const std::string& file, const YAML::Node& node);
// One text or a list of texts.
Result<std::vector<std::string>> read_texts(const std::string& file, const YAML::Node& node);

// One of the words that a field may have: what it means.
template <class Value, std::size_t kWords>
Result<Value> read_word(const std::string& file, const YAML::Node& node,
                        const std::array<std::pair<std::string_view, Value>, kWords>& words) {
  const std::string text = node.IsScalar() ? node.Scalar() : std::string();
  std::string known;
  for (const auto& [word, value] : words) {
    if (word == text) return value;
    known += (known.empty() ? "" : ", ") + std::string(word);
  }
  return bad_data(file, node.Mark(), "'" + text + "' is none of " + known);
}

template <class Value>
Status take(Result<Value> read, Value& into) {
  if (!read) return read.error();
  into = *std::move(read);
  return {};
}

// The fields of a map in the order of the file; the error of `take` ends it.
template <class Take>
Status each_field(const std::string& file, const YAML::Node& map, const Take& take) {
  for (const auto& field : map) {
    if (!field.first.IsScalar()) return bad_data(file, field.first.Mark(), "a field's name must be a text");
    if (Status taken = take(field.first.Scalar(), field.first, field.second); !taken) return taken;
  }
  return {};
}

}  // namespace logscan::detail
