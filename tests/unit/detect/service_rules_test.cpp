// The rules about services, activation and clusters, at their borders. What they tell as a whole is in testdata/rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

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
  EXPECT_THAT(steps[0], HasSubstr("Disable high availability"));
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
  EXPECT_THAT(steps, HasSubstr("1. Do Cisco Presence Datastore, Cisco SIP Proxy, Cisco XCP Router and Cisco Sync Agent "
                               "run on the node? Yes."));
  EXPECT_THAT(steps, HasSubstr("3. Have both nodes of the redundancy group the same subclusterid? Not in this case: "
                               "`run sql select * from enterprisenode`."));
  EXPECT_THAT(steps,
              HasSubstr("4. Does any other service of the node not run? No: all others that are activated run."));
  EXPECT_THAT(steps, HasSubstr("`set replication-sync monitor disable`"));
  EXPECT_THAT(steps, HasSubstr("5. Is the release another than 12.5? No: it is 12.5.1.14900-4."));
  EXPECT_EQ(steps.find("run sql update"), std::string::npos) << "only where the answer is no, and with Cisco TAC";
  EXPECT_EQ(told(judgement, "known-defect"), "warning");
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
    EXPECT_EQ(step.rfind("With Cisco TAC only: ", 0), 0U) << step;
  }
  EXPECT_EQ(updates, 1U);
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
