#include "knowledge/data_file.h"

namespace logscan::detail {

Error bad_data(const std::string& file, const YAML::Mark& mark, const std::string& what) {
  const std::string place = mark.is_null() ? file : file + ":" + std::to_string(mark.line + 1);
  return {ErrorCode::kUsage, place + ": " + what};
}

Error unknown_field(const std::string& file, const YAML::Node& key, const std::string& entry,
                    const std::string& known) {
  return bad_data(file, key.Mark(), "unknown field '" + key.Scalar() + "' of '" + entry + "': " + known + " are known");
}

Result<std::string> read_text(const std::string& file, const YAML::Node& node) {
  if (!node.IsScalar()) return bad_data(file, node.Mark(), "expected a text");
  return node.Scalar();
}

Result<std::vector<std::string>> read_texts(const std::string& file, const YAML::Node& node) {
  std::vector<std::string> texts;
  if (node.IsScalar()) {
    texts.push_back(node.Scalar());
  } else if (node.IsSequence()) {
    for (const YAML::Node& item : node) {
      if (!item.IsScalar()) return bad_data(file, item.Mark(), "expected a text");
      texts.push_back(item.Scalar());
    }
  } else {
    return bad_data(file, node.Mark(), "expected a text or a list of texts");
  }
  return texts;
}

}  // namespace logscan::detail
