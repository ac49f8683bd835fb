// A scenario drawn from a seed, for tests that run many. It has one to four faults, far enough from each other, and
// keeps away from what nobody could decide: half of a group, a silence within seconds of a threshold. The thresholds
// themselves are met exactly, in pairs (360 and 361 s, 900 and 901 s).
#pragma once

#include <cstdint>

#include "scenario.h"

namespace logscan::gen {

Scenario random_scenario(std::uint64_t seed);

}  // namespace logscan::gen
