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

struct Place {
  std::string above;   // the folder that holds the folder
  std::string folder;  // that holds the file
  std::string file;
};

Place place_of(std::string_view path) {
  Place place;
  const std::size_t file = path.rfind('/');
  if (file == std::string_view::npos) return place;
  place.file = path.substr(file + 1);
  path = path.substr(0, file);
  const std::size_t folder = path.rfind('/');
  place.folder = folder == std::string_view::npos ? path : path.substr(folder + 1);
  place.above = folder == std::string_view::npos ? std::string_view{} : path.substr(0, folder);
  return place;
}

void name_by_folders(std::vector<ParsedSource>& sources) {
  std::map<std::pair<std::string, std::string>, std::set<std::string>> folders;  // of equal files side by side
  for (const ParsedSource& source : sources) {
    if (!is_log(source) || !source.node.empty()) continue;
    const Place place = place_of(source.name.path);
    if (!place.folder.empty()) folders[{place.above, place.file}].insert(place.folder);
  }
  std::set<std::pair<std::string, std::string>> nodes;  // the folder above, the folder
  for (const auto& [where, names] : folders) {
    if (names.size() < 2) continue;
    for (const std::string& name : names) nodes.insert({where.first, name});
  }
  // What else lies in such a folder is of the same node.
  for (ParsedSource& source : sources) {
    if (!is_log(source) || !source.node.empty()) continue;
    const Place place = place_of(source.name.path);
    if (nodes.contains({place.above, place.folder})) source.node = to_lower(place.folder);
  }
}

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

}  // namespace

void settle_nodes(std::vector<ParsedSource>& sources) {
  name_by_folders(sources);
  join_spellings(sources);
}

}  // namespace logscan::detail
