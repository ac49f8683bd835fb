// Times as text, both ways; no locale, no allocation beyond the result.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "logscan/result.h"
#include "logscan/time.h"
#include "time/zone.h"

namespace logscan::detail {

// RFC 3339 with microseconds: 2014-06-29T08:50:00.123456Z
std::string to_rfc3339(Timestamp time);

// For people: `2014-06-29 08:50:00` in the zone, milliseconds only where there are some.
std::string to_display(Timestamp time, const Zone& zone);
// Only the time of day of that: `08:50:00`.
std::string to_clock(Timestamp time, const Zone& zone);

// `4 min 12 s`, `31 min`, `2 h 05 min`, `3 d 4 h`, `850 ms`
std::string to_words(Duration duration);

// In seconds alone, without a sign: `0.4 s`, `3600 s`.
std::string in_seconds(Duration duration);

// RFC 3339, or the same without offset, read in `zone`; also a date alone. kUsage with a hint otherwise.
Result<Timestamp> parse_time(std::string_view text, const Zone& zone);

// `90s`, `15m`, `2h`, `1d`, or a number of seconds.
Result<Duration> parse_duration(std::string_view text);

// 1 to 12 for a month's short name in English, German, French, Spanish, Italian or Portuguese, any case, with or
// without a dot: a Java log writes it in the locale of its machine. 0 where it is none.
unsigned month_of(std::string_view name);

}  // namespace logscan::detail
