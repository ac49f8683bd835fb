// What is wrong in the captures of a scenario and in the faults that only the wire shows, in the words of a message
// that names the mend.
#pragma once

#include <optional>
#include <string>

#include "scenario.h"

namespace logscan::gen {

std::optional<std::string> wrong_in_captures(const Scenario& scenario);

// From the first to the last notification that the fault may move.
struct WireReach {
  Time from, to;
};
WireReach reach_of(const Scenario& scenario, const WireFault& fault);

// `line 12`, or `wire fault 2` where it has none.
std::string place_of(const Scenario& scenario, const WireFault& fault);

}  // namespace logscan::gen
