// Every record of a case as a row: each once, in the order of time, whatever holds it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "hostile/archive_maker.h"
#include "logscan/rows.h"
#include "support/case_folder.h"

namespace logscan {
namespace {

using test::ArchiveStyle;
using test::at;
using test::CaseFolder;
using test::Entry;
using test::kHour;
using test::log_name;
using test::options_for;
using test::RequestLog;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Told {
  Report report;
  std::vector<TimelineRow> rows;
  std::vector<std::string> notes;
};

Told read_rows(const Options& given) {
  Options options = given;
  options.want_timeline = true;
  Told told;
  std::unique_ptr<RowSource> rows;
  Result<Case> found = scan(options, rows);
  if (!found || rows == nullptr) {
    ADD_FAILURE() << (found ? "no rows" : found.error().message);
    return told;
  }
  told.report = std::move(found->report);
  for (;;) {
    const Result<const TimelineRow*> row = rows->next();
    if (!row) {
      ADD_FAILURE() << row.error().message;
      break;
    }
    if (*row == nullptr) break;
    told.rows.push_back(**row);
  }
  told.notes = rows->notes();
  return told;
}

bool is_record(const TimelineRow& row) { return row.kind == "record" || row.kind == "record.rejected"; }

std::vector<TimelineRow> records_of(const Told& told) {
  std::vector<TimelineRow> records;
  std::copy_if(told.rows.begin(), told.rows.end(), std::back_inserter(records), is_record);
  return records;
}

// `22:00:00 record log:3 text`, or `? ...` without a time.
std::vector<std::string> briefly(const Told& told) {
  std::vector<std::string> lines;
  for (const TimelineRow& row : records_of(told)) {
    lines.push_back((row.time ? test::time_text(*row.time).substr(11, 8) : "?") + " " + row.quality + " " + row.kind +
                    " " + row.location.substr(row.location.rfind('/') + 1) + " " + row.text);
  }
  return lines;
}

void expect_order(const Told& told) {
  for (std::size_t i = 1; i < told.rows.size(); ++i) {
    ASSERT_LE(told.rows[i - 1].time, told.rows[i].time)
        << told.rows[i - 1].location << " comes before " << told.rows[i].location;
  }
}

// The text of each line by its place, as the files have them.
using Lines = std::map<std::string, std::string>;

void add_lines(Lines& lines, const std::string& location, const std::string& text) {
  std::size_t number = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    lines[location + ":" + std::to_string(++number)] = text.substr(from, end - from);
    from = end + 1;
  }
}

void expect_each_line_once(const Told& told, const Lines& lines) {
  Lines found;
  for (const TimelineRow& row : records_of(told)) {
    EXPECT_TRUE(found.emplace(row.location, row.text).second) << row.location << " comes twice";
  }
  EXPECT_EQ(found, lines);
}

std::string access_line(int seconds, const std::string& what) {
  std::string line = RequestLog().other(seconds).text();
  line.insert(line.find("/status") + 7, "?" + what);
  return line;
}

bool holds_capture(const std::filesystem::path& folder) {
  const auto files = std::filesystem::recursive_directory_iterator(folder);
  return std::any_of(begin(files), end(files), [](const auto& file) {
    return file.path().extension() == ".cap" || file.path().extension() == ".pcap";
  });
}

// All that is told of each HTTP message, sorted.
std::vector<std::string> messages_of(const std::vector<TimelineRow>& rows) {
  std::vector<std::string> lines;
  for (const TimelineRow& row : rows) {
    if (!row.kind.starts_with("http.re")) continue;
    lines.push_back(std::to_string(row.time->time_since_epoch().count()) + " " + row.quality + " " + row.kind + " " +
                    row.node + " " + row.subject + " " + row.peer + " " + row.method + " " + row.uri + " " +
                    (row.status ? std::to_string(*row.status) : "-") + " " + (*row.complete ? "whole" : "cut") + " " +
                    row.text + " " + row.location);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(RecordRows, TellEachRecordWithWhatItsParserKnows) {
  const CaseFolder folder;
  folder.write("cuc1/jetty/" + log_name(), RequestLog().beat(kHour, "abc").other(kHour + 1).text());
  const Told told = read_rows(options_for(folder.path()));
  const std::vector<TimelineRow> records = records_of(told);
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].time, at(kHour));
  EXPECT_EQ(records[0].quality, "stated");
  EXPECT_EQ(records[0].node, "cuc1");
  EXPECT_EQ(records[0].subject, "abc");
  EXPECT_EQ(records[0].peer, "10.0.0.7");
  EXPECT_EQ(records[0].text + "\n", RequestLog().beat(kHour, "abc").text());
  EXPECT_EQ(records[0].location, folder.path("cuc1/jetty/" + log_name()) + ":1");
  EXPECT_EQ(records[1].subject, "");
  EXPECT_EQ(records[1].location, folder.path("cuc1/jetty/" + log_name()) + ":2");
  // The runs are there as without them.
  EXPECT_EQ(std::count_if(told.rows.begin(), told.rows.end(), [](const auto& row) { return row.kind == "run"; }), 1);
  EXPECT_THAT(told.notes, IsEmpty());
}

TEST(RecordRows, PlaceWhatHasNoTimeBehindTheRecordBeforeIt) {
  const CaseFolder folder;
  folder.write(log_name(), "front\n" + access_line(7200, "b") + "what is this\n" + access_line(3600, "a") +
                               "and this\xff\x1b[2J\n" + access_line(10800, "c") + "cut");
  const Told told = read_rows(options_for(folder.path()));
  const auto text = [](int seconds, const char* what) {
    const std::string line = access_line(seconds, what);
    return line.substr(0, line.size() - 1);
  };
  const std::string log = log_name();
  EXPECT_THAT(briefly(told), ElementsAre("01:00:00 stated record " + log + ":4 " + text(3600, "a"),
                                         "01:00:00 unknown record.rejected " + log + ":5 and this\xff\x1b[2J",
                                         "02:00:00 unknown record.rejected " + log + ":1 front",
                                         "02:00:00 stated record " + log + ":2 " + text(7200, "b"),
                                         "02:00:00 unknown record.rejected " + log + ":3 what is this",
                                         "03:00:00 stated record " + log + ":6 " + text(10800, "c"),
                                         "03:00:00 unknown record.rejected " + log + ":7 cut"));
}

TEST(RecordRows, TellARecordOfManyLinesAsOne) {
  const CaseFolder folder;
  folder.write("imp1/srm.log",
               "2014-06-29 22:00:00,000 INFO  [CS] rsm.RsmA - one\n\tat x.Y\n\tat z.Z\n"
               "2014-06-29 22:00:01,500 INFO  [CS] rsm.RsmA - two\n");
  EXPECT_THAT(briefly(read_rows(options_for(folder.path()))),
              ElementsAre("22:00:00 assumed record srm.log:1 2014-06-29 22:00:00,000 INFO  [CS] rsm.RsmA - one\n"
                          "\tat x.Y\n\tat z.Z",
                          "22:00:01 assumed record srm.log:4 2014-06-29 22:00:01,500 INFO  [CS] rsm.RsmA - two"));
}

// All that is told of a row of the analysis.
std::vector<std::string> others_of(const std::vector<TimelineRow>& rows) {
  std::vector<std::string> lines;
  for (const TimelineRow& row : rows) {
    if (is_record(row)) continue;
    lines.push_back((row.time ? test::time_text(*row.time) : "?") + " " + row.quality + " " + row.kind + " " +
                    row.node + " " + row.subject + " " + row.peer + " " + row.text + " " + row.location);
  }
  return lines;
}

TEST(RecordRows, LeaveTheRowsOfTheAnalysisAsTheyAre) {
  Options options = options_for(std::string(LOGSCAN_TESTDATA) + "/demo/demo.zip");
  options.want_timeline = true;
  const Case plain = test::scan_case(options);
  const Told told = read_rows(options);
  EXPECT_EQ(others_of(told.rows), others_of(plain.rows));
  EXPECT_THAT(others_of(plain.rows), SizeIs(plain.rows.size()));
  EXPECT_GT(told.rows.size(), 2 * plain.rows.size());
  expect_order(told);
  EXPECT_EQ(test::json_of(told.report), test::json_of(plain.report));
}

// Several sources in several zones, with lines that come late, each line in one of them.
struct MadeCase {
  std::vector<Entry> files;
  Lines lines;  // by the names of the files
};

MadeCase made_case(unsigned seed) {
  std::mt19937 random(seed);
  MadeCase made;
  for (int file = 0, files = 1 + static_cast<int>(random() % 6); file < files; ++file) {
    const std::string name = "n" + std::to_string(file) + "/jetty/" + log_name();
    const int zone = static_cast<int>(random() % 5) * 90 - 180;
    const int late = random() % 3 == 0 ? 4000 : 20;
    std::string text;
    int time = 20 * kHour + static_cast<int>(random() % 100);
    for (int line = 0, lines = static_cast<int>(random() % 400) + 5; line < lines; ++line) {
      time += static_cast<int>(random() % 30);
      const int back = random() % 5 == 0 ? static_cast<int>(random() % static_cast<unsigned>(late)) : 0;
      RequestLog one(RequestLog::Zone::kStated, zone);
      // What tells one line from all others, so that a line that comes twice is seen.
      one.beat(time - back, "s" + std::to_string(random() % 3), 200, "10.0.0.7", file * 1000 + line);
      text += random() % 20 == 0 ? "no line of a request log " + std::to_string(line) + "\n" : one.text();
    }
    if (random() % 2 == 0) text.pop_back();
    made.files.push_back({name, text});
    add_lines(made.lines, name, text);
  }
  return made;
}

TEST(RecordRows, TellEachLineOnceInTheOrderOfTime) {
  for (unsigned seed = 0; seed < 25; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const MadeCase made = made_case(seed);
    const CaseFolder folder;
    Lines expected;
    for (const Entry& file : made.files) folder.write("case/" + file.name, file.content);
    for (const auto& [place, text] : made.lines) expected[folder.path("case/" + place)] = text;
    const Told told = read_rows(options_for(folder.path("case")));
    expect_each_line_once(told, expected);
    expect_order(told);
    EXPECT_THAT(told.notes, IsEmpty());

    const Told eight = read_rows(options_for(folder.path("case"), 8));
    EXPECT_EQ(briefly(eight), briefly(told));
    EXPECT_EQ(eight.rows.size(), told.rows.size());

    folder.write("case.zip", test::make_archive({.format = ARCHIVE_FORMAT_ZIP}, made.files));
    folder.write("case.tar.gz", test::make_archive({.filter = ARCHIVE_FILTER_GZIP}, made.files));
    for (const char* name : {"case.zip", "case.tar.gz"}) {
      for (const unsigned jobs : {1U, 8U}) {
        const Told packed = read_rows(options_for(folder.path(name), jobs));
        EXPECT_EQ(briefly(packed), briefly(told)) << name << ", " << jobs << " jobs";
        EXPECT_THAT(packed.notes, IsEmpty());
      }
    }
  }
}

// Every case that the rules are tested with, logs of all formats among them.
TEST(RecordRows, AreAsManyAsTheReportCounts) {
  std::size_t sources = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(std::string(LOGSCAN_TESTDATA) + "/rules")) {
    if (file.path().filename() != "input") continue;
    SCOPED_TRACE(file.path().string());
    const Told told = read_rows(options_for(file.path().string()));
    expect_order(told);
    EXPECT_THAT(told.notes, IsEmpty());
    std::map<std::string, std::set<std::string>> places;
    for (const TimelineRow& row : records_of(told)) {
      EXPECT_TRUE(places[row.location.substr(0, row.location.rfind(':'))].insert(row.location).second)
          << row.location << " comes twice";
    }
    for (const SourceReport& source : told.report.sources) {
      if (!source.format || source.status == SourceStatus::kDuplicate || *source.format == "capture.pcap") continue;
      // Lines before the first record are one more.
      const std::size_t found = places[source.location].size();
      const std::size_t expected = source.records + source.skipped + source.rejected;
      EXPECT_TRUE(found == expected || (source.continuation > 0 && found == expected + 1))
          << source.location << ": " << found << " for " << expected;
      ++sources;
    }
    EXPECT_EQ(briefly(read_rows(options_for(file.path().string(), 8))), briefly(told));
  }
  EXPECT_GT(sources, 200U);
}

// Files of a folder of 60 logs that all cover the same time; not all of them are open at once.
TEST(RecordRows, TakeMoreSourcesThanAreReadSideBySide) {
  const CaseFolder folder;
  Lines expected;
  for (int file = 0; file < 60; ++file) {
    const std::string name = "n" + std::to_string(file) + "/" + log_name();
    std::string text;
    for (int line = 0; line < 50; ++line) text += access_line(kHour + 60 * line + file, std::to_string(file));
    folder.write(name, text);
    add_lines(expected, folder.path(name), text);
  }
  const Told told = read_rows(options_for(folder.path()));
  expect_each_line_once(told, expected);
  expect_order(told);
}

// Two days one after the other in one file, the later one first: 3 MB wait for what comes before them.
TEST(RecordRows, PutFarLinesIntoTheirPlace) {
  const CaseFolder folder;
  std::string text;
  Lines expected;
  for (const int day : {1, 0}) {
    for (int line = 0; line < 20'000; ++line) text += access_line(day * 86400 + line * 4, std::to_string(line));
  }
  folder.write(log_name(), text);
  add_lines(expected, folder.path(log_name()), text);
  for (const unsigned jobs : {1U, 4U}) {
    const Told told = read_rows(options_for(folder.path(), jobs));
    expect_each_line_once(told, expected);
    expect_order(told);
  }
}

TEST(RecordRows, FollowAClockThatIsSetBack) {
  const CaseFolder folder;
  // Summer time of New York ends at 02:00 on 2 November 2014: from 01:00 on, an hour comes twice.
  std::string text;
  for (const char* time : {"00:30", "01:10", "01:50", "01:10", "01:50", "02:10"})
    text += std::string("10.0.0.9 - - [02/Nov/2014:") + time + ":00] \"GET /status HTTP/1.1\" 200 1\n";
  folder.write("2014_11_02.request.log", text);
  Options options = options_for(folder.path());
  options.source_zones = {{"*", "America/New_York"}};
  const Told told = read_rows(options);
  Lines expected;
  add_lines(expected, folder.path("2014_11_02.request.log"), text);
  expect_each_line_once(told, expected);
  expect_order(told);
  EXPECT_EQ(records_of(told).front().quality, "given");
}

TEST(RecordRows, KeepToTheTimeThatIsWanted) {
  const CaseFolder folder;
  std::string text;
  for (int line = 0; line < 10; ++line) text += access_line(kHour + line, std::to_string(line));
  folder.write(log_name(), text);
  Options options = options_for(folder.path());
  options.since = at(kHour + 3);
  options.until = at(kHour + 5);
  const std::vector<TimelineRow> records = records_of(read_rows(options));
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_EQ(records[0].time, at(kHour + 3));
  EXPECT_EQ(records[1].time, at(kHour + 4));
}

TEST(RecordRows, LeaveOutOtherNodesAndCopies) {
  const CaseFolder folder;
  folder.write("a/cuc1/jetty/" + log_name(), access_line(kHour, "one"));
  folder.write("b/cuc1/jetty/" + log_name(), access_line(kHour, "one"));
  folder.write("b/cuc2/jetty/" + log_name(), access_line(kHour, "two"));
  EXPECT_THAT(records_of(read_rows(options_for(folder.path()))), SizeIs(2));
  Options options = options_for(folder.path());
  options.nodes = {"cuc2"};
  const std::vector<TimelineRow> records = records_of(read_rows(options));
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_EQ(records[0].node, "cuc2");
}

TEST(RecordRows, MaskWhatNoOutputMayTell) {
  const CaseFolder folder;
  folder.write(log_name(), access_line(kHour, "password=Secret12"));
  const std::vector<TimelineRow> records = records_of(read_rows(options_for(folder.path())));
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_THAT(records[0].text, HasSubstr("password=***"));
}

TEST(RecordRows, CutLongRecordsAndNameLinesThatAreTooLong) {
  const CaseFolder folder;
  folder.write(log_name(), access_line(kHour, std::string(5000, 'x')) + std::string(3 << 20, 'y') + "\n" +
                               access_line(kHour + 1, "z"));
  const std::vector<TimelineRow> records = records_of(read_rows(options_for(folder.path())));
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_EQ(records[0].text.size(), 2048U);
  EXPECT_EQ(records[1].kind, "record.rejected");
  EXPECT_THAT(records[1].location, HasSubstr(":2"));
  EXPECT_LE(records[1].text.size(), 2048U);
  EXPECT_THAT(records[2].location, HasSubstr(":3"));
}

TEST(RecordRows, SayWhatCouldNotBeKept) {
  const CaseFolder folder;
  folder.write("case.tar.gz",
               test::make_archive({.filter = ARCHIVE_FILTER_GZIP}, {{log_name(), access_line(kHour, "one")}}));
  Options options = options_for(folder.path());
  options.limits.spool_bytes = 10;
  const Told told = read_rows(options);
  EXPECT_THAT(records_of(told), IsEmpty());
  EXPECT_THAT(told.notes, ElementsAre(HasSubstr("limit spool-bytes")));
  EXPECT_EQ(told.report.sources.at(0).records, 1U) << "it is analysed all the same";
}

TEST(RecordRows, SayWhatChangedBetweenTheTwoReadings) {
  const CaseFolder folder;
  folder.write("a/" + log_name(), access_line(kHour, "a") + access_line(kHour + 1, "a"));
  folder.write("b/" + log_name(), access_line(kHour + 100, "b"));
  folder.write("c/" + log_name(), access_line(kHour + 200, "c"));
  // With one job nothing is read before it is asked for.
  Options options = options_for(folder.path(), 1);
  options.want_timeline = true;
  std::unique_ptr<RowSource> rows;
  ASSERT_TRUE(scan(options, rows).ok());
  std::filesystem::remove(folder.path("b/" + log_name()));
  std::filesystem::resize_file(folder.path("a/" + log_name()), access_line(kHour, "a").size());
  std::size_t count = 0;
  for (auto row = rows->next(); row.ok() && *row != nullptr; row = rows->next()) count += is_record(**row) ? 1U : 0U;
  EXPECT_EQ(count, 2U);
  EXPECT_THAT(rows->notes(), SizeIs(2));
  EXPECT_THAT(rows->notes(), Contains(HasSubstr("a/" + log_name() + ": it changed while it was read")));
  EXPECT_THAT(rows->notes(), Contains(HasSubstr("b/" + log_name() + ": ")));
}

// As the rows of a case that keeps them all in memory.
TEST(RecordRows, TellTheMessagesOfCaptures) {
  std::size_t captures = 0, messages = 0;
  for (const auto& file : std::filesystem::recursive_directory_iterator(std::string(LOGSCAN_TESTDATA) + "/rules")) {
    if (file.path().filename() != "input" || !holds_capture(file.path())) continue;
    SCOPED_TRACE(file.path().string());
    ++captures;
    Options options = options_for(file.path().string(), 2);
    options.want_timeline = options.want_messages = true;
    const std::vector<std::string> expected = messages_of(test::scan_case(options).rows);
    EXPECT_EQ(messages_of(read_rows(options).rows), expected);
    messages += expected.size();
  }
  EXPECT_GT(captures, 10U);
  EXPECT_GT(messages, 100U);
}

TEST(RecordRows, EndWhereNobodyReadsOn) {
  const CaseFolder folder;
  std::string text;
  for (int line = 0; line < 30'000; ++line) text += access_line(line, std::to_string(line));
  folder.write(log_name(), text);
  for (const unsigned jobs : {1U, 2U}) {
    Options options = options_for(folder.path(), jobs);
    std::unique_ptr<RowSource> rows;
    ASSERT_TRUE(scan(options, rows).ok());
    const auto first = rows->next();
    ASSERT_TRUE(first.ok());
    EXPECT_EQ((*first)->time, at(0));
  }
}

TEST(RecordRows, TellWhenTheCallerStopsThem) {
  const CaseFolder folder;
  std::string text;
  for (int line = 0; line < 30'000; ++line) text += access_line(line, std::to_string(line));
  folder.write(log_name(), text);
  for (const unsigned jobs : {1U, 2U}) {
    std::atomic<bool> cancel{false};
    Options options = options_for(folder.path(), jobs);
    options.cancel = &cancel;
    std::unique_ptr<RowSource> rows;
    ASSERT_TRUE(scan(options, rows).ok());
    cancel = true;
    Result<const TimelineRow*> row = rows->next();
    while (row && *row != nullptr) row = rows->next();
    ASSERT_FALSE(row.ok());
    EXPECT_EQ(row.error().code, ErrorCode::kCancelled);
  }
}

}  // namespace
}  // namespace logscan
