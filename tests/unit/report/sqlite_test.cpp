#include "logscan/sqlite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "report_fixture.h"

namespace logscan::detail {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Sqlite : public ::testing::Test {
 protected:
  Sqlite() {
    std::string name = ::testing::TempDir() + "logscan-sqlite-XXXXXX";
    if (::mkdtemp(name.data()) != nullptr) folder_ = name;
  }
  ~Sqlite() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }

  [[nodiscard]] std::string file(const std::string& name = "case.sqlite") const { return folder_ + "/" + name; }

  // Rows as `cell|cell`; NULL is empty.
  std::vector<std::string> ask(const std::string& sql) {
    sqlite3* handle = nullptr;
    EXPECT_EQ(sqlite3_open_v2(file().c_str(), &handle, SQLITE_OPEN_READONLY, nullptr), SQLITE_OK);
    std::vector<std::string> rows;
    char* error = nullptr;
    const auto add = [](void* to, int count, char** cells, char**) {
      std::string row;
      for (int i = 0; i < count; ++i) row += (i > 0 ? "|" : "") + std::string(cells[i] != nullptr ? cells[i] : "");
      static_cast<std::vector<std::string>*>(to)->push_back(row);
      return 0;
    };
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), add, &rows, &error), SQLITE_OK) << sql << ": " << error;
    sqlite3_free(error);
    sqlite3_close(handle);
    return rows;
  }

  void write(const Case& result, const std::vector<FactRow>& facts = {}) {
    const Status status = write_sqlite(result, facts, file());
    ASSERT_TRUE(status) << status.error().message;
    EXPECT_THAT(ask("PRAGMA integrity_check"), ElementsAre("ok"));
    EXPECT_THAT(ask("PRAGMA foreign_key_check"), IsEmpty());
  }

  std::string folder_;
};

TimelineRow row(std::int64_t seconds, const std::string& kind, const std::string& subject,
                const std::string& at_place) {
  TimelineRow out;
  out.time = at(seconds);
  out.quality = "stated";
  out.kind = kind;
  out.node = "cuc1";
  out.subject = subject;
  out.location = at_place;
  return out;
}

Case small_case() {
  Case result;
  result.report.tool_version = "1.2.3";
  result.report.case_name = "SR-1";
  result.report.inputs = {"export.zip"};
  result.report.ledger.bytes_in = 1000;
  result.report.sources = {request_log(0)};
  result.report.sources[0].notes = {"a note"};
  result.report.sources[0].clock.segments = {{at(0), at(10), 0.5}};
  result.report.sources[0].wordings = {{"some.wording", 3}};
  const std::string log = result.report.sources[0].location;
  TimelineRow run = row(0, "run", "abc", log + ":1");
  run.to = at(300);
  run.count = 2;
  run.text = "notification";
  TimelineRow pause = row(300, "pause", "abc", log + ":2");
  pause.to = at(1500);
  pause.count = 1;
  pause.text = "notification";
  TimelineRow failed = row(400, "service.failed", "Cisco XCP Router", "elsewhere.cap#12");
  TimelineRow request = row(500, "http.request", "", "elsewhere");
  request.method = "POST";
  request.uri = "/x";
  request.complete = false;
  result.rows = {run, pause, failed, request};
  result.report.findings = {finding("aaaa", "subscription.stale", Severity::kError, SubjectKind::kSubscription, "abc"),
                            finding("bbbb", "exchange.silence", Severity::kCritical, SubjectKind::kExchange, "cuc1")};
  result.report.findings[1].window.reset();
  FindingReport& stale = result.report.findings[0];
  stale.window = Window{at(300), at(1500)};
  stale.measured = {{"gap_s", 1200}};
  stale.next_steps = {"first", "second"};
  stale.evidence = {{"last-before", at(300), log + ":2", "the line"}};
  stale.related = {"bbbb", "left out"};
  result.report.passed = {{"ntp.unsynchronised", 2}};
  result.report.not_run = {{"ha.failover", {"a log", "a pair"}}};
  result.report.stories = {
      {"A story", Severity::kError, Window{at(300), at(1500)}, {{at(300), "It began.", "aaaa"}}, {"aaaa"}}};
  return result;
}

TEST_F(Sqlite, HasEveryPartOfACase) {
  FactRow fact;
  fact.kind = "service.state";
  fact.node = "imp1";
  fact.subject = "Cisco XCP Router";
  fact.text = "STARTED";
  fact.number = 0;
  fact.location = "x.txt:3";
  write(small_case(), {fact});
  EXPECT_THAT(ask("SELECT schema_version, tool_version, name, since_us, bytes_in FROM case_info"),
              ElementsAre("1|1.2.3|SR-1||1000"));
  EXPECT_THAT(ask("SELECT node, status, complete_s FROM source_list"), ElementsAre("cuc1|ok|86400.0"));
  EXPECT_THAT(ask("SELECT * FROM source_notes"), ElementsAre("1|1|a note"));
  EXPECT_THAT(ask("SELECT name, records FROM wordings"), ElementsAre("some.wording|3"));
  EXPECT_THAT(ask("SELECT offset_s FROM clock_segments"), ElementsAre("0.5"));
  EXPECT_THAT(ask("SELECT what, kind, subject, length_s, count FROM timeline ORDER BY time_us, what DESC"),
              ElementsAre("run|notification|abc|300.0|2", "pause|notification|abc|1200.0|",
                          "event|service.failed|Cisco XCP Router||", "event|http.request|||"));
  EXPECT_THAT(ask("SELECT method, uri, status, complete FROM http_messages"), ElementsAre("POST|/x||0"));
  EXPECT_THAT(ask("SELECT kind, node, subject, text, number, location FROM fact_list"),
              ElementsAre("service.state|imp1|Cisco XCP Router|STARTED|0.0|x.txt:3"));
  EXPECT_THAT(ask("SELECT mark, severity, to_us - from_us FROM findings ORDER BY id"),
              ElementsAre("aaaa|error|1200000000", "bbbb|critical|"));
  EXPECT_THAT(ask("SELECT name, value FROM measured WHERE finding_id = 1"), ElementsAre("gap_s|1200.0"));
  EXPECT_THAT(ask("SELECT text FROM next_steps WHERE finding_id = 1 ORDER BY position"),
              ElementsAre("first", "second"));
  EXPECT_THAT(ask("SELECT finding_id, other_id FROM related"), ElementsAre("1|2"));
  EXPECT_THAT(ask("SELECT rule, result, subjects, needs FROM rule_results ORDER BY rule"),
              ElementsAre("ha.failover|not run||a log; a pair", "ntp.unsynchronised|passed|2|"));
  EXPECT_THAT(ask("SELECT s.title, l.text, f.finding_id FROM stories s JOIN story_lines l JOIN story_findings f"),
              ElementsAre("A story|It began.|1"));
}

TEST_F(Sqlite, NamesPlacesAsReportsDo) {
  write(small_case());
  EXPECT_THAT(ask("SELECT location, time, excerpt FROM proof WHERE finding_id = 1"),
              ElementsAre("export.zip!cuc1/jetty/day0.request.log:2|2014-06-29T00:05:00.000000Z|the line"));
  EXPECT_THAT(ask("SELECT source_id, line, frame, place FROM runs"), ElementsAre("1|1||"));
  EXPECT_THAT(ask("SELECT location FROM timeline WHERE what = 'event' ORDER BY time_us"),
              ElementsAre("elsewhere.cap#12", "elsewhere"));
}

TEST_F(Sqlite, AnswersTheCommonQuestions) {
  Case result = small_case();
  TimelineRow rejected = row(3600, "run", "abc", "x:1");
  rejected.to = at(3700);
  rejected.count = 7;
  rejected.number = 503;
  rejected.text = "notification.rejected";
  result.rows.push_back(rejected);
  write(result);
  EXPECT_THAT(ask("SELECT * FROM pauses_per_subscription"),
              ElementsAre("cuc1|abc|1|1200.0|1200.0|2014-06-29T00:05:00.000000Z|2014-06-29T00:25:00.000000Z"));
  EXPECT_THAT(ask("SELECT * FROM failures_per_hour"),
              ElementsAre("2014-06-29T00:00:00Z|cuc1|service.failed|Cisco XCP Router||1",
                          "2014-06-29T01:00:00Z|cuc1|notification.rejected|abc|503.0|7"));
}

TEST_F(Sqlite, TellsTimesToTheMicrosecondAlsoBeforeTheEpoch) {
  Case result;
  for (const std::int64_t time : {-1500000LL, 1LL}) {
    TimelineRow event = row(0, "alarm", "", "x");
    event.time = Timestamp(std::chrono::microseconds(time));
    result.rows.push_back(event);
  }
  TimelineRow unknown = row(0, "alarm", "", "x");
  unknown.time.reset();
  result.rows.push_back(unknown);
  write(result);
  EXPECT_THAT(ask("SELECT time FROM timeline ORDER BY time_us"),
              ElementsAre("", "1969-12-31T23:59:58.500000Z", "1970-01-01T00:00:00.000001Z"));
}

TEST_F(Sqlite, TakesHostileTextsAsTheyAre) {
  Case result = small_case();
  result.rows[2].subject = "x'); DROP TABLE events; --";
  result.rows[2].text = std::string("a\xff") + '\0' + "b\xc3\xa4";
  result.report.findings[1].id = "aaaa";  // an id that is there twice
  write(result);
  EXPECT_THAT(ask("SELECT subject, text FROM timeline WHERE kind = 'service.failed'"),
              ElementsAre("x'); DROP TABLE events; --|a\xef\xbf\xbd\xef\xbf\xbd"
                          "b\xc3\xa4"));
  EXPECT_THAT(ask("SELECT count(*) FROM findings"), ElementsAre("2"));
}

TEST_F(Sqlite, IsTheSameFileForTheSameCase) {
  const auto bytes = [](const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  ASSERT_TRUE(write_sqlite(small_case(), {}, file("one")));
  ASSERT_TRUE(write_sqlite(small_case(), {}, file("two")));
  EXPECT_FALSE(bytes(file("one")).empty());
  EXPECT_EQ(bytes(file("one")), bytes(file("two")));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2);  // no journal beside them
}

TEST_F(Sqlite, SaysWhyItCannotBeWritten) {
  const Status nowhere = write_sqlite(small_case(), {}, file("no/such/folder"));
  ASSERT_FALSE(nowhere);
  EXPECT_EQ(nowhere.error().code, ErrorCode::kOutput);
  EXPECT_THAT(nowhere.error().message, HasSubstr("unable to open database file"));
  ASSERT_TRUE(write_sqlite(small_case(), {}, file()));
  const Status twice = write_sqlite(small_case(), {}, file());
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("already exists"));
}

TEST_F(Sqlite, StopsWhenAsked) {
  const std::atomic<bool> cancel = true;
  const Status status = write_sqlite(small_case(), {}, file(), &cancel);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace logscan::detail
