// Nodes with diag logs and subscription tables made by logscan-gen give exactly the findings that their scenario
// implies, as generated_cases_test.cpp says of request logs alone.
#include <gtest/gtest.h>

#include <string>

#include "generate.h"
#include "random_mailbox_scenario.h"
#include "support/case_folder.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

class GeneratedMailboxes : public ::testing::TestWithParam<std::uint64_t> {};

constexpr std::uint64_t kSeedsEach = 20;

TEST_P(GeneratedMailboxes, EqualTheirTruth) {
  for (std::uint64_t seed = GetParam(); seed < GetParam() + kSeedsEach; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ": logscan-gen --random-mailbox " + std::to_string(seed) +
                 " -o case");
    const CaseFolder folder;
    const std::string path = folder.path(seed % 3 == 0 ? "case.zip" : "case");
    const Result<gen::Truth> truth =
        gen::generate(gen::random_mailbox_scenario(seed), gen::Output{path, folder.path("truth.json")});
    ASSERT_TRUE(truth) << truth.error().message;

    Options options = options_for(path, 1);
    options.collected = truth->told_collected;
    const Case one = scan_case(options);
    EXPECT_EQ(compare(*truth, one.report.findings), "");
    EXPECT_TRUE(one.report.ledger.balanced());
    EXPECT_GT(one.report.ledger.parsed, 0U);

    options.jobs = 8;
    EXPECT_EQ(json_of(scan_case(options).report), json_of(one.report));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedMailboxes, ::testing::Range<std::uint64_t>(0, 200, kSeedsEach));

}  // namespace
}  // namespace logscan::test
