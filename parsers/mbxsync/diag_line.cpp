#include "parsers/mbxsync/diag_line.h"

#include <algorithm>
#include <array>
#include <bit>

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

// The next comma from `at` on, or the end. Fields are short, so eight characters at a time are sooner done than a call.
std::size_t find_comma(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101U, kHigh = 0x8080808080808080U, kCommas = ',' * kOnes;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data() + at, 8);
    word ^= kCommas;
    if (const std::uint64_t zero = (word - kOnes) & ~word & kHigh; zero != 0)
      return at + static_cast<std::size_t>(std::countr_zero(zero)) / 8;
  }
  while (at < text.size() && text[at] != ',') ++at;
  return at;
}

// Whether `CsEws/CsEwsClient.cpp:3340` ends `text`.
bool names_source_line(std::string_view text) {
  static constexpr std::string_view kEnd = ".cpp:";
  while (!text.empty() && is_digit(text.back())) text.remove_suffix(1);
  return text.ends_with(kEnd);
}

// `CsEws,14,` and the message behind it.
bool split_component(std::string_view text, DiagLine& line) {
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
  while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
  std::size_t at = 0;
  while (at < rest.size() && is_digit(rest[at])) ++at;
  if (at == 0 || at >= rest.size() || rest[at] != ',') return false;
  line.thread = rest.substr(0, at);
  const std::size_t server = at + 1, server_end = find_comma(rest, server);
  if (server_end >= rest.size()) return false;
  line.server = rest.substr(server, server_end - server);
  const std::size_t mailbox = server_end + 1, mailbox_end = find_comma(rest, mailbox);
  if (mailbox_end >= rest.size()) return false;
  line.mailbox = rest.substr(mailbox, mailbox_end - mailbox);
  at = mailbox_end + 1;
  while (at < rest.size() && rest[at] == ' ') ++at;
  return split_component(rest.substr(at), line);
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
  if (!failed) return split_component(text, line);
  line.message = text;
  return true;
}

}  // namespace logscan::detail
