#include "report/text_page.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "report/code_point.h"

namespace logscan::detail {
namespace {

// Columns that are left for a text beside its lead.
constexpr int kLeastText = 24;

// Columns of an excerpt: a failed request with its URL fits.
constexpr int kMostExcerpt = 400;

// From the 16 colours of a terminal, those that stand out on light and on dark ground alike.
constexpr std::string_view sequence(Style style) {
  switch (style) {
    case Style::kStrong:
      return "\x1b[1m";
    case Style::kFaint:
      return "\x1b[2m";
    case Style::kCritical:
      return "\x1b[1;31m";
    case Style::kError:
      return "\x1b[31m";
    case Style::kWarning:
      return "\x1b[33m";
    case Style::kNotice:
      return "\x1b[36m";
    case Style::kQuestion:
      return "\x1b[35m";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kPlain:
      break;
  }
  return {};
}

// How many bytes at the front of an escaped text fill at most `most` columns.
std::size_t prefix_of(std::string_view text, int most) {
  std::size_t bytes = 0;
  for (int used = 0; bytes < text.size();) {
    const CodePoint c = front_code_point(text.substr(bytes));
    used += columns_of(c.value);
    if (used > most) break;
    bytes += std::max<std::size_t>(c.length, 1);
  }
  return bytes;
}

}  // namespace

int columns(std::string_view text) {
  int sum = 0;
  while (!text.empty()) {
    const CodePoint c = front_code_point(text);
    sum += columns_of(c.value);
    text.remove_prefix(std::max<std::size_t>(c.length, 1));
  }
  return sum;
}

std::string cut_middle(std::string_view text, int most) {
  most = std::max(most, 8);
  const int whole = columns(text);
  if (whole <= most) return std::string(text);
  const int tail = (most - 3) / 3;
  const int head = most - 3 - tail;
  std::size_t from = prefix_of(text, whole - tail);
  // A wide character across the border, or marks that belong to the character before it.
  while (from < text.size() && columns(text.substr(from)) > tail) from += front_code_point(text.substr(from)).length;
  return std::string(text.substr(0, prefix_of(text, head))) + "..." + std::string(text.substr(from));
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t place = digits.size(); place > 3; place -= 3) digits.insert(place - 3, 1, ',');
  return digits;
}

std::string counted(std::uint64_t number, std::string_view noun) {
  return grouped(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string bytes_text(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 6> kUnits = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024) return counted(bytes, "byte");
  std::size_t unit = 0;
  std::uint64_t scaled = bytes;  // in units of 1/1024 of kUnits[unit]
  while (scaled >= 1024 * 1024) {
    scaled /= 1024;
    ++unit;
  }
  const std::uint64_t tenths = scaled * 10 / 1024;
  const std::string fraction = tenths < 1000 ? "." + std::to_string(tenths % 10) : "";
  return std::to_string(tenths / 10) + fraction + " " + std::string(kUnits[unit]);
}

std::string plain_number(double value) {
  std::array<char, 40> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  return {digits.data(), end};
}

std::string with_unit(double value, std::string_view unit) {
  return plain_number(value) + (unit.empty() ? "" : " " + std::string(unit));
}

TextPage::TextPage(Buffer& out, const RenderOptions& options)
    : out_(out), width_(options.width <= 0 ? 0 : std::max(options.width, 40)), colour_(options.colour) {}

void TextPage::styled(std::string_view text, Style style) {
  if (colour_ == RenderOptions::Colour::kNever || style == Style::kPlain || text.empty()) return out_.add(text);
  out_.add(sequence(style));
  out_.add(text);
  out_.add("\x1b[0m");
}

void TextPage::paragraph(std::string_view lead, std::string_view text, Style lead_style, Style text_style) {
  std::string head = escape_for_terminal(lead);
  std::string body = escape_for_terminal(text);
  int hang = columns(head);
  if (width_ != 0 && hang > width_ - kLeastText) {
    // A lead that would leave no room for the text is wrapped with it.
    const std::size_t indent = std::min(head.find_first_not_of(' '), head.size());
    body.insert(0, head.substr(indent));
    head.resize(indent);
    hang = static_cast<int>(indent) + 2;
    text_style = lead_style;
  }

  styled(head, lead_style);
  std::string line;
  int used = columns(head);
  bool line_has_words = false;
  const auto end_line = [&] {
    styled(line, text_style);
    out_.add("\n");
    line.clear();
    line_has_words = false;
  };
  std::string_view rest = body;
  while (!rest.empty()) {
    const std::size_t blank = rest.find(' ');
    const std::string_view word = rest.substr(0, blank);
    rest = blank == std::string_view::npos ? std::string_view{} : rest.substr(blank + 1);
    if (word.empty()) continue;
    const int needs = columns(word) + (line_has_words ? 1 : 0);
    // The word goes down unless it already stands as far left as it can.
    const bool at_margin = !line_has_words && used <= hang;
    if (width_ != 0 && used + needs > width_ && !at_margin) {
      end_line();
      out_.add(std::string(static_cast<std::size_t>(hang), ' '));
      used = hang;
    }
    if (line_has_words) {
      line += ' ';
      ++used;
    }
    line += word;
    used += columns(word);
    line_has_words = true;
  }
  end_line();
}

void TextPage::excerpt(std::string_view lead, std::string_view text, Style text_style) {
  if (width_ == 0) return paragraph(lead, text, Style::kPlain, text_style);
  const std::string cut = cut_middle(escape_for_terminal(text), kMostExcerpt);
  const int room = width_ - columns(escape_for_terminal(lead));
  std::string words;
  for (std::string_view rest = cut; !rest.empty();) {
    const std::size_t blank = std::min(rest.find(' '), rest.size());
    words += cut_middle(rest.substr(0, blank), room);
    words += ' ';
    rest.remove_prefix(std::min(blank + 1, rest.size()));
  }
  paragraph(lead, words, Style::kPlain, text_style);
}

}  // namespace logscan::detail
