// PerfMon's log of counters, as CSV: the state of the Server Recovery Manager as it changed.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kPerfMon;

}  // namespace logscan::detail
