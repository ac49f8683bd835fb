#include "logscan/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

Baseline baseline(const std::vector<BaselineEntry>& entries) { return {"known.txt", entries}; }

const FindingReport& by_id(const Report& report, const std::string& id) {
  for (const FindingReport& found : report.findings) {
    if (found.id == id) return found;
  }
  ADD_FAILURE() << id;
  return report.findings.front();
}

TEST(ReadBaseline, TakesLinesOfIdsWithDayAndReason) {
  const auto read = read_baseline(
      "\xef\xbb\xbf# what we live with\r\n"
      "3c08bae3cc197193 2026-12-31 Exchange is replaced in winter\r\n"
      "\n"
      "  fc1debf63d31a339\t2027-01-01   SR 12345 #2  ",
      "known.txt");
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->name, "known.txt");
  ASSERT_EQ(read->entries.size(), 2U);
  EXPECT_EQ(read->entries[0].id, "3c08bae3cc197193");
  EXPECT_EQ(read->entries[0].last_day, "2026-12-31");
  EXPECT_EQ(read->entries[0].reason, "Exchange is replaced in winter");
  EXPECT_EQ(read->entries[1].id, "fc1debf63d31a339");
  EXPECT_EQ(read->entries[1].reason, "SR 12345 #2");
  EXPECT_TRUE(read_baseline("", "empty")->entries.empty());
}

TEST(ReadBaseline, TakesAJsonReport) {
  Report report = silence_report();
  report.findings.push_back(report.findings.front());  // an id twice is one entry
  const auto read = read_baseline(" \n" + rendered(render_report_json, report), "old.json");
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->entries.size(), silence_report().findings.size());
  EXPECT_EQ(read->entries[0].id, "group");
  EXPECT_FALSE(read->entries[0].last_day);
  EXPECT_EQ(read->entries[0].reason, "stands in old.json");
}

TEST(ReadBaseline, NamesFileLineAndMend) {
  const std::string id = "3c08bae3cc197193";
  for (const auto& [text, message] :
       {std::pair<std::string, std::string>{"\nabc 2026-12-31 x", "known.txt:2: 'abc' is no id"},
        {"3C08BAE3CC197193 2026-12-31 x", "known.txt:1: '3C08BAE3CC197193' is no id"},
        {std::string(5000, 'a'), "...' is no id"},
        {id, "known.txt:1: '' is no day until which it is known; give ID YYYY-MM-DD REASON"},
        {id + " 2026-13-31 x", "'2026-13-31' is no day"},
        {id + " 2026-12-31T00:00:00Z x", "'2026-12-31T00:00:00Z' is no day"},
        {id + " 2026-12-31 \t", "known.txt:1: has no reason"},
        {id + " 2026-12-31 x\n" + id + " 2026-12-31 y", "known.txt:2: " + id + " stands in line 1 already"},
        {"{\"schema\": 1}", "known.txt: no report of logscan: schema: is missing"},
        {"{", "known.txt: no report of logscan: is no JSON"}}) {
    const auto read = read_baseline(text, "known.txt");
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr(message));
  }
}

TEST(MatchBaseline, KnowsWhatItHoldsAndTellsWhatItMisses) {
  const Report report = silence_report();
  const KnownFindings known =
      match_baseline(baseline({{"group", "a reason", "2030-01-01"}, {"gone", "another", "2030-01-01"}}), report, {});
  EXPECT_EQ(known.file, "known.txt");
  ASSERT_TRUE(known.accepts(by_id(report, "group")));
  EXPECT_EQ(known.find(by_id(report, "group"))->reason, "a reason");
  EXPECT_EQ(known.find(by_id(report, "alone")), nullptr);
  EXPECT_FALSE(known.accepts(by_id(report, "alone")));
  EXPECT_THAT(known.unmatched, ElementsAre("gone"));
}

TEST(MatchBaseline, HoldsThroughTheLastDayOfTheCase) {
  // The last record is of 2014-07-01 10:00:00.
  const auto expired = [](const std::string& day, const std::optional<Timestamp>& collected = {}) {
    const Report report = silence_report();
    const KnownFindings known = match_baseline(baseline({{"group", "a reason", day}}), report, collected);
    const FindingReport& finding = by_id(report, "group");
    EXPECT_NE(known.accepts(finding), known.find(finding)->expired);
    return known.find(finding)->expired;
  };
  EXPECT_TRUE(expired("2014-06-30"));
  EXPECT_FALSE(expired("2014-07-01"));
  EXPECT_TRUE(expired("2014-07-01", at(3 * 86400)));
  EXPECT_FALSE(expired("2014-07-02", at(3 * 86400)));
  Report undated = silence_report();
  for (SourceReport& source : undated.sources) source.last.reset();
  EXPECT_TRUE(
      match_baseline(baseline({{"group", "a reason", "2000-01-01"}}), undated, {}).accepts(by_id(undated, "group")));
}

TEST(BaselineText, TellsWhatIsKnownApart) {
  const Report report = silence_report();
  const KnownFindings known = match_baseline(baseline({{"group", "Exchange is replaced in winter", "2030-01-01"},
                                                       {"alone", "too long ago", "2014-06-01"},
                                                       {"gone", "another", "2030-01-01"}}),
                                             report, {});
  RenderOptions options;
  options.known = &known;
  const std::string text = rendered(render_report_text, report, options);
  EXPECT_THAT(text, ::testing::StartsWith("13 errors in "));  // those of the group, told alone, and the expired one
  EXPECT_THAT(text, HasSubstr("; 1 known; 1 known no longer"));
  EXPECT_THAT(text, Not(HasSubstr("Critical (1)")));
  EXPECT_THAT(text, HasSubstr("\nKnown (1)\n\n[K] Title of exchange.silence (exchange.silence)\n"));
  EXPECT_THAT(text, HasSubstr("    Known until 2030-01-01: Exchange is replaced in winter\n"));
  EXPECT_THAT(text, Not(HasSubstr("gone")));
  options.verbose = true;
  const std::string all = rendered(render_report_text, report, options);
  EXPECT_THAT(all, HasSubstr("    Known until 2014-06-01, which is past, so it counts again: too long ago\n"));
  EXPECT_THAT(all, HasSubstr("Known, but not found here: gone\n"));
}

TEST(BaselineText, NeverSaysThatNothingFailed) {
  Report report = quiet_report();
  report.findings = {finding("group", "exchange.silence", Severity::kCritical, SubjectKind::kExchange, "cuc1")};
  const KnownFindings known = match_baseline(baseline({{"group", "a reason", {}}}), report, {});
  RenderOptions options;
  options.known = &known;
  for (const bool question : {false, true}) {
    if (question) {
      report.findings.push_back(
          finding("question", "keepalive.missed", Severity::kWarning, SubjectKind::kSubscription, subscription(1)));
      report.findings.back().verdict = Verdict::kInconclusive;
    }
    const std::string text = rendered(render_report_text, report, options);
    EXPECT_THAT(text, ::testing::StartsWith("Nothing failed that is not known in 3 logs of cuc1"));
    EXPECT_THAT(text, HasSubstr("    Known: a reason\n"));
  }
}

TEST(BaselineText, IsSafeWhateverTheTextsHold) {
  const Report report = hostile_report();
  const std::string hostile(kHostile);
  const KnownFindings known = match_baseline({hostile, {{"group", hostile, {}}, {hostile, "", {}}}}, report, {});
  RenderOptions options;
  options.verbose = true;
  options.known = &known;
  const std::string text = rendered(render_report_text, report, options);
  EXPECT_THAT(text, HasSubstr("Known, but not found here"));
  for (const std::string& line : lines_of(text)) EXPECT_EQ(escape_for_terminal(line), line);
}

TEST(BaselineJson, StandsBesideTheFinding) {
  using nlohmann::ordered_json;
  const Report report = silence_report();
  EXPECT_FALSE(ordered_json::parse(rendered(render_report_json, report)).contains("baseline"));
  const KnownFindings known =
      match_baseline(baseline({{"group", "a reason", "2030-01-01"}, {"gone", "another", {}}}), report, {});
  RenderOptions options;
  options.known = &known;
  const auto json = ordered_json::parse(rendered(render_report_json, report, options));
  EXPECT_EQ(json["baseline"],
            ordered_json::parse(R"({"file": "known.txt", "known": 1, "expired": 0, "unmatched": ["gone"]})"));
  EXPECT_EQ(json["findings"][0]["known"],
            ordered_json::parse(R"({"reason": "a reason", "last_day": "2030-01-01", "expired": false})"));
  EXPECT_FALSE(json["findings"][1].contains("known"));
}

}  // namespace
}  // namespace logscan::detail
