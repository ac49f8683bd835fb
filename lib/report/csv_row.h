// One row of a table for spreadsheets, in which no cell acts as a formula.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "report/escape_text.h"
#include "time/format.h"

namespace logscan::detail {

// A spreadsheet takes what begins so for a formula, its full-width forms too; an apostrophe keeps it a text.
inline bool acts_in_a_spreadsheet(std::string_view text) {
  constexpr std::array<std::string_view, 10> kFronts = {
      "=", "+", "-", "@", "\t", "\r", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
  // Blanks before it are cut away by some.
  const std::size_t front = text.find_first_not_of(' ');
  if (front == std::string_view::npos) return false;
  text.remove_prefix(front);
  return std::any_of(kFronts.begin(), kFronts.end(),
                     [&](std::string_view mark) { return text.substr(0, mark.size()) == mark; });
}

// RFC 4180, one row a line: what would break a line or act on a terminal is a visible escape.
class CsvRow {
 public:
  void text(std::string_view value) {
    separate();
    if (value.empty()) return;
    const bool guarded = acts_in_a_spreadsheet(value);
    line_ += '"';
    if (guarded) line_ += '\'';
    for (;;) {
      const std::size_t quote = value.find('"');
      append_escaped(line_, value.substr(0, quote));
      if (quote == std::string_view::npos) break;
      line_ += "\"\"";
      value.remove_prefix(quote + 1);
    }
    line_ += '"';
  }

  // What is made here and holds nothing of a log.
  void plain(std::string_view value) {
    separate();
    line_ += value;
  }

  void number(const std::optional<double>& value) {
    std::array<char, 40> digits{};
    const char* end = digits.data();
    if (value) end = std::to_chars(digits.data(), digits.data() + digits.size(), *value).ptr;
    plain({digits.data(), static_cast<std::size_t>(end - digits.data())});
  }

  template <class Integer>
  void integer(const std::optional<Integer>& value) {
    plain(value ? std::to_string(*value) : "");
  }

  void time(const std::optional<Timestamp>& value) { plain(value ? to_rfc3339(*value) : ""); }

  std::string take() {
    line_ += '\n';
    first_ = true;
    return std::exchange(line_, {});
  }

 private:
  void separate() {
    if (!first_) line_ += ',';
    first_ = false;
  }

  std::string line_;
  bool first_ = true;
};

}  // namespace logscan::detail
