#include "parsers/cli/group_table.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

TEST(GroupTable, ReadsEveryLayout) {
  const Texts failed_over = {"ha.state a.x||Failed Over|Critical Service Down|0",
                             "users.assigned a.x||||4",
                             "users.active a.x||||0",
                             "ha.state b.x||Running in Backup Mode|Critical Service Down|0",
                             "users.assigned b.x||||0",
                             "users.active b.x||||4"};
  const struct {
    const char* name;
    const char* text;
  } cases[] = {
      {"Tabs",
       "Monitored Server\tAssigned Users\tActive Users\tServer State\tReason\n"
       "a.x\t4\t0\tFailed Over\tCritical Service Down\n"
       "b.x\t0\t4\tRunning in Backup Mode\tCritical Service Down\n"},
      {"ColumnsOfBlanks",
       "Monitored Server  Assigned Users  Active Users  Server State            Reason\n"
       "a.x               4               0             Failed Over             Critical Service Down\n"
       "b.x               0               4             Running in Backup Mode  Critical Service Down\n"},
      {"OneBlankBeforeTheReason",
       "Monitored Server Assigned Users Active Users Server State           Reason\n"
       "a.x              4              0            Failed Over            Critical Service Down\n"
       "b.x              0              4            Running in Backup Mode Critical Service Down\n"},
      {"LostBlanks",
       "Monitored Server Assigned Users Active Users Server State Reason\n"
       "a.x 4 0 Failed Over Critical Service Down\n"
       "b.x 0 4 Running in Backup Mode Critical Service Down\n"},
      {"ThePageAround",
       "High Availability\nEnable High Availability\n\n"
       "Monitored Server\tAssigned Users\tActive Users\tServer State\tReason\n"
       "a.x\t4\t0\tFailed Over\tCritical Service Down\tFallback\n"
       "b.x\t0\t4\tRunning in Backup Mode\tCritical Service Down\n"
       "Save Delete Add New\n*- indicates required item.\n"},
  };
  for (const auto& c : cases) {
    const std::string text = c.text;
    const SourceResult result = read_session(text);
    EXPECT_EQ(facts_of(result), failed_over) << c.name;
    EXPECT_EQ(result.notes, Texts()) << c.name;
    EXPECT_EQ(test::ledger(result), text.size()) << c.name;
  }
}

TEST(GroupTable, TakesTheNameOfThePage) {
  const std::string table =
      "Description\nDefault subcluster\nMonitored Server\tAssigned Users\tActive Users\tServer State\nHIGH "
      "AVAILABILITY IS NOT ENABLED FOR THIS SUBCLUSTER\n";
  EXPECT_EQ(facts_of(read_session("Name*\nDefaultCUPSubcluster\n" + table)),
            Texts{"ha.enabled |DefaultCUPSubcluster|||0"});
  EXPECT_EQ(facts_of(read_session("Name*\tDefaultCUPSubcluster\n" + table)),
            Texts{"ha.enabled |DefaultCUPSubcluster|||0"});
  EXPECT_EQ(facts_of(read_session(table)), Texts{"ha.enabled ||||0"});
}

TEST(GroupTable, RowsThatItDoesNotKnowAreNamed) {
  const std::string header = "Monitored Server\tAssigned Users\tActive Users\tServer State\tReason\n";
  for (const char* row : {"a.x 4 0 Hovering Normal\n", "a.x\tNormal\tNormal\n", "a.x four 0 Normal\n"}) {
    const SourceResult result = read_session(header + row);
    EXPECT_EQ(facts_of(result), Texts{"ha.status-unread |||rows of it have a layout that is not known|0"}) << row;
    EXPECT_EQ(result.notes.size(), 2U) << row;
  }
  EXPECT_EQ(read_session(header).notes, Texts{"cli.group-table: no row, not read"});
  // A last row that is cut within its state.
  const SourceResult cut = read_session(header + "a.x\t4\t4\tRunning in Back");
  EXPECT_EQ(facts_of(cut), Texts{"ha.status-unread |||its last row is cut|0"});
  EXPECT_EQ(cut.notes, Texts{"cli.group-table: its last row is cut, not read"});
}

}  // namespace
}  // namespace logscan::detail
