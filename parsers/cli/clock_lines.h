// The lines by which a command says what time it was, and in which zone the server lives.
#pragma once

#include <optional>
#include <string_view>

#include "logscan/time.h"
#include "parsers/cli/command.h"

namespace logscan::detail {

struct ClockLine {
  std::string_view zone;         // as the line names it
  std::optional<LocalTime> utc;  // nothing where the line tells the zone alone
};

// `Current time in America/New_York is : Fri Sep 16 15:41:55 EDT 2016`, and zones in parentheses behind
// `Time Zone` or `Current timezone`; nothing for any other line, or where the zone is none.
std::optional<ClockLine> read_clock_line(std::string_view text);

// `Date : Sun Jun 29, 2014 09:05:01`, in the zone that a line near it names.
std::optional<LocalTime> read_date_line(std::string_view text);

// `Sun Jun 29 16:05:01 UTC 2014`, as the shell prints it. Other short names of zones are not unique, and are not read.
std::optional<LocalTime> read_utc_date(std::string_view text);

// `Host Name : imp1`; empty for any other line.
std::string_view read_host_line(std::string_view text);

extern const CommandReader kClockCommands;

}  // namespace logscan::detail
