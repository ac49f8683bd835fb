#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "logscan/report_exports.h"
#include "markdown_payloads.h"
#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Report report_with_story() {
  Report report = silence_report();
  StoryReport story;
  story.title = "Exchange fell silent, then came back";
  story.severity = Severity::kCritical;
  story.window = Window{at(3600), at(5460)};
  story.lines = {{at(3600), "Ten subscriptions fell silent.", "group"}, {at(5460), "The first came back.", "group"}};
  story.findings = {"group", "single0"};
  report.stories = {story};
  return report;
}

// Where each of `parts` begins; they must come in this order.
void expect_order(const std::string& text, const std::vector<std::string>& parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    const std::size_t found = text.find(part, at);
    ASSERT_NE(found, std::string::npos) << part << " is not there, or too early, in\n" << text;
    at = found + part.size();
  }
}

TEST(CaseNote, TellsStoriesThenTheRest) {
  Report report = report_with_story();
  report.case_name = "SR-1";
  expect_order(rendered(render_report_markdown, report),
               {"## Case note: SR-1\n",
                "Found: 1 critical fault, 1 error in 3 logs of cuc1",
                "; 1 question open.\n",
                "Read: `export.zip`.\n",
                "### What happened\n",
                "**Exchange fell silent, then came back** (critical, 2014-06-29 01:00:00 to 01:31:00 UTC)\n",
                "- 2014-06-29 01:00:00: Ten subscriptions fell silent.\n",
                "- 2014-06-29 01:31:00: The first came back.\n",
                "Besides:\n",
                "- **Title of `subscription.stale`** (`subscription.stale`, error, low confidence)",
                "Summary of alone.",
                "### Evidence\n",
                "id `group`",
                "  - last-before 2014-06-29 01:00:00 `export.zip!cuc1/jetty/",
                "    `the record before`\n",
                "id `alone`",
                "### Next steps\n",
                "1. First step of `exchange.silence`.",
                "3. First step of `subscription.stale`.",
                "### What is missing\n",
                "Open: **Title of `keepalive.missed`**",
                "- Not judged, for want of what they need: 1 rule (`logscan -v` names them)\n",
                "logscan 1.2.3\n"});
}

TEST(CaseNote, FallsBackToTheWorstFindings) {
  const std::string note = rendered(render_report_markdown, silence_report());
  expect_order(note, {"### What happened\n", "- **Title of `exchange.silence`**", "Summary of group.",
                      "- **Title of `subscription.stale`**", "Summary of alone.", "### Evidence\n"});
  EXPECT_THAT(note, Not(HasSubstr("Besides")));
  // Those that stand inside another finding are not told again.
  EXPECT_THAT(note, Not(HasSubstr("Summary of single0.")));
}

TEST(CaseNote, SaysThatNothingFailed) {
  const std::string note = rendered(render_report_markdown, quiet_report());
  EXPECT_THAT(note, HasSubstr("Found: Nothing failed: 3 logs of cuc1"));
  EXPECT_THAT(note, Not(HasSubstr("### What happened")));
  EXPECT_THAT(note, Not(HasSubstr("### Next steps")));
}

TEST(CaseNote, TellsOnlyWhatIsAskedFor) {
  RenderOptions options;
  Report report = report_with_story();
  report.findings[0].confidence = Confidence::kLow;
  options.min_confidence = Confidence::kMedium;
  const std::string note = rendered(render_report_markdown, report, options);
  EXPECT_THAT(note, Not(HasSubstr("fell silent.")));  // a moment of the finding that is left out
  // The story is told anew of what is left.
  EXPECT_THAT(note, Not(HasSubstr("then came back")));
  EXPECT_THAT(note, HasSubstr("**Title of `subscription.stale`: "));
  EXPECT_THAT(note, HasSubstr("id `single0`"));
}

TEST(CaseNote, LeavesOutAStoryThatIsKnown) {
  Report report = report_with_story();
  KnownFindings known;
  known.by_id["group"] = {"planned", std::nullopt, false};
  known.by_id["single0"] = {"planned", std::nullopt, false};
  RenderOptions options;
  options.known = &known;
  EXPECT_THAT(rendered(render_report_markdown, report, options), Not(HasSubstr("then came back")));
}

TEST(CaseNote, NamesWhatIsDamagedAndWhatIsWanting) {
  Report report = quiet_report();
  report.sources[1].status = SourceStatus::kTruncated;
  report.findings.push_back(finding("m", "bundle.missing-logs", Severity::kInfo, SubjectKind::kBundle, "export.zip"));
  const std::string note = rendered(render_report_markdown, report);
  expect_order(note, {"### What is missing\n", "- Summary of m.\n", "- First step of `bundle.missing-logs`.\n",
                      "- Not read in full: `export.zip!cuc1/jetty/day1.request.log` (truncated)\n"});
  EXPECT_THAT(note, Not(HasSubstr("### What happened")));
}

TEST(CaseNote, IsBoundedAndCountsTheRest) {
  Report report = report_with_story();
  for (int i = 0; i < 100; ++i) {
    report.findings.push_back(finding("f" + std::to_string(i), "rule.number" + std::to_string(i), Severity::kError,
                                      SubjectKind::kNode, "cuc1"));
    report.stories[0].lines.push_back({at(i), "Moment.", "group"});
  }
  report.stories[0].lines.resize(102);
  const std::string note = rendered(render_report_markdown, report);
  EXPECT_LE(lines_of(note).size(), 70U);
  EXPECT_THAT(note, HasSubstr("- and 96 more moments\n"));
  EXPECT_THAT(note, HasSubstr("- and 96 other findings\n"));
  EXPECT_THAT(note, HasSubstr("and 4 more steps"));
}

// Each line without the marks that the note itself makes.
std::string without_own_marks(std::string line) {
  static const std::regex front("^(#{2,3} |(  )?- |[0-9]+\\. |    )");
  line = std::regex_replace(line, front, "");
  static const std::regex bold("\\*\\*");
  return std::regex_replace(line, bold, "");
}

TEST(CaseNote, LeavesNothingThatActsOfALog) {
  for (const std::string& payload : markdown_payloads()) {
    Report report = report_with_story();
    report.case_name = payload;
    report.inputs = {payload};
    report.stories[0].title = payload;
    for (StoryLine& moment : report.stories[0].lines) moment.text = payload;
    report.sources[0].location = report.sources[0].node.emplace(payload);
    report.sources[0].status = SourceStatus::kDamaged;
    for (FindingReport& f : report.findings) {
      f.title = f.rule = f.subject = f.summary = f.cause = payload;
      f.next_steps = {payload};
      for (EvidenceReport& item : f.evidence) item.role = item.location = item.excerpt = payload;
    }
    report.not_run = {{payload, {payload}}};
    for (const std::string& line : lines_of(rendered(render_report_markdown, report))) {
      EXPECT_EQ(acting_part(without_own_marks(line)), "") << line;
    }
  }
}

TEST(CaseNote, ActsOnNoTerminal) {
  const std::string note = rendered(render_report_markdown, hostile_report());
  EXPECT_EQ(note.find('\x1b'), std::string::npos);
  EXPECT_THAT(note, HasSubstr(std::string(kHostileEscaped.substr(0, 9))));
}

TEST(CaseNote, RefusesAnUnknownZoneAndSaysWhereWritingFails) {
  RenderOptions options;
  options.zone = "Mars/Base";
  StringWriter out;
  EXPECT_EQ(render_report_markdown(quiet_report(), options, out).error().code, ErrorCode::kUsage);
  RefusingWriter refusing;
  EXPECT_EQ(render_report_markdown(quiet_report(), {}, refusing).error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace logscan::detail
