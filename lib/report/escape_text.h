// Escaping as escape_for_terminal() does it, for lines that are put together without further texts.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace logscan::detail {

// Bytes at the front of `text` that are printed as they are: plain ASCII without the two signs that JSON escapes.
inline std::size_t plain_front(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] >= 0x20 && text[at] < 0x7f && text[at] != '"' && text[at] != '\\') ++at;
  return at;
}

void append_escaped(std::string& out, std::string_view text);

}  // namespace logscan::detail
