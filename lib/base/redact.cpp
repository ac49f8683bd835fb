#include "base/redact.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kMask = "***";

// What the names of secrets end in: client_secret, accessToken, Proxy-Authorization.
constexpr std::array<std::string_view, 15> kNames = {
    "password", "passwd",  "pwd",     "passphrase", "secret",     "token",       "assertion",  "authorization",
    "apikey",   "api_key", "api-key", "cookie",     "privatekey", "private_key", "private-key"};
// What of them people write a value behind without a sign between.
constexpr std::array<std::string_view, 4> kSpokenNames = {"password", "passwd", "pwd", "passphrase"};
constexpr std::array<std::string_view, 5> kSchemes = {"basic", "bearer", "negotiate", "ntlm", "digest"};

// Of a sentence that names a password, so many words may be its value: `password for user x is y`.
constexpr int kMostSpokenWords = 5;
constexpr std::size_t kLeastSpoken = 4;

// A token of the kind that begins with `{"` in base 64.
constexpr std::string_view kJsonToken = "eyJ";
constexpr std::size_t kLeastToken = 12;

// A key in PEM, between lines of their own.
constexpr std::string_view kPemBegin = "-----BEGIN", kPemEnd = "-----END", kPemKey = "PRIVATE KEY-----";
constexpr std::size_t kMostPemKind = 40;

// Shorter words behind `Basic` or `Bearer` are no credentials.
constexpr std::size_t kLeastCredentials = 8;

constexpr bool is_name(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-'; }
bool is_credential(char c) { return is_name(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '='; }

bool ends_with(std::string_view word, std::string_view end) {
  return word.size() >= end.size() && iequals(word.substr(word.size() - end.size()), end);
}

// A header of which the whole line is the value.
bool is_header(std::string_view word) { return ends_with(word, "authorization") || ends_with(word, "cookie"); }

bool is_spoken(std::string_view word) {
  return std::any_of(kSpokenNames.begin(), kSpokenNames.end(),
                     [&](std::string_view end) { return ends_with(word, end); });
}

// Whether a word of a sentence looks as passwords do: letters with digits or signs among them, or capitals inside.
bool looks_secret(std::string_view word) {
  if (word.size() < kLeastSpoken || word.starts_with("Error") || word.starts_with("Evt")) return false;
  bool letter = false, other = false, inner_capital = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    const bool small = c >= 'a' && c <= 'z', capital = c >= 'A' && c <= 'Z';
    letter = letter || small || capital;
    other = other || is_digit(c) || std::string_view("!#$%^*+?~").find(c) != std::string_view::npos;
    inner_capital = inner_capital || (capital && i > 0 && word[i - 1] >= 'a' && word[i - 1] <= 'z');
  }
  return letter && (other || inner_capital);
}

bool names_secret(std::string_view word) {
  return iequals(word, "pin") || iequals(word, "pass") ||
         std::any_of(kNames.begin(), kNames.end(), [&](std::string_view end) { return ends_with(word, end); });
}

bool is_scheme(std::string_view word) {
  return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) { return iequals(word, scheme); });
}

// By the last two characters of a word, as far as their five low bits tell them: whether the word may be one of those
// that are looked at. Most words of most logs are not, and cost no more than this.
constexpr std::size_t ending(char a, char b) {
  return (static_cast<std::size_t>(a) & 31U) << 5U | (static_cast<std::size_t>(b) & 31U);
}
constexpr std::array<bool, 1024> kEndings = [] {
  std::array<bool, 1024> table{};
  const auto add = [&](std::string_view word) { table[ending(word[word.size() - 2], word.back())] = true; };
  for (const std::string_view word : kNames) add(word);
  for (const std::string_view word : kSpokenNames) add(word);
  for (const std::string_view word : kSchemes) add(word);
  for (const std::string_view word : {"pin", "pass", "code", "sig", "-u", "--user"}) add(word);
  add(kPemBegin);
  return table;
}();
constexpr std::array<bool, 256> kNameCharacters = [] {
  std::array<bool, 256> table{};
  for (unsigned c = 0; c < table.size(); ++c) table[c] = is_name(static_cast<char>(c));
  return table;
}();

bool may_matter(std::string_view word) {
  return word.size() >= 2 && (kEndings[ending(word[word.size() - 2], word.back())] || word.starts_with(kJsonToken));
}

class Redactor {
 public:
  explicit Redactor(std::string_view text) : text_(text) {}

  // Empty where nothing was found.
  std::string run() {
    std::size_t at = 0;
    const auto is_name_at = [&](std::size_t i) { return kNameCharacters[static_cast<unsigned char>(text_[i])]; };
    while (at < text_.size()) {
      if (!is_name_at(at)) {
        if (text_[at] == ':' && text_.substr(at).starts_with("://")) mask_user(at + 3);
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text_.size() && is_name_at(end)) ++end;
      const std::string_view word = text_.substr(at, end - at);
      if (!may_matter(word)) {
        at = end;
        continue;
      }
      if (word.starts_with(kJsonToken) && word.size() >= kLeastToken) {
        while (end < text_.size() && is_credential(text_[end])) ++end;
        end = std::max(end, mask(at, end));
      } else if (names_secret(word)) {
        end = std::max(end, mask_secret(at, end, word));
      } else if (word == kPemBegin) {
        end = std::max(end, mask_pem(end));
      } else if (is_code_name(at, word)) {
        end = std::max(end, mask_code(end));
      } else if (word == "-u" || word == "--user") {
        end = std::max(end, mask_login(end));
      } else if (is_scheme(word)) {
        end = std::max(end, mask_credentials(end));
      }
      at = end;
    }
    if (done_ == 0) return {};
    out_.append(text_.substr(done_));
    return std::move(out_);
  }

 private:
  // The end of what was masked.
  std::size_t mask(std::size_t from, std::size_t to) {
    if (from >= to || from < done_ || text_.substr(from, to - from) == kMask) return from;
    out_.append(text_.substr(done_, from - done_));
    out_.append(kMask);
    return done_ = to;
  }

  [[nodiscard]] std::size_t skip(std::size_t at, std::string_view any) const {
    return std::min(text_.find_first_not_of(any, at), text_.size());
  }
  [[nodiscard]] std::size_t until(std::size_t at, std::string_view any) const {
    return std::min(text_.find_first_of(any, at), text_.size());
  }

  // The value of the name from `begin` to `at`.
  std::size_t mask_secret(std::size_t begin, std::size_t at, std::string_view word) {
    const bool element = begin > 0 && (text_[begin - 1] == '<' || text_[begin - 1] == ':');
    if (element && at < text_.size() && text_[at] == ' ') {
      // Attributes stand between the name and the value.
      const std::size_t close = until(at, "<>");
      if (close < text_.size() && text_[close] == '>' && text_[close - 1] != '/')
        return mask(close + 1, until(close + 1, "<\r\n"));
    }
    const std::size_t end = mask_value(at, is_header(word));
    const bool option = word.starts_with("--");
    return done_ <= at && (option || is_spoken(word)) ? std::max(end, mask_spoken(at, option)) : end;
  }

  // `--password VALUE`, and a value that stands in a sentence.
  std::size_t mask_spoken(std::size_t at, bool option) {
    const std::size_t from = at;
    for (int words = 0; words < kMostSpokenWords && at < text_.size() && (text_[at] == ' ' || text_[at] == '\t');
         ++words) {
      const std::size_t begin = skip(at, " \t"), end = until(begin, " \t\r\n,;&<>()[]{}\"'");
      if (begin == end) break;
      if (option || looks_secret(text_.substr(begin, end - begin))) return mask(begin, end);
      at = end;
    }
    return from;
  }

  // A key from the end of its first line on.
  std::size_t mask_pem(std::size_t at) {
    const std::size_t kind = text_.substr(0, at + kMostPemKind).find(kPemKey, at);
    if (kind == std::string_view::npos) return at;
    const std::size_t from = kind + kPemKey.size();
    return mask(from, std::min(text_.find(kPemEnd, from), text_.size()));
  }

  // `|`, `>-` and their like at the end of a line.
  [[nodiscard]] bool begins_block(std::size_t at) const {
    if (at >= text_.size() || (text_[at] != '|' && text_[at] != '>')) return false;
    const std::size_t end = skip(at + 1, "+-123456789");
    return end < text_.size() && (text_[end] == '\r' || text_[end] == '\n');
  }

  // The lines of a block behind `name: |`: those that begin with more blanks than the line of the name.
  std::size_t mask_block(std::size_t at) {
    const std::size_t line = text_.rfind('\n', at) + 1;  // 0 where there is none before
    const std::size_t indent = skip(line, " ") - line;
    const std::size_t from = skip(until(at, "\r\n"), "\r\n");
    std::size_t to = from;
    for (std::size_t next = from; next < text_.size() && skip(next, " ") - next > indent; next = skip(to, "\r\n"))
      to = until(next, "\r\n");
    return mask(from, to);
  }

  // Behind an escaped sign the digits of that sign begin the word: `%26sig`.
  [[nodiscard]] bool is_code_name(std::size_t at, std::string_view word) const {
    if (at > 0 && text_[at - 1] == '%' && word.size() > 2) word.remove_prefix(2);
    return iequals(word, "code") || iequals(word, "sig");
  }

  // `code=0.AXwA...`, as OAuth hands it over, or the `sig=` of a signed address; not `code=401`.
  std::size_t mask_code(std::size_t at) {
    const bool escaped = text_.substr(at, 3) == "%3D" || text_.substr(at, 3) == "%3d";
    if (!escaped && (at >= text_.size() || text_[at] != '=')) return at;
    const std::size_t from = at + (escaped ? 3 : 1);
    std::size_t to = until(from, " \t\r\n,;&<>()[]{}\"'");
    if (escaped) to = std::min(to, text_.find("%26", from));
    const std::string_view value = text_.substr(from, to - from);
    if (value.size() < kLeastCredentials || value.find_first_not_of("0123456789") == std::string_view::npos) return at;
    return mask(from, to);
  }

  // `-u user:password`
  std::size_t mask_login(std::size_t at) {
    const std::size_t from = skip(at, " \t"), to = until(from, " \t\r\n");
    const std::size_t colon = text_.substr(0, to).find(':', from);
    return from == at || colon == std::string_view::npos ? at : mask(colon + 1, to);
  }

  // The end of a value that no quotes enclose: a comma belongs to it, unless what follows looks like the next one.
  [[nodiscard]] std::size_t end_of_value(std::size_t at) const {
    static constexpr std::string_view kEnds = " \t\r\n,;&<>()[]{}\"'";
    for (at = until(at, kEnds); at < text_.size() && (text_[at] == ',' || text_[at] == ';');
         at = until(at + 1, kEnds)) {
      const std::size_t next = until(at + 1, kEnds);
      if (next == at + 1 || text_.substr(at, next - at).find_first_of("=:") != std::string_view::npos) break;
    }
    return at;
  }

  // What stands behind the name that ends at `at`.
  std::size_t mask_value(std::size_t at, bool authorization) {
    if (const std::string_view sign = text_.substr(at, 3); sign == "%3D" || sign == "%3d" || sign == "%3A")
      return mask(at + 3, std::min(end_of_value(at), text_.find("%26", at)));
    at = skip(at, "\\\"'] \t");
    if (at >= text_.size() || (text_[at] != ':' && text_[at] != '=' && text_[at] != '>')) return at;
    const bool element = text_[at] == '>';
    at = skip(at, ":=>");
    if (element) return mask(at, until(at, "<\r\n"));
    at = skip(at, " \t[");
    const std::size_t open = skip(at, "\\");
    if (open < text_.size() && (text_[open] == '"' || text_[open] == '\'')) {
      // A quote that is escaped ends in one that is escaped too.
      const bool escaped = open > at;
      std::size_t close = open + 1;
      while (close < text_.size() && (text_[close] != text_[open] || (!escaped && text_[close - 1] == '\\'))) ++close;
      if (escaped && close < text_.size()) --close;
      return authorization ? mask_header(open + 1, close) : mask(open + 1, close);
    }
    if (text_.substr(at).starts_with(kPemBegin)) return at;  // what follows it is masked, not itself
    if (begins_block(at)) return mask_block(at);
    return authorization ? mask_header(at, until(at, "\r\n")) : mask(at, end_of_value(at));
  }

  // The scheme of a header stays.
  std::size_t mask_header(std::size_t from, std::size_t to) {
    const std::size_t space = std::min(text_.find_first_of(" \t", from), to);
    const std::string_view word = text_.substr(from, space - from);
    if (!is_scheme(word)) return mask(from, to);
    from = std::min(skip(space, " \t"), to);
    return mask(from, iequals(word, "digest") ? to : std::min(until(from, " \t,;\"'"), to));
  }

  // `Bearer eyJ0eXAi...` without its header. `Basic authentication` is none.
  std::size_t mask_credentials(std::size_t at) {
    const std::size_t from = skip(at, " \t");
    std::size_t to = from;
    bool word = true;
    while (to < text_.size() && is_credential(text_[to])) {
      const char c = text_[to];
      if (c < 'a' || c > 'z') word = word && (c == '-' || c == '.' || (to == from && c >= 'A' && c <= 'Z'));
      ++to;
    }
    return from == at || word || to - from < kLeastCredentials ? at : mask(from, to);
  }

  // https://user:password@host
  void mask_user(std::size_t from) {
    const std::size_t end = until(from, "/ \t\r\n\"'<>");
    const std::size_t at = text_.substr(0, end).rfind('@');
    if (at == std::string_view::npos || at < from) return;
    const std::size_t colon = text_.find(':', from);
    if (colon < at) mask(colon + 1, at);
  }

  std::string_view text_;
  std::string out_;
  std::size_t done_ = 0;  // of the text, what out_ says
};

}  // namespace

void redact(std::string& text) {
  if (std::string redacted = Redactor(text).run(); !redacted.empty()) text = std::move(redacted);
}

}  // namespace logscan::detail
