// Reading the YAML of a data file: every refusal names file and line.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <vector>

#include "logscan/result.h"

namespace logscan::detail {

Error bad_data(const std::string& file, const YAML::Mark& mark, const std::string& what);

Result<std::string> read_text(const std::string& file, const YAML::Node& node);
// One text or a list of texts.
Result<std::vector<std::string>> read_texts(const std::string& file, const YAML::Node& node);

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
