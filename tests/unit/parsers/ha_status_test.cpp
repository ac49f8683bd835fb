#include "parsers/cli/ha_status.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kUnknown = "cli.ha-status: layout not known, not read";
const std::string kUnread = "ha.status-unread ||utils ha status|its layout is not known|0";
const std::string kOneNode = "cli.ha-status: shows one node of the pair only";

TEST(HaStatus, ReadsEveryLayout) {
  const Texts failed_over = {"ha.state a|G|Failed Over with Critical Services not Running|Critical Service Down|0",
                             "ha.state b|G|Running in Backup Mode|Critical Service Down|0"};
  const struct {
    const char* name;
    const char* text;
  } cases[] = {
      {"OneLine",
       "Subcluster Name: G\n"
       "Node 1 Name : a State: Failed Over with Critical Services not Running Reason: Critical Service Down\n"
       "Node 2 Name : b State: Running in Backup Mode Reason: Critical Service Down\n"},
      {"ReasonOnTheNextLine",
       "Subcluster Name: G\n"
       "Node 1 Name : a State: Failed Over with Critical Services not Running Reason: \n"
       "Critical Service Down\n"
       "Node 2 Name : b State: Running in Backup Mode Reason:\n"
       "Critical Service Down\n"},
      {"ReasonWrappedInside",
       "Subcluster Name: G\n"
       "Node 1 Name : a State: Failed Over with Critical Services not Running Reason: Critical\n"
       "Service Down\n"
       "Node 2 Name : b State: Running in Backup Mode Reason: Critical Service Down\n"},
      {"StateWrappedInside",
       "Subcluster Name: G\n"
       "Node 1 Name : a                        State: Failed Over with Critical\n"
       "Services not Running Reason: Critical Service Down\n"
       "Node 2 Name : b State: Running in Backup Mode Reason: Critical Service Down\n"},
      {"WrappedInNarrowLines",
       "Subcluster Name: G\n"
       "Node 1 Name : a State: Failed Over with \nCritical Services not \nRunning Reason: Critical \nService Down\n"
       "Node 2 Name : b State: Running in Backup \nMode Reason: Critical Service Down\n"},
      {"WrappedInAWord",
       "Subcluster Name: G\n"
       "Node 1 Name : a State: Failed Over with Critical Serv\nices not Running Reason: Critical Service Down\n"
       "Node 2 Name : b State: Running in Backup Mode Reason: Critical Ser\nvice Down\n"},
      {"ALineForEachKey",
       "Subcluster Name : G\n"
       "Node 1 Name: a\nState: Failed Over with Critical Services not Running\nReason: Critical Service Down\n"
       "Node 2 Name: b\nState: Running in Backup Mode\nReason: Critical Service Down\n"},
      {"Tabs",
       "Subcluster Name:\tG\n"
       "\tName: a\tState: Failed Over with Critical Services not Running\tReason: Critical Service Down\n"
       "\tName: b\tState: Running in Backup Mode\tReason: Critical Service Down\n"},
      {"TabsAndLines",
       "Presence Redundancy Group Name: G\n\n"
       "\tName:\ta\n\n\tState:\tFailed Over with Critical Services not Running\n\tReason:\tCritical Service Down\n\n"
       "\tName:\tb\n\tState:\tRunning in Backup Mode\n\tReason:\tCritical Service Down\n\nCommand successful.\n"},
      {"OtherWords",
       "PRG Name: G\n"
       "Server Name: a Server State: Failed Over with Critical Services not Running Reason: Critical Service Down\n"
       "Server Name: b Server State: Running in Backup Mode Reason: Critical Service Down\n"},
      {"CarriageReturns",
       "Subcluster Name: G\r\n"
       "Node 1 Name : a State: Failed Over with Critical Services not Running Reason: Critical Service Down\r\n"
       "Node 2 Name : b State: Running in Backup Mode Reason: Critical Service Down\r\n"},
      {"AllInOneLine",
       "Subcluster Name: G Node 1 Name : a State: Failed Over with Critical Services not Running Reason: Critical "
       "Service Down Node 2 Name : b State: Running in Backup Mode Reason: Critical Service Down\n"},
  };
  for (const auto& c : cases) {
    for (const std::string command : {"", "admin:utils ha status\n", "utils ha status\n", "admin: ha status\n"}) {
      const std::string text = command + c.text;
      const SourceResult result = read_session(text);
      EXPECT_EQ(facts_of(result), failed_over) << c.name << " " << command;
      EXPECT_EQ(result.notes, Texts()) << c.name << " " << command;
      EXPECT_EQ(result.records, 1U) << c.name;
      EXPECT_EQ(test::ledger(result), text.size()) << c.name;
    }
  }
}

TEST(HaStatus, ReadsTwoFailedNodesWithoutAGroup) {
  // Also where the command was not pasted along.
  for (const std::string command : {"admin:utils ha status\n", ""}) {
    const SourceResult result = read_session(command +
                                             "Node 1 Name : kal-cup1 State: Failed Reason: Critical Service Down\n"
                                             "Node 2 Name : shorty-cups State: Failed Reason: Critical Service Down\n");
    EXPECT_EQ(facts_of(result), (Texts{"ha.state kal-cup1||Failed|Critical Service Down|0",
                                       "ha.state shorty-cups||Failed|Critical Service Down|0"}));
    EXPECT_EQ(result.records, 1U);
  }
}

TEST(HaStatus, ReadsSeveralGroupsAndUsers) {
  const SourceResult result = read_session(
      "admin:utils ha status\n"
      "Subcluster Name: One\n"
      "Node 1 Name : a State: Normal\nAssigned Users: 40\nActive Users: 38\n"
      "Node 2 Name : b State: Normal\n"
      "Subcluster Name: Two\n"
      "Node 1 Name : c State: Idle Reason: On Admin Request\n"
      "Node 2 Name : d State: Running in Backup Mode Reason: On Admin Request\n");
  EXPECT_EQ(facts_of(result), (Texts{"ha.state a|One|Normal||0", "users.assigned a|One|||40", "users.active a|One|||38",
                                     "ha.state b|One|Normal||0", "ha.state c|Two|Idle|On Admin Request|0",
                                     "ha.state d|Two|Running in Backup Mode|On Admin Request|0"}));
}

TEST(HaStatus, KeepsWordsThatItDoesNotKnow) {
  const SourceResult result = read_session(
      "Subcluster Name: G\n"
      "Node 1 Name : a State: Hovering Reason: Moon Phase\n"
      "Node 2 Name : b State: Normal\n");
  EXPECT_EQ(facts_of(result), (Texts{"ha.state a|G|Hovering|Moon Phase|0", "ha.state b|G|Normal||0"}));
}

// Only words that go on to a known state or reason belong together.
TEST(HaStatus, AShortLineOfOtherWordsIsNoWrap) {
  const SourceResult result = read_session(
      "admin:utils ha status\nSubcluster Name: G\n"
      "Node 1 Name : a State: Running\nHello Reason: Peer Down\n"
      "Node 2 Name : b State: Normal\n");
  EXPECT_EQ(facts_of(result), Texts{kUnread});
}

// What is not understood in whole is not read: half of it might look healthy.
TEST(HaStatus, AnUnknownLayoutIsUnread) {
  const struct {
    const char* name;
    const char* text;
  } cases[] = {
      {"Table", "Subcluster Name: G\nNode  State  Reason\na  Normal  Normal\nb  Failed  Peer Down\n"},
      {"NothingAtAll", ""},
      {"AnError", "Executed command unsuccessfully\n"},
      {"ColumnsOfNames", "Subcluster Name: G\n\tName: a\n\tName: b\n\tState: Normal\n\tState: Failed\n"},
      {"ANodeWithoutAState", "Subcluster Name: G\nNode 1 Name : a State: Normal\nNode 2 Name : b\n\nadmin:\n"},
      {"AStateWithoutANode", "Subcluster Name: G\nState: Normal\nNode 1 Name : a State: Normal\n"},
      {"TwoStates", "Subcluster Name: G\nNode 1 Name : a State: Normal State: Failed\n"},
      {"AnUnknownKey", "Subcluster Name: G\nNode 1 Name : a State: Normal Mode: Failed\n"},
      {"ANameOfTwoWords", "Subcluster Name: G\nNode 1 Name : a b State: Normal\n"},
      {"WordsBeforeAKey", "Subcluster Name: G\nNode 1 Name : a\n\nsecond one b State: Normal\n"},
      {"AKeyOfAnotherName", "Subcluster Name: G\nNode 1 Name : a State: Normal\nNode 2 Name : b Status: Broken\n"},
      {"NotRunning", "Executed command unsuccessfully\nServer Recovery Manager is not running\n"},
      {"AnEmptyState", "Subcluster Name: G\nNode 1 Name : a State: Reason: Peer Down\n\nadmin:\n"},
  };
  for (const auto& c : cases) {
    const SourceResult result = read_session("admin:utils ha status\n" + std::string(c.text));
    EXPECT_EQ(facts_of(result), Texts{kUnread}) << c.name;
    EXPECT_EQ(result.notes, Texts{kUnknown}) << c.name;
    ASSERT_EQ(result.facts.size(), 1U) << c.name;
    EXPECT_EQ(result.facts[0].at.ordinal, 1U) << c.name << ": where the command stands";
  }
}

TEST(HaStatus, AGroupInDoubtDoesNotSpoilAnother) {
  const SourceResult result = read_session(
      "Subcluster Name: G\nNode 1 Name : a\nNode 2 Name : b State: Normal\n"
      "Subcluster Name: H\nNode 1 Name : c State: Normal\nNode 2 Name : d State: Normal\n");
  EXPECT_EQ(facts_of(result), (Texts{"ha.state c|H|Normal||0", "ha.state d|H|Normal||0",
                                     "ha.status-unread |||its layout is not known|0"}));
  EXPECT_EQ(result.notes, Texts{kUnknown});
}

TEST(HaStatus, ACutOutputIsNeverHealthierThanTheWhole) {
  const std::string whole =
      "admin:utils ha status\n"
      "Subcluster Name: G\n"
      "Node 1 Name : a State: Normal\n"
      "Node 2 Name : b State: Failed Over with Critical Services not Running Reason: Critical Service Down\n";
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const SourceResult result = read_session(whole.substr(0, length));
    bool told = false;  // that something is missing
    for (const std::string& fact : facts_of(result)) {
      const bool unread = fact.starts_with("ha.status-unread ||utils ha status|");
      EXPECT_TRUE(fact == "ha.state a|G|Normal||0" || fact.starts_with("ha.state b|G|Failed") || unread)
          << length << fact;
      told = told || unread || fact.starts_with("ha.state b");
    }
    // Where the second node is not there, a note or a fact says so.
    if (!told && !facts_of(result).empty()) {
      EXPECT_EQ(result.notes, Texts{kOneNode}) << length;
    }
  }
  EXPECT_EQ(facts_of(read_session(whole.substr(0, whole.find("with Crit")))),
            (Texts{"ha.state a|G|Normal||0", "ha.state b|G|Failed Over||0"}));
  EXPECT_EQ(facts_of(read_session(whole.substr(0, whole.find("itical Serv")))), Texts{"ha.state a|G|Normal||0"});
}

TEST(HaStatus, SaysWhereItStands) {
  const std::string text =
      "admin:utils ha status\n"
      "Subcluster Name: G\n"
      "\tName: a\n\tState: Normal\n\tReason: Normal\n"
      "\tName: b\n\tState: Normal\n\tReason: Normal\n"
      "admin:\n";
  const SourceResult result = read_session(text);
  ASSERT_EQ(result.facts.size(), 2U);
  const Location& at = result.facts[1].at;
  EXPECT_EQ(text.substr(at.offset, at.length), "\tName: b\n\tState: Normal\n\tReason: Normal\n");
  EXPECT_EQ(at.ordinal, 6U);
  EXPECT_EQ(at.source, 3U);
}

// The last line is as wide as one that wraps.
TEST(HaStatus, APromptWithAHostEndsIt) {
  const SourceResult result = read_session(
      "imp1 admin:utils ha status\nSubcluster Name: G\n"
      "Node 1 Name : a State: Normal\n"
      "Node 2 Name : b State: Running in Backup Mode Reason: Critical Service Down\n"
      "imp1 admin:\n");
  EXPECT_EQ(facts_of(result),
            (Texts{"ha.state a|G|Normal||0", "ha.state b|G|Running in Backup Mode|Critical Service Down|0"}));
}

TEST(HaStatus, AFailoverThatPrintsNoStateIsNoStatus) {
  const SourceResult result = read_session("admin: ha failover imp2\nInitiate Manual Failover for Node > imp2\n");
  EXPECT_EQ(facts_of(result), Texts());
  EXPECT_EQ(result.notes, Texts{kUnknown});
}

TEST(HaStatus, RecoverNeedsNoState) {
  const SourceResult result =
      read_session("admin: ha recover Defaultcluster\nStopping services... Stopped\nStarting services... Started\n");
  EXPECT_EQ(facts_of(result), Texts());
  EXPECT_EQ(result.notes, Texts());
}

}  // namespace
}  // namespace logscan::detail
