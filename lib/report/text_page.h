// Lines for people: wrapped at a width, coloured by meaning, safe for a terminal whatever the text holds.
#pragma once

#include <string>
#include <string_view>

#include "report/buffer.h"

namespace logscan::detail {

enum class Style : std::uint8_t { kPlain, kStrong, kFaint, kCritical, kError, kWarning, kNotice, kQuestion, kGood };

// Columns that an escaped text takes.
int columns(std::string_view text);

// The text with its middle replaced by "..." where it is wider than `most` columns (at least 8): a log line tells when
// at its front and how it ended at its back.
std::string cut_middle(std::string_view text, int most);

// `12,345`
std::string grouped(std::uint64_t number);
// `3 logs`, `1 log`
std::string counted(std::uint64_t number, std::string_view noun);
// `1.2 GiB`
std::string bytes_text(std::uint64_t bytes);
// `0.5`; in the shortest form that reads back as the same number.
std::string plain_number(double value);
// `900 s`; the number alone where there is no unit.
std::string with_unit(double value, std::string_view unit);

class TextPage {
 public:
  TextPage(Buffer& out, const RenderOptions& options);

  // `lead` as it is, then the words of `text`; further lines are indented to where the text began. A word that is
  // wider than the page stands whole on a line of its own, so that a path can still be copied. All of it is escaped.
  void paragraph(std::string_view lead, std::string_view text, Style lead_style = Style::kPlain,
                 Style text_style = Style::kPlain);
  // As a paragraph, but of bounded size: a word that is wider than a line, and a text that is wider than some lines,
  // are cut in their middle.
  void excerpt(std::string_view lead, std::string_view text, Style text_style = Style::kPlain);
  void blank() { out_.add("\n"); }

  // 0 where there is none.
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] bool open() const { return out_.open(); }
  Status finish() { return out_.finish(); }

 private:
  void styled(std::string_view text, Style style);

  Buffer& out_;
  int width_;
  RenderOptions::Colour colour_;
};

}  // namespace logscan::detail
