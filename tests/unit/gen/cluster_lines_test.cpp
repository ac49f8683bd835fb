#include "cluster_lines.h"

#include <gmock/gmock.h>

#include <string>
#include <utility>

namespace logscan::gen {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Collected at 02:00:00 on Wednesday, 4 March 2026: imp1 is asked at 01:57:00, cuc1 at 02:00:00.
std::string session_of(std::size_t node, const std::string& faults = "", const std::string& more = "") {
  std::string yaml =
      "start: 2026-03-04T00:00:00Z\nhours: 1\ncollected: 2026-03-04T02:00:00Z\ncluster:\n  nodes:\n"
      "    - {name: imp1, product: presence, up: 26h8m}\n    - {name: imp2, product: presence, up: 15m}\n"
      "    - {name: cucm1, product: call-manager}\n    - {name: cuc1, product: connection}\n" +
      more;
  if (!faults.empty()) yaml += "  faults:\n" + faults;
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  return scenario ? cluster_session(*scenario, tell_cluster(*scenario), node) : "";
}

// From the command to the next prompt.
std::string output_of(const std::string& session, const std::string& command) {
  const std::string typed = "admin:" + command;
  const std::size_t at = session.find(typed);
  if (at == std::string::npos) return "";
  const std::size_t begin = session.find('\n', at) + 1;
  return session.substr(begin, session.find("admin:", begin) - begin);
}

TEST(ClusterLines, Services) {
  const std::string stopped = "    - {kind: service-stopped, node: imp2, service: Cisco Client Profile Agent}\n";
  const std::string list = output_of(session_of(1, stopped), "utils service list");
  EXPECT_THAT(list, StartsWith("Requesting service status, please wait...\n"));
  EXPECT_THAT(list, HasSubstr("\nA Cisco DB[STARTED]\n"));
  EXPECT_THAT(list, HasSubstr("\nCisco Client Profile Agent[STOPPED]  Commanded Out of Service\n"));
  EXPECT_THAT(list, HasSubstr("\nCisco SIP Proxy[STOPPED]  Commanded Out of Service\n"));
  EXPECT_THAT(list, HasSubstr("\nCisco Serviceability Reporter[STOPPED]  Service Not Activated\n"));
  EXPECT_THAT(list, EndsWith("\nPrimary Node =false\nCommand successful\n"));
  const std::string other = output_of(session_of(0, stopped, "  services: spaced\n"), "utils service list");
  EXPECT_THAT(other, HasSubstr("\nCisco Client Profile Agent [STARTED]\n"));
  EXPECT_THAT(other, HasSubstr("\nPrimary Node =true\n"));
  EXPECT_THAT(other, Not(HasSubstr("STOPPED")));
}

TEST(ClusterLines, TheClusterAsANodeHasIt) {
  EXPECT_EQ(output_of(session_of(1, "    - {kind: unauthenticated, node: imp1}\n"), "show network cluster"),
            "192.0.2.21 imp1.example.com imp1 Subscriber cups DBPub unauthenticated\n"
            "192.0.2.22 imp2.example.com imp2 Subscriber cups DBSub authenticated\n"
            "192.0.2.23 cucm1.example.com cucm1 Publisher callmanager DBPub authenticated using TCP since Wed Mar  4 "
            "01:48:00 2026\n");
  EXPECT_EQ(output_of(session_of(3), "show network cluster"),
            "192.0.2.24 cuc1.example.com cuc1 Publisher connection DBPub authenticated\n");
}

TEST(ClusterLines, TheServerList) {
  EXPECT_EQ(output_of(session_of(2), "run sql select name from processnode"),
            "name\n"
            "==================\n"
            "EnterpriseWideData\n"
            "imp1.example.com\n"
            "imp2.example.com\n"
            "cucm1.example.com\n"
            "\n");
  const std::string fault = "    - {kind: not-in-server-list, node: imp2}\n";
  const std::string manager = session_of(2, fault);
  EXPECT_THAT(output_of(manager, "run sql select name from processnode"),
              AllOf(HasSubstr("\nimp1.example.com\n"), Not(HasSubstr("imp2"))));
  EXPECT_THAT(output_of(manager, "show network cluster"), AllOf(HasSubstr(" imp1 "), Not(HasSubstr("imp2"))));
  EXPECT_THAT(output_of(session_of(1, fault), "show network cluster"), HasSubstr(" imp2 "));
  EXPECT_THAT(output_of(session_of(1, fault), "utils service list"), HasSubstr("\nCisco Sync Agent[NOTRUNNING]\n"));
}

TEST(ClusterLines, Replication) {
  const std::string broken = "    - {kind: replication-broken, node: imp2}\n";
  const std::string modern = output_of(session_of(0, broken), "utils dbreplication runtimestate");
  EXPECT_THAT(modern, AllOf(StartsWith("Server Time: Wed Mar  4 01:57:00 UTC 2026\n"),
                            HasSubstr("Cluster Detailed View from imp1 (2 Servers):\n"),
                            HasSubstr("DB Version: ccm14_0_1_12900_161\n")));
  EXPECT_THAT(modern,
              HasSubstr("\nimp1                     192.0.2.21        0.045     Y/Y/Y     0        (g_2)          "
                        "(2) Setup Completed\n"));
  EXPECT_THAT(modern,
              HasSubstr("\nimp2                     192.0.2.22        1.711     Y/Y/Y     128      (g_3)          "
                        "(3) Bad Replication\n"));
  const std::string old = output_of(session_of(0, "", "  replication: old\n"), "utils dbreplication runtimestate");
  EXPECT_THAT(old, HasSubstr("\n     Replication status command COMPLETED 754 tables checked out of 754\n"));
  EXPECT_THAT(old, HasSubstr(" (2) PUB Setup Completed\n"));
  // Only publishers are asked.
  EXPECT_EQ(output_of(session_of(1), "utils dbreplication runtimestate"), "");
}

TEST(ClusterLines, TablesOfTheDatabase) {
  EXPECT_EQ(output_of(session_of(0, "    - {kind: subcluster-null, node: imp2}\n"),
                      "run sql select id, name, subclusterid from enterprisenode"),
            "id name             subclusterid\n"
            "== ================ ============\n"
            "1  imp1.example.com 1001\n"
            "2  imp2.example.com NULL\n"
            "\n");
  EXPECT_EQ(output_of(session_of(0, "", "  ha: off\n"), "run sql select name, haenabled from enterprisesubcluster"),
            "name           haenabled\n"
            "============== =========\n"
            "DefaultCluster f\n"
            "\n");
  EXPECT_EQ(output_of(session_of(2, "    - {kind: axl-account, account: missing}\n"),
                      "run sql select applicationuser.pkid, applicationuser.name"),
            "pkid name credentials\n"
            "==== ==== ===========\n"
            "\n");
  EXPECT_THAT(session_of(0, "    - {kind: service-stopped, node: imp1, service: A Cisco DB}\n"),
              Not(HasSubstr("run sql")));
}

// The row of the agent and that of the user, each without its other columns.
TEST(ClusterLines, TheAccountOfTheSyncAgent) {
  const auto account = [](const std::string& fault) {
    const std::string agent = output_of(session_of(0, fault), "run sql select * from epassyncagentcfg");
    const std::string user = output_of(session_of(2, fault), "run sql select applicationuser.pkid");
    const std::size_t id = agent.rfind("CUPSAXLUser ") + 12;
    const std::size_t user_row = user.rfind("==\n") + 3;
    return std::make_pair(agent.substr(id, 36) == user.substr(user_row, 36),
                          agent.substr(id + 37, 16) == user.substr(user.rfind(' ') + 1, 16));
  };
  EXPECT_EQ(account(""), std::make_pair(true, true));
  EXPECT_EQ(account("    - {kind: axl-account, account: recreated}\n"), std::make_pair(false, true));
  EXPECT_EQ(account("    - {kind: axl-account, account: password}\n"), std::make_pair(true, false));
}

TEST(ClusterLines, ThePair) {
  const std::string fault = "    - {kind: service-not-running, node: imp2, service: Cisco XCP Router}\n";
  EXPECT_EQ(output_of(session_of(0), "utils ha status"),
            "Subcluster Name: DefaultCluster\n"
            "Node 1 Name : imp1 State: Normal\n"
            "Node 2 Name : imp2 State: Normal\n"
            "\n");
  EXPECT_EQ(output_of(session_of(1, fault), "utils ha status"),
            "Subcluster Name: DefaultCluster\n"
            "Node 1 Name : imp1 State: Running in Backup Mode Reason: Critical Service Down\n"
            "Node 2 Name : imp2 State: Failed Over with Critical Services not Running Reason: Critical Service Down\n"
            "\n");
  EXPECT_THAT(output_of(session_of(0, fault, "  ha: off\n  ha_status: tabbed\n"), "utils ha status"),
              HasSubstr("\tName: imp2\n\t\tState: Unknown\n\t\tReason: High Availability Not Enabled\n"));
  EXPECT_EQ(output_of(session_of(2), "utils ha status"), "");
}

TEST(ClusterLines, TheNodeItself) {
  const std::string session = session_of(0,
                                         "    - {kind: core-dump, node: imp1, process: pe, ago: 1h}\n"
                                         "    - {kind: diagnose-failed, node: imp1}\n"
                                         "    - {kind: monitor-disabled, node: imp1}\n",
                                         "  zone: Asia/Kolkata\n");
  EXPECT_THAT(output_of(session, "show status"),
              HasSubstr("Uptime:\n 07:27:00 up 1 day,  2:05,  1 user,  load average: "));
  EXPECT_THAT(output_of(session_of(1), "show status"), HasSubstr(" 01:58:00 up 13 min,  1 user,"));
  EXPECT_EQ(output_of(session, "show version active"),
            "Active Master Version: 14.0.1.12900-161\n"
            "Active Version Installed Software Options:\n"
            "No Installed Software Options Found.\n");
  // 00:57:00 UTC.
  EXPECT_THAT(output_of(session, "utils core active list"),
              EndsWith("\n 292616 KB   2026-03-04 06:27:00   core.4711.6.pe.1772585820\n"));
  EXPECT_EQ(output_of(session_of(0), "utils core active list"), "No core files found\n");
  EXPECT_THAT(output_of(session, "utils ntp status"),
              AllOf(HasSubstr("\nsynchronised to NTP server (203.0.113.0) at stratum 2\n"),
                    EndsWith("Current time in UTC is : Wed Mar  4 01:57:00 UTC 2026\n"
                             "Current time in Asia/Kolkata is : Wed Mar  4 07:27:00 IST 2026\n")));
  EXPECT_THAT(output_of(session_of(0, "    - {kind: ntp-unsynchronised, node: imp1}\n"), "utils ntp status"),
              AllOf(HasSubstr("\nunsynchronised\n"), Not(HasSubstr("synchronised to"))));
  EXPECT_THAT(output_of(session, "utils diagnose test"),
              AllOf(HasSubstr("\ntest - validate_network    : Reverse DNS lookup failed\n"),
                    HasSubstr("\ntest - raid                : Passed\n")));
  EXPECT_THAT(session, HasSubstr("\nadmin:set replication-sync monitor disable\nadmin:"));
  EXPECT_THAT(session, AllOf(StartsWith("admin:"), EndsWith("\nadmin:\n")));
}

TEST(ClusterLines, Ports) {
  EXPECT_THAT(output_of(session_of(3), "show open ports all"), HasSubstr("TCP *:7080 (LISTEN)\n"));
  EXPECT_THAT(output_of(session_of(3, "    - {kind: listener-missing, node: cuc1}\n"), "show open ports all"),
              AllOf(HasSubstr("TCP *:8443 (LISTEN)\n"), Not(HasSubstr("7080"))));
}

}  // namespace
}  // namespace logscan::gen
