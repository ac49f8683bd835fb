// Which wording of the vocabulary a record has.
//
// The idea: nearly all records have none, so most of the time goes into saying no. A literal of at least kBlock + 1
// characters that stands in a text covers one of the places that are a stride apart; a table tells whether the four
// characters there occur in any literal. Only where one does, the literals are searched, and only where one of them is
// found, its expression is tried.
//
// Guarantees: an entry whose literal and expression match is found, whatever the case of the literal; of several, the
// one that stands first in the vocabulary. Nothing is allocated for a text that no expression was tried on.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "knowledge/vocabulary.h"

namespace logscan::detail {

class WordingMatcher {
 public:
  // The entries for this format. The vocabulary must live longer.
  WordingMatcher(const Vocabulary& vocabulary, std::string_view format);

  // The entry that `text` has, and what its groups took; null where it has none.
  const Wording* match(std::string_view text, Captures& captures) const {
    return may_match(text) ? search(text, captures) : nullptr;
  }
  [[nodiscard]] bool empty() const { return wordings_.empty(); }
  // Texts on which an expression would have cost too much; they count as without a wording.
  [[nodiscard]] std::uint64_t too_costly() const { return too_costly_; }

 private:
  static constexpr std::size_t kBlock = 4;
  static constexpr std::size_t kTableBits = 12;

  [[nodiscard]] bool may_match(std::string_view text) const;
  const Wording* search(std::string_view text, Captures& captures) const;
  static std::size_t slot_of(const char* block);

  std::vector<const Wording*> wordings_;
  std::size_t stride_ = 1;  // 0: a literal is too short for the table, so every text is searched
  std::array<std::uint64_t, (1U << kTableBits) / 64> table_{};
  mutable std::uint64_t too_costly_ = 0;
};

}  // namespace logscan::detail
