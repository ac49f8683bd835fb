// Redacts any text as a case of its own: what was learnt has one token each, that no other has and that is no value of
// the case; each piece is written as its token; and where the scanner still finds a value in what comes out, the search
// for survivors does so, too.
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "base/text.h"
#include "fuzz/demand.h"
#include "redact/mail_text.h"
#include "redact/piece_scanner.h"
#include "redact/survivors.h"
#include "redact/token_handlers.h"
#include "redact/token_table.h"
#include "redact/wide_text.h"

namespace {

using namespace logscan::detail;
using logscan::fuzz::demand;

class CheckedLearner final : public Learner {
 public:
  using Learner::Learner;
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    demand(!piece.empty());
    return Learner::on_piece(kind, piece);
  }
};

class CheckedReplacer final : public Replacer {
 public:
  explicit CheckedReplacer(const TokenTable& table) : Replacer(table), table_(table) {}
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    if (const std::string* token = table_.find(kind, piece); token != nullptr) {
      const auto [given, fresh] = given_.emplace(std::pair(kind, to_lower(piece)), *token);
      demand(fresh || given->second == *token);
    }
    return Replacer::on_piece(kind, piece);
  }
  std::size_t known_text(std::string_view text) override {
    const std::size_t size = Replacer::known_text(text);
    demand(size <= text.size());
    return size;
  }

 private:
  const TokenTable& table_;
  std::map<std::pair<TokenKind, std::string>, std::string> given_;
};

// Reads what was redacted, and remembers a value that a reader would find there.
class Finder final : public PieceHandler {
 public:
  explicit Finder(const TokenTable& table) : table_(table) {}
  std::string on_piece(TokenKind kind, std::string_view piece) override {
    // A mail's text of one word may stand anywhere.
    if (kind != TokenKind::kMailText && table_.find(kind, piece) != nullptr) remember(piece);
    return std::string(piece);
  }
  std::string on_word(std::string_view word) override {
    if (table_.find_word(word) != nullptr) remember(word);
    return std::string(word);
  }
  std::size_t known_text(std::string_view text) override {
    remember(text.substr(0, table_.text_at(text)));
    return 0;
  }
  std::string found;

 private:
  // Shorter ones, and numbers, are in any text. One with a dot may come about where tokens stand side by side.
  void remember(std::string_view value) {
    const bool number = value.find_first_not_of("0123456789") == std::string_view::npos;
    if (value.size() >= 6 && !number && value.find('.') == std::string_view::npos) found = value;
  }
  const TokenTable& table_;
};

// Whether a value of its kind has the token of another one, or a value for its token.
void check_tokens(const TokenTable& table) {
  std::set<std::string, std::less<>> words;
  for (const TokenKind kind : {TokenKind::kHost, TokenKind::kUser, TokenKind::kSubscription, TokenKind::kMailText,
                               TokenKind::kMailLine, TokenKind::kGuid, TokenKind::kHex}) {
    for (const auto& [value, token] : table.values(kind)) {
      demand(!token.empty() && token.size() >= value.size());
      demand(table.values(kind).count(token) == 0);
      const bool is_host = kind != TokenKind::kHost && table.values(TokenKind::kHost).count(value) > 0;
      const bool is_id = kind == TokenKind::kGuid || kind == TokenKind::kHex;
      demand(is_host || is_id || words.insert(token).second);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto form = text_form(bytes);
  if (!form) return 0;
  const std::string whole = bytes;
  const std::string text = take_narrowed(bytes, *form);
  demand(widened(text, *form) + bytes == whole);

  TokenTable table({"localhost", "service", "down", "subject", "user", "host"});
  CheckedLearner learner(table);
  demand(scan_pieces(text, learner) == text);
  if (is_mail(text)) {
    MailScanner mail(learner);
    demand(mail.scan(text).size() == text.size());
  }
  table.settle();
  check_tokens(table);

  CheckedReplacer replacer(table);
  const std::string redacted = scan_pieces(text, replacer);
  demand(redacted == scan_pieces(text, replacer));
  Finder finder(table);
  scan_pieces(redacted, finder);
  demand(finder.found.empty() || SurvivorSearch(table, {}).find(redacted));
  return 0;
}
