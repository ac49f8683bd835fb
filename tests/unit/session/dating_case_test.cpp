// Cases whose logs state no date: from files with their modification times to the report.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "logscan/render.h"
#include "logscan/session.h"
#include "support/case_folder.h"

namespace logscan {
namespace {

using test::at;
using test::CaseFolder;
using test::kHour;
using ::testing::HasSubstr;
using ::testing::Not;

std::string two(long value) { return (value < 10 ? "0" : "") + std::to_string(value); }

// A failure every ten minutes, from `from` on, in seconds from test::kDay.
std::string failures(int from, int to) {
  std::string text;
  for (int time = from; time < to; time += 600) {
    const int clock = (time % 86400 + 86400) % 86400;
    text +=
        two(clock / 3600) + ":" + two(clock / 60 % 60) + ":" + two(clock % 60) +
        ".250 |6549,mail.example.com,{0A},CsEws,10,[CsEws/CsEwsClient.cpp:412]: HTTP request failed with error: Bad "
        "response from server, HTTP code returned: 401, HTTP status code: 401, for ews URL: "
        "https://mail.example.com/EWS/Exchange.ASMX, verb: POST\n";
  }
  return text;
}

std::string name_of(unsigned number) {
  const std::string digits = std::to_string(number);
  return "cuc1/cuc/diag_CuMbxSync_" + std::string(8 - digits.size(), '0') + digits + ".uc";
}

constexpr int kFrom = -9 * kHour;  // 15:00 of the day before
constexpr int kEach = 5 * kHour;

enum class Times { kKept, kLost };

// Twelve files of five hours, over two midnights and more, written in a random order; the sixth is missing.
std::vector<std::string> write_files(const CaseFolder& folder, Times times, unsigned seed) {
  std::array<unsigned, 12> order{};
  for (unsigned i = 0; i < order.size(); ++i) order[i] = i;
  std::shuffle(order.begin(), order.end(), std::mt19937(seed));
  std::vector<std::string> paths;
  for (const unsigned i : order) {
    if (i == 5) continue;
    const int from = kFrom + static_cast<int>(i) * kEach, last = from + kEach - 600;
    folder.write(name_of(95 + i), failures(from, from + kEach));
    const Timestamp own = at(times == Times::kKept ? last + 1 : 40 * 86400 + 7 * 60);
    const timespec time{std::chrono::floor<std::chrono::seconds>(own).time_since_epoch().count(), 0};
    const std::array<timespec, 2> both = {time, time};
    EXPECT_EQ(utimensat(AT_FDCWD, folder.path(name_of(95 + i)).c_str(), both.data(), 0), 0);
    paths.push_back(folder.path(name_of(95 + i)));
  }
  return paths;
}

Case scan_paths(const std::vector<std::string>& paths, std::vector<GlobValue> dates = {}) {
  Options options;
  options.paths = paths;
  options.want_timeline = true;
  options.source_zones = {{"*", "UTC"}};
  options.dates = std::move(dates);
  Result<Case> done = scan(options);
  EXPECT_TRUE(done) << (done ? "" : done.error().message);
  return done ? *std::move(done) : Case();
}

std::string notes_of(const Report& report) {
  std::string notes;
  for (const SourceReport& source : report.sources) {
    for (const std::string& note : source.notes)
      notes += source.location.substr(source.location.size() - 11) + ": " + note + "\n";
  }
  return notes;
}

std::vector<FindingReport> gaps_of(const Report& report) {
  std::vector<FindingReport> gaps;
  std::copy_if(report.findings.begin(), report.findings.end(), std::back_inserter(gaps),
               [](const FindingReport& finding) { return finding.rule == "bundle.log-gap"; });
  return gaps;
}

void expect_right_dates(const Case& found) {
  for (const SourceReport& source : found.report.sources) {
    const int i = std::stoi(source.location.substr(source.location.size() - 11, 8)) - 95;
    EXPECT_EQ(source.first, at(kFrom + i * kEach) + std::chrono::milliseconds(250)) << source.location;
    EXPECT_EQ(source.last, at(kFrom + (i + 1) * kEach - 600) + std::chrono::milliseconds(250)) << source.location;
  }
  // The failures of all files are one run up to the missing file, and one from there on.
  ASSERT_EQ(found.rows.size(), 2U);
  EXPECT_EQ(found.rows[0].count, 150U);
  EXPECT_EQ(found.rows[1].count, 180U);
  EXPECT_EQ(found.rows[1].time, at(kFrom + 6 * kEach) + std::chrono::milliseconds(250));
}

TEST(DatelessCase, IsDatedByTheTimesOfItsFilesAndNamesTheGap) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const CaseFolder folder;
    const Case found = scan_paths(write_files(folder, Times::kKept, seed));
    expect_right_dates(found);
    EXPECT_THAT(notes_of(found.report),
                HasSubstr("00000101.uc: a file of its log is missing before it: diag_CuMbxSync_00000100"));
    const std::vector<FindingReport> gaps = gaps_of(found.report);
    ASSERT_EQ(gaps.size(), 1U);
    ASSERT_TRUE(gaps[0].window);
    EXPECT_EQ(gaps[0].window->from, at(kFrom + 5 * kEach - 600) + std::chrono::milliseconds(250));
    EXPECT_EQ(gaps[0].window->to, at(kFrom + 6 * kEach) + std::chrono::milliseconds(250));
    EXPECT_EQ(gaps[0].summary,
              "The file diag_CuMbxSync_00000100 of this log is not here, though files before and after are: what it "
              "told from 2014-06-29 15:50:00.250 to 2014-06-29 21:00:00.250 UTC is not known.");
  }
}

TEST(DatelessCase, WithoutTimesTellsNoneAndSaysWhichOptionWould) {
  const CaseFolder folder;
  const std::vector<std::string> paths = write_files(folder, Times::kLost, 1);
  const Case found = scan_paths(paths);
  for (const SourceReport& source : found.report.sources) {
    EXPECT_FALSE(source.first) << source.location;
    EXPECT_EQ(source.clock.date, "unknown");
  }
  for (const TimelineRow& row : found.rows) {
    EXPECT_FALSE(row.time);
    EXPECT_EQ(row.quality, "unknown");
  }
  EXPECT_FALSE(found.rows.empty());
  EXPECT_THAT(notes_of(found.report), HasSubstr("--date 'diag_CuMbxSync_00000095.uc=YYYY-MM-DD'"));
  const std::vector<FindingReport> gaps = gaps_of(found.report);
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_FALSE(gaps[0].window);
  EXPECT_THAT(gaps[0].summary, HasSubstr("diag_CuMbxSync_00000100"));
  // And that option does.
  expect_right_dates(scan_paths(paths, {{"diag_CuMbxSync_00000095.uc", "2014-06-28"}}));
}

// The times of the files are lost; a subscription that the sixth file finds stale fell silent in the request log.
TEST(DatelessCase, IsDatedByARequestLog) {
  const std::string record = "|6549,,{0A},CsMbxSync,11,";
  const auto scan_with = [&](const std::vector<int>& ends, std::vector<GlobValue> dates) {
    const CaseFolder folder;
    std::vector<std::string> paths = write_files(folder, Times::kLost, 1);
    // File 106, from 22:00 of the 30th to 03:00, follows file 105.
    folder.write(name_of(107), "03:10:00.000 " + record + "subscription 0A37-B is stale\n03:10:02.500 " + record +
                                   "resubscribing mailbox {0A}, old subscription 0A37-B\n");
    paths.push_back(folder.path(name_of(107)));
    for (const int end : ends) {
      const int day = end / test::kWholeDay;
      const std::string name = "cuc1/jetty/" + test::log_name(day);
      folder.write(name, test::RequestLog().steady("0a37-b", end - 2 * kHour, end).text());
      paths.push_back(folder.path(name));
    }
    return scan_paths(paths, std::move(dates));
  };
  const auto source = [](const Case& found, std::string_view name) {
    const auto& sources = found.report.sources;
    const auto at = std::find_if(sources.begin(), sources.end(), [&](const SourceReport& report) {
      return report.location.find(name) != std::string::npos;
    });
    EXPECT_NE(at, sources.end()) << name;
    return at == sources.end() ? SourceReport() : *at;
  };
  const int silent = 2 * test::kWholeDay + 3 * kHour - 6 * 60;  // 02:54 of 1 July

  const Case found = scan_with({silent}, {});
  EXPECT_EQ(source(found, name_of(107)).first, at(silent + 16 * 60));
  EXPECT_THAT(source(found, name_of(107)).clock.date,
              HasSubstr("2014_07_01.request.log, which tells the last notification of subscription 0a37-b"));
  // The other files of the log follow from it.
  EXPECT_EQ(source(found, name_of(106)).first, at(kFrom + 11 * kEach) + std::chrono::milliseconds(250));
  EXPECT_EQ(source(found, name_of(95)).first, at(kFrom) + std::chrono::milliseconds(250));
  EXPECT_THAT(source(found, name_of(95)).clock.date, HasSubstr("its neighbours, by "));

  // It fell silent at that time of day twice.
  const Case twice = scan_with({silent - test::kWholeDay, silent}, {});
  EXPECT_FALSE(source(twice, name_of(107)).first);
  EXPECT_THAT(notes_of(twice.report), HasSubstr("--date 'diag_CuMbxSync_00000095.uc=YYYY-MM-DD'"));
  EXPECT_THAT(notes_of(twice.report), HasSubstr("fits more than one day: 2014-06-27, 2014-06-28"));
  const Case given = scan_with({silent - test::kWholeDay, silent}, {{"*95.uc", "2014-06-28"}});
  EXPECT_EQ(source(given, name_of(107)).first, at(silent + 16 * 60));
}

// The node is two hours ahead of UTC, which nothing tells.
TEST(DatelessCase, SaysWhichZoneTheTimesOfItsFilesWouldFit) {
  const CaseFolder folder;
  const std::vector<std::string> paths = write_files(folder, Times::kKept, 1);
  for (const std::string& path : paths)
    std::filesystem::last_write_time(path, std::filesystem::last_write_time(path) - std::chrono::hours(2));
  Options options;
  options.paths = paths;
  const Case found = test::scan_case(options);
  EXPECT_THAT(notes_of(found.report), HasSubstr("--date 'diag_CuMbxSync_00000095.uc=YYYY-MM-DD'"));
  EXPECT_THAT(notes_of(found.report), HasSubstr("--source-tz 'diag_CuMbxSync_*=+02:00'"));
  const auto& findings = found.report.findings;
  const auto failure = std::find_if(findings.begin(), findings.end(),
                                    [](const FindingReport& finding) { return finding.rule == "ews.http-failure"; });
  ASSERT_NE(failure, findings.end());
  EXPECT_THAT(failure->next_steps, ::testing::Contains(HasSubstr("--source-tz 'diag_CuMbxSync_*=+02:00'")));
  // And that option does.
  options.source_zones = {{"diag_CuMbxSync_*", "+02:00"}};
  const Case dated = test::scan_case(options);
  ASSERT_FALSE(dated.report.sources.empty());
  for (const SourceReport& source : dated.report.sources)
    EXPECT_EQ(source.clock.date, "the file's modification time") << source.location;
}

TEST(DatelessCase, AnEmptyFileIsNotMissing) {
  const CaseFolder folder;
  const std::vector<std::string> paths = write_files(folder, Times::kLost, 1);
  folder.write(name_of(100), "");
  EXPECT_TRUE(gaps_of(scan_paths({folder.path("")}).report).empty());
}

TEST(DatelessCase, ADateThatNamesNoLogIsTold) {
  const CaseFolder folder;
  const std::vector<std::string> paths = write_files(folder, Times::kLost, 1);
  const std::string note = "--date diag_Other*=2014-06-28 is not used";
  EXPECT_THAT(notes_of(scan_paths(paths, {{"diag_Other*", "2014-06-28"}}).report), HasSubstr(note));
  EXPECT_THAT(notes_of(scan_paths(paths, {{"*95.uc", "2014-06-28"}, {"diag_Other*", "2014-06-28"}}).report),
              HasSubstr(note));
  EXPECT_THAT(notes_of(scan_paths(paths, {{"*95.uc", "2014-06-28"}}).report), Not(HasSubstr("is not used")));
}

TEST(DatelessCase, ABadDateIsRefused) {
  for (const char* date : {"2014-06-31", "29.06.2014", "2014-06-29T00:00:00Z", ""}) {
    Options options;
    options.dates = {{"*", date}};
    const Result<Case> done = scan(options);
    ASSERT_FALSE(done) << date;
    EXPECT_EQ(done.error().message, "--date *=" + std::string(date) + ": not a date; write YYYY-MM-DD");
  }
}

TEST(Secrets, AreInNoOutput) {
  const CaseFolder folder;
  const std::string front = "09:00:00.000 |1,h.example.com,{0A},CsEws,10,";
  folder.write("cuc1/cuc/diag_CuMbxSync_00000001.uc",
               front + "invalid_grant password=hunter2, \"access_token\":\"ya29.hunter2\"\n" + front +
                   "Authorization: Basic hunter2hunter2== of no wording\n" + front +
                   "subscription is stale, client_secret=hunter2\n");
  for (const auto& dates : {std::vector<GlobValue>{}, {{"*", "2014-06-29"}}}) {
    Options options;
    options.paths = {folder.path("")};
    options.want_timeline = options.want_shapes = true;
    options.dates = dates;
    const Result<Case> done = scan(options);
    ASSERT_TRUE(done);
    RenderOptions render;
    render.verbose = true;
    std::string all;
    struct Collector final : Writer {
      explicit Collector(std::string& text) : text_(text) {}
      bool write(std::string_view text) override {
        text_ += text;
        return true;
      }
      std::string& text_;
    } collector(all);
    EXPECT_TRUE(render_report_text(done->report, render, collector));
    EXPECT_TRUE(render_report_json(done->report, render, collector));
    EXPECT_TRUE(render_inventory_json(done->report, render, collector));
    EXPECT_TRUE(render_inventory_text(done->report, render, collector));
    EXPECT_TRUE(render_events_text(*done, render, collector));
    EXPECT_TRUE(render_events_jsonl(*done, render, collector));
    EXPECT_THAT(all, HasSubstr("***"));
    EXPECT_THAT(all, Not(HasSubstr("hunter")));
  }
}

}  // namespace
}  // namespace logscan
