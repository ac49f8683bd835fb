#include "pair_lines.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "generate.h"
#include "random_pair_scenario.h"
#include "single_pair_log.h"
#include "support/temporary_folder.h"

namespace logscan::gen {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Instant kWhen = Instant(*parse_time("2026-03-04T02:00:05Z")) + Milliseconds(74);

std::string line_of(const PairEvent& event, const Pair& pair = {}) {
  std::string text;
  PairLineWriter(pair).append(event, text);
  return text;
}

PairEvent event_of(Happening what, std::size_t node = 0) {
  PairEvent event;
  event.at = kWhen;
  event.what = what;
  event.node = node;
  event.from = 1;
  event.service = "Cisco XCP Router";
  event.silence = Milliseconds(62'244);
  return event;
}

TEST(PairLines, RecordsOfTheSrm) {
  struct Row {
    Happening what;
    const char* line;
  };
  const Row rows[] = {
      {Happening::kHeartbeatSent, "DEBUG [HS] rsm.RsmHeartBeatHandler - sending heartbeat to peer imp2"},
      {Happening::kHeartbeatReceived, "DEBUG [HR] rsm.RsmHeartBeatHandler - received heartbeat from peer imp2"},
      {Happening::kPeerDown,
       "INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since last heartbeat [62]"},
      {Happening::kPeerUp, "INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer up"},
      {Happening::kServiceDown, "WARN  [CS] rsm.RsmServiceMonitor - critical service down: Cisco XCP Router"},
      {Happening::kServiceUp, "INFO  [CS] rsm.RsmServiceMonitor - critical service up: Cisco XCP Router"},
      {Happening::kFailoverRequested, "INFO  [SM] rsm.RsmFailover - manual failover requested for node imp2"},
      {Happening::kFailoverCompleted, "INFO  [SM] rsm.RsmFailover - failover completed from imp2 to imp1"},
      {Happening::kSrmStarting, "INFO  [main] rsm.RsmMain - Server Recovery Manager starting"},
      {Happening::kSrmStopping, "INFO  [main] rsm.RsmMain - Server Recovery Manager stopping"},
      {Happening::kInitializationStarted, "INFO  [main] rsm.RsmMain - initialization started"},
      {Happening::kInitializationCompleted, "INFO  [main] rsm.RsmMain - initialization completed"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(line_of(event_of(row.what)), std::string("2026-03-04 02:00:05,074 ") + row.line + "\n");
  }

  PairEvent state = event_of(Happening::kStateChange);
  state.before = HaState::kNormal;
  state.after = HaState::kTakingOver;
  state.reason = HaReason::kPeerDown;
  EXPECT_EQ(line_of(state),
            "2026-03-04 02:00:05,074 INFO  [SM] rsm.RsmStateMachine - state change of node imp1 from Normal to Taking "
            "Over, reason Peer Down\n");
  PairEvent started = event_of(Happening::kFailoverStarted);
  started.reason = HaReason::kPeerDown;
  EXPECT_THAT(line_of(started), HasSubstr(" - automatic failover started from imp2 to imp1, reason Peer Down\n"));
  PairEvent fallback = event_of(Happening::kFallbackStarted);
  fallback.from = 0;
  fallback.manual = true;
  fallback.reason = HaReason::kOnAdminRequest;
  EXPECT_THAT(line_of(fallback), HasSubstr(" - manual fallback started from imp1 to imp2, reason On Admin Request\n"));
  fallback.what = Happening::kFallbackRequested;
  EXPECT_THAT(line_of(fallback), HasSubstr(" - manual fallback requested for node imp2\n"));
}

TEST(PairLines, WordingsOfPeerDown) {
  Pair pair;
  pair.zone = Minutes(-300);
  const auto line = [&](PeerDownWording wording) {
    pair.peer_down = wording;
    return line_of(event_of(Happening::kPeerDown), pair);
  };
  EXPECT_EQ(line(PeerDownWording::kMilliseconds),
            "2026-03-03 21:00:05,074 INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since "
            "last heartbeat [62244]\n");
  EXPECT_EQ(
      line(PeerDownWording::kCut),
      "2026-03-03 21:00:05,074 INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since\n");
  EXPECT_EQ(line(PeerDownWording::kGlued),
            "2026-03-03 21:00:05,074 INFO[HS]rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since last "
            "heartbeat [62]\n");
}

TEST(PairLines, AlarmsHaveLocalTimeOutsideAndUtcInside) {
  Pair pair;
  pair.zone = Minutes(-300);
  EXPECT_EQ(line_of(event_of(Happening::kServiceFailed, 1), pair),
            "Mar 03 21:00:05 imp2 local7 2 : 40: imp2.example.com: Mar 04 2026 02:00:05.074 UTC : "
            "%UC_SERVICEMANAGER-2-ServiceFailed: %[ServiceName=Cisco XCP Router][ProcessID=3000][Reason=Service "
            "died][AppID=Cisco Service Manager][ClusterID=][NodeID=imp2]: Service terminated.\n");
  PairEvent failover = event_of(Happening::kSrmFailover);
  failover.reason = HaReason::kCriticalServiceDown;
  EXPECT_EQ(line_of(failover, pair),
            "Mar 03 21:00:05 imp1 local7 2 : 40: imp1.example.com: Mar 04 2026 02:00:05.074 UTC : "
            "%UC_SRM-2-SRMFailover: %[FromNode=imp2][ToNode=imp1][Reason=Critical Service Down][AppID=Cisco Server "
            "Recovery Manager][ClusterID=][NodeID=imp1]: Cisco SRM is performing an automatic failover.\n");
  PairEvent copy = event_of(Happening::kRtmtCopy);
  copy.told = kWhen - Seconds(20);
  EXPECT_THAT(
      line_of(copy, pair),
      AllOf(HasSubstr(" UTC : %UC_RTMT-2-RTMT_ALERT: %[AlertName=SRMFailover][AlertDetail= FromNode : imp2#012"),
            HasSubstr("#012NodeID : imp1#012 TimeStamp : Tue Mar 03 20:59:45 GMT-05:00 2026.#012The alarm is "
                      "generated on Tue Mar 03 20:59:45 GMT-05:00 2026.][AppID=Cisco AMC Service]"
                      "[ClusterID=][NodeID=imp1]: RTMT Alert\n")));
}

TEST(PairLines, SystemLog) {
  EXPECT_EQ(line_of(event_of(Happening::kShutdown)), "Mar 04 02:00:05 imp1 daemon 6 init: Switching to runlevel: 6\n");
  EXPECT_THAT(line_of(event_of(Happening::kBoot)),
              HasSubstr("Mar 04 02:00:05 imp1 user 5 kernel: Linux version 3.10.0"));
  EXPECT_EQ(line_of(event_of(Happening::kHistoryBoot)), "03/04/2026 02:00:05 | root: Boot 14.0.1.12901-1 Start\n");
  EXPECT_EQ(line_of(event_of(Happening::kHistoryRestart)),
            "03/04/2026 02:00:05 | root: Restart 14.0.1.12901-1 Start\n");
}

TEST(PairLines, SessionShowsBothNodes) {
  Pair pair;
  PairStory story;
  story.states = {HaState::kNormal, HaState::kNormal};
  EXPECT_EQ(cli_session(pair, story),
            "admin:utils ha status\nSubcluster Name: DefaultCluster\nNode 1 Name : imp1 State: Normal\nNode 2 Name : "
            "imp2 State: Normal\n\nadmin:run sql select name, haenabled from enterprisesubcluster\nname           "
            "haenabled\n============== =========\nDefaultCluster t\n\nadmin:\n");
  story.ha_enabled = false;
  story.states = {HaState::kUnknown, HaState::kUnknown};
  story.reasons = {HaReason::kNotEnabled, HaReason::kNotEnabled};
  EXPECT_THAT(cli_session(pair, story),
              AllOf(HasSubstr("Node 2 Name : imp2 State: Unknown Reason: High Availability Not Enabled\n"),
                    HasSubstr("\nDefaultCluster f\n")));
  pair.ha_status = HaStatusForm::kTabbed;
  EXPECT_THAT(cli_session(pair, story),
              HasSubstr("\tName: imp2\n\t\tState: Unknown\n\t\tReason: High Availability Not Enabled\n"));
}

std::vector<std::string> paths_of(const std::string& more) {
  const auto scenario = parse_scenario("start: 2026-03-04T00:00:00Z\nhours: 2\n" + more);
  EXPECT_TRUE(scenario) << scenario.error().message;
  const auto generated = generate(*scenario);
  EXPECT_TRUE(generated) << generated.error().message;
  std::vector<std::string> paths;
  for (const BundleFile& file : generated->files) paths.push_back(file.path);
  return paths;
}

TEST(PairLayout, StandsByNodeAndDownloadTime) {
  EXPECT_THAT(paths_of("pair: {}\n"),
              ElementsAre("imp1/2026-03-04_02-10-00/cli/session.txt",
                          "imp1/2026-03-04_02-10-00/epas/trace/srm/log4j/srm00000001.log",
                          "imp1/2026-03-04_02-10-00/install/system-history.log",
                          "imp1/2026-03-04_02-10-00/syslog/CiscoSyslog", "imp1/2026-03-04_02-10-00/syslog/messages",
                          "imp2/2026-03-04_02-10-00/epas/trace/srm/log4j/srm00000001.log",
                          "imp2/2026-03-04_02-10-00/install/system-history.log",
                          "imp2/2026-03-04_02-10-00/syslog/CiscoSyslog", "imp2/2026-03-04_02-10-00/syslog/messages"));
  EXPECT_THAT(paths_of("layout: plain\npair: {logs: alarms}\n"),
              ElementsAre("imp1/syslog/CiscoSyslog", "imp2/syslog/CiscoSyslog"));
  EXPECT_THAT(paths_of("layout: plain\npair: {logs: cli}\n"), ElementsAre("imp1/cli/session.txt"));
}

TEST(PairLayout, RotatedLogsHoldTheSameLines) {
  const std::string head = "start: 2026-03-04T00:00:00Z\nhours: 2\nlayout: plain\npair: {gzip: yes, rotate: ";
  const auto joined = [&](const std::string& size, std::size_t& files) {
    const auto generated = generate(*parse_scenario(head + size + "}\n"));
    EXPECT_TRUE(generated);
    std::string text;
    files = 0;
    for (const BundleFile& file : generated->files) {
      if (file.path.find("imp1/epas/trace/srm/log4j/srm0000000") != 0) continue;
      ++files;
      const bool packed = file.path.substr(file.path.size() - 3) == ".gz";
      text += packed ? gunzip_prefix(file.bytes) : file.bytes;
    }
    return text;
  };
  std::size_t one = 0;
  std::size_t many = 0;
  const std::string whole = joined("100MiB", one);
  EXPECT_EQ(joined("64KiB", many), whole);
  EXPECT_EQ(one, 1U);
  // 2 h of 12 and 8 records a minute, 85 bytes or so each.
  EXPECT_GE(many, 3U);
  EXPECT_LE(many, 4U);
}

TEST(PairLayout, GivesTheSameBytesForTheSameSeed) {
  for (const std::uint64_t seed : {1U, 2U}) {
    const Scenario scenario = random_pair_scenario(seed);
    const auto one = generate(scenario);
    const auto two = generate(scenario);
    ASSERT_TRUE(one) << one.error().message;
    ASSERT_TRUE(two);
    EXPECT_EQ(zip(one->files).value(), zip(two->files).value());
    EXPECT_EQ(print_truth(one->truth), print_truth(two->truth));
  }
}

TEST(SinglePairLog, IsAsLargeAsToldAndInOrder) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("big.log");
  for (const PairLogKind kind : {PairLogKind::kSrm, PairLogKind::kSyslog}) {
    SinglePairLog log;
    log.kind = kind;
    log.bytes = 1'000'000;
    ASSERT_TRUE(write_single_pair_log(log, path));
    std::ifstream file(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_LE(text.size(), log.bytes);
    EXPECT_GT(text.size(), log.bytes - 1000);
    EXPECT_EQ(text.back(), '\n');
    const std::size_t stamp = kind == PairLogKind::kSrm ? 23 : 15;
    std::string before;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      const std::string now = text.substr(at, stamp);
      ASSERT_LE(before, now);
      before = now;
    }
    if (kind == PairLogKind::kSrm) {
      const auto count = [&text](std::string_view what) {
        std::size_t found = 0;
        for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
        return found;
      };
      EXPECT_NEAR(static_cast<double>(count("sending heartbeat")), static_cast<double>(count("\n")) / 42, 1);
      EXPECT_NEAR(static_cast<double>(count("received heartbeat")), static_cast<double>(count("\n")) / 42, 1);
    } else {
      EXPECT_THAT(text, AllOf(HasSubstr("ServiceFailed"), HasSubstr("SRMFailover")));
    }
  }
  SinglePairLog log;
  EXPECT_EQ(write_single_pair_log(log, folder.file("absent/x")).error().code, ErrorCode::kOutput);
}

}  // namespace
}  // namespace logscan::gen
