#include "parsers/cli/cli_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "model/notes.h"
#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::events_of;
using test::facts_of;
using test::read_session;
using test::Texts;

const std::string kNormal =
    "Subcluster Name: G\n"
    "Node 1 Name : a State: Normal\n"
    "Node 2 Name : b State: Normal\n";
const Texts kNormalFacts = {"ha.state a|G|Normal||0", "ha.state b|G|Normal||0"};
const std::string kNtp =
    "ntpd (pid 28589) is running...\n\n"
    "  remote         refid      st  t when poll reach   delay   offset   jitter\n"
    "==============================================================================\n"
    " 10.0.0.1     192.0.2.0   2  u  40   64    1     0.292    0.041   0.000 synchronised to NTP server (10.0.0.1) at "
    "stratum 3 time server re-starting\n"
    "   poll server every 64 s\n\n"
    "Current time in UTC is : Fri Sep 16 19:41:55 UTC 2016\n"
    "Current time in America/New_York is : Fri Sep 16 15:41:55 EDT 2016\n";

// Without those of the clock's own command.
Texts pair_facts_of(const SourceResult& result) {
  Texts facts = facts_of(result);
  std::erase_if(facts, [](const std::string& fact) { return !fact.starts_with("ha."); });
  return facts;
}

TEST(CliSession, CutsASessionIntoCommands) {
  const std::string text =
      "Command Line Interface is starting up, please wait ...\n\n"
      "   Welcome to the Platform Command Line Interface\n\n"
      "admin:show memory modules\nBank 0\n"
      "admin:utils ha status\n" +
      kNormal +
      "admin: run sql select name, haenabled from enterprisesubcluster\n"
      "name haenabled\n==== =========\nG    t\n"
      "admin:show memory modules\nBank 0\n"
      "admin:quit\n";
  const SourceResult result = read_session(text);
  EXPECT_EQ(facts_of(result), (Texts{"ha.state a|G|Normal||0", "ha.state b|G|Normal||0", "ha.enabled |G|||1"}));
  EXPECT_EQ(result.notes, Texts{"command not read: show memory modules"});
  EXPECT_EQ(result.records, 6U) << "five prompts and what stands before them";
  EXPECT_EQ(result.rejected, 0U);
  EXPECT_EQ(test::ledger(result), text.size());
  EXPECT_FALSE(result.has_time);
}

TEST(CliSession, ReadsWhatATerminalLeaves) {
  const std::string text =
      "\xef\xbb\xbf\x1b]0;imp1\x07\x1b[32madmin:\x1b[0mutils hx\b \ba status\r\n"
      "Subcluster Name: G\r\n"
      "Press <enter> for 1 line, <space> for one page, or <q> to quit\r\n"
      "--More--\r        \rNode 1 Name : a State: Normal\r\n"
      "options: q=quit, n=next, p=prev, b=begin, e=end (lines 1 - 20 of 40) :\r\n"
      "Node 2 Name : b State: Normal\r\n"
      "\x1b[32madmin:\x1b[0m";
  const SourceResult result = read_session(text);
  EXPECT_EQ(facts_of(result), kNormalFacts);
  EXPECT_EQ(result.notes, Texts());
  EXPECT_EQ(result.records, 2U);
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(CliSession, ReadsOutputsWithoutPrompts) {
  const std::string table =
      "Monitored Server\tAssigned Users\tActive Users\tServer State\nHIGH AVAILABILITY IS NOT ENABLED FOR THIS "
      "SUBCLUSTER\n";
  const Texts facts = {"ha.state a|G|Normal||0", "ha.state b|G|Normal||0", "ha.enabled ||||0"};
  for (const std::string& text :
       {"Hello, here is what we see:\n\n" + kNormal + "\n" + table, "utils ha status\n" + kNormal + table,
        "admin:show tech\n" + kNormal + table, "Dear TAC,\nutils ha status\n\n" + kNormal + "\nand\n" + table}) {
    const SourceResult result = read_session(text);
    EXPECT_EQ(facts_of(result), facts) << text;
    EXPECT_EQ(result.notes, Texts()) << text;
    EXPECT_EQ(test::ledger(result), text.size());
  }
}

TEST(CliSession, FactsHaveTheTimeOfTheNearestClockLine) {
  const std::string status = "admin:utils ha status\n" + kNormal;
  const std::string ntp = "admin:utils ntp status\n" + kNtp;
  const std::string later = "admin:utils ntp status\nCurrent time in UTC is : Fri Sep 16 20:00:00 UTC 2016\n";
  const Texts early = {"ha.state a|G|Normal||0 @2016-09-16T19:41:55", "ha.state b|G|Normal||0 @2016-09-16T19:41:55"};
  const Texts late = {"ha.state a|G|Normal||0 @2016-09-16T20:00:00", "ha.state b|G|Normal||0 @2016-09-16T20:00:00"};
  EXPECT_EQ(pair_facts_of(read_session(ntp + status)), early);
  EXPECT_EQ(pair_facts_of(read_session(status + ntp)), early);
  EXPECT_EQ(pair_facts_of(read_session(ntp + "admin:show x\n1\n2\n3\n4\n5\n" + status + later)), late);
  EXPECT_EQ(pair_facts_of(read_session(ntp + status + "admin:show x\n1\n2\n3\n4\n5\n" + later)), early);
  const SourceResult result = read_session(ntp);
  EXPECT_EQ(result.zone, "America/New_York");
  EXPECT_EQ(result.notes, Texts());
}

TEST(CliSession, ASystemHistoryPutsItOnTheWallAxis) {
  const std::string text =
      "admin:file view install system-history.log\n\n"
      "04/06/2023 13:42:21 | root: Shutdown 14.0.1.12901-1 Start\n"
      "04/07/2023 04:51:49 | root: Boot 14.0.1.12901-1 Start\n"
      "options: q=quit, n=next, p=prev, b=begin, e=end (lines 1 - 2 of 3) :\n"
      "07/20/2023 10:22:48 | root: Install 14.0.1.12901-1 Success\n\nend of the file reached\n"
      "admin:utils ha status\n" +
      kNormal + "admin:utils ntp status\n" + kNtp;
  EXPECT_EQ(kCliSession.probe({text, "x.txt", true}).axis, Axis::kWall);
  const SourceResult result = read_session(text);
  EXPECT_EQ(events_of(result), (Texts{"host.shutdown ||14.0.1.12901-1 @2023-04-06T13:42:21",
                                      "host.boot ||14.0.1.12901-1 @2023-04-07T04:51:49"}));
  EXPECT_EQ(pair_facts_of(result),
            (Texts{"ha.state a|G|Normal||0 @2016-09-16T15:41:55", "ha.state b|G|Normal||0 @2016-09-16T15:41:55"}))
      << "as the zone of the session has them";
  EXPECT_EQ(result.notes, Texts());
  EXPECT_EQ(result.records, 6U) << "three prompts and three lines of the history";
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(CliSession, OnTheWallAxisATimeNeedsTheZone) {
  const SourceResult result = read_session(
      "admin:file view install system-history.log\n04/07/2023 04:51:49 | root: Boot 14.0.1.12901-1 Start\n"
      "admin:utils ha status\n" +
      kNormal + "admin:utils ntp status\nCurrent time in UTC is : Fri Sep 16 19:41:55 UTC 2016\n");
  EXPECT_EQ(pair_facts_of(result), kNormalFacts);
  EXPECT_EQ(result.notes,
            (Texts{"cli.ntp-status: it does not say whether the clock is synchronized",
                   "its facts carry no time: the system history in it is wall time, and its zone is not told"}));
}

// A prompt that was lost, as in a text that was put together by hand.
TEST(CliSession, AnOutputBehindAnotherIsReadToo) {
  const std::string list =
      "Requesting service status, please wait...\nCisco SIP Proxy[STOPPED]  Commanded Out of Service\n"
      "Primary Node =true\n";
  const Texts listed = {"service.state |Cisco SIP Proxy|STOPPED|Commanded Out of Service|0", "node.primary ||||1"};
  const std::string version = "admin:show version active\nActive Master Version: 14.0.1.12901-1\n";
  const std::string version_fact = "version.active ||14.0.1.12901-1|Active Master Version|0";
  for (const char* between : {"", "\n", "utils service list\n", "\n--- services ---\n"}) {
    const SourceResult result = read_session(version + between + list + "admin:\n");
    EXPECT_EQ(facts_of(result), (Texts{version_fact, listed[0], listed[1]})) << between;
    EXPECT_EQ(result.notes, Texts()) << between;
  }
  EXPECT_EQ(facts_of(read_session("admin:utils service list\n" + list + kNormal + "admin:\n")),
            (Texts{listed[0], listed[1], kNormalFacts[0], kNormalFacts[1]}));
  const SourceResult unknown = read_session(version + "show memory modules\nBank 0\n" + list + "admin:\n");
  EXPECT_EQ(facts_of(unknown), (Texts{version_fact, listed[0], listed[1]}));
  EXPECT_EQ(unknown.notes, Texts{"command not read: show memory modules"});
}

TEST(CliSession, TwoListsAreTwo) {
  const std::string one =
      "A Cisco DB[STARTED]\nCisco SIP Proxy[STOPPED]  Commanded Out of Service\nPrimary Node =true\n";
  const std::string other = "A Cisco DB[STARTED]\nCisco SIP Proxy[STARTED]\nPrimary Node =false\n";
  const Texts facts = {"service.state |A Cisco DB|STARTED||0",
                       "service.state |Cisco SIP Proxy|STOPPED|Commanded Out of Service|0",
                       "node.primary ||||1",
                       "service.state |A Cisco DB|STARTED||0",
                       "service.state |Cisco SIP Proxy|STARTED||0",
                       "node.primary ||||0"};
  EXPECT_EQ(facts_of(read_session(one + other)), facts);
  EXPECT_EQ(facts_of(read_session("admin:utils service list\n" + one + "\n" + other + "admin:\n")), facts);
}

TEST(CliSession, WhatIsQuotedIsRead) {
  const std::string list =
      "admin:utils service list\nCisco SIP Proxy[STOPPED]  Commanded Out of Service\nPrimary Node "
      "=true\nadmin:\n";
  const Texts facts = facts_of(read_session(list));
  std::string quoted = "> ", twice = "> > ";
  for (const char c : list) {
    quoted += c;
    twice += c;
    if (c == '\n') quoted += "> ", twice += "> > ";
  }
  EXPECT_EQ(facts_of(read_session(quoted)), facts);
  EXPECT_EQ(facts_of(read_session(twice)), facts);
  EXPECT_EQ(facts_of(read_session("```text\n" + list + "```\n")), facts);
}

TEST(CliSession, AnEmptyOutputIsUnread) {
  const SourceResult result = read_session("admin:utils service list\n\nadmin:show network cluster\nadmin:\n");
  EXPECT_EQ(facts_of(result), (Texts{"output.unread |service-list|utils service list|its output is empty|0",
                                     "output.unread |network-cluster|show network cluster|its output is empty|0"}));
  EXPECT_EQ(facts_of(read_session("see utils service list\nutils service list\n")), Texts()) << "no prompt, no output";
}

TEST(CliSession, AHistoryBehindTheFrontIsRejectedAndNamed) {
  std::string text = "admin:show x\n";
  while (text.size() < kProbeBytes) text += "a line of an output that nobody reads\n";
  text += "admin:file view install system-history.log\n04/07/2023 04:51:49 | root: Boot 14.0.1.12901-1 Start\n";
  test::Reading how;
  how.parser = &kCliSession;
  how.axis = kCliSession.probe({std::string_view(text).substr(0, kProbeBytes), "x", false}).axis;
  EXPECT_EQ(how.axis, Axis::kStated);
  const SourceResult result = test::read_whole(how, text);
  EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kNoZone)].count, 1U);
  EXPECT_EQ(result.notes, (Texts{"command not read: show x",
                                 "a system history that begins behind the front of the session: not read"}));
}

TEST(CliSession, NamesOfAnUnknownCommandOnlyItsFront) {
  const SourceResult result = read_session(
      "admin:utils  import config ftp jdoe Hunter2secret\nx\nadmin:show x\nadmin:set password\nadmin:unset pager list  "
      "\n");
  EXPECT_EQ(result.notes, (Texts{"command not read: utils  import config ...", "command not read: show x",
                                 "command not read: set password", "command not read: unset pager list"}));
}

TEST(CliSession, NamesEveryUnknownCommandOnceAndNotTooMany) {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "admin:show thing " + std::to_string(i) + "\nadmin:show thing 0\n";
  text += "admin:show " + std::string(5000, 'x') + "\n";
  const SourceResult result = read_session(text);
  EXPECT_EQ(result.notes.size(), 64U);
  EXPECT_EQ(result.notes[1], "command not read: show thing 1");
  for (const std::string& note : result.notes) EXPECT_LT(note.size(), 200U);
}

TEST(CliSession, IsKnownByItsContent) {
  const auto answer = [](const std::string& text) { return kCliSession.probe({text, "x.txt", true}); };
  EXPECT_EQ(answer("admin:utils ha status\n").score, 90);
  EXPECT_EQ(answer("imp1 admin:utils ha status\n").node, "imp1");
  EXPECT_EQ(answer("admin:show status\nHost Name     : imp1\n").node, "imp1");
  EXPECT_EQ(answer("imp1 admin:show x\nimp2 admin:show x\n").node, "") << "of two nodes";
  EXPECT_EQ(answer("[root@jump ~]# ssh admin@imp2\nadmin:show x\n").node, "imp2") << "where somebody logs in to";
  EXPECT_EQ(answer("$ ssh admin@presence\nadmin:show status\nHost Name     : imp1\n").node, "imp1") << "an alias";
  EXPECT_EQ(answer(kNormal).score, 75);
  EXPECT_EQ(answer(kNormal).node, "");
  EXPECT_EQ(answer("utils ha status\n").score, 75);
  EXPECT_EQ(answer("Platform admin:\n").score, 0) << "a label";
  std::string deep;
  for (int i = 0; i < 60; ++i) deep += "another line\n";
  EXPECT_EQ(answer(deep + "admin:utils ha status\n").score, 30);
  EXPECT_EQ(answer("The administrator said: utils ha status\n").score, 0);
  EXPECT_EQ(answer("2021-05-13 02:48:48,244 INFO  [HS] rsm.X - Subcluster Name: G\n").score, 0);
  EXPECT_EQ(answer(std::string("\xff\xfe") + std::string("a\0d\0m\0i\0n\0:\0", 12)).score, 0);
}

TEST(CliSession, HoldsAgainstOddInput) {
  const std::string status = "admin:utils ha status\n" + kNormal;
  const struct {
    const char* name;
    std::string text;
    std::size_t facts;
  } cases[] = {
      {"Empty", "", 0},
      {"BlankLines", "\n\r\n \n", 0},
      {"Mark", "\xef\xbb\xbf", 0},
      {"Nul", std::string(5000, '\0') + "\n" + status, 2},
      {"LongLineBefore", std::string(2U << 20, 'x') + "\n" + status, 2},
      {"LongLineBehind", status + std::string(2U << 20, 'x'), 2},
      // The group with the long line is told to be unread.
      {"LongLineWithin", "admin:utils ha status\nSubcluster Name: G\n" + std::string(900'000, 'x') + "\n" + kNormal, 3},
      {"NoNewline", status.substr(0, status.size() - 1), 2},
      {"ManyBlanks", "admin:utils ha status\n" + std::string(900'000, ' ') + "\n" + kNormal, 2},
  };
  for (const auto& c : cases) {
    const SourceResult result = read_session(c.text);
    EXPECT_EQ(test::ledger(result), c.text.size()) << c.name;
    EXPECT_EQ(result.facts.size(), c.facts) << c.name;
    EXPECT_EQ(result.records + result.continuation + result.rejected, result.lines) << c.name;
  }
}

TEST(CliSession, AnEndlessOutputIsReadInPart) {
  std::string text = "admin:run sql select * from x\n";
  while (text.size() < (3U << 20)) text += "0123456789 0123456789 0123456789\n";
  text += "admin:utils ha status\n" + kNormal;
  const SourceResult result = read_session(text);
  EXPECT_EQ(facts_of(result),
            (Texts{"output.unread |run-sql|run sql select * from x|longer than any output that is read|0",
                   kNormalFacts[0], kNormalFacts[1]}));
  EXPECT_EQ(result.notes,
            (Texts{"an output that is longer than any that is read: read in part",
                   "cli.run-sql: layout not known, not read", "cli.run-sql: longer than any output that is read"}));
  EXPECT_EQ(test::ledger(result), text.size());
}

TEST(CliSession, IsTheSameHoweverItIsRead) {
  std::string text;
  for (int i = 0; i < 300; ++i)
    text += "admin:utils ha status\n" + kNormal + (i % 50 == 0 ? "admin:utils ntp status\n" + kNtp : "") +
            "admin:show x" + std::to_string(i % 9) + "\n" + std::string(static_cast<std::size_t>(i) * 7, 'y') + "\n";
  test::Reading how;
  how.parser = &kCliSession;
  how.limits.record_bytes = 4096;
  const std::string whole = test::dump(test::read_whole(how, text));
  for (const std::size_t piece : {std::size_t{1}, std::size_t{77}, std::size_t{100'000}}) {
    how.piece = piece;
    EXPECT_EQ(test::dump(test::read_whole(how, text)), whole) << piece;
  }
}

// An output that ends too early says less, and says that it does.
TEST(CliSession, ACutListIsNeverAWholeOne) {
  const std::string lists[] = {
      "admin:utils service list\nA Cisco DB[STARTED]\nCisco Tomcat[STARTED]\nCisco SIP Proxy[STOPPED]  Commanded Out "
      "of "
      "Service\nCisco XCP Router[STARTED]\nPrimary Node =true\n",
      "admin:utils dbreplication runtimestate\nCluster Detailed View from imp1 (2 Servers):\n"
      "imp1 192.0.2.21 0.045 Y/Y/Y 0 (g_2) (2) Setup Completed\nimp2 192.0.2.22 1.711 Y/N/Y 12 (g_3) (3) Setup "
      "Completed\n",
      "admin:utils diagnose test\ntest - raid : Passed\nskip - disk_files : This module must be run directly\n"
      "test - validate_network : Reverse DNS lookup failed\n\nDiagnostics Completed\n",
      "[root@cuc1 ~]# netstat -an\nProto Recv-Q Send-Q Local Address  Foreign Address  State\n"
      "tcp 0 0 0.0.0.0:8443 0.0.0.0:* LISTEN\ntcp 0 0 0.0.0.0:7080 0.0.0.0:* LISTEN\n[root@cuc1 ~]#",
      "admin:run sql select name from processnode\nname\n====\ncucm1\nimp1\n\n",
  };
  for (const std::string& text : lists) {
    const Texts whole = facts_of(read_session(text));
    EXPECT_GE(whole.size(), 2U) << text;
    for (const std::string& fact : whole) EXPECT_FALSE(fact.starts_with("output.unread")) << fact;
    for (std::size_t length = text.find('\n') + 1; length < text.size(); ++length) {
      const Texts facts = facts_of(read_session(text.substr(0, length)));
      const auto told = [](const std::string& fact) { return fact.starts_with("output.unread"); };
      if (facts.empty() || facts == whole) continue;
      // Of the words behind a code some may be wanting: the code is not.
      const bool all = facts.size() == whole.size() && text.substr(length).find('\n') == text.size() - length - 1;
      EXPECT_TRUE(all || std::any_of(facts.begin(), facts.end(), told)) << text.substr(0, length);
    }
  }
}

// A mail brings an output with a few sentences, an article shows some among many.
TEST(CliSession, AnArticleIsNamedAsProse) {
  const std::string list = "admin:utils service list\nCisco Tomcat[STARTED]\nPrimary Node =true\n";
  const std::string sentence = "When the services of the subscriber do not start, then look at the publisher first.\n";
  const auto notes_of = [&](int sentences) {
    std::string text = list;
    for (int i = 0; i < sentences; ++i) text += sentence;
    return read_session(text).notes;
  };
  EXPECT_THAT(notes_of(40), ::testing::Contains(std::string(kProseNote)));
  EXPECT_THAT(notes_of(39), ::testing::Not(::testing::Contains(std::string(kProseNote))));
  std::string table = "admin:show tech x\n";
  for (int i = 0; i < 200; ++i)
    table += "row  12 of the table  with  many words and  numbers 1 2 3 4 5 6 7 8 9 in it\n";
  EXPECT_THAT(read_session(table).notes, ::testing::Not(::testing::Contains(std::string(kProseNote))));
}

}  // namespace
}  // namespace logscan::detail
