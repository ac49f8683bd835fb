#include "time/us_time.h"

#include "base/text.h"

namespace logscan::detail {

static constexpr std::string_view kShape = "00/00/0000 00:00:00";

bool has_us_time_shape(std::string_view text) {
  if (text.size() < kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == '0' ? !is_digit(text[i]) : text[i] != kShape[i]) return false;
  }
  return true;
}

std::optional<LocalTime> read_us_time(std::string_view text) {
  if (!has_us_time_shape(text)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t count) {
    unsigned value = 0;
    for (std::size_t i = at; i < at + count; ++i) value = value * 10 + static_cast<unsigned>(text[i] - '0');
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number(6, 4))),
                                         std::chrono::month(number(0, 2)), std::chrono::day(number(3, 2))};
  const unsigned hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  LocalTime time = LocalTime{std::chrono::local_days(date)} + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                   std::chrono::seconds(second);
  text.remove_prefix(kShape.size());
  if (text.empty()) return time;
  if (text.size() != 4 || text[0] != '.' || !is_digit(text[1]) || !is_digit(text[2]) || !is_digit(text[3]))
    return std::nullopt;
  time += std::chrono::milliseconds((text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0'));
  return time;
}

}  // namespace logscan::detail
