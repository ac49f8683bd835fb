#include "parse/wording_matcher.h"

#include <algorithm>
#include <cstring>

namespace logscan::detail {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// `literal` is lower case already.
bool contains(std::string_view text, std::string_view literal) {
  return std::search(text.begin(), text.end(), literal.begin(), literal.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

}  // namespace

WordingMatcher::WordingMatcher(const Vocabulary& vocabulary, std::string_view format) {
  std::size_t shortest = 64;
  for (const Wording& wording : vocabulary.all()) {
    if (wording.format != format) continue;
    wordings_.push_back(&wording);
    shortest = std::min(shortest, wording.literal.size());
  }
  stride_ = shortest >= kBlock ? shortest - kBlock + 1 : 0;
  if (stride_ == 0) return;
  for (const Wording* wording : wordings_) {
    for (std::size_t at = 0; at + kBlock <= wording->literal.size(); ++at) {
      const std::size_t slot = slot_of(wording->literal.data() + at);
      table_[slot / 64] |= 1ULL << (slot % 64);
    }
  }
}

// Setting bit 5 makes letters lower case; what it does to other characters it does on both sides.
std::size_t WordingMatcher::slot_of(const char* block) {
  std::uint32_t word;
  std::memcpy(&word, block, kBlock);
  return ((word | 0x20202020U) * 0x9e3779b1U) >> (32 - kTableBits);
}

bool WordingMatcher::may_match(std::string_view text) const {
  if (wordings_.empty()) return false;
  if (stride_ == 0) return true;
  for (std::size_t at = 0; at + kBlock <= text.size(); at += stride_) {
    const std::size_t slot = slot_of(text.data() + at);
    if ((table_[slot / 64] >> (slot % 64) & 1U) != 0) return true;
  }
  return false;
}

const Wording* WordingMatcher::search(std::string_view text, Captures& captures) const {
  for (const Wording* wording : wordings_) {
    if (!contains(text, wording->literal)) continue;
    const Match match = wording->pattern.search(text, captures);
    if (match == Match::kYes) return wording;
    if (match == Match::kTooCostly) ++too_costly_;
  }
  return nullptr;
}

}  // namespace logscan::detail
