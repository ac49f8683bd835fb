#include <cstdint>
#include <string>
#include <string_view>

#include "input/bundle.h"

namespace logscan::detail {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t length = 0;  // 0: the bytes are not UTF-8
};

// Strict: no overlong forms, no surrogates, nothing above U+10FFFF (RFC 3629).
CodePoint decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t first = byte(0);
  std::size_t length = 0;
  std::uint32_t least = 0;
  std::uint32_t value = 0;
  if (first < 0x80) {
    return {first, 1};
  } else if (first >= 0xc2 && first < 0xe0) {
    length = 2, least = 0x80, value = first & 0x1f;
  } else if (first >= 0xe0 && first < 0xf0) {
    length = 3, least = 0x800, value = first & 0x0f;
  } else if (first >= 0xf0 && first < 0xf5) {
    length = 4, least = 0x10000, value = first & 0x07;
  } else {
    return {};
  }
  if (text.size() < length) return {};
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {};
    value = (value << 6) | (byte(i) & 0x3f);
  }
  if (value < least || value > 0x10ffff || (value >= 0xd800 && value < 0xe000)) return {};
  return {value, length};
}

// Whether a terminal or a line-based reader would do more than show it: controls, line and paragraph separators,
// marks that turn the direction of text.
bool acts(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void append_hex(std::string& out, std::uint32_t value, int digits) {
  for (int shift = 4 * (digits - 1); shift >= 0; shift -= 4) out += "0123456789abcdef"[(value >> shift) & 0xf];
}

}  // namespace

std::string escape_name(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  while (!raw.empty()) {
    const CodePoint c = decode(raw);
    const std::size_t length = c.length == 0 ? 1 : c.length;
    if (c.length == 0) {
      out += "\\x";
      append_hex(out, static_cast<unsigned char>(raw[0]), 2);
    } else if (c.value == '\\') {
      out += "\\\\";
    } else if (c.value == '\n') {
      out += "\\n";
    } else if (c.value == '\r') {
      out += "\\r";
    } else if (c.value == '\t') {
      out += "\\t";
    } else if (!acts(c.value)) {
      out += raw.substr(0, length);
    } else if (c.value < 0x80) {
      out += "\\x";
      append_hex(out, c.value, 2);
    } else {
      out += "\\u";
      append_hex(out, c.value, 4);
    }
    raw.remove_prefix(length);
  }
  return out;
}

}  // namespace logscan::detail
