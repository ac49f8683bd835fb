// Sequence numbers of TCP.
#pragma once

#include <cstdint>

namespace logscan::detail {

// They run in a circle: the distance from `b` to `a`, negative where `a` comes before.
inline std::int32_t distance(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b); }

}  // namespace logscan::detail
