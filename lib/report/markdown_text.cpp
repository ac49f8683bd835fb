#include "report/markdown_text.h"

#include <algorithm>

#include "base/text.h"
#include "logscan/render.h"

namespace logscan::detail {
namespace {

bool is_letter(char c) {
  return (lower(c) >= 'a' && lower(c) <= 'z') || static_cast<unsigned char>(c) >= 0x80;  // all but ASCII count as such
}

bool is_hex(char c) { return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f'); }

// Seven hexadecimal digits may be taken for the name of a commit.
bool holds_a_hash(std::string_view word) {
  constexpr std::size_t kLeast = 7;
  for (std::size_t at = 0; at < word.size();) {
    std::size_t end = at;
    bool digits = false, letters = false, hex = true;
    for (; end < word.size() && (is_letter(word[end]) || is_digit(word[end])); ++end) {
      digits = digits || is_digit(word[end]);
      letters = letters || is_letter(word[end]);
      hex = hex && is_hex(word[end]);
    }
    if (hex && digits && letters && end - at >= kLeast) return true;
    at = end + 1;
  }
  return false;
}

// Whether the character at `i` acts in no system that we know of.
bool is_inert(std::string_view word, std::size_t i) {
  const char c = word[i];
  const char before = i > 0 ? word[i - 1] : '\0';
  const char after = i + 1 < word.size() ? word[i + 1] : '\0';
  if (is_letter(c) || is_digit(c)) return true;
  switch (c) {
    case '.':  // a host or a file
      return !is_letter(after);
    case ':':  // a scheme, or a picture by its name
      return i > 0 && (after == '\0' || is_digit(after));
    case '/':  // a path, a scheme, or a command to the ticket system
      return i > 0 && before != '/' && after != '/';
    case '%':  // a milestone
      return is_digit(before);
    case ',':
    case ';':
    case '(':
    case ')':
    case '\'':
    case '"':
    case '?':
    case '-':
    case '+':
    case '=':
      return true;
    default:
      return false;
  }
}

// What begins a list, a rule or a heading.
bool begins_a_block(std::string_view word) {
  if (word.front() == '-' || word.front() == '+' || word.front() == '=') return true;
  const std::size_t digits =
      static_cast<std::size_t>(std::find_if_not(word.begin(), word.end(), is_digit) - word.begin());
  return digits > 0 && digits + 1 == word.size() && (word.back() == '.' || word.back() == ')');
}

bool is_plain(std::string_view word, bool first) {
  if (first && begins_a_block(word)) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    if (!is_inert(word, i)) return false;
  }
  return !holds_a_hash(word);
}

void add_code(std::string& out, std::string_view text) {
  if (text.empty()) return;
  std::size_t longest = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
    longest = std::max(longest, end - at);
    at = end;
  }
  const std::string fence(longest + 1, '`');
  const std::string_view pad = longest > 0 ? " " : "";
  if (out.ends_with('`')) out += ' ';  // two spans that touch are read as another one
  out += fence;
  out += pad;
  out += text;
  out += pad;
  out += fence;
}

void add_word(std::string& out, std::string_view word) {
  if (word.empty() || is_plain(word, out.empty())) {
    out += word;
    return;
  }
  // What a sentence puts around a word stays outside, where it is no part of it.
  const bool opens = word.front() == '(';
  const bool closes = opens || word.find('(') == std::string_view::npos;
  const std::size_t end = word.find_last_not_of(closes ? ",;:.)" : ",;:.") + 1;
  const std::string_view after = word.substr(end);
  const std::size_t begin = opens && after.find(')') != std::string_view::npos ? 1 : 0;
  if (end <= begin || (out.empty() && begins_a_block(word))) return add_code(out, word);
  out += word.substr(0, begin);
  add_code(out, word.substr(begin, end - begin));
  out += after;
}

void add_words(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t blank = std::min(text.find(' '), text.size());
    add_word(out, text.substr(0, blank));
    if (blank < text.size() && !out.empty() && out.back() != ' ') out += ' ';
    text.remove_prefix(std::min(blank + 1, text.size()));
  }
}

}  // namespace

std::string markdown_text(std::string_view text) {
  const std::string safe = escape_for_terminal(text);
  std::string out;
  for (std::string_view rest = safe; !rest.empty();) {
    const std::size_t open = rest.find('`');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('`', open + 1);
    if (close == std::string_view::npos || close == open + 1) {
      add_words(out, rest);
      break;
    }
    add_words(out, rest.substr(0, open));
    add_code(out, rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  return out;
}

std::string markdown_code(std::string_view text) {
  std::string out;
  add_code(out, escape_for_terminal(text));
  return out;
}

}  // namespace logscan::detail
