#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "logscan/compare.h"
#include "report/stories.h"
#include "report_fixture.h"

namespace logscan::detail {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST(ReadReport, GivesBackWhatWasWritten) {
  Report written = silence_report();
  written.case_name = "SR-1";
  written.since = at(0);
  written.stories = build_stories(written.findings);
  ASSERT_FALSE(written.stories.empty());
  const auto read = read_report_json(rendered(render_report_json, written));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->tool_version, "1.2.3");
  EXPECT_EQ(read->case_name, "SR-1");
  EXPECT_EQ(read->inputs, written.inputs);
  EXPECT_EQ(read->since, at(0));
  EXPECT_FALSE(read->until);
  ASSERT_EQ(read->sources.size(), 3U);
  EXPECT_EQ(read->sources[1].location, written.sources[1].location);
  EXPECT_EQ(read->sources[1].node, "cuc1");
  EXPECT_EQ(read->sources[1].first, written.sources[1].first);
  ASSERT_EQ(read->findings.size(), written.findings.size());
  for (std::size_t i = 0; i < written.findings.size(); ++i) {
    const FindingReport& a = written.findings[i];
    const FindingReport& b = read->findings[i];
    EXPECT_EQ(std::tie(a.id, a.rule, a.title, a.severity, a.confidence, a.verdict, a.subject_kind, a.subject, a.open),
              std::tie(b.id, b.rule, b.title, b.severity, b.confidence, b.verdict, b.subject_kind, b.subject, b.open));
    EXPECT_EQ(std::tie(a.window, a.count, a.summary, a.cause, a.next_steps, a.related),
              std::tie(b.window, b.count, b.summary, b.cause, b.next_steps, b.related));
    ASSERT_EQ(b.evidence.size(), 2U);
    EXPECT_EQ(a.evidence[1].location, b.evidence[1].location);
  }
  ASSERT_EQ(read->passed.size(), 1U);
  EXPECT_EQ(read->passed[0].subjects, 12U);
  ASSERT_EQ(read->not_run.size(), 1U);
  EXPECT_EQ(read->not_run[0].needs, written.not_run[0].needs);
  EXPECT_TRUE(read->stories.empty()) << "they stand in the findings";
}

TEST(ReadReport, TakesWhateverTheTextsHold) {
  EXPECT_TRUE(read_report_json(rendered(render_report_json, hostile_report())));
  EXPECT_TRUE(read_report_json(rendered(render_report_json, Report{})));
}

TEST(ReadReport, NamesThePlaceOfWhatIsWrong) {
  const std::string good = rendered(render_report_json, silence_report());
  const auto refusal = [&](const char* pointer, const json& value) {
    json changed = json::parse(good);
    changed[json::json_pointer(pointer)] = value;
    const auto read = read_report_json(changed.dump());
    EXPECT_FALSE(read) << pointer;
    return read ? std::string() : read.error().message;
  };
  EXPECT_THAT(refusal("/schema", "logscan.report/2"), HasSubstr("'logscan.report/2' is not logscan.report/1"));
  EXPECT_THAT(refusal("/schema", 1), HasSubstr("schema: is missing"));
  EXPECT_EQ(refusal("/findings", 3), "findings: is no list");
  EXPECT_EQ(refusal("/findings/2", "x"), "findings[2]: is no object");
  EXPECT_EQ(refusal("/findings/2/id", nullptr), "findings[2].id: is no text");
  EXPECT_EQ(refusal("/findings/2/severity", "terrible"), "findings[2].severity: 'terrible' is not known");
  EXPECT_EQ(refusal("/findings/2/count", -1), "findings[2].count: is no whole number");
  EXPECT_EQ(refusal("/findings/2/count", 0.5), "findings[2].count: is no whole number");
  EXPECT_EQ(refusal("/findings/2/open", "yes"), "findings[2].open: is neither true nor false");
  EXPECT_EQ(refusal("/findings/2/subject", nullptr), "findings[2]: has no subject");
  EXPECT_EQ(refusal("/findings/2/window/from", "2024-01-01T00:00:00Z"),
            "findings[2].window: does not end after its begin");
  EXPECT_EQ(refusal("/findings/2/evidence/0/time", "noon"), "findings[2].evidence[0].time: 'noon' is no time");
  EXPECT_EQ(refusal("/findings/2/related/0", json::object()), "findings[2].related[0]: is no text");
  EXPECT_EQ(refusal("/sources/1/status", "fine"), "sources[1].status: 'fine' is not known");
  EXPECT_EQ(refusal("/passed", nullptr), "passed: is missing");
  EXPECT_EQ(refusal("/case", json::array()), "case: is no object");
}

TEST(ReadReport, RefusesEveryFrontOfAReport) {
  const std::string good = rendered(render_report_json, quiet_report());
  for (std::size_t size = 0; size + 2 < good.size(); size += 7) {
    const auto read = read_report_json(std::string_view(good).substr(0, size));
    ASSERT_FALSE(read) << size;
    EXPECT_THAT(read.error().message, HasSubstr("is no JSON from byte"));
  }
}

TEST(ReadReport, IsNotLedDeepOrIntoNumbersThatAreNone) {
  for (const char open : {'[', '{'}) {
    std::string deep = "{\"schema\": ";
    for (int i = 0; i < 100000; ++i) deep += open == '[' ? "[" : "{\"a\":";
    const auto read = read_report_json(deep);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, "is nested too deeply for a report");
  }
  EXPECT_FALSE(read_report_json("{\"schema\": 1e999}"));
  EXPECT_FALSE(read_report_json("{\"schema\": \"\xff\"}"));
}

}  // namespace
}  // namespace logscan::detail
