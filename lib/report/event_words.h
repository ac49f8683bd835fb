// A row of the timeline in words, as the text form has them after time and kind.
#pragma once

#include <string>

#include "logscan/report.h"

namespace logscan::detail {

// Times of day in it are of UTC.
std::string event_words(const TimelineRow& row);

}  // namespace logscan::detail
