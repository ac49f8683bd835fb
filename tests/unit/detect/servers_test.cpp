#include "detect/servers.h"

#include <gtest/gtest.h>

#include "detect/server_checks.h"
#include "unit/detect/server_timeline.h"

namespace logscan::detail {
namespace {

const Services& services() {
  static const Result<Knowledge> knowledge = Knowledge::load({});
  return knowledge->services();
}

TEST(Servers, TellHowAServiceStands) {
  const struct {
    const char* state;
    const char* reason;
    ServiceStanding standing;
  } cases[] = {
      {"STARTED", "", ServiceStanding::kRuns},
      {"Started", "", ServiceStanding::kRuns},
      {"STOPPED", "Service Not Activated", ServiceStanding::kNotActivated},
      {"STOPPED", "service not activated", ServiceStanding::kNotActivated},
      {"STOPPED", "Commanded Out of Service", ServiceStanding::kStopped},
      {"Stopped", "Command Out of Service", ServiceStanding::kStopped},
      {"STOPPED", "Service Activated", ServiceStanding::kStopped},
      {"STOPPED", "", ServiceStanding::kStopped},
      {"STOPPED", "Servi", ServiceStanding::kOther},
      {"STOPPED", "a reason that no document has", ServiceStanding::kOther},
      {"STARTING", "", ServiceStanding::kStarting},
      {"STOPPING", "", ServiceStanding::kStopping},
      {"NOTRUNNING", "", ServiceStanding::kNotRunning},
      {"NOT RUNNING", "", ServiceStanding::kNotRunning},
      {"DEGRADED", "", ServiceStanding::kOther},
      {"", "", ServiceStanding::kOther},
  };
  for (const auto& c : cases) EXPECT_EQ(standing_of(c.state, c.reason), c.standing) << c.state << c.reason;
}

TEST(Servers, TheLastAnswerCounts) {
  ServerTimeline made;
  // The later session comes first in the case.
  made.session("imp1").at(1000).service("Cisco SIP Proxy", "STARTED");
  made.session("imp1").at(500).service("Cisco SIP Proxy", "STOPPED");
  made.session("imp2").service("XCP Router", "STARTING").service("Cisco XCP Router", "STARTED");
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  ASSERT_EQ(servers.all().size(), 2U);
  EXPECT_EQ(servers.find("imp1")->find("Cisco SIP Proxy")->standing, ServiceStanding::kRuns);
  ASSERT_EQ(servers.find("imp2")->services.size(), 1U) << "two spellings of one service";
  EXPECT_EQ(servers.find("imp2")->services[0].standing, ServiceStanding::kRuns);
}

// Two files name imp1; the one of them cannot be of the node that the cluster has as its publisher.
TEST(Servers, NoNodeIsThePrimaryOneAndIsNot) {
  ServerTimeline made;
  made.session("imp1").cluster("imp1", "cups dbpub").service("Cisco SIP Proxy", "STARTED").primary(true);
  made.session("imp1").service("Cisco SIP Proxy", "STOPPED").primary(false);
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  ASSERT_EQ(servers.all().size(), 2U);
  EXPECT_EQ(servers.find("imp1")->find("Cisco SIP Proxy")->standing, ServiceStanding::kRuns);
  EXPECT_FALSE(servers.find("imp1")->doubtful);
  const Server* const other = servers.find("session2");
  ASSERT_NE(other, nullptr);
  EXPECT_EQ(other->find("Cisco SIP Proxy")->standing, ServiceStanding::kStopped);
  EXPECT_FALSE(other->named);
  EXPECT_TRUE(other->doubtful);
}

TEST(Servers, ListServicesInTheOrderOfStarting) {
  ServerTimeline made;
  made.session("imp1").service("Zebra", "STARTED").service("Cisco XCP Router", "STARTED");
  made.service("A Cisco DB", "STARTED");
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  const Server& server = servers.all().front();
  ASSERT_EQ(server.services.size(), 3U);
  EXPECT_EQ(server.services[0].name, "A Cisco DB");
  EXPECT_EQ(server.services[1].name, "Cisco XCP Router");
  EXPECT_EQ(server.services[2].name, "Zebra");
  EXPECT_EQ(server.services[2].known, nullptr);
}

TEST(Servers, TakeTheirRoleFromTheClusterElseFromTheList) {
  ServerTimeline made;
  made.session("IMP1.example.com").service("Cisco XCP Router", "STARTED").primary(false);
  made.cluster("imp1", "cups dbpub").cluster("cucm1", "callmanager dbpub").cluster("imp2", "cups dbsub");
  made.session("imp2").service("Cisco Tomcat", "STARTED");
  made.session("imp3").service("Cisco XCP Router", "STARTED").primary(true);
  made.session("cuc1").service("Connection Jetty", "STARTED");
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  EXPECT_EQ(servers.find("imp1")->role, NodeRole::kPublisher);
  EXPECT_EQ(servers.find("imp2")->role, NodeRole::kSubscriber);
  EXPECT_TRUE(servers.find("imp2")->is_presence()) << "by its cluster";
  EXPECT_EQ(servers.find("imp3")->role, NodeRole::kPublisher);
  EXPECT_TRUE(servers.find("imp3")->is_presence()) << "by its services";
  EXPECT_FALSE(servers.find("cuc1")->role.has_value());
  EXPECT_TRUE(servers.find("cuc1")->is_connection());
  EXPECT_FALSE(servers.find("cuc1")->is_presence());
}

TEST(Servers, AreNamedByTheirClusterWhereNothingElseDoes) {
  ServerTimeline made;
  made.session("").service("Cisco XCP Router", "STARTED");
  made.cluster("imp1", "cups dbpub", "authenticated").cluster("imp2", "cups dbsub");
  made.session("").service("Cisco XCP Router", "STARTED");
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  ASSERT_EQ(servers.all().size(), 2U);
  EXPECT_EQ(servers.all()[0].name, "imp1");
  EXPECT_TRUE(servers.all()[0].named);
  EXPECT_EQ(servers.all()[1].name, "session2");
  EXPECT_FALSE(servers.all()[1].named);
}

TEST(Servers, KnowHowLongTheyAreUp) {
  ServerTimeline made;
  made.session("imp1").at(1000).service("Cisco XCP Router", "STARTING").boot(100).boot(400).boot(2000);
  made.session("imp2").service("Cisco XCP Router", "STARTING").fact(FactKind::kUptime, {}, "up 12 min", {}, 720);
  made.session("imp3").at(1000).service("Cisco XCP Router", "STARTING");
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  const auto up = [&](const char* name) {
    const Server& server = *servers.find(name);
    return servers.up_for(server, server.services[0].told);
  };
  EXPECT_EQ(up("imp1"), Duration(std::chrono::seconds(600))) << "since the last boot before it";
  EXPECT_EQ(up("imp2"), Duration(std::chrono::seconds(720)));
  EXPECT_FALSE(up("imp3").has_value());
}

TEST(Servers, ABootThatALogBesideTellsCounts) {
  ServerTimeline made;
  made.session("").at(1000).service("Cisco XCP Router", "STARTING");
  made.session("").boot(400);
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  const Server& server = servers.all().front();
  EXPECT_EQ(servers.up_for(server, server.services[0].told), Duration(std::chrono::seconds(600)));
  Timeline elsewhere = made.make();
  elsewhere.sources[1].folder = "imp2/";
  const Servers apart(elsewhere, services());
  EXPECT_FALSE(apart.up_for(apart.all().front(), apart.all().front().services[0].told).has_value());
}

TEST(Servers, APartOfASessionIsAServer) {
  ServerTimeline made;
  made.session("").service("Cisco SIP Proxy", "STARTED").service("Cisco SIP Proxy", "STOPPED");
  made.service("Cisco XCP Router", "STARTED");
  Timeline timeline = made.make();
  timeline.sources[0].result.parts = {{0, {}, {}}, {2, {}, "imp1 or imp2"}, {3, "imp3", {}}};
  timeline.facts[2].text.node = timeline.names.intern("imp3");
  const Servers servers(timeline, services());
  ASSERT_EQ(servers.all().size(), 3U);
  EXPECT_EQ(servers.all()[0].name, "imp3");
  EXPECT_FALSE(servers.all()[0].doubtful);
  EXPECT_EQ(servers.all()[1].spoken(), "the server of session1:1");
  EXPECT_EQ(servers.all()[1].services[0].standing, ServiceStanding::kRuns);
  EXPECT_EQ(servers.all()[2].spoken(), "imp1 or imp2 (session1:2 does not tell which)");
  EXPECT_EQ(servers.all()[2].services[0].standing, ServiceStanding::kStopped);
  EXPECT_TRUE(servers.all()[2].doubtful);
}

TEST(Servers, AnOutputThatWasAskedForAgainIsNotMissed) {
  ServerTimeline made;
  made.session("imp1").service("Cisco SIP Proxy", "STARTED");
  made.fact(FactKind::kOutputUnread, "service-list", "utils service list", "its end is missing");
  ServerTimeline again = made, restarted = made;
  again.service("Cisco SIP Proxy", "STARTED");
  restarted.fact(FactKind::kServiceState, "Cisco SIP Proxy", "STARTED", {}, 1);
  const auto unread = [](const ServerTimeline& of) {
    const Timeline timeline = of.make();
    return Servers(timeline, services()).all().front().unread.size();
  };
  EXPECT_EQ(unread(made), 1U);
  EXPECT_EQ(unread(again), 0U);
  EXPECT_EQ(unread(restarted), 1U) << "a start tells of one service";
}

TEST(Servers, AnEmptyListOfCoreFilesEndsTheOneBefore) {
  ServerTimeline made;
  made.session("imp1").fact(FactKind::kCoreFile, "core.1.6.ccm.2", "ccm");
  const Timeline before = made.make();
  EXPECT_EQ(Servers(before, services()).latest(FactKind::kCoreFile).size(), 1U);
  made.fact(FactKind::kNoCoreFiles, {}, {});
  const Timeline after = made.make();
  EXPECT_EQ(Servers(after, services()).latest(FactKind::kCoreFile).size(), 0U);
}

// The checklists of Cisco 217304.

std::string told(const ServerTimeline& made, const char* server, const char* check) {
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  const Answer found = answer(timeline, servers, *servers.find(server), check);
  return !found.yes ? "?" : *found.yes ? "yes" : "no";
}

TEST(ServerChecks, PresenceEngineOneToFive) {
  ServerTimeline made;
  made.session("imp1");
  for (const char* name : {"Cisco Presence Datastore", "Cisco SIP Proxy", "Cisco XCP Router"})
    made.service(name, "STARTED");
  made.service("Cisco Presence Engine", "STOPPED");
  EXPECT_EQ(told(made, "imp1", "services-first"), "?") << "the Sync Agent is not in the list";
  EXPECT_EQ(told(made, "imp1", "another-service-down"), "?");
  EXPECT_EQ(told(made, "imp1", "in-redundancy-group"), "?");
  EXPECT_EQ(told(made, "imp1", "same-subcluster"), "?");
  EXPECT_EQ(told(made, "imp1", "release-without-defect"), "?");
  ServerTimeline runs = made, stopped = made;
  runs.service("Cisco Sync Agent", "STARTED");
  EXPECT_EQ(told(runs, "imp1", "services-first"), "yes");
  EXPECT_EQ(told(runs, "imp1", "another-service-down"), "no");
  stopped.service("Cisco Sync Agent", "STOPPED");
  EXPECT_EQ(told(stopped, "imp1", "services-first"), "no");
  EXPECT_EQ(told(stopped, "imp1", "another-service-down"), "yes");
  ServerTimeline groups = made, one = made;
  groups.fact(FactKind::kNodeSubcluster, "imp1", "2").fact(FactKind::kNodeSubcluster, "imp2", "2");
  EXPECT_EQ(told(groups, "imp1", "in-redundancy-group"), "yes");
  EXPECT_EQ(told(groups, "imp1", "same-subcluster"), "yes");
  groups.fact(FactKind::kNodeSubcluster, "imp2", "3");
  EXPECT_EQ(told(groups, "imp1", "same-subcluster"), "no");
  one.fact(FactKind::kNodeSubcluster, "imp1", {}).fact(FactKind::kNodeSubcluster, "imp2", "2");
  EXPECT_EQ(told(one, "imp1", "in-redundancy-group"), "no");
  EXPECT_EQ(told(one, "imp1", "same-subcluster"), "no");
  ServerTimeline old = made;
  old.fact(FactKind::kVersionActive, {}, "12.5.1.14900-4");
  EXPECT_EQ(told(old, "imp1", "release-without-defect"), "no");
  old.fact(FactKind::kVersionActive, {}, "14.0.1.12900-1");
  EXPECT_EQ(told(old, "imp1", "release-without-defect"), "yes");
}

// That all others run can only be read from a list of all.
TEST(ServerChecks, AListInPartDoesNotSayThatAllOthersRun) {
  const auto all_run = [](std::int64_t by_command) {
    ServerTimeline made;
    made.session("imp1");
    for (const char* name : {"Cisco Presence Datastore", "Cisco SIP Proxy", "Cisco XCP Router", "Cisco Sync Agent"})
      made.fact(FactKind::kServiceState, name, "STARTED", {}, by_command);
    made.service("Cisco Presence Engine", "STARTING");
    return made;
  };
  EXPECT_EQ(told(all_run(0), "imp1", "another-service-down"), "no");
  ServerTimeline cut = all_run(0);
  cut.fact(FactKind::kOutputUnread, "service-list", "utils service list", "its end is missing");
  EXPECT_EQ(told(cut, "imp1", "another-service-down"), "?");
  cut.service("Cisco XCP Config Manager", "STOPPED");
  EXPECT_EQ(told(cut, "imp1", "another-service-down"), "yes") << "what is down is down in a part too";
  ServerTimeline started;
  started.session("imp1").fact(FactKind::kServiceState, "Cisco Presence Engine", "NOTRUNNING", {}, 1);
  EXPECT_EQ(told(started, "imp1", "another-service-down"), "?") << "the start of one service shows no other";
}

TEST(ServerChecks, WhatNothingTellsIsLookedAtByHand) {
  ServerTimeline made;
  made.session("imp1").service("Cisco Sync Agent", "NOTRUNNING");
  const Timeline timeline = made.make();
  const Servers servers(timeline, services());
  const auto by_hand = [&](const char* check) {
    return answer(timeline, servers, servers.all().front(), check).by_hand;
  };
  for (const char* check : {"troubleshooter", "page-reached", "publishers-restarted", "of-somebody"})
    EXPECT_TRUE(by_hand(check)) << check;
  for (const char* check : {"same-version", "axl-runs", "in-server-list", "agent-table", "right-publisher",
                            "user-table", "same-account", "account-exists", "another-service-down"})
    EXPECT_FALSE(by_hand(check)) << check;
}

TEST(ServerChecks, SyncAgentOneToEleven) {
  ServerTimeline made;
  made.session("imp1").service("Cisco XCP Router", "STARTED").service("Cisco Sync Agent", "NOTRUNNING");
  for (const char* check :
       {"same-version", "axl-runs", "in-server-list", "troubleshooter", "page-reached", "publishers-restarted",
        "agent-table", "right-publisher", "user-table", "same-account", "account-exists"})
    EXPECT_EQ(told(made, "imp1", check), "?") << check;

  made.fact(FactKind::kVersionActive, {}, "12.5.1.14900-4");
  made.fact(FactKind::kSyncAgentPublisher, {}, "10.0.0.11");
  made.fact(FactKind::kAxlAccount, "axluser", "pkid-1", kSyncAgentTable, 77);
  made.cluster("cucm1", "callmanager dbpub").fact(FactKind::kClusterName, "cucm1", "10.0.0.11");
  EXPECT_EQ(told(made, "imp1", "agent-table"), "yes");
  EXPECT_EQ(told(made, "imp1", "right-publisher"), "yes");
  EXPECT_EQ(told(made, "imp1", "same-account"), "?");

  ServerTimeline good = made;
  good.session("cucm1")
      .fact(FactKind::kVersionActive, {}, "12.5.1.14900-63")
      .service("Cisco AXL Web Service", "STARTED");
  good.fact(FactKind::kServerListed, "cucm1", {}).fact(FactKind::kServerListed, "IMP1.example.com", {});
  good.fact(FactKind::kAxlAccount, "axluser", "PKID-1", kUserTable, 77);
  for (const char* check : {"same-version", "axl-runs", "in-server-list", "agent-table", "right-publisher",
                            "user-table", "same-account", "account-exists"})
    EXPECT_EQ(told(good, "imp1", check), "yes") << check;

  ServerTimeline bad = made;
  bad.fact(FactKind::kSyncAgentPublisher, {}, "10.0.0.99");
  bad.session("cucm1")
      .fact(FactKind::kVersionActive, {}, "12.5.1.13900-63")
      .service("Cisco AXL Web Service", "STOPPED");
  bad.fact(FactKind::kServerListed, "cucm1", {});
  bad.fact(FactKind::kAxlAccount, "axluser", "pkid-1", kUserTable, 78);
  for (const char* check : {"same-version", "axl-runs", "in-server-list", "right-publisher", "same-account"})
    EXPECT_EQ(told(bad, "imp1", check), "no") << check;

  ServerTimeline none = made;
  none.session("cucm1").fact(FactKind::kNoAxlAccount, "axluser", {});
  EXPECT_EQ(told(none, "imp1", "user-table"), "yes");
  EXPECT_EQ(told(none, "imp1", "account-exists"), "no");
  ServerTimeline other = made;
  other.session("cucm1").fact(FactKind::kNoAxlAccount, "somebody", {});
  EXPECT_EQ(told(other, "imp1", "account-exists"), "?") << "another user was asked for";
  ServerTimeline hidden = made;
  hidden.session("cucm1").fact(FactKind::kAxlAccount, "axluser", "pkid-1", kUserTable, kNoCredential);
  EXPECT_EQ(told(hidden, "imp1", "same-account"), "?");
  ServerTimeline no_id = made;
  no_id.session("cucm1").fact(FactKind::kAxlAccount, "axluser", {}, kUserTable, 77);
  EXPECT_EQ(told(no_id, "imp1", "same-account"), "?");
  ServerTimeline no_id_bad = made;
  no_id_bad.session("cucm1").fact(FactKind::kAxlAccount, "axluser", {}, kUserTable, 78);
  EXPECT_EQ(told(no_id_bad, "imp1", "same-account"), "no");
}

TEST(ServerChecks, AListThatIsCutDoesNotSayThatANodeIsMissing) {
  ServerTimeline made;
  made.session("imp1").service("Cisco XCP Router", "STARTED");
  made.session("cucm1").fact(FactKind::kServerListed, "cucm1", {});
  EXPECT_EQ(told(made, "imp1", "in-server-list"), "no");
  made.fact(FactKind::kOutputUnread, "network-cluster", "show network cluster", "1 row that could not be read");
  EXPECT_EQ(told(made, "imp1", "in-server-list"), "?");
}

}  // namespace
}  // namespace logscan::detail
