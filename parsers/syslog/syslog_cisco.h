// The system's logs of a node: CiscoSyslog with the alarms of the applications, AlternateSyslog, messages.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kCiscoSyslog;

}  // namespace logscan::detail
