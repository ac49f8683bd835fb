#include "parsers/cli/server_checks.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kClock =
    "\nCurrent time in UTC is : Fri Sep  6 20:54:50 UTC 2019\n"
    "Current time in America/New_York is : Fri Sep  6 16:54:50 EDT 2019\n";

TEST(NtpStatus, SaysWhetherTheClockIsSynchronized) {
  const struct {
    const char* name;
    std::string text;
    std::string fact;
  } cases[] = {
      {"BehindAPeer",
       "ntpd (pid 28589) is running...\n\n"
       "  remote         refid      st  t when poll reach   delay   offset   jitter\n"
       "==============================================================================\n"
       " 10.0.0.1     192.0.2.0   2  u  40   64    1     0.292    0.041   0.000 synchronised to NTP server (10.0.0.1) "
       "at stratum 3 time server re-starting\n   poll server every 64 s\n",
       "ntp.status ||synchronised to NTP server (10.0.0.1) at stratum 3 time server re-starting|"
       "ntpd (pid 28589) is running...|1"},
      {"OtherSpelling",
       "ntpd (pid 7) is running...\nsynchronized to NTP server (10.0.0.1) at stratum 3\n"
       "   time correct to within 50 ms\n",
       "ntp.status ||synchronized to NTP server (10.0.0.1) at stratum 3|ntpd (pid 7) is running...|1"},
      {"Unsynchronised",
       "     remote           refid      st t when poll reach   delay   offset  jitter\n"
       "==============================================================================\n"
       " 203.0.113.0    .GOOG.           1 u   44   64    3   11.724   -0.021   0.064\n\nunsynchronised\n"
       "   polling server every 8 s\n",
       "ntp.status ||unsynchronised||0"},
      {"FollowsItself", "ntpd (pid 7) is running...\nsynchronised to local net at stratum 11\n",
       "ntp.status ||synchronised to local net at stratum 11|ntpd (pid 7) is running...|0"},
      {"FarFromAClock", "ntpd (pid 7) is running...\nsynchronised to NTP server (10.0.0.1) at stratum 12\n",
       "ntp.status ||synchronised to NTP server (10.0.0.1) at stratum 12|ntpd (pid 7) is running...|0"},
      {"NoDaemon", "ntpd is not running.\n", "ntp.status ||ntpd is not running.|ntpd is not running.|0"},
  };
  for (const auto& c : cases) {
    for (const std::string& text : {"admin:utils ntp status\n" + c.text + kClock, c.text + kClock}) {
      const SourceResult result = read_session(text);
      EXPECT_EQ(facts_of(result), Texts{c.fact + " @2019-09-06T20:54:50"}) << c.name;
      EXPECT_EQ(result.notes, Texts()) << c.name;
      EXPECT_EQ(result.zone, "America/New_York") << c.name;
    }
  }
}

TEST(NtpStatus, WithoutAnAnswerItIsUnread) {
  EXPECT_EQ(facts_of(read_session("admin:utils ntp status\nntpd (pid 28589) is running...\n\n  remote   refid")),
            Texts{"output.unread |ntp-status|utils ntp status|it does not say whether the clock is synchronized|0"});
}

TEST(DiagnoseTest, ReadsPassedSkippedAndAnythingElse) {
  const std::string tests =
      "\nLog file: platform/log/diag1.log\n\nStarting diagnostic test(s)\n===========================\n"
      "test - disk_space          : Passed (available: 6463 MB, used: 12681 MB)\n"
      "skip - disk_files          : This module must be run directly and off hours\n"
      "test - validate_network    : Reverse DNS lookup failed\n"
      "test - raid                : Passed\n"
      "test - system_info         : Passed (Collected system information in diagnostic log)\n"
      "test - ntp_reachability    : Warning\nThe NTP service is restarting\n"
      "\nDiagnostics Completed\n\n The final output will be in Log file: platform/log/diag1.log\n";
  const Texts facts = {
      "diagnose.test |disk_space|Passed (available: 6463 MB, used: 12681 MB)||0",
      "diagnose.test |disk_files|This module must be run directly and off hours||2",
      "diagnose.test |validate_network|Reverse DNS lookup failed||1",
      "diagnose.test |raid|Passed||0",
      "diagnose.test |system_info|Passed (Collected system information in diagnostic log)||0",
      "diagnose.test |ntp_reachability|Warning The NTP service is restarting||1",
  };
  for (const std::string& text : {"admin:utils diagnose test\n" + tests, tests}) {
    const SourceResult result = read_session(text);
    EXPECT_EQ(facts_of(result), facts) << text;
    EXPECT_EQ(result.notes, Texts()) << text;
  }
}

TEST(DiagnoseTest, NamesWhatIsMissing) {
  const std::string command = "admin:utils diagnose test\n";
  const std::string unread = "output.unread |diagnose-test|utils diagnose test|";
  const std::string raid = "diagnose.test |raid|Passed||0";
  EXPECT_EQ(facts_of(read_session(command + "test - raid : Passed\n")), (Texts{raid, unread + "its end is missing|0"}));
  EXPECT_EQ(facts_of(read_session(command + "test - raid : Passed\ntest - tomcat : Pa")),
            (Texts{raid, unread + "1 result that could not be read|0"}));
  EXPECT_EQ(facts_of(read_session(command + "test - raid : Passed\ntest - tomcat :\n\nDiagnostics Completed\n")),
            (Texts{raid, unread + "1 result that could not be read|0"}));
  EXPECT_EQ(facts_of(read_session(command + "What?\n")), Texts{unread + "no test in it, not read|0"});
}

TEST(Connectivity, ReadsHowItEnded) {
  const std::string command =
      "admin:utils network connectivity imp2 1500\nThis command can take up to 3 minutes to "
      "complete.\nContinue (y/n)?y\nRunning test, please wait ...\n.\n";
  EXPECT_EQ(facts_of(read_session(command + "Network connectivity test with imp2 completed successfully.\n")),
            Texts{"network.connectivity |imp2|Network connectivity test with imp2 completed successfully.||0"});
  EXPECT_EQ(facts_of(read_session(command + "Unable to reach the server\n")),
            Texts{"network.connectivity |imp2|Unable to reach the server||1"});
  EXPECT_EQ(facts_of(read_session("Network connectivity test with 10.0.0.2 failed\n")),
            Texts{"network.connectivity |10.0.0.2|Network connectivity test with 10.0.0.2 failed||1"});
  EXPECT_EQ(facts_of(read_session(command)),
            Texts{"output.unread |connectivity|utils network connectivity imp2 1500|it does not say how it ended|0"});
}

TEST(ReplicationMonitor, ReadsWhatWasAskedForAndWhatIsShown) {
  const std::string set = "replication-monitor ||set replication-sync monitor disable||0";
  EXPECT_EQ(facts_of(read_session("admin:set replication-sync monitor disable\nadmin:")), Texts{set});
  EXPECT_EQ(facts_of(read_session("admin:Set Replication-Sync monitor disable\nDone\nadmin:")), Texts{set});
  EXPECT_EQ(facts_of(read_session("admin:set replication-sync monitor disable\nadmin:set replication-sync monitor "
                                  "enable\nadmin:")),
            (Texts{set, "replication-monitor ||set replication-sync monitor enable||1"}));
  EXPECT_EQ(facts_of(read_session("admin:show replication-sync monitor\nReplication sync monitor is disabled\n")),
            Texts{"replication-monitor ||Replication sync monitor is disabled||0"});
  EXPECT_EQ(facts_of(read_session("admin:set replication-sync monitor disable\nExecuted command unsuccessfully\n")),
            Texts{"output.unread |replication-monitor|set replication-sync monitor disable|the command failed|0"});
  EXPECT_EQ(facts_of(read_session("admin:set replication-sync monitor disa")), Texts());
  EXPECT_EQ(facts_of(read_session("admin:set replication-sync monitor disable")), Texts()) << "it was not given yet";
}

}  // namespace
}  // namespace logscan::detail
