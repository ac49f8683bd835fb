// One large SRM log at DEBUG, or one large CiscoSyslog, for measurements: in time order and in constant memory.
#pragma once

#include <cstdint>
#include <string>

#include "calendar.h"
#include "logscan/result.h"

namespace logscan::gen {

enum class PairLogKind : std::uint8_t {
  // Two heartbeats and forty other records of eight shapes in 15 s.
  kSrm,
  // Alarms and system lines; one in 2000 tells of a failover, a service that failed, a shutdown or a boot.
  kSyslog,
};

struct SinglePairLog {
  PairLogKind kind = PairLogKind::kSrm;
  std::uint64_t bytes = 0;  // the log is the longest of whole lines that is not larger
  std::uint64_t seed = 1;
  Time start = Time(Seconds(1'772'582'400));  // 2026-03-04T00:00:00Z
};

Status write_single_pair_log(const SinglePairLog& log, const std::string& path);

}  // namespace logscan::gen
