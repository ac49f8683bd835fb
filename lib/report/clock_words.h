// The words for a clock.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>

#include "logscan/report.h"

namespace logscan::detail {

// `+00:00`, `-03:30`, `-00:00:02.5`; seconds and tenths only where there are some.
inline std::string offset_text(double offset_s) {
  const auto tenths = static_cast<std::int64_t>(std::llround(std::abs(offset_s) * 10)), whole = tenths / 10;
  const auto two = [](std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  std::string text = (offset_s < 0 && tenths != 0 ? "-" : "+") + two(whole / 3600) + ":" + two(whole / 60 % 60);
  if (tenths % 600 != 0) text += ":" + two(whole % 60);
  if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  return text;
}

// The zone that the clock shows, by name where that is known.
inline std::string zone_text(const ClockReport& clock) { return clock.zone.value_or(offset_text(clock.offset_s)); }

}  // namespace logscan::detail
