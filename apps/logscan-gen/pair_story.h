// The pair's part of a scenario told event by event. Nothing here knows of files or of wordings.
//
// The two Server Recovery Managers (SRM) behave so:
// - Each sends a heartbeat every interval, give or take 0.3 s; the peer has it some milliseconds later.
// - Every 2 s each asks whether the last heartbeat of its peer is as old as the timeout. Then it says that the peer is
//   down, and says so again every 30 s until it hears the peer. A heartbeat after that is the peer up.
// - A node in Normal that finds its peer down takes over at once. The take-over needs 10 to 30 s and ends in Running in
//   Backup Mode; what is found down after that is only said. SRMFailover is raised by the taker, and the publisher's
//   RTMT copies it 8 to 50 s later if it then runs and hears of it.
// - A critical service that ends is noted by the SRM of its node 5 s later and failed over 90 s after its end, unless
// it
//   runs again by then.
// - A request by hand starts the failover or the fallback; each needs 10 to 30 s.
// - After a split each node that took over gives the users back by itself 60 s (the publisher) or 120 s after it hears
//   its peer again.
// - A rebooted node's SRM starts 60 s after the kernel and sends heartbeats 2 s later; its initialization takes 10 to
//   30 s.
// - A frozen host writes, sends and reads nothing. When it wakes it hears what was sent meanwhile, be it that it first
//   complains about its silent peer; it never takes over for that.
// - With high availability off heartbeats go on, and nobody judges them.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenario.h"

namespace logscan::gen {

enum class HaState : std::uint8_t {
  kNormal,
  kInitializing,
  kTakingOver,
  kFailingOver,
  kBackup,
  kFailedOver,
  kFailedOverServices,
  kIdle,
  kFallingBack,
  kTakingBack,
  kUnknown,
};

enum class HaReason : std::uint8_t {
  kNormal,
  kInitialization,
  kOnAdminRequest,
  kCriticalServiceDown,
  kPeerDown,
  kPeerReboot,
  kAutomaticFallback,
  kNotEnabled,
};

std::string_view name_of(HaState state);
std::string_view name_of(HaReason reason);

enum class PairLog : std::uint8_t { kSrm, kCiscoSyslog, kMessages, kHistory };

enum class Happening : std::uint8_t {
  kHeartbeatSent,
  kHeartbeatReceived,
  kPeerDown,
  kPeerUp,
  kStateChange,
  kServiceDown,
  kServiceUp,
  kFailoverRequested,
  kFailoverStarted,
  kFailoverCompleted,
  kFallbackRequested,
  kFallbackStarted,
  kFallbackCompleted,
  kSrmStarting,
  kInitializationStarted,
  kInitializationCompleted,
  kSrmStopping,
  kOtherRecord,  // of the SRM
  kServiceFailed,
  kSrmFailover,
  kRtmtCopy,
  kOtherAlarm,
  kShutdown,
  kBoot,
  kOtherMessage,
  kHistoryRestart,
  kHistoryBoot,
};

PairLog log_of(Happening what);
// Written at DEBUG only.
bool needs_debug(Happening what, std::uint64_t number);

// Only the fields of its kind have a meaning.
struct PairEvent {
  Instant at;
  Happening what = Happening::kOtherRecord;
  std::size_t node = 0;  // whose log it is
  std::size_t from = 0;  // failover, fallback: the node that gives its users away
  HaState before = HaState::kNormal, after = HaState::kNormal;
  HaReason reason = HaReason::kNormal;
  bool manual = false;
  std::string service;
  Milliseconds silence{0};   // peer down: since the last heartbeat
  std::uint64_t number = 0;  // chooses the shape of the other records, and the numbers in them
  Instant told;              // RTMT copy: the time of the alarm
};

// Heartbeats that did not come, from the last one to the next.
struct HeartbeatPause {
  std::size_t observer = 0;
  Instant from, to;
  int fault = 0;
  bool observer_slept = false;  // the observer itself was frozen
  bool ha_off = false;
  [[nodiscard]] Milliseconds length() const { return to - from; }
};

// What one node said about its silent peer.
struct PeerOutage {
  std::size_t observer = 0;
  Instant from;  // the last heartbeat
  std::vector<Instant> lines;
  Milliseconds told{0};  // by the first line
  Instant to;            // the peer was heard again
  int fault = 0;
};

struct Failover {
  std::size_t from = 0, to = 0;
  Instant begin;
  std::optional<Instant> end;
  std::optional<Instant> alarm;
  std::optional<Instant> healthy;  // the node it left can have its users back
  bool given_back = false;
  int fault = 0;
};

struct Fallback {
  std::size_t from = 0, to = 0;
  Instant begin;
  std::optional<Instant> end;
};

struct NodeBoot {
  std::size_t node = 0;
  Instant stopped, history;  // what the system history says of the boot
  Ending ending = Ending::kGraceful;
  bool ha_off = false;
};

struct PairStory {
  std::array<std::vector<PairEvent>, 2> events;  // by node, in time order
  std::vector<HeartbeatPause> pauses;            // longer than 2.5 intervals
  std::vector<PeerOutage> outages;
  std::vector<Failover> failovers;
  std::vector<Fallback> fallbacks;
  std::vector<NodeBoot> boots;
  bool ha_enabled = true;  // at the end
  std::array<HaState, 2> states{};
  std::array<HaReason, 2> reasons{};
};

// The scenario must have a pair and be checked.
PairStory tell_pair(const Scenario& scenario);

}  // namespace logscan::gen
