#include "calendar.h"

#include <fmt/format.h>

#include <cstdint>

namespace logscan::gen {

namespace {

// The number in exactly `count` digits at `at`.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

// The sign of `+` or `-`, else 0.
int sign_of(char c) {
  if (c == '+') return 1;
  return c == '-' ? -1 : 0;
}

std::optional<Minutes> offset_of(int sign, std::optional<int> hours, std::optional<int> minutes) {
  if (sign == 0 || !hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return Minutes(sign * (*hours * 60 + *minutes));
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  return Day(date);
}

std::optional<Time> parse_time(std::string_view text) {
  if (text.size() < 20 || (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const auto day = parse_day(text.substr(0, 10));
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!day || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  const Time local = *day + std::chrono::hours(*hour) + Minutes(*minute) + Seconds(*second);
  const std::string_view zone = text.substr(19);
  if (zone == "Z") return local;
  if (zone.size() != 6 || zone[3] != ':') return std::nullopt;
  const auto offset = offset_of(sign_of(zone[0]), digits(zone, 1, 2), digits(zone, 4, 2));
  if (!offset) return std::nullopt;
  return local - *offset;
}

std::optional<Seconds> parse_span(std::string_view text) {
  constexpr std::int64_t kLongest = 10LL * 366 * 86400;
  std::int64_t total = 0;
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::int64_t number = 0;
    std::size_t length = 0;
    for (; length < text.size() && text[length] >= '0' && text[length] <= '9'; ++length) {
      number = number * 10 + (text[length] - '0');
      if (number > kLongest) return std::nullopt;
    }
    if (length == 0) return std::nullopt;
    std::int64_t unit = 1;
    if (length < text.size()) {
      switch (text[length]) {
        case 's':
          unit = 1;
          break;
        case 'm':
          unit = 60;
          break;
        case 'h':
          unit = 3600;
          break;
        case 'd':
          unit = 86400;
          break;
        default:
          return std::nullopt;
      }
      ++length;
    }
    total += number * unit;
    if (total > kLongest) return std::nullopt;
    text.remove_prefix(length);
  }
  return Seconds(total);
}

std::optional<Minutes> parse_zone(std::string_view text) {
  if (text.size() != 5) return std::nullopt;
  return offset_of(sign_of(text[0]), digits(text, 1, 2), digits(text, 3, 2));
}

std::string format_day(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string format_time(Time time) {
  const Day day = std::chrono::floor<std::chrono::days>(time);
  const std::int64_t second = (time - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}Z", format_day(day), second / 3600, second / 60 % 60, second % 60);
}

std::string format_zone(Minutes zone) {
  const std::int64_t size = zone.count() < 0 ? -zone.count() : zone.count();
  return fmt::format("{}{:02}{:02}", zone.count() < 0 ? '-' : '+', size / 60, size % 60);
}

std::string format_stamp(Time time) {
  const Day day = std::chrono::floor<std::chrono::days>(time);
  const std::int64_t second = (time - day).count();
  return fmt::format("{}_{:02}-{:02}-{:02}", format_day(day), second / 3600, second / 60 % 60, second % 60);
}

std::string format_log_name(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}_{:02}_{:02}.request.log", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

Day day_of(Time time, Minutes zone) { return std::chrono::floor<std::chrono::days>(time + zone); }

Time begin_of(Day day, Minutes zone) { return Time(day) - zone; }

}  // namespace logscan::gen
