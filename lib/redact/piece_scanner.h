// Finds in a text what may tell of somebody: addresses, names, ids, in plain writing, percent-encoded or in base64.
//
//   POST /NotificationService?id=HwBlcGRl...%3D%3D from 10.93.132.92, user=jsmith, imp1.example.com,
//   j.smith%40example.com
//
// What somebody wrote in a mail is found by what stands around it, see mail_text.h.
//
// A name counts only where the text shows that it is one: with a domain behind it, behind an @, or behind a word such
// as `user=`. Where it stands alone it is a word, and whoever knows it from elsewhere takes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "redact/token_table.h"

namespace logscan::detail {

class PieceHandler {
 public:
  virtual ~PieceHandler() = default;
  // What to write in the place of a piece. A whole name with its domain or @ is told beforehand, by on_whole.
  virtual std::string on_piece(TokenKind kind, std::string_view piece) = 0;
  virtual std::string on_word(std::string_view word) = 0;
  virtual void on_whole(std::string_view) {}
  // How much of the front of `text`, which begins with a word, is a mail's text that is known from elsewhere.
  virtual std::size_t known_text(std::string_view) { return 0; }
};

// `text` with each piece replaced as the handler says.
std::string scan_pieces(std::string_view text, PieceHandler& handler);

// Base64 in either alphabet, with or without padding; nothing where the text has other characters.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace logscan::detail
