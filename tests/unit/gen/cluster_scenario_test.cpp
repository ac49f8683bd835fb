#include <gmock/gmock.h>

#include <set>
#include <string>

#include "cluster_check.h"
#include "random_cluster_scenario.h"
#include "scenario.h"

namespace logscan::gen {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kHead = "start: 2026-03-04T00:00:00Z\nhours: 1\n";
constexpr const char* kNodes =
    "  nodes: [{name: imp1, product: presence}, {name: imp2, product: presence}, {name: cucm1, product: call-manager}, "
    "{name: cuc1, product: connection}]\n";

std::string error_of(const std::string& cluster) {
  const auto scenario = parse_scenario(std::string(kHead) + "cluster:\n" + cluster);
  return scenario ? "" : scenario.error().message;
}

// The fault stands in line 6.
std::string fault_error(const std::string& fault, const std::string& more = "") {
  return error_of(std::string(kNodes) + "  faults:\n    - " + fault + "\n" +
                  (more.empty() ? "" : "    - " + more + "\n"));
}

TEST(ClusterScenario, FillsInWhatIsNotSaid) {
  const auto scenario = parse_scenario(std::string(kHead) + "cluster: {}\n");
  ASSERT_TRUE(scenario) << scenario.error().message;
  ASSERT_TRUE(scenario->cluster);
  EXPECT_TRUE(scenario->nodes.empty());
  const Cluster& cluster = *scenario->cluster;
  ASSERT_EQ(cluster.nodes.size(), 3U);
  EXPECT_EQ(cluster.nodes[0].name, "imp1");
  EXPECT_EQ(cluster.nodes[2].product, Product::kCallManager);
  EXPECT_EQ(cluster.version, "14.0.1.12900-161");
  EXPECT_EQ(cluster.ha, HighAvailability::kOn);
  EXPECT_TRUE(cluster.faults.empty());
}

TEST(ClusterScenario, ReadsEveryKeyAndPrintsWhatReadsBack) {
  const std::string yaml = std::string(kHead) + R"(cluster:
  nodes:
    - {name: prs-b, product: presence, up: 3h}
    - {name: prs-a, product: presence, up: 15m}
    - {name: cucm1, product: call-manager}
    - {name: cucm2, product: call-manager}
    - {name: cuc1, product: connection}
  domain: corp.example.net
  version: 12.5.1.16900-48
  zone: Asia/Kolkata
  ha: off
  ha_status: tabbed
  services: spaced
  replication: old
  faults:
    - {kind: service-stopped, node: prs-b, service: A Cisco DB Replicator}
    - {kind: service-not-running, node: prs-b, service: Cisco XCP Directory Service}
    - {kind: service-starting, node: cucm1, service: Cisco AXL Web Service}
    - {kind: service-not-activated, node: prs-b, service: Cisco XCP Message Archiver}
    - {kind: subscriber-starting, node: prs-a}
    - {kind: replication-broken, node: cucm2, state: 4}
    - {kind: ntp-unsynchronised, node: cuc1}
    - {kind: core-dump, node: cucm1, process: ccm, ago: 10d}
    - {kind: version-mismatch, node: cuc1, version: 12.5.1.17900-5}
    - {kind: unauthenticated, node: cucm2}
    - {kind: diagnose-failed, node: cucm1, module: raid, result: 'it''s broken: twice'}
    - {kind: monitor-disabled, node: prs-a}
    - {kind: subcluster-null, node: prs-b}
    - {kind: listener-missing, node: cuc1}
)";
  const auto scenario = parse_scenario(yaml);
  ASSERT_TRUE(scenario) << scenario.error().message;
  const Cluster& cluster = *scenario->cluster;
  ASSERT_EQ(cluster.nodes.size(), 5U);
  EXPECT_EQ(cluster.nodes[1].up, Seconds(900));
  EXPECT_EQ(cluster.zone, ClockZone::kKolkata);
  EXPECT_EQ(cluster.ha, HighAvailability::kOff);
  EXPECT_EQ(cluster.ha_status, HaStatusForm::kTabbed);
  EXPECT_EQ(cluster.services, ServiceForm::kSpaced);
  EXPECT_EQ(cluster.replication, ReplicationForm::kOld);
  ASSERT_EQ(cluster.faults.size(), 14U);
  EXPECT_EQ(cluster.faults[0].service, "A Cisco DB Replicator");
  EXPECT_EQ(cluster.faults[0].line, 18);
  EXPECT_EQ(cluster.faults[5].state, 4U);
  EXPECT_EQ(cluster.faults[5].node, 3U);
  EXPECT_EQ(cluster.faults[7].ago, Seconds(864'000));
  EXPECT_EQ(cluster.faults[10].result, "it's broken: twice");

  const std::string text = print_scenario(*scenario);
  const auto again = parse_scenario(text);
  ASSERT_TRUE(again) << again.error().message << "\n" << text;
  EXPECT_EQ(print_scenario(*again), text);
  EXPECT_EQ(again->cluster->faults[10].result, "it's broken: twice");
}

TEST(ClusterScenario, ErrorsNameTheLine) {
  EXPECT_THAT(error_of("  speed: 3\n"),
              StartsWith("line 4: 'speed' is no key of the cluster; known are: nodes, domain"));
  EXPECT_THAT(error_of("  nodes: imp1\n"), StartsWith("line 4: 'nodes' of the cluster is a list"));
  EXPECT_THAT(error_of("  nodes: [{name: imp1}]\n"),
              StartsWith("line 4: 'product' is missing; write one of: presence"));
  EXPECT_THAT(error_of("  zone: Europe/Berlin\n"), StartsWith("line 4: 'Europe/Berlin' is no value of 'zone'"));
  EXPECT_THAT(fault_error("{kind: fire, node: imp1}"),
              StartsWith("line 6: 'fire' is no value of 'kind'; write one of:"));
  EXPECT_THAT(fault_error("{kind: ntp-unsynchronised}"), StartsWith("line 6: 'node' is missing"));
  EXPECT_THAT(fault_error("{kind: ntp-unsynchronised, node: imp3}"),
              StartsWith("line 6: 'imp3' is no value of 'node'; write one of the cluster's nodes"));
  EXPECT_THAT(fault_error("{kind: service-stopped, node: imp1}"), StartsWith("line 6: 'service' is missing"));
  EXPECT_THAT(fault_error("{kind: ntp-unsynchronised, node: imp1, service: x}"),
              StartsWith("line 6: 'service' is no key of a fault of the cluster"));
  EXPECT_THAT(fault_error("{kind: version-mismatch, node: imp1}"), StartsWith("line 6: 'version' is missing"));
}

TEST(ClusterScenario, RefusesWhatCannotBe) {
  EXPECT_THAT(error_of("  nodes: [{name: imp1, product: presence}]\n"), HasSubstr("two nodes of IM and Presence"));
  EXPECT_THAT(error_of("  nodes: [{name: IMP1, product: presence}]\n"), HasSubstr("'IMP1' is no node name"));
  EXPECT_THAT(error_of("  nodes: [{name: a, product: presence}, {name: a, product: presence}]\n"),
              HasSubstr("'a' stands twice"));
  EXPECT_THAT(error_of("  version: 14\n"), HasSubstr("'14' is no version"));
  EXPECT_THAT(error_of("  domain: '-'\npair: {}\n"), HasSubstr("'cluster' stands alone"));
  EXPECT_EQ(fault_error("{kind: service-stopped, node: cucm1, service: Cisco Tomcat}"), "");
  EXPECT_THAT(fault_error("{kind: service-stopped, node: cucm1, service: Cisco SIP Proxy}"),
              StartsWith("line 6: 'Cisco SIP Proxy' is no service of cucm1"));
  EXPECT_THAT(fault_error("{kind: service-stopped, node: cucm1, service: Cisco AMC Service}"),
              StartsWith("line 6: 'Cisco AMC Service' is no service of cucm1 of which the documents tell"));
  EXPECT_THAT(fault_error("{kind: service-stopped, node: imp2, service: Cisco Serviceability Reporter}"),
              StartsWith("line 6: Cisco Serviceability Reporter is activated on the publisher only"));
  EXPECT_THAT(fault_error("{kind: service-not-activated, node: imp2, service: Cisco XCP Router}"),
              StartsWith("line 6: 'service-not-activated' takes a service of a feature"));
  EXPECT_THAT(fault_error("{kind: subscriber-starting, node: imp1}"), StartsWith("line 6: imp1 is no subscriber"));
  EXPECT_THAT(fault_error("{kind: monitor-disabled, node: cucm1}"), StartsWith("line 6: cucm1 is no node of IM"));
  EXPECT_THAT(fault_error("{kind: not-in-server-list, node: cuc1}"), StartsWith("line 6: cuc1 is no node of IM"));
  EXPECT_THAT(fault_error("{kind: listener-missing, node: imp1}"), StartsWith("line 6: imp1 is no node of Unity"));
  EXPECT_THAT(fault_error("{kind: unauthenticated, node: cuc1}"),
              StartsWith("line 6: no other node is in the cluster"));
  EXPECT_THAT(fault_error("{kind: replication-broken, node: cucm1}"),
              StartsWith("line 6: cucm1 has the only database"));
  EXPECT_THAT(fault_error("{kind: replication-broken, node: imp1, state: 2}"),
              StartsWith("line 6: 'state' is 0, 1, 3"));
  EXPECT_THAT(fault_error("{kind: version-mismatch, node: imp1, version: 14.0.1.12900-161}"),
              StartsWith("line 6: 'version' is that of the cluster"));
  EXPECT_THAT(fault_error("{kind: diagnose-failed, node: imp1, result: Passed well}"),
              StartsWith("line 6: 'result' is a text"));
}

TEST(ClusterScenario, RefusesWhatNobodyCouldJudge) {
  const auto up = [](const char* span) {
    return error_of(std::string("  nodes: [{name: a, product: presence, up: ") + span +
                    "}, {name: b, product: presence}, {name: c, product: call-manager}]\n");
  };
  EXPECT_EQ(up("20m"), "");
  EXPECT_THAT(up("1201s"), HasSubstr("too near to what decides; change 'up'"));
  EXPECT_THAT(up("2399s"), HasSubstr("too near to what decides; change 'up'"));
  EXPECT_EQ(up("40m"), "");
  EXPECT_THAT(up("599s"), HasSubstr("'up' is from 10m"));

  const auto core = [](const char* ago) {
    return fault_error(std::string("{kind: core-dump, node: imp1, ago: ") + ago + "}");
  };
  EXPECT_EQ(core("6d"), "");
  EXPECT_THAT(core("518401s"), StartsWith("line 6: 'ago' is at most 6d"));
  EXPECT_EQ(core("9d"), "");

  // The Presence Engine waits for both.
  EXPECT_THAT(
      fault_error("{kind: service-stopped, node: imp1, service: Cisco XCP Router}",
                  "{kind: service-stopped, node: imp1, service: Cisco Sync Agent}"),
      StartsWith("line 7: this 'service-stopped' and the 'service-stopped' of line 6 take the same services away"));
  EXPECT_EQ(fault_error("{kind: service-stopped, node: imp1, service: Cisco XCP Router}",
                        "{kind: service-stopped, node: imp2, service: Cisco Sync Agent}"),
            "");
  EXPECT_THAT(fault_error("{kind: subscriber-starting, node: imp2}",
                          "{kind: service-stopped, node: imp2, service: Cisco Syslog Agent}"),
              HasSubstr("cannot be told from each other"));
  EXPECT_THAT(fault_error("{kind: subcluster-null, node: imp1}", "{kind: subcluster-other, node: imp2}"),
              HasSubstr("hide each other"));
  EXPECT_THAT(fault_error("{kind: ntp-unsynchronised, node: imp1}", "{kind: ntp-unsynchronised, node: imp1}"),
              HasSubstr("are of one node"));
  EXPECT_THAT(
      fault_error("{kind: service-stopped, node: imp1, service: A Cisco DB}", "{kind: replication-broken, node: imp2}"),
      StartsWith("line 7: this 'replication-broken' is told by the database of imp1, which is down"));
  EXPECT_THAT(fault_error("{kind: service-stopped, node: cucm1, service: A Cisco DB}",
                          "{kind: not-in-server-list, node: imp2}"),
              StartsWith("line 7: this 'not-in-server-list' is told by the database of cucm1, which is down"));
  EXPECT_EQ(
      fault_error("{kind: service-stopped, node: imp2, service: A Cisco DB}", "{kind: replication-broken, node: imp2}"),
      "");
}

TEST(ClusterVersion, HasFiveNumbers) {
  EXPECT_EQ(parse_version("14.0.1.12900-161"), (VersionNumbers{14, 0, 1, 12900, 161}));
  for (const char* text : {"", "14", "14.0.1", "14.0.1.12900", "14.0.1.12900-", "14.0.1.12900-x", "a.0.1.12900-1"})
    EXPECT_FALSE(parse_version(text)) << text;
}

TEST(RandomClusterScenario, IsValidAndReadsBack) {
  std::set<ClusterFaultKind> kinds;
  std::size_t healthy = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Scenario scenario = random_cluster_scenario(seed);
    const Status status = check_scenario(scenario);
    ASSERT_TRUE(status) << seed << ": " << status.error().message;
    const std::string text = print_scenario(scenario);
    const auto again = parse_scenario(text);
    ASSERT_TRUE(again) << seed << ": " << again.error().message;
    EXPECT_EQ(print_scenario(*again), text) << seed;
    for (const ClusterFault& fault : scenario.cluster->faults) kinds.insert(fault.kind);
    if (scenario.cluster->faults.empty()) ++healthy;
  }
  EXPECT_EQ(kinds.size(), 17U);
  EXPECT_GT(healthy, 0U);
}

}  // namespace
}  // namespace logscan::gen
