// Session: options in, a case out. No globals, no output, no locale; one session per thread.
#pragma once

#include "logscan/export.h"
#include "logscan/options.h"
#include "logscan/report.h"

namespace logscan {
inline namespace v1 {

// Reads every path of `options` as one case and judges it with the built-in parsers and rules.
// Damaged or unreadable input is part of the report, not an error. An error means: usage (a bad glob, zone, data
// file or setting), kNotFound (no path could be read or nothing was recognised is told by the report's sources),
// kCancelled, or kInternal.
LOGSCAN_API Result<Case> scan(const Options& options);

}  // namespace v1
}  // namespace logscan
