#include "redact/mail_text.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_alnum(char c) { return is_digit(c) || is_letter(c); }
bool is_written(char c) { return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80; }

// Elements of the mails of Exchange Web Services that hold a text.
bool holds_mail_text(std::string_view element) {
  constexpr std::array<std::string_view, 7> kElements = {
      "Subject", "ConversationTopic", "Preview", "TextBody", "UniqueBody", "Body", "DisplayName"};
  const std::size_t colon = element.find(':');
  const std::string_view local = element.substr(colon == std::string_view::npos ? 0 : colon + 1);
  // Of a sender; without a prefix it may be the name of anything.
  if (local == "Name") return local.size() < element.size();
  return std::find(kElements.begin(), kElements.end(), local) != kElements.end();
}

bool names_subject(std::string_view word) {
  constexpr std::array<std::string_view, 6> kNames = {"subject",        "mailsubject",       "mail_subject",
                                                      "messagesubject", "conversationtopic", "thread-topic"};
  return std::any_of(kNames.begin(), kNames.end(), [&](std::string_view name) { return iequals(name, word); });
}

// `CN = imp1, O=Example`, `/C=US/CN=imp1`, and objects of JSON.
bool is_other_subject(std::string_view value) {
  if (value.starts_with('/')) value.remove_prefix(1);
  if (value.starts_with('{')) return true;
  std::size_t end = 0;
  while (end < value.size() && is_letter(value[end])) ++end;
  const std::size_t name = end;
  while (end < value.size() && is_blank(value[end])) ++end;
  return name > 0 && end < value.size() && value[end] == '=';
}

// Where ` name=` stands in a line, or its end.
std::size_t next_name(std::string_view line) {
  for (std::size_t sign = line.find('='); sign != std::string_view::npos; sign = line.find('=', sign + 1)) {
    std::size_t begin = sign;
    while (begin > 0 && (is_alnum(line[begin - 1]) || line[begin - 1] == '_')) --begin;
    if (begin < sign && begin > 0 && is_blank(line[begin - 1])) return begin - 1;
  }
  return line.size();
}

// The end of a value in quotes, or of the line where none closes.
std::size_t end_of_quoted(std::string_view line, char quote) {
  for (std::size_t at = 0; at < line.size(); ++at) {
    if (line[at] == '\\') {
      ++at;
    } else if (line[at] == quote) {
      return at;
    }
  }
  return line.size();
}

// The line at the front of `text`, with its end.
std::string_view first_line(std::string_view text) {
  return text.substr(0, std::min(text.find('\n'), text.size() - 1) + 1);
}

bool is_attachment(std::string_view line) {
  constexpr std::size_t kLeast = 60;  // what is packed for a mail comes in lines of 64 or 76
  return line.size() >= kLeast && line.find(' ') == std::string_view::npos && decode_base64(line).has_value();
}

}  // namespace

std::optional<TextRange> text_of_element(std::string_view text, std::size_t at) {
  const std::string_view tag = text.substr(at);
  const bool escaped = tag.starts_with("&lt;");
  if (!escaped && !tag.starts_with('<')) return std::nullopt;
  const std::string_view opens = escaped ? "&lt;" : "<", closes = escaped ? "&gt;" : ">";
  std::size_t end = opens.size();
  while (end < tag.size() && (is_alnum(tag[end]) || tag[end] == ':')) ++end;
  if (!holds_mail_text(tag.substr(opens.size(), end - opens.size()))) return std::nullopt;
  const std::size_t close = tag.find(closes, end);
  if (close == std::string_view::npos || tag[close - 1] == '/') return std::nullopt;
  if (tag.substr(end, close - end).find(opens) != std::string_view::npos) return std::nullopt;
  std::size_t begin = close + closes.size();
  constexpr std::string_view kVerbatim = "<![CDATA[";
  std::string_view stop = opens;
  if (tag.substr(begin).starts_with(kVerbatim)) {
    begin += kVerbatim.size();
    stop = "]]>";
  }
  return TextRange{at + begin, at + std::min(tag.find(stop, begin), tag.size())};
}

std::optional<TextRange> text_behind_name(std::string_view text, std::size_t begin, std::size_t end) {
  if (!names_subject(text.substr(begin, end - begin))) return std::nullopt;
  const auto at = [&](std::size_t index) { return index < text.size() ? text[index] : '\n'; };
  std::size_t sign = end;
  while (at(sign) == '"' || is_blank(at(sign))) ++sign;
  if (at(sign) != ':' && at(sign) != '=') return std::nullopt;
  std::size_t value = sign + 1;
  while (is_blank(at(value))) ++value;
  const std::string_view line = text.substr(value, std::min(text.find('\n', value), text.size()) - value);
  if (is_other_subject(line)) return std::nullopt;
  std::size_t size = 0;
  const char quote = at(value);
  if (quote == '"' || quote == '\'' || quote == '[') {
    ++value;
    size = end_of_quoted(line.substr(1), quote == '[' ? ']' : quote);
  } else if (at(sign) == '=' && begin > 0 && (text[begin - 1] == '?' || text[begin - 1] == '&')) {
    size = std::min(line.find_first_of("& \"'"), line.size());
  } else {
    size = next_name(line);
  }
  TextRange range{value, value + size};
  // A field of a mail goes on in the lines that begin with a blank.
  const bool field = at(sign) == ':' && (begin == 0 || text[begin - 1] == '\n') && size == line.size();
  while (field && at(range.end) == '\n' && is_blank(at(range.end + 1)))
    range.end = std::min(text.find('\n', range.end + 1), text.size());
  return range;
}

TextRange trimmed_text(std::string_view text, TextRange range) {
  while (range.begin < range.end && !is_written(text[range.begin])) ++range.begin;
  while (range.begin < range.end && !is_written(text[range.end - 1])) --range.end;
  return range;
}

bool is_mail(std::string_view head) {
  constexpr std::array<std::string_view, 10> kFields = {
      "from", "to", "cc", "subject", "date", "message-id", "received", "reply-to", "return-path", "mime-version"};
  if (head.starts_with("\xef\xbb\xbf")) head.remove_prefix(3);
  if (head.starts_with("From ")) head.remove_prefix(first_line(head).size());  // the line with which a mailbox begins
  int found = 0;
  while (!head.empty()) {
    const std::string_view line = first_line(head);
    head.remove_prefix(line.size());
    if (trim(line).empty()) break;
    if (is_blank(line.front())) continue;
    const std::size_t colon = line.find(':');
    const std::string_view name = line.substr(0, std::min(colon, line.size()));
    const bool whole = colon != std::string_view::npos || head.empty();
    if (!whole || !std::all_of(name.begin(), name.end(), [](char c) { return is_alnum(c) || c == '-'; })) return false;
    if (std::any_of(kFields.begin(), kFields.end(), [&](std::string_view field) { return iequals(field, name); }))
      ++found;
  }
  constexpr int kLeast = 3;
  return found >= kLeast;
}

std::string MailScanner::scan(std::string_view block) {
  std::string out;
  while (!in_body_ && !block.empty()) {
    std::size_t end = 0;
    while (end < block.size() && !trim(first_line(block.substr(end))).empty())
      end += first_line(block.substr(end)).size();
    in_body_ = end < block.size();
    out += scan_pieces(block.substr(0, end), handler_);
    block.remove_prefix(end);
  }
  while (!block.empty()) {
    const std::string_view line = first_line(block);
    block.remove_prefix(line.size());
    const auto [begin, end] = trimmed_text(line, {0, line.size()});
    const std::string_view words = line.substr(begin, end - begin);
    out += line.substr(0, begin);
    if (is_attachment(words)) {
      out.append(words.size(), 'A');
    } else if (!words.empty()) {
      out += handler_.on_piece(TokenKind::kMailLine, words);
    }
    out += line.substr(end);
  }
  return out;
}

}  // namespace logscan::detail
