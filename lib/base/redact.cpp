#include "base/redact.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kMask = "***";

// What the names of secrets end in: client_secret, accessToken, Proxy-Authorization.
constexpr std::array<std::string_view, 11> kNames = {"password", "passwd",  "pwd",       "passphrase",
                                                     "secret",   "token",   "assertion", "authorization",
                                                     "apikey",   "api_key", "api-key"};
constexpr std::array<std::string_view, 5> kSchemes = {"basic", "bearer", "negotiate", "ntlm", "digest"};

// Shorter words behind `Basic` or `Bearer` are no credentials.
constexpr std::size_t kLeastCredentials = 8;

bool is_name(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '_' || c == '-'; }
bool is_credential(char c) { return is_name(c) || c == '.' || c == '~' || c == '+' || c == '/' || c == '='; }

bool ends_with(std::string_view word, std::string_view end) {
  return word.size() >= end.size() && iequals(word.substr(word.size() - end.size()), end);
}

bool is_authorization(std::string_view word) { return ends_with(word, "authorization"); }

bool names_secret(std::string_view word) {
  return iequals(word, "pin") ||
         std::any_of(kNames.begin(), kNames.end(), [&](std::string_view end) { return ends_with(word, end); });
}

bool is_scheme(std::string_view word) {
  return std::any_of(kSchemes.begin(), kSchemes.end(), [&](std::string_view scheme) { return iequals(word, scheme); });
}

class Redactor {
 public:
  explicit Redactor(std::string_view text) : text_(text) {}

  // Empty where nothing was found.
  std::string run() {
    std::size_t at = 0;
    while (at < text_.size()) {
      if (!is_name(text_[at])) {
        if (text_.substr(at).starts_with("://")) mask_user(at + 3);
        ++at;
        continue;
      }
      std::size_t end = at;
      while (end < text_.size() && is_name(text_[end])) ++end;
      const std::string_view word = text_.substr(at, end - at);
      if (names_secret(word)) {
        end = std::max(end, mask_value(end, is_authorization(word)));
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

  // What stands behind the name that ends at `at`.
  std::size_t mask_value(std::size_t at, bool authorization) {
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
    return authorization ? mask_header(at, until(at, "\r\n")) : mask(at, until(at, " \t\r\n,;&<>()[]{}\"'"));
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
