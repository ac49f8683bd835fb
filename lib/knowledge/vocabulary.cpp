#include "knowledge/vocabulary.h"

#include <algorithm>

namespace logscan::detail {

std::string_view Wording::group(const Captures& captures, std::string_view wanted) const {
  for (std::size_t i = 1; i < groups.size(); ++i) {
    if (groups[i] == wanted && !captures[i].empty()) return captures[i];
  }
  const auto at = fixed.find(std::string(wanted));
  return at == fixed.end() ? std::string_view{} : std::string_view(at->second);
}

std::vector<std::string> group_names(std::string_view expression) {
  std::vector<std::string> names(1);
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    if (c == '\\') {
      ++i;
    } else if (in_class) {
      in_class = c != ']';
    } else if (c == '[') {
      in_class = true;
      // A bracket that stands first is a character of the class.
      if (expression.substr(i + 1).starts_with("^]")) i += 2;
      if (expression.substr(i + 1).starts_with("]")) ++i;
    } else if (c == '(') {
      const std::string_view rest = expression.substr(i + 1);
      if (!rest.starts_with("?")) {
        names.emplace_back();
      } else if (rest.starts_with("?<") && !rest.starts_with("?<=") && !rest.starts_with("?<!")) {
        names.emplace_back(rest.substr(2, rest.find('>') - 2));
      }
    }
  }
  return names;
}

void Vocabulary::add(Wording wording) {
  const auto at = std::find_if(wordings_.begin(), wordings_.end(),
                               [&](const Wording& known) { return known.name == wording.name; });
  if (at != wordings_.end()) {
    *at = std::move(wording);
  } else {
    wordings_.push_back(std::move(wording));
  }
}

}  // namespace logscan::detail
