// Charts beside the lanes: failures over time by what they met, and how long heartbeats paused.
#pragma once

#include "report/html/page.h"

namespace logscan::detail {

// A lane of the timeline.
void write_failures(HtmlPage& page);
// A section of its own.
void write_heartbeats(HtmlPage& page);

}  // namespace logscan::detail
