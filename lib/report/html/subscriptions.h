// Subscriptions in the timeline: those in trouble as strips, the worst first; all of a node summed up in bins.
#pragma once

#include "report/html/page.h"

namespace logscan::detail {

void write_subscriptions(HtmlPage& page);

}  // namespace logscan::detail
