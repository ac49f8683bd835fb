// Small cases whose findings are worked out by hand. Unless a test says otherwise: one node, notifications of all
// subscriptions at the same seconds, every 300 s from 00:00:00 on, so that the last one of a day is at 23:55:00, which
// is also where the log ends.
#include "truth.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "generate.h"

namespace logscan::gen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kPlain = "layout: plain\n";
constexpr const char* kRtmt = "";

std::string case_of(int subscriptions, const std::string& hours, const std::string& more, const std::string& fault) {
  std::string yaml = "start: 2026-03-04T00:00:00Z\nspread: 0s\nhours: " + hours +
                     "\nnodes: [{name: cuc1, subscriptions: " + std::to_string(subscriptions) + "}]\n" + more;
  if (!fault.empty()) yaml += "faults:\n  - " + fault + "\n";
  return yaml;
}

Generated make(const std::string& yaml) {
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  if (!scenario) return {};
  auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  return generated ? *std::move(generated) : Generated{};
}

// `04 10:00:00`: day of the month and time of day.
std::string clock_of(Time time) {
  std::string text = format_time(time).substr(8, 11);
  text[2] = ' ';
  return text;
}

// One line a finding, without the ids, which the seed makes: `subscription.stale fail 04 10:00:00 .. 04 10:15:01
// closed`.
std::vector<std::string> findings_of(const Truth& truth) {
  std::vector<std::string> lines;
  for (const ExpectedFinding& finding : truth.findings) {
    std::string line = finding.rule + " " + finding.verdict;
    if (finding.subject_kind != "subscription") line += " " + finding.subject;
    if (finding.window) line += " " + clock_of(finding.window->from) + " .. " + clock_of(finding.window->to);
    if (finding.open) line += *finding.open ? " open" : " closed";
    if (finding.count) line += " x" + std::to_string(*finding.count);
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> findings_of(const std::string& yaml) { return findings_of(make(yaml).truth); }

TEST(Truth, FindsNothingInAHealthyDay) { EXPECT_THAT(findings_of(case_of(4, "24", kRtmt, "")), IsEmpty()); }

TEST(Truth, PauseOfOneByItsLength) {
  const auto gap = [](const char* length) {
    return findings_of(
        case_of(4, "24", kRtmt, std::string("{kind: pause, at: +10h, subscriptions: 1, gap: ") + length + "}"));
  };
  EXPECT_THAT(gap("360s"), IsEmpty());
  EXPECT_THAT(gap("361s"), ElementsAre("keepalive.missed fail 04 10:00:00 .. 04 10:06:01 closed"));
  EXPECT_THAT(gap("900s"), ElementsAre("keepalive.missed fail 04 10:00:00 .. 04 10:15:00 closed"));
  EXPECT_THAT(gap("901s"), ElementsAre("subscription.stale fail 04 10:00:00 .. 04 10:15:01 closed"));
}

TEST(Truth, PauseOfAllIsOneSilenceAndTheSingleOnes) {
  // Nothing from 10:00 to 10:31: the last before is at 09:55, the first after at 10:35.
  EXPECT_THAT(findings_of(case_of(3, "24", kRtmt, "{kind: pause, at: +10h, for: 31m}")),
              ElementsAre("exchange.silence fail cuc1 04 09:55:00 .. 04 10:35:00 closed",
                          "subscription.stale fail 04 09:55:00 .. 04 10:35:00 closed",
                          "subscription.stale fail 04 09:55:00 .. 04 10:35:00 closed",
                          "subscription.stale fail 04 09:55:00 .. 04 10:35:00 closed"));
}

TEST(Truth, ASilenceNeedsThreeAndHalf) {
  const auto silences = [](int subscriptions, const char* paused) {
    const auto lines = findings_of(case_of(
        subscriptions, "24", kRtmt, std::string("{kind: pause, at: +10h, gap: 20m, subscriptions: ") + paused + "}"));
    return std::count_if(lines.begin(), lines.end(),
                         [](const std::string& line) { return line.rfind("exchange.", 0) == 0; });
  };
  EXPECT_EQ(silences(2, "0..1"), 0);
  EXPECT_EQ(silences(3, "0..2"), 1);
  EXPECT_EQ(silences(6, "0..2"), 1);
  EXPECT_EQ(silences(7, "0..2"), 0);
}

TEST(Truth, OneThatEndsAloneIsStaleToTheEnd) {
  EXPECT_THAT(findings_of(case_of(4, "24", kRtmt, "{kind: kill, at: +10h, subscriptions: 0}")),
              ElementsAre("subscription.stale fail 04 09:55:00 .. 04 23:55:00 open"));
}

TEST(Truth, ANewIdInTimeEndsTheStaleOne) {
  const auto after = [](const char* length) {
    return findings_of(
        case_of(4, "24", kRtmt, std::string("{kind: resubscribe, at: +10h, subscriptions: 0, after: ") + length + "}"));
  };
  // The new id goes on every 300 s, and its last notification is where the log ends: 10:09:59 gives 23:59:59.
  EXPECT_THAT(after("899s"), ElementsAre("subscription.stale fail 04 09:55:00 .. 04 23:59:59 open"));
  EXPECT_THAT(after("900s"), ElementsAre("subscription.stale fail 04 09:55:00 .. 04 10:10:00 closed"));
  EXPECT_THAT(after("1080s"), ElementsAre("subscription.stale fail 04 09:55:00 .. 04 10:13:00 closed"));
  EXPECT_THAT(after("1081s"), ElementsAre("subscription.stale fail 04 09:55:00 .. 04 23:58:01 open"));
}

TEST(Truth, TwoNewIdsInTimeEndNone) {
  const auto lines = findings_of(case_of(8, "24", kRtmt, "{kind: resubscribe, at: +10h, subscriptions: 0..1}"));
  EXPECT_THAT(lines, ElementsAre("subscription.stale fail 04 09:55:00 .. 04 23:56:00 open",
                                 "subscription.stale fail 04 09:55:00 .. 04 23:56:00 open"));
}

TEST(Truth, ARestartReplacesAll) {
  const char* restart = "{kind: restart, at: +10h, delay: 60s, spread: 0s}";
  // 09:55, and 60 s after 10:00.
  EXPECT_THAT(findings_of(case_of(3, "24", kRtmt, restart)),
              ElementsAre("subscriptions.replaced fail cuc1 04 09:55:00 .. 04 10:01:00 closed"));
  // Two are too few to be called so. From 10:01 every 300 s: the last of the new ones is at 23:56.
  EXPECT_THAT(findings_of(case_of(2, "24", kRtmt, restart)),
              ElementsAre("subscription.stale fail 04 09:55:00 .. 04 23:56:00 open",
                          "subscription.stale fail 04 09:55:00 .. 04 23:56:00 open"));
}

TEST(Truth, ARestartHidesNoEarlierSilence) {
  EXPECT_THAT(findings_of(case_of(3, "24", kRtmt,
                                  "{kind: pause, at: +5h, gap: 361s, subscriptions: 1}\n  - {kind: restart, at: +10h, "
                                  "delay: 60s, spread: 0s}")),
              ElementsAre("keepalive.missed fail 04 05:00:00 .. 04 05:06:01 closed",
                          // The paused one went on from 05:06:01, so that its last is at 09:56:01.
                          "subscriptions.replaced fail cuc1 04 09:55:00 .. 04 10:01:00 closed"));
}

TEST(Truth, ASlowRestartIsNoReplacement) {
  // The last end is at 09:55:00: new ids until 10:10:00 belong to it.
  const auto restart = [](const char* delay) {
    return findings_of(
        case_of(3, "24", kRtmt, std::string("{kind: restart, at: +10h, spread: 0s, delay: ") + delay + "}"));
  };
  EXPECT_THAT(restart("600s"), ElementsAre("subscriptions.replaced fail cuc1 04 09:55:00 .. 04 10:10:00 closed"));
  EXPECT_EQ(restart("601s").size(), 4U);  // three stale, one silence
}

TEST(Truth, RejectedNotificationsAreCountedAndMissed) {
  // 10:00, 10:05, 10:10 and 10:15 of three subscriptions.
  EXPECT_THAT(findings_of(case_of(3, "24", kRtmt, "{kind: reject, at: +10h, for: 20m}")),
              ElementsAre("exchange.silence fail cuc1 04 09:55:00 .. 04 10:20:00 closed",
                          "notification.rejected fail cuc1 04 10:00:00 .. 04 10:15:00 closed x12",
                          "subscription.stale fail 04 09:55:00 .. 04 10:20:00 closed",
                          "subscription.stale fail 04 09:55:00 .. 04 10:20:00 closed",
                          "subscription.stale fail 04 09:55:00 .. 04 10:20:00 closed"));
}

TEST(Truth, RejectionsAreToldByStatus) {
  const auto lines = findings_of(case_of(4, "24", kRtmt,
                                         "{kind: reject, at: +5h, for: 1m, subscriptions: 0, status: 500}\n"
                                         "  - {kind: reject, at: +8h, for: 1m, subscriptions: 1, status: 503}\n"
                                         "  - {kind: reject, at: +11h, for: 1m, subscriptions: 2, status: 500}"));
  EXPECT_THAT(lines, ElementsAre("keepalive.missed fail 04 04:55:00 .. 04 05:05:00 closed",
                                 "keepalive.missed fail 04 07:55:00 .. 04 08:05:00 closed",
                                 "keepalive.missed fail 04 10:55:00 .. 04 11:05:00 closed",
                                 "notification.rejected fail cuc1 04 05:00:00 .. 04 11:00:00 closed x2",
                                 "notification.rejected fail cuc1 04 08:00:00 .. 04 08:00:00 closed x1"));
}

const char* kOutageAtTen = "{kind: outage, at: +10h, others: stop}";

TEST(Truth, ALogThatJustEndsProvesNothing) {
  // The folder's name proves 2026-03-05 00:10 less 14 h: 10:10, and so an open silence of 15 minutes.
  EXPECT_THAT(findings_of(case_of(3, "24", kPlain, kOutageAtTen)),
              ElementsAre("exchange.silence inconclusive cuc1 04 09:55:00 .. 04 09:55:00 open"));
  EXPECT_EQ(findings_of(case_of(3, "24", kRtmt, kOutageAtTen)).size(), 4U);
}

TEST(Truth, ALogEndsWithItsDayOrBefore) {
  // 900 s before midnight is the end of the day, 901 s is not.
  EXPECT_THAT(findings_of("start: 2026-03-04T00:00:00Z\nspread: 0s\nlength: 85501s\nnodes: [{name: cuc1, "
                          "subscriptions: 3}]\nlayout: plain\n"),
              IsEmpty());
  EXPECT_THAT(findings_of("start: 2026-03-03T23:59:59Z\nspread: 0s\nlength: 85501s\nnodes: [{name: cuc1, "
                          "subscriptions: 3}]\nlayout: plain\n"),
              ElementsAre("exchange.silence inconclusive cuc1 04 23:44:59 .. 04 23:44:59 open"));
}

std::vector<std::string> three_open(const std::string& rule, const std::string& window) {
  std::vector<std::string> lines(3, rule + " fail " + window + " open");
  lines.push_back("exchange.silence fail cuc1 " + window + " open");
  std::sort(lines.begin(), lines.end());
  return lines;
}

TEST(Truth, AToldCollectionTimeProvesTheSilence) {
  const auto told = [](const char* time) {
    return findings_of(
        case_of(3, "24", std::string("layout: plain\ntold_collected: 2026-03-04T") + time + "Z\n", kOutageAtTen));
  };
  EXPECT_THAT(told("10:01:00"), IsEmpty());
  EXPECT_EQ(told("10:01:01"), three_open("keepalive.missed", "04 09:55:00 .. 04 10:01:01"));
  EXPECT_EQ(told("10:10:00"), three_open("keepalive.missed", "04 09:55:00 .. 04 10:10:00"));
  EXPECT_EQ(told("10:10:01"), three_open("subscription.stale", "04 09:55:00 .. 04 10:10:01"));
}

TEST(Truth, ADownloadFolderProvesItsTimeLess14Hours) {
  const auto collected = [](const char* keys) {
    return findings_of(case_of(3, "24", keys, "{kind: outage, at: +4h, others: stop}"));
  };
  EXPECT_EQ(collected("collected: 2026-03-05T00:00:00Z\n"),
            three_open("subscription.stale", "04 03:55:00 .. 04 10:00:00"));
  EXPECT_EQ(collected("collected: 2026-03-05T00:00:00Z\ncollector_zone: \"+0530\"\n"),
            three_open("subscription.stale", "04 03:55:00 .. 04 15:30:00"));
  // The file cannot show more than its day.
  EXPECT_EQ(collected("collected: 2026-03-07T00:00:00Z\n"),
            three_open("subscription.stale", "04 03:55:00 .. 05 00:00:00"));
}

TEST(Truth, AnEmptyLaterFileProvesTheSilence) {
  EXPECT_EQ(findings_of(case_of(3, "34", kPlain, kOutageAtTen)),
            three_open("subscription.stale", "04 09:55:00 .. 05 00:00:00"));
}

TEST(Truth, OtherRequestsProveTheSilence) {
  const Generated generated =
      make(case_of(3, "24", "layout: plain\nother_requests_per_hour: 60\n", "{kind: outage, at: +10h, others: go-on}"));
  ASSERT_EQ(generated.truth.findings.size(), 4U);
  // One request in every minute: the last one is in 23:59.
  for (const ExpectedFinding& finding : generated.truth.findings) {
    EXPECT_EQ(clock_of(finding.window->from), "04 09:55:00");
    EXPECT_EQ(clock_of(finding.window->to).substr(0, 8), "04 23:59");
    EXPECT_EQ(finding.open, true);
  }
}

TEST(Truth, ALoopOfOneIdIsOneFinding) {
  // 09:55, then every 960 s: 10:11, 10:27, 10:43, 10:59, and on as usual.
  const auto loop = [](const char* keys) {
    return findings_of(
        case_of(4, "24", kRtmt, std::string("{kind: resubscribe-loop, at: +10h, subscriptions: 0, ") + keys + "}"));
  };
  EXPECT_THAT(loop("every: 960s, rounds: 3"),
              ElementsAre("subscription.resubscribe-loop fail 04 10:11:00 .. 04 10:59:00 closed x3",
                          "subscription.stale fail 04 09:55:00 .. 04 10:11:00 closed"));
  EXPECT_THAT(loop("every: 960s, rounds: 2"), ElementsAre("subscription.stale fail 04 09:55:00 .. 04 10:11:00 closed",
                                                          "subscription.stale fail 04 10:11:00 .. 04 10:27:00 closed",
                                                          "subscription.stale fail 04 10:27:00 .. 04 10:43:00 closed"));
  EXPECT_EQ(loop("every: 899s, rounds: 3").size(), 4U);  // four missed ones
  EXPECT_EQ(loop("every: 900s, rounds: 3").size(), 2U);
  EXPECT_EQ(loop("every: 1080s, rounds: 3").size(), 2U);
  EXPECT_EQ(loop("every: 1081s, rounds: 3").size(), 4U);
  // Two notifications each time: 10:11 and 10:16, 10:27 and 10:32 ...
  EXPECT_THAT(loop("every: 960s, rounds: 3, beats: 2"),
              ElementsAre("subscription.resubscribe-loop fail 04 10:11:00 .. 04 10:59:00 closed x3",
                          "subscription.stale fail 04 09:55:00 .. 04 10:11:00 closed"));
}

TEST(Truth, ALoopOfNewIdsIsOneFindingOfTheServer) {
  const auto loop = [](const char* keys) {
    return findings_of(
        case_of(4, "24", kRtmt, std::string("{kind: resubscribe-loop, level: server, at: +0s, ") + keys + "}"));
  };
  EXPECT_THAT(loop("subscriptions: 0, rounds: 3"),
              ElementsAre("subscription.resubscribe-loop fail cuc1 04 00:00:00 .. 04 00:48:00 closed x3"));
  EXPECT_THAT(loop("rounds: 3"),
              ElementsAre("subscription.resubscribe-loop fail cuc1 04 00:00:00 .. 04 00:48:00 closed x12"));
  // Three ids are no loop: each is followed by a new one after 960 s, the last one by none.
  EXPECT_THAT(loop("subscriptions: 0, rounds: 2"),
              ElementsAre("subscription.stale fail 04 00:00:00 .. 04 00:16:00 closed",
                          "subscription.stale fail 04 00:16:00 .. 04 00:32:00 closed",
                          "subscription.stale fail 04 00:32:00 .. 04 23:55:00 open"));
}

TEST(Truth, AMissingDayIsAGapAndSilencesAreNotKnown) {
  EXPECT_THAT(findings_of(case_of(3, "72", kRtmt, "{kind: drop-day, day: 2026-03-05}")),
              ElementsAre("bundle.log-gap fail cuc1/request.log 05 00:00:00 .. 06 00:00:00 closed",
                          "exchange.silence inconclusive cuc1 04 23:55:00 .. 06 00:00:00 closed",
                          "subscription.stale inconclusive 04 23:55:00 .. 06 00:00:00 closed",
                          "subscription.stale inconclusive 04 23:55:00 .. 06 00:00:00 closed",
                          "subscription.stale inconclusive 04 23:55:00 .. 06 00:00:00 closed"));
  EXPECT_THAT(
      findings_of(case_of(3, "96", kRtmt, "{kind: drop-day, day: 2026-03-05}\n  - {kind: drop-day, day: 2026-03-06}")),
      ::testing::Contains("bundle.log-gap fail cuc1/request.log 05 00:00:00 .. 07 00:00:00 closed"));
  // Nothing is missing before the first file and after the last one.
  EXPECT_THAT(findings_of(case_of(3, "72", kRtmt, "{kind: drop-day, day: 2026-03-04}")), IsEmpty());
  EXPECT_THAT(findings_of(case_of(3, "72", kRtmt, "{kind: drop-day, day: 2026-03-06}")), IsEmpty());
}

TEST(Truth, ASilenceBesideAMissingDayStaysAFault) {
  const auto lines = findings_of(case_of(
      4, "72", kRtmt, "{kind: drop-day, day: 2026-03-05}\n  - {kind: pause, at: +20h, gap: 20m, subscriptions: 0}"));
  EXPECT_THAT(lines, ::testing::Contains("subscription.stale fail 04 20:00:00 .. 04 20:20:00 closed"));
}

TEST(Truth, AReplacedIdIsJudgedUpToTheNewOne) {
  const auto lines = findings_of(case_of(
      4, "72", kRtmt, "{kind: drop-day, day: 2026-03-05}\n  - {kind: resubscribe, at: +20h, subscriptions: 0}"));
  EXPECT_THAT(lines, ::testing::Contains("subscription.stale fail 04 19:55:00 .. 04 20:11:00 closed"));
}

TEST(Truth, DaysAreThoseOfTheLogsZone) {
  // In India the 5th runs from 18:30 to 18:30 UTC.
  EXPECT_THAT(findings_of(case_of(3, "72", "zone: \"+0530\"\n", "{kind: drop-day, day: 2026-03-05}")),
              ::testing::Contains("bundle.log-gap fail cuc1/request.log 04 18:30:00 .. 05 18:30:00 closed"));
}

TEST(Truth, ACutFileHidesTheRestOfItsDay) {
  const Generated generated =
      make(case_of(3, "48", "gzip: [2026-03-04]\n", "{kind: cut, day: 2026-03-04, percent: 50}"));
  const std::string path = "cuc1/2026-03-06_00-10-00/jetty/2026_03_04.request.log.gz";
  ASSERT_EQ(generated.files.size(), 2U);
  ASSERT_EQ(generated.files[0].path, path);
  // The last whole line that still inflates says when the hole begins.
  std::string content = gunzip_prefix(generated.files[0].bytes);
  EXPECT_EQ(content.substr(content.rfind('\n') + 1).find("HTTP/"), std::string::npos);
  content.resize(content.rfind('\n'));
  const std::string last = content.substr(content.rfind('\n') + 1);
  const std::string stamp = last.substr(last.find('[') + 1, 20);  // 04/Mar/2026:hh:mm:ss
  const std::string window = " 04 " + stamp.substr(12) + " .. 05 00:00:00 closed";

  auto lines = findings_of(generated.truth);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(lines[0], "bundle.truncated fail " + path);
  EXPECT_EQ(lines[1].substr(0, 35), "exchange.silence inconclusive cuc1 ");
  EXPECT_EQ(lines[1].substr(lines[1].find(" .. ")), " .. 05 00:00:00 closed");
  // The cut may fall between the three lines of a second; the last one of them is the last good record.
  EXPECT_THAT(lines, ::testing::Contains("subscription.stale inconclusive" + window));
}

TEST(Truth, ACutPlainFileEndsInTheMiddleOfALine) {
  const Generated generated = make(case_of(3, "24", kPlain, "{kind: cut, day: 2026-03-04, percent: 50}"));
  ASSERT_EQ(generated.files.size(), 1U);
  const std::string& bytes = generated.files[0].bytes;
  const std::string rest = bytes.substr(bytes.rfind('\n') + 1);
  EXPECT_NE(rest, "");
  EXPECT_EQ(rest.find("HTTP/"), std::string::npos);
  const auto lines = findings_of(generated.truth);
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0], "bundle.truncated fail cuc1/jetty/2026_03_04.request.log");
  EXPECT_EQ(lines[1].substr(0, 38), "exchange.silence inconclusive cuc1 04 ");
}

TEST(Truth, ASecondCopyChangesNothing) {
  const std::string pause = "{kind: pause, at: +5h, gap: 20m, subscriptions: 0}";
  const auto once = findings_of(case_of(4, "48", kRtmt, pause));
  EXPECT_EQ(findings_of(case_of(4, "48", kRtmt, pause + "\n  - {kind: collect-twice, at: +30h}")), once);
  EXPECT_EQ(findings_of(case_of(4, "48", kRtmt, pause + "\n  - {kind: collect-twice, copy: gzip}")), once);
  EXPECT_EQ(once.size(), 1U);
}

TEST(Truth, ALogWithoutNotifications) {
  const auto without = [](const char* length) {
    return findings_of(std::string("start: 2026-03-04T00:00:00Z\nlength: ") + length +
                       "\nother_requests_per_hour: 60\nnodes: [{name: cuc1}]\n");
  };
  EXPECT_THAT(without("2h"), ElementsAre("exchange.no-notifications inconclusive cuc1"));
  EXPECT_THAT(without("14m"), IsEmpty());
}

TEST(Truth, NodesAreJudgedEachForItself) {
  const auto lines = findings_of(
      "start: 2026-03-04T00:00:00Z\nspread: 0s\nhours: 24\nnodes: [{name: cuc1, subscriptions: 3}, {name: cuc2, "
      "subscriptions: 9}]\n"
      "faults:\n  - {kind: pause, node: cuc1, at: +10h, gap: 20m}\n");
  EXPECT_THAT(lines, ::testing::Contains("exchange.silence fail cuc1 04 10:00:00 .. 04 10:20:00 closed"));
  EXPECT_EQ(lines.size(), 4U);
}

TEST(Truth, PrintsAsJson) {
  Truth truth;
  truth.findings.emplace_back();
  truth.findings[0].rule = "notification.rejected";
  truth.findings[0].subject_kind = "exchange";
  truth.findings[0].subject = "cuc1";
  truth.findings[0].count = 4;
  EXPECT_EQ(print_truth(truth),
            "{\n \"findings\": [\n  {\n   \"rule\": \"notification.rejected\",\n   \"verdict\": \"fail\",\n"
            "   \"subject_kind\": \"exchange\",\n   \"subject\": \"cuc1\",\n   \"from\": null,\n   \"to\": null,\n   "
            "\"open\": false,\n"
            "   \"count\": 4\n  }\n ],\n \"tolerance_s\": 1,\n \"collected\": null\n}\n");
}

}  // namespace
}  // namespace logscan::gen
