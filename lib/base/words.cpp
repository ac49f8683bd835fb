#include "base/words.h"

#include "base/text.h"

namespace logscan::detail {

std::size_t find_words(std::string_view text, std::string_view words) {
  for (std::size_t at = 0; at + words.size() <= text.size(); ++at) {
    if (lower(text[at]) == lower(words.front()) && iequals(text.substr(at, words.size()), words)) return at;
  }
  return std::string_view::npos;
}

bool starts_with_words(std::string_view text, std::string_view words) {
  return text.size() >= words.size() && iequals(text.substr(0, words.size()), words);
}

std::string how_many(std::uint64_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& parts) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i)
    text += (i == 0 ? "" : i + 1 == parts.size() ? " and " : ", ") + parts[i];
  return text;
}

}  // namespace logscan::detail
