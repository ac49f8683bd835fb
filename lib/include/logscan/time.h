// The two kinds of time: Timestamp is UTC; WallTime is what a record says. They do not convert into each other:
// only the clock of a source (time/clock.h) turns one into the other.
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>

namespace logscan {
inline namespace v1 {

using Duration = std::chrono::microseconds;
using Timestamp = std::chrono::sys_time<Duration>;
using LocalTime = std::chrono::local_time<Duration>;

// A record's own time. Without an offset the zone is unknown until the clock of the source is solved.
struct WallTime {
  static constexpr std::int32_t kNoOffset = std::numeric_limits<std::int32_t>::min();
  LocalTime local{};
  std::int32_t offset_s = kNoOffset;  // east of UTC, as the record states it

  [[nodiscard]] bool has_offset() const { return offset_s != kNoOffset; }
};

// Half open: from <= t < to.
struct Window {
  Timestamp from{};
  Timestamp to{};

  [[nodiscard]] bool contains(Timestamp t) const { return from <= t && t < to; }
  [[nodiscard]] bool overlaps(const Window& other) const { return from < other.to && other.from < to; }
  [[nodiscard]] Duration length() const { return to - from; }
  friend bool operator==(const Window&, const Window&) = default;
};

}  // namespace v1
}  // namespace logscan
