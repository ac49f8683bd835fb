// The clock of a source: the only way from the times a source writes to UTC.
//
// A source lies on one of two axes. On the stated axis every record carries its offset, and its times are kept as UTC
// already (as LocalTime, so that nothing can take them for a Timestamp before the clock has said so). On the wall axis
// the zone is unknown, and the clock converts by the zone that was given, inferred from anchors, or assumed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "logscan/report.h"
#include "logscan/time.h"
#include "time/zone.h"

namespace logscan::detail {

enum class Axis : std::uint8_t { kStated, kWall };

// "This source's wall time w is UTC t, plus or minus u, because of R."
struct Anchor {
  LocalTime wall{};
  Timestamp utc{};
  Duration uncertainty{};
  std::string because;
};

class Clock {
 public:
  // The zone stands in every record, to the second or better.
  static Clock stated(Duration resolution);
  static Clock in_zone(Zone zone, ClockBasis basis, Duration uncertainty);
  // Solves a constant offset from anchors that agree; nothing where there are none or they contradict each other.
  static std::optional<Clock> from_anchors(const std::vector<Anchor>& anchors);

  [[nodiscard]] Timestamp to_utc(LocalTime time) const { return zone_.to_utc(time - shift_).time; }
  // True where the wall time comes twice or never in this zone.
  [[nodiscard]] bool doubtful(LocalTime time) const;
  [[nodiscard]] ClockBasis basis() const { return basis_; }
  [[nodiscard]] Duration uncertainty() const { return uncertainty_; }
  // As the report tells it, for times between `first` and `last`.
  [[nodiscard]] ClockReport describe(Timestamp first, Timestamp last) const;

 private:
  Zone zone_ = Zone::utc();
  ClockBasis basis_ = ClockBasis::kAssumed;
  Duration uncertainty_{};
  Duration shift_{};
  std::uint64_t anchors_ = 0;
};

}  // namespace logscan::detail
