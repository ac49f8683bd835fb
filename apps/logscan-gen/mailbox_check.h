// What is wrong in the diag logs and dumps of a scenario.
#pragma once

#include <optional>
#include <string>

#include "scenario.h"

namespace logscan::gen {

// A sentence that names the place; none where all is well.
std::optional<std::string> wrong_in_mailboxes(const Scenario& scenario);

}  // namespace logscan::gen
