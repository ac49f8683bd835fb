#include "parsers/cli/run_sql.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kSubclusters = "admin:run sql select name, haenabled from enterprisesubcluster\n";
const std::string kNodes = "admin:run sql select * from enterprisenode\n";

TEST(RunSql, ReadsHaEnabledInEveryLayout) {
  const struct {
    const char* name;
    const char* text;
  } cases[] = {
      {"AsPrinted",
       "name           haenabled \n============== ========= \nDefaultCluster t         \nSecond         f         \n"},
      {"ShiftedValues", "name                 haenabled\n==================== =========\nDefaultCluster t\nSecond f\n"},
      {"ValuesThatCutTheRuler", "name haenabled\n==== =========\nDefaultCluster t\nSecond f\n"},
      {"MoreColumns",
       "id name           haenabled pkid\n== ============== ========= ====\n1  DefaultCluster t         NULL\n"
       "2  Second         f         x\n"},
      {"BlankLinesAround",
       "\nname           haenabled\n============== =========\nDefaultCluster t\nSecond         f\n\n2 rows\n"},
  };
  for (const auto& c : cases) {
    const SourceResult result = read_session(kSubclusters + c.text);
    EXPECT_EQ(facts_of(result), (Texts{"ha.enabled |DefaultCluster|||1", "ha.enabled |Second|||0"})) << c.name;
    EXPECT_EQ(result.notes, Texts()) << c.name;
  }
}

TEST(RunSql, ReadsNamesWithBlanksByTheRuler) {
  EXPECT_EQ(facts_of(read_session(kSubclusters +
                                  "name             haenabled\n================ =========\nOur first group  t\n")),
            Texts{"ha.enabled |Our first group|||1"});
}

TEST(RunSql, ReadsServerStates) {
  const SourceResult result = read_session(kNodes +
                                           "id name isprimary tkhaserverstate subclusterid\n"
                                           "== ==== ========= =============== ============\n"
                                           "1  imp1 t         3               1\n"
                                           "2  imp2 f         9               1\n"
                                           "3  imp3 f         NULL            NULL\n"
                                           "4  imp4 f         13              1\n");
  EXPECT_EQ(facts_of(result),
            (Texts{"ha.state imp1||Normal||0", "node.subcluster |imp1|1|1|0",
                   "ha.state imp2||Failed Over with Critical Services Not Running||0", "node.subcluster |imp2|1|2|0",
                   "node.subcluster |imp3||3|0", "node.subcluster |imp4|1|4|0"}));
  EXPECT_EQ(result.notes, Texts{"cli.run-sql: 2 rows that could not be read"});
}

TEST(RunSql, WithoutItsCommandItIsKnownByItsColumns) {
  EXPECT_EQ(facts_of(read_session("name haenabled\n==== =========\nG    f\n")), Texts{"ha.enabled |G|||0"});
}

TEST(RunSql, CountsTheRowsOfOtherTables) {
  EXPECT_EQ(read_session("admin:run sql select name from device\nname\n====\na\nb\n").notes,
            Texts{"cli.run-sql: 2 rows of device not read"});
  EXPECT_EQ(read_session("admin:run sql select * from x\na b\n= =\n").notes,
            Texts{"cli.run-sql: 0 rows of x not read"});
}

TEST(RunSql, DoubtGivesNoFact) {
  const struct {
    const char* name;
    const char* text;
    const char* note;
  } cases[] = {
      {"NoRuler", "name haenabled\nG t\n", "cli.run-sql: layout not known, not read"},
      {"Nothing", "", "cli.run-sql: layout not known, not read"},
      {"RulerOfOtherColumns", "name haenabled\n=========\nG t\n", "cli.run-sql: layout not known, not read"},
      {"NoBoolean", "name haenabled\n==== =========\nG    yes\n", "cli.run-sql: 1 row that could not be read"},
      {"TooManyWords", "name haenabled\n==== =========\nOur group t\n", "cli.run-sql: 1 row that could not be read"},
      {"MissingValue", "name haenabled\n==== =========\nG\n", "cli.run-sql: 1 row that could not be read"},
  };
  for (const auto& c : cases) {
    const SourceResult result = read_session(kSubclusters + c.text);
    EXPECT_EQ(facts_of(result), Texts()) << c.name;
    EXPECT_EQ(result.notes, Texts{c.note}) << c.name;
  }
}

TEST(RunSql, ReadsTheGroupsOfNodes) {
  const Texts facts = {"node.subcluster |imp1.example.com|1001|1|0", "node.subcluster |imp2.example.com||2|0"};
  for (const char* table : {"id name             subclusterid\n== ================ ============\n"
                            "1  imp1.example.com 1001        \n2  imp2.example.com NULL        \n",
                            "id\tname\tsubclusterid\n==\t================\t============\n1\timp1.example.com\t1001\n"
                            "2\timp2.example.com\tNULL\n"}) {
    EXPECT_EQ(facts_of(read_session(kNodes + table)), facts) << table;
    EXPECT_EQ(facts_of(read_session(table)), facts) << table;
  }
}

// Each line of the table was broken at the width of the terminal, and lost its blanks there.
TEST(RunSql, JoinsTablesThatATerminalBroke) {
  const std::string table =
      "id name                                 \n"
      "subclusterid description\n"
      "== ====================================\n"
      "============ ===========\n"
      "1  imp1.example.com\n"
      "1001         the first\n"
      "2  imp2.example.com\n"
      "NULL         NULL\n";
  EXPECT_EQ(facts_of(read_session(kNodes + table)),
            (Texts{"node.subcluster |imp1.example.com|1001|1|0", "node.subcluster |imp2.example.com||2|0"}));
  EXPECT_EQ(facts_of(read_session(kNodes + table + "3  imp3.example.com\n")).back(),
            "output.unread |run-sql|run sql select * from enterprisenode|1 row that could not be read|0");
}

TEST(RunSql, ReadsTheSyncAgent) {
  const Texts completed = {"sync-agent.status ||Completed 2022-10-15 15:03:55||0"};
  EXPECT_EQ(facts_of(read_session("admin:run sql select syncstatus from epassyncagentcfg\nsyncstatus\n"
                                  "=============================\nCompleted 2022-10-15 15:03:55\n")),
            completed);
  EXPECT_EQ(facts_of(read_session("syncstatus\n=============================\nCompleted 2022-10-15 15:03:55\n")),
            completed);
  EXPECT_EQ(facts_of(read_session("admin:run sql select syncstatus from epassyncagentcfg\nsyncstatus\n==========\n"
                                  "Sync Completed, but currently failed to connect to the CUCM Database Monitor. "
                                  "Retrying... 2021-11-15 01:04:27\n")),
            Texts{"sync-agent.status ||Sync Completed, but currently failed to connect to the CUCM Database Monitor. "
                  "Retrying... 2021-11-15 01:04:27||0"});
}

// What is compared between the two sides: the name, its pkid and the credential, of which only a mark is told.
TEST(RunSql, ComparesCredentialsAndTellsNone) {
  const std::string agent =
      "admin:run sql select * from epassyncagentcfg\n"
      "ccmpublisherip axluser axlpassword      cucm_axluser_pkid\n"
      "============== ======= ================ =================\n"
      "192.0.2.10     axl     s3cr3tv4lu3hash1 1111-2222\n";
  const std::string user_query =
      "admin:run sql select applicationuser.pkid, applicationuser.name , credential.credentials from applicationuser "
      "inner join credential on applicationuser.pkid=credential.fkapplicationuser where credential.tkcredential=3 and "
      "applicationuser.name='Axl User'\n";
  const std::string head = "pkid      name credentials\n========= ==== ================\n";
  const auto mark_of = [](const SourceResult& result) {
    for (const auto& fact : result.facts) {
      if (fact.kind == FactKind::kAxlAccount) return fact.text.number;
    }
    return std::int64_t{-2};
  };
  const SourceResult one = read_session(agent);
  ASSERT_EQ(one.facts.size(), 2U);
  EXPECT_EQ(facts_of(one)[0], "sync-agent.publisher ||192.0.2.10||0");
  EXPECT_TRUE(facts_of(one)[1].starts_with("axl.account |axl|1111-2222|epassyncagentcfg|")) << facts_of(one)[1];
  const SourceResult same = read_session(user_query + head + "1111-2222 axl  s3cr3tv4lu3hash1\n");
  const SourceResult other = read_session(user_query + head + "1111-2222 axl  s3cr3tv4lu3hash2\n");
  const SourceResult null = read_session(user_query + head + "1111-2222 axl  NULL\n");
  EXPECT_TRUE(facts_of(same)[0].starts_with("axl.account |axl|1111-2222|applicationuser|")) << facts_of(same)[0];
  EXPECT_EQ(mark_of(same), mark_of(one));
  EXPECT_NE(mark_of(other), mark_of(one));
  EXPECT_EQ(mark_of(null), kNoCredential);
  EXPECT_GE(mark_of(one), 0);
  EXPECT_LE(mark_of(one), 0xffff);
  for (const auto& [result, text] :
       {std::pair(&one, agent), std::pair(&same, user_query + head + "1111-2222 axl  s3cr3tv4lu3hash1\n")}) {
    for (const auto& fact : result->facts)
      EXPECT_EQ(text.substr(fact.at.offset, fact.at.length).find("s3cr3t"), std::string::npos);
    for (const std::string& fact : facts_of(*result)) EXPECT_EQ(fact.find("s3cr3t"), std::string::npos);
    for (const std::string& note : result->notes) EXPECT_EQ(note.find("s3cr3t"), std::string::npos);
  }
  EXPECT_EQ(facts_of(read_session(user_query + head + "\n")), Texts{"axl.account-missing |Axl User|||0"});
  EXPECT_EQ(facts_of(read_session("admin:run sql select pkid from applicationuser where applicationuser.name='axl'\n"
                                  "pkid\n====\n\nadmin:")),
            Texts{"axl.account-missing |axl|||0"});
}

// The tables of nodes and groups hold none; a query may join one that does, and call it by another name.
TEST(RunSql, QuotesNoRowBesideACredential) {
  const std::string rows = "1  NULL         imp2 s3cr3tv4lu3hash1\n";
  const std::string joined =
      "admin:run sql select e.id, e.subclusterid, e.name, a.axlpassword from enterprisenode e, epassyncagentcfg a\n"
      "id subclusterid name axlpassword\n== ============ ==== ================\n" +
      rows;
  const std::string renamed =
      "admin:run sql select e.id, e.subclusterid, e.name, a.axlpassword as x from enterprisenode e, epassyncagentcfg "
      "a\n"
      "id subclusterid name x\n== ============ ==== ================\n" +
      rows;
  for (const std::string& text : {joined, renamed}) {
    const SourceResult result = read_session(text);
    ASSERT_EQ(facts_of(result), Texts{"node.subcluster |imp2||1|0"});
    const auto& at = result.facts.front().at;
    EXPECT_TRUE(text.substr(at.offset).starts_with("id subclusterid name ")) << text.substr(at.offset);
    EXPECT_EQ(text.substr(at.offset, at.length).find("s3cr3t"), std::string::npos);
  }
}

TEST(RunSql, ReadsTheServerList) {
  EXPECT_EQ(facts_of(read_session("admin:run sql select name,nodeid from processnode\nname               nodeid\n"
                                  "================== ======\nEnterpriseWideData 1\ncucm1.example.com  2\n"
                                  "192.0.2.11         3\n\n")),
            (Texts{"server.listed |cucm1.example.com|||0", "server.listed |192.0.2.11|||0"}));
  EXPECT_EQ(facts_of(read_session("admin:run sql select name from processnode\nname\n====\ncucm1\n")),
            (Texts{"server.listed |cucm1|||0",
                   "output.unread |run-sql|run sql select name from processnode|its end may be missing|0"}));
}

TEST(RunSql, NamesWhatTheClusterLacks) {
  EXPECT_EQ(facts_of(read_session(kNodes + "id name subclusterid\n== ==== ============\n1  a b c d\n")),
            Texts{"output.unread |run-sql|run sql select * from enterprisenode|1 row that could not be read|0"});
  EXPECT_EQ(facts_of(read_session(kNodes + "id name subclusterid\n== ==== ============\n1  imp1 10")),
            Texts{"output.unread |run-sql|run sql select * from enterprisenode|1 row that could not be read|0"})
      << "the id is cut";
  EXPECT_EQ(facts_of(read_session(kNodes + "An error occurred\n")),
            Texts{"output.unread |run-sql|run sql select * from enterprisenode|layout not known, not read|0"});
}

// 1 may be the front of 10, 11 or 12.
TEST(RunSql, ACutNumberIsNotRead) {
  const std::string table = kNodes + "name tkhaserverstate\n==== ===============\nimp1 1";
  EXPECT_EQ(facts_of(read_session(table)), Texts());
  EXPECT_EQ(facts_of(read_session(table + "\n")), Texts{"ha.state imp1||Initializing||0"});
  EXPECT_EQ(facts_of(read_session(table + "1")), Texts{"ha.state imp1||Running in Failed Mode||0"});
}

}  // namespace
}  // namespace logscan::detail
