// The kinds of signals, events and facts: where parsers and rules meet. A kind is stable; its name is part of the
// contract (`events`).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

// Something that repeats. Its occurrences are collapsed into runs.
enum class SignalKind : std::uint8_t {
  kNotification,          // accepted; subject: subscription, with kCutMark where only the front of its id is known
  kNotificationRejected,  // answered with another status than 2xx, or with a body that is no answer; subject:
                          // subscription, number: status
  kHeartbeatSent,         // to the peer of a pair; subject: the peer, empty where the record does not name it
  kHeartbeatReceived,     // from the peer; subject: as above
  kActivity,              // any other record of a trace log; subject: its level
  // What Unity Connection's own requests to Exchange met. Subject: "ews HOST", "autodiscover HOST" or "other HOST", the
  // host in lower case or "unknown"; number: the HTTP status, 0 where nobody answered, kUnreadNumber where the record
  // does not say it as others do; tag: kTimedOut or kTlsFailed, where one of them is why.
  kHttpFailure,
  kEwsError,        // subject: the ResponseCode; peer: the host, where the record names it
  kEwsOutstanding,  // subject: "outstanding" and the host, where the record names it; number: 0 where the gauge is at
                    // most kMostOutstanding, kUnreadNumber where it cannot be read, else a number of its own for each
                    // time that it goes above
  // What a capture shows of notifications beside those that were accepted or rejected. Subject of both: what stands
  // there; peer: the address it came from.
  kNotificationHost,   // the Exchange host that the subscription of the notification is of
  kNotificationProxy,  // the field that a proxy added: "Via: 1.1 proxy1"
};
inline constexpr std::size_t kSignalKinds = 10;

// How the subject of a notification ends of which the capture cut off the rest: several subscriptions may begin so.
inline constexpr std::string_view kCutMark = "...";

// The documented limit of the gauge of requests that wait for an answer (Cisco Unity Connection 15 troubleshooting).
inline constexpr std::int64_t kMostOutstanding = 999;

// In the place of a number that a log tells in a form that is not known: no status, and no number of a time.
inline constexpr std::uint64_t kUnreadNumber = 99;

// The tag of a kHttpFailure that met no answer in time, though it had a connection.
inline constexpr std::uint64_t kTimedOut = 1;
// The same of one for which no secure connection could be made: a certificate was refused, or TLS failed.
inline constexpr std::uint64_t kTlsFailed = 2;

struct SignalInfo {
  std::string_view name;
  // Occurrences at most this far apart are one run. Never above what a rule may ask for: a rule joins runs, but cannot
  // split them.
  Duration link;
};

inline constexpr std::array<SignalInfo, kSignalKinds> kSignals = {{
    // The cadence is 300 s; jitter and a late answer stay below 330 s, and no threshold may be set lower than that.
    {"notification", std::chrono::seconds(330)},
    // An episode of rejections ends when none came for the time after which a subscription is stale.
    {"notification.rejected", std::chrono::seconds(900)},
    // The interval is 15 s, and what is missed begins at 2.5 intervals.
    {"heartbeat.sent", std::chrono::seconds(30)},
    {"heartbeat.received", std::chrono::seconds(30)},
    // A log that is silent for as long as two heartbeats is a question worth asking.
    {"activity", std::chrono::seconds(30)},
    // The log tells failures alone: what is further apart than a subscription may be silent is another episode.
    {"http.failure", std::chrono::seconds(900)},
    {"ews.error", std::chrono::seconds(900)},
    // Sustained begins at 300 s.
    {"ews.outstanding", std::chrono::seconds(300)},
    // As with rejections.
    {"notification.host", std::chrono::seconds(900)},
    {"notification.proxy", std::chrono::seconds(900)},
}};

constexpr const SignalInfo& signal_info(SignalKind kind) { return kSignals[static_cast<std::size_t>(kind)]; }

// Whether a pause between two occurrences means something.
constexpr bool is_sign_of_life(SignalKind kind) {
  return kind == SignalKind::kNotification || kind == SignalKind::kHeartbeatSent ||
         kind == SignalKind::kHeartbeatReceived;
}

// Something rare that happened. Each is kept.
enum class EventKind : std::uint8_t {
  // What the Server Recovery Manager says of its pair. The node is the one that the record is about.
  kPeerDown,       // subject: the peer; number: the silence it tells; detail: its unit, where told
  kPeerUp,         // subject: the peer
  kHaState,        // subject: the state now; detail: the reason
  kFailoverBegin,  // node: whose users move; peer: who takes them; detail: the reason; number: kManual, kAutomatic
  kFailoverEnd,    // node, peer as above
  kFallbackBegin,  // node: who takes its users back; peer: who gives them back
  kFallbackEnd,
  kFailoverCommand,  // an administrator asked for it
  kFallbackCommand,
  kCriticalDown,  // subject: the monitored service
  kCriticalUp,
  kSrmStart,
  kSrmStop,
  kSrmInitialization,
  kSrmFailed,
  // Services, as the Service Manager and the services themselves announce them. Subject: the service; detail: the
  // reason.
  kServiceFailed,
  kServiceStartFailed,
  kServiceStopped,
  kServiceStarted,
  // The host.
  kBoot,
  kShutdown,     // orderly
  kRestart,      // orderly
  kTimeStep,     // number: seconds, where told
  kNetworkDown,  // subject: the interface
  kNetworkUp,
  kDiskFull,
  kOutOfMemory,
  // Subscriptions at Exchange. Subject: the subscription or its mailbox, nothing where the record names neither.
  kSubscriptionStale,
  kSubscriptionRenewed,
  kSubscriptionDropped,  // Exchange reported it lost; detail: the code
  kUnsubscribed,         // Unity Connection ended it by its answer; peer: the address that asked
  // What a capture shows on the wire. Peer: the address that Exchange sent from.
  kNotificationOnWire,      // subject: the subscription; number: milliseconds to the answer; detail: what it held, and
                            // what was answered
  kNotificationSlow,        // accepted after kSlowAnswer or more; subject, number as above
  kNotificationUnanswered,  // subject as above; number: how far it came, kNothingBack ..., 0: the listener's host took
                            // it; detail: the same and how the connection ended, in words
  kConnectFailed,           // subject: the listener, ADDRESS:PORT; number: kConnectRefused, kConnectNoAnswer,
                            // kConnectUnfinished;
                            // detail: how often it was tried, and in which distances
  // Every HTTP message of a capture, where it is asked for. Subject: the connection, `ADDRESS:PORT > ADDRESS:PORT` with
  // the client first; peer: the address that sent it.
  kHttpRequest,   // detail: method and URI, with a space between
  kHttpResponse,  // number: the status; 0 where it is cut before that
  // Alarms that bear on a pair or on the requests to Exchange and have no kind of their own. Subject: the alarm's name
  // or what is troubled, in one short word; detail: the text.
  kAlarm,
};

inline constexpr std::array<std::string_view, 38> kEventNames = {"heartbeat.peer-down",
                                                                 "heartbeat.peer-up",
                                                                 "ha.state",
                                                                 "ha.failover-begin",
                                                                 "ha.failover-end",
                                                                 "ha.fallback-begin",
                                                                 "ha.fallback-end",
                                                                 "ha.failover-command",
                                                                 "ha.fallback-command",
                                                                 "critical-service.down",
                                                                 "critical-service.up",
                                                                 "srm.start",
                                                                 "srm.stop",
                                                                 "srm.initialization",
                                                                 "srm.failed",
                                                                 "service.failed",
                                                                 "service.start-failed",
                                                                 "service.stopped",
                                                                 "service.started",
                                                                 "host.boot",
                                                                 "host.shutdown",
                                                                 "host.restart",
                                                                 "host.time-step",
                                                                 "network.down",
                                                                 "network.up",
                                                                 "disk.full",
                                                                 "memory.exhausted",
                                                                 "subscription.stale",
                                                                 "subscription.renewed",
                                                                 "subscription.dropped",
                                                                 "subscription.unsubscribed",
                                                                 "notification",
                                                                 "notification.slow",
                                                                 "notification.unanswered",
                                                                 "connect.failed",
                                                                 "http.request",
                                                                 "http.response",
                                                                 "alarm"};
static_assert(kEventNames.size() == static_cast<std::size_t>(EventKind::kAlarm) + 1);

constexpr std::string_view event_name(EventKind kind) { return kEventNames[static_cast<std::size_t>(kind)]; }

// Answers that take less are not told one by one. No threshold of a rule may be lower.
inline constexpr Duration kSlowAnswer = std::chrono::seconds(1);

// The numbers of kNotificationUnanswered.
inline constexpr std::int64_t kNothingBack = 1;       // not one packet of the listener's host came
inline constexpr std::int64_t kNotAcknowledged = 2;   // its host acknowledged nothing of it, or not all
inline constexpr std::int64_t kResetByListener = 3;   // by RST
inline constexpr std::int64_t kClosedByListener = 4;  // by FIN

// The numbers of kConnectFailed.
inline constexpr std::int64_t kConnectRefused = 1;
inline constexpr std::int64_t kConnectNoAnswer = 2;
inline constexpr std::int64_t kConnectUnfinished = 3;  // the SYN was answered, and Exchange never took that up

// The numbers of kFailoverBegin and kFallbackBegin.
inline constexpr std::int64_t kAutomatic = 1;
inline constexpr std::int64_t kManual = 2;

// A snapshot value: how something stood when a command was run.
enum class FactKind : std::uint8_t {
  kHaState,        // node; subject: the group; text: the state; detail: the reason
  kHaEnabled,      // subject: the group; number: 0 or 1
  kAssignedUsers,  // node; number
  kActiveUsers,    // node; number
  // An output that tells how the nodes stand could not be read. It stands where its command does; text: the command,
  // where it has one; detail: what hinders.
  kHaStatusUnread,
  // A row of the subscription table. Subject: the subscription; text: its mailbox; detail: the stamp as it stands
  // there; number: the stamp in microseconds since the epoch, UTC.
  kLastNotification,
  // The whole subscription table was asked for and has no row.
  kNoSubscriptions,
  // A request that failed, of which the record states no time. Subject, number as those of the signal kHttpFailure;
  // text: the mailbox.
  kUntimedFailure,
  // A listing of a folder shows when a file was last written. Subject: the name of the file; number: that time,
  // microseconds since the epoch, in the zone of the node that was listed; text: "no year" where it has none.
  kFileListed,
  // Of a capture. Number: packets of which only the front was kept; detail: how many bytes at most.
  kCutFrames,
  // Of a capture. Subject: a server, as a client names it that connects by TLS.
  kTlsServer,

  // What the platform's command line says of a server and its cluster. The node is the one that the command ran on, if
  // nothing else is said.
  // The known output of a command could not be read, or not in full: what it does not show is not known. Subject: the
  // kind of the output, such as "service-list", as the reader's name has it behind "cli."; text: the command, where it
  // has one; detail: what hinders.
  kOutputUnread,
  // An output that is here, and of which nothing is read but whether it tells an error. Subject: the command, short
  // ("show tech network hosts"); number: 1 where it tells one; text: its words.
  kOutputSeen,
  // Subject: the service as printed; text: its state, in capitals; detail: the reason as it stands, where there is one;
  // number: 0 in a list, 1 where it is the last state that a start, restart or stop printed.
  kServiceState,
  // `Primary Node`, as the list of services ends. Number: 0 or 1.
  kPrimaryNode,
  // A node as its cluster knows it. Subject: its host name; text: product and place in the database, in small letters
  // ("cups dbpub"); detail: the words on its authentication, as they stand; number: 1 authenticated, 0 not, -1 not
  // told.
  kClusterNode,
  // Another name of a node of the cluster. Subject: the host name, as in kClusterNode; text: its address or full name.
  kClusterName,
  // An entry of the server list, the table processnode. Subject: the name.
  kServerListed,
  // Subject: the server; number: the code in front of its state ("(2) Setup Completed"), -1 for "(-)"; text: the words
  // behind it; detail: the columns before it, from the round trip on.
  kDbReplication,
  // The check of all tables. Number: one of those below; text: the words that say so.
  kDbReplicationCheck,
  // Subject: the name of the node; text: its subclusterid, nothing for NULL; detail: its id.
  kNodeSubcluster,
  // The row of epassyncagentcfg. Text: syncstatus.
  kSyncAgentStatus,
  // The same. Text: ccmpublisherip, the publisher it synchronizes with.
  kSyncAgentPublisher,
  // The account for AXL, as one side knows it. Subject: its name; text: its pkid; detail: kSyncAgentTable where the
  // Sync Agent uses it, kUserTable where it is one of the users; number: a mark of its credential in 16 bits, by which
  // the two are compared, kNoCredential where the row has none. The credential stands nowhere: the place of the fact is
  // that of the names of the columns.
  kAxlAccount,
  // Such a user was asked for, and there is none. Subject: its name, where the query says it.
  kNoAxlAccount,
  // Subject: the file; text: the process; detail: the size, where told; number: when it was written, microseconds since
  // the epoch, in the zone of the node.
  kCoreFile,
  // The list of core files was asked for, and is empty.
  kNoCoreFiles,
  // Text: the version, such as 14.0.1.12901-1; detail: the line's words before it.
  kVersionActive,
  // A package that was added to the version. Subject: its name.
  kVersionOption,
  // Number: 1 synchronized, 0 not; text: the line that says so; detail: the daemon's own line, where there is one.
  kNtpStatus,
  // Subject: the module; text: the result as it stands; number: kTestPassed, kTestFailed, kTestSkipped.
  kDiagnoseTest,
  // Somebody listens. Number: the port; subject: protocol and address ("tcp 0.0.0.0"); text: the process, where told.
  kPortListening,
  // A list of listening ports was read to its end: what is not in it does not listen. Number: how many are in it; text:
  // the command; detail: what the list was asked for, where that is not all.
  kPortsListed,
  // Whether services wait for replication. Number: 1 enabled, 0 disabled; text: the line that says so.
  kReplicationMonitor,
  // Subject: the node that was tried; number: 0 reached, 1 not; text: the line that says so.
  kConnectivity,
  // The notification that replication or the Sync Agent's synchronization is not complete. Node: the one it is about;
  // text: the words.
  kDataMonitorNotice,
  // Number: seconds since the boot; text: the words.
  kUptime,
  // Subject: the partition, such as "Disk/logging"; number: percent used.
  kDiskUsed,
};

// The numbers of kDbReplicationCheck.
inline constexpr std::int64_t kCheckClean = 0;
inline constexpr std::int64_t kCheckErrors = 1;
inline constexpr std::int64_t kCheckRunning = 2;
inline constexpr std::int64_t kCheckIncomplete = 3;    // before the last table, without an error until then
inline constexpr std::int64_t kCheckServicesDown = 4;  // services do not run; it found no error

// The numbers of kDiagnoseTest. What neither passed nor was skipped failed or warns: its text says how.
inline constexpr std::int64_t kTestPassed = 0;
inline constexpr std::int64_t kTestFailed = 1;
inline constexpr std::int64_t kTestSkipped = 2;

// The details and the number of kAxlAccount.
inline constexpr std::string_view kSyncAgentTable = "epassyncagentcfg";
inline constexpr std::string_view kUserTable = "applicationuser";
inline constexpr std::int64_t kNoCredential = -1;

inline constexpr auto kFactNames = std::to_array<std::string_view>({
    "ha.state",
    "ha.enabled",
    "users.assigned",
    "users.active",
    "ha.status-unread",
    "subscription.last-notification",
    "subscription.none",
    "http.failure",
    "file.listed",
    "capture.cut-frames",
    "capture.tls-server",
    "output.unread",
    "output.seen",
    "service.state",
    "node.primary",
    "cluster.node",
    "cluster.name",
    "server.listed",
    "db.replication",
    "db.replication-check",
    "node.subcluster",
    "sync-agent.status",
    "sync-agent.publisher",
    "axl.account",
    "axl.account-missing",
    "core.file",
    "core.none",
    "version.active",
    "version.option",
    "ntp.status",
    "diagnose.test",
    "port.listening",
    "ports.listed",
    "replication-monitor",
    "network.connectivity",
    "data-monitor.notice",
    "host.uptime",
    "disk.used",
});
static_assert(kFactNames.size() == static_cast<std::size_t>(FactKind::kDiskUsed) + 1);

constexpr std::string_view fact_name(FactKind kind) { return kFactNames[static_cast<std::size_t>(kind)]; }

}  // namespace logscan::detail
