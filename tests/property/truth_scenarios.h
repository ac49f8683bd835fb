// Generated scenarios and the comparison of a report's findings with the truth about them.
#pragma once

#include <string>
#include <vector>

#include "logscan/report.h"
#include "random_scenario.h"
#include "truth.h"

namespace logscan::test {

// Both ways: every expected finding is there, and nothing else is. Empty where they agree, else one line for each
// finding that is missing or too much, with what is like it on the other side. Severity and confidence are not
// compared, and `bundle.missing-logs` is left out: it says what the documents ask for, not what happened.
std::string compare(const gen::Truth& truth, const std::vector<FindingReport>& findings);

}  // namespace logscan::test
