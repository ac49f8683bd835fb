#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "parsers/syslog/alarms.h"
#include "parsers/syslog/syslog_cisco.h"
#include "time/format.h"
#include "unit/parse/cut_text.h"

namespace logscan::detail {
namespace {

using Texts = std::vector<std::string>;

std::string shown(LocalTime time) { return to_rfc3339(Timestamp{time.time_since_epoch()}).substr(0, 19); }

SourceResult read(const std::string& text, Axis axis = Axis::kStated) {
  test::Reading how;
  how.parser = &kCiscoSyslog;
  how.axis = axis;
  SourceResult result = test::read_whole(how, text);
  EXPECT_EQ(test::ledger(result), text.size());
  return result;
}

std::string fixture(const char* name) { return test::read_file(std::string(LOGSCAN_TESTDATA) + "/syslog/" + name); }

// `time kind node peer subject detail number`, a dash for nothing, a question mark where the wording is not confirmed.
Texts events(const SourceResult& result) {
  Texts all;
  const auto name = [&](NameId id) { return "|" + (id == kNoName ? "-" : std::string(result.names.text(id))); };
  for (const auto& event : result.events) {
    all.push_back(shown(event.time) + "|" + std::string(event_name(event.kind)) + (event.text.confirmed ? "" : "?") +
                  name(event.text.node) + name(event.text.peer) + name(event.text.subject) + name(event.text.detail) +
                  "|" + std::to_string(event.text.number));
  }
  return all;
}

// An alarm of imp1, five hours behind UTC.
std::string alarm(const std::string& text, const std::string& outer = "Mar 18 16:42:41",
                  const std::string& inner = "Mar 18 2026 21:42:41.100") {
  return outer + " imp1 local7 2 : 92: imp1.example.com: " + inner + " UTC : " + text + "\n";
}

TEST(CiscoSyslog, ReadsAFailoverWithItsCause) {
  const SourceResult result = read(fixture("CiscoSyslog"));
  EXPECT_EQ(events(result), (Texts{"2026-03-18T21:41:10|service.failed|-|-|Cisco XCP Router|Service died|0",
                                   "2026-03-18T21:42:41|ha.failover-begin|imp1|imp2|-|Critical Service Down|1",
                                   "2026-03-18T21:43:00|host.restart?|-|-|-|-|0",
                                   "2026-03-18T21:45:30|host.boot?|-|-|-|3.10.0-1062.el7.x86_64|0"}));
  EXPECT_EQ(result.records, 6U);
  EXPECT_EQ(result.continuation, 1U) << "the second part of the alarm";
  ASSERT_EQ(result.offsets.size(), 1U);
  EXPECT_EQ(result.offsets[0].offset_s, -18000);
  EXPECT_EQ(result.offsets[0].count, 3U);
  EXPECT_EQ(result.wordings.at("syslog.boot"), 1U);
}

TEST(CiscoSyslog, CountsTheYearsOfMessages) {
  const SourceResult result = read(fixture("messages"), Axis::kYearless);
  EXPECT_EQ(
      events(result),
      (Texts{"2000-12-31T23:58:40|host.time-step?|-|-|-|-|12", "2001-01-01T00:00:00|network.down?|-|-|eth0|-|0",
             "2001-01-01T00:00:04|network.up?|-|-|eth0|-|0", "2001-01-01T00:10:00|memory.exhausted?|imp2|-|java|-|0"}));
  EXPECT_EQ(shown(result.first), "2000-12-31T23:58:40");
  EXPECT_EQ(shown(result.last), "2001-01-01T00:10:00") << "the line that steps back stays in the old year";
  EXPECT_EQ(result.records, 6U);
  EXPECT_EQ(result.continuation, 1U);
}

TEST(CiscoSyslog, TheAxisAndTheNodeAreThoseOfTheFront) {
  const std::string log = fixture("CiscoSyslog"), messages = fixture("messages");
  EXPECT_EQ(kCiscoSyslog.probe({log, "x", true}).axis, Axis::kStated);
  EXPECT_EQ(kCiscoSyslog.probe({log, "x", true}).node, "imp1");
  EXPECT_EQ(kCiscoSyslog.probe({messages, "x", true}).axis, Axis::kYearless);
  EXPECT_EQ(kCiscoSyslog.probe({messages, "x", true}).node, "imp1") << "of most lines";
  const std::string collected =
      "<111>1: a.example.com: Sep 05 2017 17:07:28.530 UTC : %UC_A-2-B: x\n"
      "<111>2: b.example.com: Sep 05 2017 17:07:29.530 UTC : %UC_A-2-B: x\n";
  EXPECT_EQ(kCiscoSyslog.probe({collected, "x", true}).axis, Axis::kStated);
  EXPECT_EQ(kCiscoSyslog.probe({collected, "x", true}).node, "");
  const std::string wide = std::string("J\0u\0l\0", 6);
  EXPECT_EQ(kCiscoSyslog.probe({wide, "CiscoSyslog", true}).score, 0);
}

TEST(CiscoSyslog, LinesWithoutUtcTakeTheDistanceToldLast) {
  const std::string plain = "imp1 daemon 6 init: Switching to runlevel: 6\n";
  const std::string text = "Mar 28 23:59:58 " + plain +
                           alarm("%UC_A-2-B: x", "Mar 28 23:59:59", "Mar 28 2026 22:59:59.000") + "Mar 29 01:30:00 " +
                           plain + alarm("%UC_A-2-B: x", "Mar 29 03:00:01", "Mar 29 2026 01:00:01.000") +
                           "Mar 29 03:00:02 " + plain;
  const SourceResult result = read(text);
  EXPECT_EQ(events(result),
            (Texts{"2026-03-28T22:59:58|host.restart?|-|-|-|-|0", "2026-03-29T00:30:00|host.restart?|-|-|-|-|0",
                   "2026-03-29T01:00:02|host.restart?|-|-|-|-|0"}))
      << "the first line takes the distance of the first alarm behind it";
  ASSERT_EQ(result.offsets.size(), 2U) << "summer time begins";
  EXPECT_EQ(result.offsets[0].offset_s, 3600);
  EXPECT_EQ(result.offsets[1].offset_s, 7200);
  EXPECT_EQ(shown(result.offsets[1].first), "2026-03-29T03:00:01");
}

TEST(CiscoSyslog, TheOuterYearIsTheOneNearestToTheInner) {
  const SourceResult west = read(alarm("%UC_A-2-B: x", "Dec 31 19:00:00", "Jan 01 2026 00:00:00.000") +
                                 "Dec 31 19:00:05 imp1 daemon 6 init: Switching to runlevel: 0\n" +
                                 "Jan  1 00:00:05 imp1 daemon 6 init: Switching to runlevel: 6\n");
  ASSERT_EQ(west.offsets.size(), 1U);
  EXPECT_EQ(west.offsets[0].offset_s, -18000);
  EXPECT_EQ(shown(west.offsets[0].first), "2025-12-31T19:00:00");
  EXPECT_EQ(events(west),
            (Texts{"2026-01-01T00:00:05|host.shutdown?|-|-|-|-|0", "2026-01-01T05:00:05|host.restart?|-|-|-|-|0"}));
  const SourceResult east = read(alarm("%UC_A-2-B: x", "Jan  1 01:00:00", "Dec 31 2025 23:00:00.000"));
  ASSERT_EQ(east.offsets.size(), 1U);
  EXPECT_EQ(east.offsets[0].offset_s, 7200);
  EXPECT_EQ(shown(east.offsets[0].first), "2026-01-01T01:00:00");
}

TEST(CiscoSyslog, AnUnknownClockFallsBackOnTheStampOfTheLogger) {
  const SourceResult result =
      read(alarm("%UC_A-2-B: x") +
           "Mar 18 16:50:00 imp1 local7 2 : 93: imp1.example.com: --- 00 0000 00:00:00.000 --- : "
           "%UC_SRM-2-SRMFailed: %[NodeID=imp1]: Cisco Server Recovery Manager is in the failed "
           "state.\n");
  EXPECT_EQ(events(result),
            (Texts{"2026-03-18T21:50:00|srm.failed|-|-|-|Cisco Server Recovery Manager is in the failed "
                   "state.|0"}));
}

TEST(CiscoSyslog, AnAlertIsAboutTheNodeInside) {
  const auto alert = [](const std::string& name, const std::string& detail) {
    return alarm("%UC_RTMT-2-RTMT_ALERT: %[AlertName=" + name + "][AlertDetail=" + detail +
                 "][AppID=Cisco AMC Service][ClusterID=][NodeID=pub]: RTMT Alert");
  };
  const std::string lines =
      alert("SRMFailover",
            " FromNode : imp1#012ToNode : imp2#012Reason : Critical Service Down#012AppID : Cisco Server Recovery "
            "Manager#012ClusterID : #012NodeID : imp2#012 TimeStamp : Wed Mar 18 17:42:11 EDT 2026.#012The alarm is "
            "generated on Wed Mar 18 17:42:11 EDT 2026.") +
      alert("SRMFailover", " %UC_SRM-2-SRMFailover: %[FromNode=imp1][ToNode=imp2][Reason=Peer Down][NodeID=imp2]: x") +
      alert(
          "CriticalServiceDown",
          " Service operational status is DOWN. Cisco XCP Router.#012The alert is generated on Wed Mar 18 16:41:11 CDT "
          "2026 on node imp1.example.com.");
  EXPECT_EQ(
      events(read(lines)),
      (Texts{"2026-03-18T21:42:11|alarm|imp1|imp2|RTMT:SRMFailover|Critical Service Down|0",
             "2026-03-18T21:42:41|alarm|imp1|imp2|RTMT:SRMFailover|Peer Down|0",
             "2026-03-18T21:41:11|alarm|imp1.example.com|-|RTMT:CriticalServiceDown|Service operational status is "
             "DOWN. Cisco XCP Router.|0"}))
      << "the time inside counts: by its zone where that is certain, else by the distance of the node that wrote it";
  const std::string matched = alert(
      "SRMFailover",
      "At Wed Mar 18 16:41:22 CDT 2026 on node imp1, the following SRMFailover events generated:  #012MatchedEvent : "
      "Mar 18 16:41:22 imp1 local7 2 : 92: imp1.example.com: Mar 18 2026 21:41:21.630 UTC : %UC_SRM-2-SRMFailover: "
      "%[FromNode=imp2][Reason=srm.automatic.failover.peerdown][AppID=Cisco Server Recovery Manager][ClusterID=]"
      "[NodeID=imp1]: Cisco SRM is performing an automatic failover.#012AppID : Cisco Syslog Agent#012ClusterID : "
      "#012NodeID : imp1#012 TimeStamp : Wed Mar 18 16:41:22 CDT 2026");
  EXPECT_EQ(events(read(matched)), Texts{"2026-03-18T21:41:21|alarm|imp2|imp1|RTMT:SRMFailover|Peer Down|0"})
      << "the UTC of the alarm inside, its taker, and its reason by name";
}

TEST(CiscoSyslog, TheTimeInsideAnAlertIsNeverFarFromTheAlert) {
  const auto alert = [](const std::string& stamp) {
    return alarm("%UC_RTMT-2-RTMT_ALERT: %[AlertName=A][AlertDetail= text#012NodeID : imp1#012 TimeStamp : " + stamp +
                 ".][AppID=Cisco AMC Service][NodeID=pub]: RTMT Alert");
  };
  const struct {
    const char* name;
    const char* stamp;
    const char* time;
  } cases[] = {
      {"ElevenMinutes", "Wed Mar 18 16:31:41 CDT 2026", "2026-03-18T21:31:41"},
      {"AnotherZone", "Wed Mar 18 21:41:41 CST 2026", "2026-03-18T21:42:41"},
      {"TwoHoursBefore", "Wed Mar 18 14:42:41 CDT 2026", "2026-03-18T21:42:41"},
      {"BeforeTheAlertOfAKnownZone", "Wed Mar 18 16:42:41 EDT 2026", "2026-03-18T20:42:41"},
      {"DaysBefore", "Sun Mar 15 16:42:41 EDT 2026", "2026-03-18T21:42:41"},
      {"Behind", "Wed Mar 18 18:42:41 EDT 2026", "2026-03-18T21:42:41"},
      {"NoDay", "Wed Foo 18 18:42:41 EDT 2026", "2026-03-18T21:42:41"},
  };
  for (const auto& c : cases)
    EXPECT_EQ(events(read(alert(c.stamp))), Texts{std::string(c.time) + "|alarm|imp1|-|RTMT:A|text|0"}) << c.name;
}

// A failover alarm may lack either node; the pair has only two.
TEST(CiscoSyslog, AFailoverTellsWhatIsThere) {
  const struct {
    const char* name;
    const char* tags;
    const char* expected;
  } cases[] = {
      {"NoTaker", "[FromNode=imp2][Reason=Peer Down][NodeID=imp1]", "|imp2|imp1|-|Peer Down|1"},
      {"NoTakerToldByTheOther", "[FromNode=imp2][NodeID=imp2.example.com]", "|imp2|-|-|-|1"},
      {"NoGiver", "[ToNode=imp1][NodeID=imp1]", "|-|imp1|-|-|1"},
      {"NoGiverToldByIt", "[ToNode=imp1][NodeID=imp2]", "|imp2|imp1|-|-|1"},
      {"Neither", "[Reason=Peer Down][NodeID=imp1]", "?|-|imp1|-|Peer Down|1"},
      {"NoNodeAtAll", "[FromNode=imp2]", "|imp2|imp1.example.com|-|-|1"},
      {"Key", "[FromNode=imp2][ToNode=imp1][Reason=srm.automatic.failover.criticalservicedown][NodeID=imp1]",
       "|imp2|imp1|-|Critical Service Down|1"},
      {"UnknownKey", "[FromNode=imp2][ToNode=imp1][Reason=srm.automatic.failover.moon][NodeID=imp1]",
       "|imp2|imp1|-|srm.automatic.failover.moon|1"},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(events(read(alarm("%UC_SRM-2-SRMFailover: %" + std::string(c.tags) + ": Text."))),
              Texts{"2026-03-18T21:42:41|ha.failover-begin" + std::string(c.expected)})
        << c.name;
  }
}

// UTC without a year still tells how far the clock is ahead; the year is found with those of all sources.
TEST(CiscoSyslog, UtcWithoutAYearTellsTheDistance) {
  const std::string failover = "%UC_SRM-2-SRMFailover: %[FromNode=imp2][ToNode=imp1][NodeID=imp1]: x";
  const std::string plain = "Mar 18 16:43:00 imp1 daemon 6 init: Switching to runlevel: 6\n";
  const SourceResult result = read(alarm(failover, "Mar 18 16:42:42", "Mar 18 21:42:41.630") + plain, Axis::kYearless);
  EXPECT_EQ(events(result), (Texts{"2000-03-18T16:42:41|ha.failover-begin|imp2|imp1|-|-|1",
                                   "2000-03-18T16:43:00|host.restart?|-|-|-|-|0"}))
      << "by the clock of the node, and to the millisecond that the alarm tells";
  ASSERT_EQ(result.offsets.size(), 1U);
  EXPECT_EQ(result.offsets[0].offset_s, -18000);
  const SourceResult turn = read(alarm(failover, "Dec 31 18:58:22", "Dec 31 23:58:22.000") +
                                     alarm(failover, "Dec 31 19:02:22", "Jan  1 00:02:22.000") +
                                     alarm(failover, "Jan  1 00:00:01", "Jan  1 05:00:01.000"),
                                 Axis::kYearless);
  ASSERT_EQ(turn.offsets.size(), 1U);
  EXPECT_EQ(turn.offsets[0].offset_s, -18000);
  EXPECT_EQ(turn.offsets[0].count, 3U);
  EXPECT_EQ(shown(turn.first), "2000-12-31T18:58:22");
  EXPECT_EQ(shown(turn.last), "2001-01-01T00:00:01");
}

TEST(CiscoSyslog, AnAlertInALogWithoutAYearTellsItsOwnTime) {
  const std::string alert =
      "%UC_RTMT-2-RTMT_ALERT: %[AlertName=A][AlertDetail= text#012NodeID : imp1#012 TimeStamp : Wed Mar 18 17:41:22 "
      "EDT 2026.][AppID=Cisco AMC Service][NodeID=pub]: RTMT Alert";
  EXPECT_EQ(events(read(alarm(alert, "Mar 18 16:42:42", "Mar 18 21:42:41.630"), Axis::kYearless)),
            Texts{"2000-03-18T16:41:22|alarm|imp1|-|RTMT:A|text|0"});
}

TEST(CiscoSyslog, EachAlarmIsItsEvent) {
  const std::string nodes = "[AppID=Cisco Presence Engine][ClusterID=][NodeID=imp2]: Text.";
  const std::string service = "%[ServiceName=Cisco XCP Router][ProcessID=1234][Reason=Service died]" + nodes;
  const struct {
    std::string app, name, text, expected;
  } rows[] = {
      {"UC_SRM-2", "SRMFailover", "%[FromNode=imp2][ToNode=imp1][Reason=Peer Down]" + nodes,
       "ha.failover-begin|imp2|imp1|-|Peer Down|1"},
      {"UC_SRM-5", "SRMFailover", "%[FromNode=imp2][ToNode=imp1][Reason=Peer Down]" + nodes,
       "ha.failover-begin|imp2|imp1|-|Peer Down|1"},
      {"UC_SRM-2", "SRMFailover", "%[FromNode=imp2][ToNo", "ha.failover-begin|imp2|imp1.example.com|-|-|1"},
      {"UC_SRM-2", "SRMFailed", "%" + nodes, "srm.failed|imp2|-|-|Text.|0"},
      {"UC_SERVICEMANAGER-2", "ServiceFailed", service, "service.failed|imp2|-|Cisco XCP Router|Service died|0"},
      {"UC_SERVICEMANAGER-2", "ServiceStartFailed", service,
       "service.start-failed|imp2|-|Cisco XCP Router|Service died|0"},
      {"UC_SERVICEMANAGER-2", "ServiceRestartFailed", service,
       "service.start-failed|imp2|-|Cisco XCP Router|Service died|0"},
      {"UC_SERVICEMANAGER-1", "ServiceExceededMaxRestarts", "%[ServiceName=Cisco XCP Router][RestartCount=3]" + nodes,
       "service.start-failed|imp2|-|Cisco XCP Router|-|0"},
      {"UC_SERVICEMANAGER-2", "ServiceStopFailed", service,
       "alarm|imp2|-|ServiceStopFailed|Cisco XCP Router: Service died|0"},
      {"CCM_SERVICEMANAGER-SERVICEMANAGER-3", "ServiceFailed",
       "Service failed. Service Name:Cisco Tftp Reason:died App ID:Cisco Service Manager Cluster ID: Node ID:imp2",
       "service.failed|imp2|-|Cisco Tftp|died|0"},
      {"UC_GENERIC-6", "ServiceStopped", service, "service.stopped|imp2|-|Cisco XCP Router|Service died|0"},
      {"UC_GENERIC-6", "ServiceStarted", "%" + nodes, "service.started|imp2|-|Cisco Presence Engine|-|0"},
      {"UC_PE-2", "PEPeerNodeFailure", "%[PEPeerNodeFailureAlarmMessage=lost]" + nodes,
       "alarm|imp2|-|PEPeerNodeFailure|lost|0"},
      {"UC_PE-5", "PEPeerNodeFailureCleared", "%" + nodes, "alarm|imp2|-|PEPeerNodeFailureCleared|Text.|0"},
      {"UC_ICSA-2", "InterclusterSyncAgentPeerDown", "%[remotePeer=far]" + nodes,
       "alarm|imp2|-|InterclusterSyncAgentPeerDown|Text.|0"},
  };
  for (const auto& row : rows) {
    const SourceResult result = read(alarm("%" + row.app + "-" + row.name + ": " + row.text));
    EXPECT_EQ(events(result), Texts{"2026-03-18T21:42:41|" + row.expected}) << row.name;
  }
  for (const char* name :
       {"PEAutoRecoveryFailed", "PEDatabaseError", "PEIDSQueryError", "PEIDSSubscribeError",
        "PEIDStoIMDBDatabaseSyncError", "PEIDStoIMDBDatabaseSyncErrorCleared", "PEStateStopped", "PEStateShuttingdown",
        "PEStateLocked", "PEStateUnlocked", "PEStateDisabled", "PEStateEnabled", "PELoadHighWaterMark",
        "PELoadHighWaterMarkCleared", "PEMemoryHigh", "PEMemoryHighCleared", "PESipSocketBindFailure"}) {
    const AlarmRow* row = find_alarm("UC_PE", name);
    ASSERT_NE(row, nullptr) << name;
    EXPECT_EQ(row->kind, EventKind::kAlarm) << name;
  }
  for (const auto& [app, name] :
       {std::pair{"UC_ReplWatcher", "ReplicationFailure"}, std::pair{"UC_ReplWatcher", "ReplicationFailureClear"},
        std::pair{"UC_ReplWatcher", "ReplicationFailureTimeout"}, std::pair{"UC_SA", "SyncAgentAXLConnectionFailed"},
        std::pair{"UC_SA", "NotInCucmServerListError"}, std::pair{"UC_Xcp", "XcpDBConnectError"},
        std::pair{"UC_Xcp", "XcpDBConnectRestore"}, std::pair{"UC_Xcp", "XcpComponentConnectError"},
        std::pair{"UC_Xcp", "XcpCmStartupError"}, std::pair{"UC_XcpCM", "XCPConfigMgrConfigurationFailure"},
        std::pair{"UC_XcpCM", "XCPConfigMgrHostNameResolutionFailed"},
        std::pair{"UC_XcpCM", "XCPConfigMgrJabberRestartRequired"}}) {
    ASSERT_NE(find_alarm(app, name), nullptr) << name;
    EXPECT_EQ(find_alarm(app, name)->kind, EventKind::kAlarm) << name;
  }
  EXPECT_EQ(find_alarm("UC_CALLMANAGER", "ServiceFailed"), nullptr) << "another application's";
  EXPECT_EQ(find_alarm("UC_ReplWatcher", "DuplicateUserid"), nullptr) << "of users, not of the pair";
  EXPECT_EQ(find_alarm("UC_XSRM", "SRMFailed"), nullptr);
  EXPECT_EQ(find_alarm("UC_SRM", ""), nullptr);
}

TEST(CiscoSyslog, PartsThatDoNotFollowStandForThemselves) {
  const auto part = [](const std::string& which) { return alarm("%UC_A-2-B: %[part=" + which + "][x=y]: text"); };
  EXPECT_EQ(read(part("7.1/3") + part("7.2/3") + part("7.3/3")).continuation, 2U);
  EXPECT_EQ(read(part("7.1/3") + part("8.2/3") + part("8.3/3")).continuation, 1U);
  EXPECT_EQ(read(part("7.2/3")).records, 1U);
  EXPECT_EQ(read(part("7.1/2") + part("7.2/2") + part("7.2/2")).records, 2U);
  EXPECT_EQ(read(part("7.1/2") + "Mar 18 16:42:41 imp1 daemon 6 x: y\n" + part("7.2/2")).continuation, 0U);
}

TEST(CiscoSyslog, BadInputIsCountedAndNamed) {
  const SourceResult result = read(alarm("%UC_A-2-B: x") + "what is this?\n" + std::string("\0\0\n", 3) + "\r\n" +
                                   "\tindented\n" + "Mar 18 16:4");
  EXPECT_EQ(result.records, 1U);
  EXPECT_EQ(result.rejected, 4U);
  EXPECT_EQ(result.continuation, 1U) << "the empty line; what is indented follows no record";
  EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kBinary)].first_ordinal, 3U);
  EXPECT_EQ(result.rejects[static_cast<std::size_t>(RejectReason::kCutLine)].first_ordinal, 6U);
  const SourceResult marked = read("\xef\xbb\xbf" + alarm("%UC_A-2-B: x"));
  EXPECT_EQ(marked.records, 1U);
  const SourceResult indented = read(std::string(100, '\t') + "\n" + std::string(1U << 20, ' ') + "\n");
  EXPECT_EQ(indented.rejected, 2U);
}

}  // namespace
}  // namespace logscan::detail
