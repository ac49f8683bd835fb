// Looks for original values in what is about to be passed on: as whole words, in base64 and behind percent signs.
//
// It shares nothing with what replaces them but the list of values, and so finds what that misses.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "redact/token_table.h"

namespace logscan::detail {

class SurvivorSearch {
 public:
  // `wholes` are names with their domains, and mail addresses. Values of less than six characters are in any text.
  SurvivorSearch(const TokenTable& table, const std::set<std::string>& wholes);

  // The first value that stands in `text`.
  [[nodiscard]] std::optional<std::string> find(std::string_view text) const { return find(text, 0); }

 private:
  [[nodiscard]] std::optional<std::string> find(std::string_view text, int depth) const;
  [[nodiscard]] std::optional<std::string> find_encoded(std::string_view text, int depth) const;

  std::set<std::string, std::less<>> values_;
};

}  // namespace logscan::detail
