#include "redact/survivors.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "redact/piece_scanner.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kLeastValue = 6;
constexpr std::size_t kLeastEncoded = 8;  // six bytes
constexpr int kMostDepth = 3;

bool is_alnum(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z'); }

// What a word may be made of beside letters and digits: the same text is cut in each of these ways.
constexpr std::array<std::string_view, 5> kJoints = {"", "-", "-.", "-._+@", ":"};

// Runs of such characters, without the signs at their ends.
template <class Call>
void each_word(std::string_view text, std::string_view joints, const Call& call) {
  const auto in = [&](char c) { return is_alnum(c) || joints.find(c) != std::string_view::npos; };
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_alnum(text[at])) continue;
    std::size_t end = at;
    while (end < text.size() && in(text[end])) ++end;
    std::size_t last = end;
    while (!is_alnum(text[last - 1])) --last;
    if (!call(text.substr(at, last - at))) return;
    at = end;
  }
}

std::string percent_decoded(std::string_view text) {
  const auto digit = [](char c) { return is_digit(c) ? c - '0' : lower(c) - 'a' + 10; };
  const auto hex = [](char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); };
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) && hex(text[i + 2])) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

SurvivorSearch::SurvivorSearch(const TokenTable& table, const std::set<std::string>& wholes) {
  for (std::size_t kind = 0; kind < kTokenKinds; ++kind) {
    // Words that somebody wrote may stand in any log; of whole texts the table tells which do not.
    if (static_cast<TokenKind>(kind) == TokenKind::kMailText || static_cast<TokenKind>(kind) == TokenKind::kMailLine)
      continue;
    for (const auto& [value, token] : table.values(static_cast<TokenKind>(kind))) {
      // A number alone may be a count or a time.
      const bool number = value.find_first_not_of("0123456789") == std::string::npos;
      if (value.size() >= kLeastValue && !number) values_.insert(value);
    }
  }
  for (const std::string& whole : wholes) {
    if (whole.size() >= kLeastValue) values_.insert(whole);
  }
  for (const auto& [first, texts] : table.texts()) {
    for (const std::string& text : texts) {
      if (text.size() < kLeastValue) continue;
      std::string_view word;
      each_word(text, "", [&](std::string_view found) {
        word = found;
        return false;
      });
      if (!word.empty())
        texts_[std::string(word)].push_back({text, static_cast<std::size_t>(word.data() - text.data())});
      else
        bare_texts_.push_back(text);
    }
  }
}

std::optional<std::string> SurvivorSearch::find(std::string_view text, int depth) const {
  std::optional<std::string> found;
  for (const std::string_view joints : kJoints) {
    each_word(text, joints, [&](std::string_view word) {
      if (word.size() < kLeastValue) return true;
      std::string value = to_lower(word);
      if (values_.count(value) > 0) found = std::move(value);
      return !found;
    });
    if (found) return found;
  }
  found = find_text(text);
  if (found || depth >= kMostDepth) return found;
  if (text.find('\0') != std::string_view::npos) {  // UTF-16
    std::string narrow(text);
    narrow.erase(std::remove(narrow.begin(), narrow.end(), '\0'), narrow.end());
    found = find(narrow, depth + 1);
    if (found) return found;
  }
  if (text.find('%') != std::string_view::npos) {
    const std::string decoded = percent_decoded(text);
    if (decoded != text) found = find(decoded, depth + 1);
  }
  return found ? found : find_encoded(text, depth);
}

// Texts of several words, each by its first one.
std::optional<std::string> SurvivorSearch::find_text(std::string_view text) const {
  std::optional<std::string> found;
  for (const std::string& value : bare_texts_) {
    if (text.find(value) != std::string_view::npos) return value;
  }
  if (texts_.empty()) return found;
  each_word(text, "", [&](std::string_view word) {
    const auto texts = texts_.find(to_lower(word));
    if (texts == texts_.end()) return true;
    const std::size_t at = static_cast<std::size_t>(word.data() - text.data());
    for (const auto& [value, before] : texts->second) {
      if (before > at || !iequals(text.substr(at - before, value.size()), value)) continue;
      const std::size_t end = at - before + value.size();
      if (end == text.size() || !is_alnum(text[end])) found = value;
    }
    return !found;
  });
  return found;
}

std::optional<std::string> SurvivorSearch::find_encoded(std::string_view text, int depth) const {
  std::optional<std::string> found;
  each_word(text, "+/-_", [&](std::string_view word) {
    if (word.size() < kLeastEncoded) return true;
    // The sign at the end of a word may be one of its digits.
    const std::size_t end = static_cast<std::size_t>(word.data() - text.data()) + word.size();
    const std::size_t more = std::min(text.find_first_not_of("+/-_", end), text.size()) - end;
    for (const std::size_t size : {word.size(), word.size() + more}) {
      const std::optional<std::string> bytes = decode_base64({word.data(), size});
      if (!bytes) continue;
      found = find(*bytes, depth + 1);
      if (found || more == 0) break;
    }
    return !found;
  });
  return found;
}

}  // namespace logscan::detail
