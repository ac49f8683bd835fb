// Words in a text that people and programs write, in any case.
#pragma once

#include <cstddef>
#include <string_view>

namespace logscan::detail {

// Where `words`, at least one character, stand in `text`; npos where they do not.
std::size_t find_words(std::string_view text, std::string_view words);
inline bool has_words(std::string_view text, std::string_view words) {
  return find_words(text, words) != std::string_view::npos;
}
bool starts_with_words(std::string_view text, std::string_view words);

}  // namespace logscan::detail
