// Every rule proves itself on small cases: one in which it fires, one in which it does not, one in which nobody can
// tell. testdata/rules/<rule>/<variant>/input is scanned and compared with expect.json beside it; every finding and
// every verdict counts, also those of other rules.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "logscan/catalog.h"
#include "support/case_folder.h"

namespace logscan {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

const fs::path kRules = fs::path(LOGSCAN_TESTDATA) / "rules";
constexpr std::array<const char*, 3> kVariants = {"fires", "quiet", "cannot_tell"};

std::string read_text(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

std::vector<std::string> rule_ids() {
  const auto known = rules();
  EXPECT_TRUE(known.ok());
  std::vector<std::string> ids;
  if (known) {
    for (const RuleDescription& rule : *known) ids.push_back(rule.id);
  }
  return ids;
}

struct Fixture {
  std::string rule, variant;
  friend void PrintTo(const Fixture& fixture, std::ostream* out) { *out << fixture.rule << "/" << fixture.variant; }
};

std::vector<Fixture> fixtures() {
  std::vector<Fixture> found;
  std::error_code none;
  for (const fs::directory_entry& rule : fs::directory_iterator(kRules, none)) {
    for (const char* variant : kVariants) {
      if (fs::exists(rule.path() / variant)) found.push_back({rule.path().filename().string(), variant});
    }
  }
  std::sort(found.begin(), found.end(), [](const Fixture& a, const Fixture& b) {
    return std::tie(a.rule, a.variant) < std::tie(b.rule, b.variant);
  });
  return found;
}

ordered_json described(const FindingReport& finding) {
  const auto time = [&](bool from) -> ordered_json {
    if (!finding.window) return nullptr;
    return test::time_text(from ? finding.window->from : finding.window->to);
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

std::optional<Symptom> symptom_of(const std::string& name) {
  if (name == "no-sync") return Symptom::kNoSync;
  if (name == "delayed-both") return Symptom::kDelayedBoth;
  if (name == "delayed-from-exchange") return Symptom::kDelayedFromExchange;
  if (name == "failover") return Symptom::kFailover;
  if (name == "service") return Symptom::kService;
  ADD_FAILURE() << "no symptom: " << name;
  return std::nullopt;
}

Options options_of(const ordered_json& expected) {
  Options options = test::options_for("input");
  if (!expected.contains("options")) return options;
  for (const auto& option : expected.at("options").items()) {
    const std::string& name = option.key();
    if (name == "symptom") {
      options.symptom = symptom_of(option.value().get<std::string>());
      continue;
    }
    for (const auto& given : option.value().items()) {
      if (name == "dates") {
        options.dates.emplace_back(given.key(), given.value().get<std::string>());
      } else if (name == "source_zones") {
        options.source_zones.emplace_back(given.key(), given.value().get<std::string>());
      } else if (name == "limits") {
        const auto& table = limit_table();
        const auto limit =
            std::find_if(table.begin(), table.end(), [&](const LimitInfo& info) { return info.name == given.key(); });
        EXPECT_NE(limit, table.end()) << given.key();
        if (limit != table.end()) options.limits.*limit->field = given.value().get<std::uint64_t>();
      } else {
        ADD_FAILURE() << "no option: " << name;
      }
    }
  }
  return options;
}

class RuleFixture : public ::testing::TestWithParam<Fixture> {};

TEST_P(RuleFixture, GivesWhatIsExpected) {
  const fs::path folder = kRules / GetParam().rule / GetParam().variant;
  const auto expected = ordered_json::parse(read_text(folder / "expect.json"), nullptr, false);
  ASSERT_FALSE(expected.is_discarded()) << "expect.json is no JSON";
  const test::CaseFolder copy;
  fs::copy(folder / "input", copy.path("input"), fs::copy_options::recursive);
  test::settle_file_times(copy.path());
  fs::current_path(copy.path("."));  // locations are then the same on every machine
  const Report report = test::scan_case(options_of(expected)).report;
  fs::current_path(kRules);

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
    EXPECT_TRUE(ids.insert(finding.id).second) << "two findings have one id: " << test::brief(finding);
    EXPECT_FALSE(finding.summary.empty()) << test::brief(finding);
    EXPECT_FALSE(finding.cause.empty()) << test::brief(finding);
    EXPECT_FALSE(finding.next_steps.empty()) << test::brief(finding);
    for (const EvidenceReport& evidence : finding.evidence) {
      EXPECT_FALSE(evidence.excerpt.empty()) << test::brief(finding) << " " << evidence.location;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, RuleFixture, ::testing::ValuesIn(fixtures()), [](const auto& fixture) {
  std::string name = fixture.param.rule + "_" + fixture.param.variant;
  for (char& c : name) {
    if (c == '.' || c == '-') c = '_';
  }
  return name;
});

TEST(RuleFixtures, EveryRuleHasAllThreeOrSaysWhyNot) {
  for (const std::string& id : rule_ids()) {
    const std::string readme = "\n" + read_text(kRules / id / "README.md");
    EXPECT_GT(readme.size(), 1U) << id << " has no README.md";
    for (const std::string variant : kVariants) {
      const bool has = fs::exists(kRules / id / variant / "expect.json") && fs::exists(kRules / id / variant / "input");
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
  for (const fs::directory_entry& entry : fs::directory_iterator(kRules)) {
    ++folders;
    EXPECT_TRUE(std::find(ids.begin(), ids.end(), entry.path().filename().string()) != ids.end()) << entry.path();
  }
  EXPECT_GE(folders, ids.size());
}

}  // namespace
}  // namespace logscan
