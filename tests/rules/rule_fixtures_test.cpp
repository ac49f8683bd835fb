// Every rule proves itself on small cases: one in which it fires, one in which it does not, one in which nobody can
// tell. testdata/rules/<rule>/<variant>/input is scanned and compared with expect.json beside it; every finding and
// every verdict counts, also those of other rules.
#include <gtest/gtest.h>

#include <set>

#include "rules/rule_fixture.h"

namespace logscan::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

ordered_json described(const FindingReport& finding) {
  const auto time = [&](bool from) -> ordered_json {
    if (!finding.window) return nullptr;
    return time_text(from ? finding.window->from : finding.window->to);
  };
  return {{"rule", finding.rule},
          {"verdict", name_of(finding.verdict)},
          {"severity", name_of(finding.severity)},
          {"confidence", name_of(finding.confidence)},
          {"subject", finding.subject},
          {"from", time(true)},
          {"to", time(false)},
          {"open", finding.open},
          {"count", finding.count}};
}

class RuleFixture : public ::testing::TestWithParam<Fixture> {};

TEST_P(RuleFixture, GivesWhatIsExpected) {
  const ordered_json expected = expectation_of(GetParam());
  ASSERT_FALSE(expected.is_discarded()) << "expect.json is no JSON";
  const FixtureCase input(GetParam());
  const Report report = scan_case(options_of(expected)).report;

  ordered_json findings = ordered_json::array(), passed = ordered_json::array(), not_run = ordered_json::array();
  for (const FindingReport& finding : report.findings) findings.push_back(described(finding));
  for (const PassedRule& rule : report.passed) passed.push_back(rule.rule);
  for (const NotRunRule& rule : report.not_run) not_run.push_back(rule.rule);
  const auto lines = [](const ordered_json& list) {
    std::string text;
    for (const auto& entry : list) text += entry.dump() + "\n";
    return text;
  };
  EXPECT_EQ(lines(findings), lines(expected.at("findings")));
  EXPECT_EQ(passed, expected.at("passed"));
  EXPECT_EQ(not_run, expected.at("not_run"));

  // What the variant is for.
  bool fails = false, doubts = false;
  for (const auto& finding : expected.at("findings")) {
    if (finding.at("rule") != GetParam().rule) continue;
    (finding.at("verdict") == "fail" ? fails : doubts) = true;
  }
  EXPECT_EQ(fails, GetParam().variant == "fires");
  EXPECT_EQ(doubts, GetParam().variant == "cannot_tell");

  EXPECT_TRUE(report.ledger.balanced());
  std::set<std::string> ids;
  for (const FindingReport& finding : report.findings) {
    EXPECT_TRUE(ids.insert(finding.id).second) << "two findings have one id: " << brief(finding);
    EXPECT_FALSE(finding.summary.empty()) << brief(finding);
    EXPECT_FALSE(finding.cause.empty()) << brief(finding);
    EXPECT_FALSE(finding.next_steps.empty()) << brief(finding);
    for (const EvidenceReport& evidence : finding.evidence) {
      EXPECT_FALSE(evidence.excerpt.empty()) << brief(finding) << " " << evidence.location;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RuleFixture, ::testing::ValuesIn(fixtures()),
                         [](const auto& fixture) { return name_of(fixture.param); });

TEST(RuleFixtures, EveryRuleHasAllThreeOrSaysWhyNot) {
  for (const std::string& id : rule_ids()) {
    const std::string readme = "\n" + read_text(rules_folder() / id / "README.md");
    EXPECT_GT(readme.size(), 1U) << id << " has no README.md";
    for (const std::string variant : kFixtureVariants) {
      const bool has = fs::exists(rules_folder() / id / variant / "expect.json") &&
                       fs::exists(rules_folder() / id / variant / "input");
      const bool told = readme.find("\nno " + variant + ": ") != std::string::npos;
      EXPECT_NE(has, told) << id << ": " << variant
                           << (has ? " is there, and its README says why not"
                                   : " is missing, and no line of its README says why");
      EXPECT_EQ(has, readme.find("\n- " + variant + ": ") != std::string::npos)
          << id << ": its README tells what a variant shows, and of no other: " << variant;
    }
  }
}

TEST(RuleFixtures, EveryFolderIsOfARule) {
  const std::vector<std::string> ids = rule_ids();
  std::size_t folders = 0;
  for (const fs::directory_entry& entry : fs::directory_iterator(rules_folder())) {
    ++folders;
    EXPECT_TRUE(std::find(ids.begin(), ids.end(), entry.path().filename().string()) != ids.end()) << entry.path();
  }
  EXPECT_GE(folders, ids.size());
}

}  // namespace
}  // namespace logscan::test
