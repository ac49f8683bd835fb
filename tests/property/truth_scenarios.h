// Generated scenarios and the comparison of a report's findings with the truth about them.
#pragma once

#include <cstdint>
#include <functional>
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

// Twenty seeds a test, so that a failure names its neighbourhood and the tests spread over processors.
inline constexpr std::uint64_t kSeedsEach = 20, kSeeds = 200;

// The acceptance of the whole way: the case that the scenario of each seed makes gives exactly the findings that it
// implies, and the same bytes whatever the number of jobs and the zone of the machine. `option` is that of logscan-gen.
void expect_truth_of_seeds(std::uint64_t first_seed, const std::string& option,
                           const std::function<gen::Scenario(std::uint64_t)>& scenario_of);

}  // namespace logscan::test
