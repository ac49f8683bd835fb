// AlertLog_*.csv: the alerts of the Real-Time Monitoring Tool.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kAlertLog;

}  // namespace logscan::detail
