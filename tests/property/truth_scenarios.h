// Generated scenarios and the comparison of a report's findings with the truth about them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "logscan/report.h"
#include "random_scenario.h"
#include "support/sanitized.h"
#include "truth.h"

namespace logscan::test {

struct Differences {
  std::string missing;     // a line for each expected finding that is not there, with what is like it
  std::string unexpected;  // a line for each finding that is too much
};

// Both ways; a finding that is not certain may be missing. Severity and confidence are not compared, and
// `bundle.missing-logs` is left out: it says what the documents ask for, not what happened.
Differences differences(const std::vector<gen::ExpectedFinding>& truth, const std::vector<FindingReport>& findings,
                        gen::Seconds tolerance);

// What is missing and what is too much against the truth of the logs; empty where they agree.
std::string compare(const gen::Truth& truth, const std::vector<FindingReport>& findings);

// Twenty seeds a test, so that a failure names its neighbourhood and the tests spread over processors.
inline constexpr std::uint64_t kSeedsEach = 20, kSeeds = 200;
// Under a sanitizer a part of them shows it the same code.
inline constexpr std::uint64_t kSeedsTried = kSanitized ? 5 : kSeedsEach;

// The acceptance of the whole way: the case that the scenario of each seed makes gives exactly the findings that it
// implies, and the same bytes whatever the number of jobs and the zone of the machine. `option` is that of logscan-gen.
void expect_truth_of_seeds(std::uint64_t first_seed, const std::string& option,
                           const std::function<gen::Scenario(std::uint64_t)>& scenario_of);

}  // namespace logscan::test
