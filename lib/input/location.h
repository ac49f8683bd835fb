// Where a record stands. 24 bytes: kept by the million.
#pragma once

#include <cstdint>

namespace logscan::detail {

using SourceId = std::uint32_t;
inline constexpr SourceId kNoSource = 0xffffffff;

struct Location {
  std::uint64_t offset = 0;   // of the record's first byte in the content of its source
  std::uint64_t ordinal = 0;  // line or frame, from 1; relative to the chunk until the chunk is merged
  std::uint32_t length = 0;   // bytes of the record, line end included
  SourceId source = kNoSource;

  friend bool operator==(const Location&, const Location&) = default;
};
static_assert(sizeof(Location) == 24);

}  // namespace logscan::detail
