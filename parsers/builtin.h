// The formats that logscan knows. To add one, add its ParserInfo to the list in builtin.cpp.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

ParserList builtin_parsers();

}  // namespace logscan::detail
