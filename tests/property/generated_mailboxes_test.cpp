// Nodes with diag logs and subscription tables made by logscan-gen give exactly the findings that their scenario
// implies.
#include <gtest/gtest.h>

#include "random_mailbox_scenario.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

class GeneratedMailboxes : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(GeneratedMailboxes, EqualTheirTruth) {
  expect_truth_of_seeds(GetParam(), "--random-mailbox", gen::random_mailbox_scenario);
}

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedMailboxes, ::testing::Range<std::uint64_t>(0, kSeeds, kSeedsEach));

}  // namespace
}  // namespace logscan::test
