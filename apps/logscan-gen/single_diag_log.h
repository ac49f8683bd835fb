// One large diag log of CuMbxSync with all its traces on, for measurements: in time order, over as many midnights as it
// takes, and in constant memory.
#pragma once

#include <cstdint>
#include <string>

#include "calendar.h"
#include "logscan/result.h"

namespace logscan::gen {

// One record in 16 shows the gauge, one in 512 is a request that failed, one in 8192 was throttled.
struct SingleDiagLog {
  std::uint64_t bytes = 0;  // the log is the longest of whole records that is not larger
  std::uint64_t seed = 1;
  Time start = Time(Seconds(1'772'582'400));  // 2026-03-04T00:00:00Z
};

Status write_single_diag_log(const SingleDiagLog& log, const std::string& path);

}  // namespace logscan::gen
