#include "parsers/mbxsync/diag_line.h"

#include <algorithm>
#include <array>
#include <bit>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/text.h"
#include "parsers/mbxsync/http_failure.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kTimeShape = "00:00:00.000 |";
constexpr std::string_view kDateShape = "00/00/0000 ";
static_assert(kTimeShape.size() == kDiagFront && kDateShape.size() == kDiagDate);

// Longer ones are no names of components.
constexpr std::size_t kMostComponent = 64;
constexpr std::size_t kMostPlace = 256;

// What begins the names of the components whose records are quoted without their front.
constexpr std::array<std::string_view, 6> kBareComponents = {"Cs", "Cu", "CML", "MbxLocator", "EWSNotify", "Cuca"};

bool has_shape(std::string_view text, std::string_view shape) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == '0' ? !is_digit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

unsigned two_digits(const char* at) {
  return static_cast<unsigned>(at[0] - '0') * 10 + static_cast<unsigned>(at[1] - '0');
}

// Letters, digits and the underscore.
constexpr std::array<bool, 256> kWord = [] {
  std::array<bool, 256> table{};
  for (std::size_t c = 0; c < table.size(); ++c)
    table[c] = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  return table;
}();

bool is_word(char c) { return kWord[static_cast<unsigned char>(c)]; }

constexpr std::size_t kWindow = 64;

// Which of the first kWindow characters are commas, the first as the lowest bit.
std::uint64_t commas_in_window(const char* text) {
  std::uint64_t commas = 0;
#ifdef __SSE2__
  for (std::size_t at = 0; at < kWindow; at += 16) {
    const __m128i chars = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + at));
    const int found = _mm_movemask_epi8(_mm_cmpeq_epi8(chars, _mm_set1_epi8(',')));
    commas |= static_cast<std::uint64_t>(found) << at;
  }
#else
  for (std::size_t at = 0; at < kWindow; ++at) commas |= static_cast<std::uint64_t>(text[at] == ',' ? 1 : 0) << at;
#endif
  return commas;
}

// Where the first three commas are; false where there are fewer. The fields before them are short, so that they mostly
// lie in the window.
bool find_commas(std::string_view text, std::array<std::size_t, 3>& commas) {
  if (text.size() >= kWindow) {
    const std::uint64_t first = commas_in_window(text.data()), second = first & (first - 1),
                        third = second & (second - 1);
    if (third != 0) {
      commas = {static_cast<std::size_t>(std::countr_zero(first)), static_cast<std::size_t>(std::countr_zero(second)),
                static_cast<std::size_t>(std::countr_zero(third))};
      return true;
    }
  }
  std::size_t from = 0;
  for (std::size_t& comma : commas) {
    comma = text.find(',', from);
    if (comma == std::string_view::npos) return false;
    from = comma + 1;
  }
  return true;
}

// Whether `CsEws/CsEwsClient.cpp:3340` ends `text`.
bool names_source_line(std::string_view text) {
  static constexpr std::string_view kEnd = ".cpp:";
  while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
  return text.ends_with(kEnd);
}

}  // namespace

bool begins_with_diag_time(std::string_view line) {
  return line.size() >= kDiagFront && line[2] == ':' && has_shape(line.substr(0, kDiagFront), kTimeShape);
}

bool begins_with_diag_date(std::string_view line) {
  return line.size() >= kDiagDate + kDiagFront && line[2] == '/' && has_shape(line.substr(0, kDiagDate), kDateShape) &&
         begins_with_diag_time(line.substr(kDiagDate));
}

std::size_t read_other_front(std::string_view line, std::array<char, kDiagFront>& time) {
  constexpr std::size_t kSeconds = 8, kMostDigits = 9, kMostBlanks = 4;
  if (line.size() < kSeconds || !is_digit(line[0]) || !has_shape(line.substr(0, kSeconds), kTimeShape.substr(0, 8)))
    return 0;
  std::copy(kTimeShape.begin(), kTimeShape.end(), time.begin());
  std::copy_n(line.begin(), kSeconds, time.begin());
  std::size_t at = kSeconds;
  if (at < line.size() && (line[at] == '.' || line[at] == ',')) {
    const std::size_t digits = ++at;
    for (; at < line.size() && at - digits < kMostDigits && is_digit(line[at]); ++at) {
      if (at - digits < 3) time[kSeconds + 1 + at - digits] = line[at];
    }
  }
  const std::size_t blanks = at;
  while (at < line.size() && at - blanks < kMostBlanks && is_blank(line[at])) ++at;
  if (at >= line.size() || line[at] != '|') return 0;
  DiagLine fields;
  return split_diag_rest(line.substr(at + 1), fields) ? at + 1 : 0;
}

bool is_cut_diag_front(std::string_view line) {
  if (line.size() < kDiagFront && has_shape(line, kTimeShape)) return true;
  if (line.size() >= kDiagDate + kDiagFront || !has_shape(line.substr(0, kDiagDate), kDateShape)) return false;
  return line.size() <= kDiagDate || has_shape(line.substr(kDiagDate), kTimeShape);
}

std::optional<Duration> DiagTimeReader::read(const char* at) {
  Duration clock;
  if (read_same_minute(at, clock)) return clock;
  const unsigned hour = two_digits(at), minute = two_digits(at + 3), second = two_digits(at + 6);
  if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::memcpy(minute_, at, sizeof minute_);
  minute_start_ = std::chrono::minutes(hour * 60 + minute);
  known_ = true;
  return read_same_minute(at, clock) ? std::optional(clock) : std::nullopt;
}

std::optional<std::chrono::local_days> read_diag_date(const char* at) {
  const int year = static_cast<int>(two_digits(at + 6) * 100 + two_digits(at + 8));
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(two_digits(at)),
                                         std::chrono::day(two_digits(at + 3))};
  if (!date.ok() || year < 1990 || year > 2200) return std::nullopt;
  return std::chrono::local_days(date);
}

bool split_diag_rest(std::string_view rest, DiagLine& line) {
  return split_diag_origin(rest, line) && split_diag_said(rest, line);
}

bool split_diag_origin(std::string_view& rest, DiagLine& line) {
  std::string_view text = rest;
  while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  std::array<std::size_t, 3> commas;
  if (!find_commas(text, commas) || commas[0] == 0) return false;
  for (std::size_t at = 0; at < commas[0]; ++at) {
    if (!is_digit(text[at])) return false;
  }
  const auto between = [&](std::size_t from, std::size_t to) {
    return std::string_view(text.data() + from, to - from);
  };
  line.thread = between(0, commas[0]);
  line.server = between(commas[0] + 1, commas[1]);
  line.mailbox = between(commas[1] + 1, commas[2]);
  text.remove_prefix(commas[2] + 1);
  while (!text.empty() && text[0] == ' ') text.remove_prefix(1);
  rest = text;
  return true;
}

// `CsEws,14,` and the message behind it.
bool split_diag_said(std::string_view text, DiagLine& line) {
  std::size_t at = 0;
  while (at < text.size() && at <= kMostComponent && is_word(text[at])) ++at;
  if (at == 0 || is_digit(text[0]) || at >= text.size() || text[at] != ',') return false;
  line.component = text.substr(0, at);
  ++at;
  const bool negative = at < text.size() && text[at] == '-';
  if (negative) ++at;
  const std::size_t digits = at;
  int level = 0;
  while (at < text.size() && at - digits < 3 && is_digit(text[at])) level = level * 10 + (text[at++] - '0');
  if (at == digits || at >= text.size() || text[at] != ',') return false;
  line.level = negative ? -level : level;
  std::string_view message = text.substr(at + 1);
  line.place = {};
  if (message.starts_with('[')) {
    const std::size_t close = message.substr(0, kMostPlace).find(']');
    // The place names a source file; other brackets belong to the message.
    if (close != std::string_view::npos && names_source_line(message.substr(0, close))) {
      line.place = message.substr(1, close - 1);
      message.remove_prefix(close + 1);
      if (message.starts_with(':')) message.remove_prefix(1);
      while (message.starts_with(' ')) message.remove_prefix(1);
    }
  }
  line.message = message;
  return true;
}

bool is_bare_diag_line(std::string_view text) {
  if (text.empty() || text[0] < 'A' || text[0] > 'Z') return false;
  DiagLine line;
  return split_bare_diag_line(text, line);
}

bool split_bare_diag_line(std::string_view text, DiagLine& line) {
  const bool failed = text.starts_with(kHttpRequestFailed);
  if (!failed && std::none_of(kBareComponents.begin(), kBareComponents.end(),
                              [&](std::string_view known) { return text.starts_with(known); }))
    return false;
  line = {};
  if (!failed) return split_diag_said(text, line);
  line.message = text;
  return true;
}

}  // namespace logscan::detail
