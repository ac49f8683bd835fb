// Numbers in network byte order.
#pragma once

#include <cstdint>

namespace logscan::detail {

inline std::uint16_t be16(const unsigned char* at) { return static_cast<std::uint16_t>(at[0] << 8 | at[1]); }
inline std::uint32_t be32(const unsigned char* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}

}  // namespace logscan::detail
