#include "report/coverage_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/text_page.h"
#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Window from_to(int from, int to) { return {at(from), at(to)}; }

TEST(CoverageMap, PutsTheSourcesOfOneFormatOfANodeInOneRow) {
  Report report = quiet_report();
  report.sources.push_back(request_log(0));
  report.sources.back().node = "cuc0";
  report.sources.push_back(request_log(1));
  report.sources.back().format = "srm.log";
  report.sources.back().intact.clear();
  report.sources.push_back(request_log(1));
  report.sources.back().format = "srm.log";
  report.sources.back().first.reset();
  report.sources.push_back(request_log(5));
  report.sources.back().status = SourceStatus::kDuplicate;
  report.sources.push_back(request_log(5));
  report.sources.back().left_out = true;
  report.sources.push_back(request_log(5));
  report.sources.back().format.reset();
  const std::vector<CoverageRow> rows = coverage_rows(report);
  ASSERT_THAT(rows, SizeIs(3));
  EXPECT_EQ(rows[0].node, "cuc0");
  EXPECT_EQ(rows[1].node, "cuc1");
  EXPECT_EQ(rows[1].format, "jetty.access");
  EXPECT_EQ(rows[1].sources, 3U);
  EXPECT_EQ(rows[1].records, 30U);
  EXPECT_EQ(rows[1].span.from, at(3));
  EXPECT_EQ(rows[1].span.to, at(2 * 86400 + 36000));
  EXPECT_THAT(rows[1].complete, ElementsAre(from_to(0, 3 * 86400))) << "days that follow each other are one";
  EXPECT_THAT(rows[1].seen, SizeIs(3));
  EXPECT_THAT(rows[1].holes, IsEmpty());
  EXPECT_EQ(rows[2].format, "srm.log");
  EXPECT_EQ(rows[2].undated, 1U);
  EXPECT_THAT(rows[2].complete, IsEmpty());
}

TEST(CoverageMap, FindsTheHoles) {
  Report inside = quiet_report();
  inside.sources[0].intact = {from_to(0, 100), from_to(200, 300)};
  EXPECT_THAT(coverage_rows(inside)[0].holes, ElementsAre(from_to(100, 200)));

  Report cut = quiet_report();
  cut.sources[1].status = SourceStatus::kTruncated;
  EXPECT_THAT(coverage_rows(cut)[0].holes, ElementsAre(Window{*cut.sources[1].last, *cut.sources[1].last}));

  struct TestCase {
    const char* subject;
    bool told;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{{"cuc1/request.log", true},
                                                           {"cuc1/jetty/request.log", true},
                                                           {"cuc2/request.log", false},
                                                           {"cuc1/srm", false},
                                                           {"cuc1/", false},
                                                           {"request.log", false}}) {
    Report gap = quiet_report();
    gap.findings = {finding("g", "bundle.log-gap", Severity::kWarning, SubjectKind::kBundle, c.subject)};
    EXPECT_EQ(coverage_rows(gap)[0].holes.size(), c.told ? 1U : 0U) << c.subject;
  }
}

TEST(CoverageMap, DrawsOneCharacterForEachPart) {
  using Windows = std::vector<Window>;
  struct TestCase {
    const char* name;
    Windows seen, complete, holes;
    const char* line;
  };
  for (const TestCase& c : std::initializer_list<TestCase>{
           {"Complete", {from_to(0, 100)}, {from_to(0, 100)}, {}, "##########"},
           {"Half", {from_to(0, 49)}, {}, {}, "=====....."},
           {"HalfAndAMoment", {from_to(0, 50)}, {}, {}, "======...."},
           {"Hole", {from_to(0, 100)}, {from_to(0, 30), from_to(60, 100)}, {from_to(30, 60)}, "###xxxx###"},
           {"Cut", {from_to(0, 55)}, {}, {from_to(55, 55)}, "=====x...."},
           {"BeginsBefore", {from_to(-50, 20)}, {}, {}, "<==......."},
           {"GoesOn", {from_to(90, 150)}, {}, {}, ".........>"},
           {"LiesBefore", {from_to(-50, -20)}, {}, {}, "<........."},
           {"OneMoment", {from_to(70, 70)}, {}, {}, ".......=.."}}) {
    CoverageRow row;
    row.seen = c.seen;
    row.complete = c.complete;
    row.holes = c.holes;
    for (const Window& window : c.seen) row.span.add(window.from, window.to);
    EXPECT_EQ(coverage_line(row, from_to(0, 100), 10), c.line) << c.name;
  }
  CoverageRow moment;
  moment.seen = {from_to(5, 5)};
  moment.span.add(at(5), at(5));
  EXPECT_EQ(coverage_line(moment, from_to(5, 5), 4), "=...");
}

TEST(CoverageMap, SparseLogsDoNotStretchTheAxis) {
  Report report = quiet_report();
  for (SourceReport& source : report.sources) source.records = 50;
  report.sources.push_back(request_log(-60));
  report.sources.back().format = "cli.system-history";
  const Span axis = coverage_axis(coverage_rows(report));
  EXPECT_EQ(axis.from, at(3));
  for (SourceReport& source : report.sources) source.records = 5;
  EXPECT_EQ(coverage_axis(coverage_rows(report)).from, at(-60 * 86400 + 3)) << "where all are sparse, all count";
}

TEST(CoverageMap, TellsAStepOnceWithAllThatAskForIt) {
  Report report = silence_report();
  EXPECT_THAT(steps_to_collect(quiet_report()), IsEmpty());
  report.findings.push_back(report.findings.back());
  report.findings.push_back(finding("m", "bundle.missing-logs", Severity::kInfo, SubjectKind::kBundle, "cuc1"));
  const std::vector<CollectStep> steps = steps_to_collect(report);
  ASSERT_THAT(steps, SizeIs(3));
  EXPECT_EQ(steps[0].step, "First step of keepalive.missed.");
  EXPECT_THAT(steps[0].findings, SizeIs(2));
  EXPECT_EQ(steps[1].step, "First step of bundle.missing-logs.");
  EXPECT_EQ(steps[2].step, "Second step of bundle.missing-logs.");
}

TEST(CoverageMap, StandsInTheInventory) {
  const std::string text = rendered(render_inventory_text, silence_report());
  EXPECT_THAT(text, HasSubstr("Coverage, 2014-06-29 00:00:03 to 2014-07-01 10:00:00 UTC\n"));
  EXPECT_THAT(text, HasSubstr("  cuc1\n"
                              "    jetty.access: 3 sources, 30 records, 2014-06-29 00:00:03 to 2014-07-01\n"
                              "                  10:00:00 UTC, complete for 3 d 0 h\n"
                              "    " +
                              std::string(76, '#') + "\n"));
  EXPECT_THAT(text, HasSubstr("To settle what is open\n"
                              "  - First step of keepalive.missed.\n"
                              "    for keepalive.missed " +
                              subscription(21) + "\n"));
}

TEST(CoverageMap, FitsANarrowTerminalAndManySources) {
  Report report = quiet_report();
  report.sources.clear();
  for (int i = 0; i < 200; ++i) {
    report.sources.push_back(request_log(i % 40));
    report.sources.back().node = "cuc" + std::to_string(i / 40);
  }
  RenderOptions options;
  options.width = 40;
  const std::string text = rendered(render_inventory_text, report, options);
  std::size_t maps = 0;
  const std::string map_of_all = text.substr(text.find("Coverage, "));
  for (const std::string& line : lines_of(map_of_all)) {
    EXPECT_LE(columns(line), 40) << line;
    if (line == "    " + std::string(36, '#')) ++maps;
  }
  EXPECT_EQ(maps, 5U) << "one for each node";
}

}  // namespace
}  // namespace logscan::detail
