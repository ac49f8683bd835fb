// The stories and the findings of the page.
#pragma once

#include "report/html/page.h"

namespace logscan::detail {

void write_stories(HtmlPage& page);
void write_findings(HtmlPage& page);

}  // namespace logscan::detail
