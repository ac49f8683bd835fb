#include "parsers/database/database_trace.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_as;
using test::Texts;

TEST(DatabaseTrace, TellsEachKnownErrorOnce) {
  const std::string text =
      "09:40:34.123 |   DbMon started\n  more of it\n09:40:35  Assert Failed: No Exception Handler\r\n"
      "09:40:36  Assert Failed: again\n04/06/2023 13:42:21.123 DBNOTIFY| Unable to connect to the server\n";
  const SourceResult result = read_as(kDatabaseTrace, text);
  EXPECT_EQ(
      facts_of(result),
      (Texts{"output.seen |database.trace|09:40:35  Assert Failed: No Exception Handler||1",
             "output.seen |database.trace|04/06/2023 13:42:21.123 DBNOTIFY| Unable to connect to the server||1"}));
  EXPECT_EQ(result.records, 4U);
  EXPECT_EQ(result.continuation, 1U);
  EXPECT_EQ(test::ledger(result), text.size());
  EXPECT_FALSE(result.has_time);
}

TEST(DatabaseTrace, IsKnownByItsWordsOrItsName) {
  const auto score = [](const std::string& head, std::string_view path) {
    return kDatabaseTrace.probe({head, path, true}).score;
  };
  EXPECT_EQ(score("x\n", "imp1/cm/trace/dbl/sdi/dbmon00000001.txt"), 10);
  EXPECT_EQ(score("x\n", "imp1/cm/trace/dbl/sdi/ReplicationStatus.2019_07_03_07_54_21.out"), 10);
  EXPECT_EQ(score("x\n", "imp1/x.txt"), 0);
  EXPECT_EQ(score("\n09:40:34.123 |  DbMon started\n", "x.txt"), 50);
  EXPECT_EQ(score("2021-05-13 02:48:48,244 INFO  [x] dbl.DbMon - x\n", "x.txt"), 0) << "another's log names it";
  EXPECT_EQ(score("", "dbmon1.txt"), 0);
  EXPECT_EQ(score(std::string("x\0y", 3), "dbmon1.txt"), 0);
}

}  // namespace
}  // namespace logscan::detail
