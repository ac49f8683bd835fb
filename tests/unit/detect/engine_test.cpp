#include "detect/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "detect/builtin_rules.h"
#include "support/case_folder.h"

namespace logscan::detail {
namespace {

using test::between;
using ::testing::HasSubstr;

constexpr std::array<std::string_view, 2> kNeeds = {"a log", "another one"};
constexpr std::array<RuleParameter, 2> kParameters = {{
    {"limit", "s", 300, 10, 400, "a reason"},
    {"share", "", 0.5, 0.1, 1, "a reason"},
}};
constexpr RuleInfo kAlpha{"alpha.one", "Alpha", "what it means", Severity::kError, kNeeds, kParameters};
constexpr RuleInfo kBeta{"beta.two", "Beta", "what it means", Severity::kWarning, kNeeds, {}};
constexpr RuleInfo kGamma{"gamma.three", "Gamma", "what it means", Severity::kInfo, kNeeds, {}};
constexpr std::array<const RuleInfo*, 2> kFirstRules = {&kGamma, &kAlpha};
constexpr std::array<const RuleInfo*, 1> kSecondRules = {&kBeta};

Finding finding(const RuleInfo& rule, Severity severity, std::optional<Window> window, const char* subject) {
  Finding made;
  made.rule = &rule;
  made.severity = severity;
  made.window = window;
  made.subject = subject;
  return made;
}

std::vector<std::string> subjects(const Judgement& judgement) {
  std::vector<std::string> names;
  for (const Finding& found : judgement.findings) names.push_back(found.subject);
  return names;
}

TEST(Engine, SortsBySeverityThenTimeThenRuleThenSubject) {
  static constexpr RuleFamily kFamily{kFirstRules, [](const CaseView&, Findings& out) {
                                        out.add(finding(kAlpha, Severity::kInfo, std::nullopt, "6"));
                                        out.add(finding(kAlpha, Severity::kError, between(9, 10), "5"));
                                        out.add(finding(kGamma, Severity::kError, between(5, 10), "4"));
                                        out.add(finding(kAlpha, Severity::kError, between(5, 20), "3"));
                                        out.add(finding(kAlpha, Severity::kError, between(5, 30), "2"));
                                        out.add(finding(kAlpha, Severity::kError, std::nullopt, "1"));
                                        const std::size_t last =
                                            out.add(finding(kGamma, Severity::kCritical, between(50, 60), "0"));
                                        out.all()[last].related = {0, 3, 1};
                                      }};
  const std::array<const RuleFamily*, 1> families = {&kFamily};
  const Judgement judgement = judge(Timeline(), families, {}, {});
  EXPECT_EQ(subjects(judgement), (std::vector<std::string>{"0", "1", "2", "3", "4", "5", "6"}));
  // The related ones follow their new places.
  EXPECT_EQ(judgement.findings.front().related, (std::vector<std::size_t>{3, 5, 6}));
}

TEST(Engine, TellsWhatPassedAndWhatWasNotRun) {
  static constexpr RuleFamily kFirst{kFirstRules, [](const CaseView&, Findings& out) {
                                       out.examined(kAlpha, 2);
                                       out.examined(kAlpha, 3);
                                       out.examined(kGamma, 0);
                                     }};
  static constexpr RuleFamily kSecond{kSecondRules, [](const CaseView&, Findings& out) {
                                        out.examined(kBeta, 7);
                                        out.add(finding(kBeta, Severity::kWarning, std::nullopt, "a"));
                                      }};
  const std::array<const RuleFamily*, 2> families = {&kSecond, &kFirst};
  const Judgement judgement = judge(Timeline(), families, {}, {});
  ASSERT_EQ(judgement.passed.size(), 1U);
  EXPECT_EQ(judgement.passed[0].rule, "alpha.one");
  EXPECT_EQ(judgement.passed[0].subjects, 5U);
  ASSERT_EQ(judgement.not_run.size(), 1U);
  EXPECT_EQ(judgement.not_run[0].rule, "gamma.three");
  EXPECT_EQ(judgement.not_run[0].needs, (std::vector<std::string>{"a log", "another one"}));
  EXPECT_EQ(subjects(judgement), std::vector<std::string>{"a"});
}

TEST(Engine, ListsEveryRuleOnceByItsId) {
  const auto rules = all_rules(builtin_rules());
  ASSERT_FALSE(rules.empty());
  for (std::size_t i = 1; i < rules.size(); ++i) EXPECT_LT(rules[i - 1]->id, rules[i]->id);
  for (const RuleInfo* rule : rules) {
    EXPECT_FALSE(rule->needs.empty()) << rule->id;
    EXPECT_FALSE(rule->summary.empty()) << rule->id;
    for (const RuleParameter& parameter : rule->parameters) {
      EXPECT_LE(parameter.least, parameter.value) << rule->id << "." << parameter.name;
      EXPECT_LE(parameter.value, parameter.most) << rule->id << "." << parameter.name;
      EXPECT_FALSE(parameter.reason.empty()) << rule->id << "." << parameter.name;
    }
  }
}

TEST(CaseView, AnalysesOneStoryByTheSettings) {
  const auto settings =
      Settings::read(all_rules(builtin_rules()), {"heartbeat.missed.interval=20", "heartbeat.peer-down.timeout=90",
                                                  "ha.failover.join=240", "ha.split-brain.state_expires=900"});
  ASSERT_TRUE(settings.ok());
  const Timeline timeline;
  const Knowledge knowledge;
  const CaseView view(timeline, *settings, knowledge);
  const HaStory& story = view.ha_story();
  EXPECT_EQ(&view.ha_story(), &story);
  EXPECT_EQ(story.limits.interval, std::chrono::seconds(20));
  EXPECT_EQ(story.limits.timeout, std::chrono::seconds(90));
  EXPECT_EQ(story.limits.telling_join, std::chrono::seconds(240));
  EXPECT_EQ(story.limits.state_expires, std::chrono::seconds(900));
}

TEST(Engine, EveryRuleIsInTheVerdictOfAnEmptyCase) {
  const auto settings = Settings::read(all_rules(builtin_rules()), {});
  ASSERT_TRUE(settings.ok());
  const Judgement judgement = judge(Timeline(), builtin_rules(), *settings, {});
  EXPECT_TRUE(judgement.findings.empty());
  EXPECT_TRUE(judgement.passed.empty());
  EXPECT_EQ(judgement.not_run.size(), all_rules(builtin_rules()).size());
}

const std::array<const RuleInfo*, 2> kKnown = {&kAlpha, &kBeta};

TEST(Settings, ReadsValuesWithinTheirBounds) {
  const auto none = Settings::read(kKnown, {});
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none->value(kAlpha, "limit"), 300);
  EXPECT_EQ(none->value(kAlpha, "nothing"), 0);
  EXPECT_EQ(none->seconds(kAlpha, "limit"), std::chrono::seconds(300));

  const auto set = Settings::read(kKnown, {"alpha.one.limit=10", "alpha.one.share=0.25", "alpha.one.limit=400"});
  ASSERT_TRUE(set.ok());
  EXPECT_EQ(set->value(kAlpha, "limit"), 400);  // the last one wins
  EXPECT_EQ(set->value(kAlpha, "share"), 0.25);
}

TEST(Settings, NamesWhatIsWrong) {
  struct BadCase {
    const char* name;
    const char* text;
    const char* says;
  };
  const BadCase cases[] = {
      {"Empty", "", "RULE.PARAMETER=VALUE"},
      {"NoValue", "alpha.one.limit", "RULE.PARAMETER=VALUE"},
      {"NoDot", "alpha=1", "RULE.PARAMETER=VALUE"},
      {"DotInTheValueOnly", "alpha=1.5", "RULE.PARAMETER=VALUE"},
      {"UnknownRule", "alpha.two.limit=1", "there is no rule 'alpha.two'"},
      {"MisspeltRule", "alpha.oen.limit=20", "did you mean alpha.one?"},
      {"UnknownParameter", "alpha.one.grace=1", "limit, share"},
      {"NoParameters", "beta.two.limit=1", "no parameters"},
      {"NotANumber", "alpha.one.limit=soon", "from 10 to 400"},
      {"EmptyValue", "alpha.one.limit=", "from 10 to 400"},
      {"WithAUnit", "alpha.one.limit=300s", "from 10 to 400"},
      {"JustTooSmall", "alpha.one.limit=9.99", "from 10 to 400"},
      {"JustTooLarge", "alpha.one.limit=400.01", "from 10 to 400"},
      {"NoNumberAtAll", "alpha.one.limit=nan", "from 10 to 400"},
      {"Endless", "alpha.one.limit=inf", "from 10 to 400"},
      {"FractionBound", "alpha.one.share=0.05", "from 0.1 to 1"},
  };
  for (const BadCase& c : cases) {
    const auto read = Settings::read(kKnown, {c.text});
    ASSERT_FALSE(read.ok()) << c.name;
    EXPECT_EQ(read.error().code, ErrorCode::kUsage) << c.name;
    EXPECT_THAT(read.error().message, HasSubstr(std::string("--set ") + c.text)) << c.name;
    EXPECT_THAT(read.error().message, HasSubstr(c.says)) << c.name;
  }
}

}  // namespace
}  // namespace logscan::detail
