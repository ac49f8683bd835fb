// Traces of the database's own services: that they are here, and the errors in them that are known by their words.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kDatabaseTrace;

}  // namespace logscan::detail
