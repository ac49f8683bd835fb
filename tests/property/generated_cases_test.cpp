// Request logs made by logscan-gen give exactly the findings that their scenario implies.
#include <gtest/gtest.h>

#include "truth_scenarios.h"

namespace logscan::test {
namespace {

class GeneratedCase : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(GeneratedCase, EqualsItsTruth) { expect_truth_of_seeds(GetParam(), "--random", gen::random_scenario); }

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedCase, ::testing::Range<std::uint64_t>(0, kSeeds, kSeedsEach));

}  // namespace
}  // namespace logscan::test
