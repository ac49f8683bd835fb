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
            (Texts{"ha.state imp1||Normal||0", "ha.state imp2||Failed Over with Critical Services Not Running||0"}));
  EXPECT_EQ(result.notes, Texts{"cli.run-sql: 2 rows that could not be read"});
}

TEST(RunSql, WithoutItsCommandItIsKnownByItsColumns) {
  EXPECT_EQ(facts_of(read_session("name haenabled\n==== =========\nG    f\n")), Texts{"ha.enabled |G|||0"});
}

TEST(RunSql, CountsTheRowsOfOtherTables) {
  EXPECT_EQ(read_session("admin:run sql select name from processnode\nname\n====\na\nb\n").notes,
            Texts{"cli.run-sql: 2 rows of processnode not read"});
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

// 1 may be the front of 10, 11 or 12.
TEST(RunSql, ACutNumberIsNotRead) {
  const std::string table = kNodes + "name tkhaserverstate\n==== ===============\nimp1 1";
  EXPECT_EQ(facts_of(read_session(table)), Texts());
  EXPECT_EQ(facts_of(read_session(table + "\n")), Texts{"ha.state imp1||Initializing||0"});
  EXPECT_EQ(facts_of(read_session(table + "1")), Texts{"ha.state imp1||Running in Failed Mode||0"});
}

}  // namespace
}  // namespace logscan::detail
