// What threads say that tells nothing: no wording has it, and it is no failure.
//
// The idea: threads say the same over and over, and nearly all of it tells nothing. What was said twice is kept with
// the places of its fields, so that the next time it is neither taken apart nor looked up. What is said once costs a
// hash.
//
// Non-guarantee: of texts that differ only where the hash does not look, the last one is kept.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/hash.h"

namespace logscan::detail {

// Where the fields of a record lie in what its thread said: from the component on.
struct SaidFields {
  std::size_t component = 0;  // its length
  std::size_t message = 0;    // where it begins
  bool sync = false;          // mailbox synchronisation itself said it
};

class IdleTalk {
 public:
  // Null where it is not known that `said` tells nothing. Valid until the next call of learn.
  const SaidFields* find(std::string_view said) {
    if (said.size() < kLeastText || said.size() > kMostText) return nullptr;
    hash_ = hash_of(said);
    for (const Entry& entry : rows_[hash_ % kRows].entries) {
      if (entry.hash == hash_ && entry.text == said) return &entry.fields;
    }
    return nullptr;
  }

  // What was looked for last is not known, but tells nothing.
  void learn(std::string_view said, const SaidFields& fields) {
    if (said.size() < kLeastText || said.size() > kMostText) return;
    Row& row = rows_[hash_ % kRows];
    if (row.entries[0].hash != hash_ && row.entries[1].hash != hash_) {
      Entry& oldest = row.entries[row.oldest];
      row.oldest = 1 - row.oldest;
      oldest.hash = hash_;
      oldest.text.clear();
      return;
    }
    Entry& entry = row.entries[row.entries[0].hash == hash_ ? 0 : 1];
    entry.text.assign(said);
    entry.fields = fields;
  }

 private:
  static constexpr std::size_t kRows = 256;
  static constexpr std::size_t kLeastText = 8;
  static constexpr std::size_t kMostText = 256;  // longer texts seldom come twice

  struct Entry {
    std::uint64_t hash = 0;
    std::string text;  // empty until it comes for the second time
    SaidFields fields;
  };
  // Two texts have room where their hashes lead, so that no two drive each other out.
  struct Row {
    std::array<Entry, 2> entries;
    std::size_t oldest = 0;
  };

  // Of some words of the text: it need not tell texts apart in every byte.
  static std::uint64_t hash_of(std::string_view text) {
    const auto word = [&](std::size_t at) {
      std::uint64_t value;
      std::memcpy(&value, text.data() + at, sizeof value);
      return value;
    };
    const std::size_t last = text.size() - sizeof(std::uint64_t);
    return mix(word(last) + text.size(), word(0) + word(last / 2) * 3 + word(last - last / 4) * 5);
  }

  std::array<Row, kRows> rows_;
  std::uint64_t hash_ = 0;  // of what was looked for last
};

}  // namespace logscan::detail
