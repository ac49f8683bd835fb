#include "truth_scenarios.h"

#include <gmock/gmock.h>

#include <chrono>
#include <functional>
#include <string>

namespace logscan::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const gen::Time kTen = *gen::parse_time("2026-03-04T10:00:00Z");

gen::Truth one_silence() {
  gen::ExpectedFinding expected;
  expected.rule = "exchange.silence";
  expected.subject_kind = "exchange";
  expected.subject = "cuc1";
  expected.window = gen::Span{kTen, kTen + seconds(1860)};
  expected.count = 3;
  gen::Truth truth;
  truth.findings.push_back(expected);
  return truth;
}

FindingReport same_silence() {
  FindingReport finding;
  finding.rule = "exchange.silence";
  finding.subject_kind = SubjectKind::kExchange;
  finding.subject = "cuc1";
  finding.window = Window{Timestamp(kTen), Timestamp(kTen) + seconds(1860)};
  finding.count = 3;
  return finding;
}

TEST(TruthCompare, AcceptsTheSameFindings) { EXPECT_EQ(compare(one_silence(), {same_silence()}), ""); }

TEST(TruthCompare, SeesEveryDifference) {
  struct Difference {
    const char* name;
    std::function<void(FindingReport&)> change;
  };
  const Difference differences[] = {
      {"Rule", [](FindingReport& finding) { finding.rule = "subscription.stale"; }},
      {"Verdict", [](FindingReport& finding) { finding.verdict = Verdict::kInconclusive; }},
      {"SubjectKind", [](FindingReport& finding) { finding.subject_kind = SubjectKind::kNode; }},
      {"Subject", [](FindingReport& finding) { finding.subject = "cuc2"; }},
      {"LongerSubject", [](FindingReport& finding) { finding.subject = "x/cuc1"; }},
      {"NoWindow", [](FindingReport& finding) { finding.window.reset(); }},
      {"From", [](FindingReport& finding) { finding.window->from -= milliseconds(1001); }},
      {"To", [](FindingReport& finding) { finding.window->to += milliseconds(1001); }},
      {"Open", [](FindingReport& finding) { finding.open = true; }},
      {"Count", [](FindingReport& finding) { finding.count = 4; }},
  };
  for (const Difference& difference : differences) {
    FindingReport finding = same_silence();
    difference.change(finding);
    const std::string text = compare(one_silence(), {finding});
    EXPECT_THAT(text, StartsWith("missing:    exchange.silence fail exchange cuc1 "
                                 "2026-03-04T10:00:00Z .. 2026-03-04T10:31:00Z closed count 3\n"))
        << difference.name;
    EXPECT_THAT(text, HasSubstr("unexpected: ")) << difference.name;
  }
}

TEST(TruthCompare, ToleratesASecond) {
  FindingReport finding = same_silence();
  finding.window->from -= seconds(1);
  finding.window->to += seconds(1);
  EXPECT_EQ(compare(one_silence(), {finding}), "");
}

TEST(TruthCompare, NamesWhatIsMissingAndWhatIsTooMuch) {
  EXPECT_THAT(compare(one_silence(), {}), StartsWith("missing:    exchange.silence"));
  EXPECT_THAT(compare(one_silence(), {same_silence(), same_silence()}), StartsWith("unexpected: exchange.silence"));
}

TEST(TruthCompare, WhatIsNotCertainMayBeMissing) {
  gen::Truth truth = one_silence();
  truth.findings[0].certain = false;
  EXPECT_EQ(compare(truth, {}), "");
  EXPECT_EQ(compare(truth, {same_silence()}), "");
}

TEST(TruthCompare, LeavesOutWhatTheDocumentsAskFor) {
  FindingReport wish;
  wish.rule = "bundle.missing-logs";
  EXPECT_EQ(compare(one_silence(), {same_silence(), wish}), "");
}

TEST(TruthCompare, TakesABundlePathAsTheEndOfALocation) {
  gen::Truth truth;
  truth.findings.emplace_back();
  truth.findings[0].rule = "bundle.truncated";
  truth.findings[0].subject_kind = "bundle";
  truth.findings[0].subject = "cuc1/jetty/x.gz";
  truth.findings[0].open.reset();
  FindingReport finding;
  finding.rule = "bundle.truncated";
  finding.subject_kind = SubjectKind::kBundle;
  for (const char* subject : {"cuc1/jetty/x.gz", "some/case/cuc1/jetty/x.gz", "case.zip!cuc1/jetty/x.gz"}) {
    finding.subject = subject;
    EXPECT_EQ(compare(truth, {finding}), "") << subject;
  }
  for (const char* subject : {"cuc11/jetty/x.gz", "othercuc1/jetty/x.gz", "x.gz"}) {
    finding.subject = subject;
    EXPECT_NE(compare(truth, {finding}), "") << subject;
  }
}

}  // namespace
}  // namespace logscan::test
