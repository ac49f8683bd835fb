#include "knowledge/knowledge.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "knowledge/builtin_data.h"

namespace logscan::detail {
namespace {

// A data file is a page of text; more is not one.
constexpr std::size_t kMostFileBytes = 4U << 20;

Error bad_data(const std::string& file, const YAML::Mark& mark, const std::string& what) {
  const std::string place = mark.is_null() ? file : file + ":" + std::to_string(mark.line + 1);
  return {ErrorCode::kUsage, place + ": " + what};
}

// One text or a list of texts.
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

Result<Advice> read_advice(const std::string& file, const std::string& key, const YAML::Node& node) {
  if (!node.IsMap()) return bad_data(file, node.Mark(), "'" + key + "' must be a map with cause, next and source");
  Advice advice;
  for (const auto& field : node) {
    const std::string name = field.first.IsScalar() ? field.first.Scalar() : std::string();
    Result<std::vector<std::string>> texts = read_texts(file, field.second);
    if (!texts) return std::move(texts).error();
    if (name == "cause" && texts->size() == 1) {
      advice.cause = texts->front();
    } else if (name == "next") {
      advice.next_steps = *std::move(texts);
    } else if (name == "source") {
      advice.sources = *std::move(texts);
    } else {
      return bad_data(file, field.first.Mark(),
                      "unknown field '" + name + "' of '" + key + "': cause, next and source are known");
    }
  }
  if (advice.sources.empty()) return bad_data(file, node.Mark(), "'" + key + "' names no source");
  return advice;
}

Result<std::string> read_small_file(const std::filesystem::path& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rbe"), &std::fclose);
  if (!file) return Error{ErrorCode::kUsage, path.string() + ": cannot be opened"};
  std::string text(kMostFileBytes + 1, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), file.get()));
  if (std::ferror(file.get()) != 0) return Error{ErrorCode::kUsage, path.string() + ": cannot be read"};
  if (text.size() > kMostFileBytes) return Error{ErrorCode::kUsage, path.string() + ": too large for a data file"};
  return text;
}

}  // namespace

Status Knowledge::add_file(const std::string& name, std::string_view text) {
  try {
    const YAML::Node root = YAML::Load(std::string(text));
    if (root.IsNull()) return {};
    if (!root.IsMap()) return bad_data(name, root.Mark(), "expected a map with 'advice'");
    for (const auto& section : root) {
      const std::string section_name = section.first.IsScalar() ? section.first.Scalar() : std::string();
      if (section_name != "advice" || !section.second.IsMap()) {
        return bad_data(name, section.first.Mark(),
                        "unknown section '" + section_name + "': 'advice' is known, a map from rule to advice");
      }
      for (const auto& entry : section.second) {
        const std::string rule = entry.first.IsScalar() ? entry.first.Scalar() : std::string();
        Result<Advice> advice = read_advice(name, rule, entry.second);
        if (!advice) return std::move(advice).error();
        advice_[rule] = *std::move(advice);
      }
    }
    return {};
  } catch (const YAML::Exception& error) {
    return bad_data(name, error.mark, error.msg);
  } catch (const std::exception& error) {
    return Error{ErrorCode::kUsage, name + ": " + error.what()};
  }
}

Result<Knowledge> Knowledge::load(const std::vector<std::string>& data_dirs) {
  Knowledge knowledge;
  for (std::size_t i = 0; i < kBuiltinDataCount; ++i) {
    if (Status added = knowledge.add_file(kBuiltinData[i].name, kBuiltinData[i].text); !added)
      return std::move(added).error();
  }
  for (const std::string& dir : data_dirs) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (std::filesystem::directory_iterator at(dir, error), end; !error && at != end; at.increment(error)) {
      if (at->path().extension() == ".yaml") files.push_back(at->path());
    }
    if (error) return Error{ErrorCode::kUsage, "--data " + dir + ": " + error.message()};
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
      const Result<std::string> text = read_small_file(file);
      if (!text) return text.error();
      if (Status added = knowledge.add_file(file.string(), *text); !added) return std::move(added).error();
    }
  }
  return knowledge;
}

const Advice& Knowledge::advice(std::string_view rule, std::string_view variant) const {
  static const Advice none;
  if (!variant.empty()) {
    const auto at = advice_.find(std::string(rule) + "#" + std::string(variant));
    if (at != advice_.end()) return at->second;
  }
  const auto at = advice_.find(rule);
  return at == advice_.end() ? none : at->second;
}

}  // namespace logscan::detail
