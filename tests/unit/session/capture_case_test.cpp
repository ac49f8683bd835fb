// Whole cases with captures: what they prove alone, beside a request log, and beside each other.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "logscan/session.h"
#include "support/case_folder.h"
#include "unit/parsers/wire_talk.h"

namespace logscan {
namespace {

using test::answer;
using test::at;
using test::brief;
using test::briefs;
using test::CaseFolder;
using test::options_for;
using test::plain_answer;
using test::RequestLog;
using test::scan_case;
using test::WireCapture;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr int kMinute = 60;

// Notifications of `id` every five minutes, in seconds.
void steady(WireCapture& capture, const std::string& id, int from, int to) {
  for (int time = from; time <= to; time += 300) capture.beat(time * 1000, id);
}

Report scan_files(const std::vector<std::pair<std::string, std::string>>& files,
                  const std::function<void(Options&)>& change = {}) {
  const CaseFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  Options options = options_for(folder.path());
  if (change) change(options);
  Report report = scan_case(options).report;
  EXPECT_TRUE(report.ledger.balanced());
  return report;
}

std::vector<std::string> about(const Report& report, const std::string& rule) {
  std::vector<std::string> lines;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == rule) lines.push_back(brief(finding) + " x" + std::to_string(finding.count));
  }
  return lines;
}

std::string summary_of(const Report& report, const std::string& rule) {
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == rule) return finding.summary;
  }
  ADD_FAILURE() << "no finding of " << rule;
  return {};
}

bool has_passed(const Report& report, const std::string& rule) {
  return std::any_of(report.passed.begin(), report.passed.end(),
                     [&](const PassedRule& passed) { return passed.rule == rule; });
}

bool was_not_run(const Report& report, const std::string& rule) {
  return std::any_of(report.not_run.begin(), report.not_run.end(),
                     [&](const NotRunRule& rest) { return rest.rule == rule; });
}

TEST(CaptureCase, SilenceAfterTheLastFrameProvesNothing) {
  WireCapture capture;
  steady(capture, "a1", 0, 40 * kMinute);
  const auto later = [](Options& options) { options.collected = at(5 * test::kHour); };
  const Report report = scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}, later);
  EXPECT_THAT(briefs(report), IsEmpty());
  EXPECT_TRUE(has_passed(report, "subscription.stale"));
  EXPECT_TRUE(has_passed(report, "notification.unanswered"));
}

TEST(CaptureCase, SilenceWithinItIsProof) {
  WireCapture capture;
  steady(capture, "a1", 0, 600);
  steady(capture, "a1", 1501, 2400);
  EXPECT_THAT(about(scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}), "subscription.stale"),
              ElementsAre("subscription.stale a1 2014-06-29T00:10:00Z..2014-06-29T00:25:01Z fail x1"));
}

TEST(CaptureCase, AMissingFileOfARingIsAHole) {
  WireCapture before, between, after;
  steady(before, "a1", 0, 600);
  between.noise(700'000).noise(1400'000);
  steady(after, "a1", 1800, 2400);
  const std::string stale = "subscription.stale a1 2014-06-29T00:10:00Z..2014-06-29T00:30:00Z ";
  EXPECT_THAT(about(scan_files({{"cuc1/platform/cli/PC.cap0", before.file()},
                                {"cuc1/platform/cli/PC.cap1", between.file()},
                                {"cuc1/platform/cli/PC.cap2", after.file()}}),
                    "subscription.stale"),
              ElementsAre(stale + "fail x1"));
  EXPECT_THAT(
      about(scan_files({{"cuc1/platform/cli/PC.cap0", before.file()}, {"cuc1/platform/cli/PC.cap2", after.file()}}),
            "subscription.stale"),
      ElementsAre(stale + "inconclusive x1"));
}

// Where the log of the same listener lacks a time, the capture shows what came in it.
TEST(CaptureCase, ARequestLogAndACaptureOfOneListenerTellOfTheSame) {
  RequestLog log;
  log.steady("a1", 0, 600).steady("a1", 2400, 3600).other(3600);
  WireCapture capture;
  steady(capture, "a1", 600, 2400);
  const std::string log_path = "cuc1/jetty/" + test::log_name();
  EXPECT_THAT(about(scan_files({{log_path, log.sorted()}}), "subscription.stale"),
              ElementsAre("subscription.stale a1 2014-06-29T00:10:00Z..2014-06-29T00:40:00Z fail x1"));
  const Report both = scan_files({{log_path, log.sorted()}, {"cuc1/platform/cli/trace.cap", capture.file()}});
  EXPECT_THAT(about(both, "subscription.stale"), IsEmpty());
  EXPECT_THAT(about(both, "keepalive.missed"), IsEmpty());
}

TEST(CaptureCase, TwoCapturesOfOneListenerAreToldOnce) {
  WireCapture capture;
  steady(capture, "b2", 0, 1200);
  capture.unanswered(300'000, "a1").unanswered(330'000, "a1");
  capture.talk().syn(400'000).refuse(400'001);
  capture.beat(500'000, "c3", 8000).beat(600'000, "d4", 10, answer("Unsubscribe"));
  const std::vector<test::Record> records = capture.records();
  // The second begins a packet later.
  const std::string second = test::classic({records.begin() + 1, records.end()});
  for (const bool both : {false, true}) {
    std::vector<std::pair<std::string, std::string>> files = {{"cuc1/platform/cli/first.cap", capture.file()}};
    if (both) files.emplace_back("cuc1/platform/cli/second.cap", second);
    const Report report = scan_files(files);
    EXPECT_THAT(about(report, "notification.unanswered"),
                ElementsAre("notification.unanswered a1 2014-06-29T00:05:00Z..2014-06-29T00:05:30Z fail x2"))
        << both;
    EXPECT_THAT(about(report, "listener.down"),
                ElementsAre("listener.down cuc1 2014-06-29T00:06:40Z..2014-06-29T00:06:40Z fail x1"))
        << both;
    EXPECT_THAT(about(report, "notification.slow"),
                ElementsAre("notification.slow cuc1 2014-06-29T00:08:20Z..2014-06-29T00:08:20Z fail x1"))
        << both;
    EXPECT_THAT(about(report, "subscription.unsubscribed"),
                ElementsAre("subscription.unsubscribed d4 2014-06-29T00:10:00Z..2014-06-29T00:10:00Z fail x1"))
        << both;
  }
}

TEST(CaptureCase, TheDistancesOfRetriesAreKnownBothWays) {
  const auto told = [](const std::vector<int>& seconds) {
    WireCapture capture;
    for (const int time : seconds) capture.unanswered(time * 1000, "a1");
    capture.noise(1200'000);
    return summary_of(scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}), "notification.unanswered");
  };
  const std::string usual = ": the distances in which Exchange tries again";
  EXPECT_THAT(told({0, 30, 60, 120, 240}), HasSubstr("30, 30, 60, 120 s apart" + usual));   // since the first one
  EXPECT_THAT(told({0, 30, 90, 210, 450}), HasSubstr("30, 60, 120, 240 s apart" + usual));  // since the one before
  EXPECT_THAT(told({0, 30, 90, 120}), HasSubstr("30, 60, 30 s apart."));                    // half of either
  EXPECT_THAT(told({0, 300}), HasSubstr("300 s apart."));
  EXPECT_THAT(told({0, 36}), HasSubstr("36 s apart" + usual));  // a fifth off at most
  EXPECT_THAT(told({0, 37}), HasSubstr("37 s apart."));
  EXPECT_THAT(told({0}), Not(HasSubstr("apart")));
}

TEST(CaptureCase, TheDistancesOfAttemptsToConnectAreTold) {
  for (const bool refused : {false, true}) {
    WireCapture capture;
    for (const int time : {0, 30, 90, 210}) {
      auto talk = capture.talk();
      talk.syn(time * 1000);
      if (refused) talk.refuse(time * 1000 + 1);
    }
    capture.beat(300'000, "a1").noise(1200'000);
    EXPECT_THAT(summary_of(scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}),
                           refused ? "listener.down" : "notification.unanswered"),
                HasSubstr("They are 30, 60, 120 s apart: the distances in which Exchange tries again."));
  }
}

TEST(CaptureCase, WhatWasSentJustBeforeTheEndIsNotMissedYet) {
  for (const bool settled : {false, true}) {
    WireCapture capture;
    capture.unanswered(0, "a1").talk().syn(0);
    capture.noise(settled ? 60'000 : 59'999);
    const Report report = scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}});
    EXPECT_THAT(about(report, "notification.unanswered"), SizeIs(settled ? 2 : 0));
  }
}

TEST(CaptureCase, OneDirectionAloneNeitherFindsNorPasses) {
  WireCapture both, capture;
  steady(both, "a1", 0, 1800);
  for (const test::Record& record : both.records()) {
    if (static_cast<unsigned char>(record.bytes[29]) == 7)
      capture.add((record.micros - test::kWireBegin) / 1000, record.bytes);
  }
  const Report report = scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}});
  EXPECT_THAT(briefs(report), ElementsAre(HasSubstr("bundle.trace-level ")));
  for (const char* rule : {"notification.unanswered", "notification.slow", "subscription.unsubscribed",
                           "subscription.stale", "notification.rejected"})
    EXPECT_TRUE(was_not_run(report, rule)) << rule;
  EXPECT_TRUE(has_passed(report, "exchange.no-notifications"));
}

TEST(CaptureCase, ALossyCaptureLeavesItOpen) {
  WireCapture capture;
  capture.beat(0, "b2").unanswered(10'000, "a1").noise(1200'000);
  EXPECT_THAT(about(scan_files({{"cuc1/platform/cli/trace.pcapng", capture.blocks(0)}}), "notification.unanswered"),
              ElementsAre("notification.unanswered a1 2014-06-29T00:00:10Z..2014-06-29T00:00:10Z fail x1"));
  EXPECT_THAT(about(scan_files({{"cuc1/platform/cli/trace.pcapng", capture.blocks(7)}}), "notification.unanswered"),
              ElementsAre("notification.unanswered a1 2014-06-29T00:00:10Z..2014-06-29T00:00:10Z inconclusive x1"));
}

TEST(CaptureCase, WhatALossyCaptureLacksIsLittleSure) {
  WireCapture capture;
  steady(capture, "b2", 0, 2400);
  steady(capture, "a1", 0, 600);
  steady(capture, "a1", 1200, 1500);
  steady(capture, "a1", 2401, 2401);
  for (const std::uint64_t dropped : {0U, 7U}) {
    const Report report = scan_files({{"cuc1/platform/cli/trace.pcapng", capture.blocks(dropped)}});
    std::size_t pauses = 0;
    for (const FindingReport& finding : report.findings) {
      if (finding.rule != "keepalive.missed" && finding.rule != "subscription.stale") continue;
      ++pauses;
      EXPECT_EQ(finding.verdict, dropped == 0 ? Verdict::kFail : Verdict::kInconclusive) << finding.rule;
      EXPECT_EQ(finding.confidence, dropped == 0 ? Confidence::kHigh : Confidence::kLow) << finding.rule;
    }
    EXPECT_EQ(pauses, 2U);
  }
}

// A packet that is lost in hours of traffic puts nothing in doubt but what is missing at its time.
TEST(CaptureCase, WhatIsLostBeforeASilenceLeavesItProven) {
  constexpr int kLost = 600, kLastSign = 3600;
  for (const bool within : {false, true}) {
    WireCapture capture;
    steady(capture, "a1", 0, kLastSign);
    steady(capture, "b2", 0, 7200);
    // A connection of which the capture lacks the request.
    WireCapture::Talk talk = capture.talk();
    const int time = (within ? kLastSign + kLost : kLost) * 1000 + 7000;
    talk.open(time).skip(800).acknowledge(time).say(time + 10, answer()).close(time + 10);
    const Report report = scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}});
    const char* const verdict = within ? " inconclusive open x1" : " fail open x1";
    EXPECT_THAT(about(report, "subscription.stale"),
                ElementsAre(AllOf(HasSubstr("subscription.stale a1 2014-06-29T01:00:00Z"), HasSubstr(verdict))));
  }
}

// Whether an answer unsubscribes stands in its body, of which a capture with the appliance's 128 bytes has nothing.
TEST(CaptureCase, WithoutBodiesNothingIsKnownOfUnsubscribe) {
  WireCapture capture;
  steady(capture, "a1", 0, 900);
  EXPECT_TRUE(has_passed(scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}), "subscription.unsubscribed"));
  const Report cut = scan_files({{"cuc1/platform/cli/trace.cap", capture.file(128)}});
  EXPECT_TRUE(was_not_run(cut, "subscription.unsubscribed"));
  EXPECT_TRUE(has_passed(cut, "keepalive.missed"));
}

// The log and two captures tell of the same; what only one of them saw counts too.
TEST(CaptureCase, RejectionsAreToldOnceAListener) {
  RequestLog log;
  log.steady("b2", 0, 3600).beat(300, "a1", 503).beat(330, "a1", 503).beat(360, "c3", 503);
  WireCapture capture;
  for (const int time : {300, 330, 2000}) capture.beat(time * 1000 + 40, "a1", 10, test::plain_answer(503));
  capture.beat(2100'000, "a1", 10, test::plain_answer(500));
  const std::vector<std::pair<std::string, std::string>> files = {
      {"cuc1/jetty/" + test::log_name(), log.sorted()},
      {"cuc1/platform/cli/trace.cap", capture.file()},
      {"other/trace.cap", capture.noise(2101'000).file()},
  };
  const Report report = scan_files(files);
  EXPECT_THAT(about(report, "notification.rejected"),
              ElementsAre("notification.rejected cuc1 2014-06-29T00:05:00Z..2014-06-29T00:33:20Z fail x4",
                          "notification.rejected cuc1 2014-06-29T00:35:00Z..2014-06-29T00:35:00Z fail x1"));
  std::vector<std::string> sources;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule != "notification.rejected" || finding.count != 4) continue;
    for (const EvidenceReport& evidence : finding.evidence)
      sources.push_back(evidence.location.substr(0, evidence.location.find_last_of(":#")));
  }
  for (const auto& [name, text] : files) EXPECT_THAT(sources, Contains(HasSubstr(name))) << name;
}

// 128 bytes of a packet end within the URI.
TEST(CaptureCase, AnIdThatIsCutIsTheOneThatBeginsSo) {
  const std::string id = "be8e31b1-27b4-4015-be8d-9538c482bd8c";
  RequestLog log;
  log.steady(id, 0, 1800).beat(2100, id, 503).steady("b2", 0, 2700);
  WireCapture capture;
  steady(capture, id, 0, 1800);
  capture.beat(2100'000, id, 10, test::plain_answer(503));
  const Report report = scan_files(
      {{"cuc1/jetty/" + test::log_name(), log.sorted()}, {"cuc1/platform/cli/trace.cap", capture.file(128)}});
  EXPECT_THAT(about(report, "notification.rejected"),
              ElementsAre("notification.rejected cuc1 2014-06-29T00:35:00Z..2014-06-29T00:35:00Z fail x1"));
  EXPECT_THAT(about(report, "subscription.stale"), SizeIs(0));
  EXPECT_THAT(about(report, "keepalive.missed"), SizeIs(1));
}

TEST(CaptureCase, ACaptureBesideTheFolderOfALogIsOfItsNode) {
  WireCapture capture;
  capture.talk().syn(0).refuse(1);
  capture.noise(1000);
  RequestLog log;
  log.steady("a1", 0, 1200);
  const std::string down = "listener.down cuc1 2014-06-29T00:00:00Z..2014-06-29T00:00:00Z fail x1";
  EXPECT_THAT(about(scan_files({{"cuc1/trace.cap", capture.file()}, {"cuc1/jetty/" + test::log_name(), log.text()}}),
                    "listener.down"),
              ElementsAre(down));
}

// A request that is on the way as a file ends has its answer in the next, wherever that lies.
TEST(CaptureCase, FilesOfARingAreReadAsOne) {
  WireCapture capture;
  capture.beat(0, "a1").unanswered(100'000, "c3").beat(300'000, "a1", 20'000).beat(500'000, "b2");
  capture.noise(600'000);
  const std::vector<test::Record> records = capture.records();
  const auto part = [&](std::size_t from, std::size_t to) {
    return test::classic({records.begin() + static_cast<std::ptrdiff_t>(from),
                          records.begin() + static_cast<std::ptrdiff_t>(std::min(to, records.size()))});
  };
  // Cut behind the request that nobody answers, and behind the one that is answered after 20 s.
  const std::string first = part(0, 12), second = part(12, 18), third = part(18, 10'000);
  const std::string unanswered = "notification.unanswered c3 2014-06-29T00:01:40Z..2014-06-29T00:01:40Z fail";
  const std::string slow = "notification.slow cuc1 2014-06-29T00:05:00Z..2014-06-29T00:05:00Z fail";
  const auto told = [](const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<std::string> lines = briefs(scan_files(files));
    std::erase_if(lines, [](const std::string& line) { return !line.starts_with("notification."); });
    return lines;
  };
  using testing::UnorderedElementsAre;
  const std::string cli = "cuc1/platform/cli/", other = "cuc1/cli/PC.cap";
  EXPECT_THAT(told({{cli + "trace.cap", capture.file()}}), UnorderedElementsAre(unanswered, slow));
  EXPECT_THAT(told({{cli + "PC.cap0", first}, {cli + "PC.cap1", second}, {cli + "PC.cap2", third}}),
              UnorderedElementsAre(unanswered, slow));
  // In two folders of the node, one file twice.
  EXPECT_THAT(told({{cli + "PC.cap0", first}, {other + "1", second}, {cli + "PC.cap1", second}, {other + "2", third}}),
              UnorderedElementsAre(unanswered, slow));
  // What is under way as a file ends, and the next is missing, is open; and an answer alone tells nothing.
  EXPECT_THAT(told({{cli + "PC.cap0", first}, {cli + "PC.cap2", third}}), IsEmpty());
  EXPECT_THAT(
      told(
          {{cli + "PC.cap0", first}, {cli + "PC.cap1", second.substr(0, second.size() - 1)}, {cli + "PC.cap2", third}}),
      ElementsAre(unanswered));
  EXPECT_THAT(
      told({{cli + "PC.cap0", first.substr(0, first.size() - 1)}, {cli + "PC.cap1", second}, {cli + "PC.cap2", third}}),
      ElementsAre(slow));
}

// Nothing tells whose they are but the address that the notifications go to.
TEST(CaptureCase, CapturesOfOneAddressCoverForEachOther) {
  WireCapture early, late;
  steady(early, "a1", 0, 600);
  early.noise(700'000);
  steady(late, "a1", 300, 600);
  steady(late, "b2", 300, 3600);
  for (const bool late_first : {false, true}) {
    const Report report =
        scan_files({{late_first ? "a.cap" : "b.cap", late.file()}, {late_first ? "b.cap" : "a.cap", early.file()}});
    EXPECT_THAT(about(report, "subscription.stale"),
                ElementsAre("subscription.stale a1 2014-06-29T00:10:00Z..2014-06-29T01:00:00Z fail open x1"))
        << late_first;
  }
}

// Nothing at all in a busy capture is no silence of Exchange; nothing in one of notifications alone may be.
TEST(CaptureCase, WhereABusyCaptureHoldsNothingItDidNotRun) {
  for (const bool busy : {false, true}) {
    WireCapture capture;
    for (const char* id : {"a1", "b2", "c3"}) {
      steady(capture, id, 0, 1800);
      steady(capture, id, 9000, 10800);
    }
    for (int time = 0; busy && time <= 10800; ++time) {
      if (time <= 1800 || time >= 9000) capture.noise(time * 1000);
    }
    const Report report = scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}});
    EXPECT_THAT(about(report, "exchange.silence"),
                ElementsAre(std::string("exchange.silence cuc1 2014-06-29T00:30:00Z..2014-06-29T02:30:00Z ") +
                            (busy ? "inconclusive x3" : "fail x3")));
    if (!busy) continue;
    EXPECT_THAT(summary_of(report, "exchange.silence"),
                HasSubstr("holds no packet of any kind from 2014-06-29 00:31:00 to 02:30:00 UTC"));
  }
}

TEST(CaptureCase, SilenceAfterUnsubscribeIsNoFault) {
  WireCapture capture;
  steady(capture, "b2", 0, 2400);
  steady(capture, "a1", 0, 300);
  capture.beat(600'000, "a1", 10, answer("Unsubscribe"));
  EXPECT_THAT(briefs(scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}})),
              ElementsAre("subscription.unsubscribed a1 2014-06-29T00:10:00Z..2014-06-29T00:10:00Z fail"));
}

TEST(CaptureCase, FiveOfAHundredMayTakeASecond) {
  // Answers of 1.5 s, none of which takes longer than the 5 s that one alone may take.
  const auto told = [](int answers, int late) {
    WireCapture capture;
    for (int i = 0; i < answers; ++i) capture.beat(i * 100'000, "a1", i < late ? 1500 : 10);
    return about(scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}), "notification.slow");
  };
  EXPECT_THAT(told(20, 1), IsEmpty());
  EXPECT_THAT(told(20, 2), ElementsAre("notification.slow cuc1 2014-06-29T00:00:00Z..2014-06-29T00:01:40Z fail x2"));
  EXPECT_THAT(told(19, 2), IsEmpty());  // too few to be judged
}

TEST(CaptureCase, AnotherPortOfTheListenerMayBeGiven) {
  WireCapture capture;
  capture.talk({.server_port = 8080}).syn(0).refuse(1);
  capture.noise(1000);
  const std::vector<std::pair<std::string, std::string>> files = {{"cuc1/platform/cli/trace.cap", capture.file()}};
  EXPECT_THAT(about(scan_files(files), "listener.down"), IsEmpty());
  EXPECT_THAT(about(scan_files(files, [](Options& options) { options.http_ports = {8080}; }), "listener.down"),
              ElementsAre("listener.down cuc1 2014-06-29T00:00:00Z..2014-06-29T00:00:00Z fail x1"));
}

std::vector<std::string> ids_of(const Report& report, const std::string& rule) {
  std::vector<std::string> ids;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == rule) ids.push_back(finding.id);
  }
  return ids;
}

// What Exchange tried while all were silent tells whose fault it is, of the group as of each alone.
TEST(CaptureCase, AGroupIsNoSilenceOfExchangeWhereItsAttemptsAreSeen) {
  const auto told = [](const std::function<void(WireCapture&, int)>& attempt) {
    WireCapture capture;
    for (const char* id : {"a1", "b2", "c3"}) steady(capture, id, 0, 600);
    for (const int time : {900, 930, 990}) attempt(capture, time * 1000);
    capture.noise(2400'000);
    return scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}});
  };
  const Report unanswered =
      told([](WireCapture& capture, int time) { capture.unanswered(time, "a1").unanswered(time, "b2"); });
  const Report refused = told([](WireCapture& capture, int time) { capture.talk().syn(time).refuse(time + 1); });
  const Report ignored = told([](WireCapture& capture, int time) { capture.talk().syn(time); });
  const Report another =
      told([](WireCapture& capture, int time) { capture.talk({.client = 9}).syn(time).refuse(time + 1); });
  const Report none = told([](WireCapture&, int) {});
  const std::string no_silence = "It was no silence on the wire: from 2014-06-29 00:15:00 UTC on a capture shows ";
  for (const char* rule : {"exchange.silence", "subscription.stale"}) {
    EXPECT_THAT(summary_of(refused, rule), HasSubstr(no_silence + "connections that were refused."));
    EXPECT_THAT(summary_of(ignored, rule), HasSubstr(no_silence + "attempts to connect that came to nothing."));
    for (const Report* report : {&another, &none})
      EXPECT_THAT(summary_of(*report, rule), Not(HasSubstr("no silence on the wire")));
  }
  EXPECT_THAT(summary_of(unanswered, "exchange.silence"),
              HasSubstr(no_silence + "notifications that were not answered."));
  for (const Report* report : {&unanswered, &refused, &ignored}) {
    for (const FindingReport& finding : report->findings) {
      if (finding.rule != "exchange.silence") continue;
      EXPECT_THAT(finding.cause, Not(HasSubstr("Exchange itself")));
    }
  }
  for (const auto& [report, rule] : {std::pair{&refused, "listener.down"}, {&ignored, "notification.unanswered"}}) {
    const std::vector<std::string> causes = ids_of(*report, rule);
    ASSERT_THAT(causes, SizeIs(1)) << rule;
    for (const FindingReport& finding : report->findings) {
      if (finding.rule != "exchange.silence") continue;
      EXPECT_THAT(finding.related, Contains(causes.front())) << rule;
    }
  }
}

// Connections to several hosts are told by host; to many hosts, one each, they are no listener that is down.
TEST(CaptureCase, ConnectionsAreToldByTheirTarget) {
  WireCapture two, scan;
  for (int i = 0; i < 10; ++i) {
    two.talk().syn(i * 60'000).refuse(i * 60'000 + 1);
    two.talk({.listener = 3}).syn(i * 60'000 + 3000).refuse(i * 60'000 + 3001);
    scan.talk({.client = 9, .listener = static_cast<char>(20 + i)}).syn(i * 10).refuse(i * 10 + 1);
  }
  two.noise(1200'000);
  scan.noise(1200'000);
  const auto told = [](const WireCapture& capture) {
    std::vector<std::string> lines;
    for (const FindingReport& finding : scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}).findings)
      lines.push_back(std::string(name_of(finding.severity)) + " " + std::string(name_of(finding.confidence)) + " " +
                      finding.summary);
    return lines;
  };
  const auto ten = [](const std::string& target) {
    return AllOf(HasSubstr("critical high 10 connections of 10.0.0.7 to " + target),
                 HasSubstr("They are 60, 60, 60, 60, 60, 60 ... s apart."));
  };
  EXPECT_THAT(told(two), testing::UnorderedElementsAre(ten("10.0.0.2:7080"), ten("10.0.0.3:7080")));
  EXPECT_THAT(told(scan), ElementsAre(HasSubstr("warning low 10 connections of 10.0.0.9 to 10 hosts (")));
}

// A listener that refuses for a moment was restarted.
TEST(CaptureCase, WhatIsAcceptedAgainWasDownForAMomentOnly) {
  const auto told = [](int until, int length) {
    WireCapture capture;
    steady(capture, "a1", 0, until);
    for (const int time : {400, 400 + length}) capture.talk().syn(time * 1000).refuse(time * 1000 + 1);
    capture.noise(2400'000);
    for (const FindingReport& finding : scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}).findings) {
      if (finding.rule == "listener.down") return std::string(name_of(finding.severity)) + " " + finding.summary;
    }
    return std::string();
  };
  EXPECT_THAT(told(1200, 3), AllOf(HasSubstr("warning"), HasSubstr("it was down for a moment only.")));
  for (const std::string& lasting : {told(1200, 30), told(300, 3)})
    EXPECT_THAT(lasting, AllOf(HasSubstr("critical"), Not(HasSubstr("moment"))));
}

// The listener is who accepts notifications; another host's port of that number tells nothing of it.
TEST(CaptureCase, ConnectionsCountWhereTheListenerWasMeant) {
  const auto told = [](const WireCapture::Ends& ends, bool refused) {
    WireCapture capture;
    steady(capture, "a1", 0, 1200);
    auto talk = capture.talk(ends);
    talk.syn(400'000);
    if (refused) talk.refuse(400'001);
    std::vector<std::string> lines;
    for (const FindingReport& finding : scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}).findings)
      lines.push_back(finding.rule + " " + std::string(name_of(finding.severity)) + " " +
                      std::string(name_of(finding.confidence)));
    return lines;
  };
  EXPECT_THAT(told({}, true), ElementsAre("listener.down warning high")) << "it accepts before and after";
  EXPECT_THAT(told({}, false), ElementsAre("notification.unanswered error high"));
  EXPECT_THAT(told({.client = 9}, true), ElementsAre("listener.down warning low"));
  EXPECT_THAT(told({.client = 9}, false), ElementsAre("notification.unanswered warning low"));
  EXPECT_THAT(told({.client = 9, .listener = 8}, true), IsEmpty());
  EXPECT_THAT(told({.listener = 8}, true), ElementsAre("listener.down warning low"));
  EXPECT_THAT(told({.listener = 8}, false), ElementsAre("notification.unanswered warning low"));
  EXPECT_THAT(told({.client = 9, .listener = 8}, false), IsEmpty());
}

// 60 bytes of a packet end before the address of the request.
TEST(CaptureCase, WhatCannotBeReadIsNotToldAsNoNotification) {
  WireCapture capture;
  steady(capture, "a1", 0, 1200);
  RequestLog log;
  log.steady("a1", 0, 1200);
  const auto told = [&](std::uint32_t kept) {
    return summary_of(scan_files({{"cuc2/platform/cli/trace.cap", capture.file(kept)},
                                  {"cuc1/jetty/" + test::log_name(), log.text()}}),
                      "exchange.no-notifications");
  };
  EXPECT_THAT(told(60), HasSubstr("not one notification that can be read: packets were kept in part"));
}

TEST(CaptureCase, ACaptureWithoutNotificationsIsAQuestionOnlyWhereSubscriptionsExist) {
  WireCapture capture;
  capture.noise(0).noise(900'000);
  RequestLog log;
  log.steady("a1", 0, 1200);
  EXPECT_THAT(briefs(scan_files({{"cuc2/platform/cli/trace.cap", capture.file()}})), IsEmpty());
  EXPECT_THAT(about(scan_files({{"cuc2/platform/cli/trace.cap", capture.file()},
                                {"cuc1/jetty/" + test::log_name(), log.text()}}),
                    "exchange.no-notifications"),
              ElementsAre("exchange.no-notifications cuc2 2014-06-29T00:00:00Z..2014-06-29T00:15:00Z inconclusive x1"));
}

// The same packets, by a clock that is ahead.
WireCapture later(const WireCapture& capture, std::int64_t ms) {
  WireCapture same;
  for (const test::Record& record : capture.records())
    same.add((record.micros - test::kWireBegin) / 1000 + ms, record.bytes);
  return same;
}

TEST(CaptureCase, CapturesOfBothEndsAreToldOnceWhateverTheirClocks) {
  WireCapture capture;
  steady(capture, "a1", 0, 2400);
  capture.beat(1000, "b2").unanswered(301'000, "b2").unanswered(331'000, "b2").unanswered(391'000, "b2");
  capture.beat(1501'000, "b2").beat(1801'000, "b2").beat(2101'000, "b2");
  capture.noise(2460'000);
  for (const std::int64_t ahead : {-7200'000, -20'000, 0, 20'000, 7200'000}) {
    const Report report =
        scan_files({{"cuc/trace.cap", capture.file()}, {"exchange/trace.cap", later(capture, ahead).file()}});
    std::vector<std::string> lines = briefs(report);
    EXPECT_EQ(std::erase_if(lines, [](const std::string& line) { return line.starts_with("bundle.clock-skew "); }),
              ahead == 0 ? 0U : 1U);
    EXPECT_THAT(lines, ElementsAre("subscription.stale b2 2014-06-29T00:00:01Z..2014-06-29T00:25:01Z fail",
                                   "notification.unanswered b2 2014-06-29T00:05:01Z..2014-06-29T00:06:31Z fail"))
        << ahead;
    EXPECT_THAT(summary_of(report, "notification.unanswered"), HasSubstr("30, 60 s apart")) << ahead;
    const std::string way = ahead < 0 ? " behind that of " : " ahead of that of ";
    const std::string apart = std::to_string(std::abs(ahead) / 1000) + " s" + way;
    std::vector<std::string> notes;
    for (const SourceReport& source : report.sources) {
      for (const std::string& note : source.notes) {
        if (note.find("connections that both hold") != std::string::npos) notes.push_back(note);
      }
    }
    if (ahead == 0) {
      EXPECT_THAT(notes, IsEmpty());
    } else {
      EXPECT_THAT(notes, ElementsAre(AllOf(HasSubstr("its clock is " + apart),
                                           HasSubstr("cuc/trace.cap: its times are told by that one"))))
          << ahead;
    }
  }
}

// What a client says first that connects by TLS: version, random, no session, a cipher, no compression, the server.
std::string client_hello(const std::string& server) {
  const auto two = [](std::size_t number) {
    return std::string{static_cast<char>(number >> 8), static_cast<char>(number & 0xff)};
  };
  const std::string name = std::string(2, '\0') + two(server.size() + 5) + two(server.size() + 3) +
                           std::string(1, '\0') + two(server.size()) + server;
  const std::string hello = "\x03\x03" + std::string(32, 'r') + std::string(1, '\0') + two(2) + "\x13\x01" + "\x01" +
                            std::string(1, '\0') + two(name.size()) + name;
  const std::string message = "\x01" + std::string(1, '\0') + two(hello.size()) + hello;
  return "\x16\x03\x01" + two(message.size()) + message;
}

// Exchange Online does not push: that no notification comes is no fault where no other Exchange is known.
TEST(CaptureCase, OfExchangeOnlineNoNotificationIsExpected) {
  const auto told = [](const std::string& server) {
    WireCapture capture;
    capture.talk({.client_port = 40000, .server_port = 443, .client = 2, .listener = 9})
        .open(1000)
        .ask(1001, client_hello(server));
    capture.noise(0).noise(900'000);
    return scan_files({{"cuc1/platform/cli/trace.cap", capture.file()},
                       {"cuc1/platform/cli/dump.txt",
                        "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n\n"
                        "subscriptionid timestamputc               subscriberexternalserviceobjectid\n"
                        "-------------- -------------------------- ---------------------------------\n"
                        "a1             2014-06-28 12:00:00.775000 0b163c0f-74b5-4982-99c1-144cd23df0a4\n\nadmin:\n"}});
  };
  EXPECT_THAT(about(told("mail.example.com"), "exchange.no-notifications"), SizeIs(1));
  EXPECT_THAT(about(told("notoutlook.com"), "exchange.no-notifications"), SizeIs(1));
  const Report online = told("outlook.office365.com");
  EXPECT_THAT(about(online, "exchange.no-notifications"), IsEmpty());
  EXPECT_TRUE(was_not_run(online, "exchange.no-notifications"));
}

TEST(CaptureCase, AProxyIsNotTakenForTheListener) {
  const auto talk = [](const std::string& target, const std::string& said) {
    WireCapture capture;
    for (int time = 0; time <= 1200; time += 300)
      capture.talk({.server_port = 8080, .listener = 3})
          .open(time * 1000)
          .ask(time * 1000, test::http_message("POST " + target +
                                                   "/NotificationService/services/NotificationService?id=a1&pid=1"
                                                   " HTTP/1.1",
                                               test::keepalive_body()))
          .acknowledge(time * 1000)
          .say(time * 1000 + 10, said)
          .close(time * 1000 + 10);
    return scan_files({{"exchange/trace.cap", capture.file()}});
  };
  const Report through = talk("http://10.0.0.2:7080", answer());
  EXPECT_THAT(briefs(through), ElementsAre(HasSubstr("notification.unexpected-source ")));
  EXPECT_THAT(summary_of(through, "notification.unexpected-source"),
              HasSubstr("5 marks of a proxy in notifications from 10.0.0.7: sent to the proxy 10.0.0.3:8080"));
  const Report refused = talk("", plain_answer(407));
  EXPECT_THAT(summary_of(refused, "notification.rejected"),
              HasSubstr("A proxy that wants a log-in answered 5 notifications of 1 subscription with status 407"));
  EXPECT_THAT(about(refused, "notification.unexpected-source"), SizeIs(1));
  EXPECT_THAT(briefs(talk("", answer())), IsEmpty()) << "on any port";
}

TEST(CaptureCase, AnAddressThatIsMeantAndNotReachedIsTold) {
  const auto told = [](const std::string& host) {
    WireCapture capture;
    std::string text = test::notification("a1");
    text.replace(text.find("cuc1:7080"), 9, host);
    for (int time = 0; time <= 600; time += 300)
      capture.talk().open(time * 1000).ask(time * 1000, text).say(time * 1000 + 10, answer()).close(time * 1000 + 10);
    return about(scan_files({{"exchange/trace.cap", capture.file()}}), "notification.unexpected-source");
  };
  EXPECT_THAT(told("10.0.0.9:7080"), SizeIs(1));
  EXPECT_THAT(told("10.0.0.2:7080"), IsEmpty());
  EXPECT_THAT(told("10.0.0.2"), IsEmpty());
  EXPECT_THAT(told("cuc9:7080"), IsEmpty()) << "a name may be any address";
}

TEST(CaptureCase, RequestLogAndCaptureContradictEachOther) {
  RequestLog all, some;
  all.steady("a1", 0, 3600).other(3600);
  some.steady("a1", 0, 600).steady("a1", 2400, 3600).other(3600);
  WireCapture whole, silent, rejected, unanswered, brief_pause;
  steady(whole, "a1", 0, 3600);
  for (WireCapture* capture : {&silent, &rejected, &unanswered}) {
    steady(*capture, "a1", 0, 600);
    steady(*capture, "a1", 2400, 3600);
    capture->noise(3600'000);
  }
  for (int time = 900; time < 2400; time += 300) {
    rejected.beat(time * 1000, "a1", 10, plain_answer(503));
    unanswered.unanswered(time * 1000, "a1");
  }
  steady(brief_pause, "a1", 0, 600);
  steady(brief_pause, "a1", 959, 3600);
  const auto told = [](const RequestLog& log, const WireCapture& capture) {
    const Report report =
        scan_files({{"cuc1/jetty/" + test::log_name(), log.sorted()}, {"cuc1/platform/cli/trace.cap", capture.file()}});
    std::vector<std::string> summaries;
    for (const FindingReport& finding : report.findings) {
      if (finding.rule != "bundle.contradiction") continue;
      summaries.push_back(finding.summary);
      for (const EvidenceReport& evidence : finding.evidence) {
        if (evidence.role != "sample") continue;
        EXPECT_GE(*evidence.time, finding.window->from);
        EXPECT_LE(*evidence.time, finding.window->to);
      }
    }
    return summaries;
  };
  const std::string when = "From 2014-06-29 00:10:00 to 00:40:00 UTC the ";
  EXPECT_THAT(told(all, whole), IsEmpty());
  EXPECT_THAT(told(some, silent), IsEmpty()) << "they agree";
  EXPECT_THAT(told(all, brief_pause), IsEmpty()) << "one may come 330 s after the other";
  EXPECT_THAT(told(all, silent), ElementsAre(AllOf(HasSubstr(when + "request log "), HasSubstr("has none of them."))));
  EXPECT_THAT(told(all, rejected), ElementsAre(HasSubstr("shows none as accepted: 5 with status 503.")));
  EXPECT_THAT(told(all, unanswered), ElementsAre(HasSubstr("shows none as accepted: 5 without an answer.")));
  EXPECT_THAT(told(some, whole), ElementsAre(AllOf(HasSubstr(when + "capture "), HasSubstr("has none of them."))));
  for (const std::uint64_t dropped : {0U, 7U}) {
    const Report report = scan_files(
        {{"cuc1/jetty/" + test::log_name(), all.sorted()}, {"cuc1/platform/cli/trace.pcapng", silent.blocks(dropped)}});
    EXPECT_THAT(about(report, "bundle.contradiction"), SizeIs(dropped == 0 ? 1 : 0));
  }
}

TEST(CaptureCase, HowAConnectionEndedHasItsOwnAdvice) {
  const auto cause = [](const std::function<void(WireCapture::Talk, std::int64_t)>& say) {
    WireCapture capture;
    for (const int time : {0, 30, 90}) say(capture.talk(), time * 1000);
    capture.noise(600'000);
    for (const FindingReport& finding : scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}).findings) {
      if (finding.rule == "notification.unanswered") return finding.cause;
    }
    return std::string();
  };
  using Talk = WireCapture::Talk;
  const std::string text = test::notification("a1");
  EXPECT_THAT(cause([&](Talk talk, std::int64_t at) { talk.open(at).ask(at, text).acknowledge(at); }),
              HasSubstr("hangs or is overloaded"));
  EXPECT_THAT(cause([&](Talk talk, std::int64_t at) { talk.open(at).ask(at, text).again(at + 300, text); }),
              HasSubstr("was not acknowledged"));
  EXPECT_THAT(cause([&](Talk talk, std::int64_t at) { talk.open(at).ask(at, text).acknowledge(at).refuse(at + 5); }),
              HasSubstr("ended the connection without an answer"));
  EXPECT_THAT(cause([&](Talk talk, std::int64_t at) { talk.syn(at).syn(at + 3000); }),
              HasSubstr("not one packet came back"));
  EXPECT_THAT(cause([&](Talk talk, std::int64_t at) {
                constexpr unsigned kAnswer = detail::TcpFlags::kSyn | detail::TcpFlags::kAck;
                talk.syn(at).packet(at + 1, WireCapture::kToExchange, kAnswer).syn(at + 3000);
              }),
              HasSubstr("Exchange never took that up"));
}

// Only some of the errors that Exchange pushes are the end of a subscription.
TEST(CaptureCase, ATroubleOfTheMomentIsNoLoss) {
  for (const char* code : {"ErrorReadEventsFailed", "ErrorServerBusy"}) {
    WireCapture capture;
    steady(capture, "a1", 0, 600);
    std::string body = test::error_body();
    body.replace(body.find("ErrorReadEventsFailed"), 21, code);
    capture.talk().open(700'000).ask(700'000, test::notification("a1", body)).say(700'010, answer()).close(700'010);
    steady(capture, "a1", 900, 1200);
    const Report report = scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}});
    EXPECT_THAT(about(report, "subscription.dropped"), SizeIs(std::string_view(code) == "ErrorServerBusy" ? 0 : 1));
  }
}

}  // namespace
}  // namespace logscan
