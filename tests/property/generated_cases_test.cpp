// The acceptance of the whole way: cases made by logscan-gen give exactly the findings that their scenario implies,
// and the same bytes whatever the number of jobs and the zone of the machine.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "generate.h"
#include "support/case_folder.h"
#include "truth_scenarios.h"

namespace logscan::test {
namespace {

// The zone of the machine, put back at the end.
class MachineZone {
 public:
  explicit MachineZone(const char* zone) {
    if (const char* was = std::getenv("TZ")) was_ = was;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~MachineZone() {
    was_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", was_.c_str(), 1);
    ::tzset();
  }
  MachineZone(const MachineZone&) = delete;
  MachineZone& operator=(const MachineZone&) = delete;

 private:
  std::string was_;
};

class GeneratedCase : public ::testing::TestWithParam<std::uint64_t> {};

// Twenty seeds a test, so that a failure names its neighbourhood and the tests spread over processors.
constexpr std::uint64_t kSeedsEach = 20;

TEST_P(GeneratedCase, EqualsItsTruth) {
  for (std::uint64_t seed = GetParam(); seed < GetParam() + kSeedsEach; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ": logscan-gen --random " + std::to_string(seed) + " -o case");
    const CaseFolder folder;
    const std::string path = folder.path(seed % 3 == 0 ? "case.zip" : "case");
    const Result<gen::Truth> truth =
        gen::generate(gen::random_scenario(seed), gen::Output{path, folder.path("truth.json")});
    ASSERT_TRUE(truth) << truth.error().message;

    Options options = options_for(path, 1);
    options.collected = truth->told_collected;
    const Case one = scan_case(options);
    EXPECT_EQ(compare(*truth, one.report.findings), "");
    EXPECT_TRUE(one.report.ledger.balanced());
    EXPECT_GT(one.report.ledger.parsed, 0U);

    options.jobs = 8;
    const MachineZone elsewhere("Asia/Kolkata");
    EXPECT_EQ(json_of(scan_case(options).report), json_of(one.report));
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, GeneratedCase, ::testing::Range<std::uint64_t>(0, 200, kSeedsEach));

}  // namespace
}  // namespace logscan::test
