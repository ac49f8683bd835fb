#include "report/stories.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A finding of a node whose window begins so many seconds into the day.
FindingReport of_node(std::string id, std::string rule, Severity severity, int from,
                      std::vector<std::string> related = {}) {
  FindingReport made = finding(std::move(id), std::move(rule), severity, SubjectKind::kNode, "imp2");
  made.window = Window{at(from), at(from + 60)};
  made.related = std::move(related);
  return made;
}

std::vector<std::string> titles(const std::vector<StoryReport>& stories) {
  std::vector<std::string> all;
  for (const StoryReport& story : stories) all.push_back(story.title);
  return all;
}

std::vector<std::string> texts(const StoryReport& story) {
  std::vector<std::string> all;
  for (const StoryLine& line : story.lines) all.push_back(line.text);
  return all;
}

// In the order of a report: the failover is the gravest, its cause and what followed are warnings.
std::vector<FindingReport> failover_findings() {
  std::vector<FindingReport> findings;
  findings.push_back(of_node("failover", "ha.failover", Severity::kError, 160, {"heartbeat"}));
  findings.push_back(of_node("paused", "host.paused", Severity::kWarning, 100));
  findings.push_back(of_node("heartbeat", "heartbeat.peer-down", Severity::kWarning, 98, {"paused"}));
  findings.push_back(of_node("no-fallback", "ha.no-fallback", Severity::kWarning, 150, {"failover"}));
  findings.back().open = true;
  findings.push_back(of_node("advice", "ha.timeout-advice", Severity::kInfo, 98, {"failover"}));
  return findings;
}

TEST(Stories, TellTheCauseFirstThenByTimeThenWhatIsOpen) {
  const std::vector<StoryReport> stories = build_stories(failover_findings());
  ASSERT_THAT(stories, SizeIs(1));
  const StoryReport& story = stories.front();
  EXPECT_EQ(story.title, "Title of ha.failover: imp2") << "the gravest names it";
  EXPECT_EQ(story.severity, Severity::kError);
  EXPECT_EQ(story.window, (Window{at(98), at(220)}));
  EXPECT_THAT(story.findings, ElementsAre("paused", "heartbeat", "advice", "failover", "no-fallback"));
  EXPECT_THAT(texts(story),
              ElementsAre("Summary of paused.", "Cause of host.paused.", "Summary of heartbeat.", "Summary of advice.",
                          "Summary of failover.", "Summary of no-fallback.", "Next: First step of ha.no-fallback."))
      << "what lasts is to be mended";
  EXPECT_EQ(story.lines[0].time, at(100));
  EXPECT_EQ(story.lines[0].finding, "paused");
  EXPECT_EQ(story.lines[1].time, std::nullopt);
  EXPECT_EQ(story.lines[6].finding, "no-fallback");
}

TEST(Stories, FollowRelationsWhicheverOfTwoTellsThem) {
  const std::vector<FindingReport> findings = failover_findings();
  for (const std::size_t told_by_other : {0U, 2U, 3U}) {
    std::vector<FindingReport> turned = findings;
    for (const std::string& id : turned[told_by_other].related) {
      for (FindingReport& other : turned) {
        if (other.id == id) other.related.push_back(turned[told_by_other].id);
      }
    }
    turned[told_by_other].related.clear();
    EXPECT_THAT(build_stories(turned), SizeIs(1)) << told_by_other;
  }
  std::vector<FindingReport> apart = findings;
  apart[0].related = {"none has this id"};
  EXPECT_THAT(titles(build_stories(apart)), ElementsAre("Title of ha.failover: imp2", "Title of host.paused: imp2"));
}

TEST(Stories, AreToldOfOneFindingWhereItIsGrave) {
  struct TestCase {
    const char* name;
    Severity severity;
    std::size_t stories;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{{"Critical", Severity::kCritical, 1},
                                                           {"Error", Severity::kError, 1},
                                                           {"Warning", Severity::kWarning, 0},
                                                           {"Info", Severity::kInfo, 0}}) {
    EXPECT_THAT(build_stories({of_node("a", "db.replication", c.severity, 0)}), SizeIs(c.stories)) << c.name;
  }
  const auto pair = [](Severity severity) {
    return build_stories({of_node("a", "ha.failover", severity, 0, {"b"}), of_node("b", "ha.fallback", severity, 9)});
  };
  EXPECT_THAT(pair(Severity::kNotice), SizeIs(1));
  EXPECT_THAT(pair(Severity::kInfo), IsEmpty());
}

TEST(Stories, ClaimNoCauseThatIsNotProven) {
  struct TestCase {
    const char* name;
    Verdict verdict;
    Confidence confidence;
    const char* title;
    const char* first;
    const char* second;
    const char* last;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{
           {"Medium", Verdict::kFail, Confidence::kMedium, "Title of r.x: imp2", "Summary of a.", "Cause of r.x.",
            "Next: First step of r.x."},
           {"Low", Verdict::kFail, Confidence::kLow, "Title of r.x: imp2, low confidence",
            "Summary of a (low confidence).", "Confidence is low, so no cause is told.", "Next: First step of r.x."},
           {"Inconclusive", Verdict::kInconclusive, Confidence::kHigh, "Title of r.x: imp2, not proven",
            "Summary of a (not proven).", "Whether it is a fault is not settled, so no cause is told.",
            "To settle it: First step of r.x."}}) {
    FindingReport a = of_node("a", "r.x", Severity::kError, 0);
    a.verdict = c.verdict;
    a.confidence = c.confidence;
    const std::vector<StoryReport> stories = build_stories({a});
    ASSERT_THAT(stories, SizeIs(1)) << c.name;
    EXPECT_EQ(stories[0].title, c.title);
    EXPECT_THAT(texts(stories[0]), ElementsAre(c.first, c.second, c.last)) << c.name;
  }
  // Of two, what is proven stands first, though the other began before it and is graver.
  std::vector<FindingReport> findings = {of_node("doubt", "host.paused", Severity::kCritical, 0, {"proven"}),
                                         of_node("proven", "ha.failover", Severity::kError, 60)};
  findings[0].verdict = Verdict::kInconclusive;
  const std::vector<StoryReport> stories = build_stories(findings);
  ASSERT_THAT(stories, SizeIs(1));
  EXPECT_EQ(stories[0].severity, Severity::kError);
  EXPECT_THAT(texts(stories[0]), ElementsAre("Summary of proven.", "Cause of ha.failover.",
                                             "Summary of doubt (not proven).", "Next: First step of ha.failover."));
}

TEST(Stories, HaveTheNameOfWhatIsAboutMost) {
  const auto title_of = [](SubjectKind one, const char* rule, SubjectKind other, const char* other_rule) {
    std::vector<FindingReport> findings = {finding("a", rule, Severity::kError, one, "one"),
                                           finding("b", other_rule, Severity::kError, other, "other")};
    findings[0].related = {"b"};
    return build_stories(findings).at(0).title;
  };
  EXPECT_EQ(title_of(SubjectKind::kNode, "r.x", SubjectKind::kCluster, "r.y"), "Title of r.y: other");
  EXPECT_EQ(title_of(SubjectKind::kSubscription, "r.x", SubjectKind::kNode, "r.y"), "Title of r.y: other");
  EXPECT_EQ(title_of(SubjectKind::kExchange, "r.x", SubjectKind::kService, "r.y"), "Title of r.x: one");
  EXPECT_EQ(title_of(SubjectKind::kCluster, "ha.failover", SubjectKind::kCluster, "ha.flapping"),
            "Title of ha.flapping: other");
}

TEST(Stories, TakeTheFirstSentence) {
  struct TestCase {
    const char* summary;
    const char* told;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{
           {"One. Two.", "One."},
           {"Up to 10. 5 more of cuc1.example.com follow.", "Up to 10. 5 more of cuc1.example.com follow."},
           {"No stop", "No stop"},
           {"An end. ", "An end. "},
           {"", ""}}) {
    FindingReport a = of_node("a", "r.x", Severity::kError, 0);
    a.summary = c.summary;
    EXPECT_EQ(build_stories({a}).at(0).lines.at(0).text, c.told);
  }
}

TEST(Stories, TellManyOfOneRuleOnce) {
  const std::vector<StoryReport> stories = build_stories(silence_report().findings);
  ASSERT_THAT(stories, SizeIs(2));
  EXPECT_THAT(texts(stories[0]),
              ElementsAre("Summary of group.", "Cause of exchange.silence.",
                          "First of 12 such findings: Summary of single0.", "Next: First step of exchange.silence."));
  EXPECT_THAT(stories[0].findings, SizeIs(13));
  EXPECT_EQ(stories[1].findings, std::vector<std::string>{"alone"});
}

TEST(Stories, TellTheFirstOfSubscriptionsThatStandAlone) {
  std::vector<FindingReport> findings;
  for (int i = 0; i < 9; ++i)
    findings.push_back(finding("s" + std::to_string(i), "subscription.stale", Severity::kError,
                               SubjectKind::kSubscription, subscription(i)));
  findings.push_back(finding("x", "subscription.dropped", Severity::kError, SubjectKind::kSubscription, "x"));
  findings.push_back(of_node("a", "db.replication", Severity::kError, 0));
  findings.push_back(of_node("b", "db.replication", Severity::kError, 0));
  const std::vector<StoryReport> stories = build_stories(findings);
  ASSERT_THAT(stories, SizeIs(4));
  EXPECT_EQ(stories[0].findings, std::vector<std::string>{"s0"});
  EXPECT_EQ(stories[1].findings, std::vector<std::string>{"x"});
  EXPECT_EQ(stories[2].findings, std::vector<std::string>{"a"});
  EXPECT_EQ(stories[3].findings, std::vector<std::string>{"b"});
}

TEST(Stories, AreJoinedByNoRemark) {
  std::vector<FindingReport> findings = {of_node("a", "service.stopped", Severity::kError, 0),
                                         of_node("b", "db.replication", Severity::kError, 0),
                                         of_node("r", "bundle.missing-logs", Severity::kNotice, 0, {"a", "b"})};
  std::vector<StoryReport> stories = build_stories(findings);
  ASSERT_THAT(stories, SizeIs(2));
  for (const StoryReport& story : stories) EXPECT_THAT(story.findings, SizeIs(1));
  findings[2].related = {"a"};
  stories = build_stories(findings);
  ASSERT_THAT(stories, SizeIs(2));
  EXPECT_THAT(stories[0].findings, ElementsAre("a", "r")) << "to one it belongs";
  EXPECT_THAT(build_stories({findings[2]}), IsEmpty());
  findings[2].severity = Severity::kCritical;
  EXPECT_THAT(build_stories({findings[2]}), IsEmpty()) << "a remark alone is no story";
}

TEST(Stories, AreFiveAtMostTheWorstFirst) {
  std::vector<FindingReport> findings;
  const auto add = [&](std::string id, Severity severity, std::vector<std::string> related = {}) {
    findings.push_back(of_node(id, "r." + id, severity, 0, std::move(related)));
  };
  add("critical", Severity::kCritical);
  for (const char* id : {"e1", "e2", "e3", "e4", "e5"}) add(id, Severity::kError);
  findings[1].verdict = Verdict::kInconclusive;
  add("e6", Severity::kError, {"w"});
  add("w", Severity::kWarning);
  EXPECT_THAT(titles(build_stories(findings)),
              ElementsAre("Title of r.critical: imp2", "Title of r.e6: imp2", "Title of r.e2: imp2",
                          "Title of r.e3: imp2", "Title of r.e4: imp2"));
}

TEST(Stories, StayShort) {
  std::vector<FindingReport> findings = {of_node("lead", "host.paused", Severity::kError, 0)};
  for (int i = 0; i < 9; ++i) {
    findings.push_back(of_node("f" + std::to_string(i), "r.x" + std::to_string(i),
                               i == 7 ? Severity::kWarning : Severity::kNotice, 10 + i, {"lead"}));
  }
  const std::vector<StoryReport> stories = build_stories(findings);
  ASSERT_THAT(stories, SizeIs(1));
  EXPECT_THAT(texts(stories[0]),
              ElementsAre("Summary of lead.", "Cause of host.paused.", "Summary of f0.", "Summary of f1.",
                          "Summary of f2.", "Summary of f3.", "Summary of f7.", "Next: First step of host.paused."))
      << "the last of the least grave are left out";
  EXPECT_THAT(stories[0].findings, SizeIs(10));
}

TEST(Stories, ObeyTheFiltersOfARendering) {
  Report report;
  report.findings = failover_findings();
  report.stories = build_stories(report.findings);
  RenderOptions options;
  EXPECT_THAT(told_stories(report, options)[0].findings, SizeIs(5));
  options.min_severity = Severity::kWarning;
  EXPECT_THAT(told_stories(report, options)[0].findings, ElementsAre("paused", "heartbeat", "failover", "no-fallback"));
  options.min_severity = Severity::kError;
  const std::vector<StoryReport> errors = told_stories(report, options);
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_THAT(errors[0].findings, ElementsAre("failover"));
  options.min_severity = Severity::kCritical;
  EXPECT_THAT(told_stories(report, options), IsEmpty());

  // What joins two findings joins them though it is not told itself.
  options.min_severity = Severity::kInfo;
  const KnownFindings known = match_baseline({"known.txt", {{"heartbeat", "a reason", {}}}}, report, {});
  options.known = &known;
  EXPECT_THAT(told_stories(report, options)[0].findings, ElementsAre("paused", "advice", "failover", "no-fallback"));

  report.stories.clear();
  EXPECT_THAT(told_stories(report, options), IsEmpty()) << "a report without stories gets none";
}

TEST(Stories, HoldForAnyRelations) {
  const std::vector<std::string> rules = {"host.paused", "ha.failover",        "heartbeat.missed", "bundle.trace-level",
                                          "db.x",        "subscription.stale", "bundle.limit"};
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::size_t n) -> std::size_t { return random() % n; };
    std::vector<FindingReport> findings(below(30));
    for (std::size_t i = 0; i < findings.size(); ++i) {
      findings[i] = of_node(std::to_string(i), rules[below(rules.size())], static_cast<Severity>(below(5)),
                            static_cast<int>(below(100)));
      findings[i].verdict = below(3) == 0 ? Verdict::kInconclusive : Verdict::kFail;
      findings[i].confidence = static_cast<Confidence>(below(3));
      if (below(4) == 0) findings[i].window.reset();
      for (std::size_t r = below(3); r > 0; --r) findings[i].related.push_back(std::to_string(below(40)));
    }
    const std::vector<StoryReport> stories = build_stories(findings);
    EXPECT_LE(stories.size(), 5U);
    std::set<std::string> told;
    for (const StoryReport& story : stories) {
      ASSERT_FALSE(story.findings.empty() || story.lines.empty());
      EXPECT_EQ(story.lines.front().finding, story.findings.front());
      for (const std::string& id : story.findings) {
        EXPECT_TRUE(told.insert(id).second) << "in two stories: " << id << ", seed " << seed;
        EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [&](const auto& f) { return f.id == id; })) << id;
      }
      for (const StoryLine& line : story.lines)
        EXPECT_THAT(story.findings, ::testing::Contains(line.finding)) << "seed " << seed;
      const FindingReport& cause = findings[std::stoul(story.findings.front())];
      const bool doubtful = cause.verdict != Verdict::kFail || cause.confidence == Confidence::kLow;
      EXPECT_EQ(story.lines[1].text == cause.cause, !doubtful) << "seed " << seed;
    }
  }
}

}  // namespace
}  // namespace logscan::detail
