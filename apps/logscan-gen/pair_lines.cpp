#include "pair_lines.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "calendar.h"

namespace logscan::gen {

namespace {

constexpr std::string_view kVersion = "14.0.1.12901-1";
constexpr std::array<std::string_view, 4> kServices{"Cisco Presence Engine", "Cisco XCP Router", "A Cisco DB",
                                                    "Cisco XCP Text Conference Manager"};

struct Broken {
  int year;
  unsigned month, day, weekday;
  std::int64_t hour, minute, second, millisecond;
  [[nodiscard]] std::string_view month_name() const { return kMonths[month - 1]; }
};

Broken broken(Instant at, Minutes zone) {
  const Instant local = at + zone;
  const Day day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const std::int64_t rest = (local - day).count();
  return {static_cast<int>(date.year()),
          static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day()),
          std::chrono::weekday(day).c_encoding(),
          rest / 3'600'000,
          rest / 60'000 % 60,
          rest / 1000 % 60,
          rest % 1000};
}

// `2026-03-04 10:01:32,244`.
std::string record_stamp(Instant at, Minutes zone) {
  const Broken t = broken(at, zone);
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02},{:03}", t.year, t.month, t.day, t.hour, t.minute, t.second,
                     t.millisecond);
}

// `Mar 04 10:01:32`.
std::string syslog_stamp(Instant at, Minutes zone) {
  const Broken t = broken(at, zone);
  return fmt::format("{} {:02} {:02}:{:02}:{:02}", t.month_name(), t.day, t.hour, t.minute, t.second);
}

std::string history_line(Instant at, Minutes zone, std::string_view what, std::string_view state) {
  const Broken t = broken(at, zone);
  return fmt::format("{:02}/{:02}/{:04} {:02}:{:02}:{:02} | root: {} {} {}\n", t.month, t.day, t.year, t.hour, t.minute,
                     t.second, what, kVersion, state);
}

// `Wed Mar 04 10:01:32 GMT-05:00 2026`, as Java prints a date in a zone that has no name.
std::string java_date(Instant at, Minutes zone) {
  const Broken t = broken(at, zone);
  const std::string offset = format_zone(zone);
  const std::string name = zone == Minutes(0) ? "UTC" : fmt::format("GMT{}:{}", offset.substr(0, 3), offset.substr(3));
  return fmt::format("{} {} {:02} {:02}:{:02}:{:02} {} {}", kWeekdays[t.weekday], t.month_name(), t.day, t.hour,
                     t.minute, t.second, name, t.year);
}

struct Record {
  std::string_view level, thread, logger;
  std::string message;
};

Record heartbeat(std::string_view level, std::string_view thread, std::string message) {
  return {level, thread, "rsm.RsmHeartBeatHandler", std::move(message)};
}

Record failover(std::string message) { return {"INFO", "SM", "rsm.RsmFailover", std::move(message)}; }
Record main_thread(std::string message) { return {"INFO", "main", "rsm.RsmMain", std::move(message)}; }
Record monitor(std::string_view level, std::string message) {
  return {level, "CS", "rsm.RsmServiceMonitor", std::move(message)};
}

std::string peer_down(const Pair& pair, Milliseconds silence) {
  const std::string known = "RsmHeartBeatHandler: peer down, time since";
  switch (pair.peer_down) {
    case PeerDownWording::kSeconds:
    case PeerDownWording::kGlued:
      return fmt::format("{} last heartbeat [{}]", known, silence.count() / 1000);
    case PeerDownWording::kMilliseconds:
      return fmt::format("{} last heartbeat [{}]", known, silence.count());
    case PeerDownWording::kCut:
      return known;
  }
  return known;
}

// Every fourth one is of INFO.
Record other_record(std::uint64_t number) {
  const std::uint64_t value = number >> 8;
  switch (number % 8) {
    case 0:
      return monitor("INFO", fmt::format("service check completed in {} ms, {} services", value % 900, 6 + value % 3));
    case 4:
      return {"INFO", "Timer-3", "rsm.RsmStatistics",
              fmt::format("assigned users {}, active sessions {}", 1500 + value % 40, 400 + value % 97)};
    case 1:
    case 5:
      return monitor("DEBUG", fmt::format("checking service {}: running", kServices[value % kServices.size()]));
    case 2:
      return {"DEBUG", "RPC: admin 0", "rsm.RsmRpcServer (RsmRpcServer.java:214)",
              fmt::format("request {} answered after {} ms", value % 100'000, value % 37)};
    case 3:
      return {"DEBUG", "DB", "dbl.Log4j", fmt::format("query of the state table returned {} rows", value % 3)};
    case 6:
      return {"DEBUG", "SM", "rsm.RsmStateMachine", fmt::format("tick {}", value)};
    default:
      return {"DEBUG", "Timer-3", "rsm.RsmStatistics",
              fmt::format("memory used {} kB of 262144 kB", 90'000 + value % 60'000)};
  }
}

Record record_of(const Pair& pair, const PairEvent& event) {
  const std::string& here = pair.nodes[event.node];
  const std::string& peer = pair.nodes[1 - event.node];
  const std::string& from = pair.nodes[event.from];
  const std::string& to = pair.nodes[1 - event.from];
  const std::string_view by = event.manual ? "manual" : "automatic";
  switch (event.what) {
    case Happening::kHeartbeatSent:
      return heartbeat("DEBUG", "HS", fmt::format("sending heartbeat to peer {}", peer));
    case Happening::kHeartbeatReceived:
      return heartbeat("DEBUG", "HR", fmt::format("received heartbeat from peer {}", peer));
    case Happening::kPeerDown:
      return heartbeat("INFO", "HS", peer_down(pair, event.silence));
    case Happening::kPeerUp:
      return heartbeat("INFO", "HS", "RsmHeartBeatHandler: peer up");
    case Happening::kStateChange:
      return {"INFO", "SM", "rsm.RsmStateMachine",
              fmt::format("state change of node {} from {} to {}, reason {}", here, name_of(event.before),
                          name_of(event.after), name_of(event.reason))};
    case Happening::kServiceDown:
      return monitor("WARN", fmt::format("critical service down: {}", event.service));
    case Happening::kServiceUp:
      return monitor("INFO", fmt::format("critical service up: {}", event.service));
    case Happening::kFailoverRequested:
      return failover(fmt::format("manual failover requested for node {}", from));
    case Happening::kFailoverStarted:
      return failover(fmt::format("{} failover started from {} to {}, reason {}", by, from, to, name_of(event.reason)));
    case Happening::kFailoverCompleted:
      return failover(fmt::format("failover completed from {} to {}", from, to));
    case Happening::kFallbackRequested:
      return failover(fmt::format("manual fallback requested for node {}", to));
    case Happening::kFallbackStarted:
      return failover(fmt::format("{} fallback started from {} to {}, reason {}", by, from, to, name_of(event.reason)));
    case Happening::kFallbackCompleted:
      return failover(fmt::format("fallback completed from {} to {}", from, to));
    case Happening::kSrmStarting:
      return main_thread("Server Recovery Manager starting");
    case Happening::kSrmStopping:
      return main_thread("Server Recovery Manager stopping");
    case Happening::kInitializationStarted:
      return main_thread("initialization started");
    case Happening::kInitializationCompleted:
      return main_thread("initialization completed");
    default:
      return other_record(event.number);
  }
}

struct Alarm {
  std::string_view name;  // %UC_X-n-Name
  unsigned severity;
  std::string tags, text;
};

Alarm alarm_of(const Pair& pair, const PairEvent& event) {
  const std::string& here = pair.nodes[event.node];
  const std::string& from = pair.nodes[event.from];
  const std::string& to = pair.nodes[1 - event.from];
  const auto origin = [&here](std::string_view application) {
    return fmt::format("[AppID={}][ClusterID=][NodeID={}]", application, here);
  };
  switch (event.what) {
    case Happening::kServiceFailed:
      return {"UC_SERVICEMANAGER-2-ServiceFailed", 2,
              fmt::format("[ServiceName={}][ProcessID={}][Reason=Service died]{}", event.service, 3000 + event.number,
                          origin("Cisco Service Manager")),
              "Service terminated."};
    case Happening::kSrmFailover:
      return {"UC_SRM-2-SRMFailover", 2,
              fmt::format("[FromNode={}][ToNode={}][Reason={}]{}", from, to, name_of(event.reason),
                          origin("Cisco Server Recovery Manager")),
              "Cisco SRM is performing an automatic failover."};
    case Happening::kRtmtCopy: {
      const std::string date = java_date(event.told, pair.zone);
      return {"UC_RTMT-2-RTMT_ALERT", 2,
              fmt::format("[AlertName=SRMFailover][AlertDetail= FromNode : {}#012ToNode : {}#012Reason : {}#012AppID : "
                          "Cisco Server Recovery Manager#012ClusterID : StandAloneCluster#012NodeID : {}#012 TimeStamp "
                          ": {}.#012The alarm is generated on {}.]{}",
                          from, to, name_of(event.reason), to, date, date, origin("Cisco AMC Service")),
              "RTMT Alert"};
    }
    default:
      break;
  }
  if (event.number % 3 == 0) {
    return {
        "UC_ReplWatcher-1-DuplicateUserid", 1, origin("Cisco IM and Presence Data Monitor"),
        "Cisco IM and Presence Data Monitor has detected that two or more users on the system share the same UserID "
        "value."};
  }
  return {"UC_LOGIN-4-AuthenticationFailed", 4,
          fmt::format("[UserID=user{}][App ID=Cisco Tomcat][Cluster ID=][Node ID={}]", event.number % 500, here),
          "Login Authentication failed."};
}

std::string other_message(std::uint64_t number) {
  switch (number % 4) {
    case 0:
      return "local7 6 Cisco: Database Layer Monitor: DBNotify SDI Initialization successful";
    case 1:
      return "user 6 ilog_impl: emitted platform-event (--no-wait";
    case 2:
      return fmt::format("cron 6 crond[{}]: (root) CMD (/usr/local/bin/base_scripts/diskusage.sh)",
                         2000 + number % 30'000);
    default:
      return fmt::format("daemon 6 snmpd[{}]: Connection from UDP: [127.0.0.1]:{}", 4000 + number % 100,
                         32'768 + number % 20'000);
  }
}

// Where the GUI says Failing Over the command line says Failover; the other states have the GUI's names.
std::string_view cli_state(HaState state) { return state == HaState::kFailingOver ? "Failover" : name_of(state); }

}  // namespace

void PairLineWriter::append_record(const PairEvent& event, std::string& text) const {
  const Record record = record_of(pair_, event);
  text += record_stamp(event.at, pair_.zone);
  const bool glued = event.what == Happening::kPeerDown && pair_.peer_down == PeerDownWording::kGlued;
  text += fmt::format(fmt::runtime(glued ? " {}[{}]{} - {}\n" : " {:<5} [{}] {} - {}\n"), record.level, record.thread,
                      record.logger, record.message);
}

void PairLineWriter::append_alarm(const PairEvent& event, std::string& text) {
  const Alarm alarm = alarm_of(pair_, event);
  const Broken t = broken(event.at, Minutes(0));
  const std::string& here = pair_.nodes[event.node];
  text += fmt::format("{} {} local7 {} : {}: {}.{}: {} {:02} {:04} {:02}:{:02}:{:02}.{:03} UTC : %{}: %{}: {}\n",
                      syslog_stamp(event.at, pair_.zone), here, alarm.severity, alarms_[event.node]++, here,
                      pair_.domain, t.month_name(), t.day, t.year, t.hour, t.minute, t.second, t.millisecond,
                      alarm.name, alarm.tags, alarm.text);
}

void PairLineWriter::append_message(const PairEvent& event, std::string& text) const {
  const std::string head = syslog_stamp(event.at, pair_.zone) + " " + pair_.nodes[event.node] + " ";
  switch (event.what) {
    case Happening::kShutdown:
      text += head + "daemon 6 init: Switching to runlevel: 6\n";
      break;
    case Happening::kBoot:
      text += head + "user 5 kernel: Linux version 3.10.0-1160.el7.x86_64\n";
      text += head + "user 6 kernel: Command line: ro root=LABEL=/ rhgb quiet\n";
      break;
    default:
      text += head + other_message(event.number) + "\n";
      break;
  }
}

void PairLineWriter::append_history(const PairEvent& event, std::string& text) const {
  text += history_line(event.at, pair_.zone, event.what == Happening::kHistoryBoot ? "Boot" : "Restart", "Start");
}

void PairLineWriter::append(const PairEvent& event, std::string& text) {
  switch (log_of(event.what)) {
    case PairLog::kSrm:
      append_record(event, text);
      break;
    case PairLog::kCiscoSyslog:
      append_alarm(event, text);
      break;
    case PairLog::kMessages:
      append_message(event, text);
      break;
    case PairLog::kHistory:
      append_history(event, text);
      break;
  }
}

std::string earlier_history(const Pair& pair, Time start) {
  const Instant installed = start - std::chrono::days(60);
  const Instant restarted = start - std::chrono::days(20);
  return history_line(installed, pair.zone, "Install", "Success") +
         history_line(installed + Minutes(6), pair.zone, "Boot", "Start") +
         history_line(restarted, pair.zone, "Restart", "Start") +
         history_line(restarted + Minutes(4), pair.zone, "Boot", "Start");
}

std::string cli_session(const Pair& pair, const PairStory& story) {
  std::string text = "admin:utils ha status\nSubcluster Name: DefaultCluster\n";
  for (std::size_t node = 0; node < 2; ++node) {
    const std::string_view state = cli_state(story.states[node]);
    const std::string_view reason = name_of(story.reasons[node]);
    if (pair.ha_status == HaStatusForm::kTabbed) {
      text += fmt::format("\tName: {}\n\t\tState: {}\n\t\tReason: {}\n", pair.nodes[node], state, reason);
      continue;
    }
    text += fmt::format("Node {} Name : {} State: {}", node + 1, pair.nodes[node], state);
    if (story.states[node] != HaState::kNormal) text += fmt::format(" Reason: {}", reason);
    text += '\n';
  }
  text += "\nadmin:run sql select name, haenabled from enterprisesubcluster\n";
  text += "name           haenabled\n============== =========\n";
  text += fmt::format("DefaultCluster {}\n\nadmin:\n", story.ha_enabled ? "t" : "f");
  return text;
}

}  // namespace logscan::gen
