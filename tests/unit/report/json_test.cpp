#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "logscan/baseline.h"
#include "report/stories.h"
#include "report_fixture.h"

namespace logscan::detail {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

std::vector<std::string> keys_of(const ordered_json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

TEST(ReportJson, HasTheKeysOfTheContractInItsOrder) {
  const auto report = ordered_json::parse(rendered(render_report_json, silence_report()));
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys_of(report),
            (Keys{"schema", "tool", "case", "sources", "findings", "stories", "passed", "not_run", "ledger"}));
  EXPECT_EQ(keys_of(report["tool"]), (Keys{"name", "version"}));
  EXPECT_EQ(keys_of(report["case"]), (Keys{"name", "inputs", "window"}));
  EXPECT_EQ(keys_of(report["sources"][0]),
            (Keys{"location", "format", "why", "node", "bytes", "records", "continuation", "rejected", "skipped",
                  "first", "last", "status", "notes", "clock"}));
  EXPECT_EQ(keys_of(report["sources"][0]["clock"]),
            (Keys{"zone", "offset_s", "basis", "uncertainty_s", "anchors", "segments"}));
  EXPECT_EQ(keys_of(report["findings"][0]),
            (Keys{"id", "rule", "title", "severity", "confidence", "verdict", "subject", "window", "open", "count",
                  "measured", "summary", "cause", "next_steps", "evidence", "related"}));
  EXPECT_EQ(keys_of(report["findings"][0]["evidence"][0]), (Keys{"role", "time", "location", "excerpt"}));
  EXPECT_EQ(keys_of(report["ledger"]),
            (Keys{"bytes_in", "parsed", "continuation", "rejected", "skipped", "ignored", "balanced"}));
}

TEST(ReportJson, TellsTheValues) {
  Report input = silence_report();
  input.case_name = "SR-1";
  input.since = at(0);
  input.findings[0].measured = {{"gap_s", 1860}, {"subscriptions", 12}, {"share", 0.5}};
  input.sources[0].clock.segments = {{at(0), at(10), -12600}};
  const std::string text = rendered(render_report_json, input);
  EXPECT_NE(text.find(R"("measured": {"gap_s": 1860.0, "subscriptions": 12, "share": 0.5})"), std::string::npos);

  const auto report = json::parse(text);
  EXPECT_EQ(report["schema"], "logscan.report/1");
  EXPECT_EQ(report["tool"]["version"], "1.2.3");
  EXPECT_EQ(report["case"]["name"], "SR-1");
  EXPECT_EQ(report["case"]["window"]["from"], "2014-06-29T00:00:00.000000Z");
  EXPECT_TRUE(report["case"]["window"]["to"].is_null());
  EXPECT_EQ(report["sources"][0]["clock"]["segments"][0]["offset_s"], -12600.0);
  const auto& finding = report["findings"][13];
  EXPECT_EQ(finding["id"], "alone");
  EXPECT_EQ(finding["severity"], "error");
  EXPECT_EQ(finding["confidence"], "low");
  EXPECT_EQ(finding["verdict"], "fail");
  EXPECT_EQ(finding["open"], true);
  EXPECT_EQ(finding["subject"]["kind"], "subscription");
  EXPECT_EQ(finding["window"]["to"], "2014-06-29T01:31:00.000000Z");
  EXPECT_EQ(report["findings"][14]["verdict"], "inconclusive");
  EXPECT_EQ(report["ledger"]["balanced"], true);
}

TEST(ReportJson, LeavesOutWhatIsBelowTheAskedLevels) {
  const auto count = [](Severity severity, Confidence confidence) {
    RenderOptions options;
    options.min_severity = severity;
    options.min_confidence = confidence;
    return json::parse(rendered(render_report_json, silence_report(), options))["findings"].size();
  };
  EXPECT_EQ(count(Severity::kInfo, Confidence::kLow), 15U);
  EXPECT_EQ(count(Severity::kError, Confidence::kLow), 14U);
  EXPECT_EQ(count(Severity::kError, Confidence::kMedium), 13U);
  EXPECT_EQ(count(Severity::kCritical, Confidence::kHigh), 1U);
}

TEST(ReportJson, TellsStoriesOfTheFindingsItHas) {
  Report report = silence_report();
  report.stories = build_stories(report.findings);
  RenderOptions options;
  const auto told = [&] { return ordered_json::parse(rendered(render_report_json, report, options))["stories"]; };
  ASSERT_EQ(told().size(), 2U);
  using Keys = std::vector<std::string>;
  EXPECT_EQ(keys_of(told()[0]), (Keys{"title", "severity", "window", "lines", "findings"}));
  EXPECT_EQ(keys_of(told()[0]["lines"][0]), (Keys{"time", "text", "finding"}));
  EXPECT_EQ(told()[0]["lines"][0]["time"], "2014-06-29T01:00:00.000000Z");
  EXPECT_EQ(told()[0]["lines"][0]["finding"], "group");
  EXPECT_TRUE(told()[0]["lines"][1]["time"].is_null());
  EXPECT_EQ(told()[0]["findings"].size(), 13U);
  options.min_severity = Severity::kCritical;
  ASSERT_EQ(told().size(), 1U);
  EXPECT_EQ(told()[0]["findings"], ordered_json::array({"group"}));
}

TEST(ReportJson, HoldsAnEmptyReport) {
  const auto report = json::parse(rendered(render_report_json, Report{}));
  EXPECT_TRUE(report["case"]["name"].is_null());
  EXPECT_TRUE(report["findings"].empty());
  EXPECT_TRUE(report["sources"].empty());
  EXPECT_EQ(report["ledger"]["bytes_in"], 0);
}

TEST(ReportJson, IsSafeAndReadableWhateverTheTextsHold) {
  const std::string text = rendered(render_report_json, hostile_report());
  for (const char c : text) {
    EXPECT_TRUE(c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f)) << static_cast<int>(c);
  }
  EXPECT_EQ(text.find("\xe2\x80\xae"), std::string::npos);
  const auto report = json::parse(text);  // refuses what is not UTF-8
  EXPECT_EQ(report["case"]["lossy"], true);
  EXPECT_EQ(report["sources"][1]["lossy"], true);
  EXPECT_FALSE(report["sources"][0].contains("lossy"));
  EXPECT_EQ(report["findings"][0]["evidence"][0]["lossy"], true);
  const std::string excerpt = report["findings"][0]["evidence"][0]["excerpt"];
  EXPECT_EQ(excerpt.substr(0, 9), "evil\x1b[31m");
  EXPECT_NE(excerpt.find("\xef\xbf\xbd\xef\xbf\xbd two\nlines"), std::string::npos);
}

TEST(ReportJson, SaysThatTheWriterRefused) {
  RefusingWriter out;
  Report report = silence_report();
  const FindingReport copy = report.findings[1];
  report.findings.insert(report.findings.end(), 2000, copy);
  const Status status = render_report_json(report, {}, out);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kOutput);
  EXPECT_EQ(out.calls, 1);  // a closed pipe is not written to again
}

TEST(InventoryJson, AddsWhatEachSourceProves) {
  const auto inventory = ordered_json::parse(rendered(render_inventory_json, quiet_report()));
  EXPECT_EQ(keys_of(inventory), (std::vector<std::string>{"schema", "tool", "sources", "coverage", "collect"}));
  EXPECT_EQ(inventory["schema"], "logscan.inventory/1");
  EXPECT_EQ(inventory["sources"].size(), 3U);
  const std::vector<std::string> keys = keys_of(inventory["sources"][0]);
  EXPECT_EQ(std::vector<std::string>(keys.end() - 3, keys.end()),
            (std::vector<std::string>{"intact", "wordings", "unmatched"}));
  EXPECT_EQ(inventory["sources"][1]["intact"][0]["from"], "2014-06-30T00:00:00.000000Z");
}

TEST(InventoryJson, TellsCoverageAndWhatToCollect) {
  const auto inventory = ordered_json::parse(rendered(render_inventory_json, silence_report()));
  using Keys = std::vector<std::string>;
  ASSERT_EQ(inventory["coverage"].size(), 1U);
  const auto& row = inventory["coverage"][0];
  EXPECT_EQ(keys_of(row),
            (Keys{"node", "format", "sources", "records", "undated", "first", "last", "complete", "holes"}));
  EXPECT_EQ(row["node"], "cuc1");
  EXPECT_EQ(row["sources"], 3);
  EXPECT_EQ(row["complete"].size(), 1U);
  EXPECT_EQ(row["complete"][0]["to"], "2014-07-02T00:00:00.000000Z");
  EXPECT_TRUE(row["holes"].empty());
  ASSERT_EQ(inventory["collect"].size(), 1U) << "one question is open";
  EXPECT_EQ(inventory["collect"][0]["step"], "First step of keepalive.missed.");
  EXPECT_EQ(keys_of(inventory["collect"][0]["findings"][0]), (Keys{"id", "rule", "subject"}));
  EXPECT_EQ(inventory["collect"][0]["findings"][0]["id"], "question");
}

TEST(InventoryJson, IsReadableWhateverTheTextsHold) {
  const auto inventory = json::parse(rendered(render_inventory_json, hostile_report()));
  EXPECT_EQ(inventory["sources"][1]["lossy"], true);
}

// The schema in docs, by a validator that is not ours.
TEST(ReportSchema, AcceptsOurReportsAndRefusesOthers) {
  if (std::system("python3 -c 'import jsonschema' 2>/dev/null") != 0) {
    ASSERT_EQ(std::getenv("CI"), nullptr) << "CI needs python3-jsonschema";
    GTEST_SKIP() << "python3-jsonschema is not installed";
  }
  struct TestCase {
    const char* name;
    std::string text;
    bool valid;
  };
  Report full = silence_report();
  full.case_name = "SR-1";
  full.since = at(0);
  full.until = at(10);
  full.sources[0].clock.segments = {{at(0), at(10), -12600}};
  full.stories = build_stories(full.findings);
  const KnownFindings known = match_baseline(
      {"known.txt", {{full.findings.front().id, "a reason", {}}, {"gone", "another", "2030-01-01"}}}, full, {});
  RenderOptions with_known;
  with_known.known = &known;
  json without_ledger = json::parse(rendered(render_report_json, full));
  without_ledger.erase("ledger");
  json wrong_severity = json::parse(rendered(render_report_json, full));
  wrong_severity["findings"][0]["severity"] = "terrible";
  json wrong_time = json::parse(rendered(render_report_json, full));
  wrong_time["sources"][0]["first"] = "2014-06-29 00:00:03";
  json field_added = json::parse(rendered(render_report_json, full));
  field_added["findings"][0]["added_later"] = 1;
  for (const TestCase& c :
       std::initializer_list<TestCase>{{"Full", rendered(render_report_json, full), true},
                                       {"Empty", rendered(render_report_json, Report{}), true},
                                       {"Known", rendered(render_report_json, full, with_known), true},
                                       {"Hostile", rendered(render_report_json, hostile_report()), true},
                                       {"FieldAdded", field_added.dump(), true},
                                       {"WithoutLedger", without_ledger.dump(), false},
                                       {"WrongSeverity", wrong_severity.dump(), false},
                                       {"WrongTime", wrong_time.dump(), false}}) {
    SCOPED_TRACE(c.name);
    std::string path = testing::TempDir() + "logscan-schema-XXXXXX";
    const int descriptor = ::mkstemp(path.data());
    ASSERT_GE(descriptor, 0);
    ::close(descriptor);
    std::ofstream(path) << c.text;
    const std::string command =
        "python3 -c 'import json, jsonschema, sys\n"
        "schema = json.load(open(sys.argv[1]))\n"
        "jsonschema.Draft202012Validator.check_schema(schema)\n"
        "errors = list(jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))))\n"
        "[print(list(e.path), e.message) for e in errors]\n"
        "sys.exit(7 if errors else 0)' '" LOGSCAN_SOURCE_ROOT "/docs/report.schema.json' '" +
        path + "'" + (c.valid ? "" : " >/dev/null");
    const int status = std::system(command.c_str());
    std::remove(path.c_str());
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), c.valid ? 0 : 7);
  }
}

}  // namespace
}  // namespace logscan::detail
