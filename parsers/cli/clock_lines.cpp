#include "parsers/cli/clock_lines.h"

#include <array>
#include <string>
#include <utility>

#include "base/text.h"
#include "time/format.h"
#include "time/zone.h"

namespace logscan::detail {
namespace {

// `Fri Sep 16 15:41:55 EDT 2016`: the zone's short name is not unique, and is not read.
std::optional<LocalTime> read_date(std::string_view text) {
  const auto word = [&] {
    text = trim(text);
    const std::string_view front = text.substr(0, text.find(' '));
    text.remove_prefix(front.size());
    return front;
  };
  word();
  const unsigned month = month_of(word());
  const auto day = parse_number<unsigned>(word());
  const std::string_view clock = word();
  std::string_view year_text = word();
  if (!text.empty()) year_text = word();
  const auto year = parse_number<int>(year_text);
  if (month == 0 || !day || !year || clock.size() != 8 || clock[2] != ':' || clock[5] != ':') return std::nullopt;
  const auto hour = parse_number<unsigned>(clock.substr(0, 2));
  const auto minute = parse_number<unsigned>(clock.substr(3, 2));
  const auto second = parse_number<unsigned>(clock.substr(6, 2));
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(month), std::chrono::day(*day)};
  if (!date.ok() || *year < 1990 || *year > 2200 || !hour || !minute || !second || *hour > 23 || *minute > 59 ||
      *second > 60)
    return std::nullopt;
  return LocalTime{std::chrono::local_days(date)} + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second);
}

// `Eastern Daylight Time (America/New_York)`
std::optional<ClockLine> zone_in_parentheses(std::string_view text) {
  const std::size_t open = text.rfind('('), close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return std::nullopt;
  const std::string_view name = text.substr(open + 1, close - open - 1);
  if (name.find('/') == std::string_view::npos || !Zone::find(name)) return std::nullopt;
  return ClockLine{name, std::nullopt};
}

}  // namespace

std::optional<ClockLine> read_clock_line(std::string_view text) {
  static constexpr std::string_view kTime = "Current time in ";
  text = trim(text);
  if (text.size() > 200) return std::nullopt;
  if (text.starts_with("Time Zone") || text.starts_with("Current timezone")) return zone_in_parentheses(text);
  if (!text.starts_with(kTime)) return std::nullopt;
  text.remove_prefix(kTime.size());
  const std::string_view name = text.substr(0, text.find(' '));
  text.remove_prefix(name.size());
  text = trim(text);
  if (!text.starts_with("is")) return std::nullopt;
  text = trim(text.substr(2));
  if (!text.starts_with(':')) return std::nullopt;
  const Result<Zone> zone = Zone::find(name);
  if (!zone) return std::nullopt;
  ClockLine line{name, std::nullopt};
  if (const auto local = read_date(text.substr(1))) {
    const Zone::Instant instant = zone->to_utc(*local);
    if (!instant.ambiguous && !instant.nonexistent) line.utc = LocalTime{instant.time.time_since_epoch()};
  }
  return line;
}

std::optional<LocalTime> read_date_line(std::string_view text) {
  static constexpr std::string_view kDate = "Date";
  text = trim(text);
  if (text.size() > 80 || !text.starts_with(kDate)) return std::nullopt;
  text = trim(text.substr(kDate.size()));
  if (!text.starts_with(':')) return std::nullopt;
  // The day, the month, `29,`, the year, the time: in the order of the other form.
  std::array<std::string_view, 5> words;
  text.remove_prefix(1);
  for (std::string_view& word : words) {
    text = trim(text);
    word = text.substr(0, text.find(' '));
    text.remove_prefix(word.size());
  }
  if (!trim(text).empty()) return std::nullopt;
  if (words[2].ends_with(',')) words[2].remove_suffix(1);
  if (words[3].size() != 4) std::swap(words[3], words[4]);
  std::string joined;
  for (const std::size_t i : {0U, 1U, 2U, 4U, 3U}) joined += std::string(words[i]) + " ";
  return read_date(joined);
}

std::optional<LocalTime> read_utc_date(std::string_view text) {
  text = trim(text);
  if (text.size() > 40) return std::nullopt;
  for (const std::string_view zone : {" UTC ", " GMT "}) {
    const std::size_t at = text.find(zone);
    if (at == std::string_view::npos) continue;
    return read_date(text);
  }
  return std::nullopt;
}

std::string_view read_host_line(std::string_view text) {
  text = trim(text);
  for (const std::string_view key : {"host name", "hostname"}) {
    if (text.size() < key.size() || !iequals(text.substr(0, key.size()), key)) continue;
    const std::string_view rest = trim(text.substr(key.size()));
    if (!rest.starts_with(':')) return {};
    const std::string_view host = trim(rest.substr(1));
    return host.find_first_of(" \t") == std::string_view::npos && host.size() <= 255 ? host : std::string_view{};
  }
  return {};
}

// Their lines are read wherever they stand, so there is nothing left to do.
constinit const CommandReader kClockCommands{
    .name = "cli.clock",
    .matches =
        [](std::string_view command) {
          return command == "show timezone config" || command == "date" || command.starts_with("show network eth0");
        },
    .recognises = nullptr,
    .read = [](const CommandOutput& /*output*/, SessionFacts& /*facts*/, Sink& /*sink*/) {},
};

}  // namespace logscan::detail
