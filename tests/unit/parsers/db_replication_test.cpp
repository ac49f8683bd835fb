#include "parsers/cli/db_replication.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kCommand = "admin:utils dbreplication runtimestate\n";
const std::string kView = "Cluster Detailed View from cucm-01 (2 Servers):\n\n";

TEST(DbReplication, ReadsTheThreeLayouts) {
  const struct {
    const char* name;
    std::string text;
    Texts facts;
  } cases[] = {
      {"Modern",
       "Server Time: Fri Jan  2 16:18:22 -05 2026\n\n"
       "Cluster Replication State: Replication status command started at: 2026-01-02-16-18\n"
       "     Replication status command COMPLETED. Checked 754 tables out of 754\n"
       "     Last Completed Table: devicenumplanmapremdestmap\n     No Errors or Mismatches found.\n\n"
       "DB Version: ccm15_0_1_12900_234\n\nRepltimeout set to: 300s\nPROCESS option set to: 1\n\n" +
           kView +
           "                                           PING      DB/RPC/   REPL.    Replication    REPLICATION SETUP\n"
           "SERVER-NAME              IP ADDRESS        (msec)    DbMon?    QUEUE    Group ID       (RTMT) & Details\n"
           "-----------              ----------        ------    -------   -----    -----------    ------------------\n"
           "cucm-01                  172.168.0.101     0.045     Y/Y/Y     0        (g_2)          (2) Setup "
           "Completed\n"
           "cucm-02                  172.168.0.102     1.711     Y/Y/Y     0        (g_3)          (2) Setup "
           "Completed\n",
       {"db.replication |cucm-01|Setup Completed|0.045 Y/Y/Y 0 (g_2)|2",
        "db.replication |cucm-02|Setup Completed|1.711 Y/Y/Y 0 (g_3)|2",
        "db.replication-check ||No Errors or Mismatches found.||0"}},
      {"Old",
       "DB and Replication Services: ALL RUNNING\n\n"
       "Cluster Replication State: Replication status command started at: 2012-02-26-09-40\n"
       "   Replication status command COMPLETED 269 tables checked out of 269\n   No Errors or Mismatches found.\n"
       "   Use 'file view activelog cm/trace/dbl/sdi/ReplicationStatus.2012_02_26_09_40_34.out' to see the details\n\n"
       "Cluster Detailed View from PUB (2 Servers):\n\n"
       "                        PING       REPLICATION   REPL. DBver&  REPL.  REPLICATION SETUP\n"
       "SERVER-NAME IP ADDRESS (msec) RPC? STATUS        QUEUE TABLES  LOOP? (RTMT) & details\n"
       "----------- ------------ ------ ---- ----------- ----- ------- -----  -----------------\n"
       "gwydla020218 10.53.46.130 0.038 Yes Connected    0     match   Yes   (2) PUB Setup Completed\n"
       "gwydla020220 10.53.46.133 0.248 Yes Dropped      128   match   Yes   (3) Setup Completed\n",
       {"db.replication |gwydla020218|PUB Setup Completed|0.038 Yes Connected 0 match Yes|2",
        "db.replication |gwydla020220|Setup Completed|0.248 Yes Dropped 128 match Yes|3",
        "db.replication-check ||No Errors or Mismatches found.||0"}},
      {"BetweenThem",
       "DDB and Replication Services: ALL RUNNING\n\nDB CLI Status: No other dbreplication CLI is running...\n\n"
       "Cluster Replication State: BROADCAST SYNC Completed on 1 servers at: 2013-09-26-15-18\n"
       "     Last Sync Result: SYNC COMPLETED 257 tables sync'ed out of 257\n     Sync Errors: NO ERRORS\n\n"
       "Cluster Detailed View from uc10-pub (2 Servers):\n\n"
       "                PING            Replication     REPLICATION SETUP\n"
       "SERVER-NAME IP ADDRESS (msec) RPC? Group ID (RTMT) & Details\n"
       "----------- ---------- ------ ---- -------- ------------------\n"
       "uc10-pub 192.0.2.95 0.040 Yes (g_2) (2) Setup Completed\n"
       "uc10-sub1 192.0.2.96 0.282 Yes (-) Not Setup\n",
       {"db.replication |uc10-pub|Setup Completed|0.040 Yes (g_2)|2",
        "db.replication |uc10-sub1|Not Setup|0.282 Yes|-1", "db.replication-check ||Sync Errors: NO ERRORS||0"}},
  };
  for (const auto& c : cases) {
    for (const std::string& text : {kCommand + c.text, c.text}) {
      const SourceResult result = read_session(text);
      EXPECT_EQ(facts_of(result), c.facts) << c.name;
      EXPECT_EQ(result.notes, Texts()) << c.name;
      EXPECT_EQ(test::ledger(result), text.size());
    }
  }
}

TEST(DbReplication, ReadsWhatWasPastedInOneLine) {
  const std::string text =
      "Server Time: Mon Jul 1 12:00:00 EDT 2019 Cluster Replication State: Replication status command started at: "
      "2019-07-03-07-54 Replication status command COMPLETED 681 tables checked out of 681 Last Completed Table: x No "
      "Errors or Mismatches found. DB Version: ccm10_5_2_15900_8 Cluster Detailed View from CUCM10 (2 Servers): PING "
      "DB/RPC/ REPL. SERVER-NAME IP ADDRESS (msec) ----------- ---------- ------ CUCM10 10.1.89.20 0.013 Y/Y/Y 0 (g_2) "
      "(2) Setup Completed CUCM11 10.1.89.21 0.2 Y/Y/Y 7 (g_3) (4) Setup Failed\n";
  const Texts servers = {"db.replication |CUCM10|Setup Completed|0.013 Y/Y/Y 0 (g_2)|2",
                         "db.replication |CUCM11|Setup Failed|0.2 Y/Y/Y 7 (g_3)|4"};
  const Texts facts = facts_of(read_session(kCommand + text));
  ASSERT_EQ(facts.size(), 3U);
  EXPECT_EQ(Texts(facts.begin(), facts.begin() + 2), servers);
  EXPECT_TRUE(facts[2].starts_with("db.replication-check ||Server Time")) << facts[2];
  EXPECT_TRUE(facts[2].ends_with("||0")) << facts[2];
}

TEST(DbReplication, JoinsRowsThatATerminalBroke) {
  EXPECT_EQ(facts_of(read_session(kCommand + kView +
                                  "SERVER-NAME IP ADDRESS (msec) DbMon? QUEUE Group ID (RTMT) & Details\n"
                                  "----------- ---------- ------ ------ ----- -------- ----------------\n"
                                  "cucm-01 172.168.0.101 0.045 Y/Y/Y 0 (g_2)\n(2) Setup Completed\n"
                                  "cucm-02\t172.168.0.102\t1.711\tY/N/Y\t0\t(g_3)\t(3) Setup\nCompleted\n")),
            (Texts{"db.replication |cucm-01|Setup Completed|0.045 Y/Y/Y 0 (g_2)|2",
                   "db.replication |cucm-02|Setup Completed|1.711 Y/N/Y 0 (g_3)|3"}));
}

TEST(DbReplication, SaysHowTheCheckEnded) {
  const struct {
    const char* line;
    const char* fact;
  } cases[] = {
      {"Replication status command started at: 2012-02-26-09-40\n",
       "db.replication-check ||Replication status command started at: 2012-02-26-09-40||2"},
      {"Errors or Mismatches Were Found!!!\n", "db.replication-check ||Errors or Mismatches Were Found!!!||1"},
      {"Sync Errors: 3 tables\n", "db.replication-check ||Sync Errors: 3 tables||1"},
      {"Replication status command COMPLETED. Checked 700 tables out of 754\nNo Errors or Mismatches found.\n",
       "db.replication-check ||Replication status command COMPLETED. Checked 700 tables out of 754||3"},
      {"DB and Replication Services: NOT ALL RUNNING\nNo Errors or Mismatches found.\n",
       "db.replication-check ||DB and Replication Services: NOT ALL RUNNING||4"},
      {"DB and Replication Services: NOT RUNNING\nReplication status command COMPLETED 269 tables checked out of 269\n",
       "db.replication-check ||DB and Replication Services: NOT RUNNING||4"},
      {"DB and Replication Services: ALL RUNNING\nNo Errors or Mismatches found.\n",
       "db.replication-check ||No Errors or Mismatches found.||0"},
      {"DB and Replication Services: NOT RUNNING\nErrors or Mismatches Were Found!!!\n",
       "db.replication-check ||Errors or Mismatches Were Found!!!||1"},
  };
  const std::string row = "cucm-01 172.168.0.101 0.045 Y/Y/Y 0 (g_2) (2) Setup Completed\n";
  for (const auto& c : cases)
    EXPECT_EQ(facts_of(read_session(kCommand + c.line + "Cluster Detailed View from a (1 Servers):\n" + row)).back(),
              c.fact);
}

TEST(DbReplication, ReadsThatTheStatusIsStillToCome) {
  const std::string text =
      "Replication status check is now running in background.\n"
      "Use command 'utils dbreplication runtimestate' to check its progress\n\n"
      "The final output will be in file cm/trace/dbl/sdi/ReplicationStatus.2019_07_03_07_54_21.out\n";
  EXPECT_EQ(facts_of(read_session("admin:utils dbreplication status\n" + text)),
            Texts{"db.replication-check ||Replication status check is now running in background.||2"});
  EXPECT_EQ(read_session("admin:utils dbreplication status\n" + text).notes, Texts());
}

TEST(DbReplication, NamesWhatIsMissing) {
  const std::string row = "cucm-01 172.168.0.101 0.045 Y/Y/Y 0 (g_2) (2) Setup Completed\n";
  const std::string fact = "db.replication |cucm-01|Setup Completed|0.045 Y/Y/Y 0 (g_2)|2";
  const std::string unread = "output.unread |runtimestate|utils dbreplication runtimestate|";
  EXPECT_EQ(facts_of(read_session(kCommand + kView + row)), (Texts{fact, unread + "shows 1 of 2 servers|0"}));
  EXPECT_EQ(facts_of(read_session(kCommand + kView + row + "cucm-02 172.168.0.102 1.711 Y/Y/Y 0 (g")),
            (Texts{fact, unread + "shows 1 of 2 servers|0"}));
  EXPECT_EQ(facts_of(read_session(kCommand + "Something else\n")),
            Texts{unread + "the view of the servers is missing|0"});
  EXPECT_EQ(facts_of(read_session(kCommand + "Cluster Detailed View from a:\n\n")),
            Texts{unread + "no server in it|0"});
  EXPECT_EQ(facts_of(read_session("admin:utils dbreplication status\nSomething else\n")),
            Texts{"output.unread |dbreplication-status|utils dbreplication status|layout not known, not read|0"});
}

}  // namespace
}  // namespace logscan::detail
