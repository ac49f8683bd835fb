// From sources to what their logs can prove.
#pragma once

#include <vector>

#include "timeline/timeline.h"

namespace logscan::detail {

// Groups the sources into logs, orders each by content, and finds its span, its holes and its end.
std::vector<LogCoverage> judge_coverage(const std::vector<ParsedSource>& sources, const TimelineOptions& options);

}  // namespace logscan::detail
