// What is done with the pieces of a text: first they are learnt, then their tokens take their places.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "base/text.h"
#include "redact/piece_scanner.h"
#include "redact/token_table.h"

namespace logscan::detail {

// Leaves the text as it is.
class Learner : public PieceHandler {
 public:
  explicit Learner(TokenTable& table) : table_(table) {}
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    table_.learn(kind, piece);
    return std::string(piece);
  }
  std::string on_word(std::string_view word) override { return std::string(word); }
  void on_whole(std::string_view name) override { wholes.insert(to_lower(name)); }

  std::set<std::string> wholes;

 private:
  TokenTable& table_;
};

class Replacer : public PieceHandler {
 public:
  explicit Replacer(const TokenTable& table) : table_(table) {}
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    const std::string* token = table_.find(kind, piece);
    return token != nullptr ? with_case_of(piece, *token) : on_word(piece);
  }
  std::string on_word(std::string_view word) override {
    const std::string* token = table_.find_word(word);
    return token != nullptr ? with_case_of(word, *token) : std::string(word);
  }
  std::size_t known_text(std::string_view text) override { return table_.text_at(text); }

 private:
  const TokenTable& table_;
};

}  // namespace logscan::detail
