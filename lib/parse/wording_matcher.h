// Which wording of the vocabulary a record has.
//
// The idea: nearly all records have none, so most of the time goes into saying no. A literal that stands in a text
// covers one of the places that are a stride apart, with one of its first stride characters; a bit table tells whether
// the four characters there begin at such a place of any literal. Only where one does, the literals that have them
// there are compared, and only the expressions of those that stand in the text are tried. Logs say the same over and
// over, so what was found for a text is remembered for the next time it comes. Where no expression that was tried tells
// one digit from another, it is remembered for all texts that differ in digits alone: a number that counts is read at
// no cost.
//
// Guarantees: an entry whose literal and expression match is found, whatever the case of the literal; of several, the
// one that stands first in the vocabulary. Once the texts that repeat were seen, nothing is allocated for them, nor for
// a text that holds no literal.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/vocabulary.h"

namespace logscan::detail {

class WordingMatcher {
 public:
  // The entries for this format. The vocabulary must live longer.
  WordingMatcher(const Vocabulary& vocabulary, std::string_view format);

  // The entry that `text` has, and what its groups took, valid until the next call; null where it has none.
  const Wording* match(std::string_view text, Captures& captures) {
    return may_match(text) ? recall(text, captures) : nullptr;
  }
  [[nodiscard]] bool empty() const { return wordings_.empty(); }
  // Texts on which an expression would have cost too much; they count as without a wording.
  [[nodiscard]] std::uint64_t too_costly() const { return too_costly_; }

 private:
  static constexpr std::size_t kBlock = 4;
  static constexpr std::size_t kTableBits = 15;
  static constexpr std::size_t kChainBits = 10;
  static constexpr std::size_t kMemos = 64;

  // Four characters of a literal, and where they stand in it.
  struct Gram {
    std::uint32_t word = 0;
    std::uint16_t wording = 0;
    std::uint16_t at = 0;
  };
  struct Memo {
    std::string text;
    const Wording* wording = nullptr;
    Captures captures;          // views into text
    bool digits_alike = false;  // the same is found for all texts that differ in digits alone
  };

  [[nodiscard]] bool may_match(std::string_view text) const {
    if (stride_ == 0) return !wordings_.empty();
    for (std::size_t at = 0; at + kBlock <= text.size(); at += stride_) {
      if (in_table(word_at(text.data() + at)) && literal_at(text, at)) return true;
    }
    return false;
  }
  [[nodiscard]] bool in_table(std::uint32_t word) const {
    const std::size_t slot = hash_of(word) >> (32 - kTableBits);
    return (table_[slot / 64] >> (slot % 64) & 1U) != 0;
  }
  // Setting bit 5 makes letters lower case; what it does to other characters it does on both sides.
  static std::uint32_t word_at(const char* at) {
    std::uint32_t word;
    std::memcpy(&word, at, kBlock);
    return word | 0x20202020U;
  }
  static std::uint32_t hash_of(std::uint32_t word) { return word * 0x9e3779b1U; }

  // Tells `found` each wording whose literal covers the place `at` of the text, until it says true.
  template <class Found>
  bool each_literal_at(std::string_view text, std::size_t at, const Found& found) const;
  [[nodiscard]] bool literal_at(std::string_view text, std::size_t at) const;
  bool try_wording(std::size_t wording, std::string_view text, Captures& captures);
  const Wording* recall(std::string_view text, Captures& captures);
  const Wording* search(std::string_view text, Captures& captures);

  std::vector<const Wording*> wordings_;
  std::vector<bool> takes_alike_;  // by wording: its expression takes one digit for any other
  std::size_t stride_ = 1;         // 0: a literal is too short for the table, so every text is searched
  std::array<std::uint64_t, (1U << kTableBits) / 64> table_{};
  std::array<std::uint16_t, (1U << kChainBits) + 1> chains_{};  // the first gram of each chain; the last entry: the end
  std::vector<Gram> grams_;                                     // by chain
  std::vector<Memo> memos_;
  bool literals_alike_ = true;  // no literal has a digit
  bool tried_alike_ = true;     // nor did the last search try an expression that tells digits apart
  std::uint64_t too_costly_ = 0;
};

}  // namespace logscan::detail
