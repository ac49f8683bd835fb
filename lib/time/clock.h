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

// The wall axis has a variant: records without a year lie in the years from kNominalYear on, one further for each turn
// of the year in the file, until the year is found (timeline/clocks.h). Records without a date lie in nominal days from
// the first of that year on, one further for each midnight that the file shows, until the date is found
// (timeline/dating.h).
enum class Axis : std::uint8_t { kStated, kWall, kYearless, kDateless };

// A leap year, so that 29 February is a day in it.
inline constexpr int kNominalYear = 2000;

// A clock that is compared with another was so far ahead of it from `from` (its own time) on, and gained `drift` of
// each unit of time. The first also holds before its time.
struct AheadFrom {
  Timestamp from{};
  Duration ahead{};
  double drift = 0;

  [[nodiscard]] Duration at(Timestamp time) const {
    return ahead + Duration(static_cast<std::int64_t>(drift * static_cast<double>((time - from).count())));
  }
};

// The wall clock was so far ahead of UTC from `from` on.
struct OffsetFrom {
  LocalTime from{};
  std::int32_t offset_s = 0;
  std::uint64_t anchors = 0;
};

class Clock {
 public:
  // The zone stands in every record, to the second or better.
  static Clock stated(Duration resolution);
  static Clock in_zone(Zone zone, ClockBasis basis, Duration uncertainty);
  // Offsets that another log of the machine tells, sorted, at least one. The first also holds before its time.
  static Clock from_offsets(std::vector<OffsetFrom> offsets, Duration uncertainty);
  // The same clock, for a source whose year is a guess.
  static Clock assumed(Clock clock) {
    clock.basis_ = ClockBasis::kAssumed;
    return clock;
  }

  // The same clock, put right: so many anchors tell that it was ahead of a better one. `ahead` is sorted, and not
  // empty.
  static Clock corrected(Clock clock, std::vector<AheadFrom> ahead, Duration uncertainty, std::uint64_t anchors);

  // The same clock, for a source whose dates may be off by whole days.
  static Clock doubted(Clock clock, Duration doubt) {
    clock.uncertainty_ += doubt;
    return clock;
  }

  [[nodiscard]] Timestamp to_utc(LocalTime time) const {
    const Timestamp shown = zone_.to_utc(time - shift_at(time)).time;
    return ahead_.empty() ? shown : shown - ahead_at(shown);
  }
  // True where the wall time comes twice or never in this zone.
  [[nodiscard]] bool doubtful(LocalTime time) const;
  // The same of the wall time that was converted to this moment.
  [[nodiscard]] bool doubtful_at(Timestamp time) const;
  [[nodiscard]] ClockBasis basis() const { return basis_; }
  [[nodiscard]] Duration uncertainty() const { return uncertainty_; }
  // As the report tells it, for times between `first` and `last`.
  [[nodiscard]] ClockReport describe(Timestamp first, Timestamp last) const;

 private:
  [[nodiscard]] Duration shift_at(LocalTime time) const;
  [[nodiscard]] Duration ahead_at(Timestamp shown) const;
  // What the clock showed at this moment, as UTC.
  [[nodiscard]] Timestamp shown_at(Timestamp time) const;
  void describe_ahead(ClockReport& report, Timestamp first, Timestamp last) const;

  Zone zone_ = Zone::utc();
  ClockBasis basis_ = ClockBasis::kAssumed;
  Duration uncertainty_{};
  std::vector<OffsetFrom> offsets_;
  std::vector<AheadFrom> ahead_;
  std::uint64_t anchors_ = 0;
};

}  // namespace logscan::detail
