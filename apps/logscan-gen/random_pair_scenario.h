// A scenario with an IM and Presence pair drawn from a seed, for tests that run many. It has one to four faults at
// least two hours apart, in an order in which each can still be told, and keeps away from what nobody could decide.
#pragma once

#include <cstdint>

#include "scenario.h"

namespace logscan::gen {

Scenario random_pair_scenario(std::uint64_t seed);

}  // namespace logscan::gen
