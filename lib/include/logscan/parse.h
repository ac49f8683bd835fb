// Values as people type them: times, durations, levels; and the nearest name to a misspelt one. kUsage with a hint
// where a text is none of these.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "logscan/export.h"
#include "logscan/report.h"
#include "logscan/result.h"
#include "logscan/time.h"

namespace logscan {
inline namespace v1 {

// RFC 3339, or the same without an offset, read in `zone`; also a date alone.
LOGSCAN_API Result<Timestamp> parse_time(std::string_view text, const std::string& zone);
// A time and how far to both sides of it: `2014-06-29T11:30:00Z+-15m`, also with the plus-minus sign.
LOGSCAN_API Result<Window> parse_around(std::string_view text, const std::string& zone);
// `90s`, `15m`, `2h`, `1d`, or a number of seconds.
LOGSCAN_API Result<Duration> parse_duration(std::string_view text);
// Whether there is such a zone: `UTC`, an IANA name, or an offset such as `+05:30`.
LOGSCAN_API Status check_zone(std::string_view name);

LOGSCAN_API Result<Severity> parse_severity(std::string_view text);
LOGSCAN_API Result<Confidence> parse_confidence(std::string_view text);

// The one of `names` that was probably meant; empty where none is near.
LOGSCAN_API std::string nearest_name(std::string_view text, const std::vector<std::string>& names);

}  // namespace v1
}  // namespace logscan
