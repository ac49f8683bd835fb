// How a check of all tables may have ended beside kCheckClean, kCheckErrors and kCheckRunning: more numbers of
// FactKind::kDbReplicationCheck.
#pragma once

#include <cstdint>

namespace logscan::detail {

inline constexpr std::int64_t kCheckIncomplete = 3;    // before the last table, without an error until then
inline constexpr std::int64_t kCheckServicesDown = 4;  // services do not run; it found no error

}  // namespace logscan::detail
