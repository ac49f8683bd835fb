// The clocks of all sources of a case: which UTC the times of each source stand for.
#pragma once

#include <optional>
#include <vector>

#include "parse/parsed_source.h"
#include "timeline/dating.h"

namespace logscan::detail {

struct ClockOptions {
  // By source: the zone that the caller gave; null where none.
  std::vector<const Zone*> given;
  std::vector<std::optional<GivenDate>> dates;  // by source: the date that the caller gave
  std::optional<Timestamp> collected;           // the case was collected at this time
};

// Gives every source its clock, and finds the year or the date of those whose records have none. In this order: what
// the records state; what the caller gave; what the source itself and then other sources of the same node tell of its
// clock (both times in one record, or the name of the zone); else UTC is assumed, and a note on the source says so.
void settle_clocks(std::vector<ParsedSource>& sources, const ClockOptions& options);

}  // namespace logscan::detail
