#include "parse/wording_matcher.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace logscan::detail {
namespace {

// Longer texts seldom come twice.
constexpr std::size_t kMostMemo = 256;

// `literal` is lower case already.
bool equals(std::string_view text, std::string_view literal) {
  return std::equal(text.begin(), text.end(), literal.begin(), literal.end(),
                    [](char a, char b) { return lower(a) == b; });
}

bool contains(std::string_view text, std::string_view literal) {
  return std::search(text.begin(), text.end(), literal.begin(), literal.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

}  // namespace

WordingMatcher::WordingMatcher(const Vocabulary& vocabulary, std::string_view format) : memos_(kMemos) {
  // The numbers of grams and wordings are kept in 16 bits.
  constexpr std::size_t kMostStride = 16;
  constexpr std::size_t kMostWordings = 4000;
  std::size_t shortest = kMostStride + kBlock - 1;
  for (const Wording& wording : vocabulary.all()) {
    if (wording.format != format) continue;
    wordings_.push_back(&wording);
    shortest = std::min(shortest, wording.literal.size());
  }
  stride_ = shortest >= kBlock && wordings_.size() <= kMostWordings ? shortest - kBlock + 1 : 0;
  if (stride_ == 0) return;
  for (std::size_t i = 0; i < wordings_.size(); ++i) {
    // Wherever the literal stands, exactly one of the places that are a stride apart meets it in these.
    for (std::size_t at = 0; at < stride_; ++at) {
      grams_.push_back(
          {word_at(wordings_[i]->literal.data() + at), static_cast<std::uint16_t>(i), static_cast<std::uint16_t>(at)});
    }
  }
  const auto chain = [](const Gram& gram) { return hash_of(gram.word) >> (32 - kChainBits); };
  std::stable_sort(grams_.begin(), grams_.end(), [&](const Gram& a, const Gram& b) { return chain(a) < chain(b); });
  for (const Gram& gram : grams_) {
    const std::size_t slot = hash_of(gram.word) >> (32 - kTableBits);
    table_[slot / 64] |= 1ULL << (slot % 64);
    ++chains_[chain(gram) + 1];
  }
  for (std::size_t i = 1; i < chains_.size(); ++i) chains_[i] = static_cast<std::uint16_t>(chains_[i] + chains_[i - 1]);
}

template <class Found>
bool WordingMatcher::each_literal_at(std::string_view text, std::size_t at, const Found& found) const {
  const std::uint32_t word = word_at(text.data() + at);
  const std::size_t chain = hash_of(word) >> (32 - kChainBits);
  for (std::size_t i = chains_[chain]; i < chains_[chain + 1]; ++i) {
    const Gram& gram = grams_[i];
    if (gram.word != word || gram.at > at) continue;
    const std::string_view literal = wordings_[gram.wording]->literal;
    if (equals(text.substr(at - gram.at, literal.size()), literal) && found(gram.wording)) return true;
  }
  return false;
}

bool WordingMatcher::literal_at(std::string_view text, std::size_t at) const {
  return each_literal_at(text, at, [](std::size_t) { return true; });
}

const Wording* WordingMatcher::recall(std::string_view text, Captures& captures) {
  if (text.size() > kMostMemo) return search(text, captures);
  Memo& memo = memos_[short_hash(text) % kMemos];
  if (memo.text != text || text.empty()) {
    memo.text.assign(text);
    memo.wording = search(memo.text, memo.captures);
  }
  captures = memo.captures;
  return memo.wording;
}

bool WordingMatcher::try_wording(const Wording& wording, std::string_view text, Captures& captures) {
  const Match match = wording.pattern->search(text, captures);
  if (match == Match::kTooCostly) ++too_costly_;
  return match == Match::kYes;
}

const Wording* WordingMatcher::search(std::string_view text, Captures& captures) {
  // More literals than this in one text are looked for one by one.
  std::array<std::size_t, 16> found;
  std::size_t count = 0;
  bool all = stride_ == 0;
  for (std::size_t at = 0; !all && at + kBlock <= text.size(); at += stride_) {
    if (!in_table(word_at(text.data() + at))) continue;
    all = each_literal_at(text, at, [&](std::size_t wording) {
      const auto end = found.begin() + static_cast<std::ptrdiff_t>(count);
      if (std::find(found.begin(), end, wording) != end) return false;
      if (count == found.size()) return true;
      found[count++] = wording;
      return false;
    });
  }
  if (all) {
    for (const Wording* wording : wordings_) {
      if (contains(text, wording->literal) && try_wording(*wording, text, captures)) return wording;
    }
    return nullptr;
  }
  std::sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    if (try_wording(*wordings_[found[i]], text, captures)) return wordings_[found[i]];
  }
  return nullptr;
}

}  // namespace logscan::detail
