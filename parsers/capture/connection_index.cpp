#include "parsers/capture/connection_index.h"

#include <utility>

namespace logscan::detail {

void ConnectionIndex::place(const Slot& slot) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t i = slot.hash & mask;
  while (slots_[i].entry != kNone) i = (i + 1) & mask;
  slots_[i] = slot;
}

void ConnectionIndex::add(std::uint32_t hash, std::uint32_t entry) {
  if ((used_ + 1) * 2 > slots_.size()) {
    const std::vector<Slot> old = std::exchange(slots_, std::vector<Slot>(slots_.size() * 2));
    for (const Slot& slot : old) {
      if (slot.entry != kNone) place(slot);
    }
  }
  ++used_;
  place({hash, entry});
}

void ConnectionIndex::remove(std::uint32_t hash, std::uint32_t entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t hole = hash & mask;
  while (slots_[hole].entry != entry) hole = (hole + 1) & mask;
  // What stands behind moves up, where its own place does not lie between the hole and it.
  for (std::size_t i = (hole + 1) & mask; slots_[i].entry != kNone; i = (i + 1) & mask) {
    const std::size_t home = slots_[i].hash & mask;
    if (((i - home) & mask) < ((i - hole) & mask)) continue;
    slots_[hole] = slots_[i];
    hole = i;
  }
  slots_[hole] = {};
  --used_;
}

}  // namespace logscan::detail
