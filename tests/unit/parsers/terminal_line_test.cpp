#include "parsers/cli/terminal_line.h"

#include <gtest/gtest.h>

namespace logscan::detail {
namespace {

using namespace std::string_literals;

TEST(CleanLine, LeavesWhatAPersonSaw) {
  const struct {
    const char* name;
    std::string line;
    const char* clean;
  } cases[] = {
      {"Plain", "Node 1 Name : a", "Node 1 Name : a"},
      {"BlankEnd", "a \t ", "a"},
      {"TabInside", "\tName:\ta", "\tName:\ta"},
      {"Colour", "\x1b[1;31mState\x1b[0m: x", "State: x"},
      {"Title", "\x1b]0;imp1\aadmin:x", "admin:x"},
      {"TitleEndedByEscape", "\x1b]0;imp1\x1b\\admin:x", "admin:x"},
      {"TwoCharacterEscape", "\x1b=a", "a"},
      {"Backspace", "utils hx\b \ba status", "utils ha status"},
      {"BackspaceAtTheStart", "\b\bab", "ab"},
      {"CarriageReturnOverwrites", "abc\rxy", "xyc"},
      {"Pager", "--More--\r        \rNode 2", "Node 2"},
      {"PagerLeftInPlace", "--More--Node 2", "Node 2"},
      {"PagerErased", "--More--\r\x1b[KNode 2", "Node 2"},
      {"WholeLineErased", "--More--\x1b[2K\rNode 2", "Node 2"},
      {"FilePager", "options: q=quit, n=next, p=prev, b=begin, e=end (lines 1 - 20 of 40) : ", ""},
      {"FilePagerBeforeText", "options: q=quit, n=next (lines 1 - 2 of 4) :abc", "abc"},
      {"EnterPager", "Press <enter> for 1 line, <space> for one page, or <q> to quit", ""},
      {"PagerCut", "Press <enter> for 1 line, <spa", ""},
      {"Nul", "a\0b"s, "ab"},
      {"EscapeAtTheEnd", "a\x1b", "a"},
      {"UnfinishedEscape", "a\x1b[12", "a"},
  };
  std::string buffer;
  for (const auto& c : cases) EXPECT_EQ(clean_line(c.line, buffer), c.clean) << c.name;
}

TEST(ReadPrompt, KnowsItsForms) {
  const struct {
    const char* line;
    const char* host;
    const char* command;
  } cases[] = {
      {"admin:utils ha status", "", "utils ha status"},
      {"admin: utils dbreplication runtimestate", "", "utils dbreplication runtimestate"},
      {"  admin:", "", ""},
      {"imp1 admin:show status", "imp1", "show status"},
      {"imp1:admin: run sql select 1", "imp1", "run sql select 1"},
      {"[imp1.example.com] admin:utils ha status", "imp1.example.com", "utils ha status"},
      {"imp1 admin:", "imp1", ""},
      {"imp1> admin:UTILS ha status", "imp1", "UTILS ha status"},
  };
  for (const auto& c : cases) {
    const auto prompt = read_prompt(c.line);
    ASSERT_TRUE(prompt) << c.line;
    EXPECT_EQ(prompt->host, c.host) << c.line;
    EXPECT_EQ(prompt->command, c.command) << c.line;
  }
  for (const char* line : {"", "administrator", "Platform admin: someone", "sysadmin:utils ha status",
                           "2021-05-13 02:48:48 user admin:utils", "root@imp1 admin:utils ha status"}) {
    EXPECT_FALSE(read_prompt(line)) << line;
  }
}

TEST(ReadLoginHost, TakesTheHostAmongTheOptions) {
  const struct {
    const char* line;
    const char* host;
  } cases[] = {
      {"ssh admin@imp1", "imp1"},
      {"ssh -l admin imp1", "imp1"},
      {"ssh -ladmin imp1", "imp1"},
      {"ssh imp1 -l admin", "imp1"},
      {"ssh -p 8022 admin@imp1", "imp1"},
      {"ssh admin@imp1 -p 8022", "imp1"},
      {"me@laptop:~$ ssh -o StrictHostKeyChecking=no -l admin -p 8022 192.0.2.3", "192.0.2.3"},
      {"[root@jump ~]# ssh -v admin@imp2.example.com", "imp2.example.com"},
      {"admin@imp1's password:", "imp1"},
      {"ssh imp1", ""},
      {"ssh admin@imp1 uptime", ""},
      {"ssh -l admin", ""},
      {"we use ssh -l admin imp1", ""},
      {"ssh ", ""},
  };
  for (const auto& c : cases) EXPECT_EQ(read_login_host(c.line), c.host) << c.line;
}

TEST(CleanLine, TakesTheTimeOfATerminalProgramOut) {
  std::string buffer;
  const struct {
    const char* line;
    const char* clean;
  } cases[] = {
      {"[2026-01-02 10:00:00] admin:utils service list", "admin:utils service list"},
      {"[10:00:00.123] Cisco Tomcat[STARTED]", "Cisco Tomcat[STARTED]"},
      {"[2026-01-02T10:00:00+01:00]  text", " text"},
      {"[2026-01-02 10:00:00]", ""},
      {"[2026-01-02] text", "[2026-01-02] text"},
      {"[12:34] text", "[12:34] text"},
      {"[root@cuc1 ~]# date", "[root@cuc1 ~]# date"},
      {"[10:00:00 CEST] text", "[10:00:00 CEST] text"},
  };
  for (const auto& c : cases) EXPECT_EQ(clean_line(c.line, buffer), c.clean) << c.line;
}

TEST(NormalCommand, IsComparedWithoutCaseAndBlanks) {
  EXPECT_EQ(normal_command("  Utils\t HA   Status "), "utils ha status");
  EXPECT_EQ(normal_command(""), "");
}

}  // namespace
}  // namespace logscan::detail
