#include "session/settle_nodes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"

namespace logscan::detail {
namespace {

bool is_log(const ParsedSource& source) { return source.parser != nullptr && !source.only_a_status; }

// imp1.example.com is imp1; an address has no label of its own.
std::string_view label_of(std::string_view node) {
  const bool address =
      std::all_of(node.begin(), node.end(), [](char c) { return is_digit(c) || c == '.' || c == ':'; });
  return address ? node : node.substr(0, node.find('.'));
}

std::string_view last_folder(std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return base_name(folder);
}

// What holds the folder.
std::string above(std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return std::string(folder.substr(0, folder.size() - base_name(folder).size()));
}

}  // namespace

void join_spellings(std::vector<ParsedSource>& sources) {
  std::map<std::string, std::set<std::string>, std::less<>> spellings;  // by label
  for (const ParsedSource& source : sources) {
    if (!source.node.empty()) spellings[std::string(label_of(source.node))].insert(source.node);
  }
  for (ParsedSource& source : sources) {
    if (source.node.empty()) continue;
    const std::string label(label_of(source.node));
    const std::set<std::string>& known = spellings[label];
    if (known.size() == 2 && known.contains(label)) source.node = label;
  }
}

void name_by_folders(std::vector<ParsedSource>& sources) {
  const auto nameless = [](const ParsedSource& source) {
    return is_log(source) && source.node.empty() && !last_folder(source.folder).empty();
  };
  std::map<std::pair<std::string, std::string>, std::set<std::string>> folders;  // of equal files side by side
  for (const ParsedSource& source : sources) {
    if (!nameless(source) || source.status == SourceStatus::kDuplicate) continue;
    folders[{above(source.folder), std::string(base_name(source.name.path))}].insert(source.folder);
  }
  std::set<std::string> nodes;
  for (const auto& [where, names] : folders) {
    if (names.size() > 1) nodes.insert(names.begin(), names.end());
  }
  // What else lies in such a folder is of the same node.
  for (ParsedSource& source : sources) {
    if (nameless(source) && nodes.contains(source.folder)) source.node = to_lower(last_folder(source.folder));
  }
}

}  // namespace logscan::detail
