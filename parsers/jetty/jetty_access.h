// The request log of Connection Jetty, where Exchange's notifications arrive.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kJettyAccess;

}  // namespace logscan::detail
