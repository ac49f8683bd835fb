// What is wrong with a scenario's pair.
#pragma once

#include <optional>
#include <string>

#include "scenario.h"

namespace logscan::gen {

// A sentence that names the line; none where all is well.
std::optional<std::string> wrong_in_pair(const Scenario& scenario);

// `line 12`, or `fault 2 of the pair` where it was made in code.
std::string place_of(const Pair& pair, const PairFault& fault);

// From its beginning to the last thing that it does.
Seconds reach_of(const PairFault& fault);

}  // namespace logscan::gen
