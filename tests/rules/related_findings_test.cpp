// Findings that tell of one thing name each other, and are one story.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "support/case_folder.h"

namespace logscan {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Not;

std::vector<const FindingReport*> of_rule(const Report& report, std::string_view rule) {
  std::vector<const FindingReport*> found;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == rule) found.push_back(&finding);
  }
  return found;
}

std::vector<std::string> rules_of(const Report& report, const StoryReport& story) {
  std::vector<std::string> rules;
  for (const std::string& id : story.findings) {
    for (const FindingReport& finding : report.findings) {
      if (finding.id == id) rules.push_back(finding.rule);
    }
  }
  EXPECT_EQ(rules.size(), story.findings.size()) << "each id is that of one finding";
  return rules;
}

const StoryReport* story_of(const Report& report, const FindingReport& finding) {
  for (const StoryReport& story : report.stories) {
    if (std::find(story.findings.begin(), story.findings.end(), finding.id) != story.findings.end()) return &story;
  }
  return nullptr;
}

Report scan_fixture(const std::string& fixture) {
  return test::scan_case(test::options_for(std::string(LOGSCAN_TESTDATA) + "/" + fixture)).report;
}

// What logscan-gen makes of a scenario.
Report scan_scenario(const std::string& yaml) {
  const test::CaseFolder folder;
  folder.write("scenario.yaml", yaml);
  const std::string command =
      "'" LOGSCAN_GEN "' '" + folder.path("scenario.yaml") + "' -o '" + folder.path("case") + "'";
  EXPECT_EQ(std::system(command.c_str()), 0);
  return test::scan_case(test::options_for(folder.path("case"))).report;
}

TEST(RelatedFindings, NameEachOther) {
  struct TestCase {
    const char* fixture;
    const char* one;
    const char* other;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{
           {"rules/ha.restart-while-enabled/fires/input", "ha.restart-while-enabled", "ha.failover"},
           {"rules/ha.split-brain/fires/input", "ha.split-brain", "heartbeat.peer-down"},
           {"rules/ha.timeout-advice/fires/input", "ha.timeout-advice", "ha.failover"},
           {"rules/host.paused/fires/input", "host.paused", "heartbeat.missed"},
           // The node that stood still missed its peer as well.
           {"rules/ha.split-brain/quiet/input", "host.paused", "heartbeat.peer-down"},
           {"demo/demo.zip", "ha.bad-state", "ha.failover"}}) {
    SCOPED_TRACE(c.fixture);
    const Report report = scan_fixture(c.fixture);
    const auto ones = of_rule(report, c.one), others = of_rule(report, c.other);
    ASSERT_FALSE(ones.empty() || others.empty());
    for (const FindingReport* one : ones) {
      for (const FindingReport* other : others) {
        EXPECT_THAT(one->related, Contains(other->id));
        EXPECT_THAT(other->related, Contains(one->id));
        ASSERT_NE(story_of(report, *one), nullptr);
        EXPECT_EQ(story_of(report, *one), story_of(report, *other));
      }
    }
  }
}

TEST(RelatedFindings, TellTheDemoCase) {
  const Report report = scan_fixture("demo/demo.zip");
  std::vector<std::string> titles;
  for (const StoryReport& story : report.stories) titles.push_back(story.title);
  EXPECT_THAT(titles, IsSupersetOf({"Notifications stopped: cuc1", "Failover: imp1/imp2"}));
  const auto failovers = of_rule(report, "ha.failover");
  ASSERT_EQ(failovers.size(), 1U);
  const StoryReport* story = story_of(report, *failovers.front());
  ASSERT_NE(story, nullptr);
  EXPECT_THAT(rules_of(report, *story), ElementsAre("ha.failover", "ha.bad-state", "ha.no-fallback"))
      << "what is open comes last";
}

TEST(RelatedFindings, KeepTwoIncidentsApart) {
  const Report report = scan_scenario(R"(seed: 7
start: 2026-03-04T00:00:00Z
hours: 12
exchange: [10.93.132.92]
pair:
  faults:
    - {kind: reboot, at: 2026-03-04T03:00:00Z, node: imp2, for: 214s, ending: ungraceful, fallback: 20m}
    - {kind: host-freeze, at: 2026-03-04T07:00:00Z, node: imp1, for: 100s, fallback: 20m}
)");
  const auto boots = of_rule(report, "boot.ungraceful"), pauses = of_rule(report, "host.paused");
  ASSERT_EQ(boots.size(), 1U);
  ASSERT_EQ(pauses.size(), 1U);
  const StoryReport *of_boot = story_of(report, *boots.front()), *of_pause = story_of(report, *pauses.front());
  ASSERT_TRUE(of_boot != nullptr && of_pause != nullptr);
  EXPECT_NE(of_boot, of_pause);
  EXPECT_EQ(of_boot->findings.front(), boots.front()->id) << "the cause is told first";
  EXPECT_EQ(of_pause->findings.front(), pauses.front()->id);
  for (const StoryReport* story : {of_boot, of_pause})
    EXPECT_THAT(rules_of(report, *story), IsSupersetOf({"heartbeat.peer-down", "ha.failover"}));
  EXPECT_THAT(rules_of(report, *of_boot), Not(Contains("host.paused")));
}

}  // namespace
}  // namespace logscan
