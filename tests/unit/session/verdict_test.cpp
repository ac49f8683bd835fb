// Verdicts that must hold when the input is odd: each of these was once wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>

#include "support/case_folder.h"

namespace logscan::test {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

RequestLog five_until(int end) {
  RequestLog log;
  for (int i = 0; i < 5; ++i) log.steady("id" + std::to_string(i), 10 + i * 20, end);
  return log;
}

// What is proven; questions do not count.
std::vector<std::string> faults(const Report& report) {
  std::vector<std::string> found;
  for (const FindingReport& finding : report.findings) {
    if (finding.verdict == Verdict::kFail) found.push_back(brief(finding));
  }
  return found;
}

TEST(Verdict, SurvivesALimitOfNoRuns) {
  const CaseFolder folder;
  folder.write(log_name(), five_until(2 * kHour).sorted());
  for (const std::uint64_t runs : {0U, 1U, 3U}) {
    Options options = options_for(folder.path());
    options.limits.runs = runs;
    options.want_timeline = true;
    const Case found = scan_case(options);
    EXPECT_THAT(briefs(found.report), Contains(HasSubstr("bundle.limit"))) << runs;
    EXPECT_TRUE(found.report.ledger.balanced()) << runs;
  }
}

TEST(Verdict, DoesNotJoinFoldersOfUnknownNodes) {
  // One server was collected at ten, the other at midnight: nothing is wrong.
  const CaseFolder folder;
  folder.write("one/" + log_name(), five_until(10 * kHour).sorted());
  RequestLog other;
  for (int i = 0; i < 5; ++i) other.steady("other" + std::to_string(i), 5 + i * 20, kWholeDay - 1);
  folder.write("two/" + log_name(), other.sorted());
  EXPECT_THAT(faults(scan_case(options_for(folder.path())).report), ::testing::IsEmpty());
}

TEST(Verdict, IsNotStretchedByOneWrongTime) {
  for (const int wrong : {23 * kHour, 19 * kWholeDay, 3650 * kWholeDay, -3650 * kWholeDay}) {
    const CaseFolder folder;
    RequestLog log = five_until(10 * kHour);
    const std::string text = log.sorted();
    const std::size_t middle = text.find('\n', text.size() / 2) + 1;
    const std::string line = RequestLog().beat(wrong, "id0").text();
    folder.write(log_name(), text.substr(0, middle) + line + text.substr(middle));
    EXPECT_THAT(faults(scan_case(options_for(folder.path())).report), ::testing::IsEmpty()) << wrong;
  }
}

TEST(Verdict, CallsNoOneAloneWhereNobodyWentOn) {
  const CaseFolder folder;
  folder.write(log_name(), RequestLog().steady("only", 0, 12 * kHour).text());
  Options options = options_for(folder.path());
  options.collected = at(15 * kHour);
  const Report report = scan_case(options).report;
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].confidence, Confidence::kHigh);
  EXPECT_THAT(report.findings[0].summary,
              AllOf(Not(HasSubstr("Other subscriptions went on")), HasSubstr("No other subscription")));
}

TEST(Verdict, NamesALogOfWhichNothingCanBeRead) {
  const CaseFolder folder;
  std::string garbage;
  for (int i = 0; i < 5000; ++i) garbage += "no request line at all " + std::to_string(i) + "\n";
  folder.write(log_name(), garbage);
  std::string utf16 = "\xff\xfe";
  for (const char c : five_until(kHour).sorted()) utf16 += {c, '\0'};
  folder.write(log_name(1), utf16);
  const Report report = scan_case(options_for(folder.path())).report;
  ASSERT_EQ(report.sources.size(), 2U);
  EXPECT_EQ(report.sources[0].status, SourceStatus::kDamaged);
  EXPECT_EQ(report.sources[1].status, SourceStatus::kDamaged);
  EXPECT_THAT(report.sources[1].notes, Contains(HasSubstr("UTF-16")));
  for (const PassedRule& rule : report.passed) EXPECT_NE(rule.rule, "bundle.damaged");
}

TEST(Verdict, KeepsTheCopyWhosePlaceTellsTheNode) {
  const CaseFolder folder;
  const std::string day = "dup/zz/cuc1/2014-07-02_10-00-00/jetty/";
  for (int i = 0; i < 3; ++i) {
    RequestLog log;
    for (int s = 0; s < 3; ++s) log.steady("id" + std::to_string(s), i * kWholeDay + s, (i + 1) * kWholeDay - 1);
    folder.write(day + log_name(i), log.sorted());
    if (i == 1) folder.write("dup/aa/" + log_name(i), log.sorted());
  }
  EXPECT_THAT(briefs(scan_case(options_for(folder.path())).report), Not(Contains(HasSubstr("bundle.log-gap"))));
}

TEST(Verdict, ARuleWhoseFindingsLieOutsideTheWindowIsInNeitherList) {
  const CaseFolder folder;
  folder.write(log_name(), RequestLog().steady("a", 0, kHour).steady("a", kHour + 800, kWholeDay - 1).text());
  Options options = options_for(folder.path());
  options.since = at(5 * kHour);
  const Report report = scan_case(options).report;
  EXPECT_THAT(report.findings, ::testing::IsEmpty());
  EXPECT_EQ(report.outside, 1U);
  const auto holds = [](const auto& rules, const char* id) {
    return std::any_of(rules.begin(), rules.end(), [&](const auto& rule) { return rule.rule == id; });
  };
  EXPECT_FALSE(holds(report.passed, "keepalive.missed"));
  EXPECT_FALSE(holds(report.not_run, "keepalive.missed"));
  EXPECT_TRUE(holds(report.passed, "subscription.stale"));
}

TEST(Verdict, AnInputWhoseDateIsNotKnownHasNoWindow) {
  const CaseFolder folder;
  const std::string log =
      "10:00:00.000 |6549,,,CsExMbxLocator,13,AutoDiscoverURLS not found in cache\n"
      "10:01:00.000 |65";
  folder.write("cuc1/diag_CuMbxSync_00000001.uc", log);
  // A time that fits no record dates none.
  std::filesystem::last_write_time(folder.path("cuc1/diag_CuMbxSync_00000001.uc"),
                                   std::chrono::file_clock::from_sys(std::chrono::sys_seconds(std::chrono::hours(4))));
  Options options = options_for(folder.path());
  options.since = at(0);
  const Report report = scan_case(options).report;
  const auto cut = std::find_if(report.findings.begin(), report.findings.end(),
                                [](const FindingReport& finding) { return finding.rule == "bundle.truncated"; });
  ASSERT_NE(cut, report.findings.end());
  EXPECT_FALSE(cut->window.has_value());
}

TEST(Verdict, DoesNotCallAFileOfCarriageReturnsRead) {
  const CaseFolder folder;
  std::string text = five_until(kHour).sorted();
  std::replace(text.begin(), text.end(), '\n', '\r');
  folder.write(log_name(), text);
  const Report report = scan_case(options_for(folder.path())).report;
  EXPECT_EQ(report.ledger.parsed, 0U);
  EXPECT_EQ(report.ledger.rejected, text.size());
}

}  // namespace
}  // namespace logscan::test
