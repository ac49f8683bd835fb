#include "parsers/cli/server_state.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

std::string micros(const char* seconds) { return std::string(seconds) + "000000"; }

TEST(CoreList, ReadsFilesWithAndWithoutTheirSize) {
  const std::string rows =
      "      Size         Date            Core File Name\n"
      "=================================================================\n"
      " 292616 KB   2022-02-20 00:02:37   core.62556.6.ccm.1645336926\n"
      "             2023-03-02 22:03:11   core.jvm.core\n"
      "\t12 KB\t2020-07-15 06:02:06\tcore.7446.11.EspConfigAgent.1594806539\n";
  // 1645315357 is 2022-02-20 00:02:37 where no zone is applied.
  const Texts facts = {
      "core.file |core.62556.6.ccm.1645336926|ccm|292616 KB|" + micros("1645315357"),
      "core.file |core.jvm.core|jvm||" + micros("1677794591"),
      "core.file |core.7446.11.EspConfigAgent.1594806539|EspConfigAgent|12 KB|" + micros("1594792926"),
  };
  for (const std::string& text : {"admin:utils core active list\n" + rows + "admin:", rows}) {
    const SourceResult result = read_session(text);
    EXPECT_EQ(facts_of(result), facts) << text;
    EXPECT_EQ(result.notes, Texts()) << text;
  }
}

TEST(CoreList, ReadsWhatWasPastedInOneLine) {
  EXPECT_EQ(facts_of(read_session("admin: utils core active list Size Date Core File Name "
                                  "================================================================= "
                                  "2023-03-02 22:03:11 core.jvm.core\n")),
            Texts{"core.file |core.jvm.core|jvm||" + micros("1677794591")});
  EXPECT_EQ(facts_of(read_session("Size Date Core File Name ==== 292616 KB   2022-02-20 00:02:37   "
                                  "core.62556.6.ccm.1645336926 1 KB 2023-03-02 22:03:11 core.jvm.core\n")),
            (Texts{"core.file |core.62556.6.ccm.1645336926|ccm|292616 KB|" + micros("1645315357"),
                   "core.file |core.jvm.core|jvm|1 KB|" + micros("1677794591")}));
}

TEST(CoreList, SaysThatThereAreNone) {
  for (const char* text : {"admin:utils core active list\nNo core files found\n", "No core files found\n"})
    EXPECT_EQ(facts_of(read_session(text)), Texts{"core.none ||||0"}) << text;
}

TEST(CoreList, NamesWhatCannotBeRead) {
  const std::string command = "admin:utils core active list\n";
  const std::string unread = "output.unread |core-list|utils core active list|";
  EXPECT_EQ(facts_of(read_session(command + " 1 KB 2022-13-20 00:02:37 core.1.6.ccm.1\n 1 KB yesterday core.x\n")),
            Texts{unread + "2 rows that could not be read|0"});
  EXPECT_EQ(facts_of(read_session(command + "      Size         Date    ")), Texts{unread + "its end is missing|0"});
  EXPECT_EQ(facts_of(read_session(command + "What?\n")), Texts{unread + "layout not known, not read|0"});
}

TEST(ActiveVersion, ReadsTheVersionAndItsPackages) {
  EXPECT_EQ(facts_of(read_session("admin:show version active\nActive Master Version: 14.0.1.12901-1\n"
                                  "Active Version Installed Software Options:\n"
                                  "ciscocm.V14-SU2_CSCwa00000_C0001-1.cop.sha512\ncm-locale-de_DE-14.0.1.2000-1.cop\n"
                                  "\nadmin:")),
            (Texts{"version.active |"
                   "|14.0.1.12901-1|Active Master Version|0",
                   "version.option |ciscocm.V14-SU2_CSCwa00000_C0001-1.cop.sha512|||0",
                   "version.option |cm-locale-de_DE-14.0.1.2000-1.cop|||0"}));
  const Texts old = {"version.active ||9.1.2.10000-28|Active Master Version|0"};
  EXPECT_EQ(facts_of(read_session("admin: show version active Active Master Version: 9.1.2.10000-28 Active Version "
                                  "Installed Software Options: No Installed Software Options Found.\n")),
            old);
  EXPECT_EQ(facts_of(read_session("Active Master Version: 9.1.2.10000-28\nActive Version Installed Software "
                                  "Options:\nNo Installed Software Options Found.\n")),
            old);
}

TEST(ActiveVersion, ACutVersionIsNotRead) {
  const std::string unread = "output.unread |version|show version active|no version in it, not read|0";
  EXPECT_EQ(facts_of(read_session("admin:show version active\nActive Master Version: 14.0.1.12")), Texts{unread});
  EXPECT_EQ(facts_of(read_session("admin:show version active\nActive Master Version:\n")), Texts{unread});
  EXPECT_EQ(facts_of(read_session("admin:show version active\n")),
            Texts{"output.unread |version|show version active|its output is empty|0"});
  EXPECT_EQ(facts_of(read_session("admin:show version active")), Texts());
}

TEST(ServerStatus, ReadsVersionUptimeAndDisks) {
  const std::string front =
      "admin:show status\n\nHost Name     : imp1\nDate          : Sun Jun 29, 2014 09:05:01\n"
      "Time Zone     : Pacific Standard Time (America/Los_Angeles)\nProduct Ver   : 10.5.1.10000-7\n"
      "Unified OS Version : 6.0.0.0-2\n\nUptime:\n";
  const std::string disks =
      "\n                        Total            Free            Used\n"
      "Disk/active         14154228K        1154076K       12856044K (92%)\n"
      "Disk/logging        49573612K       36498224K       10557224K (23%)\nDisk/odd  1K 2K 3K (230%)\n";
  const struct {
    const char* words;
    const char* seconds;
  } cases[] = {
      {"09:05:03 up 9 days, 23:09,  1 user,  load average: 0.23, 0.23, 0.18", "860940"},
      {"09:05:03 up 1 day,  5 min,  1 user,  load average: 0.23, 0.23, 0.18", "86700"},
      {"09:05:03 up 2 days,  1 user,  load average: 0.23, 0.23, 0.18", "172800"},
      {"09:05:03 up  1:02,  1 user,  load average: 0.23, 0.23, 0.18", "3720"},
      {"09:05:03 up 5 min,  0 users,  load average: 0.23, 0.23, 0.18", "300"},
  };
  for (const auto& c : cases) {
    Texts facts = facts_of(read_session(front + " " + c.words + "\n" + disks));
    for (std::string& fact : facts) fact = fact.substr(0, fact.find(" @"));
    EXPECT_EQ(facts, (Texts{"version.active ||10.5.1.10000-7|Product Ver|0",
                            "host.uptime ||" + std::string(c.words) + "||" + c.seconds, "disk.used |Disk/active|||92",
                            "disk.used |Disk/logging|||23"}));
  }
  const SourceResult result = read_session(front + disks);
  EXPECT_EQ(facts_of(result)[0], "version.active ||10.5.1.10000-7|Product Ver|0 @2014-06-29T16:05:01");
  EXPECT_EQ(result.zone, "America/Los_Angeles");
}

}  // namespace
}  // namespace logscan::detail
