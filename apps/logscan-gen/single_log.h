// One large healthy request log for measurements: every line of the same length, in time order, in constant memory.
#pragma once

#include <cstdint>
#include <string>

#include "calendar.h"
#include "logscan/result.h"

namespace logscan::gen {

struct SingleLog {
  std::uint64_t bytes = 0;             // the log is the longest that is not larger
  std::uint64_t subscriptions = 2000;  // 1 to 100,000
  std::uint64_t seed = 1;
  Time start = Time(Seconds(1'772'582'400));  // 2026-03-04T00:00:00Z
};

// Every line of a single log, its end included.
inline constexpr std::uint64_t kSingleLogLine = 161;

Status write_single_log(const SingleLog& log, const std::string& path);

}  // namespace logscan::gen
