// Small, locale-free text functions.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logscan::detail {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string to_lower(std::string_view text);
bool iequals(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);  // blanks, tabs, CR and LF at both ends

// The whole text as a number; nothing where it is not one or does not fit.
template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// The last part of a path.
std::string_view base_name(std::string_view path);
// What stands before it, with the slash; empty where there is none.
std::string_view folder_name(std::string_view path);

// How many bytes the UTF-8 character at the front of `text` has; 0 where it is not valid UTF-8.
std::size_t utf8_length(std::string_view text);

// Edit distance for did-you-mean; stops at `most` + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

}  // namespace logscan::detail
