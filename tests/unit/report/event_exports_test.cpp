#include "logscan/event_exports.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using nlohmann::json;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TimelineRow event(std::int64_t seconds, const std::string& kind, const std::string& node, const std::string& subject) {
  TimelineRow row;
  row.time = at(seconds);
  row.quality = "stated";
  row.kind = kind;
  row.node = node;
  row.subject = subject;
  row.location = "x.log:1";
  return row;
}

TimelineRow stretch(std::int64_t from, std::int64_t to, const std::string& kind, const std::string& subject,
                    const std::string& text = "") {
  TimelineRow row = event(from, kind, "cuc1", subject);
  row.to = at(to);
  row.text = text;
  row.count = 3;
  return row;
}

Case rows(const std::vector<TimelineRow>& all) {
  Case result;
  result.rows = all;
  return result;
}

TEST(EventsCsv, HasTheColumnsOfTheContract) {
  TimelineRow rejected = event(3600, "notification.rejected", "cuc1", "abc");
  rejected.number = 503;
  rejected.text = "said \"no\", twice";
  TimelineRow unknown;
  unknown.kind = "log.record";
  unknown.number = -0.25;
  TimelineRow answer = event(1, "http.response", "", "");
  answer.status = 200;
  answer.complete = false;
  Case all = rows({stretch(0, 3600, "run", "abc", "notification"), rejected, unknown, answer});
  all.report.case_name = "SR-1";
  const auto lines = lines_of(rendered(render_events_csv, all));
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0],
            "time,quality,kind,node,subject,peer,number,text,location,case,to,count,method,uri,status,complete");
  EXPECT_EQ(lines[1], R"(2014-06-29T00:00:00.000000Z,"stated","run","cuc1","abc",,,"notification","x.log:1","SR-1",)"
                      R"(2014-06-29T01:00:00.000000Z,3,,,,)");
  EXPECT_THAT(lines[2], HasSubstr(R"(,503,"said ""no"", twice","x.log:1",)"));
  EXPECT_EQ(cells_of(lines[2])[7], "said \"no\", twice");
  EXPECT_THAT(lines[3], ::testing::StartsWith(R"(,"unknown","log.record",,,,-0.25,,,"SR-1",)"));
  EXPECT_THAT(lines[4], EndsWith(",200,false"));
  for (const std::string& line : lines) EXPECT_EQ(cells_of(line).size(), 16U) << line;
}

TEST(EventsCsv, LetsNoCellActAsAFormula) {
  for (const char* front : {"=", "+", "-", "@", " =", "\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"}) {
    const std::string evil = std::string(front) + "cmd|' /C calc'!A0";
    TimelineRow row = event(0, evil, evil, evil);
    row.quality = row.peer = row.text = row.location = row.method = row.uri = evil;
    Case all = rows({row});
    all.report.case_name = evil;
    const auto lines = lines_of(rendered(render_events_csv, all));
    ASSERT_EQ(lines.size(), 2U);
    const auto cells = cells_of(lines[1]);
    ASSERT_EQ(cells.size(), 16U);
    for (const std::size_t column : {1U, 2U, 3U, 4U, 5U, 7U, 8U, 9U, 12U, 13U})
      EXPECT_EQ(cells[column], "'" + evil) << column;
  }
  // What only holds such a sign is left as it is.
  TimelineRow row = event(0, "kind", "a=b", "x-1");
  EXPECT_THAT(rendered(render_events_csv, rows({row})), HasSubstr(R"("a=b","x-1")"));
}

TEST(EventsCsv, IsOneSafeLineARowWhateverTheTextsHold) {
  const auto lines = lines_of(rendered(render_events_csv, hostile_timeline()));
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(escape_for_terminal(lines[1]), lines[1]);
  EXPECT_EQ(cells_of(lines[1])[7], std::string(kHostileEscaped));
}

TEST(EventsTimesketch, HasWhatItsImporterAsksFor) {
  TimelineRow undated = event(0, "log.record", "cuc1", "");
  undated.time.reset();
  TimelineRow rejected = event(3600, "notification.rejected", "cuc1", "abc");
  rejected.number = 503;
  rejected.text = "Service Unavailable";
  const auto lines = lines_of(rendered(
      render_events_timesketch,
      rows({undated, stretch(0, 3600, "run", "abc", "notification"), rejected, stretch(3600, 4600, "pause", "abc")})));
  ASSERT_EQ(lines.size(), 3U);
  const json run = json::parse(lines[0]);
  EXPECT_EQ(run["message"], "run cuc1 abc to 01:00:00 (1 h 00 min) x3 notification x.log:1");
  EXPECT_EQ(run["datetime"], "2014-06-29T00:00:00.000000+00:00");
  EXPECT_EQ(run["timestamp_desc"], "Start of run");
  EXPECT_EQ(run["data_type"], "logscan:run");
  EXPECT_EQ(run["to"], "2014-06-29T01:00:00.000000+00:00");
  EXPECT_EQ(run["duration_s"], 3600.0);
  const json rejection = json::parse(lines[1]);
  EXPECT_EQ(rejection["timestamp_desc"], "Event");
  EXPECT_EQ(rejection["number"], 503);
  EXPECT_FALSE(rejection.contains("peer"));
  EXPECT_FALSE(rejection.contains("to"));
  EXPECT_EQ(json::parse(lines[2])["timestamp_desc"], "Start of pause");
}

TEST(EventsTimesketch, IsReadableWhateverTheTextsHold) {
  const auto lines = lines_of(rendered(render_events_timesketch, hostile_timeline()));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(json::parse(lines[0])["lossy"], true);
}

json trace_of(const Case& all) {
  const json trace = json::parse(rendered(render_events_chrome_trace, all));
  EXPECT_TRUE(trace.contains("traceEvents"));
  return trace["traceEvents"];
}

TEST(EventsChromeTrace, HasALaneForEachNodeAndSubscription) {
  TimelineRow undated = event(0, "log.record", "cuc9", "");
  undated.time.reset();
  const json events =
      trace_of(rows({undated, event(1, "notification.rejected", "cuc1", "abc"),
                     event(2, "notification.rejected", "cuc1", "def"), event(3, "notification.rejected", "cuc2", "abc"),
                     event(4, "service.failed", "cuc2", ""), event(5, "notification.rejected", "cuc1", "abc")}));
  std::map<int, std::string> nodes;
  std::map<std::pair<int, int>, std::string> threads;
  std::vector<std::string> lanes;
  for (const json& told : events) {
    const int node = told["pid"];
    const int thread = told["tid"];
    if (told["name"] == "process_name") {
      EXPECT_TRUE(nodes.emplace(node, told["args"]["name"]).second);
    } else if (told["name"] == "thread_name") {
      EXPECT_TRUE(threads.emplace(std::pair(node, thread), told["args"]["name"]).second);
    } else {
      EXPECT_EQ(told["ph"], "i");
      lanes.push_back(nodes.at(node) + "/" + threads.at({node, thread}));
    }
  }
  EXPECT_THAT(lanes, ::testing::ElementsAre("cuc1/abc", "cuc1/def", "cuc2/abc", "cuc2/events", "cuc1/abc"));
}

TEST(EventsChromeTrace, ClosesEachStretchInItsOwnLane) {
  const json events = trace_of(rows({stretch(0, 100, "run", "abc", "notification"),
                                     stretch(50, 150, "run", "abc", "activity"),  // overlaps, so it needs another lane
                                     stretch(100, 200, "pause", "abc"), stretch(200, 200, "run", "abc", "notification"),
                                     stretch(0, 300, "run", "def", "notification")}));
  std::map<std::string, json> open;
  std::map<std::string, std::string> names;
  std::size_t closed = 0;
  for (const json& told : events) {
    if (told["ph"] == "M") continue;
    EXPECT_EQ(told["cat"], "stretch");
    const std::string lane = told["id2"]["local"];
    if (told["ph"] == "b") {
      EXPECT_FALSE(open.contains(lane)) << "two at one time in lane " << lane;
      open[lane] = told;
      names[lane] += told["name"].get<std::string>() + ";";
    } else {
      ASSERT_EQ(told["ph"], "e");
      ASSERT_TRUE(open.contains(lane));
      EXPECT_EQ(open[lane]["name"], told["name"]);
      EXPECT_LE(open[lane]["ts"], told["ts"]);
      open.erase(lane);
      ++closed;
    }
  }
  EXPECT_TRUE(open.empty());
  EXPECT_EQ(closed, 5U);
  std::vector<std::string> lanes;
  for (const auto& [lane, told] : names) lanes.push_back(told);
  EXPECT_THAT(lanes, ::testing::UnorderedElementsAre("abc notification;abc pause;abc notification;", "abc activity;",
                                                     "def notification;"));
}

TEST(EventsChromeTrace, CountsMicrosecondsWithoutLoss) {
  TimelineRow row = event(0, "x", "", "");
  row.time = at(0) + Duration(123457);
  EXPECT_EQ(trace_of(rows({row})).back()["ts"].get<std::int64_t>(), 1404000000123457);
}

TEST(EventsChromeTrace, IsReadableWhateverTheTextsHold) {
  Case hostile = hostile_timeline();
  EXPECT_EQ(trace_of(hostile).size(), 3U);
  hostile.rows[0].to = at(5);
  EXPECT_EQ(trace_of(hostile).size(), 3U);
  EXPECT_EQ(trace_of(Case{}).size(), 0U);
}

TEST(EventsForOthers, StopWhereNothingIsTaken) {
  for (const auto render : {render_events_csv, render_events_timesketch, render_events_chrome_trace}) {
    RefusingWriter out;
    EXPECT_FALSE(render(rows({event(0, "x", "", "")}), {}, out));
  }
}

}  // namespace
}  // namespace logscan::detail
