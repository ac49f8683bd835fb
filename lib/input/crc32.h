// CRC-32 as in gzip and zip, fast enough not to be seen beside inflate.
#pragma once

#include <cstdint>
#include <span>

namespace logscan::detail {

// Goes on from `crc`, which is 0 at the beginning: the same values as zlib's crc32.
std::uint32_t crc32_of(std::uint32_t crc, std::span<const char> bytes);

}  // namespace logscan::detail
