#include "parsers/http/framing.h"

#include "base/text.h"

namespace logscan::detail {

std::optional<std::uint64_t> read_length(std::string_view text) {
  std::optional<std::uint64_t> length;
  while (true) {
    const std::size_t comma = text.find(',');
    const std::optional<std::uint64_t> one = parse_number<std::uint64_t>(trim(text.substr(0, comma)));
    if (!one || (length && *length != *one)) return std::nullopt;
    length = one;
    if (comma == std::string_view::npos) return length;
    text.remove_prefix(comma + 1);
  }
}

std::optional<std::uint64_t> read_chunk_size(std::string_view line) {
  std::uint64_t size = 0;
  std::size_t digits = 0;
  for (; digits < line.size(); ++digits) {
    const char c = lower(line[digits]);
    if (!is_digit(c) && (c < 'a' || c > 'f')) break;
    if (size >> 60U != 0) return std::nullopt;
    size = size * 16 + static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  const std::string_view rest = trim(line.substr(digits));
  if (digits == 0 || (!rest.empty() && rest.front() != ';')) return std::nullopt;
  return size;
}

}  // namespace logscan::detail
