// The first numbers of captures, pcap and pcapng: they tell the kind of file, its unit of time and its byte order.
#pragma once

#include <cstdint>
#include <string_view>

namespace logscan::detail {

inline constexpr std::uint32_t kPcapMicroseconds = 0xa1b2c3d4;
inline constexpr std::uint32_t kPcapNanoseconds = 0xa1b23c4d;
inline constexpr std::uint32_t kPcapKuznetzov = 0xa1b2cd34;  // its records have a longer header
inline constexpr std::uint32_t kPcapngSection = 0x0a0d0d0a;  // the same in either byte order
inline constexpr std::uint32_t kPcapngByteOrder = 0x1a2b3c4d;

// Whether a file of classic pcap begins with that number.
constexpr bool is_pcap_mark(std::uint32_t first) {
  return first == kPcapMicroseconds || first == kPcapNanoseconds || first == kPcapKuznetzov;
}

// Whether a capture, in either byte order, begins with `head`: its first 12 bytes, or more.
bool is_capture(std::string_view head);

}  // namespace logscan::detail
