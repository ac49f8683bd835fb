// A session with the platform's command line: many commands and their outputs in one text.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kCliSession;

}  // namespace logscan::detail
