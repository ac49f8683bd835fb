// A capture of packets: what Exchange sent to Unity Connection's listener, and what the listener answered.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kCaptureFile;

}  // namespace logscan::detail
