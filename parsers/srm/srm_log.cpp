// The log of the Server Recovery Manager, and the other logs of IM and Presence that log4j writes in the same layout.
//
//   2021-05-13 02:48:48,244 INFO[HS]rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since
//   local time, no zone     level    logger                   message
//                           and thread
//
// That line is the only one of the Server Recovery Manager that a document prints; its package is `rsm`. So what a
// message says is looked up in the vocabulary, and the file is known by its loggers, not by its name. Lines that do not
// begin with a time continue the record before them: stack traces, XML. Unity Connection has a Server Role Manager,
// whose files diag_CuSrm_* have another layout and another meaning.
#include "parsers/srm/srm_log.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "parse/wording_matcher.h"
#include "parsers/srm/log4j_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// What a message is about stands in its front; whole documents are logged behind that.
constexpr std::size_t kMostMessage = 4096;

// What the vocabulary calls a record.
struct Meaning {
  enum class Sort : std::uint8_t { kNothing, kHeartbeat, kEvent };
  Sort sort = Sort::kNothing;
  SignalKind signal = SignalKind::kActivity;
  EventKind event = EventKind::kAlarm;
};

Meaning meaning_of(std::string_view name) {
  Meaning meaning;
  for (const SignalKind kind : {SignalKind::kHeartbeatSent, SignalKind::kHeartbeatReceived}) {
    if (name == signal_info(kind).name) {
      meaning.sort = Meaning::Sort::kHeartbeat;
      meaning.signal = kind;
    }
  }
  for (std::size_t i = 0; i < kEventNames.size(); ++i) {
    if (name == kEventNames[i]) {
      meaning.sort = Meaning::Sort::kEvent;
      meaning.event = static_cast<EventKind>(i);
    }
  }
  return meaning;
}

// What the record is where no wording says more.
enum class Plain : std::uint8_t { kActivity, kAlive };

class Log4jParser final : public Parser {
 public:
  Log4jParser(const Vocabulary& vocabulary, std::string_view format, Plain plain)
      : vocabulary_(vocabulary), matcher_(vocabulary, format), plain_(plain) {
    for (const Wording& wording : vocabulary.all()) meanings_.push_back(meaning_of(wording.meaning));
  }

  void parse(const Block& block, Sink& sink) override {
    for (LineCursor line(block, sink); line.next();) {
      std::string_view text = line.text();
      if (line.record().offset == 0 && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
      LocalTime time;
      if (text.size() < kLog4jTime || !times_.read_same_minute(text.data(), time)) {
        if (!begins_with_time(text)) {
          take_other(block, line, text, sink);
          continue;
        }
        const std::optional<LocalTime> read = times_.read(text.data());
        if (!read) {
          sink.reject(line.record(), RejectReason::kBadTime);
          continue;
        }
        time = *read;
      }
      LogLevel level;
      std::string_view message;
      if (!fronts_.read(text.substr(kLog4jTime), level, message)) {
        sink.reject(line.record(), block.last && !line.ended()                 ? RejectReason::kCutLine
                                   : text.find('\0') != std::string_view::npos ? RejectReason::kBinary
                                                                               : RejectReason::kUnknownLayout);
        continue;
      }
      take(level, message.substr(0, kMostMessage), {time, WallTime::kNoOffset}, line.record(), sink);
    }
  }

 private:
  // A line that does not begin with a time.
  static void take_other(const Block& block, const LineCursor& line, std::string_view text, Sink& sink) {
    if (block.last && !line.ended() && is_cut_time(text)) {
      sink.reject(line.record(), RejectReason::kCutLine);
    } else if (text.find('\0') != std::string_view::npos) {
      sink.reject(line.record(), RejectReason::kBinary);
    } else {
      sink.continuation(line.raw());
    }
  }

  void take(LogLevel level, std::string_view message, const WallTime& time, const RecordRef& record, Sink& sink) {
    if (const Wording* wording = matcher_.match(message, captures_)) {
      sink.wording(wording->name);
      const Meaning& meaning = meanings_[static_cast<std::size_t>(wording - vocabulary_.all().data())];
      if (meaning.sort == Meaning::Sort::kHeartbeat) {
        sink.signal(meaning.signal, sink.name(wording->group(captures_, "peer")), kNoName, 0, 0, time, record);
        return;
      }
      if (meaning.sort == Meaning::Sort::kEvent) {
        sink.event(meaning.event, event_text(*wording, captures_, sink), time, record);
        return;
      }
    } else if (plain_ == Plain::kActivity && sink.wants_unmatched()) {
      sink.unmatched(message, record);
    }
    if (plain_ == Plain::kAlive) {
      sink.alive(time, record);
      return;
    }
    NameId& name = levels_[static_cast<std::size_t>(level)];
    if (name == kNoName) name = sink.name(level_name(level));
    sink.signal(SignalKind::kActivity, name, kNoName, 0, 0, time, record);
  }

  static EventText event_text(const Wording& wording, const Captures& captures, Sink& sink) {
    const auto name = [&](std::string_view group) {
      const std::string_view text = trim(wording.group(captures, group));
      return text.empty() ? kNoName : sink.name(text);
    };
    EventText text;
    text.node = name("node");
    text.peer = name("peer");
    text.subject = name("subject");
    text.detail = name("detail");
    text.number = parse_number<std::int64_t>(wording.group(captures, "number")).value_or(0);
    const std::string_view mode = wording.group(captures, "mode");
    if (!wording.group(captures, "manual").empty() || iequals(mode, "manual")) text.number = kManual;
    if (!wording.group(captures, "automatic").empty() || iequals(mode.substr(0, 4), "auto")) text.number = kAutomatic;
    text.confirmed = wording.confirmed;
    return text;
  }

  const Vocabulary& vocabulary_;
  WordingMatcher matcher_;
  std::vector<Meaning> meanings_;  // by the place of the wording in the vocabulary
  Plain plain_;
  Captures captures_;  // of the record in hand; to empty one for each record would cost more than to read the record
  Log4jTimeReader times_;
  Log4jFrontReader fronts_;
  std::array<NameId, kLogLevels> levels_ = {kNoName, kNoName, kNoName, kNoName, kNoName, kNoName};
};

// What the front of a source shows.
struct Look {
  std::size_t timed = 0, records = 0, of_srm = 0;
  bool begins_with_record = false;
};

bool is_of_srm(const Log4jLine& line) {
  static constexpr std::string_view kHandler = "RsmHeartBeatHandler";
  return line.logger.starts_with("rsm.") || line.logger.find(".rsm.") != std::string_view::npos ||
         line.logger.ends_with(kHandler) || line.message.starts_with(kHandler) || line.thread == "HS";
}

Look look(const ProbeInput& input) {
  Look seen;
  std::string_view rest = input.head;
  if (rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
  Log4jTimeReader times;
  bool first = true;
  while (!rest.empty()) {
    const std::size_t newline = rest.find('\n');
    std::string_view line = rest.substr(0, newline);
    rest = newline == std::string_view::npos ? std::string_view{} : rest.substr(newline + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (line.empty()) continue;
    Log4jLine fields;
    if (begins_with_time(line)) {
      // The last line may be cut; then it says nothing against the layout.
      const bool record = times.read(line.data()) && split_log4j_rest(line.substr(kLog4jTime), fields);
      if (record || newline != std::string_view::npos || input.whole) ++seen.timed;
      if (record) ++seen.records;
      if (record && is_of_srm(fields)) ++seen.of_srm;
      if (first) seen.begins_with_record = record;
    }
    first = false;
  }
  return seen;
}

bool is_log4j(const Look& seen) { return seen.records > 0 && seen.records * 2 >= seen.timed; }

bool is_srm(const Look& seen, std::string_view path) {
  return seen.of_srm > 0 && !to_lower(base_name(path)).starts_with("diag_cusrm");
}

std::string counted(const Look& seen) {
  return std::to_string(seen.records) + " of the first " + std::to_string(seen.timed) +
         " lines with a time are log4j records";
}

// A page that quotes a log among other text begins with that text.
ProbeAnswer probe_srm_log(const ProbeInput& input) {
  const Look seen = look(input);
  if (!is_log4j(seen) || !is_srm(seen, input.path)) return {};
  return {seen.begins_with_record ? 90 : 60, Axis::kWall,
          counted(seen) + ", " + std::to_string(seen.of_srm) + " of the Server Recovery Manager"};
}

ProbeAnswer probe_log4j(const ProbeInput& input) {
  const Look seen = look(input);
  if (!is_log4j(seen) || is_srm(seen, input.path)) return {};
  return {seen.begins_with_record ? 70 : 40, Axis::kWall, counted(seen)};
}

// Described as kind|subject|number|peer|time|tag and `event kind|node|peer|subject|detail|number|time`.
constexpr std::array<Sample, 18> kSrmSamples = {{
    // Cisco 200958: cut behind `since`, and without the blanks around the thread.
    {"2021-05-13 02:48:48,244 INFO[HS]rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since",
     "event heartbeat.peer-down|||||0|2021-05-13T02:48:48"},
    {"2021-05-13 02:48:48,244 INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer down, time since last "
     "heartbeat [62]",
     "event heartbeat.peer-down|||||62|2021-05-13T02:48:48"},
    // With a place, and the records of a trace behind it.
    {"2021-05-13 02:48:48,244 INFO  [HS] rsm.RsmHeartBeatHandler (RsmHeartBeatHandler.java:120) - "
     "RsmHeartBeatHandler: peer down, time since last heartbeat [62000]\n\tat rsm.RsmMain.run(RsmMain.java:1)",
     "event heartbeat.peer-down|||||62000|2021-05-13T02:48:48"},
    // The wordings from here on are not known from a document.
    {"2026-03-18 16:40:52,001 DEBUG [HS] rsm.RsmHeartBeatHandler - sending heartbeat to peer imp2",
     "heartbeat.sent|imp2|0||2026-03-18T16:40:52|0"},
    {"2026-03-18 16:40:52,001 DEBUG [HR] rsm.RsmHeartBeatHandler - received heartbeat from peer imp2",
     "heartbeat.received|imp2|0||2026-03-18T16:40:52|0"},
    {"2026-03-18 16:40:52,001 DEBUG [HR] rsm.RsmHeartBeatHandler - heartbeat received",
     "heartbeat.received||0||2026-03-18T16:40:52|0"},
    {"2026-03-18 16:40:52,001 INFO  [HS] rsm.RsmHeartBeatHandler - RsmHeartBeatHandler: peer up",
     "event heartbeat.peer-up?|||||0|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [SM] rsm.RsmStateMachine - state change of node imp1 from Normal to Taking Over, "
     "reason Peer Down",
     "event ha.state?|imp1||Taking Over|Peer Down|0|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 WARN  [CS] rsm.RsmServiceMonitor - critical service down: Cisco XCP Router",
     "event critical-service.down?|||Cisco XCP Router||0|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [CS] rsm.RsmServiceMonitor - critical service up: Cisco XCP Router",
     "event critical-service.up?|||Cisco XCP Router||0|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [SM] rsm.RsmFailover - automatic failover started from imp2 to imp1, reason Peer "
     "Down",
     "event ha.failover-begin?|imp2|imp1||Peer Down|1|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [SM] rsm.RsmFailover - failover completed from imp2 to imp1",
     "event ha.failover-end?|imp2|imp1|||0|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [SM] rsm.RsmFailover - manual failover requested for node imp1",
     "event ha.failover-command?|imp1||||2|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [SM] rsm.RsmFailover - manual fallback started from imp1 to imp2, reason On Admin "
     "Request",
     "event ha.fallback-begin?|imp2|imp1||On Admin Request|2|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [main] rsm.RsmMain - Server Recovery Manager starting",
     "event srm.start?|||||0|2026-03-18T16:40:52"},
    {"2026-03-18 16:40:52,001 INFO  [main] rsm.RsmMain - initialization completed",
     "event srm.initialization?||||completed|0|2026-03-18T16:40:52"},
    // Anything else shows that the log went on at its level.
    {"2026-03-18 16:40:52,001 DEBUG [CS] rsm.RsmServiceMonitor - checking service Cisco Presence Engine: running",
     "activity|DEBUG|0||2026-03-18T16:40:52|0"},
    {"2026-03-18 16:40:52,001 ERROR [Thread-137] rsm.ServiceUtil - Got an exception\n\tat x.y(File.java:1)\nCaused by: "
     "z\n\t... 13 more",
     "activity|ERROR|0||2026-03-18T16:40:52|0"},
}};

constexpr std::array<Sample, 9> kLog4jSamples = {{
    // Cisco 217304. The word ERROR in a message is not the level of its record.
    {"2024-12-11 14:20:52,650 FATAL [XCPConfigMgr] security.Log4jEncLogger - java.io.FileNotFoundException: "
     "/usr/local/platform/.security/CCMEncryption/keys/oldkeys.txt (No such file or directory)",
     "alive"},
    {"2024-12-11 14:20:52,650 INFO  [XCPConfigMgr] security.Log4jEncLogger - CCMENC::ERROR : decryptPassword - "
     "recovery mechanism failed",
     "alive"},
    {"2024-12-11 14:20:52,213 INFO  [Thread-12] dbl.Log4j - Name of appId:dbcli", "alive"},
    // Cisco 222556: with the place in the source.
    {"2024-07-16 15:09:50,514 DEBUG [Timer-144] ccmpns.CCMPNServer (CCMPNServer.java:306) - fetchAndStoreAccessToken() "
     "Response received : 400",
     "alive"},
    // Cisco 217581: blanks and a colon in the thread; and a parenthesis that nobody closes.
    {"2019-07-14 06:00:07,842 DEBUG [Peer: node name in Cluster A] axl.AXLClientLogger - runSoapReq: The axl request "
     "is : <?xml ...",
     "alive"},
    {"2019-07-14 06:00:07,842 DEBUG [AXL Runner for parent thread ID:4741 (Peer: node name in Cluster A] "
     "axl.AXLClientLogger - runSoapReq",
     "alive"},
    // Cisco 220329: written while the notification is cleared, so it is no failover.
    {"2021-11-15 12:13:16,950 DEBUG [main] sync.SyncUtil - clearNodeRebootNotification(): notifInfo.description = "
     "srm.automatic.failover.peerdown, notifInfo.node = example_domain_dot_com, localHostname = domain_dot_com",
     "event alarm|example_domain_dot_com||srm.automatic.failover.peerdown||0|2021-11-15T12:13:16"},
    {"2021-11-15 12:13:16,950 INFO  [main] sync.CcmSyncAgent - SyncAgent is running on Subscriber node. Put it in wait "
     "mode",
     "alive"},
    // Cisco 217514: a stack trace.
    {"2021-01-23 17:54:57,087 ERROR [Thread-137] services.ServiceUtil - Got an exception setting up the HTTPS "
     "connection. javax.net.ssl.SSLException: Certificate not verified.\n"
     "at com.cisco.cup.admin.actions.TopologyNodeStatusAction$ServiceRunner.run(TopologyNodeStatusAction.java:358)\n"
     "Caused by: com.rsa.sslj.x.aK: Certificate not verified.\n... 13 more",
     "alive"},
}};

}  // namespace

constinit const ParserInfo kSrmLog{
    .name = "srm.log",
    .summary = "log of the Server Recovery Manager of IM and Presence",
    .probe = probe_srm_log,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<Log4jParser>(*context.vocabulary, "srm.log", Plain::kActivity);
    },
    .starts_record = begins_with_time,
    .resolution = std::chrono::milliseconds(1),
    .samples = kSrmSamples,
};

constinit const ParserInfo kLog4jGeneric{
    .name = "log4j.generic",
    .summary = "log4j log of another service of IM and Presence",
    .probe = probe_log4j,
    .make = [](const ParserContext& context) -> std::unique_ptr<Parser> {
      return std::make_unique<Log4jParser>(*context.vocabulary, "log4j.generic", Plain::kAlive);
    },
    .starts_record = begins_with_time,
    .resolution = std::chrono::milliseconds(1),
    .samples = kLog4jSamples,
};

}  // namespace logscan::detail
