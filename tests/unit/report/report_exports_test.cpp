#include "logscan/report_exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FindingsTable, HasTheColumnsOfTheContract) {
  Report report = silence_report();
  report.case_name = "SR-1";
  report.findings.resize(1);
  report.findings[0].window.reset();
  report.findings[0].measured = {{"gap_s", 1860}, {"share", 0.5}};
  report.findings[0].related = {"a", "b"};
  const auto lines = lines_of(rendered(render_report_csv, report));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0],
            "id,rule,title,severity,confidence,verdict,subject_kind,subject,from,to,open,count,measured,summary,cause,"
            "next_steps,locations,excerpt,related,known,case");
  EXPECT_EQ(cells_of(lines[1]),
            (std::vector<std::string>{
                "group",
                "exchange.silence",
                "Title of exchange.silence",
                "critical",
                "high",
                "fail",
                "exchange",
                "cuc1",
                "",
                "",
                "false",
                "1",
                "gap_s=1860 | share=0.5",
                "Summary of group.",
                "Cause of exchange.silence.",
                "First step of exchange.silence. | Second step of exchange.silence.",
                "export.zip!cuc1/jetty/day0.request.log:123 | export.zip!cuc1/jetty/day0.request.log:124",
                "the record before",
                "a | b",
                "",
                "SR-1"}));
}

TEST(FindingsTable, HasOneRowForEachFindingThatIsAskedFor) {
  RenderOptions options;
  options.min_severity = Severity::kCritical;
  KnownFindings known;
  known.by_id["group"] = {"planned", std::nullopt, false};
  options.known = &known;
  const auto lines = lines_of(rendered(render_report_csv, silence_report(), options));
  ASSERT_EQ(lines.size(), 2U);
  const auto cells = cells_of(lines[1]);
  EXPECT_EQ(cells[8], "2014-06-29T01:00:00.000000Z");
  EXPECT_EQ(cells[9], "2014-06-29T01:31:00.000000Z");
  EXPECT_EQ(cells[19], "planned");
  EXPECT_EQ(lines_of(rendered(render_report_csv, silence_report())).size(), silence_report().findings.size() + 1);
}

TEST(FindingsTable, HasNoCellThatActs) {
  for (const std::string front : {"=", "+", "-", "@", "\t", "\r", " =", "\xef\xbc\x9d"}) {
    Report report = silence_report();
    const std::string payload = front + "cmd|' /C calc'!A0";
    report.case_name = payload;
    for (FindingReport& f : report.findings) {
      f.id = f.rule = f.title = f.subject = f.summary = f.cause = payload;
      f.next_steps = f.related = {payload, payload};
      f.measured = {{payload, 1}};
      for (EvidenceReport& item : f.evidence) item.location = item.excerpt = payload;
    }
    const auto lines = lines_of(rendered(render_report_csv, report));
    ASSERT_EQ(lines.size(), report.findings.size() + 1);
    const auto cells = cells_of(lines[1]);
    ASSERT_EQ(cells.size(), 21U);
    for (const std::size_t i : std::vector<std::size_t>{0, 1, 2, 7, 12, 13, 14, 15, 16, 17, 18, 20})
      EXPECT_EQ(cells[i].front(), '\'') << i;
  }
}

TEST(FindingsTable, KeepsARowOnOneLineAndActsOnNoTerminal) {
  const std::string table = rendered(render_report_csv, hostile_report());
  EXPECT_EQ(lines_of(table).size(), hostile_report().findings.size() + 1);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
}

TEST(ReportJsonl, HasTheObjectsOfTheReportAndTheCase) {
  Report report = silence_report();
  report.case_name = "SR-1";
  const json whole = json::parse(rendered(render_report_json, report));
  const auto lines = lines_of(rendered(render_report_jsonl, report));
  ASSERT_EQ(lines.size(), whole["findings"].size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    json expected = whole["findings"][i];
    expected["case"] = "SR-1";
    EXPECT_EQ(json::parse(lines[i]), expected);
  }
  report.case_name.reset();
  EXPECT_TRUE(json::parse(lines_of(rendered(render_report_jsonl, report))[0]).at("case").is_null());
}

TEST(ReportJsonl, TellsWhatIsAskedForAndWhatIsKnown) {
  RenderOptions options;
  options.min_severity = Severity::kCritical;
  KnownFindings known;
  known.by_id["group"] = {"planned", "2014-07-01", true};
  options.known = &known;
  const auto lines = lines_of(rendered(render_report_jsonl, silence_report(), options));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(json::parse(lines[0])["known"]["reason"], "planned");
}

TEST(ReportJsonl, KeepsWhatIsNoUtf8AndOneLineEach) {
  const auto lines = lines_of(rendered(render_report_jsonl, hostile_report()));
  ASSERT_EQ(lines.size(), hostile_report().findings.size());
  for (const std::string& line : lines) {
    EXPECT_TRUE(json::parse(line)["lossy"]);
    EXPECT_EQ(line.find('\x1b'), std::string::npos);
  }
}

TEST(ReportExports, StopWhenNothingIsTaken) {
  RefusingWriter out;
  EXPECT_EQ(render_report_csv(silence_report(), {}, out).error().code, ErrorCode::kOutput);
  EXPECT_EQ(render_report_jsonl(silence_report(), {}, out).error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace logscan::detail
