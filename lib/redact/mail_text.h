// Where a text shows what somebody wrote in a mail: its subject, its body, the name of its sender.
//
//   <t:Subject>Offer for Acme</t:Subject>   &lt;t:Body BodyType="Text"&gt;...   Subject: Offer for Acme ?subject=Offer
//
// Not of a mail is the subject of a certificate (`Subject: CN=imp1`), and a SOAP body, in which elements stand and no
// text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "redact/piece_scanner.h"

namespace logscan::detail {

struct TextRange {
  std::size_t begin = 0, end = 0;
};

// What is written in the element whose tag begins at `at`, with `<` or `&lt;`.
std::optional<TextRange> text_of_element(std::string_view text, std::size_t at);
// What is written behind the word that stands from `begin` to `end`, where that names the subject of a mail.
std::optional<TextRange> text_behind_name(std::string_view text, std::size_t begin, std::size_t end);

// Without what is no letter and no digit at both ends; bytes that are not ASCII count as letters.
TextRange trimmed_text(std::string_view text, TextRange range);

// Whether such a text begins as a mail that was saved does: with at least three of the fields that mails have.
bool is_mail(std::string_view head);

// A saved mail, in blocks that end where a line does. Its header is scanned like any text; each line of what follows is
// somebody's, and attached files are blanked.
class MailScanner {
 public:
  explicit MailScanner(PieceHandler& handler) : handler_(handler) {}
  std::string scan(std::string_view block);

 private:
  PieceHandler& handler_;
  bool in_body_ = false;
};

}  // namespace logscan::detail
