// Times and spans as a scenario file writes them: UTC, whole seconds, proleptic Gregorian calendar. Records may have
// milliseconds.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace logscan::gen {

using Seconds = std::chrono::seconds;
using Minutes = std::chrono::minutes;
using Milliseconds = std::chrono::milliseconds;
using Time = std::chrono::sys_seconds;
using Instant = std::chrono::sys_time<Milliseconds>;
using Day = std::chrono::sys_days;  // a calendar day in the zone of the log, not necessarily UTC

inline constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
inline constexpr std::array<std::string_view, 7> kWeekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

// `2026-03-04T10:00:00Z`, or with an offset `+05:30`; nothing else.
std::optional<Time> parse_time(std::string_view text);
// `2026-03-04`.
std::optional<Day> parse_day(std::string_view text);
// `90`, `90s`, `31m`, `1h30m`, `2d`; not negative, at most ten years.
std::optional<Seconds> parse_span(std::string_view text);
// `+0530`, `-0330`, `+0000`; less than a day.
std::optional<Minutes> parse_zone(std::string_view text);

std::string format_time(Time time);     // 2026-03-04T10:00:00Z
std::string format_day(Day day);        // 2026-03-04
std::string format_zone(Minutes zone);  // +0530
std::string format_stamp(Time time);    // 2026-03-04_10-00-00, the name of an RTMT download folder
std::string format_log_name(Day day);   // 2026_03_04.request.log
Day day_of(Time time, Minutes zone);    // the calendar day in that zone
Time begin_of(Day day, Minutes zone);   // 00:00 of that day in that zone, as UTC

}  // namespace logscan::gen
