#include "detect/checks.h"

#include <gtest/gtest.h>

#include "detect/builtin_rules.h"
#include "detect/engine.h"
#include "detect/holds.h"
#include "support/case_folder.h"

namespace logscan::detail {
namespace {

using test::at;
using test::between;

constexpr std::array<Condition, 2> kConditions = {{{"it is long", "s", "alpha.one.limit"}, {"it was seen"}}};
constexpr RuleInfo kAlpha{.id = "alpha.one",
                          .title = {},
                          .summary = {},
                          .severity = {},
                          .needs = {},
                          .parameters = {},
                          .conditions = kConditions};

std::vector<std::string> subjects(const std::vector<Trial>& trials) {
  std::vector<std::string> names;
  for (const Trial& trial : trials) names.push_back(trial.subject);
  return names;
}

TEST(Checks, KeepsTheFirstThatHeldAndCountsTheOthers) {
  Checks checks(kAlpha);
  for (const char* subject : {"a", "b", "c", "d", "e", "f", "g"}) checks.tried(1, {.subject = subject, .held = true});
  const ConditionTrials& seen = checks.conditions()[1];
  EXPECT_EQ(seen.tried, 7U);
  EXPECT_EQ(seen.held, 7U);
  EXPECT_EQ(subjects(seen.successes), (std::vector<std::string>{"a", "b", "c", "d", "e"}));
  EXPECT_TRUE(seen.misses.empty());
  EXPECT_EQ(checks.conditions()[0].tried, 0U);
}

TEST(Checks, KeepsTheNearestMisses) {
  Checks checks(kAlpha);
  checks.tried(0, {.subject = "no number"});
  for (const double value : {10.0, 90.0, 105.0, 50.0, 90.0, 99.0, 20.0})
    checks.tried(0, measured({.subject = std::to_string(static_cast<int>(value))}, value, 100));
  checks.tried(0, measured({.subject = "long", .held = true}, 300, 100));
  const ConditionTrials& tried = checks.conditions()[0];
  EXPECT_EQ(tried.tried, 9U);
  EXPECT_EQ(tried.held, 1U);
  EXPECT_EQ(subjects(tried.misses), (std::vector<std::string>{"99", "105", "90", "90", "50"}));
}

TEST(Checks, MissesWithoutNumbersKeepTheirOrder) {
  Checks checks(kAlpha);
  for (const char* subject : {"a", "b", "c", "d", "e", "f"}) checks.tried(1, {.subject = subject});
  checks.tried(1, measured({.subject = "near"}, 1, 2));
  EXPECT_EQ(subjects(checks.conditions()[1].misses), (std::vector<std::string>{"near", "a", "b", "c", "d"}));
}

TEST(Checks, OnlyTheTimeThatIsAskedForCounts) {
  Checks checks(kAlpha, at(100), at(200));
  checks.tried(0, {.subject = "before", .window = between(10, 99)});
  checks.tried(0, {.subject = "into", .window = between(10, 100)});
  checks.tried(0, {.subject = "over", .window = between(10, 500)});
  checks.tried(0, {.subject = "last", .window = between(199, 300)});
  checks.tried(0, {.subject = "after", .window = between(200, 300)});
  checks.tried(0, {.subject = "timeless"});
  EXPECT_EQ(subjects(checks.conditions()[0].misses), (std::vector<std::string>{"into", "over", "last", "timeless"}));
  EXPECT_EQ(checks.conditions()[0].tried, 4U);
}

TEST(Checks, AreThereForTheRuleThatIsAskedForAlone) {
  static constexpr RuleInfo kBeta{
      .id = "beta.two", .title = {}, .summary = {}, .severity = {}, .needs = {}, .parameters = {}};
  Checks checks(kAlpha);
  const Findings asked(&checks);
  EXPECT_EQ(asked.checks(kAlpha), &checks);
  EXPECT_EQ(asked.checks(kBeta), nullptr);
  EXPECT_EQ(Findings().checks(kAlpha), nullptr);
}

TEST(Holds, GivesBackTheAnswerAndAsksForATrialOnlyWhereItIsWanted) {
  std::size_t made = 0;
  const auto trial = [&] {
    ++made;
    return Trial{.subject = std::to_string(made)};
  };
  const Findings unasked;
  EXPECT_TRUE(holds(unasked, kAlpha, 1, true, trial));
  EXPECT_FALSE(holds(unasked, kAlpha, 1, false, trial));
  EXPECT_EQ(made, 0U);
  Checks checks(kAlpha);
  const Findings asked(&checks);
  EXPECT_TRUE(holds(asked, kAlpha, 1, true, trial));
  EXPECT_FALSE(holds(asked, kAlpha, 1, false, trial));
  EXPECT_EQ(subjects(checks.conditions()[1].successes), std::vector<std::string>{"1"});
  EXPECT_EQ(subjects(checks.conditions()[1].misses), std::vector<std::string>{"2"});
}

// What a condition names can be given to --set.
TEST(Checks, ParametersOfConditionsAreParametersOfRules) {
  const std::vector<const RuleInfo*> rules = all_rules(builtin_rules());
  std::size_t named = 0;
  for (const RuleInfo* rule : rules) {
    for (const Condition& condition : rule->conditions) {
      EXPECT_FALSE(condition.text.empty()) << rule->id;
      for (std::string_view rest = condition.parameter; !rest.empty();) {
        const std::string_view full = rest.substr(0, rest.find(' '));
        rest.remove_prefix(std::min(rest.size(), full.size() + 1));
        ++named;
        const std::size_t dot = full.rfind('.');
        const auto owner = find_rule(rules, full.substr(0, dot));
        ASSERT_TRUE(owner.ok()) << rule->id << ": " << full;
        EXPECT_TRUE(std::any_of((*owner)->parameters.begin(), (*owner)->parameters.end(),
                                [&](const RuleParameter& parameter) { return parameter.name == full.substr(dot + 1); }))
            << rule->id << ": " << full;
      }
    }
  }
  EXPECT_GE(named, 8U);
}

}  // namespace
}  // namespace logscan::detail
