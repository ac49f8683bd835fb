// One large capture for measurements: healthy notifications on short connections, one segment in a hundred out of its
// place, and three packets in ten that belong to something else. In constant memory.
#pragma once

#include <cstdint>
#include <string>

#include "calendar.h"
#include "logscan/result.h"

namespace logscan::gen {

struct SingleCapture {
  std::uint64_t bytes = 0;  // the capture is the longest that is not larger
  std::uint64_t seed = 1;
  Time start = Time(Seconds(1'772'582'400));  // 2026-03-04T00:00:00Z
};

Status write_single_capture(const SingleCapture& capture, const std::string& path);

}  // namespace logscan::gen
