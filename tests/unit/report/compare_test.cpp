#include "logscan/compare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t kDay = 86400;

// One log of cuc1 that covers so many days, whose rules were all run.
Report days(double length, std::int64_t begin = 0) {
  Report report;
  report.inputs = {"export.zip"};
  report.sources = {request_log(0)};
  report.sources[0].first = at(begin);
  report.sources[0].last = at(begin + static_cast<std::int64_t>(length * kDay));
  report.passed = {{"subscription.stale", 1}, {"notification.rejected", 1}, {"ha.failover", 1}};
  return report;
}

// Rejections on the listener of cuc1.
FindingReport rejections(const std::string& id, std::uint64_t count) {
  FindingReport found = finding(id, "notification.rejected", Severity::kError, SubjectKind::kExchange, "cuc1");
  found.count = count;
  return found;
}

FindingReport stale(const std::string& id, int which, std::int64_t length = 1860) {
  FindingReport found =
      finding(id, "subscription.stale", Severity::kError, SubjectKind::kSubscription, subscription(which));
  found.window = Window{at(3600), at(3600 + length)};
  return found;
}

Report with(Report report, const std::vector<FindingReport>& findings) {
  report.findings = findings;
  return report;
}

std::vector<std::string> told(const Comparison& comparison) {
  std::vector<std::string> changes;
  for (const ComparedFault& fault : comparison.changes)
    changes.push_back(std::string(name_of(fault.change)) + " " + fault.rule);
  return changes;
}

TEST(Compare, FindsNothingBetweenAReportAndItself) {
  for (const Report& report : {Report{}, quiet_report(), silence_report(), hostile_report()}) {
    EXPECT_THAT(told(compare(report, report)), IsEmpty());
  }
  EXPECT_EQ(compare(silence_report(), silence_report()).same, 3U);
}

TEST(Compare, TellsWhatIsNewAndGone) {
  const Report none = days(1);
  const Report one = with(days(1), {rejections("a", 3)});
  const Comparison begun = compare(none, one);
  ASSERT_THAT(told(begun), ElementsAre("new notification.rejected"));
  EXPECT_EQ(begun.changes[0].node, "cuc1");
  EXPECT_EQ(begun.changes[0].subject, "cuc1");
  EXPECT_TRUE(begun.changes[0].judged_before);
  EXPECT_FALSE(begun.changes[0].before);
  EXPECT_EQ(begun.changes[0].after->count, 3U);
  EXPECT_THAT(begun.changes[0].after->ids, ElementsAre("a"));
  EXPECT_THAT(told(compare(one, none)), ElementsAre("gone notification.rejected"));
}

TEST(Compare, CallsNothingGoneThatCouldNotBeSeen) {
  const Report one = with(days(1), {rejections("a", 3)});
  Report not_run = days(1);
  not_run.passed.clear();
  not_run.not_run = {{"notification.rejected", {"a request log"}}};
  EXPECT_THAT(told(compare(one, not_run)), ElementsAre("not-judged notification.rejected"));
  Report other_node = days(1);
  other_node.sources[0].node = "cuc2";
  EXPECT_THAT(told(compare(one, other_node)), ElementsAre("not-judged notification.rejected"));
  const Comparison begun = compare(not_run, one);
  ASSERT_THAT(told(begun), ElementsAre("new notification.rejected"));
  EXPECT_FALSE(begun.changes[0].judged_before);
}

TEST(Compare, TakesAFaultInTwoCollectionsForTheSame) {
  EXPECT_THAT(told(compare(with(days(1), {rejections("a", 4)}), with(days(1, 7 * kDay), {rejections("b", 4)}))),
              IsEmpty());
  // Subscriptions are made anew and have other ids then.
  const Comparison fewer =
      compare(with(days(1), {stale("a", 1), stale("b", 2), stale("c", 3)}), with(days(1, 7 * kDay), {stale("d", 9)}));
  ASSERT_THAT(told(fewer), ElementsAre("better subscription.stale"));
  EXPECT_EQ(fewer.changes[0].subject, "");
  EXPECT_EQ(fewer.changes[0].node, "cuc1");
  EXPECT_EQ(fewer.changes[0].before->subjects, 3U);
  EXPECT_EQ(fewer.changes[0].before->findings, 3U);
}

TEST(Compare, KeepsNodesApart) {
  Report both = days(1);
  both.sources.push_back(both.sources[0]);
  both.sources[1].location = "export.zip!cuc2/x.log";
  both.sources[1].node = "cuc2";
  FindingReport other = stale("b", 2);
  other.evidence[0].location = "export.zip!cuc2/x.log:7";
  const Comparison moved = compare(with(both, {stale("a", 1)}), with(both, {other}));
  ASSERT_THAT(told(moved), ElementsAre("new subscription.stale", "gone subscription.stale"));
  EXPECT_EQ(moved.changes[0].node, "cuc2");
  EXPECT_EQ(moved.changes[1].node, "cuc1");
}

TEST(Compare, KnowsAnIncidentByItsIdUnderAnotherNameOfItsNode) {
  Report renamed = with(days(1), {stale("a", 1)});
  renamed.sources[0].node = "host-7";
  EXPECT_THAT(told(compare(with(days(1), {stale("a", 1)}), renamed)), IsEmpty());
}

TEST(Compare, TakesNodesOfAClusterTogether) {
  FindingReport before = finding("a", "ha.failover", Severity::kError, SubjectKind::kCluster, "imp1/imp2");
  FindingReport after = before;
  after.id = "b";
  after.evidence.clear();  // proven by a log of the other node
  EXPECT_THAT(told(compare(with(days(1), {before}), with(days(1), {after}))), IsEmpty());
}

TEST(Compare, WeighsCountsByTheTimeThatWasCovered) {
  struct TestCase {
    const char* name;
    std::uint64_t before;
    double days_before;
    std::uint64_t after;
    double days_after;
    const char* change;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{{"Same", 10, 1, 10, 1, ""},
                                                           {"LessThanByHalf", 10, 1, 14, 1, ""},
                                                           {"ByHalf", 10, 1, 15, 1, "worse"},
                                                           {"TwiceInTwiceTheTime", 10, 1, 20, 2, ""},
                                                           {"MoreInMuchMoreTime", 10, 1, 12, 4, "better"},
                                                           {"AsManyInAQuarter", 12, 4, 12, 1, "worse"},
                                                           {"OneIsNoRate", 1, 3, 1, 2, ""},
                                                           {"OneInAWeekAndOneInADay", 1, 7, 1, 1, ""},
                                                           {"OneAndThree", 1, 1, 3, 1, "worse"}}) {
    SCOPED_TRACE(c.name);
    const Comparison comparison = compare(with(days(c.days_before), {rejections("a", c.before)}),
                                          with(days(c.days_after), {rejections("b", c.after)}));
    ASSERT_EQ(comparison.changes.size(), *c.change == '\0' ? 0U : 1U);
    if (*c.change != '\0') {
      EXPECT_EQ(name_of(comparison.changes[0].change), c.change);
    }
    // From the other side it is the opposite.
    const Comparison back = compare(with(days(c.days_after), {rejections("b", c.after)}),
                                    with(days(c.days_before), {rejections("a", c.before)}));
    EXPECT_EQ(back.changes.size(), comparison.changes.size());
    if (!back.changes.empty()) {
      EXPECT_NE(back.changes[0].change, comparison.changes[0].change);
    }
  }
}

TEST(Compare, CountsAsTheyAreWhereNoTimeIsKnown) {
  FindingReport before = rejections("a", 10);
  before.window.reset();
  FindingReport after = before;
  after.id = "b";
  const Comparison same = compare(with(days(1), {before}), with(days(7), {after}));
  EXPECT_THAT(told(same), IsEmpty());
  after.count = 20;
  const Comparison more = compare(with(days(1), {before}), with(days(7), {after}));
  ASSERT_THAT(told(more), ElementsAre("worse notification.rejected"));
  EXPECT_FALSE(more.changes[0].after->covered_s);
  EXPECT_FALSE(more.changes[0].after->per_hour());
}

TEST(Compare, CountsTheLengthsOfPauses) {
  const Report shorter = with(days(1), {stale("a", 1, 1000)});
  EXPECT_THAT(told(compare(shorter, with(days(1), {stale("b", 1, 1490)}))), IsEmpty());
  EXPECT_THAT(told(compare(shorter, with(days(1), {stale("b", 1, 1500)}))), ElementsAre("worse subscription.stale"));
  // Three of twice the length in three times the time: longer, not only more.
  EXPECT_THAT(told(compare(shorter, with(days(3), {stale("b", 1, 2000), stale("c", 1, 2000), stale("d", 1, 2000)}))),
              ElementsAre("worse subscription.stale"));
  EXPECT_THAT(told(compare(with(days(1), {stale("a", 1, 10)}), with(days(1), {stale("b", 1, 60)}))), IsEmpty());
}

TEST(Compare, PutsSeverityAndVerdictFirst) {
  FindingReport graver = rejections("b", 1);
  graver.severity = Severity::kCritical;
  EXPECT_THAT(told(compare(with(days(1), {rejections("a", 100)}), with(days(1), {graver}))),
              ElementsAre("worse notification.rejected"));
  FindingReport question = rejections("c", 100);
  question.verdict = Verdict::kInconclusive;
  EXPECT_THAT(told(compare(with(days(1), {question}), with(days(1), {rejections("a", 1)}))),
              ElementsAre("worse notification.rejected"));
  EXPECT_THAT(told(compare(with(days(1), {rejections("a", 1)}), with(days(1), {question}))),
              ElementsAre("not-judged notification.rejected"));
}

TEST(Compare, LooksAtWhatIsAskedFor) {
  FindingReport unsure = rejections("a", 1);
  unsure.confidence = Confidence::kLow;
  const Report report = with(days(1), {unsure});
  EXPECT_EQ(compare(days(1), report, {Severity::kError, Confidence::kLow}).changes.size(), 1U);
  EXPECT_THAT(told(compare(days(1), report, {Severity::kCritical, Confidence::kLow})), IsEmpty());
  EXPECT_THAT(told(compare(days(1), report, {Severity::kInfo, Confidence::kMedium})), IsEmpty());
}

TEST(Compare, CoversEachHourOnceAndOnlyTheAskedOnes) {
  Report report = with(days(1), {rejections("a", 48)});
  report.sources.push_back(report.sources[0]);
  report.sources.back().location = "another.log";
  report.sources.back().last = at(2 * kDay);
  const auto covered = [](const Report& after) { return compare(days(1), after).changes.at(0).after->covered_s; };
  EXPECT_EQ(covered(report), 2.0 * kDay);
  EXPECT_EQ(compare(days(1), report).changes[0].after->per_hour(), 1.0);
  report.since = at(kDay / 2);
  EXPECT_EQ(covered(report), 1.5 * kDay);
  report.sources.back().status = SourceStatus::kDuplicate;
  EXPECT_EQ(covered(report), 0.5 * kDay);
}

TEST(Compare, DoesNotOverflow) {
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  const Comparison comparison =
      compare(days(1), with(days(1), {rejections("a", most), rejections("b", most), rejections("c", 1)}));
  ASSERT_EQ(comparison.changes.size(), 1U);
  EXPECT_EQ(comparison.changes[0].after->count, most);
}

TEST(ComparisonText, SaysItInOneLineFirst) {
  EXPECT_THAT(rendered(render_comparison_text, compare(silence_report(), silence_report())),
              ::testing::StartsWith("No difference; 3 the same\nOld: export.zip, 3 logs, 2014-06-29 00:00:03 to "));
  const std::string text = rendered(render_comparison_text,
                                    compare(with(days(2), {rejections("a", 2)}), with(days(4), {rejections("b", 40)})));
  EXPECT_THAT(text, ::testing::StartsWith("1 worse\n"));
  EXPECT_THAT(text, HasSubstr("- Title of notification.rejected (notification.rejected), cuc1\n"
                              "  old: error, 1 finding, count 2 in 2 d 0 h (1 a day), 31 min together\n"
                              "  new: error, 1 finding, count 40 in 4 d 0 h (10 a day), 31 min together\n"
                              "  Summary of b.\n"));
}

TEST(ComparisonText, TellsRatesByTheHourWhereLittleIsCovered) {
  const std::string text = rendered(
      render_comparison_text, compare(with(days(2), {rejections("a", 2)}), with(days(0.25), {rejections("b", 40)})));
  EXPECT_THAT(text, HasSubstr("count 2 in 2 d 0 h (0.04 an hour)"));
  EXPECT_THAT(text, HasSubstr("count 40 in 6 h 00 min (6.67 an hour)"));
}

TEST(ComparisonText, IsSafeWhateverTheTextsHold) {
  for (const std::string& line : lines_of(rendered(render_comparison_text, compare(days(1), hostile_report())))) {
    EXPECT_EQ(escape_for_terminal(line), line);
  }
}

TEST(ComparisonJson, HasTheFieldsOfTheContract) {
  using nlohmann::ordered_json;
  const auto json = ordered_json::parse(
      rendered(render_comparison_json, compare(with(days(1), {stale("a", 1)}), with(days(1), {rejections("b", 24)}))));
  EXPECT_EQ(json["schema"], "logscan.diff/1");
  EXPECT_EQ(json["old"]["inputs"][0], "export.zip");
  EXPECT_EQ(json["old"]["logs"], 1);
  EXPECT_EQ(json["same"], 0);
  ASSERT_EQ(json["changes"].size(), 2U);
  const auto& begun = json["changes"][0];
  EXPECT_EQ(begun["change"], "new");
  EXPECT_EQ(begun["rule"], "notification.rejected");
  EXPECT_EQ(begun["subject"]["name"], "cuc1");
  EXPECT_TRUE(begun["old"].is_null());
  EXPECT_EQ(begun["new"]["count"], 24);
  EXPECT_EQ(begun["new"]["per_hour"], 1.0);
  EXPECT_EQ(begun["new"]["covered_s"], 86400.0);
  EXPECT_EQ(begun["new"]["ids"][0], "b");
  const auto& gone = json["changes"][1];
  EXPECT_EQ(gone["change"], "gone");
  EXPECT_TRUE(gone["subject"]["name"].is_null());
  EXPECT_EQ(gone["node"], "cuc1");
  EXPECT_TRUE(gone["new"].is_null());
  EXPECT_TRUE(ordered_json::accept(rendered(render_comparison_json, compare(days(1), hostile_report()))));
}

}  // namespace
}  // namespace logscan::detail
