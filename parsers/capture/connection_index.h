// Finds connections by the hash of their endpoints: open addressing, at most half full.
//
// Guarantees: an entry is found until it is removed, however many are added and removed in between. Entries may have
// equal hashes; the caller tells them apart. Memory grows with the most entries that were there at one time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace logscan::detail {

class ConnectionIndex {
 public:
  static constexpr std::uint32_t kNone = 0xffffffff;

  // The first entry of that hash which `is_meant(entry)`; else kNone.
  template <typename IsMeant>
  [[nodiscard]] std::uint32_t find(std::uint32_t hash, IsMeant is_meant) const {
    const std::size_t mask = slots_.size() - 1;
    for (std::size_t i = hash & mask; slots_[i].entry != kNone; i = (i + 1) & mask) {
      if (slots_[i].hash == hash && is_meant(slots_[i].entry)) return slots_[i].entry;
    }
    return kNone;
  }
  void add(std::uint32_t hash, std::uint32_t entry);
  // Of one that was added.
  void remove(std::uint32_t hash, std::uint32_t entry);

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t entry = kNone;
  };
  void place(const Slot& slot);

  std::vector<Slot> slots_ = std::vector<Slot>(1024);  // a power of two
  std::size_t used_ = 0;
};

}  // namespace logscan::detail
