// Small files that are read whole: reports and baselines.
#pragma once

#include <string>

#include "logscan/result.h"

namespace logscan::cli {

// All of a file, a pipe, or standard input (`-`); kUsage where it is larger than a report can be.
Result<std::string> read_file(const std::string& path);

// Whether it is to be read as a JSON report and not as a case: what begins as a JSON object, and what can be read only
// once.
bool holds_report(const std::string& path);

}  // namespace logscan::cli
