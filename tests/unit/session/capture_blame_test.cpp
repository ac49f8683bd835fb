// Whom a case with captures blames, and that one fault is told once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "logscan/session.h"
#include "support/case_folder.h"
#include "unit/parsers/wire_talk.h"

namespace logscan {
namespace {

using test::answer;
using test::CaseFolder;
using test::options_for;
using test::scan_case;
using test::WireCapture;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

const std::vector<std::string> kThree = {"a1", "b2", "c3"};

// Notifications of all three every five minutes, in seconds.
void steady(WireCapture& capture, int from, int to) {
  for (int time = from; time <= to; time += 300) {
    for (std::size_t i = 0; i < kThree.size(); ++i) capture.beat((time + static_cast<int>(i) * 7) * 1000, kThree[i]);
  }
}

// Something on the wire every ten seconds: the capture runs.
void noise(WireCapture& capture, int from, int to) {
  for (int time = from; time <= to; time += 10) capture.noise(time * 1000);
}

Report scan_files(const std::vector<std::pair<std::string, std::string>>& files) {
  const CaseFolder folder;
  for (const auto& [name, text] : files) folder.write(name, text);
  return scan_case(options_for(folder.path())).report;
}

Report scan_one(const WireCapture& capture) { return scan_files({{"cuc1/platform/cli/trace.cap", capture.file()}}); }

std::vector<const FindingReport*> all_of(const Report& report, const std::string& rule) {
  std::vector<const FindingReport*> found;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == rule) found.push_back(&finding);
  }
  return found;
}

// The only finding of a rule.
FindingReport one_of(const Report& report, const std::string& rule) {
  const auto found = all_of(report, rule);
  EXPECT_THAT(found, SizeIs(1)) << rule;
  return found.empty() ? FindingReport() : *found.front();
}

bool names(const FindingReport& finding, const FindingReport& other) {
  return std::find(finding.related.begin(), finding.related.end(), other.id) != finding.related.end();
}

TEST(CaptureBlame, ASilenceWithoutAnswersHasTheNotificationsForItsProof) {
  WireCapture capture;
  steady(capture, 0, 600);
  for (const int again : {0, 30, 90}) {
    for (std::size_t i = 0; i < kThree.size(); ++i)
      capture.unanswered((900 + again + static_cast<int>(i) * 7) * 1000, kThree[i]);
  }
  noise(capture, 0, 3000);
  const Report report = scan_one(capture);
  const FindingReport silence = one_of(report, "exchange.silence");
  EXPECT_EQ(silence.title, "Notifications stopped") << "who stopped them is another question";
  EXPECT_THAT(silence.summary,
              AllOf(HasSubstr("9 notifications of 3 subscriptions reached the listener's host"),
                    HasSubstr("Those of a1 are 30, 60 s apart: the distances in which Exchange tries again.")));
  EXPECT_THAT(silence.cause, HasSubstr("hangs or is overloaded"));
  const auto unanswered = all_of(report, "notification.unanswered");
  EXPECT_THAT(unanswered, SizeIs(3));
  for (const FindingReport* finding : unanswered) {
    EXPECT_TRUE(names(silence, *finding)) << finding->subject;
    for (const FindingReport* stale : all_of(report, "subscription.stale"))
      EXPECT_EQ(names(*stale, *finding), stale->subject == finding->subject) << stale->subject;
  }
}

TEST(CaptureBlame, OneAttemptOfOneSubscriptionIsNotTheReasonForAll) {
  // At least half of those that fell silent, or nothing is said of the others.
  for (const std::size_t tried : {1U, 2U}) {
    WireCapture capture;
    steady(capture, 0, 600);
    for (std::size_t i = 0; i < tried; ++i) capture.unanswered(900'000 + static_cast<int>(i) * 7000, kThree[i]);
    noise(capture, 0, 3000);
    const Report report = scan_one(capture);
    const FindingReport silence = one_of(report, "exchange.silence");
    if (tried == 1) {
      EXPECT_THAT(silence.summary, AllOf(HasSubstr("1 notification of 1 of them without an answer, and nothing else"),
                                         Not(HasSubstr("no silence on the wire"))));
      EXPECT_THAT(silence.cause, HasSubstr("on the common way"));
    } else {
      EXPECT_THAT(silence.summary, HasSubstr("It was no silence on the wire"));
    }
    for (const FindingReport* finding : all_of(report, "notification.unanswered"))
      EXPECT_TRUE(names(silence, *finding)) << tried;
  }
}

TEST(CaptureBlame, ConnectionsThatFailAreTheFaultAndTheSilenceIsNoSecondOne) {
  for (const int attempts : {1, 2}) {
    WireCapture capture;
    steady(capture, 0, 600);
    for (int i = 0; i < attempts; ++i) capture.talk().syn(900'000 + i * 60'000).refuse(900'001 + i * 60'000);
    noise(capture, 0, 3000);
    const Report report = scan_one(capture);
    const FindingReport silence = one_of(report, "exchange.silence");
    const FindingReport down = one_of(report, "listener.down");
    EXPECT_EQ(silence.severity, attempts == 1 ? Severity::kCritical : Severity::kNotice);
    EXPECT_EQ(names(silence, down), attempts == 2);
    EXPECT_EQ(down.summary.find("Meanwhile 3 subscriptions fell silent.") != std::string::npos, attempts == 2);
    for (const FindingReport* stale : all_of(report, "subscription.stale"))
      EXPECT_EQ(names(down, *stale), attempts == 2);
  }
}

TEST(CaptureBlame, TheSeriesOfSeveralSubscriptionsAreToldApart) {
  const auto told = [](const std::vector<int>& seconds) {
    WireCapture capture;
    for (const int time : seconds) capture.talk().syn(time * 1000);
    capture.noise(3000'000);
    return one_of(scan_one(capture), "notification.unanswered").summary;
  };
  EXPECT_THAT(told({0, 7, 30, 37, 90, 97}), HasSubstr("They are 2 series, as of so many subscriptions, the longest 30, "
                                                      "60 s apart: the distances in which Exchange tries again."));
  EXPECT_THAT(told({0, 100, 210}), HasSubstr("They are 100, 110 s apart."));
  EXPECT_THAT(told({0, 100, 212}), HasSubstr("They are 100, 112 s apart, of all together."));
  // Two attempts are no series, and a tenth off is the most.
  EXPECT_THAT(told({0, 7, 30, 37, 90}), HasSubstr("They are 7, 23, 7, 53 s apart, of all together."));
  EXPECT_THAT(told({0, 10, 33, 43, 93, 103}), HasSubstr("They are 2 series"));
  EXPECT_THAT(told({0, 10, 34, 44, 94, 104}), HasSubstr("They are 10, 24, 10, 50, 10 s apart, of all together."));
}

TEST(CaptureBlame, AnAnswerThatAnotherCaptureShowsIsLostOnItsWay) {
  // Of the same connections; at Exchange the answers are missing.
  WireCapture at_listener;
  at_listener.beat(0, "b2");
  at_listener.talk().open(300'000).ask(300'000, test::notification("a1")).acknowledge(300'000).say(300'020, answer());
  at_listener.noise(1500'000);
  std::vector<test::Record> shown;
  for (const test::Record& record : at_listener.records()) {
    const bool is_answer = record.bytes.find("HTTP/1.1 200") != std::string::npos;
    if (!is_answer || record.micros < test::kWireBegin + 1'000'000) shown.push_back(record);
  }
  const auto files = [&](bool both) {
    std::vector<std::pair<std::string, std::string>> all = {{"exch.cap", test::classic(shown)}};
    if (both) all.emplace_back("cuc1/platform/cli/cuc.cap", at_listener.file());
    return all;
  };
  const Report alone = scan_files(files(false));
  EXPECT_THAT(one_of(alone, "notification.unanswered").cause, Not(HasSubstr("not to blame")));
  const Report beside = scan_files(files(true));
  const FindingReport lost = one_of(beside, "notification.unanswered");
  EXPECT_THAT(lost.summary, HasSubstr("was answered: the answers do not get back to Exchange"));
  EXPECT_THAT(lost.cause, HasSubstr("The listener is not to blame"));
}

TEST(CaptureBlame, ANotificationOnBothSidesOfNatIsToldOnce) {
  // Half a second is what clocks of captures may differ by.
  for (const int apart : {500, 501}) {
    WireCapture inside, outside;
    inside.beat(0, "b2").unanswered(300'000 + apart, "a1").noise(1500'000);
    WireCapture::Ends ends;
    ends.client = 9;
    ends.listener = 3;
    outside.beat(0, "b2", 10, answer(), ends);
    outside.talk(ends).open(300'000).ask(300'000, test::notification("a1")).acknowledge(300'000);
    outside.noise(1500'000);
    const Report report = scan_files({{"inside.cap", inside.file()}, {"outside.cap", outside.file()}});
    const auto found = all_of(report, "notification.unanswered");
    ASSERT_THAT(found, SizeIs(apart == 500 ? 1 : 2));
    EXPECT_EQ(found.front()->summary.find("Another capture shows the same with other addresses") != std::string::npos,
              apart == 500);
  }
}

TEST(CaptureBlame, AMomentWithoutAListenerIsARestart) {
  WireCapture capture;
  capture.beat(0, "a1").beat(300'000, "a1");
  capture.talk().syn(400'000).refuse(400'001);
  capture.beat(600'000, "a1").noise(700'000);
  const FindingReport down = one_of(scan_one(capture), "listener.down");
  EXPECT_EQ(down.severity, Severity::kWarning);
  EXPECT_THAT(down.cause, AllOf(HasSubstr("was being restarted"), Not(HasSubstr("does not run"))));
}

TEST(CaptureBlame, WhatTheNextTryMendsIsAWarning) {
  // Up to 360 s between two that are accepted none is missed.
  for (const int next : {660, 661}) {
    WireCapture capture;
    capture.beat(0, "a1").beat(300'000, "a1").unanswered(600'000, "a1").beat(next * 1000, "a1").noise(900'000);
    const FindingReport unanswered = one_of(scan_one(capture), "notification.unanswered");
    EXPECT_EQ(name_of(unanswered.severity), next == 660 ? "warning" : "error");
    EXPECT_EQ(unanswered.summary.find("Later ones were accepted") != std::string::npos, next == 660);
  }
}

TEST(CaptureBlame, EveryInterfaceOfACaptureThatIsRefusedIsWanted) {
  WireCapture capture;
  capture.beat(0, "a1");
  std::string text = test::section() + test::interface_block(1) + test::interface_block(113);
  for (const test::Record& record : capture.records())
    text += test::packet_block(0, record, static_cast<std::uint64_t>(record.micros));
  const FindingReport damaged = one_of(scan_files({{"cuc1/platform/cli/trace.pcapng", text}}), "bundle.damaged");
  ASSERT_FALSE(damaged.next_steps.empty());
  EXPECT_THAT(damaged.next_steps.front(), HasSubstr("Take each interface out"));
}

// A connection over IPv6 that is refused.
void refuse_over_ipv6(WireCapture& capture, std::int64_t ms, std::uint32_t port) {
  test::TcpFields fields;
  fields.from_port = port;
  fields.to_port = 7080;
  fields.seq = 1;
  fields.flags = detail::TcpFlags::kSyn;
  test::Ipv6Fields ip;
  capture.add(ms, test::ethernet(0x86dd, test::ipv6(ip, test::tcp(fields, {}))));
  std::swap(fields.from_port, fields.to_port);
  std::swap(ip.from, ip.to);
  fields.seq = 0;
  fields.ack = 2;
  fields.flags = detail::TcpFlags::kRst | detail::TcpFlags::kAck;
  capture.add(ms + 1, test::ethernet(0x86dd, test::ipv6(ip, test::tcp(fields, {}))));
}

TEST(CaptureBlame, OneAddressOfEachFamilyIsTakenForOneListener) {
  struct Row {
    const char* name;
    std::vector<char> v4;  // the last bytes of the addresses
    bool v6;
    std::size_t findings;
    bool joined;
  };
  for (const Row& row : {Row{"one of each", {2}, true, 1, true}, Row{"one alone", {2}, false, 1, false},
                         Row{"two of one family", {2, 3}, false, 2, false},
                         Row{"two of IPv4 and one of IPv6", {2, 3}, true, 3, false}}) {
    WireCapture capture;
    for (std::uint32_t i = 0; i < 4; ++i) {
      for (const char listener : row.v4) {
        WireCapture::Ends ends;
        ends.listener = listener;
        capture.talk(ends).syn(i * 30'000).refuse(i * 30'000 + 1);
      }
      if (row.v6) refuse_over_ipv6(capture, i * 30'000 + 1000, 40000 + i);
    }
    capture.noise(600'000);
    const Report report = scan_one(capture);
    const auto found = all_of(report, "listener.down");
    EXPECT_THAT(found, SizeIs(row.findings)) << row.name;
    for (const FindingReport* finding : found) {
      EXPECT_EQ(finding->summary.find("they are taken for those of one listener") != std::string::npos, row.joined)
          << row.name;
      EXPECT_EQ(name_of(finding->confidence), row.joined ? "medium" : "high") << row.name;
    }
  }
}

}  // namespace
}  // namespace logscan
