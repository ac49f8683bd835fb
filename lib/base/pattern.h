// Pattern: the wall around Boost.Regex.
//
// Boost.Regex throws when a pattern is bad and, at match time, on a line that costs too much. Here both become values:
// compiling gives a Result, matching says kNo or kTooCostly, and the caller counts the line and goes on.
// Threads: matching one Pattern from several threads is safe.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "logscan/result.h"

namespace logscan::detail {

enum class Match { kNo, kYes, kTooCostly };

// The captured groups of one match: views into the text matched. Group 0 is the whole match.
class Captures {
 public:
  static constexpr std::size_t kMost = 16;
  [[nodiscard]] std::string_view operator[](std::size_t group) const {
    return group < kMost ? groups_[group] : std::string_view{};
  }

 private:
  friend class Pattern;
  std::array<std::string_view, kMost> groups_{};
};

class Pattern {
 public:
  // Perl syntax. kUsage with the reason and the place where the pattern is bad.
  static Result<Pattern> compile(std::string_view expression);

  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  // The whole text must match; `captures` stays valid as long as `text`. A group that took no part is empty.
  [[nodiscard]] Match match(std::string_view text, Captures& captures) const;
  // The first place in the text that matches.
  [[nodiscard]] Match search(std::string_view text, Captures& captures) const;

 private:
  struct Impl;
  explicit Pattern(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace logscan::detail
