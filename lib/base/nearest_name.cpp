#include "base/nearest_name.h"

#include <algorithm>

#include "base/text.h"

namespace logscan::detail {

std::string nearest_name(std::string_view text, const std::vector<std::string>& names) {
  // A third of the letters wrong is still a slip; more is another word.
  const std::size_t most = std::clamp<std::size_t>(text.size() / 3, 1, 4);
  std::size_t best = most + 1;
  std::string nearest;
  for (const std::string& name : names) {
    const std::size_t distance = edit_distance(text, name, most);
    if (distance < best) {
      best = distance;
      nearest = name;
    }
  }
  if (!nearest.empty() || text.size() < 3) return nearest;
  // The front of one name, or its last part: `stale` for `subscription.stale`.
  std::string only;
  for (const std::string& name : names) {
    if (!name.starts_with(text) && !name.ends_with("." + std::string(text))) continue;
    if (!only.empty()) return {};
    only = name;
  }
  return only;
}

}  // namespace logscan::detail
