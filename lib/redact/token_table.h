// What is replaced by what. Values are learnt first, from all of a case; then each gets its token, for good.
//
// Guarantees: a value has one token, and no two values share one; a token has the length of its value, so that columns
// of tables stay where they are; names and ids keep their order; two addresses agree in as
// many leading octets (groups, of IPv6) as their tokens do; no token is a value of the same case.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace logscan::detail {

enum class TokenKind : std::uint8_t {
  kHost,          // the name of a host, or a label of a domain
  kUser,          // a user, or the part of a mail address before the @
  kSubscription,  // an id that is no GUID
  kGuid,
  kHex,  // 32 hexadecimal digits and more: digests, encrypted credentials
  kIpv4,
  kIpv6,
  kMailText,  // a subject and what else of mails stands in logs, line by line
  kMailLine,  // a line of a saved mail; it may be one of a log, and is known nowhere else
};
inline constexpr std::size_t kTokenKinds = 9;
std::string_view token_kind_name(TokenKind kind);

class TokenTable {
 public:
  // Words that stay as they are, in lower case: what the product or a log is made of.
  explicit TokenTable(std::set<std::string, std::less<>> known);

  // Values that say nothing of anybody are not taken: known words and texts of such, short words, loopback addresses,
  // netmasks.
  void learn(TokenKind kind, std::string_view value);
  // Gives out the tokens. Nothing is learnt after it.
  void settle();

  // Null where the value stays. Case does not matter.
  [[nodiscard]] const std::string* find(TokenKind kind, std::string_view value) const;
  // The same for a word that stands anywhere.
  [[nodiscard]] const std::string* find_word(std::string_view word) const;

  // Texts of mails that are looked for wherever they may stand, by their first word: those of two words and more, of
  // which one is neither a known word nor a name. What holds a time of day may be a line of a log, and is not.
  using Texts = std::map<std::string, std::vector<std::string>, std::less<>>;
  [[nodiscard]] const Texts& texts() const { return texts_; }
  // The length of the longest of them at the front of `text`, 0 where there is none.
  [[nodiscard]] std::size_t text_at(std::string_view text) const;

  using Values = std::map<std::string, std::string, std::less<>>;  // value in lower case -> token
  [[nodiscard]] const Values& values(TokenKind kind) const { return values_[static_cast<std::size_t>(kind)]; }

 private:
  Values& own(TokenKind kind) { return values_[static_cast<std::size_t>(kind)]; }
  [[nodiscard]] bool is_value(std::string_view text) const;
  void settle_words(TokenKind kind, char letter);
  void settle_ids(TokenKind kind);
  void settle_addresses(TokenKind kind);
  void settle_texts();
  [[nodiscard]] bool is_known(std::string_view text) const;

  std::set<std::string, std::less<>> known_;
  std::array<Values, kTokenKinds> values_;
  std::set<std::string, std::less<>> given_;  // tokens of words
  Texts texts_;
};

// `text` with the case of `like`: all capitals where that has no small letter.
std::string with_case_of(std::string_view like, std::string text);

}  // namespace logscan::detail
