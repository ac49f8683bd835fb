// Whole cases about services: what only comes together from several families of rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/case_folder.h"

namespace logscan::test {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

const FindingReport* find(const Report& report, const std::string& rule) {
  const auto at = std::find_if(report.findings.begin(), report.findings.end(),
                               [&](const FindingReport& finding) { return finding.rule == rule; });
  return at == report.findings.end() ? nullptr : &*at;
}

// A database may be damaged by a power failure: Cisco 217304 names it as a cause.
TEST(ServiceCase, ADatabaseThatIsDownIsRelatedToAnUngracefulBoot) {
  const CaseFolder folder;
  folder.write("imp1/install/system-history.log",
               "03/01/2026 08:03:00 | root: Boot 14.0.1.12901-1 Start\n"
               "03/18/2026 11:06:50 | root: Boot 14.0.1.12901-1 Start\n");
  folder.write("imp1/session.txt",
               "admin:utils service list\n"
               "A Cisco DB[NOTRUNNING]\n"
               "Cisco Tomcat[STARTED]\n"
               "Cisco XCP Router[STARTED]\n"
               "Primary Node =true\n"
               "admin:\n");
  folder.write("imp2/session.txt",
               "admin:utils service list\nCisco XCP Router[STARTED]\nPrimary Node =false\nadmin:\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* boot = find(report, "boot.ungraceful");
  const FindingReport* database = find(report, "service.not-running");
  ASSERT_NE(boot, nullptr);
  ASSERT_NE(database, nullptr);
  EXPECT_EQ(database->subject, "A Cisco DB on imp1");
  EXPECT_THAT(database->related, Contains(boot->id));
  EXPECT_THAT(boot->related, Contains(database->id));
  EXPECT_THAT(database->cause, HasSubstr("without a shutdown"));
}

const std::string kStatus = "admin:show status\nHost Name          : ";
const std::string kRunning = "admin:utils service list\nCisco SIP Proxy[STARTED]\nCisco XCP Router[STARTED]\n";
const std::string kDown =
    "admin:utils service list\nCisco SIP Proxy[STOPPED]  Commanded Out of Service\nCisco XCP Router[STARTED]\n";

// Were they one server, the last list would hide the first.
TEST(ServiceCase, TwoNodesInOneFileAreTwo) {
  const CaseFolder folder;
  folder.write("both.txt", kStatus + "imp2\n" + kDown + "Primary Node =false\n" + kStatus + "imp1\n" + kRunning +
                               "Primary Node =true\nadmin:\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* stopped = find(report, "service.stopped");
  ASSERT_NE(stopped, nullptr);
  EXPECT_EQ(stopped->subject, "Cisco SIP Proxy on imp2");
  EXPECT_EQ(stopped->confidence, Confidence::kHigh);
  EXPECT_FALSE(report.sources[0].node.has_value());
  EXPECT_THAT(report.sources[0].notes, Contains("shows several nodes: imp2, imp1"));
}

TEST(ServiceCase, WhoseAListIsMayNotBeTold) {
  const CaseFolder folder;
  folder.write("both.txt", kDown + "Primary Node =false\n" + kRunning + "Primary Node =true\nadmin:\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* stopped = find(report, "service.stopped");
  ASSERT_NE(stopped, nullptr);
  EXPECT_THAT(stopped->subject, HasSubstr("both.txt:1"));
  EXPECT_EQ(stopped->confidence, Confidence::kMedium);
}

// The boot stands in the same session, in local time, and the list has its time by the clock of the node.
TEST(ServiceCase, ABootInTheSameSessionCounts) {
  const CaseFolder folder;
  folder.write(
      "session.txt",
      "admin:utils service list\nCisco SIP Proxy[STARTING]\nCisco XCP Router[STARTED]\nPrimary Node =true\n"
      "admin:utils ntp status\nntpd (pid 1) is running...\nsynchronised to NTP server (192.0.2.1) at stratum 3\n"
      "Current time in UTC is : Fri Jan  2 21:19:55 UTC 2026\n"
      "Current time in America/New_York is : Fri Jan  2 16:19:55 EST 2026\n"
      "admin:file view install system-history.log\n\n"
      "01/02/2026 16:05:00 | root: Restart 14.0.1.12901-1 Start\n"
      "01/02/2026 16:10:00 | root: Boot 14.0.1.12901-1 Start\nadmin:\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* starting = find(report, "service.starting");
  ASSERT_NE(starting, nullptr);
  EXPECT_EQ(starting->verdict, Verdict::kInconclusive);
  EXPECT_THAT(starting->summary, HasSubstr("9 min"));
}

// Nothing names the node of either, and the history states no zone: the session in its folder does.
TEST(ServiceCase, ABootInAHistoryBesideCounts) {
  const CaseFolder folder;
  folder.write("imp2/list.txt",
               "admin:utils service list\nCisco SIP Proxy[STARTING]\nCisco XCP Router[STARTED]\nPrimary Node =true\n"
               "admin:utils ntp status\nsynchronised to NTP server (192.0.2.1) at stratum 3\n"
               "Current time in UTC is : Fri Jan  2 21:19:55 UTC 2026\n"
               "Current time in America/New_York is : Fri Jan  2 16:19:55 EST 2026\nadmin:\n");
  folder.write("imp2/system-history.log",
               "01/02/2026 16:05:00 | root: Restart 14.0.1.12901-1 Start\n"
               "01/02/2026 16:10:00 | root: Boot 14.0.1.12901-1 Start\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* starting = find(report, "service.starting");
  ASSERT_NE(starting, nullptr);
  EXPECT_EQ(starting->verdict, Verdict::kInconclusive);
  EXPECT_THAT(starting->summary, HasSubstr("9 min 55 s"));
}

TEST(ServiceCase, ANodeThatIsNotReachedIsNoFineReplication) {
  const CaseFolder folder;
  folder.write("state.txt",
               "admin:utils dbreplication runtimestate\nCluster Detailed View from imp1 (2 Servers):\n\n"
               "imp1   192.0.2.1   0.045   Y/Y/Y   0    (g_2)   (2) Setup Completed\n"
               "imp2   192.0.2.2   --      N/N/N   --   (g_3)   (2) Setup Completed\nadmin:\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* replication = find(report, "db.replication");
  ASSERT_NE(replication, nullptr);
  EXPECT_EQ(replication->subject, "imp2");
  EXPECT_THAT(replication->summary, HasSubstr("not reached"));
}

TEST(ServiceCase, APastedListAloneGivesAnAnswer) {
  const CaseFolder folder;
  folder.write("pasted.txt",
               "Hello, please help, since yesterday:\r\n"
               "\r\n"
               "Cisco XCP Router[STARTED]\r\n"
               "Cisco Sync Agent[STARTED]\r\n"
               "Cisco SIP Proxy[STOPPED]  Commanded Out of Service\r\n"
               "Primary Node =true\r\n");
  const Report report = scan_case(options_for(folder.path())).report;
  const FindingReport* stopped = find(report, "service.stopped");
  ASSERT_NE(stopped, nullptr);
  EXPECT_EQ(stopped->verdict, Verdict::kFail);
  EXPECT_EQ(stopped->severity, Severity::kError);
  EXPECT_THAT(stopped->next_steps, Contains(HasSubstr("`utils service start Cisco SIP Proxy`")));
  EXPECT_NE(find(report, "bundle.missing-logs"), nullptr);
}

// What is compared is printed nowhere.
TEST(ServiceCase, ACredentialIsInNoReport) {
  const CaseFolder folder;
  folder.write("imp1/session.txt",
               "admin:run sql select axluser,cucm_axluser_pkid,axlpassword from epassyncagentcfg\n"
               "axluser cucm_axluser_pkid axlpassword\n"
               "======= ================= ===========\n"
               "axluser pkid-1            s3cr3tofimp\n"
               "admin:\n");
  folder.write("cucm1/session.txt",
               "admin:run sql select applicationuser.pkid, applicationuser.name, credential.credentials from "
               "applicationuser inner join credential on applicationuser.pkid=credential.fkapplicationuser where "
               "credential.tkcredential=3 and applicationuser.name='axluser'\n"
               "pkid   name    credentials\n"
               "====== ======= ===========\n"
               "pkid-1 axluser s3cr3tofucm\n"
               "admin:\n");
  Options options = options_for(folder.path());
  options.want_timeline = true;
  const Case found = scan_case(options);
  const FindingReport* account = find(found.report, "sync-agent.axl-account");
  ASSERT_NE(account, nullptr);
  EXPECT_THAT(account->summary, HasSubstr("another credential"));
  for (const FindingReport& finding : found.report.findings) {
    std::string all = finding.summary + finding.cause;
    for (const std::string& step : finding.next_steps) all += step;
    for (const EvidenceReport& evidence : finding.evidence) all += evidence.excerpt;
    EXPECT_EQ(all.find("s3cr3t"), std::string::npos) << all;
  }
}

}  // namespace
}  // namespace logscan::test
