#include "redact/token_table.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/text.h"

namespace logscan::detail {
namespace {

// Shorter words are parts of any text.
constexpr std::size_t kLeastWord = 3;
constexpr std::size_t kLeastPlainWord = 4;  // of letters alone
constexpr std::size_t kMostWord = 255;

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }

bool is_written(char c) { return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80; }

// `09:16`
bool has_time(std::string_view text) {
  for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':', colon + 1)) {
    if (colon > 0 && is_digit(text[colon - 1]) && colon + 1 < text.size() && is_digit(text[colon + 1])) return true;
  }
  return false;
}

// The words of a text, one after another; empty at its end.
std::string_view take_word(std::string_view& text) {
  while (!text.empty() && !is_written(text.front())) text.remove_prefix(1);
  std::size_t end = 0;
  while (end < text.size() && is_written(text[end])) ++end;
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  return word;
}

std::string padded(std::uint64_t number, unsigned base, std::size_t width) {
  std::array<char, 64> digits{};
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number, static_cast<int>(base)).ptr;
  const std::string text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return text.size() < width ? std::string(width - text.size(), '0') + text : text;
}

// The parts of an address as numbers; of IPv6 only those that are written.
std::vector<unsigned> parts_of(std::string_view address, bool ipv6) {
  std::vector<unsigned> parts;
  for (std::size_t at = 0; at <= address.size();) {
    const std::size_t end = std::min(address.find(ipv6 ? ':' : '.', at), address.size());
    unsigned value = 0;
    std::from_chars(address.data() + at, address.data() + end, value, ipv6 ? 16 : 10);
    if (end > at) parts.push_back(value);
    at = end + 1;
  }
  return parts;
}

struct Range {
  unsigned least = 0, end = 0;
};

// The numbers that are written with as many digits. A first octet of 224 and more is no address of a host.
Range range_of(unsigned part, bool ipv6, bool first) {
  if (ipv6) {
    unsigned least = 1;
    while (part >= least * 16) least *= 16;
    return {least, least * 16};
  }
  if (part < 10) return {first ? 1U : 0U, 10};
  if (part < 100) return {10, 100};
  return {100, first ? 224U : 256U};
}

// Which part stands for which, below each prefix.
using Children = std::map<std::vector<unsigned>, std::set<unsigned>>;

unsigned part_token(const std::set<unsigned>& siblings, unsigned part, unsigned turn, bool ipv6, bool first) {
  if (ipv6 && part == 0) return 0;
  const Range range = range_of(part, ipv6, first);
  const auto begin = siblings.lower_bound(range.least);
  const auto rank = static_cast<unsigned>(std::distance(begin, siblings.find(part)));
  return range.least + (rank + turn) % (range.end - range.least);
}

// The address with its parts replaced where they stand.
std::string address_token(const std::string& address, const Children& children, unsigned turn, bool ipv6) {
  std::string token;
  std::vector<unsigned> prefix;
  for (std::size_t at = 0; at < address.size();) {
    const std::size_t end = std::min(address.find(ipv6 ? ':' : '.', at), address.size());
    if (end > at) {
      const unsigned part = parts_of(address.substr(at, end - at), ipv6).front();
      const unsigned mapped = part_token(children.at(prefix), part, turn, ipv6, prefix.empty());
      token += padded(mapped, ipv6 ? 16 : 10, ipv6 ? end - at : 1);
      prefix.push_back(part);
    }
    if (end < address.size()) token += address[end];
    at = end + 1;
  }
  return token;
}

}  // namespace

std::string_view token_kind_name(TokenKind kind) {
  constexpr std::array<std::string_view, kTokenKinds> kNames = {"host", "user", "subscription", "guid",     "hex",
                                                                "ipv4", "ipv6", "mail-text",    "mail-line"};
  return kNames[static_cast<std::size_t>(kind)];
}

TokenTable::TokenTable(std::set<std::string, std::less<>> known) : known_(std::move(known)) {}

void TokenTable::learn(TokenKind kind, std::string_view value) {
  std::string key = to_lower(value);
  if (kind == TokenKind::kIpv4) {
    const std::vector<unsigned> parts = parts_of(key, false);
    if (parts.size() != 4 || parts[0] == 0 || parts[0] == 127 || parts[0] >= 224) return;
  } else if (kind == TokenKind::kHost || kind == TokenKind::kUser || kind == TokenKind::kSubscription) {
    if (key.size() < kLeastWord || key.size() > kMostWord || known_.count(key) > 0) return;
    const bool letters = std::all_of(key.begin(), key.end(), is_letter);
    if (letters && key.size() < kLeastPlainWord) return;
    if (own(TokenKind::kGuid).count(key) > 0) return;
    // A number may stand for anything; it is a name only where it stands as one.
    if (kind != TokenKind::kUser && std::none_of(key.begin(), key.end(), is_letter)) return;
  } else if (kind == TokenKind::kMailText || kind == TokenKind::kMailLine) {
    if (key.size() < kLeastWord || is_known(key)) return;
  } else if (key.find_first_not_of("0-:") == std::string::npos) {
    return;
  }
  own(kind).emplace(std::move(key), std::string());
}

// In lower case. A number is known to nobody.
bool TokenTable::is_known(std::string_view text) const {
  for (std::string_view word = take_word(text); !word.empty(); word = take_word(text)) {
    if (known_.count(word) == 0) return false;
  }
  return true;
}

bool TokenTable::is_value(std::string_view text) const {
  return std::any_of(values_.begin(), values_.end(), [&](const Values& kind) { return kind.count(text) > 0; });
}

void TokenTable::settle() {
  settle_words(TokenKind::kHost, 'h');
  settle_words(TokenKind::kUser, 'u');
  settle_words(TokenKind::kSubscription, 's');
  settle_ids(TokenKind::kGuid);
  settle_ids(TokenKind::kHex);
  settle_addresses(TokenKind::kIpv4);
  settle_addresses(TokenKind::kIpv6);
  settle_words(TokenKind::kMailText, 't');
  settle_words(TokenKind::kMailLine, 't');
  settle_texts();
}

void TokenTable::settle_texts() {
  for (const auto& [value, token] : values(TokenKind::kMailText)) {
    std::string_view rest = value;
    const std::string first(take_word(rest));
    bool telling = false;
    std::size_t words = 0;
    for (std::string_view word = first; !word.empty(); word = take_word(rest), ++words) {
      const bool name = std::any_of(word.begin(), word.end(), [](char c) { return !is_digit(c); });
      telling = telling || (name && known_.count(word) == 0 && find_word(word) == nullptr);
    }
    if (telling && words > 1 && !has_time(value)) texts_[first].push_back(value);
  }
}

std::size_t TokenTable::text_at(std::string_view text) const {
  if (texts_.empty()) return 0;
  std::string_view rest = text;
  const auto found = texts_.find(to_lower(take_word(rest)));
  if (found == texts_.end()) return 0;
  std::size_t longest = 0;
  for (const std::string& value : found->second) {
    const bool ends = value.size() >= text.size() || !is_written(text[value.size()]);
    if (ends && value.size() > longest && iequals(text.substr(0, value.size()), value)) longest = value.size();
  }
  return longest;
}

// A letter, the rank in as many digits as the highest one has, and zeros: so tokens of any length sort as their values.
void TokenTable::settle_words(TokenKind kind, char letter) {
  constexpr std::uint64_t kSpare = 16;  // ranks that are left out, as their tokens are words of the case
  const std::size_t width = padded(own(kind).size() + kSpare, 36, 1).size();
  std::uint64_t rank = 0, short_rank = 0;
  for (auto& [value, token] : own(kind)) {
    // A user who is named like a host is one word in a text.
    const auto host = own(TokenKind::kHost).find(value);
    if (kind != TokenKind::kHost && host != own(TokenKind::kHost).end()) {
      token = host->second;
      continue;
    }
    const bool fits = value.size() > width;
    do {
      token = letter + (fits ? padded(rank++, 36, width) : padded(short_rank++, 36, value.size() - 1));
      if (token.size() < value.size()) token.append(value.size() - token.size(), '0');
    } while (is_value(token) || known_.count(token) > 0 || !given_.insert(token).second);
  }
}

void TokenTable::settle_ids(TokenKind kind) {
  std::uint64_t number = 0;
  for (auto& [value, token] : own(kind)) {
    do {
      ++number;
      token = kind == TokenKind::kGuid ? padded(number, 16, 8) + "-0000-4000-8000-" + padded(number, 16, 12)
                                       : padded(number, 16, value.size());
    } while (is_value(token));
  }
}

void TokenTable::settle_addresses(TokenKind kind) {
  const bool ipv6 = kind == TokenKind::kIpv6;
  Children children;
  for (const auto& [value, token] : values(kind)) {
    std::vector<unsigned> prefix;
    for (const unsigned part : parts_of(value, ipv6)) {
      children[prefix].insert(part);
      prefix.push_back(part);
    }
  }
  // Turned until no token is an address of the case; one turn per octet is enough, unless a case is full of addresses.
  constexpr unsigned kTurns = 124;
  for (unsigned turn = 0; turn < kTurns; ++turn) {
    bool apart = true;
    for (auto& [value, token] : own(kind)) {
      token = address_token(value, children, turn, ipv6);
      apart = apart && values(kind).count(token) == 0;
    }
    if (apart) return;
  }
}

const std::string* TokenTable::find(TokenKind kind, std::string_view value) const {
  const Values& all = values(kind);
  const auto found = all.find(to_lower(value));
  return found == all.end() ? nullptr : &found->second;
}

const std::string* TokenTable::find_word(std::string_view word) const {
  if (std::none_of(word.begin(), word.end(), is_letter)) return nullptr;
  const std::string key = to_lower(word);
  for (const TokenKind kind : {TokenKind::kHost, TokenKind::kUser, TokenKind::kSubscription}) {
    const auto found = values(kind).find(key);
    if (found != values(kind).end()) return &found->second;
  }
  return nullptr;
}

std::string with_case_of(std::string_view like, std::string text) {
  const bool small = std::any_of(like.begin(), like.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  const bool capital = std::any_of(like.begin(), like.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  if (small || !capital) return text;
  for (char& c : text) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - ('a' - 'A'));
  }
  return text;
}

}  // namespace logscan::detail
