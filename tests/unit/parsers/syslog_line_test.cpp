#include "parsers/syslog/syslog_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "time/format.h"

namespace logscan::detail {
namespace {

// `MON-DAY SECONDS.MICROSECONDS of the day`, with the year in front where there is one.
std::string shown(bool has, const SyslogStamp& stamp) {
  if (!has) return "";
  const std::chrono::hh_mm_ss clock{stamp.clock};
  const auto two = [](auto value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  const std::string year = stamp.year != 0 ? std::to_string(stamp.year) + "-" : "";
  std::string text = year + two(stamp.month) + "-" + two(stamp.day) + " " + two(clock.hours().count()) + ":" +
                     two(clock.minutes().count()) + ":" + two(clock.seconds().count());
  if (clock.subseconds().count() != 0) text += "." + std::to_string(clock.subseconds().count() / 1000);
  return text;
}

struct Row {
  const char* name;
  std::string line;
  const char *outer, *host, *inner, *inner_host, *app, *alarm;
  const char* text;  // the front of the alarm's text, or of the payload
};

TEST(SyslogLine, TakesEveryKnownForm) {
  const Row rows[] = {
      {"PresenceAlarm",
       "May 21 08:10:24 impPub local7 1 : 62: impPub.ciscolab.com: May 21 2021 13:10:24.476 UTC : "
       "%UC_ReplWatcher-1-DuplicateUserid: %[AppID=Cisco IM and Presence Data Monitor][ClusterID=][NodeID=impPub]: x",
       "05-21 08:10:24", "impPub", "2021-05-21 13:10:24.476", "impPub.ciscolab.com", "UC_ReplWatcher",
       "DuplicateUserid", "%[AppID="},
      {"StampCutOff",
       "31 uc-ucm-01 local7 3 : 41679: uc-ucm-01.pcce.local Jul 02 2015 06:22:31 UTC :   "
       "%UC_CALLMANAGER-3-EndPointUnregistered: %[DeviceName=SEPE0D1730A8137][NodeID=uc-ucm-01]: gone",
       "", "uc-ucm-01", "2015-07-02 06:22:31", "uc-ucm-01.pcce.local", "UC_CALLMANAGER", "EndPointUnregistered",
       "%[DeviceName="},
      {"OldAlarm",
       "Mar 18 16:40:52 ciscart26 local7 6 : 92: Mar 18 11:10:52.630 UTC : "
       "%CCM_SERVICEMANAGER-SERVICEMANAGER-6-ServiceActivated: Service Activated. Service Name:Cisco CallManager SNMP "
       "Service App ID:Cisco Service Manager Cluster ID: Node ID:ciscart26",
       "03-18 16:40:52", "ciscart26", "03-18 11:10:52.630", "", "CCM_SERVICEMANAGER-SERVICEMANAGER", "ServiceActivated",
       "Service Activated. "},
      {"SystemLine",
       "Nov 28 16:44:37 CUCMPUB local7 6 Cisco: Database Layer Monitor: DBNotify SDI Initialization successful",
       "11-28 16:44:37", "CUCMPUB", "", "", "", "", "Cisco: Database Layer"},
      {"Network",
       "<111>573: pub.domain.com: Sep 05 17:07:28.530 UTC : %UC_RTMT-2-RTMT_ALERT: %[AlertName=X]: RTMT Alert", "", "",
       "09-05 17:07:28.530", "pub.domain.com", "UC_RTMT", "RTMT_ALERT", "%[AlertName=X]"},
      {"TwelveHours",
       "Jun 14 16:57:27 pub local7 4 : 7: pub: Jun 14 11:57:27 PM.685 UTC :  %UC_LOGIN-4-AuthenticationFailed: x",
       "06-14 16:57:27", "pub", "06-14 23:57:27.685", "pub", "UC_LOGIN", "AuthenticationFailed", "x"},
      {"MidnightInTwelveHours", "Jun 14 16:57:27 pub local7 4 : 7: pub: Jun 14 12:00:01 AM.5 UTC : %UC_A-4-B: x",
       "06-14 16:57:27", "pub", "06-14 00:00:01.500", "pub", "UC_A", "B", "x"},
      {"ProcessTag",
       "Jul 16 05:36:48 host local7 3 ccm: 12: host.domain: Jul 16 2021 10:36:48.123 UTC : %UC_CALLMANAGER-3-X: y",
       "07-16 05:36:48", "host", "2021-07-16 10:36:48.123", "host.domain", "UC_CALLMANAGER", "X", "y"},
      {"ApplicationWithBlanks",
       "Jul 16 05:36:48 h local7 3 : 1: h: Jul 16 2021 10:36:48.123 UTC : %UC_Location Bandwidth Manager-3-X: y",
       "07-16 05:36:48", "h", "2021-07-16 10:36:48.123", "h", "UC_Location Bandwidth Manager", "X", "y"},
      {"AsTheCatalogPrintsIt", "Jul 16 05:36:48 h local7 3 : 1: h: Jul 16 2021 10:36:48.123 UTC: % UC_A-3-X : y",
       "07-16 05:36:48", "h", "2021-07-16 10:36:48.123", "h", "UC_A", "X", "y"},
      {"UnknownClock", "Jul 16 05:36:48 h local7 3 : 1: h: --- 00 0000 00:00:00.000 ---: %UC_A-3-X: y",
       "07-16 05:36:48", "h", "", "h", "UC_A", "X", "y"},
      {"UnsynchronisedClock", "Jul 16 05:36:48 h local7 3 : 1: h: *Jul 16 2021 10:36:48.123 UTC : %UC_A-3-X: y",
       "07-16 05:36:48", "h", "2021-07-16 10:36:48.123", "h", "UC_A", "X", "y"},
      {"DayPaddedByABlank", "Jul  6 05:36:48 h daemon 3 x: y", "07-06 05:36:48", "h", "", "", "", "", "x: y"},
      {"DayOfOneDigit", "Jul 6 05:36:48 h daemon 3 x: y", "07-06 05:36:48", "h", "", "", "", "", "x: y"},
      {"LeapDay", "Feb 29 05:36:48 h daemon 3 x: y", "02-29 05:36:48", "h", "", "", "", "", "x: y"},
      {"AnotherLogger", "Jul 16 05:36:48 192.0.2.9 1: h: Jul 16 2021 10:36:48.123 UTC : %UC_A-3-X: y", "07-16 05:36:48",
       "192.0.2.9", "2021-07-16 10:36:48.123", "h", "UC_A", "X", "y"},
      {"NothingBehindTheClass", "Jul 16 05:36:48 h daemon 3", "07-16 05:36:48", "h", "", "", "", "", ""},
      {"NetworkWithoutTime", "<14>1362992: : audispd:node=imp1 type=PROCTITLE", "", "", "", "", "", "", "1362992: : "},
      {"AlarmOfAnImpossibleTime", "Jul 16 05:36:48 h local7 3 : 1: h: Feb 30 2021 10:36:48.123 UTC : %UC_A-3-X: y",
       "07-16 05:36:48", "h", "", "", "", "", ": 1: h: Feb 30"},
  };
  for (const Row& row : rows) {
    // A reader that knows the day already must say the same as one that sees it for the first time.
    SyslogLineReader reader;
    for (int round = 0; round < 2; ++round) {
      SyslogLine line;
      ASSERT_TRUE(reader.read(row.line, line)) << row.name;
      EXPECT_EQ(shown(line.has_outer, line.outer), row.outer) << row.name;
      EXPECT_EQ(line.host, row.host) << row.name;
      EXPECT_EQ(shown(line.has_inner, line.inner), row.inner) << row.name;
      EXPECT_EQ(line.inner_host, row.inner_host) << row.name;
      EXPECT_EQ(line.app, row.app) << row.name;
      EXPECT_EQ(line.name, row.alarm) << row.name;
      EXPECT_EQ(line.is_alarm, *row.alarm != '\0') << row.name;
      const std::string_view text = line.is_alarm ? line.text : line.payload;
      EXPECT_TRUE(text.starts_with(row.text)) << row.name << ": " << text;
    }
  }
}

TEST(SyslogLine, RejectsWhatIsNone) {
  for (const std::string& text : {std::string(),
                                  std::string("plain text"),
                                  std::string("Jul 16 05:36:48"),
                                  std::string("Jul 16 05:36:48 h"),
                                  std::string("Jul 16 05:36:48 h Cisco: %CCM: hello"),
                                  std::string("Jul 32 05:36:48 h daemon 3 x"),
                                  std::string("Feb 30 05:36:48 h daemon 3 x"),
                                  std::string("Jul 16 24:00:00 h daemon 3 x"),
                                  std::string("Jul 16 05:36:4x h daemon 3 x"),
                                  std::string("Foo 16 05:36:48 h daemon 3 x"),
                                  std::string("Jul 16 05:36:48 h daemon 9 x"),
                                  std::string("Jul 16 05:36:48 h demon 3 x"),
                                  std::string("<14>x"),
                                  std::string("Jul 16 05:36:48 h user\0 3 x", 27),
                                  std::string("Jul 16 05:36:48 h \0\0user 3 x", 28),
                                  std::string("Jul 16 05:36:48 h  3 x"),
                                  std::string("Jul 16 05:36:48 h security2 3 x"),
                                  std::string("<14"),
                                  std::string("2014-06-29 11:30:50,123 INFO [main] a - b"),
                                  std::string(40, '\0'),
                                  std::string(15, '\0') + " h daemon 3 x"}) {
    SyslogLineReader reader;
    SyslogLine line;
    EXPECT_FALSE(reader.read(text, line)) << text;
  }
}

TEST(SyslogLine, TheRememberedDayIsNoExcuse) {
  SyslogLineReader reader;
  SyslogLine line;
  ASSERT_TRUE(reader.read("Jul 16 05:36:48 h local7 3 : 1: h: Jul 16 2021 10:36:48.123 UTC : %UC_A-3-X: y", line));
  EXPECT_FALSE(reader.read("Jul 16 25:36:48 h daemon 3 x", line));
  ASSERT_TRUE(reader.read("Jul 16 05:36:49 h local7 3 : 1: h: Jul 16 2021 10:66:48.123 UTC : %UC_A-3-X: y", line));
  EXPECT_FALSE(line.is_alarm);
  ASSERT_TRUE(reader.read("Jul 16 05:36:49 h local7 3 : 1: h: Jul 16 2021 10:36:48.x23 UTC : %UC_A-3-X: y", line));
  EXPECT_FALSE(line.is_alarm);
}

// Whatever a reader has read before, it says of a line what one says that sees it first.
TEST(SyslogLine, WhatIsRememberedChangesNothing) {
  const std::string day = "Jul 16 05:36:48 ", utc = "Jul 16 2021 10:36:48.123 UTC : ";
  std::vector<std::string> lines = {
      day + "h daemon 3 x: y",
      day + " h daemon 3 x: y",
      day + "\th daemon 3 x: y",
      day + "h local7 3 Jul: 1: " + utc + "%UC_A-3-X: y",
  };
  for (const char* host :
       {"", "h: ", "h:  ", "h ", "h:: ", "h.example.com: ", "May: ", "May ", "Jul ", "* ", "*", "--- "}) {
    for (const char* head :
         {"UC_A-3-X: y", "UC_A-3-X:", "UC_A-3-X : y", " UC_A-3-X: y", "UC_Location Manager-3-ServiceX: y",
          "UC_Location Manager-3-ServiceX y: z", "UC_Location Manager-4-ServiceX: y",
          "UC_Location Manager-x-ServiceX: y", "UC_Location Manager"}) {
      lines.push_back(day + "h local7 3 : 1: " + host + utc + "%" + head);
    }
  }
  const auto shown_line = [](SyslogLineReader& reader, const std::string& text) {
    SyslogLine line;
    if (!reader.read(text, line)) return std::string("none");
    std::string all = shown(line.has_outer, line.outer) + "|" + shown(line.has_inner, line.inner);
    for (const std::string_view field : {line.host, line.payload, line.inner_host, line.app, line.name, line.text})
      all += "|" + std::string(field);
    return all;
  };
  std::size_t alarms = 0;
  for (const std::string& before : lines) {
    for (const std::string& text : lines) {
      SyslogLineReader fresh, known;
      shown_line(known, before);
      const std::string expected = shown_line(fresh, text);
      EXPECT_EQ(shown_line(known, text), expected) << before << "\n" << text;
      alarms += expected.ends_with("|y") ? 1U : 0U;
    }
  }
  EXPECT_GT(alarms, lines.size());
}

TEST(AlarmTags, EndAtTheLastBracket) {
  const AlarmTags tags(
      "%[AlertName=SRMFailover][AlertDetail= %UC_SRM-2-SRMFailover: %[FromNode=imp2][ToNode=imp1][NodeID=imp1]: Cisco "
      "SRM is performing an automatic failover.][AppID=Cisco AMC Service][ClusterID=][NodeID=pub]: RTMT Alert");
  EXPECT_EQ(tags.message(), "RTMT Alert");
  EXPECT_EQ(tags.value("AlertName"), "SRMFailover");
  EXPECT_EQ(tags.nested_value("AlertDetail"),
            " %UC_SRM-2-SRMFailover: %[FromNode=imp2][ToNode=imp1][NodeID=imp1]: Cisco SRM is performing an automatic "
            "failover.");
  EXPECT_EQ(value_in_detail(tags.nested_value("AlertDetail"), "NodeID"), "imp1");
}

TEST(AlarmTags, ReadsBothSpellingsAndTheOldForm) {
  const AlarmTags spaced("%[App ID=Cisco Tomcat][Cluster ID=][Node ID=cucmsub]: Login Authentication failed.");
  EXPECT_EQ(spaced.value("AppID"), "Cisco Tomcat");
  EXPECT_EQ(spaced.value("ClusterID"), "");
  EXPECT_EQ(spaced.value("NodeID"), "cucmsub");
  EXPECT_EQ(spaced.value("ServiceName"), "");
  EXPECT_EQ(spaced.message(), "Login Authentication failed.");
  const AlarmTags old(
      "Service Activated. Service Name:Cisco CallManager SNMP Service App ID:Cisco Service Manager Cluster ID: Node "
      "ID:ciscart26");
  EXPECT_EQ(old.value("ServiceName"), "Cisco CallManager SNMP Service");
  EXPECT_EQ(old.value("AppID"), "Cisco Service Manager");
  EXPECT_EQ(old.value("ClusterID"), "");
  EXPECT_EQ(old.value("NodeID"), "ciscart26");
  const AlarmTags bracket("%[Reason=a]b][NodeID=imp1]: x");
  EXPECT_EQ(bracket.value("Reason"), "a]b");
  const AlarmTags cut("%[FromNode=imp2][ToNode=im");
  EXPECT_EQ(cut.value("FromNode"), "imp2");
  EXPECT_EQ(cut.value("ToNode"), "") << "a cut value is none";
  EXPECT_EQ(AlarmTags("%[PEPeerNodeFailureAlarmMessage=lost it][NodeID=a]: x").value_of_kind("AlarmMessage"),
            "lost it");
}

TEST(AlarmPart, IsReadOrNothing) {
  const auto part = alarm_part("%[part=16.2/3]: text");
  ASSERT_TRUE(part.has_value());
  EXPECT_EQ(part->id, "16");
  EXPECT_EQ(part->index, 2U);
  EXPECT_EQ(part->count, 3U);
  for (const char* text : {"", "%[part=16.2/3", "%[part=16]", "%[part=16.0/3]", "%[part=16.4/3]", "%[part=16.x/3]"})
    EXPECT_FALSE(alarm_part(text).has_value()) << text;
}

TEST(Escapes, OnlyControlCharactersAreUndone) {
  EXPECT_EQ(undo_escapes("a#012b#011c#0"), "a\nb\tc#0");
  EXPECT_EQ(undo_escapes("issue #123 and #01"), "issue #123 and #01") << "#123 would be the letter S";
  EXPECT_EQ(undo_escapes("#012"), "\n");
}

TEST(JavaDate, IsUtcWhereTheZoneIsCertain) {
  const auto shown_utc = [](const char* text) {
    const auto time = utc_of_java_date(text);
    return time ? to_rfc3339(Timestamp{time->time_since_epoch()}).substr(0, 19) : std::string("none");
  };
  EXPECT_EQ(shown_utc("Tue Sep 05 13:06:54 EDT 2017."), "2017-09-05T17:06:54");
  EXPECT_EQ(shown_utc("Thu Jan 01 00:30:00 CET 2026"), "2025-12-31T23:30:00");
  EXPECT_EQ(shown_utc("Thu Jan 01 00:30:00 UTC 2026"), "2026-01-01T00:30:00");
  EXPECT_EQ(shown_utc("Wed Mar 04 10:01:32 GMT-05:00 2026"), "2026-03-04T15:01:32");
  EXPECT_EQ(shown_utc("Wed Mar 04 10:01:32 GMT+05:30 2026"), "2026-03-04T04:31:32");
  EXPECT_EQ(shown_utc("Thu Jan 01 00:30:00 ACST 2026"), "2025-12-31T15:00:00");
  for (const char* text :
       {"", "Tue Sep 05 13:06:54 CST 2017", "Tue Sep 05 13:06:54 IST 2017", "Tue Sep 05 13:06:54 GMT+15:00 2017",
        "Tue Sep 05 13:06:54 GMT+0500 2017", "Tue Sep 05 13:06:54 2017", "Tue Sep 31 13:06:54 EDT 2017",
        "Tue Sep 05 25:06:54 EDT 2017", "Tue Sep 05 13:06:54 EDT x"})
    EXPECT_EQ(shown_utc(text), "none") << text;
}

}  // namespace
}  // namespace logscan::detail
