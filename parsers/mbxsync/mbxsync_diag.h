// The diagnostic logs of Unity Connection: that of its mailbox synchronisation, and those in the same layout.
#pragma once

#include "parse/parser.h"

namespace logscan::detail {

extern const ParserInfo kMbxSyncDiag;

}  // namespace logscan::detail
