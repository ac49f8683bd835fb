#include "base/glob.h"

#include <cstddef>

#include "base/text.h"

namespace logscan::detail {
namespace {

// Matches one character against the element at `at` and gives where the next element starts.
bool element_matches(std::string_view pattern, std::size_t at, char c, std::size_t& next) {
  c = lower(c);
  if (pattern[at] == '?') {
    next = at + 1;
    return true;
  }
  if (pattern[at] == '[') {
    const std::size_t close = pattern.find(']', at + 2);
    if (close != std::string_view::npos) {
      next = close + 1;
      std::size_t i = at + 1;
      const bool negated = pattern[i] == '!' || pattern[i] == '^';
      if (negated) ++i;
      bool found = false;
      while (i < close) {
        if (i + 2 < close && pattern[i + 1] == '-') {
          found = found || (lower(pattern[i]) <= c && c <= lower(pattern[i + 2]));
          i += 3;
        } else {
          found = found || lower(pattern[i]) == c;
          ++i;
        }
      }
      return found != negated;
    }
  }
  next = at + 1;
  return lower(pattern[at]) == c;
}

}  // namespace

bool glob_match(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0;
  std::size_t star = std::string_view::npos, resume = 0;
  while (t < text.size()) {
    std::size_t next = 0;
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && element_matches(pattern, p, text[t], next)) {
      p = next;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

}  // namespace logscan::detail
