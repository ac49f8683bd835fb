// Words: found in what people and programs write, in any case, and put into sentences.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace logscan::detail {

// Where `words`, at least one character, stand in `text`; npos where they do not.
std::size_t find_words(std::string_view text, std::string_view words);
inline bool has_words(std::string_view text, std::string_view words) {
  return find_words(text, words) != std::string_view::npos;
}
bool starts_with_words(std::string_view text, std::string_view words);

// 1 packet, 2 packets.
std::string how_many(std::uint64_t count, std::string_view what);
// a, b and c.
std::string listed(const std::vector<std::string>& parts);

}  // namespace logscan::detail
