#include "time/format.h"

#include <array>
#include <cstdarg>
#include <cstdio>

#include "base/text.h"

namespace logscan::detail {
namespace {

using std::chrono::days;
using std::chrono::floor;

struct Civil {
  int year;
  unsigned month, day;
  int hour, minute, second;
  int micros;
};

Civil civil(Duration since_epoch) {
  const std::chrono::sys_time<Duration> time{since_epoch};
  const auto day = floor<days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss<Duration> clock{time - day};
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

// Integers only, so that no locale has a say.
[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...) {
  std::array<char, 64> buffer;
  std::va_list args;
  va_start(args, format);
  const int length = std::vsnprintf(buffer.data(), buffer.size(), format, args);
  va_end(args);
  return {buffer.data(), static_cast<std::size_t>(length)};
}

std::string clock_text(const Civil& c) {
  std::string text = print("%02d:%02d:%02d", c.hour, c.minute, c.second);
  if (c.micros / 1000 != 0) text += print(".%03d", c.micros / 1000);
  return text;
}

// Reads exactly `width` digits at the front of `text` and removes them.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    if (!is_digit(text[i])) return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text[0]) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<Timestamp> read_time(std::string_view text, const Zone& zone) {
  const auto year = take_digits(text, 4);
  if (!year || !take(text, "-")) return std::nullopt;
  const auto month = take_digits(text, 2);
  if (!month || !take(text, "-")) return std::nullopt;
  const auto day = take_digits(text, 2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  LocalTime local{std::chrono::local_days{date}.time_since_epoch()};
  if (text.empty()) return zone.to_utc(local).time;

  if (!take(text, "Tt ")) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 24 || !take(text, ":")) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59) return std::nullopt;
  int second = 0;
  Duration fraction{0};
  if (take(text, ":")) {
    const auto seconds = take_digits(text, 2);
    if (!seconds || *seconds > 60) return std::nullopt;
    second = *seconds;
    if (take(text, ".,")) {
      int scale = 100000;
      if (text.empty() || !is_digit(text[0])) return std::nullopt;
      while (!text.empty() && is_digit(text[0])) {
        fraction += Duration((text[0] - '0') * scale);
        scale /= 10;
        text.remove_prefix(1);
      }
    }
  }
  const bool past_midnight = *minute != 0 || second != 0 || fraction != Duration::zero();
  if (*hour == 24 && past_midnight) return std::nullopt;
  local += std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(second) + fraction;
  if (text.empty()) return zone.to_utc(local).time;
  const auto offset = Zone::find(text == "z" ? "Z" : text);
  const bool numeric = text == "Z" || text == "z" || text[0] == '+' || text[0] == '-';
  if (!numeric || !offset) return std::nullopt;
  return offset->to_utc(local).time;
}

}  // namespace

std::string to_rfc3339(Timestamp time) {
  const Civil c = civil(time.time_since_epoch());
  constexpr int kMostDigits = 9999;
  if (c.year < 0 || c.year > kMostDigits)
    return print("%04d-%02u-%02uT%02d:%02d:%02d.%06dZ", c.year, c.month, c.day, c.hour, c.minute, c.second, c.micros);
  std::string text = "0000-00-00T00:00:00.000000Z";
  const auto put = [&](std::size_t at, std::size_t width, unsigned value) {
    for (; width > 0; value /= 10) text[at + --width] = static_cast<char>('0' + value % 10);
  };
  put(0, 4, static_cast<unsigned>(c.year));
  put(5, 2, c.month);
  put(8, 2, c.day);
  put(11, 2, static_cast<unsigned>(c.hour));
  put(14, 2, static_cast<unsigned>(c.minute));
  put(17, 2, static_cast<unsigned>(c.second));
  put(20, 6, static_cast<unsigned>(c.micros));
  return text;
}

std::string to_display(Timestamp time, const Zone& zone) {
  const Civil c = civil(time.time_since_epoch() + std::chrono::seconds(zone.offset_s(time)));
  return print("%04d-%02u-%02u ", c.year, c.month, c.day) + clock_text(c);
}

std::string to_clock(Timestamp time, const Zone& zone) {
  return clock_text(civil(time.time_since_epoch() + std::chrono::seconds(zone.offset_s(time))));
}

std::string to_words(Duration duration) {
  const char* sign = duration < Duration::zero() ? "-" : "";
  const std::int64_t micros = duration < Duration::zero() ? -duration.count() : duration.count();
  if (micros < 1'000'000) return print("%s%lld ms", sign, static_cast<long long>(micros / 1000));
  const long long seconds = (micros + 500'000) / 1'000'000;
  if (seconds < 60) return print("%s%lld s", sign, seconds);
  if (seconds < 3600) {
    if (seconds % 60 == 0) return print("%s%lld min", sign, seconds / 60);
    return print("%s%lld min %02lld s", sign, seconds / 60, seconds % 60);
  }
  if (seconds < 86400) return print("%s%lld h %02lld min", sign, seconds / 3600, seconds % 3600 / 60);
  return print("%s%lld d %lld h", sign, seconds / 86400, seconds % 86400 / 3600);
}

std::string in_seconds(Duration duration) {
  const auto tenths = (std::chrono::abs(duration).count() + 50'000) / 100'000;
  return std::to_string(tenths / 10) + (tenths % 10 == 0 ? "" : "." + std::to_string(tenths % 10)) + " s";
}

Result<Timestamp> parse_time(std::string_view text, const Zone& zone) {
  if (const auto time = read_time(trim(text), zone)) return *time;
  return Error{ErrorCode::kUsage, "'" + std::string(text) +
                                      "' is no time: give 2014-06-29T11:30:00Z, or without the Z to read it in --tz"};
}

Result<Duration> parse_duration(std::string_view text) {
  const std::string_view whole = text;
  std::int64_t unit = 1;
  if (!text.empty() && !is_digit(text.back())) {
    switch (text.back()) {
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
        unit = 0;
    }
    text.remove_suffix(1);
  }
  const auto number = parse_number<std::uint32_t>(text);
  // A century around any time that can be written stays within 64 bits.
  constexpr std::int64_t kMostSeconds = 36600LL * 86400;
  if (unit == 0 || !number || *number > kMostSeconds / unit) {
    return Error{ErrorCode::kUsage, "'" + std::string(whole) + "' is no duration: give 90s, 15m, 2h or 1d"};
  }
  return Duration(std::chrono::seconds(*number * unit));
}

unsigned month_of(std::string_view name) {
  static constexpr std::array<std::string_view, 12> kNames = {"jan janv ene gen",
                                                              "feb f\xc3\xa9v fev fevr f\xc3\xa9vr",
                                                              "mar m\xc3\xa4r mrz mars m\xc3\xa4rz",
                                                              "apr avr abr avril",
                                                              "may mai mag",
                                                              "jun juin giu juni",
                                                              "jul juil lug juli",
                                                              "aug ao\xc3\xbbt ago aout",
                                                              "sep sept set",
                                                              "oct okt ott out",
                                                              "nov",
                                                              "dec dez d\xc3\xa9"
                                                              "c dic"};
  if (!name.empty() && name.back() == '.') name.remove_suffix(1);
  if (name.size() < 3) return 0;
  for (unsigned month = 0; month < kNames.size(); ++month) {
    std::string_view rest = kNames[month];
    while (!rest.empty()) {
      const std::size_t blank = rest.find(' ');
      if (iequals(rest.substr(0, blank), name)) return month + 1;
      rest = blank == std::string_view::npos ? std::string_view{} : rest.substr(blank + 1);
    }
  }
  return 0;
}

}  // namespace logscan::detail
