// Looks for original values in what is about to be passed on: as whole words, in UTF-16, in base64 and behind percent
// signs.
//
// It shares nothing with what replaces them but the list of values, and so finds what that misses.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
  [[nodiscard]] std::optional<std::string> find_text(std::string_view text) const;
  [[nodiscard]] std::optional<std::string> find_encoded(std::string_view text, int depth) const;

  struct Text {
    std::string value;
    std::size_t before = 0;  // what stands before the word by which it is found
  };

  std::set<std::string, std::less<>> values_;
  std::map<std::string, std::vector<Text>, std::less<>> texts_;
  std::vector<std::string> bare_texts_;  // in which there is no such word
};

}  // namespace logscan::detail
