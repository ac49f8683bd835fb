// What was read, and which rules found nothing or could not run.
#pragma once

#include "report/html/page.h"

namespace logscan::detail {

void write_sources(HtmlPage& page);
void write_rules(HtmlPage& page);

}  // namespace logscan::detail
