#include "base/interner.h"

#include <algorithm>
#include <cstring>

namespace logscan::detail {

NameId Interner::find(std::string_view text) const {
  const std::uint64_t hash = short_hash(text);
  for (std::size_t at = hash & (slots_.size() - 1); slots_[at] != kNoName; at = (at + 1) & (slots_.size() - 1)) {
    const Entry& entry = entries_[slots_[at]];
    if (entry.hash == hash && entry.text == text) return slots_[at];
  }
  return kNoName;
}

std::string_view Interner::keep(std::string_view text) {
  constexpr std::size_t kBlockBytes = 16 * 1024;
  if (text.size() > free_bytes_) {
    free_bytes_ = std::max(kBlockBytes, text.size());
    blocks_.push_back(std::make_unique<char[]>(free_bytes_));
    free_ = blocks_.back().get();
  }
  if (!text.empty()) std::memcpy(free_, text.data(), text.size());
  const std::string_view kept(free_, text.size());
  free_ += text.size();
  free_bytes_ -= text.size();
  return kept;
}

NameId Interner::insert(std::string_view text, std::uint64_t hash, std::size_t at) {
  const auto id = static_cast<NameId>(entries_.size());
  entries_.push_back({keep(text), hash});
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
