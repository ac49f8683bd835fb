// A scenario with a cluster drawn from a seed, for tests that run many: up to five faults, of which none hides another.
#pragma once

#include <cstdint>

#include "scenario.h"

namespace logscan::gen {

Scenario random_cluster_scenario(std::uint64_t seed);

}  // namespace logscan::gen
