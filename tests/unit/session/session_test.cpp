#include "logscan/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <thread>

#include "hostile/archive_maker.h"
#include "support/case_folder.h"

namespace logscan {
namespace {

using test::at;
using test::brief;
using test::briefs;
using test::CaseFolder;
using test::kHour;
using test::kWholeDay;
using test::log_name;
using test::options_for;
using test::RequestLog;
using test::scan_case;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

// The last two hours of a day, so that the log ends with it.
constexpr int kFrom = 22 * kHour, kTo = kWholeDay - 120;

// `lost` pauses for 1200 s, two others go on.
RequestLog log_with_pause(const std::string& lost, RequestLog log = RequestLog()) {
  log.steady(lost, kFrom, kFrom + 1800).steady(lost, kFrom + 3000, kTo);
  return log.steady(lost + "-b", kFrom, kTo).steady(lost + "-c", kFrom, kTo);
}

const std::string kPauseOfA = "subscription.stale a 2014-06-29T22:30:00Z..2014-06-29T22:50:00Z fail";

const SourceReport* source_named(const Report& report, const std::string& end) {
  for (const SourceReport& source : report.sources) {
    if (source.location.ends_with(end)) return &source;
  }
  ADD_FAILURE() << "no source ends with " << end;
  return nullptr;
}

std::vector<std::string> passed(const Report& report) {
  std::vector<std::string> rules;
  for (const PassedRule& rule : report.passed) rules.push_back(rule.rule);
  return rules;
}

TEST(Scan, JudgesAFileAFolderAndSeveralPaths) {
  const CaseFolder folder;
  folder.write("a/" + log_name(), log_with_pause("a").sorted());
  folder.write("cuc2/jetty/" + log_name(), log_with_pause("b").sorted());
  EXPECT_THAT(briefs(scan_case(options_for(folder.path("a/" + log_name()))).report), ElementsAre(kPauseOfA));
  EXPECT_THAT(briefs(scan_case(options_for(folder.path("a"))).report), ElementsAre(kPauseOfA));
  Options both = options_for(folder.path("a"));
  both.paths.push_back(folder.path("cuc2"));
  const Report report = scan_case(both).report;
  EXPECT_THAT(briefs(report), ElementsAre(kPauseOfA, HasSubstr("subscription.stale b ")));
  EXPECT_EQ(report.inputs, both.paths);
  EXPECT_TRUE(report.ledger.balanced());
  EXPECT_GT(report.ledger.parsed, 0U);
}

TEST(Scan, TellsOfAnEmptyFolderThatNothingWasRun) {
  const CaseFolder folder;
  const Report report = scan_case(options_for(folder.path())).report;
  EXPECT_THAT(report.sources, IsEmpty());
  EXPECT_THAT(report.findings, IsEmpty());
  EXPECT_THAT(report.passed, IsEmpty());
  EXPECT_GT(report.not_run.size(), 10U);
  EXPECT_EQ(report.ledger.bytes_in, 0U);
  EXPECT_TRUE(report.ledger.balanced());
}

TEST(Scan, NamesAPathThatIsNotThere) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  Options options = options_for(folder.path());
  options.paths.push_back(folder.path("gone.log"));
  const Report report = scan_case(options).report;
  const SourceReport* gone = source_named(report, "gone.log");
  ASSERT_NE(gone, nullptr);
  EXPECT_EQ(gone->status, SourceStatus::kUnreadable);
  EXPECT_FALSE(gone->why.empty());
  EXPECT_THAT(briefs(report), ElementsAre(kPauseOfA, HasSubstr("bundle.damaged " + folder.path("gone.log"))));
}

TEST(Scan, IgnoresWhatItDoesNotKnow) {
  const CaseFolder folder;
  folder.write("notes.txt", "nothing of use\n");
  folder.write("empty", "");
  folder.write("blob.bin", std::string("\0\1\2\3\4\5\6\7", 8));
  const Report report = scan_case(options_for(folder.path())).report;
  ASSERT_THAT(report.sources, SizeIs(3));
  for (const SourceReport& source : report.sources) {
    EXPECT_EQ(source.status, SourceStatus::kIgnored) << source.location;
    EXPECT_FALSE(source.format) << source.location;
    EXPECT_FALSE(source.why.empty()) << source.location;
  }
  EXPECT_EQ(report.ledger.ignored, 15U + 8U);
  EXPECT_TRUE(report.ledger.balanced());
  EXPECT_THAT(report.findings, IsEmpty());
}

TEST(Scan, ForcesAFormat) {
  const CaseFolder folder;
  // So few of the lines are requests that the log is not recognised by itself.
  std::string text;
  for (int i = 0; i < 300; ++i) text += "some other line\n";
  folder.write("jetty/odd.txt", text + log_with_pause("a").sorted());
  EXPECT_THAT(scan_case(options_for(folder.path())).report.findings, IsEmpty());
  for (const char* glob : {"*odd.txt", "odd.txt", "jetty/*"}) {
    Options forced = options_for(folder.path());
    forced.parsers = {{glob, "jetty.access"}};
    EXPECT_THAT(briefs(scan_case(forced).report), ElementsAre(kPauseOfA)) << glob;
  }
  Options other = options_for(folder.path());
  other.parsers = {{"*.log", "jetty.access"}};
  EXPECT_THAT(scan_case(other).report.findings, IsEmpty());
}

TEST(Scan, ReadsLogsWithoutAZone) {
  const CaseFolder folder;
  folder.write("jetty/" + log_name(), log_with_pause("a", RequestLog(RequestLog::Zone::kNone, 330)).sorted());
  Options options = options_for(folder.path());
  const Report assumed = scan_case(options).report;
  ASSERT_FALSE(assumed.findings.empty());
  // Taken as UTC, and trusted little.
  EXPECT_EQ(brief(assumed.findings[0]), "subscription.stale a 2014-06-30T04:00:00Z..2014-06-30T04:20:00Z fail");
  EXPECT_EQ(assumed.findings[0].confidence, Confidence::kLow);
  EXPECT_EQ(assumed.sources.at(0).clock.basis, ClockBasis::kAssumed);
  EXPECT_EQ(assumed.sources.at(0).clock.uncertainty_s, 14 * 3600);

  for (const char* zone : {"Asia/Kolkata", "+05:30"}) {
    options.source_zones = {{"*", "UTC"}, {"jetty/*", zone}};  // the last that matches wins
    const Report given = scan_case(options).report;
    ASSERT_FALSE(given.findings.empty()) << zone;
    EXPECT_EQ(brief(given.findings[0]), kPauseOfA) << zone;
    EXPECT_EQ(given.findings[0].confidence, Confidence::kHigh) << zone;
    EXPECT_EQ(given.findings[0].id, assumed.findings[0].id) << "the same fault keeps its id";
    EXPECT_EQ(given.sources.at(0).clock.basis, ClockBasis::kGiven) << zone;
    EXPECT_EQ(given.sources.at(0).clock.offset_s, 19800) << zone;
  }
}

TEST(Scan, SaysWhenALocalHourComesTwice) {
  const CaseFolder folder;
  folder.write(
      "imp1/srm.log",
      "2026-11-01 01:00:32,000 INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since "
      "last heartbeat [62]\n");
  Options options = options_for(folder.path());
  options.source_zones = {{"*imp1*", "America/New_York"}};
  const Report report = scan_case(options).report;
  ASSERT_FALSE(report.findings.empty());
  EXPECT_EQ(report.findings.front().rule, "heartbeat.peer-down");
  EXPECT_EQ(report.findings.front().confidence, Confidence::kMedium);
  EXPECT_NE(report.findings.front().summary.find("in that local hour, which comes twice"), std::string::npos)
      << report.findings.front().summary;
}

TEST(Scan, DoesNotOverruleAStatedZone) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  Options options = options_for(folder.path());
  options.source_zones = {{"*", "Asia/Kolkata"}};
  const Report report = scan_case(options).report;
  EXPECT_THAT(briefs(report), ElementsAre(kPauseOfA));
  EXPECT_EQ(report.sources.at(0).clock.basis, ClockBasis::kStated);
  EXPECT_THAT(report.sources.at(0).notes, Contains(HasSubstr("--source-tz")));
}

TEST(Scan, FiltersByNode) {
  const CaseFolder folder;
  folder.write("cuc1/jetty/" + log_name(), log_with_pause("a").sorted());
  folder.write("cuc2/jetty/" + log_name(), log_with_pause("b").sorted());
  Options options = options_for(folder.path());
  options.nodes = {"CUC1", "cuc1*"};
  const Report report = scan_case(options).report;
  EXPECT_THAT(briefs(report), ElementsAre(kPauseOfA));
  const SourceReport* left_out = source_named(report, "cuc2/jetty/" + log_name());
  ASSERT_NE(left_out, nullptr);
  EXPECT_EQ(left_out->node, "cuc2");
  EXPECT_EQ(report.ledger.skipped, left_out->bytes);
  EXPECT_TRUE(report.ledger.balanced());

  options.nodes = {"cuc?"};
  EXPECT_THAT(briefs(scan_case(options).report), SizeIs(2));
  options.nodes = {"imp*"};
  const Report none = scan_case(options).report;
  EXPECT_THAT(none.findings, IsEmpty());
  EXPECT_EQ(none.ledger.skipped, none.ledger.bytes_in);
}

TEST(Scan, CountsSilenceUpToTheCollection) {
  const CaseFolder folder;
  RequestLog log;
  for (const char* id : {"a", "b", "c"}) log.steady(id, 9 * kHour, 10 * kHour);
  folder.write("cuc1/jetty/" + log_name(), log.sorted());
  Options options = options_for(folder.path());
  const std::string unknown = "exchange.silence cuc1 2014-06-29T10:00:00Z..2014-06-29T10:00:00Z inconclusive open";
  EXPECT_THAT(briefs(scan_case(options).report), ElementsAre(unknown));
  // At 10:06 the next notifications may still be on their way.
  options.collected = at(10 * kHour + 360);
  EXPECT_THAT(briefs(scan_case(options).report), IsEmpty());
  options.collected = at(10 * kHour + 361);
  EXPECT_THAT(briefs(scan_case(options).report),
              UnorderedElementsAre("exchange.silence cuc1 2014-06-29T10:00:00Z..2014-06-29T10:06:01Z fail open",
                                   "keepalive.missed a 2014-06-29T10:00:00Z..2014-06-29T10:06:01Z fail open",
                                   "keepalive.missed b 2014-06-29T10:00:00Z..2014-06-29T10:06:01Z fail open",
                                   "keepalive.missed c 2014-06-29T10:00:00Z..2014-06-29T10:06:01Z fail open"));
  options.collected = at(10 * kHour + 901);
  const Report stale = scan_case(options).report;
  ASSERT_THAT(stale.findings, SizeIs(4));
  EXPECT_EQ(stale.findings[0].rule, "exchange.silence");
  EXPECT_EQ(stale.findings[0].severity, Severity::kCritical);
  EXPECT_THAT(stale.findings[0].related, SizeIs(3));
  // The file ends with its day, whenever it was collected.
  options.collected = at(5 * kWholeDay);
  EXPECT_EQ(scan_case(options).report.findings.at(0).window, (Window{at(10 * kHour), at(kWholeDay)}));
}

TEST(Scan, TakesTheDownloadTimeOfRtmt) {
  const CaseFolder folder;
  RequestLog log;
  for (const char* id : {"a", "b", "c"}) log.steady(id, 9 * kHour, 10 * kHour);
  folder.write("CUC1/2014-06-30_00-20-00/jetty/" + log_name(), log.sorted());
  const Report report = scan_case(options_for(folder.path())).report;
  ASSERT_THAT(report.findings, SizeIs(4));
  EXPECT_EQ(brief(report.findings[0]), "exchange.silence cuc1 2014-06-29T10:00:00Z..2014-06-29T10:20:00Z fail open");
}

TEST(Scan, SelectsByTimeAfterTheAnalysis) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  struct SelectCase {
    const char* name;
    std::optional<int> since, until;
    bool there;
  };
  const int start = kFrom + 1800, end = kFrom + 3000;  // of the pause
  const SelectCase cases[] = {{"All", {}, {}, true},
                              {"Within", start + 60, start + 120, true},
                              {"SinceItsEnd", end, {}, true},
                              {"SinceAfterItsEnd", end + 1, {}, false},
                              {"UntilItsStart", {}, start, false},
                              {"UntilAfterItsStart", {}, start + 1, true}};
  for (const SelectCase& c : cases) {
    Options options = options_for(folder.path());
    if (c.since) options.since = at(*c.since);
    if (c.until) options.until = at(*c.until);
    options.want_timeline = true;
    const Case found = scan_case(options);
    EXPECT_EQ(found.report.findings.size(), c.there ? 1U : 0U) << c.name;
    EXPECT_EQ(
        std::any_of(found.rows.begin(), found.rows.end(), [](const TimelineRow& row) { return row.kind == "pause"; }),
        c.there)
        << c.name;
    EXPECT_TRUE(found.report.ledger.balanced()) << c.name;
  }
}

TEST(Scan, RefusesBadOptions) {
  const CaseFolder folder;
  const auto message = [&](const std::function<void(Options&)>& change) {
    Options options = options_for(folder.path());
    change(options);
    const Result<Case> found = scan(options);
    if (found) return std::string("accepted");
    EXPECT_EQ(found.error().code, ErrorCode::kUsage);
    return found.error().message;
  };
  EXPECT_THAT(message([](Options& o) { o.source_zones = {{"*", "Europe/Nowhere"}}; }),
              HasSubstr("--source-tz *=Europe/Nowhere"));
  EXPECT_THAT(message([](Options& o) { o.parsers = {{"*", "jetty"}}; }), HasSubstr("jetty.access"));
  EXPECT_THAT(message([](Options& o) { o.since = o.until = at(0); }), HasSubstr("--since"));
  EXPECT_THAT(message([](Options& o) { o.settings = {"keepalive.missed.grace=29"}; }), HasSubstr("from 30 to 600"));
  EXPECT_THAT(message([&](Options& o) { o.data_dirs = {folder.path("gone")}; }), HasSubstr("gone"));
}

TEST(Scan, UsesTheSettings) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  Options options = options_for(folder.path());
  options.settings = {"subscription.stale.after=1200"};
  EXPECT_THAT(briefs(scan_case(options).report), ElementsAre(HasSubstr("keepalive.missed a ")));
  options.settings = {"subscription.stale.after=1199"};
  EXPECT_THAT(briefs(scan_case(options).report), ElementsAre(kPauseOfA));
}

TEST(Scan, StopsWhenAsked) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  const std::atomic<bool> cancel = true;
  for (const unsigned jobs : {1U, 4U}) {
    Options options = options_for(folder.path(), jobs);
    options.cancel = &cancel;
    const Result<Case> found = scan(options);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().code, ErrorCode::kCancelled);
  }
}

TEST(Scan, TellsItsProgress) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  Options options = options_for(folder.path());
  std::uint64_t done = 0, total = 0;
  options.on_progress = [&](const Progress& progress) {
    EXPECT_GE(progress.bytes_done, done);
    EXPECT_FALSE(progress.current.empty());
    done = progress.bytes_done;
    total = progress.bytes_total;
  };
  const Report report = scan_case(options).report;
  EXPECT_GT(done, 0U);
  EXPECT_LE(done, total);
  EXPECT_EQ(total, report.ledger.bytes_in);
}

TEST(Scan, NamesWhatIsOverALimit) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  struct LimitCase {
    const char* name;
    std::function<void(Limits&)> change;
  };
  // A limit may hide a fault; it must never invent one.
  const LimitCase cases[] = {{"Subjects", [](Limits& limits) { limits.subjects = 2; }},
                             {"Runs", [](Limits& limits) { limits.runs = 3; }}};
  for (const LimitCase& c : cases) {
    Options options = options_for(folder.path());
    c.change(options.limits);
    const Report report = scan_case(options).report;
    EXPECT_TRUE(report.ledger.balanced()) << c.name;
    bool named = false;
    for (const FindingReport& finding : report.findings) {
      named = named || finding.rule == "bundle.limit";
      if (finding.rule == "bundle.limit") continue;
      EXPECT_EQ(finding.verdict, Verdict::kInconclusive) << c.name << ": " << brief(finding);
      EXPECT_THAT(finding.summary, HasSubstr("limit")) << c.name << ": " << brief(finding);
    }
    EXPECT_TRUE(named) << c.name;
  }
}

TEST(Scan, RejectsALineOverTheLimitAndGoesOn) {
  const CaseFolder folder;
  const std::string text = log_with_pause("a").sorted();
  folder.write(log_name(), text + std::string(5000, 'x') + "\n" + RequestLog().beat(kTo + 60, "a").text());
  Options options = options_for(folder.path());
  options.limits.line_bytes = 1000;
  const Report report = scan_case(options).report;
  EXPECT_EQ(report.sources.at(0).rejected, 1U);
  EXPECT_EQ(report.sources.at(0).last, at(kTo + 60));
  EXPECT_EQ(report.ledger.rejected, 5001U);
  EXPECT_TRUE(report.ledger.balanced());
}

TEST(Scan, KeepsOneOfTwoEqualLogs) {
  const CaseFolder folder;
  const std::string text = log_with_pause("a").sorted();
  folder.write("x/cuc1/jetty/" + log_name(), text);
  folder.write("y/cuc1/jetty/" + log_name(), text);
  // Collected earlier: a part of the same log, cut in mid-line.
  folder.write("z/cuc1/jetty/" + log_name(), text.substr(0, text.size() / 2));
  const Report report = scan_case(options_for(folder.path())).report;
  EXPECT_THAT(briefs(report), ElementsAre(kPauseOfA));
  EXPECT_EQ(report.sources.at(0).status, SourceStatus::kOk);
  for (const std::size_t i : {1U, 2U}) {
    EXPECT_EQ(report.sources.at(i).status, SourceStatus::kDuplicate) << i;
    EXPECT_EQ(report.sources.at(i).records, 0U) << i;
    EXPECT_GT(report.sources.at(i).skipped, 0U) << i;
  }
  EXPECT_TRUE(report.ledger.balanced());
}

TEST(Scan, DoesNotTakeAnEmptyArchiveForAnEmptyLog) {
  for (const char* content : {"", "\x1f"}) {
    const CaseFolder folder;
    for (const int day : {0, 2}) {
      RequestLog log;
      log.steady("a", day * kWholeDay + kFrom, day * kWholeDay + kTo);
      folder.write("cuc1/jetty/" + log_name(day), log.text());
    }
    folder.write("cuc1/jetty/" + log_name(1) + ".gz", content);
    EXPECT_THAT(briefs(scan_case(options_for(folder.path())).report),
                ElementsAre(testing::AllOf(HasSubstr("subscription.stale a "), HasSubstr(" inconclusive")),
                            HasSubstr("bundle.truncated ")));
    // A plain empty file is a day without requests.
    folder.write("cuc1/jetty/" + log_name(1), "");
    std::filesystem::remove(folder.path("cuc1/jetty/" + log_name(1) + ".gz"));
    EXPECT_THAT(briefs(scan_case(options_for(folder.path())).report),
                ElementsAre(testing::AllOf(HasSubstr("subscription.stale a "), HasSubstr(" fail"))));
  }
}

TEST(Scan, GivesEveryFindingAnIdOfItsOwn) {
  const CaseFolder folder;
  for (const int day : {0, 2, 4}) {
    RequestLog log;
    log.steady("a", day * kWholeDay + kFrom, day * kWholeDay + kTo)
        .steady("b", day * kWholeDay + kFrom, day * kWholeDay + kTo);
    folder.write("cuc1/jetty/" + log_name(day), log.sorted());
  }
  const Report report = scan_case(options_for(folder.path())).report;
  EXPECT_THAT(report.findings, SizeIs(6));  // two days missing, and two pauses of each subscription over them
  std::set<std::string> ids;
  for (const FindingReport& finding : report.findings) EXPECT_TRUE(ids.insert(finding.id).second) << brief(finding);
}

TEST(Scan, PassesOnlyWhatItCouldJudge) {
  const CaseFolder folder;
  folder.write("cuc1/jetty/" + log_name(), RequestLog().other(kFrom).other(kFrom + 100).text());
  const Report report = scan_case(options_for(folder.path())).report;
  // 100 s without a notification say nothing, neither good nor bad.
  EXPECT_THAT(passed(report), Each(testing::StartsWith("bundle.")));
}

TEST(Scan, FillsTheTimeline) {
  const CaseFolder folder;
  folder.write("cuc1/jetty/" + log_name(), log_with_pause("a").beat(kFrom + 2000, "a", 503).sorted());
  Options options = options_for(folder.path());
  EXPECT_THAT(scan_case(options).rows, IsEmpty());
  options.want_timeline = true;
  std::vector<std::string> rows;
  std::optional<Timestamp> before;
  for (const TimelineRow& row : scan_case(options).rows) {
    EXPECT_LE(before, row.time);
    before = row.time;
    rows.push_back(row.kind + " " + row.subject + " " + row.text + " x" + std::to_string(row.count.value_or(0)));
    EXPECT_EQ(row.node, "cuc1");
    EXPECT_EQ(row.quality, "stated");
    EXPECT_THAT(row.location, HasSubstr(log_name() + ":"));
  }
  EXPECT_THAT(rows,
              UnorderedElementsAre("run a notification x7", "pause a notification x1", "run a notification.rejected x1",
                                   "run a notification x14", "run a-b notification x24", "run a-c notification x24"));
}

TEST(Scan, QuotesTheRecords) {
  const CaseFolder folder;
  folder.write(log_name(), log_with_pause("a").sorted());
  const Report report = scan_case(options_for(folder.path())).report;
  ASSERT_THAT(report.findings, SizeIs(1));
  ASSERT_THAT(report.findings[0].evidence, SizeIs(2));
  const EvidenceReport& before = report.findings[0].evidence[0];
  const EvidenceReport& after = report.findings[0].evidence[1];
  EXPECT_EQ(before.role, "last-before");
  EXPECT_EQ(after.role, "first-after");
  EXPECT_THAT(before.excerpt,
              HasSubstr("[29/Jun/2014:22:30:00 +0000] \"POST /NotificationService/services/NotificationService?id=a&"));
  EXPECT_THAT(after.excerpt,
              HasSubstr("[29/Jun/2014:22:50:00 +0000] \"POST /NotificationService/services/NotificationService?id=a&"));
  EXPECT_EQ(before.location, folder.path(log_name()) + ":19");  // the first of its three lines, at 22:30
}

TEST(Scan, TellsFindingsApartWhereNoTextIsKept) {
  RequestLog log;
  for (const int from : {kFrom, kFrom + 3000, kFrom + 6000}) log.steady("a", from, from + 900);
  log.steady("b", kFrom, kTo).steady("c", kFrom, kTo);
  const CaseFolder folder;
  folder.write("plain/cuc1/jetty/" + log_name(), log.sorted());
  folder.write("packed.tar", test::make_tar({{"cuc1/jetty/" + log_name(), log.sorted()}}));
  const auto ids = [](const Options& options) {
    std::vector<std::string> all;
    for (const FindingReport& finding : scan_case(options).report.findings) all.push_back(finding.id);
    return all;
  };
  const std::vector<std::string> expected = ids(options_for(folder.path("plain")));
  ASSERT_EQ(expected.size(), 2U);
  EXPECT_EQ(std::set<std::string>(expected.begin(), expected.end()).size(), expected.size());
  Options packed = options_for(folder.path("packed.tar"));
  EXPECT_EQ(ids(packed), expected);
  packed.limits.excerpt_bytes = 0;
  EXPECT_EQ(ids(packed), expected);
}

TEST(Scan, TellsThatACollectionBeforeTheEndOfALogProvesNothing) {
  const CaseFolder folder;
  folder.write("case.log", log_with_pause("a").sorted());
  Options options = options_for(folder.path());
  const auto notes = [&](int collected) {
    options.collected = at(collected);
    const Report report = scan_case(options).report;
    return report.sources.at(0).notes;
  };
  const int last = kTo - (kTo - kFrom) % 300;
  EXPECT_THAT(notes(last + 1), IsEmpty());
  EXPECT_THAT(notes(last), IsEmpty());
  EXPECT_THAT(notes(last - 1),
              ElementsAre("--collected is earlier than its last record, so it proves nothing about this log"));
}

// ---- overlapping downloads ----

// An hour of one listener with a burst of rejections in each half, and its first and last two thirds.
struct Downloads {
  std::string whole, front, rear;
  Downloads() {
    const auto part = [](int from, int to) {
      RequestLog log;
      for (int time = kFrom; time < kFrom + kHour; time += 10) {
        if (time >= from && time < to) log.beat(time, "a", time % 1800 < 60 ? 503 : 200);
      }
      return log.text();
    };
    whole = part(0, kWholeDay);
    front = part(0, kFrom + 2405);
    rear = part(kFrom + 1205, kWholeDay);
  }
};

std::vector<std::uint64_t> rejections(const Report& report) {
  std::vector<std::uint64_t> counts;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == "notification.rejected") counts.push_back(finding.count);
  }
  return counts;
}

TEST(Scan, CountsOverlappingDownloadsOnce) {
  const Downloads downloads;
  const CaseFolder folder;
  folder.write("whole/" + log_name(), downloads.whole);
  const Report whole = scan_case(options_for(folder.path("whole"))).report;
  ASSERT_THAT(rejections(whole), ElementsAre(12));
  // Whether the folders tell the node or not, they hold one log.
  for (const std::string node : {"cuc1/jetty/", ""}) {
    SCOPED_TRACE(node);
    const std::string root = node.empty() ? "unknown" : "known";
    folder.write(root + "/one/" + node + log_name(), downloads.front);
    folder.write(root + "/two/" + node + log_name(), downloads.rear);
    const Report report = scan_case(options_for(folder.path(root))).report;
    EXPECT_THAT(rejections(report), ElementsAre(12));
    EXPECT_EQ(passed(report), passed(whole));
    EXPECT_EQ(report.ledger.parsed, whole.ledger.parsed);
    EXPECT_TRUE(report.ledger.balanced());
    ASSERT_THAT(report.sources, SizeIs(2));
    EXPECT_EQ(report.sources[0].records, 241U);
    EXPECT_THAT(report.sources[0].notes, IsEmpty());
    EXPECT_EQ(report.sources[1].records, 119U);
    EXPECT_EQ(report.sources[1].skipped, 120U);
    EXPECT_EQ(report.sources[1].status, SourceStatus::kOk);
    EXPECT_THAT(report.sources[1].notes,
                ElementsAre("120 of its records are skipped, as they stand in another copy of this log too: " +
                            report.sources[0].location));
    // What is skipped still shows the time that the file covers.
    EXPECT_EQ(report.sources[1].first, at(kFrom + 1210));
  }
}

TEST(Scan, TellsWhatCountsTwiceWhereAnInputCannotBeReadAgain) {
  const Downloads downloads;
  const CaseFolder folder;
  const std::string pipe = folder.path("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  // Neither name tells a day: the records say that it is one log.
  folder.write("later.log", downloads.rear);
  Options options = options_for(pipe);
  options.paths.push_back(folder.path("later.log"));
  std::thread writer([&] { std::ofstream(pipe, std::ios::binary) << downloads.front; });
  const Report report = scan_case(options).report;
  writer.join();
  EXPECT_TRUE(report.ledger.balanced());
  ASSERT_THAT(report.sources, SizeIs(2));
  // The minutes at the two ends of what they share are not equal, so they cannot be left out as a whole.
  EXPECT_EQ(report.sources[0].records, 241U);
  EXPECT_EQ(report.sources[1].records + report.sources[1].skipped, 239U);
  EXPECT_EQ(report.sources[1].skipped, 114U);
  EXPECT_THAT(report.sources[0].notes,
              ElementsAre("up to 6 of its records stand in other copies too and are counted twice, since this input "
                          "cannot be read again: " +
                          report.sources[1].location));
}

}  // namespace
}  // namespace logscan
