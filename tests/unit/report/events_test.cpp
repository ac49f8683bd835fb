#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using nlohmann::ordered_json;

Case timeline() {
  Case result;
  result.report.case_name = "SR-1";
  TimelineRow run;
  run.time = at(0);
  run.to = at(3600);
  run.quality = "stated";
  run.kind = "run";
  run.node = "cuc1";
  run.subject = "abc";
  run.peer = "10.0.0.1";
  run.count = 1300;
  run.location = "x.log:1";
  TimelineRow rejected;
  rejected.time = at(3600) + std::chrono::milliseconds(250);
  rejected.quality = "stated";
  rejected.kind = "notification.rejected";
  rejected.node = "cuc1";
  rejected.subject = "abc";
  rejected.number = 503;
  rejected.text = "Service Unavailable";
  rejected.location = "x.log:14";
  TimelineRow unknown;
  unknown.kind = "log.record";
  unknown.number = 0.25;
  unknown.location = "y.log:1";
  result.rows = {run, rejected, unknown};
  return result;
}

TEST(EventsJsonl, HasOneObjectALineInTheOrderOfTheContract) {
  const auto lines = lines_of(rendered(render_events_jsonl, timeline()));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(
      lines[0],
      R"({"time": "2014-06-29T00:00:00.000000Z", "quality": "stated", "kind": "run", "node": "cuc1", "subject": "abc", )"
      R"("peer": "10.0.0.1", "number": null, "text": "", "location": "x.log:1", "case": "SR-1", )"
      R"("to": "2014-06-29T01:00:00.000000Z", "count": 1300})");
  const auto rejected = ordered_json::parse(lines[1]);
  EXPECT_EQ(rejected["number"], 503);
  EXPECT_EQ(rejected["time"], "2014-06-29T01:00:00.250000Z");
  EXPECT_FALSE(rejected.contains("to"));
  EXPECT_FALSE(rejected.contains("count"));
  const auto unknown = ordered_json::parse(lines[2]);
  EXPECT_TRUE(unknown["time"].is_null());
  EXPECT_EQ(unknown["quality"], "unknown");
  EXPECT_TRUE(unknown["node"].is_null());
}

TEST(EventsJsonl, TellsWhatAMessageIs) {
  Case result;
  TimelineRow request;
  request.kind = "http.request";
  request.method = "POST";
  request.uri = "/a?id=\"1\"";
  request.complete = true;
  TimelineRow answer;
  answer.kind = "http.response";
  answer.status = 200;
  answer.complete = false;
  TimelineRow cut;
  cut.kind = "http.response";
  cut.complete = false;
  result.rows = {request, answer, cut};
  const auto lines = lines_of(rendered(render_events_jsonl, result));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_THAT(lines[0],
              testing::EndsWith(R"("case": null, "method": "POST", "uri": "/a?id=\"1\"", "complete": true})"));
  EXPECT_THAT(lines[1], testing::EndsWith(R"("case": null, "status": 200, "complete": false})"));
  EXPECT_THAT(lines[2], testing::EndsWith(R"("case": null, "status": null, "complete": false})"));
  const auto plain = lines_of(rendered(render_events_jsonl, timeline()));
  for (const std::string& line : plain) EXPECT_FALSE(ordered_json::parse(line).contains("complete"));
}

TEST(EventsJsonl, IsReadableWhateverTheTextsHold) {
  const auto lines = lines_of(rendered(render_events_jsonl, hostile_timeline()));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(ordered_json::parse(lines[0])["lossy"], true);
}

TEST(EventsText, HasOneRowALineWithoutWidth) {
  RenderOptions options;
  options.width = 0;
  EXPECT_EQ(
      rendered(render_events_text, timeline(), options),
      "2014-06-29 00:00:00     run                  cuc1 abc to 01:00:00 (1 h 00 min) x1,300 from 10.0.0.1 x.log:1\n"
      "2014-06-29 01:00:00.250 notification.rejected cuc1 abc 503 Service Unavailable x.log:14\n"
      "(time not known)        log.record           0.25 y.log:1\n");
}

TEST(EventsText, NamesThePeerOfAnEvent) {
  Case result;
  TimelineRow begin;
  begin.time = at(0);
  begin.kind = "ha.failover-begin";
  begin.node = "imp2";
  begin.peer = "imp1";
  begin.text = "automatic, Critical Service Down";
  begin.location = "srm.log:7";
  result.rows = {begin};
  RenderOptions options;
  options.width = 0;
  EXPECT_EQ(rendered(render_events_text, result, options),
            "2014-06-29 00:00:00     ha.failover-begin    imp2 peer imp1 automatic, Critical Service Down srm.log:7\n");
}

TEST(EventsText, ReadsAsALadderWhereACaptureShowsIt) {
  TimelineRow answered;
  answered.kind = "notification";
  answered.peer = "10.0.0.1";
  answered.node = "cuc1";
  answered.subject = "abc";
  answered.number = 27;
  answered.text = "StatusEvent: 200 OK";
  answered.location = "x.pcap#12";
  TimelineRow unanswered = answered;
  unanswered.kind = "notification.unanswered";
  unanswered.node.clear();
  unanswered.number = 1;
  unanswered.text.clear();
  TimelineRow refused = unanswered;
  refused.kind = "connect.failed";
  refused.subject = "10.0.0.9:7080";
  refused.text = "refused";
  TimelineRow logged = answered;
  logged.location = "x#1.log:12";
  Case result;
  result.rows = {answered, unanswered, refused, logged};
  RenderOptions options;
  options.width = 0;
  const auto lines = lines_of(rendered(render_events_text, result, options));
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_THAT(lines[0], ::testing::HasSubstr("10.0.0.1 -> cuc1 abc StatusEvent: 200 OK, 27 ms x.pcap#12"));
  EXPECT_THAT(lines[1], ::testing::HasSubstr("10.0.0.1 -> abc no answer x.pcap#12"));
  EXPECT_THAT(lines[2], ::testing::HasSubstr("10.0.0.1 -> 10.0.0.9:7080 refused x.pcap#12"));
  EXPECT_THAT(lines[3], ::testing::HasSubstr("cuc1 abc 27 peer 10.0.0.1 StatusEvent: 200 OK x#1.log:12"));
}

TEST(EventsText, LeavesOutThatALogWasWrittenUnlessAsked) {
  Case result = timeline();
  result.rows.resize(1);
  result.rows[0].text = "activity";
  RenderOptions options;
  options.width = 0;
  EXPECT_EQ(rendered(render_events_text, result, options), "");
  options.verbose = true;
  EXPECT_EQ(lines_of(rendered(render_events_text, result, options)).size(), 1U);
}

// Each notification in it has a row of its own.
TEST(EventsText, LeavesOutRunsOfCapturesUnlessAsked) {
  Case result = timeline();
  result.rows.resize(1);
  result.rows[0].kind = "run";
  result.rows[0].text = "notification";
  RenderOptions options;
  options.width = 0;
  for (const auto& [location, lines] : {std::pair{"x.pcap#12", 0U}, {"x#1.log:12", 1U}, {"x#", 1U}}) {
    result.rows[0].location = location;
    options.verbose = false;
    EXPECT_EQ(lines_of(rendered(render_events_text, result, options)).size(), lines) << location;
    options.verbose = true;
    EXPECT_EQ(lines_of(rendered(render_events_text, result, options)).size(), 1U) << location;
  }
}

TEST(EventsText, WrapsAtItsWidthAndShowsTheZone) {
  RenderOptions options;
  options.width = 60;
  options.zone = "+05:30";
  const auto lines = lines_of(rendered(render_events_text, timeline(), options));
  EXPECT_GT(lines.size(), 3U);
  EXPECT_EQ(lines[0].substr(0, 19), "2014-06-29 05:30:00");
  for (const std::string& line : lines) EXPECT_LE(line.size(), 60U) << line;
}

TEST(EventsText, IsSafeWhateverTheTextsHold) {
  for (const std::string& line : lines_of(rendered(render_events_text, hostile_timeline()))) {
    EXPECT_EQ(escape_for_terminal(line), line);
  }
}

TEST(EventsText, IsEmptyWithoutRows) {
  EXPECT_EQ(rendered(render_events_text, Case{}), "");
  EXPECT_EQ(rendered(render_events_jsonl, Case{}), "");
}

}  // namespace
}  // namespace logscan::detail
