// What several sources together say: who lost a notification, and why all subscriptions of a listener fell silent.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/case_folder.h"

namespace logscan {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSilence = "exchange.silence";

// 5 March 2026, the day of all of these cases.
Timestamp on_the_day(int hour, int minute) {
  return std::chrono::sys_days(std::chrono::year(2026) / 3 / 5) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

Report scan_verdict(const std::string& name, const char* zone, Timestamp collected) {
  Options options = test::options_for(std::string(LOGSCAN_TESTDATA) + "/verdicts/" + name + "/input");
  options.collected = collected;
  if (zone != nullptr) options.source_zones.emplace_back("*", zone);
  return test::scan_case(options).report;
}

// The first of the rule that begins before 07:01, which is when all of these silences have begun.
const FindingReport* first_of(const Report& report, std::string_view rule) {
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == rule && finding.window && finding.window->from < on_the_day(7, 1)) return &finding;
  }
  return nullptr;
}

// `sent 1, reached 0`: the steps that are answered.
std::string steps_of(const FindingReport& finding) {
  std::string text;
  for (const std::string step : {"sent", "reached", "answered", "logged", "stamped", "acted"}) {
    for (const auto& [name, value] : finding.measured) {
      if (name == step) text += (text.empty() ? "" : ", ") + name + (value == 1 ? " 1" : value == 0 ? " 0" : " ?");
    }
  }
  return text;
}

// `role 10.93.132.92/trace.pcap#96`, with the path inside the case.
std::vector<std::string> evidence_of(const FindingReport& finding) {
  std::vector<std::string> all;
  for (const EvidenceReport& evidence : finding.evidence) {
    const std::size_t input = evidence.location.find("/input/");
    all.push_back(evidence.role + " " + evidence.location.substr(input + std::string("/input/").size()));
  }
  return all;
}

TEST(WhoLostIt, IsToldByAllSourcesTogether) {
  const struct {
    const char* name;
    const char* rule;
    const char* steps;
    const char* sentence;
    std::vector<std::string> evidence;
  } cases[] = {
      {"not-sent",
       kSilence,
       "sent 0, reached 0, answered 0, logged 0",
       "Exchange sent none: ",
       {"against 10.93.132.92/trace.pcap#45", "against cuc1/jetty/2026_03_05.request.log:19"}},
      {"not-sent",
       "subscription.stale",
       "sent 0, reached 0, answered 0, logged 0",
       "Exchange sent none: ",
       {"against cuc1/jetty/2026_03_05.request.log:19"}},
      {"not-reached",
       kSilence,
       "reached 0, answered 0, logged 0",
       "Whether Exchange sent any is not known.",
       {"against cuc1/platform/cli/trace.cap#45"}},
      {"lost-between",
       kSilence,
       "sent 1, reached 0, answered 0, logged 0",
       "Lost between Exchange and the listener: ",
       {"sample 10.93.132.92/trace.pcap#96", "against cuc1/platform/cli/trace.cap#46"}},
      // It leads, and says so itself.
      {"lost-between", "notification.unanswered", "", "Lost between Exchange and the listener: ", {}},
      {"capture-with-losses", kSilence, "logged 0", "may not show all of that time.", {}},
      {"place-not-known", kSilence, "logged 0", "where it was taken is not known.", {}},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(std::string(c.name) + " " + c.rule);
    const Report report = scan_verdict(c.name, nullptr, on_the_day(8, 1));
    const FindingReport* finding = first_of(report, c.rule);
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(steps_of(*finding), c.steps);
    EXPECT_THAT(finding->summary, HasSubstr(c.sentence));
    for (const std::string& evidence : c.evidence) EXPECT_THAT(evidence_of(*finding), Contains(evidence));
  }
}

TEST(WhoLostIt, SaysWhatToCollectWhereItIsNotKnown) {
  const struct {
    const char* name;
    const char* step;
  } cases[] = {{"not-reached", "Capture on the Exchange server"},
               {"capture-with-losses", "Collect all files of that capture"},
               {"place-not-known", "Say where the capture was taken"}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Report report = scan_verdict(c.name, nullptr, on_the_day(8, 1));
    const FindingReport* silence = first_of(report, kSilence);
    ASSERT_NE(silence, nullptr);
    EXPECT_THAT(silence->next_steps, Contains(HasSubstr(c.step)));
  }
}

// A capture of an address that sends notifications is Exchange's, and no second listener.
TEST(WhoLostIt, CallsTheListenerByItsOwnNode) {
  for (const char* name : {"not-sent", "lost-between"}) {
    const Report report = scan_verdict(name, nullptr, on_the_day(8, 1));
    for (const FindingReport& finding : report.findings) {
      if (finding.subject_kind == SubjectKind::kExchange) {
        EXPECT_EQ(finding.subject, "cuc1") << finding.rule;
      }
    }
  }
}

TEST(WhoLostIt, IsToldOfFixturesOfOtherRules) {
  const struct {
    const char* fixture;
    const char* rule;
    const char* subject;
    const char* steps;
    const char* sentence;
  } cases[] = {
      {"notification.unanswered/fires", "subscription.stale", "9cd94f16-11d2-40ac-af55-ca866d8f856a",
       "sent 1, reached 1, answered 0", "reached the listener's host and were not answered"},
      {"bundle.contradiction/fires", "bundle.contradiction", "cuc2/jetty", "sent 1, reached 1, answered 1, logged 0",
       "reached the listener and were answered"},
      {"notification.not-stamped/fires", "notification.not-stamped", "s1",
       "sent 1, reached 1, answered 1, logged 1, stamped 0", "in Connection Mailbox Sync"},
      {"mailbox.sync-delayed/fires", "mailbox.sync-delayed", "cuc1",
       "sent 1, reached 1, answered 1, logged 1, stamped 1", "no hop up to the stamp lost one"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.fixture);
    Options options = test::options_for(std::string(LOGSCAN_TESTDATA) + "/rules/" + c.fixture + "/input");
    if (c.rule == std::string("mailbox.sync-delayed")) options.symptom = Symptom::kDelayedBoth;
    const Report report = test::scan_case(options).report;
    const auto found = std::find_if(report.findings.begin(), report.findings.end(), [&](const FindingReport& finding) {
      return finding.rule == c.rule && finding.subject.find(c.subject) != std::string::npos;
    });
    ASSERT_NE(found, report.findings.end());
    EXPECT_EQ(steps_of(*found), c.steps);
    EXPECT_THAT(found->summary, HasSubstr(c.sentence));
  }
}

TEST(CommonCause, IsNamedWhereItsLineIs) {
  const struct {
    const char* name;
    const char* sentence;
    const char* evidence;  // nothing: no record tells of it
    const char* step;      // of the advice for such a cause
  } cases[] = {
      {"restart", "cuc1 was restarted at 2026-03-05 07:01:30 UTC", "cause cuc1/install/system-history.log:2",
       "Settle why the host stopped"},
      {"power-loss", "cuc1 was booted at 2026-03-05 07:19:00 UTC", "cause cuc1/syslog/messages:32",
       "Settle why the host stopped"},
      {"jetty-restart", "Connection Jetty on cuc1 was started at 2026-03-05 07:01:40 UTC",
       "cause cuc1/jetty/2026_03_05.stderrout.log:2", "Settle who restarted Connection Jetty"},
      {"interface-down", "The interface eth0 of cuc1 went down at 2026-03-05 07:01:20 UTC",
       "cause cuc1/syslog/messages:8", "what happened to that interface"},
      {"host-still", "All other logs of cuc1 are silent for as long", nullptr, "Settle why the host stopped"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Report report = scan_verdict(c.name, "UTC", on_the_day(8, 31));
    const FindingReport* silence = first_of(report, kSilence);
    ASSERT_NE(silence, nullptr);
    EXPECT_THAT(silence->summary, AllOf(HasSubstr(c.sentence), HasSubstr("the cause, not Exchange.")));
    if (c.evidence != nullptr) {
      EXPECT_THAT(evidence_of(*silence), Contains(c.evidence));
    }
    EXPECT_THAT(silence->next_steps, Contains(HasSubstr(c.step)));
  }
}

TEST(CommonCause, IsNothingThatDoesNotFit) {
  for (const char* name : {"restart-an-hour-off", "remedy", "interface-flap"}) {
    SCOPED_TRACE(name);
    const Report report = scan_verdict(name, "UTC", on_the_day(8, 31));
    const FindingReport* silence = first_of(report, kSilence);
    ASSERT_NE(silence, nullptr);
    EXPECT_THAT(silence->summary, Not(HasSubstr("cause")));
    EXPECT_THAT(evidence_of(*silence), Not(Contains(HasSubstr("cause "))));
  }
}

TEST(CommonCause, IsOnlyPossibleWhereItsTimeIsNotSettled) {
  const struct {
    const char* name;
    const char* zone;
    const char* sentence;
    const char* step;
  } cases[] = {
      // The line of Jetty is in local time, and nothing tells the zone.
      {"jetty-restart", nullptr, "The zone of that log may be wrong", "--source-tz '2026_03_05.stderrout.log=ZONE'"},
      // The boot ends the silence, and no other log shows since when the node was down.
      {"boot-alone", "UTC", "may be the cause or the remedy", "Collect the system log"},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const Report report = scan_verdict(c.name, c.zone, on_the_day(8, 31));
    const FindingReport* silence = first_of(report, kSilence);
    ASSERT_NE(silence, nullptr);
    EXPECT_THAT(silence->summary, AllOf(HasSubstr(c.sentence), Not(HasSubstr("not Exchange"))));
    EXPECT_THAT(silence->next_steps, Contains(HasSubstr(c.step)));
    EXPECT_THAT(evidence_of(*silence), Contains(HasSubstr("cause ")));
  }
}

TEST(CommonCause, IsRelatedToWhatOtherRulesFindOfIt) {
  const Report report = scan_verdict("power-loss", "UTC", on_the_day(8, 31));
  const FindingReport* silence = first_of(report, kSilence);
  const auto boot = std::find_if(report.findings.begin(), report.findings.end(),
                                 [](const FindingReport& finding) { return finding.rule == "boot.ungraceful"; });
  ASSERT_TRUE(silence != nullptr && boot != report.findings.end());
  EXPECT_THAT(silence->related, Contains(boot->id));
  EXPECT_THAT(boot->related, Contains(silence->id));
}

}  // namespace
}  // namespace logscan
