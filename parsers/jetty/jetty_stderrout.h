// What Connection Jetty and the services in it write to their standard output.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kJettyStdErrOut;

}  // namespace logscan::detail
