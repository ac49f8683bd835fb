#include "detect/rules/ews_rules.h"

#include <gtest/gtest.h>

#include "detect/engine.h"
#include "unit/detect/mailbox_timeline.h"

namespace logscan::detail {
namespace {

using Lines = std::vector<std::string>;
using Dated = MailboxTimeline::Dated;

constexpr int kEnd = 40000;
constexpr const char* kEws = "ews mail.example.com";

int second_of(Timestamp time) { return static_cast<int>((time - test::kDay) / std::chrono::seconds(1)); }

Judgement judged(const MailboxTimeline& made, std::optional<Symptom> symptom = std::nullopt, const Lines& set = {}) {
  static const std::vector<const RuleFamily*> families = {&kEwsRules};
  const auto settings = Settings::read(all_rules(families), set, symptom);
  EXPECT_TRUE(settings.ok());
  return judge(made.make(), families, *settings, Knowledge());
}

// `subject from-to variant xCOUNT`, then `notice` where it ended and `doubt` where nothing is proven.
Lines told(const Judgement& judgement, std::string_view rule) {
  Lines lines;
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id != rule) continue;
    std::string line = finding.subject;
    line += finding.window ? " " + std::to_string(second_of(finding.window->from)) + "-" +
                                 std::to_string(second_of(finding.window->to))
                           : " -";
    if (!finding.variant.empty()) line += " " + std::string(finding.variant);
    if (finding.count != 1) line += " x" + std::to_string(finding.count);
    if (finding.severity == Severity::kNotice) line += " notice";
    if (finding.verdict != Verdict::kFail) line += " doubt";
    lines.push_back(line);
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Lines told(const MailboxTimeline& made, std::string_view rule, const Lines& set = {}) {
  return told(judged(made, std::nullopt, set), rule);
}

std::uint64_t passed(const Judgement& judgement, std::string_view rule) {
  for (const PassedRule& passed : judgement.passed) {
    if (passed.rule == rule) return passed.subjects;
  }
  return 0;
}

TEST(HttpFailure, EachStatusKindAndHostIsOneFinding) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 3000);
  made.failures(log, kEws, 401, {100, 200, 2000});
  made.failures(log, kEws, 500, {150});
  made.failures(log, kEws, 0, {160, 170});
  made.failures(log, "autodiscover mail.example.com", 401, {300});
  made.failures(log, "ews other.example.com", 401, {400});
  made.failures(log, "other mail.example.com", 502, {500});
  EXPECT_EQ(told(made, "ews.http-failure"),
            (Lines{"mail.example.com 100-2000 ews.401 x3", "mail.example.com 150-150 ews.500",
                   "mail.example.com 160-170 ews.no-answer x2", "mail.example.com 300-300 autodiscover.401",
                   "mail.example.com 500-500", "other.example.com 400-400 ews.401"}));
}

TEST(HttpFailure, LogsOfOneNodeCountTogetherAndThoseOfTwoApart) {
  MailboxTimeline made;
  const std::size_t sync = made.diag("cuc1", 3000), manager = made.diag("cuc1", 3000), other = made.diag("cuc2", 3000);
  made.failures(sync, kEws, 401, {100}).failures(manager, kEws, 401, {50, 500}).failures(other, kEws, 401, {70});
  EXPECT_EQ(told(made, "ews.http-failure"),
            (Lines{"mail.example.com 50-500 ews.401 x3", "mail.example.com 70-70 ews.401"}));
}

TEST(HttpFailure, NoAnswerInTimeIsToldApart) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 3000);
  made.signal(log, SignalKind::kHttpFailure, kEws, 0, {100, 200}, {}, kTimedOut);
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"mail.example.com 100-200 ews.timeout x2"});
  made.signal(log, SignalKind::kHttpFailure, kEws, 0, {2000});
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"mail.example.com 100-2000 ews.no-answer x3"})
      << "a connection failed too";
}

TEST(HttpFailure, AConnectionThatIsNotSecureIsToldApart) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 3000);
  made.signal(log, SignalKind::kHttpFailure, kEws, 0, {100, 200}, {}, kTlsFailed);
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"mail.example.com 100-200 ews.tls x2"});
}

// A failure at 1000, the log goes on to `log_to`, notifications to `beats_to`.
struct Ending {
  const char* name;
  int log_to, beats_to;
  const char* said;  // of the summary
  bool ended;
};

TEST(HttpFailure, EndsWhereBothLogsGoOnForAnHour) {
  const Ending cases[] = {
      {"both go on", 4600, 4600, "It ended: no failure for 1 h 00 min", true},
      {"the log ends a second early", 4599, 5000, "which ends 59 min 59 s later", false},
      {"notifications end a second early", 4600, 4599, "nothing shows whether requests went well then", false},
      {"the failure is the last record", 1000, 9000, "which ends there", false},
      {"no notification at all", 9000, -1, "nothing shows whether requests went well then", false},
  };
  for (const Ending& c : cases) {
    MailboxTimeline made;
    made.failures(made.diag("cuc1", c.log_to), kEws, 401, {500, 1000});
    if (c.beats_to >= 0)
      made.signal(made.requests("cuc1", 0, c.beats_to), SignalKind::kNotification, "s1", 0, {c.beats_to});
    const Judgement judgement = judged(made);
    ASSERT_EQ(judgement.findings.size(), 1U) << c.name;
    const Finding& finding = judgement.findings.front();
    EXPECT_EQ(finding.severity, c.ended ? Severity::kNotice : Severity::kError) << c.name;
    EXPECT_NE(finding.summary.find(c.said), std::string::npos) << c.name << ": " << finding.summary;
  }
}

TEST(HttpFailure, OtherFailuresOfTheHostShowThatItHasNotEnded) {
  struct Other {
    const char* name;
    const char* node;
    const char* subject;
    int at;
    bool ended;
  };
  const Other cases[] = {
      {"another status goes on to the end", "cuc1", kEws, 9000, false},
      {"another kind", "cuc1", "autodiscover mail.example.com", 8000, false},
      {"a host that is not known", "cuc1", "ews unknown", 8000, false},
      {"it ended for an hour as well", "cuc1", kEws, 5400, true},
      {"another host", "cuc1", "ews other.example.com", 9000, true},
      {"another node", "cuc2", kEws, 9000, true},
  };
  for (const Other& c : cases) {
    MailboxTimeline made;
    made.failures(made.diag("cuc1", 9000), kEws, 401, {1000});
    made.beats(made.requests("cuc1", 0, 9000), "s1", 0, 9000);
    made.failures(made.diag(c.node, 9000), c.subject, 503, {c.at});
    const Judgement judgement = judged(made);
    for (const Finding& finding : judgement.findings) {
      if (finding.variant != "ews.401") continue;
      EXPECT_EQ(finding.severity, c.ended ? Severity::kNotice : Severity::kError) << c.name << ": " << finding.summary;
      EXPECT_EQ(finding.summary.find("It ended") != std::string::npos, c.ended) << c.name << ": " << finding.summary;
    }
  }
}

TEST(HttpFailure, FailuresOfItsMailboxesAndFaultsOfItsServerShowThatItHasNotEnded) {
  const auto ended = [](const std::string& mailbox, const std::string& server) {
    MailboxTimeline made;
    const std::size_t log = made.diag("cuc1", 9000);
    made.signal(log, SignalKind::kHttpFailure, kEws, 401, {1000}, "{0A}");
    made.beats(made.requests("cuc1", 0, 9000), "s1", 0, 9000);
    if (!mailbox.empty())
      made.signal(log, SignalKind::kHttpFailure, "autodiscover autodiscover.example.com", 401, {8000}, mailbox);
    if (!server.empty()) made.alarm(log, 8000, "locator.ldap", server == "none" ? "" : server);
    const Judgement judgement = judged(made);
    const auto found = std::find_if(judgement.findings.begin(), judgement.findings.end(),
                                    [](const Finding& finding) { return finding.variant == "ews.401"; });
    return found != judgement.findings.end() && found->severity == Severity::kNotice;
  };
  EXPECT_TRUE(ended("", ""));
  EXPECT_FALSE(ended("{0A}", "")) << "another host, for the same mailbox";
  EXPECT_TRUE(ended("{0B}", ""));
  EXPECT_FALSE(ended("", "mail.example.com"));
  EXPECT_FALSE(ended("", "none")) << "it may be that of any";
  EXPECT_TRUE(ended("", "other.example.com"));
}

TEST(HttpFailure, AFaultIsThatOfItsServer) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.alarm(log, 100, "tls", "mail.example.com").alarm(log, 200, "tls", "").alarm(log, 300, "imap", "a.example.com");
  made.alarm(log, 400, "imap", "b.example.com");
  EXPECT_EQ(told(made, "ews.http-failure"), (Lines{"exchange 300-400 imap x2", "mail.example.com 100-200 tls x2"}));
}

TEST(HttpFailure, WhatCannotBeReadIsAQuestion) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.failures(log, kEws, kUnreadNumber, {100, 200}).untimed(log, kEws, kUnreadNumber);
  EXPECT_EQ(told(made, "ews.http-failure"),
            (Lines{"mail.example.com - unread doubt", "mail.example.com 100-200 unread x2 doubt"}));
  for (const Finding& finding : judged(made).findings) {
    for (const auto& [name, value] : finding.measured) EXPECT_NE(name, "status") << value;
  }
}

TEST(Throttled, Status429IsThrottling) {
  MailboxTimeline made;
  made.failures(made.diag("cuc1", 9000), kEws, 429, {100, 200});
  EXPECT_EQ(told(made, "ews.throttled"), Lines{"mail.example.com 100-200 429 x2"});
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{});
}

TEST(HttpFailure, ThrottlingShowsThatRequestsStillFailAndOtherCodesDoNot) {
  const auto with_code = [](const char* code) {
    MailboxTimeline made;
    const std::size_t log = made.diag("cuc1", 9000);
    made.failures(log, kEws, 401, {1000}).signal(log, SignalKind::kEwsError, code, 0, {8000}, "mail.example.com");
    made.beats(made.requests("cuc1", 0, 9000), "s1", 0, 9000);
    const Judgement judgement = judged(made);
    const auto found = std::find_if(judgement.findings.begin(), judgement.findings.end(),
                                    [](const Finding& finding) { return finding.variant == "ews.401"; });
    return found != judgement.findings.end() && found->severity == Severity::kNotice;
  };
  EXPECT_FALSE(with_code("ErrorServerBusy"));
  EXPECT_FALSE(with_code("ErrorAccountDisabled"));
  EXPECT_TRUE(with_code("ErrorItemNotFound"));
}

TEST(HttpFailure, FailuresOfUnknownTimeShowNoEnd) {
  for (const bool untimed : {false, true}) {
    MailboxTimeline made;
    made.failures(made.diag("cuc1", 9000), kEws, 401, {1000});
    made.beats(made.requests("cuc1", 0, 9000), "s1", 0, 9000);
    if (untimed) {
      made.untimed(0, kEws, 500);
    } else {
      made.failures(made.diag("cuc1", 9000, Dated::kNo), kEws, 500, {1000});
    }
    EXPECT_EQ(told(made, "ews.http-failure"),
              (Lines{"mail.example.com - ews.500 doubt", "mail.example.com 1000-1000 ews.401"}));
  }
}

TEST(HttpFailure, AMissingFileShowsNoEnd) {
  const auto with_hole = [](int from, int to) {
    MailboxTimeline made;
    made.hole(made.diag("cuc1", 9000), from, to).failures(0, kEws, 401, {1000});
    made.beats(made.requests("cuc1", 0, 9000), "s1", 0, 9000);
    return told(made, "ews.http-failure");
  };
  EXPECT_EQ(with_hole(1000, 1001), Lines{"mail.example.com 1000-1000 ews.401"});
  EXPECT_EQ(with_hole(8000, 8500), Lines{"mail.example.com 1000-1000 ews.401"});
  EXPECT_EQ(with_hole(500, 1000), Lines{"mail.example.com 1000-1000 ews.401 notice"}) << "it is before";
}

TEST(HttpFailure, AnUnknownZoneIsToldAndItsTimesAreWeak) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.failures(log, kEws, 401, {1000});
  EXPECT_EQ(judged(made).findings.at(0).summary.find("zone"), std::string::npos);
  made.clock(log, Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14)));
  const Judgement judgement = judged(made);
  ASSERT_EQ(judgement.findings.size(), 1U);
  const Finding& finding = judgement.findings[0];
  EXPECT_TRUE(finding.zone_matters);
  EXPECT_NE(finding.summary.find("The zone of its log is not known"), std::string::npos) << finding.summary;
  ASSERT_EQ(finding.extra_steps.size(), 1U);
  EXPECT_NE(finding.extra_steps[0].find("--source-tz 'file0=ZONE'"), std::string::npos) << finding.extra_steps[0];
}

TEST(HttpFailure, RecordsWithoutATimeAreAQuestionAndNoPass) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 0);
  made.untimed(log, kEws, 401).untimed(log, kEws, 401).untimed(log, "autodiscover mail.example.com", 0);
  const Judgement judgement = judged(made, Symptom::kNoSync);
  EXPECT_EQ(told(judgement, "ews.http-failure"),
            (Lines{"mail.example.com - autodiscover.no-answer doubt", "mail.example.com - ews.401 x2 doubt"}));
  EXPECT_EQ(passed(judgement, "ews.http-failure"), 0U);
}

TEST(HttpFailure, StampsShowThatItEndedToo) {
  MailboxTimeline made;
  made.failures(made.diag("cuc1", 9000), kEws, 401, {1000});
  made.row(made.session("cuc1"), "s1", 4600, -1);
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"mail.example.com 1000-1000 ews.401 notice"});
}

TEST(HttpFailure, NotificationsOfAnotherNodeShowNothing) {
  MailboxTimeline made;
  made.failures(made.diag("cuc1", 9000), kEws, 401, {1000});
  made.beats(made.requests("cuc2", 0, 9000), "s1", 0, 9000);
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"mail.example.com 1000-1000 ews.401"});
}

TEST(HttpFailure, ALogOfUnknownZoneHasToGoOnForLonger) {
  constexpr int kUnknown = 14 * 3600;
  const auto with_beats_to = [&](int to) {
    MailboxTimeline made;
    const std::size_t log = made.diag("cuc1", 9000);
    made.clock(log, Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::seconds(kUnknown)));
    made.failures(log, kEws, 401, {1000});
    made.signal(made.requests("cuc1", 0, to), SignalKind::kNotification, "s1", 0, {to});
    return told(made, "ews.http-failure");
  };
  EXPECT_EQ(with_beats_to(4600 + kUnknown - 1), Lines{"mail.example.com 1000-1000 ews.401"});
  EXPECT_EQ(with_beats_to(4600 + kUnknown), Lines{"mail.example.com 1000-1000 ews.401 notice"});
}

TEST(HttpFailure, TheTimeToBeQuietIsAParameter) {
  MailboxTimeline made;
  made.failures(made.diag("cuc1", 1900), kEws, 401, {1000});
  made.beats(made.requests("cuc1", 0, 1900), "s1", 0, 1900, 100);
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"mail.example.com 1000-1000 ews.401"});
  EXPECT_EQ(told(made, "ews.http-failure", {"ews.http-failure.quiet=900"}),
            Lines{"mail.example.com 1000-1000 ews.401 notice"});
}

TEST(HttpFailure, WithoutADateTheCountStandsAndTheTimeIsOpen) {
  MailboxTimeline made;
  made.failures(made.diag("cuc1", 9000, Dated::kNo), kEws, 401, {500, 1000});
  made.beats(made.requests("cuc1", 0, 9000), "s1", 0, 9000);
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "ews.http-failure"), Lines{"mail.example.com - ews.401 x2 doubt"});
  ASSERT_EQ(judgement.findings.size(), 1U);
  const Finding& finding = judgement.findings.front();
  ASSERT_EQ(finding.extra_steps.size(), 1U);
  EXPECT_NE(finding.extra_steps[0].find("--date 'file0=YYYY-MM-DD'"), std::string::npos) << finding.extra_steps[0];
  for (const Evidence& evidence : finding.evidence) EXPECT_FALSE(evidence.time) << "its time is no time";
}

TEST(HttpFailure, DoubtAboutTheDateIsToldAndCostsConfidence) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.doubt(log, std::chrono::days(2)).failures(log, kEws, 401, {500});
  const Judgement judgement = judged(made);
  ASSERT_EQ(judgement.findings.size(), 1U);
  EXPECT_EQ(judgement.findings[0].confidence, Confidence::kMedium);
  EXPECT_NE(judgement.findings[0].summary.find("off by up to 2 days"), std::string::npos);
}

TEST(HttpFailure, EpisodesAndRateAreMeasured) {
  MailboxTimeline made;
  std::vector<int> times;
  for (int i = 0; i < 10; ++i) times.push_back(100 + i * 40);
  times.push_back(7300);
  made.failures(made.diag("cuc1", 9000), kEws, 401, times);
  const Judgement judgement = judged(made);
  ASSERT_EQ(judgement.findings.size(), 1U);
  const Finding& finding = judgement.findings.front();
  EXPECT_EQ(finding.measured,
            (std::vector<std::pair<std::string, double>>{{"status", 401}, {"episodes", 2}, {"per_hour", 5.5}}));
  EXPECT_NE(finding.summary.find("in 2 episodes: 10 from 2014-06-29 00:01:40 UTC on, 1 from 2014-06-29 02:01:40 UTC"),
            std::string::npos)
      << finding.summary;
}

TEST(HttpFailure, OneMailboxIsNamed) {
  MailboxTimeline made;
  made.signal(made.diag("cuc1", 9000), SignalKind::kHttpFailure, kEws, 401, {100, 200}, "{0A}");
  EXPECT_NE(judged(made).findings.at(0).summary.find("All were for the mailbox {0A}."), std::string::npos);
}

TEST(HttpFailure, ALogWithoutFailuresPassesAndNoLogIsNoPass) {
  MailboxTimeline made;
  made.beats(made.requests("cuc1", 0, kEnd), "s1", 0, kEnd);
  EXPECT_EQ(passed(judged(made), "ews.http-failure"), 0U);
  made.diag("cuc1", kEnd);
  EXPECT_EQ(passed(judged(made), "ews.http-failure"), 1U);
  EXPECT_EQ(passed(judged(made), "ews.throttled"), 1U);
  EXPECT_EQ(passed(judged(made), "ews.outstanding"), 0U) << "the gauge needs a trace";
}

TEST(HttpFailure, ALogThatNeverTellsOfRequestsIsNoEvidence) {
  MailboxTimeline made;
  const std::size_t phones = made.sibling("cuc1", "diag_CuCsMgr", kEnd);
  made.event(phones, EventKind::kAlarm, 100, "imap");
  EXPECT_EQ(passed(judged(made), "ews.throttled"), 0U);
  MailboxTimeline quiet;
  quiet.sibling("cuc1", "diag_CuSrm", kEnd);
  EXPECT_EQ(passed(judged(quiet), "ews.http-failure"), 0U);
  EXPECT_EQ(told(judged(quiet, Symptom::kNoSync), "ews.http-failure"), Lines{}) << "it would not tell of them";
  made.failures(made.sibling("cuc1", "diag_Tomcat", kEnd), kEws, 401, {100});
  EXPECT_EQ(passed(judged(made), "ews.throttled"), 1U) << "it tells of a request";
}

TEST(HttpFailure, ALogOfAnotherNameIsKnownByItsRecords) {
  MailboxTimeline made;
  const std::size_t log = made.sibling("cuc1", "renamed", kEnd);
  EXPECT_EQ(passed(judged(made), "ews.http-failure"), 0U);
  made.sync_records(log);
  EXPECT_EQ(passed(judged(made), "ews.http-failure"), 1U);
}

TEST(HttpFailure, AComplaintWithoutAFailureGetsTheDocumentedNextStep) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  const Lines step{"cuc1 - none notice doubt"};
  EXPECT_EQ(told(judged(made, Symptom::kNoSync), "ews.http-failure"), step);
  EXPECT_EQ(told(judged(made, Symptom::kDelayedBoth), "ews.http-failure"), step);
  EXPECT_EQ(told(judged(made, Symptom::kDelayedFromExchange), "ews.http-failure"), Lines{})
      << "the documents look at notifications then";
  EXPECT_EQ(told(judged(made), "ews.http-failure"), Lines{}) << "nobody complained";
  made.event(log, EventKind::kSubscriptionRenewed, 50, "{0A}");
  EXPECT_EQ(told(judged(made, Symptom::kNoSync), "ews.http-failure"), step) << "that is no failure";
  made.event(log, EventKind::kAlarm, 100, "certificate");
  EXPECT_EQ(told(judged(made, Symptom::kNoSync), "ews.http-failure"), Lines{"exchange 100-100 certificate"})
      << "the log tells of a fault, and its advice is told";
  EXPECT_EQ(told(judged(MailboxTimeline(), Symptom::kNoSync), "ews.http-failure"), Lines{}) << "there is no log";
}

TEST(Throttled, EachThrottlingCodeIsOneFinding) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.signal(log, SignalKind::kEwsError, "ErrorServerBusy", 0, {100, 200, 5000}, "mail.example.com");
  made.signal(log, SignalKind::kEwsError, "ErrorExceededConnectionCount", 0, {300});
  made.signal(log, SignalKind::kEwsError, "ErrorMailboxMoveInProgress", 0, {400});
  EXPECT_EQ(told(made, "ews.throttled"),
            (Lines{"exchange 300-300 ErrorExceededConnectionCount", "mail.example.com 100-5000 ErrorServerBusy x3"}));
  EXPECT_EQ(told(made, "ews.http-failure"), Lines{"exchange 400-400 ErrorMailboxMoveInProgress"}) << "no throttling";
}

TEST(HttpFailure, EachCodeIsOneFinding) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.signal(log, SignalKind::kEwsError, "errorpasswordexpired", 0, {100, 200}, "mail.example.com");
  made.signal(log, SignalKind::kEwsError, "ErrorItemNotFound", 0, {300});
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "ews.http-failure"),
            (Lines{"exchange 300-300 code notice", "mail.example.com 100-200 ErrorPasswordExpired x2"}));
  for (const Finding& finding : judgement.findings) EXPECT_EQ(finding.confidence, Confidence::kMedium);
}

TEST(HttpFailure, EachFaultIsOneFinding) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000), other = made.diag("cuc2", 9000, Dated::kNo);
  made.event(log, EventKind::kAlarm, 100, "oauth.refresh-failed").event(log, EventKind::kAlarm, 200, "certificate");
  made.event(log, EventKind::kAlarm, 400, "oauth.refresh-failed").event(log, EventKind::kAlarm, 500, "ours");
  made.event(other, EventKind::kAlarm, 300, "locator.ldap");
  made.event(made.session("cuc1"), EventKind::kAlarm, 600, "tls");
  EXPECT_EQ(told(made, "ews.http-failure"),
            (Lines{"exchange - locator.ldap doubt", "exchange 100-400 oauth.refresh-failed x2",
                   "exchange 200-200 certificate", "exchange 500-500 fault notice"}))
      << "the last one is of another kind of log";
}

TEST(Throttled, WithoutADateItIsOpenWhen) {
  MailboxTimeline made;
  made.signal(made.diag("cuc1", 9000, Dated::kNo), SignalKind::kEwsError, "ErrorServerBusy", 0, {100, 200});
  EXPECT_EQ(told(made, "ews.throttled"), Lines{"exchange - ErrorServerBusy x2 doubt"});
}

// A gauge as its parser tells it: each time that it goes above the limit has a number of its own.
void gauge(MailboxTimeline& made, std::size_t log, const std::vector<int>& low,
           const std::vector<std::vector<int>>& high) {
  if (!low.empty()) made.signal(log, SignalKind::kEwsOutstanding, "outstanding", 0, low);
  for (std::size_t i = 0; i < high.size(); ++i)
    made.signal(log, SignalKind::kEwsOutstanding, "outstanding", i + 1, high[i]);
}

TEST(Outstanding, FiveMinutesAboveTheLimitFire) {
  const auto above_for = [](int length) {
    MailboxTimeline made;
    gauge(made, made.diag("cuc1", 9000), {0, 2000}, {{100, 250, 100 + length}});
    return told(made, "ews.outstanding");
  };
  EXPECT_EQ(above_for(299), Lines{});
  EXPECT_EQ(above_for(300), Lines{"cuc1 100-400"});
}

TEST(Outstanding, AValueAtTheLimitEndsIt) {
  MailboxTimeline made;
  gauge(made, made.diag("cuc1", 9000), {0, 350, 2000}, {{100, 300}, {400, 650}});
  EXPECT_EQ(told(made, "ews.outstanding"), Lines{}) << "200 s and 250 s, in spite of 550 s in all";
}

TEST(Outstanding, SparseValuesAreAQuestion) {
  MailboxTimeline made;
  gauge(made, made.diag("cuc1", 9000), {0, 5000}, {{100, 1000, 2000}});
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "ews.outstanding"), Lines{"cuc1 100-2000 doubt"});
  EXPECT_EQ(judgement.findings.at(0).confidence, Confidence::kLow);
  MailboxTimeline dense;
  gauge(dense, dense.diag("cuc1", 9000), {0, 5000}, {{100, 400, 2000}});
  const Judgement proven = judged(dense);
  EXPECT_EQ(told(proven, "ews.outstanding"), Lines{"cuc1 100-2000"}) << "the first five minutes are enough";
  EXPECT_EQ(proven.findings.at(0).confidence, Confidence::kLow);
}

TEST(Outstanding, EachServerIsJudgedByItsOwnValues) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.signal(log, SignalKind::kEwsOutstanding, "outstanding a.x.com", 1, {100, 250, 400});
  made.signal(log, SignalKind::kEwsOutstanding, "outstanding b.x.com", 0, {110, 260, 410});
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "ews.outstanding"), Lines{"cuc1 100-400"});
  EXPECT_NE(judgement.findings.at(0).summary.find("a.x.com"), std::string::npos) << judgement.findings.at(0).summary;
}

TEST(Outstanding, AMissingFileIsToldAndProvesNothing) {
  const auto with_hole = [](int from, int to) {
    MailboxTimeline made;
    const std::size_t log = made.diag("cuc1", 9000);
    made.hole(log, from, to);
    gauge(made, log, {}, {{100, 300, 500, 700}});
    return judged(made);
  };
  const Judgement inside = with_hole(300, 500);
  EXPECT_EQ(told(inside, "ews.outstanding"), Lines{"cuc1 100-700 doubt"});
  EXPECT_NE(inside.findings.at(0).summary.find("Part of the log of that time is missing"), std::string::npos);
  EXPECT_EQ(told(with_hole(100, 300), "ews.outstanding"), Lines{"cuc1 100-700"}) << "400 s are left";
  const Judgement before = with_hole(0, 100);
  EXPECT_EQ(before.findings.at(0).summary.find("missing"), std::string::npos);
  EXPECT_EQ(before.findings.at(0).confidence, Confidence::kMedium);
}

TEST(Outstanding, AValueThatCannotBeReadIsNoPass) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  made.signal(log, SignalKind::kEwsOutstanding, "outstanding", 0, {100});
  made.signal(log, SignalKind::kEwsOutstanding, "outstanding", kUnreadNumber, {200, 300});
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "ews.outstanding"), Lines{"cuc1 - unread x2 notice doubt"});
  EXPECT_EQ(passed(judgement, "ews.outstanding"), 0U);
}

TEST(Outstanding, AStretchGoesOnInTheNextFileUnderAnotherNumber) {
  MailboxTimeline made;
  const std::size_t log = made.diag("cuc1", 9000);
  gauge(made, log, {0, 50, 2000}, {{100, 200}, {}});
  made.signal(log, SignalKind::kEwsOutstanding, "outstanding", 3, {300, 400});
  const Judgement judgement = judged(made);
  EXPECT_EQ(told(judgement, "ews.outstanding"), Lines{"cuc1 100-400"});
  EXPECT_EQ(judgement.findings.at(0).confidence, Confidence::kMedium);
}

TEST(Outstanding, AGaugeThatSwingsWithinTheLinkOfARunIsNotAbove) {
  MailboxTimeline made;
  std::vector<int> low, high;
  for (int time = 0; time < 4000; time += 200) {
    high.push_back(time);
    low.push_back(time + 100);
  }
  // As if the numbers of the parser had come round within each run.
  gauge(made, made.diag("cuc1", 9000), low, {high});
  EXPECT_EQ(told(made, "ews.outstanding"), Lines{});
}

}  // namespace
}  // namespace logscan::detail
