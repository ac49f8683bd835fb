// `logscan why` on the cases of every rule: where it fires each of its conditions held of something, where it does not
// at least one of them held of nothing, or not of all.
#include <gtest/gtest.h>

#include <set>

#include "logscan/why.h"
#include "rules/rule_fixture.h"

namespace logscan::test {
namespace {

class WhyFixture : public ::testing::TestWithParam<Fixture> {};

TEST_P(WhyFixture, TellsWhatHeldAndWhatDidNot) {
  const auto expected = expectation_of(GetParam());
  ASSERT_FALSE(expected.is_discarded()) << "expect.json is no JSON";
  const FixtureCase input(GetParam());
  WhyReport why;
  const Result<Case> done = scan(options_of(expected), GetParam().rule, why);
  ASSERT_TRUE(done.ok()) << done.error().message;
  EXPECT_EQ(why.rule, GetParam().rule);

  // The answer is about the same findings as the report.
  std::set<std::string> of_report, of_answer;
  for (const FindingReport& finding : done->report.findings) {
    if (finding.rule == why.rule) of_report.insert(finding.id);
  }
  for (const WhyFinding& finding : why.findings) of_answer.insert(finding.id);
  EXPECT_EQ(of_answer, of_report);
  EXPECT_EQ(why.outcome == WhyOutcome::kFired, GetParam().variant == "fires");
  EXPECT_EQ(why.outcome == WhyOutcome::kInconclusive, GetParam().variant == "cannot_tell");

  ASSERT_FALSE(why.conditions.empty());
  bool all_held = true;
  for (const WhyCondition& condition : why.conditions) {
    SCOPED_TRACE(condition.text);
    EXPECT_LE(condition.held, condition.tried);
    EXPECT_EQ(condition.successes.empty(), condition.held == 0);
    EXPECT_EQ(condition.misses.empty(), condition.held == condition.tried);
    EXPECT_LE(condition.successes.size(), 5U);
    EXPECT_LE(condition.misses.size(), 5U);
    if (GetParam().variant == "fires") {
      EXPECT_GT(condition.held, 0U);
    }
    all_held = all_held && condition.held > 0 && condition.held == condition.tried;
    for (const auto* trials : {&condition.successes, &condition.misses}) {
      for (const WhyTrial& trial : *trials) {
        EXPECT_FALSE(trial.subject.empty());
        EXPECT_EQ(trial.value.has_value(), trial.limit.has_value());
        for (const EvidenceReport& evidence : trial.evidence) EXPECT_FALSE(evidence.excerpt.empty()) << trial.subject;
      }
    }
  }
  if (GetParam().variant != "fires") {
    EXPECT_FALSE(all_held) << "every condition held, and the rule did not fire";
  }
}

INSTANTIATE_TEST_SUITE_P(All, WhyFixture, ::testing::ValuesIn(fixtures()),
                         [](const auto& fixture) { return name_of(fixture.param); });

// What is masked in a report is masked here.
TEST(Why, ShowsNoSecret) {
  const CaseFolder folder;
  folder.write("cuc1/" + log_name(),
               RequestLog().steady("s1&password=hunter2", 0, 3600).steady("s1&password=hunter2", 4000, 7200).sorted());
  WhyReport why;
  const Result<Case> done = scan(options_for(folder.path()), "keepalive.missed", why);
  ASSERT_TRUE(done.ok());
  ASSERT_FALSE(why.conditions.empty());
  ASSERT_FALSE(why.conditions[0].successes.empty());
  const std::vector<EvidenceReport>& evidence = why.conditions[0].successes[0].evidence;
  ASSERT_FALSE(evidence.empty());
  EXPECT_NE(evidence[0].excerpt.find("password=***"), std::string::npos) << evidence[0].excerpt;
  for (const EvidenceReport& record : evidence) EXPECT_EQ(record.excerpt.find("hunter2"), std::string::npos);
}

TEST(Why, RefusesAnUnknownRule) {
  WhyReport why;
  const Result<Case> done = scan(options_for("no-such-input"), "subscripton.stale", why);
  ASSERT_FALSE(done.ok());
  EXPECT_EQ(done.error().code, ErrorCode::kUsage);
  EXPECT_NE(done.error().message.find("did you mean subscription.stale?"), std::string::npos) << done.error().message;
}

TEST(WhyFixtures, EveryRuleIsThere) {
  const std::vector<std::string> ids = rule_ids();
  std::set<std::string> tried;
  for (const Fixture& fixture : fixtures()) tried.insert(fixture.rule);
  for (const std::string& id : ids) EXPECT_TRUE(tried.contains(id)) << id;
}

}  // namespace
}  // namespace logscan::test
