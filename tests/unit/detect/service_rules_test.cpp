// The rules about services, activation and clusters, at their borders. What they tell as a whole is in testdata/rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "detect/rtmt_alerts.h"
#include "knowledge/connection_cluster.h"
#include "model/kinds.h"
#include "model/notes.h"
#include "unit/detect/server_timeline.h"

namespace logscan::detail {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array<const char*, 10> kCore = {"A Cisco DB",
                                               "Cisco Tomcat",
                                               "Cisco Client Profile Agent",
                                               "Cisco Route Datastore",
                                               "Cisco Presence Datastore",
                                               "Cisco XCP Config Manager",
                                               "Cisco XCP Router",
                                               "Cisco SIP Proxy",
                                               "Cisco Sync Agent",
                                               "Cisco Presence Engine"};

std::vector<const Finding*> found(const Judgement& judgement, std::string_view rule) {
  std::vector<const Finding*> findings;
  for (const Finding& finding : judgement.findings) {
    if (finding.rule->id == rule) findings.push_back(&finding);
  }
  return findings;
}

// "error" for a fail, "error?" where it is inconclusive; "" for none.
std::string told(const Judgement& judgement, std::string_view rule) {
  std::string words;
  for (const Finding* finding : found(judgement, rule)) {
    if (!words.empty()) words += " ";
    words += name_of(finding->severity);
    if (finding->verdict == Verdict::kInconclusive) words += "?";
  }
  return words;
}

void core(ServerTimeline& made, std::size_t starting) {
  for (std::size_t i = 0; i < kCore.size(); ++i)
    made.service(kCore[i], i + starting < kCore.size() ? "STARTED" : "STARTING");
}

TEST(ServiceRules, MostServicesOfTheSubscriberAreOneFinding) {
  const struct {
    const char* name;
    std::size_t starting, publisher_starting;
    const char* subscriber;
    const char* single;  // service.starting
  } cases[] = {
      {"FourOfTen", 4, 0, "", "error error notice notice"},  // the router and the Sync Agent; two wait for them
      {"FiveOfTen", 5, 0, "error", ""},
      {"AllButOne", 9, 0, "error", ""},
      {"PublisherToo", 9, 9, "", "error error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1");
    core(made, c.publisher_starting);
    made.primary(true).session("imp2");
    core(made, c.starting);
    made.primary(false);
    const Judgement judgement = made.judged();
    EXPECT_EQ(told(judgement, "service.starting-subscriber"), c.subscriber) << c.name;
    EXPECT_EQ(told(judgement, "service.starting"), c.single) << c.name;
  }
}

TEST(ServiceRules, AServiceMayStartForHalfAnHourAfterABoot) {
  const struct {
    const char* name;
    int boot;
    const char* told;
  } cases[] = {{"Shortly", 10000 - 1799, "notice?"}, {"LongAgo", 10000 - 1800, "error"}};
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").at(10000).boot(c.boot).service("Cisco Sync Agent", "STARTING");
    EXPECT_EQ(told(made.judged(), "service.starting"), c.told) << c.name;
  }
}

// Services come up one after another, so what is down just after a boot may start yet.
TEST(ServiceRules, AServiceMayBeDownForHalfAnHourAfterABoot) {
  const struct {
    const char* name;
    const char* state;
    const char* reason;
    const char* rule;
    int up;
    const char* told;
  } cases[] = {
      {"StoppedShortly", "STOPPED", "", "service.stopped", 1799, "notice?"},
      {"StoppedLongAgo", "STOPPED", "", "service.stopped", 1800, "error"},
      {"CommandedShortly", "STOPPED", "Commanded Out of Service", "service.stopped", 600, "notice?"},
      {"FailedShortly", "NOTRUNNING", "", "service.not-running", 1799, "notice?"},
      {"FailedLongAgo", "NOTRUNNING", "", "service.not-running", 1800, "error"},
      {"NotActivatedShortly", "STOPPED", "Service Not Activated", "service.not-activated", 600, "error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").service("Cisco Presence Engine", c.state, c.reason);
    made.fact(FactKind::kUptime, {}, "up", {}, c.up);
    const Judgement judgement = made.judged();
    EXPECT_EQ(told(judgement, c.rule), c.told) << c.name;
    if (std::string_view(c.told) != "notice?") continue;
    EXPECT_THAT(found(judgement, c.rule)[0]->summary, HasSubstr("had been up for")) << c.name;
    EXPECT_EQ(found(judgement, c.rule)[0]->variant, "after-boot") << c.name;
    EXPECT_EQ(told(judgement, "known-defect"), "") << c.name;
  }
  ServerTimeline waits;
  waits.session("imp1").service("A Cisco DB", "STOPPED");
  for (std::size_t i = 1; i < kCore.size(); ++i) waits.service(kCore[i], "STOPPED");
  waits.fact(FactKind::kUptime, {}, "up", {}, 600);
  EXPECT_EQ(told(waits.judged(), "service.stopped"), "notice? notice?") << "the database, and all that waits for it";
}

// Unity Connection 11 guide: Mailbox Sync, Message Transfer Agent and Notifier run on the server with Primary status.
TEST(ServiceRules, WhatOneServerOfAClusterRunsAloneMayBeStoppedOnTheOther) {
  const struct {
    const char* name;
    const char* other;   // state of the services on cuc1; empty: no list of it
    const char* status;  // of cuc2
    bool other_is_subscriber;
    const char* told;
  } cases[] = {
      {"OtherRunsThem", "STARTED", "", false, ""},
      {"SecondaryStatus", "", "Secondary", false, ""},
      {"PrimaryStatus", "STARTED", "Primary", false, "warning warning warning"},
      {"OtherIsDownToo", "STOPPED", "", false, "warning? warning? warning? warning? warning? warning?"},
      {"NothingOfTheOther", "", "", false, "warning? warning? warning?"},
      {"SameServerAskedTwice", "STARTED", "", true, "warning? warning? warning?"},
  };
  const auto duties = [](ServerTimeline& made, const char* state) {
    for (const char* name : {"Connection Mailbox Sync", "Connection Message Transfer Agent", "Connection Notifier"})
      made.service(name, state, std::string_view(state) == "STOPPED" ? "Commanded Out of Service" : "");
    made.service("Connection Jetty", "STARTED");
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("cuc2");
    duties(made, "STOPPED");
    made.primary(false);
    if (*c.status != 0) made.fact(FactKind::kHaState, kConnectionCluster, c.status, "Normal");
    if (*c.other != 0) {
      made.session("cuc1");
      duties(made, c.other);
      made.primary(!c.other_is_subscriber);
    }
    const Judgement judgement = made.judged_with_states();
    EXPECT_EQ(told(judgement, "service.stopped"), c.told) << c.name;
    EXPECT_EQ(told(judgement, "ha.bad-state"), "") << c.name;
  }
}

TEST(ServiceRules, AServerWithoutAClusterRunsAllByItself) {
  ServerTimeline made;
  made.session("cuc1").service("Connection Notifier", "STOPPED", "Commanded Out of Service").primary(true);
  made.cluster("cuc1", "connection dbpub", "authenticated");
  EXPECT_EQ(told(made.judged(), "service.stopped"), "warning");
}

TEST(ServiceRules, AServiceThatRunsOnBothServersIsAFaultOnEach) {
  ServerTimeline made;
  made.session("cuc1").service("Connection Jetty", "STARTED").primary(true);
  made.session("cuc2").service("Connection Jetty", "STOPPED", "Commanded Out of Service").primary(false);
  EXPECT_EQ(told(made.judged(), "service.stopped"), "warning");
}

TEST(ServiceRules, AServiceManagerThatDoesNotRunIsAFault) {
  ServerTimeline down;
  down.session("imp1").service("Service Manager", "NOTRUNNING");
  const Judgement judgement = down.judged();
  ASSERT_EQ(told(judgement, "service.not-running"), "error");
  EXPECT_THAT(found(judgement, "service.not-running")[0]->extra_steps,
              Contains(HasSubstr("`utils service start Service Manager`")));
  EXPECT_EQ(judgement.passed.size(), 0U) << "of the other services it tells nothing";
  ServerTimeline again;
  again.session("imp1").service("Service Manager", "NOTRUNNING").service("Cisco Tomcat", "STARTED").primary(true);
  EXPECT_EQ(told(again.judged(), "service.not-running"), "") << "asked again";
  ServerTimeline lost;
  lost.session("imp1").service("Cisco Tomcat", "STARTED").primary(true).service("Service Manager", "NOTRUNNING");
  EXPECT_EQ(told(lost.judged(), "service.not-running"), "error");
}

// What may run holds nobody up.
TEST(ServiceRules, OnlyAServiceThatIsSurelyDownHoldsOthersUp) {
  const struct {
    const char* name;
    const char* state;  // of Cisco Tomcat
    const char* reason;
    const char* told;  // of Cisco Client Profile Agent, which needs it
  } cases[] = {
      {"Stopped", "STOPPED", "", "error notice"},
      {"UnreadableReason", "STOPPED", "Commxxded", "error"},
      {"UnknownState", "ODD", "", "error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").service("Cisco Tomcat", c.state, c.reason).service("Cisco Client Profile Agent", "STOPPED");
    const Judgement judgement = made.judged();
    EXPECT_EQ(told(judgement, "service.stopped"), c.told) << c.name;
    EXPECT_EQ(found(judgement, "service.dependency").size(), 1U) << c.name;
  }
  ServerTimeline both;
  both.session("imp1").service("Cisco Tomcat", "ODD").service("Cisco XCP Router", "STOPPED");
  both.service("Cisco SIP Proxy", "STOPPED");
  EXPECT_EQ(told(both.judged(), "service.stopped"), "error notice") << "the router is down for sure";
}

TEST(ServiceRules, EvidenceIsTheLineThatProvesIt) {
  ServerTimeline starting;
  starting.session("imp1").service("System SSH", "STOPPED");
  core(starting, 0);
  starting.primary(true).session("imp2");
  core(starting, 9);
  starting.primary(false);
  const Judgement together = starting.judged();
  ASSERT_EQ(found(together, "service.starting-subscriber").size(), 1U);
  const Finding& subscriber = *found(together, "service.starting-subscriber")[0];
  EXPECT_EQ(subscriber.evidence.back().at.source, 0U);
  EXPECT_EQ(subscriber.evidence.back().at.ordinal, 4U) << "a service of the product that runs on the publisher";

  ServerTimeline feature;
  feature.session("imp1").service("Cisco Tomcat", "STARTED").service("Cisco XCP Connection Manager", "STARTED");
  feature.session("imp2").service("Cisco XCP Connection Manager", "STOPPED", "Service Not Activated");
  const Judgement activation = feature.judged();
  ASSERT_EQ(found(activation, "service.activation").size(), 1U);
  EXPECT_EQ(found(activation, "service.activation")[0]->evidence.back().at.ordinal, 2U) << "the one that shows it";
}

TEST(ServiceRules, ABadStateNamesTheServicesThatAreDown) {
  ServerTimeline made;
  made.session("imp1").service("Cisco XCP Router", "NOTRUNNING").service("Cisco Tomcat", "STARTED");
  made.fact(FactKind::kHaState, "DefaultCluster", "Running in Failed Mode", "Critical Service Down");
  made.session("imp2").service("Cisco Sync Agent", "STOPPED").service("Cisco Tomcat", "STARTED");
  made.fact(FactKind::kHaState, "DefaultCluster", "Normal", "Normal");
  const Judgement judgement = made.judged_with_states();
  const auto states = found(judgement, "ha.bad-state");
  ASSERT_EQ(states.size(), 1U);
  ASSERT_EQ(states[0]->related.size(), 1U) << "what is down on the peer is another matter";
  const Finding& router = judgement.findings[states[0]->related[0]];
  EXPECT_EQ(router.subject, "Cisco XCP Router on imp1");
  EXPECT_EQ(router.related.size(), 1U) << "each names the other";
  ASSERT_FALSE(states[0]->extra_steps.empty());
  EXPECT_EQ(states[0]->extra_steps[0].find("First mend what is down on imp1"), 0U) << states[0]->extra_steps[0];
}

TEST(ServiceRules, AnOutputInAnArticleMayBeAnExample) {
  for (const bool article : {false, true}) {
    ServerTimeline made;
    made.session("imp1").service("Cisco XCP Router", "NOTRUNNING");
    if (article) made.note(kProseNote);
    const Judgement judgement = made.judged();
    ASSERT_EQ(told(judgement, "service.not-running"), "error");
    EXPECT_EQ(found(judgement, "service.not-running")[0]->confidence, article ? Confidence::kLow : Confidence::kHigh);
  }
}

TEST(ServiceRules, AClosedPortIsRelatedToTheListenerOfNotifications) {
  ServerTimeline made;
  made.session("cuc1").service("Connection Jetty", "STOPPED", "Commanded Out of Service");
  made.fact(FactKind::kPortListening, "tcp 0.0.0.0", {}, {}, 8443).fact(FactKind::kPortsListed, {}, "x", {}, 1);
  const Judgement judgement = made.judged_with_states();
  const auto listeners = found(judgement, "listener.down");
  ASSERT_EQ(listeners.size(), 1U);
  ASSERT_EQ(listeners[0]->related.size(), 1U);
  EXPECT_EQ(judgement.findings[listeners[0]->related[0]].subject, "Connection Jetty on cuc1");
  EXPECT_THAT(listeners[0]->summary, HasSubstr("Connection Jetty is stopped there."));
}

TEST(ServiceRules, ACoreFileIsAsOldAsItsNameSays) {
  constexpr std::int64_t kListed = 1'760'720'446;  // 2025-10-17 17:00:46 of the node
  const struct {
    const char* name;
    std::string file;
    const char* says;
  } cases[] = {
      {"SevenHoursWest", "core.4711.6.ccm.1760745646", "at 2025-10-18 00:00:46 UTC (core"},
      {"OtherNumber", "core.4711.6.ccm.12", "at 2025-10-17 17:00:46, in the time of the node (core"},
      {"NoNumber", "core.jvm.core", "at 2025-10-17 17:00:46, in the time of the node (core"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").fact(FactKind::kCoreFile, c.file, "ccm", {}, kListed * 1'000'000);
    const Judgement judgement = made.judged();
    ASSERT_EQ(found(judgement, "core.dump").size(), 1U) << c.name;
    EXPECT_THAT(found(judgement, "core.dump")[0]->summary, HasSubstr(c.says)) << c.name;
  }
}

TEST(ServiceRules, WhatIsMissingOfSeveralNodesIsOneFinding) {
  ServerTimeline made;
  made.session("imp1").service("Cisco XCP Router", "STOPPED").primary(true);
  made.session("imp2").service("Cisco Sync Agent", "STOPPED").primary(false);
  const Judgement judgement = made.judged();
  const auto missing = found(judgement, "bundle.missing-logs");
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0]->subject, "imp1/imp2");
  EXPECT_EQ(missing[0]->related.size(), 2U);
  EXPECT_THAT(missing[0]->summary, AllOf(HasSubstr(" of imp1 "), HasSubstr("; of imp2 ")));
  EXPECT_THAT(missing[0]->extra_steps, Contains(HasSubstr("Collect utils core active list of imp1 and imp2: ")));
  EXPECT_THAT(missing[0]->extra_steps, Contains(HasSubstr("Collect Cisco Sync Agent of imp2: ")));
}

TEST(ServiceRules, AStateIsJudgedByItsLegend) {
  const struct {
    const char* state;
    const char* reason;
    const char* rule;
    const char* told;
  } cases[] = {
      {"STOPPED", "Commanded Out of Service", "service.stopped", "error"},
      {"Stopped", "Command Out of Service", "service.stopped", "error"},
      {"STOPPED", "Service Activated", "service.stopped", "error"},
      {"STOPPED", "", "service.stopped", "error"},
      {"STOPPING", "", "service.stopped", "notice?"},
      {"NOTRUNNING", "", "service.not-running", "error"},
      {"STARTING", "", "service.starting", "error"},
      {"DEGRADED", "", "service.not-running", "notice?"},
      {"STOPPED", "Service Not Activated", "service.not-activated", "error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").service("Cisco SIP Proxy", c.state, c.reason);
    EXPECT_EQ(told(made.judged(), c.rule), c.told) << c.state << " " << c.reason;
    ServerTimeline runs;
    runs.session("imp1").service("Cisco SIP Proxy", "STARTED");
    EXPECT_EQ(told(runs.judged(), c.rule), "") << c.rule;
  }
}

TEST(ServiceRules, WhatIsNotActivatedAndNotNeededIsNoFault) {
  ServerTimeline made;
  made.session("imp1").service("Cisco XCP Router", "STARTED");
  for (const char* name : {"Cisco XCP Directory Service", "Cisco XCP File Transfer Manager",
                           "Cisco XCP Message Archiver", "Cisco Serviceability Reporter"})
    made.service(name, "STOPPED", "Service Not Activated");
  const Judgement judgement = made.judged();
  for (const Finding& finding : judgement.findings) {
    EXPECT_LE(finding.severity, Severity::kInfo) << finding.summary;
    EXPECT_EQ(finding.verdict, Verdict::kInconclusive) << finding.summary;
  }
  EXPECT_EQ(judgement.findings.size(), 1U);
}

TEST(ServiceRules, TheFirstBrokenLinkIsTheOneThatStartsFirst) {
  ServerTimeline made;
  made.session("imp1");
  for (const char* name : kCore) {
    const std::string_view down = name;
    const bool stopped = down == "Cisco Route Datastore" || down == "Cisco XCP Router" || down == "Cisco SIP Proxy" ||
                         down == "Cisco Presence Engine";
    made.service(name, stopped ? "STOPPED" : "STARTED", stopped ? "Commanded Out of Service" : "");
  }
  const Judgement judgement = made.judged();
  const auto links = found(judgement, "service.dependency");
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0]->subject, "Cisco Route Datastore on imp1");
  EXPECT_EQ(links[0]->count, 2U);
  ASSERT_FALSE(links[0]->extra_steps.empty());
  EXPECT_THAT(links[0]->extra_steps[0], HasSubstr("Cisco Route Datastore, Cisco XCP Router, Cisco SIP Proxy and Cisco "
                                                  "Presence Engine"));
  EXPECT_EQ(links[0]->related.size(), 4U);
  EXPECT_EQ(told(judgement, "service.stopped"), "error error notice notice") << "two are down by themselves";
}

// The database is below all; what the documents do is told in its order.
TEST(ServiceRules, ADatabaseThatIsDownIsTheRootOfAll) {
  ServerTimeline made;
  made.session("imp1").service("A Cisco DB", "STARTING").service("Cisco Tomcat", "NOTRUNNING");
  made.service("Cisco XCP Router", "STOPPED").service("A Cisco DB Replicator", "STOPPED");
  const Judgement judgement = made.judged();
  const auto links = found(judgement, "service.dependency");
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0]->subject, "A Cisco DB on imp1");
  const auto database = found(judgement, "service.starting");
  ASSERT_EQ(database.size(), 1U);
  ASSERT_NE(database[0]->advice, nullptr);
  EXPECT_THAT(database[0]->advice->cause, AllOf(HasSubstr("host name"), HasSubstr("without a shutdown")));
  const std::vector<std::string>& steps = database[0]->advice->next_steps;
  ASSERT_EQ(steps.size(), 4U);
  EXPECT_THAT(steps[0], HasSubstr("isable high availability"));
  EXPECT_THAT(steps[1], HasSubstr("restart A Cisco DB Replicator"));
  EXPECT_THAT(steps[2], HasSubstr("restart A Cisco DB`"));
  EXPECT_THAT(steps[3], HasSubstr("Cisco TAC"));
  const auto missing = found(judgement, "bundle.missing-logs");
  ASSERT_EQ(missing.size(), 1U);
  EXPECT_EQ(missing[0]->count, 15U) << "7 outputs and 8 logs";
}

// Of the two tables about the account, each is what another output tells.
TEST(ServiceRules, TheTableOfUsersIsHereWhereItHasARow) {
  const auto missing = [](std::string_view table) {
    ServerTimeline made;
    made.session("imp1").service("Cisco Sync Agent", "NOTRUNNING");
    if (!table.empty()) made.session("cucm1").fact(FactKind::kAxlAccount, "axluser", "pkid", table);
    const Judgement judgement = made.judged();
    const auto told = found(judgement, "bundle.missing-logs");
    return told.size() == 1 ? told[0]->summary : std::string();
  };
  EXPECT_THAT(missing(""), HasSubstr("run sql select from applicationuser and credential"));
  EXPECT_THAT(missing(kSyncAgentTable), HasSubstr("run sql select from applicationuser and credential"));
  EXPECT_THAT(missing(kUserTable),
              AllOf(HasSubstr("run sql select * from epassyncagentcfg"), Not(HasSubstr("applicationuser"))));
}

TEST(ServiceRules, ANodeOutsideTheServerListExplainsItsSyncAgent) {
  ServerTimeline made;
  made.session("imp1").service("Cisco Sync Agent", "NOTRUNNING").service("Cisco Presence Engine", "STARTED");
  made.session("cucm1").service("Cisco CallManager", "STARTED").fact(FactKind::kServerListed, "cucm1", {});
  const Judgement judgement = made.judged();
  const auto listed = found(judgement, "sync-agent.not-in-server-list");
  const auto agent = found(judgement, "service.not-running");
  ASSERT_EQ(listed.size(), 1U);
  ASSERT_EQ(agent.size(), 1U);
  const auto place_of = [&](const Finding* finding) {
    return static_cast<std::size_t>(finding - judgement.findings.data());
  };
  EXPECT_THAT(listed[0]->related, Contains(place_of(agent[0])));
  EXPECT_THAT(agent[0]->related, Contains(place_of(listed[0])));
}

TEST(ServiceRules, TheStepsOfAChecklistCarryTheirAnswers) {
  ServerTimeline made;
  made.session("imp1");
  core(made, 0);
  made.service("Cisco Presence Engine", "NOTRUNNING").fact(FactKind::kVersionActive, {}, "12.5.1.14900-4");
  const Judgement judgement = made.judged();
  const auto engine = found(judgement, "service.not-running");
  ASSERT_EQ(engine.size(), 1U);
  std::string steps;
  for (const std::string& step : engine[0]->extra_steps) steps += step + "\n";
  EXPECT_THAT(steps, HasSubstr("Do Cisco Presence Datastore, Cisco SIP Proxy, Cisco XCP Router and Cisco Sync Agent "
                               "run on the node? Yes.\n"));
  EXPECT_THAT(steps, HasSubstr("Have both nodes of the redundancy group the same subclusterid? Not in the bundle: "
                               "run `run sql select * from enterprisenode`.\n"));
  EXPECT_THAT(steps, HasSubstr("Does any other service of the node not run? No: all others that are activated run. On "
                               "both nodes: `set replication-sync monitor disable`. Wait five minutes."));
  EXPECT_THAT(steps, HasSubstr("Is the release another than 12.5? No: it is 12.5.1.14900-4. CSCvg94247 is very"));
  ASSERT_EQ(engine[0]->extra_steps.size(), 6U) << "the start by hand, and five checks";
  EXPECT_THAT(engine[0]->extra_steps[0], HasSubstr("by hand: `utils service start Cisco Presence Engine`"));
  for (const std::string& step : engine[0]->extra_steps) EXPECT_FALSE(is_digit(step.front())) << step;
  EXPECT_EQ(steps.find("run sql update"), std::string::npos) << "only where the answer is no, and with Cisco TAC";
  EXPECT_EQ(told(judgement, "known-defect"), "warning");
}

// That it is the only one that is down can be read from a whole list only.
TEST(ServiceRules, ADefectOfAServiceThatAloneIsDownNeedsAWholeList) {
  ServerTimeline made;
  made.session("imp1").fact(FactKind::kVersionActive, {}, "12.5.1.14900-4");
  made.service("Cisco XCP Router", "STARTED").service("Cisco Presence Engine", "NOTRUNNING");
  EXPECT_EQ(told(made.judged(), "known-defect"), "warning");
  made.fact(FactKind::kOutputUnread, "service-list", "utils service list", "its end is missing");
  EXPECT_EQ(told(made.judged(), "known-defect"), "info?");
}

TEST(ServiceRules, SqlThatChangesTheDatabaseIsToldWithCiscoTacOnly) {
  ServerTimeline made;
  made.session("imp1").service("Cisco Presence Engine", "NOTRUNNING");
  made.fact(FactKind::kNodeSubcluster, "imp1", {}).fact(FactKind::kNodeSubcluster, "imp2", "2");
  const Judgement judgement = made.judged();
  const auto engine = found(judgement, "service.not-running");
  ASSERT_EQ(engine.size(), 1U);
  std::size_t updates = 0;
  for (const std::string& step : engine[0]->extra_steps) {
    if (step.find("run sql update") == std::string::npos) continue;
    ++updates;
    EXPECT_THAT(step, HasSubstr("With Cisco TAC only: `run sql update"));
  }
  EXPECT_EQ(updates, 1U);
}

// The document: first by hand; what else there is where that does not help.
TEST(ServiceRules, AServiceThatFailedIsStartedByHandFirst) {
  ServerTimeline made;
  made.session("imp1").service("Cisco Intercluster Sync Agent", "NOTRUNNING");
  made.session("imp2").fact(FactKind::kServiceState, "Cisco Intercluster Sync Agent", "NOTRUNNING", {}, 1);
  const Judgement judgement = made.judged();
  const auto agents = found(judgement, "service.not-running");
  ASSERT_EQ(agents.size(), 2U);
  ASSERT_FALSE(agents[0]->extra_steps.empty());
  EXPECT_EQ(agents[0]->extra_steps[0],
            "Start it once by hand: `utils service start Cisco Intercluster Sync Agent`. If it is NOTRUNNING again:");
  EXPECT_TRUE(agents[1]->extra_steps.empty()) << "it was started by hand";
}

// The advice about high availability, replication and the Sync Agent is for IM and Presence.
TEST(ServiceRules, AdviceIsOfTheProduct) {
  const auto variant = [](const char* state, const char* other) {
    ServerTimeline made;
    made.session("one").service("Cisco Tomcat", state).service(other, "STARTED");
    const Judgement judgement = made.judged();
    std::string words;
    for (const Finding& finding : judgement.findings) {
      if (finding.subject == "Cisco Tomcat on one") words += std::string(finding.variant);
      EXPECT_TRUE(finding.rule->id != "bundle.missing-logs" || std::string(other) != "Connection Jetty");
    }
    return words;
  };
  for (const char* state : {"STOPPED", "STARTING"}) {
    EXPECT_EQ(variant(state, "Connection Jetty"), "other-product") << state;
    EXPECT_EQ(variant(state, "Cisco XCP Router"), "") << state;
  }
}

// What the platform runs on every node does not make it a node of which most services start.
TEST(ServiceRules, OnlyServicesOfTheProductMakeASubscriberThatStarts) {
  const auto told_of = [](std::size_t platform, const char* platform_state, std::size_t starting) {
    ServerTimeline made;
    for (const char* node : {"imp1", "imp2"}) {
      const bool subscriber = std::string_view(node) == "imp2";
      made.session(node);
      core(made, subscriber ? starting : 0);
      for (std::size_t i = 0; i < platform; ++i)
        made.service("Platform Service " + std::to_string(i), subscriber ? platform_state : "STARTED");
      made.primary(!subscriber);
    }
    return told(made.judged(), "service.starting-subscriber");
  };
  EXPECT_EQ(told_of(20, "STARTED", 6), "error") << "6 of 8 services of IM and Presence";
  EXPECT_EQ(told_of(20, "STARTING", 2), "") << "2 of 8";
}

TEST(ServiceRules, WhatWaitsForAServiceThatMayYetStartIsNoFault) {
  const struct {
    const char* name;
    const char* state;
    int up;  // seconds; -1: not told
    const char* told;
  } cases[] = {
      {"Stopped", "STOPPED", -1, "error"},
      {"Stopping", "STOPPING", -1, "notice?"},
      {"UnknownState", "DEGRADED", -1, "notice?"},
      {"StoppedAfterABoot", "STOPPED", 1799, "notice?"},
      {"StartingAfterABoot", "STARTING", 1799, "notice?"},
      {"StartingLongAfter", "STARTING", 1800, "error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").service("Cisco XCP Router", c.state).service("Cisco Presence Engine", "STOPPED");
    if (c.up >= 0) made.fact(FactKind::kUptime, {}, "up", {}, c.up);
    const Judgement judgement = made.judged();
    EXPECT_EQ(told(judgement, "service.dependency"), c.told) << c.name;
    const auto links = found(judgement, "service.dependency");
    ASSERT_EQ(links.size(), 1U);
    const bool certain = std::string_view(c.told) == "error";
    EXPECT_EQ(links[0]->confidence, certain ? Confidence::kHigh : Confidence::kLow) << c.name;
  }
  ServerTimeline unknown;
  unknown.session("imp1").service("Cisco XCP Router", "STARTING").service("Cisco Presence Engine", "STOPPED");
  const Judgement judgement = unknown.judged();
  EXPECT_EQ(found(judgement, "service.dependency")[0]->confidence, Confidence::kMedium) << "no boot is told";
}

// One finding leads, with the documented way; all that waits for the database is one more.
TEST(ServiceRules, ADatabaseThatIsDownIsToldOnce) {
  ServerTimeline made;
  made.session("imp1");
  for (const char* name : kCore) made.service(name, "STOPPED", "Commanded Out of Service");
  for (const char* name : {"Cisco Syslog Agent", "Cisco CDP", "Nobody Knows It"}) made.service(name, "STOPPED");
  const Judgement judgement = made.judged();
  const auto links = found(judgement, "service.dependency");
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(told(judgement, "service.dependency"), "notice");
  EXPECT_EQ(links[0]->count, 12U);
  const auto stopped = found(judgement, "service.stopped");
  ASSERT_EQ(stopped.size(), 2U);
  EXPECT_EQ(stopped[0]->subject, "A Cisco DB on imp1");
  EXPECT_EQ(stopped[0]->severity, Severity::kError);
  EXPECT_EQ(stopped[1]->severity, Severity::kNotice);
  EXPECT_EQ(stopped[1]->count, 12U);
  EXPECT_THAT(stopped[1]->summary, AllOf(HasSubstr("wait for A Cisco DB"), HasSubstr("Nobody Knows It")));
  EXPECT_EQ(links[0]->related.size(), 2U);
  std::size_t errors = 0;
  for (const Finding& finding : judgement.findings) errors += finding.severity >= Severity::kWarning ? 1 : 0;
  EXPECT_EQ(errors, 1U);
}

TEST(ServiceRules, AnAccountIsJudgedByWhatBothOutputsHave) {
  const struct {
    const char* name;
    const char* agent_id;
    const char* user_id;
    std::int64_t agent_credential, user_credential;
    const char* told;
    const char* variant;
  } cases[] = {
      {"Same", "a", "A", 7, 7, "", ""},
      {"OtherId", "a", "b", 7, 7, "error", ""},
      {"OtherCredential", "a", "a", 7, 8, "error", ""},
      {"NoCredential", "a", "a", 7, kNoCredential, "notice?", "no-credential"},
      {"NoIdOfTheUser", "a", "", 7, 7, "notice?", "no-id"},
      {"NoIdOfTheAgent", "", "b", 7, 7, "notice?", "no-id"},
      {"NoIdAndOtherCredential", "", "b", 7, 8, "error", ""},
      {"NeitherIdNorCredential", "", "b", kNoCredential, 8, "notice?", "no-id"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").fact(FactKind::kAxlAccount, "axluser", c.agent_id, kSyncAgentTable, c.agent_credential);
    made.session("cucm1").fact(FactKind::kAxlAccount, "axluser", c.user_id, kUserTable, c.user_credential);
    const Judgement judgement = made.judged();
    EXPECT_EQ(told(judgement, "sync-agent.axl-account"), c.told) << c.name;
    for (const Finding* finding : found(judgement, "sync-agent.axl-account"))
      EXPECT_EQ(finding->variant, c.variant) << c.name;
  }
}

TEST(ServiceRules, NodesOfAPairShareAGroup) {
  const struct {
    const char* name;
    std::vector<const char*> groups;  // of imp1, imp2, ...
    const char* told;
  } cases[] = {
      {"Same", {"2", "2"}, ""},
      {"Different", {"2", "3"}, "error"},
      {"None", {"2", ""}, "error"},
      {"BothNone", {"", ""}, "error error"},
      {"One", {"2"}, ""},
      {"FourInTwo", {"2", "2", "3", "3"}, ""},
      {"FourWithOneNone", {"2", "2", "3", ""}, "error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1");
    for (std::size_t i = 0; i < c.groups.size(); ++i)
      made.fact(FactKind::kNodeSubcluster, "imp" + std::to_string(i + 1), c.groups[i]);
    EXPECT_EQ(told(made.judged(), "presence-engine.subcluster"), c.told) << c.name;
  }
}

TEST(ClusterRules, VersionsAreComparedAsFarAsTheyMayDiffer) {
  const struct {
    const char* name;
    const char* other_role;
    const char* one;
    const char* other;
    const char* told;
  } cases[] = {
      {"Same", "cups dbsub", "12.5.1.14900-4", "12.5.1.14900-4", ""},
      {"BuildOfOneProduct", "cups dbsub", "12.5.1.14900-4", "12.5.1.14900-5", "notice"},
      {"BuildOfTwoProducts", "callmanager dbpub", "12.5.1.14900-4", "12.5.1.14900-63", ""},
      {"Respin", "cups dbsub", "14.0.1.12900-1", "14.0.1.12901-1", "notice"},
      {"UpdateOfTwoProducts", "callmanager dbpub", "11.5.1.13900-4", "11.5.1.14900-63", "error"},
      {"UpdateBeforeEleven", "callmanager dbpub", "10.5.1.13900-4", "10.5.1.14900-63", ""},
      {"UpdateOfOneProductBeforeEleven", "cups dbsub", "10.5.1.13900-4", "10.5.1.14900-4", "error"},
      {"Release", "callmanager dbpub", "10.5.1.13900-4", "10.0.1.13900-4", "error"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("one").fact(FactKind::kVersionActive, {}, c.one);
    made.cluster("one", "cups dbpub").cluster("other", c.other_role);
    made.session("other").fact(FactKind::kVersionActive, {}, c.other);
    EXPECT_EQ(told(made.judged(), "cluster.version-mismatch"), c.told) << c.name;
  }
}

// Unity Connection and another cluster have versions of their own.
TEST(ClusterRules, VersionsAreComparedWithinACluster) {
  ServerTimeline made;
  made.session("imp1").fact(FactKind::kVersionActive, {}, "14.0.1.12900-1");
  made.cluster("imp1", "cups dbpub").cluster("imp2", "cups dbsub").cluster("cucm1", "callmanager dbpub");
  made.session("imp2").fact(FactKind::kVersionActive, {}, "14.0.1.12900-1");
  made.session("cuc1").fact(FactKind::kVersionActive, {}, "12.5.1.13900-1").service("Connection Jetty", "STARTED");
  made.session("far1").fact(FactKind::kVersionActive, {}, "12.5.1.13900-1").cluster("far1", "cups dbpub");
  EXPECT_EQ(told(made.judged(), "cluster.version-mismatch"), "");
  made.session("cuc2").fact(FactKind::kVersionActive, {}, "11.5.1.13900-1").service("Connection Jetty", "STARTED");
  made.session("cucm1").fact(FactKind::kVersionActive, {}, "14.0.1.13900-1");
  const Judgement judgement = made.judged();
  const auto mismatches = found(judgement, "cluster.version-mismatch");
  ASSERT_EQ(mismatches.size(), 2U);
  EXPECT_EQ(mismatches[0]->subject, "cuc1/cuc2");
  EXPECT_EQ(mismatches[1]->subject, "cucm1/imp1/imp2");
  ServerTimeline alone;
  alone.session("imp1").fact(FactKind::kVersionActive, {}, "14.0.1.12900-1").service("Cisco XCP Router", "STARTED");
  alone.session("cuc1").fact(FactKind::kVersionActive, {}, "12.5.1.13900-1").service("Connection Jetty", "STARTED");
  const Judgement apart = alone.judged();
  EXPECT_TRUE(std::none_of(apart.passed.begin(), apart.passed.end(), [](const auto& passed) {
    return passed.rule == "cluster.version-mismatch";
  })) << "nothing was compared";
  ServerTimeline bare;
  bare.session("one").fact(FactKind::kVersionActive, {}, "14.0.1.12900-1");
  bare.session("two").fact(FactKind::kVersionActive, {}, "12.5.1.13900-1");
  EXPECT_EQ(told(bare.judged(), "cluster.version-mismatch"), "warning?") << "they may be of two products";
}

TEST(ClusterRules, AWayThatDoesNotWorkIsTold) {
  ServerTimeline made;
  made.session("imp1").fact(FactKind::kConnectivity, "imp2", "completed successfully", {}, 0);
  EXPECT_EQ(told(made.judged(), "diagnose.failed"), "");
  made.fact(FactKind::kConnectivity, "cucm1", "Network connectivity test with cucm1 failed", {}, 1);
  const Judgement judgement = made.judged();
  const auto failed = found(judgement, "diagnose.failed");
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0]->subject, "connectivity to cucm1 on imp1");
  EXPECT_EQ(failed[0]->severity, Severity::kWarning);
  made.fact(FactKind::kConnectivity, "cucm1", "completed successfully", {}, 0);
  EXPECT_EQ(told(made.judged(), "diagnose.failed"), "") << "the last answer counts";
}

// Neither says by itself that something is wrong with the product.
TEST(ServiceRules, AnAlertAboutTheHostIsEvidenceOfWhatIsNear) {
  const struct {
    const char* name;
    const char* alert;
    const char* node;
    int time;
    std::size_t evidence;  // beside the list
  } cases[] = {
      {"JustBefore", "LowSwapPartitionAvailableDiskSpace", "imp1.example.com", 9990, 1},
      {"AnHourBefore", "LowAvailableVirtualMemory", "imp1", 10000 - 3600, 1},
      {"LongBefore", "LowAvailableVirtualMemory", "imp1", 10000 - 3601, 0},
      {"Later", "LowSwapPartitionAvailableDiskSpace", "imp1", 10001, 0},
      {"OtherNode", "LowSwapPartitionAvailableDiskSpace", "imp2", 9990, 0},
      {"OfOtherFindings", "ServerDown", "imp1", 9990, 0},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").at(10000).service("Cisco Presence Engine", "NOTRUNNING");
    made.alert(c.time, c.alert, c.node, "text");
    const Judgement judgement = made.judged();
    ASSERT_EQ(found(judgement, "service.not-running").size(), 1U) << c.name;
    EXPECT_EQ(found(judgement, "service.not-running")[0]->evidence.size(), 1 + c.evidence) << c.name;
  }

  constexpr RuleInfo kFailover{"ha.failover", "", "", Severity::kWarning, {}, {}};
  for (const auto& [time, told] : {std::pair(400, 0), std::pair(401, 1), std::pair(1700, 1), std::pair(1701, 0)}) {
    Findings findings;
    Finding failover;
    failover.rule = &kFailover;
    failover.subject = "imp1/imp2";
    failover.window = Window{test::at(1001), test::at(1100)};
    findings.add(failover);
    ServerTimeline made;
    made.session("imp1").alert(time, "ServerDown", "imp2", "text");
    add_host_alerts(made.make(), findings);
    EXPECT_EQ(findings.all()[0].evidence.size(), static_cast<std::size_t>(told)) << time;
  }
}

// RTMT tells of a moment.
TEST(ServiceRules, AnAlertIsEvidenceElseAFindingOfItsOwn) {
  constexpr const char* kDown = "Service operational status is DOWN. Cisco Presence Engine.";
  ServerTimeline made;
  made.session("imp1").service("Cisco Presence Engine", "NOTRUNNING");
  const std::size_t before = found(made.judged(), "service.not-running")[0]->evidence.size();
  made.alert(100, "CriticalServiceDown", "imp1.example.com", kDown).alert(200, "CriticalServiceDown", "imp1", kDown);
  const Judgement with_list = made.judged();
  const auto failed = found(with_list, "service.not-running");
  ASSERT_EQ(failed.size(), 1U);
  EXPECT_EQ(failed[0]->evidence.size(), before + 2);

  made.alert(300, "PEIDSQueryError", "imp1", "AppID : Cisco Presence Engine");
  made.alert(400, "PEIDSQueryError", "imp1", "AppID : Cisco SIP Proxy");
  const Judgement with_another = made.judged();
  EXPECT_EQ(found(with_another, "service.not-running")[0]->evidence.size(), before + 3);

  ServerTimeline alone;
  alone.session("imp1").service("Cisco XCP Router", "STARTED");
  alone.alert(100, "CriticalServiceDown", "imp2", kDown).alert(200, "CriticalServiceDown", "imp2", kDown);
  alone.alert(300, "LowAvailableDiskSpace", "imp2", "the disk");
  const Judgement without = alone.judged();
  const auto told_alone = found(without, "service.not-running");
  ASSERT_EQ(told_alone.size(), 1U);
  EXPECT_EQ(told_alone[0]->subject, "Cisco Presence Engine on imp2");
  EXPECT_EQ(told_alone[0]->severity, Severity::kWarning);
  EXPECT_EQ(told_alone[0]->count, 2U);
  EXPECT_EQ(told_alone[0]->window, (Window{test::at(100), test::at(200)}));
  EXPECT_THAT(told_alone[0]->summary, HasSubstr(kDown));

  ServerTimeline runs;
  runs.session("imp1").service("Cisco Presence Engine", "STARTED").alert(100, "CriticalServiceDown", "imp1", kDown);
  EXPECT_EQ(told(runs.judged(), "service.not-running"), "info");
}

TEST(ClusterRules, AnAlertIsEvidenceElseAFindingOfItsOwn) {
  ServerTimeline made;
  made.session("cucm1").fact(FactKind::kDbReplication, "imp1", "words", {}, 3);
  made.fact(FactKind::kDbReplication, "imp2", "words", {}, 2);
  for (const char* node : {"imp1", "imp2", "imp3"}) made.alert(100, "DBReplicationFailure", node, "state 3");
  made.alert(100, "CoreDumpFileFound", "imp3", "core.1");
  const Judgement judgement = made.judged();
  std::string words;
  for (const Finding* finding : found(judgement, "db.replication"))
    words += finding->subject + " " + std::string(name_of(finding->severity)) + " " +
             std::to_string(finding->evidence.size()) + "; ";
  EXPECT_EQ(words, "imp1 error 2; imp3 warning 1; imp2 info 1; ");
  EXPECT_EQ(told(judgement, "core.dump"), "warning");
}

// What Cisco TAC asks for is of the node of the service, and has the service's own log.
TEST(ServiceRules, WhatIsMissingIsOfTheNode) {
  const auto missing = [](const ServerTimeline& made) {
    std::string words;
    const Judgement judgement = made.judged();
    for (const Finding* finding : found(judgement, "bundle.missing-logs")) {
      for (const std::string& step : finding->extra_steps) words += step.substr(0, step.find(':')) + "\n";
    }
    return words;
  };
  ServerTimeline made;
  made.session("imp1").service("Cisco XCP Router", "NOTRUNNING");
  ServerTimeline other = made, own = made;
  EXPECT_THAT(missing(made),
              AllOf(HasSubstr("Collect utils core active list\n"), HasSubstr("Collect Cisco XCP Router\n"),
                    HasSubstr("Collect utils dbreplication runtimestate\n"),
                    HasSubstr("Collect Event Viewer-Application Log\n")));
  other.session("imp2").fact(FactKind::kNoCoreFiles, {}, "No core files found").file("b/syslog/CiscoSyslog");
  other.file("b/rtr-jsm-1_000.log").fact(FactKind::kDbReplication, "imp1", "words", {}, 2);
  EXPECT_THAT(missing(other),
              AllOf(HasSubstr("Collect utils core active list\n"), HasSubstr("Collect Cisco XCP Router\n"),
                    HasSubstr("Collect Event Viewer-Application Log\n")));
  EXPECT_EQ(missing(other).find("runtimestate"), std::string::npos) << "of any node";
  own.session("imp1").fact(FactKind::kNoCoreFiles, {}, "No core files found").file("a/syslog/CiscoSyslog");
  own.file("a/rtr-jsm-1_000.log");
  EXPECT_EQ(missing(own).find("core active"), std::string::npos);
  EXPECT_EQ(missing(own).find("Router"), std::string::npos);
  EXPECT_EQ(missing(own).find("Application Log"), std::string::npos);
}

TEST(ClusterRules, ReplicationIsJudgedByItsCodeAndTheTimeSinceTheBoot) {
  const struct {
    const char* name;
    std::int64_t code;
    int up;  // seconds; -1: not told
    const char* told;
  } cases[] = {
      {"Good", 2, 60, ""},
      {"BadShortlyAfterABoot", 3, 60, "error"},
      {"Failed", 4, -1, "error"},
      {"NotStartedLately", 0, 3599, "notice?"},
      {"NotStartedLong", 0, 3600, "error"},
      {"CountWrong", 1, 3600, "error"},
      {"NotSetUp", -1, 60, "notice?"},
      {"NotStartedNobodyKnows", 0, -1, "warning?"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").fact(FactKind::kDbReplication, "imp2", "words", {}, c.code);
    if (c.up >= 0) made.fact(FactKind::kUptime, {}, "up", {}, c.up);
    EXPECT_EQ(told(made.judged(), "db.replication"), c.told) << c.name;
  }
}

TEST(ClusterRules, ACheckOfTheTablesIsToldAsItSays) {
  const struct {
    const char* name;
    std::int64_t number;
    int up;  // seconds; -1: not told
    const char* told;
    const char* summary;
  } cases[] = {
      {"Clean", kCheckClean, -1, "", ""},
      {"Running", kCheckRunning, -1, "", ""},
      {"Errors", kCheckErrors, -1, "error", "found errors or mismatches: \"words\""},
      {"Incomplete", kCheckIncomplete, -1, "notice?", "is not complete: \"words\""},
      {"ServicesDown", kCheckServicesDown, 3600, "error", "do not all run on imp1: \"words\""},
      {"ServicesDownAfterABoot", kCheckServicesDown, 3599, "notice?", "they may still start"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").fact(FactKind::kDbReplicationCheck, {}, "words", {}, c.number);
    if (c.up >= 0) made.fact(FactKind::kUptime, {}, "up", {}, c.up);
    const Judgement judgement = made.judged();
    EXPECT_EQ(told(judgement, "db.replication"), c.told) << c.name;
    for (const Finding* finding : found(judgement, "db.replication"))
      EXPECT_THAT(finding->summary, HasSubstr(c.summary)) << c.name;
  }
}

TEST(ClusterRules, ACoreFileIsOfTheCaseOrOlder) {
  const auto micros = [](int seconds) { return test::at(seconds).time_since_epoch().count(); };
  constexpr int kNow = 40 * 86400, kDay = 86400;
  const struct {
    const char* name;
    int written;
    const char* told;
  } cases[] = {
      {"Today", kNow - 60, "error"},
      {"SixDays", kNow - 6 * kDay, "error"},
      {"SevenDaysAndAnyZone", kNow - 7 * kDay - 13 * 3600, "error"},
      {"EightDays", kNow - 8 * kDay, "info"},
  };
  for (const auto& c : cases) {
    ServerTimeline made;
    made.session("imp1").at(kNow).fact(FactKind::kCoreFile, "core.1", "epe", {}, micros(c.written));
    EXPECT_EQ(told(made.judged(), "core.dump"), c.told) << c.name;
  }
}

}  // namespace
}  // namespace logscan::detail
