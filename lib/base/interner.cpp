#include "base/interner.h"

namespace logscan::detail {

NameId Interner::find(std::string_view text) const {
  const std::uint64_t hash = short_hash(text);
  for (std::size_t at = hash & (slots_.size() - 1); slots_[at] != kNoName; at = (at + 1) & (slots_.size() - 1)) {
    const Entry& entry = entries_[slots_[at]];
    if (entry.hash == hash && entry.text == text) return slots_[at];
  }
  return kNoName;
}

NameId Interner::insert(std::string_view text, std::uint64_t hash, std::size_t at) {
  const auto id = static_cast<NameId>(entries_.size());
  entries_.push_back({store_.emplace_back(text), hash});
  slots_[at] = id;
  if (entries_.size() * 2 > slots_.size()) {
    std::vector<NameId> larger(slots_.size() * 2, kNoName);
    for (NameId known = 0; known <= id; ++known) {
      std::size_t slot = entries_[known].hash & (larger.size() - 1);
      while (larger[slot] != kNoName) slot = (slot + 1) & (larger.size() - 1);
      larger[slot] = known;
    }
    slots_ = std::move(larger);
  }
  return id;
}

}  // namespace logscan::detail
