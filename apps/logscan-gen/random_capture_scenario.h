// Random nodes with captures of what came to them and with faults that the wire shows.
#pragma once

#include <cstdint>

#include "scenario.h"

namespace logscan::gen {

// Judged by its captures' findings or counts: every scenario generates, and the same seed gives the same one.
Scenario random_capture_scenario(std::uint64_t seed);

}  // namespace logscan::gen
