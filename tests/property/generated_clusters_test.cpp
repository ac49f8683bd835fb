// Clusters made by logscan-gen give exactly the findings that their scenario implies.
#include <gtest/gtest.h>

#include "random_cluster_scenario.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

class GeneratedCluster : public ::testing::TestWithParam<std::uint64_t> {};

TEST_P(GeneratedCluster, EqualsItsTruth) {
  expect_truth_of_seeds(GetParam(), "--random-cluster", gen::random_cluster_scenario);
}

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedCluster, ::testing::Range<std::uint64_t>(0, kSeeds, kSeedsEach));

}  // namespace
}  // namespace logscan::test
