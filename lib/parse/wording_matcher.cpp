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

// `\x20` to `\x2f`, at the front.
bool is_sign_by_number(std::string_view expression) {
  static constexpr std::string_view kFront = "\\x2", kDigits = "0123456789abcdefABCDEF";
  return expression.size() > kFront.size() && expression.starts_with(kFront) &&
         kDigits.find(expression[kFront.size()]) != std::string_view::npos;
}

// Whether the expression takes one digit for any other: a text of the same length that differs in digits alone matches
// in the same places. When in doubt, it does not.
bool takes_digits_alike(std::string_view expression) {
  static constexpr std::string_view kDigits = "0-9";
  bool in_class = false;
  for (std::size_t i = 0; i < expression.size(); ++i) {
    const char c = expression[i];
    const char next = i + 1 < expression.size() ? expression[i + 1] : '\0';
    if (c == '\\') {
      // Classes and borders, and signs that stand for themselves, maybe by their number. Others name other characters
      // by numbers, or groups.
      static constexpr std::string_view kHarmless = "bBdDsSwW-.:,;/=_()[]{}?*+|^$\\\"'";
      if (is_sign_by_number(expression.substr(i))) {
        i += 3;
      } else if (kHarmless.find(next) == std::string_view::npos) {
        return false;
      } else {
        ++i;
      }
    } else if (in_class) {
      if (c == ']') {
        in_class = false;
      } else if (expression.substr(i).starts_with(kDigits) && expression[i - 1] != '-') {
        i += kDigits.size() - 1;
      } else if (is_digit(c) || c == '[') {
        return false;
      }
    } else if (c == '[') {
      in_class = true;
      if (next == '^') ++i;
      if (i + 1 < expression.size() && expression[i + 1] == ']') ++i;  // stands for itself
    } else if (c == '{') {
      i = expression.find_first_not_of("0123456789,", i + 1);
      if (i == std::string_view::npos || expression[i] != '}') return false;
    } else if (is_digit(c) || c == '#' || expression.substr(i).starts_with("(?P")) {
      return false;
    }
  }
  return true;
}

// Eight characters, each digit as 0.
std::uint64_t without_digits(std::uint64_t word) {
  constexpr std::uint64_t kEach = 0x0101010101010101ULL;
  const std::uint64_t values = word ^ kEach * '0';                                 // of a digit at most 9
  const std::uint64_t others = ((values & kEach * 0x7f) + kEach * 0x76) | values;  // the high bit of what is none
  return word & ~((~others >> 7 & kEach) * 0x0f);
}

std::uint64_t shape_at(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  std::memcpy(&word, text.data() + at, std::min(sizeof word, text.size() - at));
  return without_digits(word);
}

// The shape of a text is the text with each digit as 0.
std::uint64_t shape_hash(std::string_view text) {
  std::uint64_t hash = text.size();
  for (std::size_t at = 0; at < text.size(); at += sizeof hash) hash = mix(hash, shape_at(text, at));
  return hash;
}

bool same_shape(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t at = 0; at < a.size(); at += sizeof(std::uint64_t)) {
    if (at + sizeof(std::uint64_t) <= a.size() && std::memcmp(a.data() + at, b.data() + at, sizeof(std::uint64_t)) == 0)
      continue;
    if (shape_at(a, at) != shape_at(b, at)) return false;
  }
  return true;
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
    takes_alike_.push_back(takes_digits_alike(wording.expression));
    literals_alike_ = literals_alike_ && std::none_of(wording.literal.begin(), wording.literal.end(), is_digit);
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
  Memo& memo = memos_[shape_hash(text) % kMemos];
  const bool known = memo.digits_alike ? same_shape(memo.text, text) : memo.text == text;
  memo.text.assign(text);  // of a shape that is known, the captures now view the digits of this text
  if (!known || text.empty()) {
    memo.wording = search(memo.text, memo.captures);
    memo.digits_alike = literals_alike_ && tried_alike_;
  }
  captures = memo.captures;
  return memo.wording;
}

bool WordingMatcher::try_wording(std::size_t wording, std::string_view text, Captures& captures) {
  tried_alike_ = tried_alike_ && takes_alike_[wording];
  const Match match = wordings_[wording]->pattern->search(text, captures);
  if (match == Match::kTooCostly) ++too_costly_;
  return match == Match::kYes;
}

const Wording* WordingMatcher::search(std::string_view text, Captures& captures) {
  // More literals than this in one text are looked for one by one.
  std::array<std::size_t, 16> found;
  std::size_t count = 0;
  bool all = stride_ == 0;
  tried_alike_ = true;
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
    for (std::size_t i = 0; i < wordings_.size(); ++i) {
      if (contains(text, wordings_[i]->literal) && try_wording(i, text, captures)) return wordings_[i];
    }
    return nullptr;
  }
  std::sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    if (try_wording(found[i], text, captures)) return wordings_[found[i]];
  }
  return nullptr;
}

}  // namespace logscan::detail
