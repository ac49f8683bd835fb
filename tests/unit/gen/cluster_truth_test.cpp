// Small clusters whose findings are worked out by hand from the documents.
#include "cluster_truth.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "generate.h"

namespace logscan::gen {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

// `service.stopped Cisco SIP Proxy on imp2 fail notice x1`, by rule and subject; `?` where nothing may be told.
std::vector<std::string> findings_of(const std::string& faults, const std::string& more = "",
                                     const std::string& up = "9d") {
  const std::string yaml =
      "start: 2026-03-04T00:00:00Z\nhours: 1\ncluster:\n  nodes:\n    - {name: imp1, product: presence}\n"
      "    - {name: imp2, product: presence, up: " +
      up +
      "}\n    - {name: cucm1, product: call-manager}\n    - {name: cucm2, product: call-manager}\n"
      "    - {name: cuc1, product: connection}\n" +
      more + (faults.empty() ? "" : "  faults:\n" + faults);
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  if (!scenario) return {};
  const auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  if (!generated) return {};
  EXPECT_EQ(generated->files.size(), 5U);
  std::vector<std::string> lines;
  for (const ExpectedFinding& finding : generated->truth.findings) {
    EXPECT_FALSE(finding.window);
    std::string line = finding.rule + " " + finding.subject + " " + finding.verdict;
    if (finding.severity) line += " " + *finding.severity;
    if (finding.count) line += " x" + std::to_string(*finding.count);
    if (!finding.certain) line += " ?";
    lines.push_back(line);
  }
  return lines;
}

std::string fault(const std::string& kind, const std::string& node, const std::string& more = "") {
  return "    - {kind: " + kind + ", node: " + node + (more.empty() ? "" : ", " + more) + "}\n";
}
std::string service(const std::string& kind, const std::string& node, const std::string& name) {
  return fault(kind, node, "service: " + name);
}

TEST(ClusterTruth, FindsNothingWhereAllIsWell) { EXPECT_THAT(findings_of(""), IsEmpty()); }

TEST(ClusterTruth, WhatWaitsForAServiceIsANotice) {
  EXPECT_THAT(
      findings_of(service("service-stopped", "imp2", "Cisco Client Profile Agent")),
      ElementsAre("ha.bad-state imp1/imp2 fail", "service.dependency Cisco Client Profile Agent on imp2 fail error x11",
                  "service.stopped Cisco Client Profile Agent on imp2 fail error",
                  "service.stopped Cisco Presence Engine on imp2 fail notice ?",
                  "service.stopped Cisco SIP Proxy on imp2 fail notice ?",
                  "service.stopped Cisco XCP Authentication Service on imp2 fail notice ?",
                  "service.stopped Cisco XCP Connection Manager on imp2 fail notice ?",
                  "service.stopped Cisco XCP Directory Service on imp2 fail notice ?",
                  "service.stopped Cisco XCP File Transfer Manager on imp2 fail notice ?",
                  "service.stopped Cisco XCP Message Archiver on imp2 fail notice ?",
                  "service.stopped Cisco XCP SIP Federation Connection Manager on imp2 fail notice ?",
                  "service.stopped Cisco XCP Text Conference Manager on imp2 fail notice ?",
                  "service.stopped Cisco XCP Web Connection Manager on imp2 fail notice ?",
                  "service.stopped Cisco XCP XMPP Federation Connection Manager on imp2 fail notice ?",
                  "service.stopped imp2 fail notice x11 ?"));
  EXPECT_THAT(
      findings_of(service("service-stopped", "cucm2", "A Cisco DB")),
      ElementsAre("service.dependency A Cisco DB on cucm2 fail x4",
                  "service.stopped A Cisco DB Replicator on cucm2 fail notice ?",
                  "service.stopped A Cisco DB on cucm2 fail error",
                  "service.stopped Cisco AXL Web Service on cucm2 fail notice ?",
                  "service.stopped Cisco Database Layer Monitor on cucm2 fail notice ?",
                  "service.stopped Cisco Tomcat on cucm2 fail notice ?", "service.stopped cucm2 fail notice x4 ?"));
}

TEST(ClusterTruth, WhatWaitsJustAfterABootMayStillStart) {
  EXPECT_THAT(
      findings_of(service("service-starting", "imp2", "Cisco Sync Agent"), "", "20m"),
      ElementsAre("ha.bad-state imp1/imp2 fail", "service.dependency Cisco Sync Agent on imp2 inconclusive notice x1",
                  "service.starting Cisco Sync Agent on imp2 inconclusive notice",
                  "service.stopped Cisco Presence Engine on imp2 inconclusive notice ?",
                  "service.stopped imp2 inconclusive notice x1 ?"));
  EXPECT_THAT(findings_of(service("service-not-running", "imp2", "Cisco XCP Directory Service"), "", "20m"),
              ElementsAre("service.not-running Cisco XCP Directory Service on imp2 inconclusive notice"));
}

TEST(ClusterTruth, TheStateAndTheNeedDecideTheRule) {
  EXPECT_THAT(findings_of(service("service-not-running", "cucm1", "Cisco AXL Web Service")),
              ElementsAre("service.not-running Cisco AXL Web Service on cucm1 fail warning"));
  const std::string starting = service("service-starting", "imp2", "Cisco XCP Directory Service");
  EXPECT_THAT(findings_of(starting), ElementsAre("service.starting Cisco XCP Directory Service on imp2 fail warning"));
  EXPECT_THAT(findings_of(starting, "", "20m"),
              ElementsAre("service.starting Cisco XCP Directory Service on imp2 inconclusive notice"));
  // Nobody takes the notifications without it.
  EXPECT_THAT(findings_of(service("service-stopped", "cuc1", "Connection Jetty")),
              ElementsAre("listener.down cuc1 fail", "service.stopped Connection Jetty on cuc1 fail warning"));
  EXPECT_THAT(findings_of(fault("listener-missing", "cuc1")), ElementsAre("listener.down cuc1 fail"));
}

TEST(ClusterTruth, ActivationFollowsTheTable) {
  const auto one = [](const char* node, const char* name) {
    return findings_of(service("service-not-activated", node, name));
  };
  EXPECT_THAT(one("imp2", "Cisco SIP Proxy"),
              ElementsAre("ha.bad-state imp1/imp2 fail", "service.dependency Cisco SIP Proxy on imp2 fail error x1",
                          "service.not-activated Cisco SIP Proxy on imp2 fail error",
                          "service.stopped Cisco Presence Engine on imp2 fail notice ?",
                          "service.stopped imp2 fail notice x1 ?"));
  EXPECT_THAT(one("imp2", "Cisco Presence Engine"),
              ElementsAre("service.not-activated Cisco Presence Engine on imp2 fail error"));
  EXPECT_THAT(one("imp2", "Cisco XCP Web Connection Manager"),
              ElementsAre("service.activation Cisco XCP Web Connection Manager on imp2 fail warning"));
  EXPECT_THAT(one("imp2", "Cisco XCP Text Conference Manager"),
              ElementsAre("service.activation imp2 inconclusive info x1"));
  EXPECT_THAT(one("imp2", "Cisco AXL Web Service"), ElementsAre("service.activation imp2 inconclusive info x1"));
  EXPECT_THAT(one("imp1", "Cisco AXL Web Service"),
              ElementsAre("service.activation Cisco AXL Web Service on imp1 fail warning"));
  EXPECT_THAT(one("imp1", "Cisco Serviceability Reporter"),
              ElementsAre("service.activation Cisco Serviceability Reporter on imp1 fail notice"));
  EXPECT_THAT(one("imp1", "Cisco Bulk Provisioning Service"),
              ElementsAre("service.activation imp1 inconclusive info x1"));
  EXPECT_THAT(one("imp1", "Cisco XCP File Transfer Manager"), IsEmpty());
  // On no node: whether LDAP is searched is asked on both.
  EXPECT_THAT(
      findings_of(service("service-not-activated", "imp1", "Cisco XCP Directory Service") +
                  service("service-not-activated", "imp2", "Cisco XCP Directory Service") +
                  service("service-not-activated", "imp2", "Cisco XCP Message Archiver")),
      ElementsAre("service.activation imp1 inconclusive info x1", "service.activation imp2 inconclusive info x2"));
}

TEST(ClusterTruth, ASubscriberAfterARestart) {
  // The 22 services that wait for replication and for the Sync Agent.
  EXPECT_THAT(findings_of(fault("subscriber-starting", "imp2"), "", "3h"),
              ElementsAre("ha.bad-state imp1/imp2 fail", "service.starting-subscriber imp2 fail error x22"));
  EXPECT_THAT(findings_of(fault("subscriber-starting", "imp2"), "", "20m"),
              ElementsAre("ha.bad-state imp1/imp2 fail", "service.starting-subscriber imp2 inconclusive notice x22"));
}

TEST(ClusterTruth, KnownDefects) {
  EXPECT_THAT(findings_of(service("service-stopped", "imp1", "Cisco Intercluster Sync Agent")),
              ElementsAre("known-defect CSCvj09515 on imp1 inconclusive info",
                          "known-defect CSCvq63308 on imp1 inconclusive info",
                          "service.stopped Cisco Intercluster Sync Agent on imp1 fail error"));
  const std::string engine = service("service-not-running", "imp1", "Cisco Presence Engine");
  EXPECT_THAT(findings_of(engine, "  version: 12.5.1.16900-48\n"),
              Contains("known-defect CSCvg94247 on imp1 fail warning"));
  EXPECT_THAT(findings_of(engine), ElementsAre("ha.bad-state imp1/imp2 fail",
                                               "service.not-running Cisco Presence Engine on imp1 fail error"));
  EXPECT_THAT(
      findings_of(engine + service("service-stopped", "imp1", "Cisco Syslog Agent"), "  version: 12.5.1.16900-48\n"),
      ElementsAre("ha.bad-state imp1/imp2 fail", "service.not-running Cisco Presence Engine on imp1 fail error",
                  "service.stopped Cisco Syslog Agent on imp1 fail error"));
}

TEST(ClusterTruth, TheDatabase) {
  EXPECT_THAT(findings_of(fault("replication-broken", "imp2", "state: 3"), "", "20m"),
              ElementsAre("db.replication imp2 fail error"));
  EXPECT_THAT(findings_of(fault("replication-broken", "imp2", "state: 0"), "", "45m"),
              ElementsAre("db.replication imp2 inconclusive notice"));
  EXPECT_THAT(findings_of(fault("replication-broken", "imp2", "state: 1"), "", "75m"),
              ElementsAre("db.replication imp2 fail error"));
  EXPECT_THAT(findings_of(fault("subcluster-null", "imp2")),
              ElementsAre("ha.bad-state imp1/imp2 fail", "presence-engine.subcluster imp2 fail error",
                          "service.stopped Cisco Presence Engine on imp2 fail error"));
  EXPECT_THAT(findings_of(fault("subcluster-other", "imp2")),
              Contains("presence-engine.subcluster imp1/imp2 fail error"));
  EXPECT_THAT(findings_of("    - {kind: axl-account, account: password}\n"),
              ElementsAre("ha.bad-state imp1/imp2 fail", "service.dependency Cisco Sync Agent on imp1 fail error x1",
                          "service.not-running Cisco Sync Agent on imp1 fail error",
                          "service.stopped Cisco Presence Engine on imp1 fail notice ?",
                          "service.stopped imp1 fail notice x1 ?", "sync-agent.axl-account imp1 fail error"));
}

TEST(ClusterTruth, ANodeThatCommunicationsManagerDoesNotHave) {
  EXPECT_THAT(findings_of(fault("not-in-server-list", "imp2")),
              ElementsAre("ha.bad-state imp1/imp2 fail", "service.dependency Cisco Sync Agent on imp2 fail error x1",
                          "service.not-running Cisco Sync Agent on imp2 fail error",
                          "service.stopped Cisco Presence Engine on imp2 fail notice ?",
                          "service.stopped imp2 fail notice x1 ?", "sync-agent.not-in-server-list imp2 fail error"));
}

TEST(ClusterTruth, TheNodes) {
  EXPECT_THAT(findings_of(fault("ntp-unsynchronised", "imp2")), ElementsAre("ntp.unsynchronised imp2 fail warning"));
  EXPECT_THAT(findings_of(fault("ntp-unsynchronised", "imp2"), "", "20m"),
              ElementsAre("ntp.unsynchronised imp2 inconclusive notice"));
  EXPECT_THAT(findings_of(fault("unauthenticated", "cucm2")), ElementsAre("cluster.unauthenticated cucm2 fail error"));
  EXPECT_THAT(findings_of(fault("diagnose-failed", "cuc1", "module: raid")),
              ElementsAre("diagnose.failed raid on cuc1 fail warning"));
  EXPECT_THAT(
      findings_of(fault("monitor-disabled", "imp1") + fault("monitor-disabled", "imp2")),
      ElementsAre("replication-monitor.disabled imp1 fail warning", "replication-monitor.disabled imp2 fail warning"));
  // Asked at 01:10:00, the last of all.
  EXPECT_THAT(findings_of(fault("core-dump", "cuc1", "ago: 1h")),
              ElementsAre("core.dump core.4711.6.ccm.1772583000 on cuc1 fail error"));
  EXPECT_THAT(findings_of(fault("core-dump", "cuc1", "ago: 9d")),
              ElementsAre("core.dump core.4711.6.ccm.1771809000 on cuc1 fail info"));
}

TEST(ClusterTruth, Versions) {
  const auto one = [](const char* node, const char* version, const char* others = "14.0.1.12900-161") {
    return findings_of(fault("version-mismatch", node, std::string("version: ") + version),
                       std::string("  version: ") + others + "\n");
  };
  const auto found = [](const char* severity) {
    return ElementsAre(std::string("cluster.version-mismatch cucm1/cucm2/imp1/imp2 fail ") + severity + " x4");
  };
  EXPECT_THAT(one("cucm1", "15.0.1.10000-32"), found("error"));
  EXPECT_THAT(one("imp1", "14.0.1.13900-5"), found("error"));
  EXPECT_THAT(one("imp2", "14.0.1.12901-1"), found("notice"));
  EXPECT_THAT(one("imp2", "14.0.1.12900-162"), found("notice"));
  // Unity Connection has a cluster of its own.
  EXPECT_THAT(one("cuc1", "15.0.1.10000-32"), IsEmpty());
}

TEST(ClusterTruth, TheScenarioOfTheTree) {
  std::ifstream file(LOGSCAN_TESTDATA "/cluster/scenario.yaml");
  const std::string yaml{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  const auto scenario = parse_scenario(yaml);
  ASSERT_TRUE(scenario) << scenario.error().message;
  const auto generated = generate(*scenario);
  ASSERT_TRUE(generated) << generated.error().message;
  std::vector<std::string> found;
  for (const ExpectedFinding& finding : generated->truth.findings) {
    if (finding.certain) found.push_back(finding.rule + " " + finding.subject);
  }
  EXPECT_THAT(
      found, ElementsAre("cluster.unauthenticated cucm2", "core.dump core.4990.6.CuMbxSync.1773033000 on cuc1",
                         "db.replication cucm2", "diagnose.failed validate_network on imp1", "ha.bad-state imp1/imp2",
                         "listener.down cuc1", "ntp.unsynchronised cucm1", "replication-monitor.disabled imp1",
                         "service.activation imp2", "service.dependency Cisco Sync Agent on imp1",
                         "service.dependency Cisco Sync Agent on imp2", "service.not-running Cisco Sync Agent on imp1",
                         "service.not-running Cisco Sync Agent on imp2", "service.not-running Connection Jetty on cuc1",
                         "sync-agent.axl-account imp1", "sync-agent.not-in-server-list imp2"));
}

TEST(ClusterTruth, HighAvailability) {
  EXPECT_THAT(findings_of("", "  ha: off\n"), ElementsAre("ha.disabled imp1/imp2 fail"));
  EXPECT_THAT(findings_of(service("service-stopped", "imp1", "Cisco XCP Router") +
                          service("service-stopped", "imp2", "Cisco Presence Engine")),
              IsSupersetOf({"ha.bad-state imp1/imp2 fail", "service.stopped Cisco XCP Router on imp1 fail error",
                            "service.stopped Cisco Presence Engine on imp2 fail error"}));
}

}  // namespace
}  // namespace logscan::gen
