// The IM and Presence pair of a scenario, as plain values: its two nodes, how they write, and the faults with their
// times. All spans of a fault are counted from its `at`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"

namespace logscan::gen {

enum class PairFaultKind : std::uint8_t {
  kServiceDeath,   // a critical service of a node ends
  kNetworkSplit,   // no heartbeat passes, either way
  kReboot,         // a node goes down and comes back
  kAdminFailover,  // by hand
  kFlapping,       // service deaths and fallbacks in a row
  kSlowNetwork,    // the heartbeats of a node pause, some shorter and some longer than the timeout
  kHostFreeze,     // a virtual machine stands still and goes on
  kTraceLevel,     // a node stops writing DEBUG records, to the end
  kMaintenance,    // high availability off, restart of a node, high availability on
};

enum class Ending : std::uint8_t {
  kGraceful,
  kUngraceful,  // crash or loss of power: nothing is written about it
};
// What the SRM of a frozen host does first when it wakes after the timeout.
enum class Waking : std::uint8_t {
  kHears,     // reads the heartbeats that wait in its socket
  kComplains  // looks at its watch and logs `peer down`
};
enum class Afterwards : std::uint8_t { kEnabled, kDisabled };

// Only the fields of its kind have a meaning.
struct PairFault {
  PairFaultKind kind = PairFaultKind::kServiceDeath;
  int line = 0;
  std::size_t node = 1;  // the one that fails: an index into Pair::nodes
  Time at{};
  Seconds length{0};                // split, freeze: how long; reboot, maintenance: until the kernel starts
  std::string service;              // service-death, flapping
  std::optional<Seconds> back;      // service-death, flapping: the service runs again
  std::optional<Seconds> fallback;  // an administrator requests it; nothing happens where nothing failed over
  Ending ending = Ending::kGraceful;
  std::vector<Seconds> pauses;  // slow-network: each from one received heartbeat to the next
  Seconds every{600};           // slow-network: from pause to pause; flapping: from death to death
  std::size_t deaths = 3;       // flapping
  Waking waking = Waking::kHears;
  Afterwards afterwards = Afterwards::kEnabled;  // maintenance
};

enum class TraceLevel : std::uint8_t { kDebug, kInfo };
// How the SRM writes that it misses its peer. Only the text up to `time since` is known from a real log.
enum class PeerDownWording : std::uint8_t {
  kSeconds,       // ... peer down, time since last heartbeat [62]
  kMilliseconds,  // ... peer down, time since last heartbeat [62244]
  kCut,           // ... peer down, time since
  kGlued,         // the blanks around the thread are missing: INFO[HS]rsm.
};
enum class PairLogs : std::uint8_t {
  kAll,
  kAlarms,  // only CiscoSyslog of both nodes
  kCli,     // only the session with `utils ha status`
};
enum class HaStatusForm : std::uint8_t {
  kGuide,   // Node 1 Name : imp1 State: Normal
  kTabbed,  // one key a line behind a TAB, with a reason even where all is well
};

struct Pair {
  std::array<std::string, 2> nodes = {"imp1", "imp2"};  // the publisher, and the other
  std::string domain = "example.com";
  Minutes zone{0};
  Seconds interval{15};
  Seconds timeout{60};
  TraceLevel trace = TraceLevel::kDebug;
  PeerDownWording peer_down = PeerDownWording::kSeconds;
  std::uint64_t filler_per_minute = 12;  // records of each SRM log besides
  PairLogs logs = PairLogs::kAll;
  HaStatusForm ha_status = HaStatusForm::kGuide;
  std::uint64_t rotate = 0;  // bytes after which a log goes on in another file; 0: never
  bool gzip = false;         // all but the newest file of each log
  std::vector<PairFault> faults;
};

std::string_view name_of(PairFaultKind kind);

}  // namespace logscan::gen
