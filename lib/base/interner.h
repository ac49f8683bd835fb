// Interner: short strings become dense numbers, in the order they were first seen. Views live as long as the interner,
// also when it is moved; it cannot be copied, since a copy would leave its views behind.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/hash.h"

namespace logscan::detail {

using NameId = std::uint32_t;
inline constexpr NameId kNoName = 0xffffffff;

class Interner {
 public:
  Interner() : slots_(64, kNoName) {}

  Interner(Interner&&) noexcept = default;
  Interner& operator=(Interner&&) noexcept = default;

  // The number of `text`, which is copied when it is new. About 10 ns for a known subscription id.
  NameId intern(std::string_view text) {
    const std::uint64_t hash = short_hash(text);
    std::size_t at = hash & (slots_.size() - 1);
    while (slots_[at] != kNoName) {
      const Entry& entry = entries_[slots_[at]];
      if (entry.hash == hash && entry.text == text) return slots_[at];
      at = (at + 1) & (slots_.size() - 1);
    }
    return insert(text, hash, at);
  }

  // kNoName where `text` was never interned.
  [[nodiscard]] NameId find(std::string_view text) const;

  [[nodiscard]] std::string_view text(NameId id) const { return entries_[id].text; }
  [[nodiscard]] std::uint64_t hash(NameId id) const { return entries_[id].hash; }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string_view text;
    std::uint64_t hash;
  };
  NameId insert(std::string_view text, std::uint64_t hash, std::size_t at);
  std::string_view keep(std::string_view text);

  std::vector<NameId> slots_;  // open addressing, a power of two, at most half full
  std::vector<Entry> entries_;
  std::vector<std::unique_ptr<char[]>> blocks_;  // the texts; never moved
  char* free_ = nullptr;                         // in the last block
  std::size_t free_bytes_ = 0;
};

}  // namespace logscan::detail
