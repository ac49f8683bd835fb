// The scenario of `--random N` with diag logs and dumps of the subscription table beside its request logs.
#pragma once

#include <cstdint>

#include "scenario.h"

namespace logscan::gen {

Scenario random_mailbox_scenario(std::uint64_t seed);

}  // namespace logscan::gen
