#include "parsers/srm/log4j_line.h"

#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, kLogLevels> kNames = {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"};

// Longer ones are no names of threads, loggers or files.
constexpr std::size_t kMostName = 256;

constexpr std::string_view kTimeShape = "0000-00-00 00:00:00,000";
static_assert(kTimeShape.size() == kLog4jTime);

bool has_time_shape(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kTimeShape[i] == '0' ? !is_digit(text[i]) : text[i] != kTimeShape[i]) return false;
  }
  return true;
}

// The level at the front, and its length; 0 where there is none.
std::size_t read_level(std::string_view text, LogLevel& level) {
  const auto word = [&](std::string_view name, LogLevel value) {
    if (!text.starts_with(name)) return std::size_t{0};
    level = value;
    return name.size();
  };
  switch (text.empty() ? '\0' : text[0]) {
    case 'D':
      return word("DEBUG", LogLevel::kDebug);
    case 'I':
      return word("INFO", LogLevel::kInfo);
    case 'W':
      return word("WARN", LogLevel::kWarn);
    case 'E':
      return word("ERROR", LogLevel::kError);
    case 'F':
      return word("FATAL", LogLevel::kFatal);
    case 'T':
      return word("TRACE", LogLevel::kTrace);
    default:
      return 0;
  }
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

// ` - message` at `at`, also where the message is empty and the blank behind the dash is gone.
bool read_message(std::string_view text, std::size_t at, Log4jLine& line) {
  const std::size_t dash = skip_blanks(text, at);
  if (dash == at || dash >= text.size() || text[dash] != '-') return false;
  if (dash + 1 < text.size() && text[dash + 1] != ' ') return false;
  line.message = dash + 2 < text.size() ? text.substr(dash + 2) : std::string_view{};
  return true;
}

// `logger - message` or `logger (File.java:12) - message` at `at`.
bool read_logger(std::string_view text, std::size_t at, Log4jLine& line) {
  at = skip_blanks(text, at);
  std::size_t end = at;
  while (end < text.size() && end - at <= kMostName && !is_blank(text[end])) ++end;
  if (end == at || end - at > kMostName) return false;
  line.logger = text.substr(at, end - at);
  line.place = {};
  if (read_message(text, end, line)) return true;
  const std::size_t open = skip_blanks(text, end);
  if (open >= text.size() || text[open] != '(') return false;
  const std::size_t close = text.substr(0, open + kMostName).find_first_of("()", open + 1);
  if (close == std::string_view::npos || text[close] != ')') return false;
  const std::string_view place = text.substr(open + 1, close - open - 1);
  if (place.size() < 3 || place.find(':') == std::string_view::npos || !is_digit(place.back())) return false;
  line.place = place;
  return read_message(text, close + 1, line);
}

}  // namespace

std::string_view level_name(LogLevel level) { return kNames[static_cast<std::size_t>(level)]; }

bool begins_with_time(std::string_view line) {
  return line.size() >= kLog4jTime && is_digit(line[0]) && has_time_shape(line.substr(0, kLog4jTime));
}

bool is_cut_time(std::string_view line) {
  // `2024-` is the least that a number alone does not look like.
  return line.size() >= 5 && line.size() < kLog4jTime && has_time_shape(line);
}

std::optional<LocalTime> Log4jTimeReader::read_other_minute(const char* at) {
  const std::string_view text(at, kLog4jTime);
  if (!has_time_shape(text)) return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (std::size_t i = from; i < from + count; ++i) value = value * 10 + (text[i] - '0');
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2)))};
  const int year = number(0, 4), hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (year < 1990 || year > 2200 || !date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  std::memcpy(minute_, at, sizeof minute_);
  known_ = true;
  minute_start_ = LocalTime{std::chrono::local_days(date)} + std::chrono::hours(hour) + std::chrono::minutes(minute);
  return minute_start_ + std::chrono::seconds(second) + std::chrono::milliseconds(number(20, 3));
}

bool split_unusual_log4j_rest(std::string_view rest, Log4jLine& line) {
  std::size_t at = skip_blanks(rest, 0);
  const std::size_t level = read_level(rest.substr(at), line.level);
  if (level == 0) return false;
  at = skip_blanks(rest, at + level);
  if (at >= rest.size() || rest[at] != '[') return false;
  const std::size_t thread = at + 1;
  const std::string_view front = rest.substr(0, thread + kMostName);
  // A thread may hold brackets: it ends at the first one behind which the rest is as it must be.
  for (std::size_t end = front.find(']', thread); end != std::string_view::npos; end = front.find(']', end + 1)) {
    if (!read_logger(rest, end + 1, line)) continue;
    line.thread = rest.substr(thread, end - thread);
    return true;
  }
  return false;
}

bool Log4jFrontReader::read_unknown(std::string_view rest, LogLevel& level, std::string_view& message, Front* front) {
  Log4jLine line;
  if (!split_log4j_rest(rest, line)) return false;
  level = line.level;
  message = line.message;
  if (front == nullptr || message.empty()) return true;
  const std::size_t size = rest.size() - message.size();
  // Where a thread that holds a bracket ends may depend on the message.
  if (size > sizeof front->text || line.thread.find(']') != std::string_view::npos) return true;
  std::memcpy(front->text, rest.data(), size);
  front->size = static_cast<std::uint8_t>(size);
  front->level = level;
  return true;
}

}  // namespace logscan::detail
