// The log4j logs of IM and Presence: that of the Server Recovery Manager, and those of its sibling services.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kSrmLog;
extern const ParserInfo kLog4jGeneric;

}  // namespace logscan::detail
