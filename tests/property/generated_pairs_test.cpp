// Pairs made by logscan-gen give exactly the findings that their scenario implies.
#include <gtest/gtest.h>

#include "random_pair_scenario.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

class GeneratedPair : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(GeneratedPair, EqualsItsTruth) { expect_truth_of_seeds(GetParam(), "--random-pair", gen::random_pair_scenario); }

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedPair, ::testing::Range<std::uint64_t>(0, kSeeds, kSeedsEach));

}  // namespace
}  // namespace logscan::test
