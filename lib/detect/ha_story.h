// The story of a pair: what its nodes heard of each other, which states they went through, and every failover and
// fallback once, whatever number of logs tells of it.
//
// The idea: one fault of a pair is told by up to five logs of two nodes, each in its own words. So the tellings are
// brought together first: heartbeats to pauses, pauses and `peer down` lines to outages, alarms and state changes to
// failovers. A rule then judges a thing that happened, not a line.
//
// Guarantees: the result does not depend on the order of the input; every pause of received heartbeats longer than
// missed() is in `pauses`, whatever explains it, and every `peer down` line is in one outage. Nodes are one where the
// first labels of their names are, whatever the case (imp1, IMP1.example.com); an address is a name as a whole. A log
// of an unknown node is a node of its own, named by its location.
//
// Not guaranteed: times of two nodes compare only as well as their clocks do. What rests on both says so in
// `uncertainty`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "knowledge/ha_states.h"
#include "timeline/timeline.h"

namespace logscan::detail {

struct HaThresholds {
  Duration interval = std::chrono::seconds(15);
  double missed_intervals = 2.5;
  Duration timeout = std::chrono::seconds(60);
  Duration initialization = std::chrono::seconds(120);  // the timeout of an SRM that started less than this before
  Duration outage_join = std::chrono::seconds(600);     // lines of one outage
  Duration telling_join = std::chrono::seconds(180);    // tellings of one failover
  Duration state_expires = std::chrono::seconds(1800);  // a state without an end
  [[nodiscard]] Duration missed() const {
    return Duration(static_cast<Duration::rep>(static_cast<double>(interval.count()) * missed_intervals));
  }
};

inline constexpr std::size_t kNoPlace = static_cast<std::size_t>(-1);

// The states and reasons of the documents, whatever their spelling.
enum class PairState : std::uint8_t {
  kUnread,  // a text that is none of them
  kUnknown,
  kInitializing,
  kIdle,
  kNormal,
  kBackup,  // Running in Backup Mode
  kTakingOver,
  kFailingOver,
  kFailedOver,
  kFailedOverServices,  // Failed Over with Critical Services Not Running
  kTakingBack,
  kFallingBack,
  kFailed,  // Running in Failed Mode
  kDown,    // Down State: the peer is not reached
};
enum class PairReason : std::uint8_t {
  kNone,  // not told
  kOther,
  kNormal,
  kInitialization,
  kOnAdminRequest,
  kCriticalServiceDown,
  kDatabaseFailure,
  kPeerDown,  // also Peer Down During Initialization
  kPeerReboot,
  kAutomaticFallback,
  kNotEnabled,  // High Availability Not Enabled
};
// In any spelling that the knowledge has.
PairState pair_state_of(const HaStates& states, std::string_view text);
// Where the text says more than a reason, too.
PairReason pair_reason_of(const HaStates& states, std::string_view text);
// As the knowledge names it.
std::string_view name_of(PairState state);

// The first label in lower case; an address whole.
std::string short_node_name(std::string_view name);

// One thing that a record said; into Timeline::events.
using EventPlace = std::size_t;

// A node was in a state, as events tell it. Several logs that tell the same change are one episode.
struct StateEpisode {
  std::size_t node = 0;  // into HaStory::nodes
  PairState state = PairState::kUnread;
  PairReason reason = PairReason::kNone;
  std::string reason_text;  // as told
  Window window;            // until the node's next state; else the end of coverage of the log that told it
  bool open = false;        // nothing told its end
  EventPlace told = 0;      // the first telling
  bool confirmed = false;
};

// The node, or its SRM, went down or came up.
struct Stop {
  std::size_t node = 0;
  enum class What : std::uint8_t { kBoot, kShutdown, kRestart, kSrmStart, kSrmStop } what = What::kBoot;
  Timestamp time{};
  EventPlace told = 0;
  // A boot: whether a shutdown or restart of the node stands before it, after the boot before. Nothing where the logs
  // do not reach back to that.
  std::optional<bool> orderly;
  bool by_history = false;  // the system history tells it
  [[nodiscard]] bool of_host() const {
    return what == What::kBoot || what == What::kShutdown || what == What::kRestart;
  }
};

// What the log of a node did over a stretch of time.
enum class LogState : std::uint8_t {
  kNone,    // no such log, or it does not cover the time
  kWentOn,  // no gap in it longer than missed()
  kSilent,  // not one record in it, though the log goes on after it
  kGaps,    // neither
};

struct HaNode {
  std::string name;                  // short
  bool named = true;                 // false: by the location of its log
  std::size_t pair = kNoPlace;       // into HaStory::pairs
  std::vector<std::uint32_t> logs;   // into Timeline::logs
  std::optional<std::uint32_t> srm;  // of these: the log that has its heartbeats, or else what its SRM says
  std::optional<Window> covered;     // from the first record of any of its logs to the end of their coverage
  std::vector<StateEpisode> states;  // by time
  std::vector<Stop> stops;           // by time
};

struct HaPair {
  std::string name;               // imp1/imp2
  std::size_t nodes[2] = {0, 0};  // into HaStory::nodes, by name
  std::vector<Window> ha_off;     // high availability was disabled, as states tell it; sorted
  std::optional<Window> covered;  // of both nodes together
  [[nodiscard]] std::size_t other(std::size_t node) const { return nodes[0] == node ? nodes[1] : nodes[0]; }
};

// Received heartbeats of one observer paused for longer than missed().
struct HeartbeatPause {
  std::size_t observer = 0;            // into HaStory::nodes
  std::size_t peer = kNoPlace;         // whose heartbeats; into HaStory::nodes, kNoPlace where nothing names it
  Window window;                       // from the last heartbeat to the next
  bool open = false;                   // none came; `to` is then the end of what the log shows at the heartbeats' level
  Location before, after;              // `after` only where not open
  Duration timeout{};                  // that applied: longer where the observer's SRM had just started
  LogState visible = LogState::kNone;  // the observer's log at the heartbeats' level: kWentOn is what a verdict needs
  LogState own_log = LogState::kNone;  // all records of it
  LogState peer_log = LogState::kNone;  // all records of the peer's SRM log
  bool peer_sent = false;               // the peer's log shows that heartbeats were sent all the time
  bool intact = true;                   // no hole of the observer's log touches it
  std::optional<EventPlace> own_stop;   // the observer's own SRM or host stopped or started in it
  bool ha_off = false;                  // begun while high availability was disabled
  std::size_t outage = kNoPlace;        // the outage that it is part of
  [[nodiscard]] Duration length() const { return window.length(); }
  // The observer could hear and did not.
  [[nodiscard]] bool proven() const { return visible == LogState::kWentOn && intact && !own_stop && !ha_off; }
};

// How long the peer had been silent by a `peer down` line.
struct ToldSilence {
  std::int64_t number = 0;
  enum class Unit : std::uint8_t { kNone, kSeconds, kMilliseconds, kUnknown } unit = Unit::kNone;
  [[nodiscard]] std::optional<Duration> length() const;
};
// Up to 600 are seconds, from 10000 on milliseconds; between them the unit is unknown.
ToldSilence read_told_silence(std::int64_t number);

// One observer did not hear its peer for the timeout or longer, or said so.
struct Outage {
  std::size_t observer = 0;
  std::size_t peer = kNoPlace;
  Window window;                   // from the last heartbeat to the first sign of the peer
  bool open = false;               // none came
  std::size_t pause = kNoPlace;    // into HaStory::pauses
  std::vector<EventPlace> lines;   // `peer down`, by time
  ToldSilence told;                // by the first line that tells one
  std::optional<Location> before;  // the last heartbeat
  std::optional<Location> after;   // the first sign of the peer
  bool confirmed = false;          // a line of confirmed wording
  bool proven = false;             // by a line, or by a pause that is proven
  bool ha_off = false;             // inside a time without high availability: not judged
  bool observer_slept = false;     // the observer's log was silent itself until just before it complained
  Duration uncertainty{};          // of the observer's clock
};

enum class FailoverCause : std::uint8_t {
  kUnknown,
  kService,
  kReboot,
  kUngraceful,
  kNetwork,
  kAdmin,
  kDatabase,
  kHostPaused,
};
std::string_view name_of(FailoverCause cause);

struct ChainLink {
  std::string_view role;  // cause, peer-down, takeover, done, fallback
  Timestamp time{};
  Location at;
};

// The users of `from` moved to `to`.
struct Failover {
  std::size_t pair = 0;
  std::size_t from = 0, to = 0;  // into HaStory::nodes
  bool manual = false;
  Window window;       // first telling of its beginning to the last one of its end
  bool ended = false;  // something told its end
  PairReason reason = PairReason::kNone;
  std::string reason_text;  // as told
  std::vector<EventPlace> tellings;
  bool confirmed = false;  // an alarm of documented wording tells it
  FailoverCause cause = FailoverCause::kUnknown;
  std::string service;                     // kService, where known
  std::size_t outage = kNoPlace;           // of `from`, as `to` saw it; into HaStory::outages
  std::vector<ChainLink> chain;            // in order
  std::optional<Timestamp> caused_at;      // when the cause happened
  std::optional<Timestamp> healthy_since;  // `from` is up again after it
  std::optional<Location> healthy_at;
  std::size_t fallback = kNoPlace;  // into HaStory::fallbacks
  bool ha_off = false;              // begun while high availability was disabled: not judged
};

// The users of `to` came back to it from `from`.
struct Fallback {
  std::size_t pair = 0;
  std::size_t from = 0, to = 0;
  bool manual = false;
  Window window;
  bool ended = false;
  std::vector<EventPlace> tellings;
};

// Both nodes acted for themselves: each lost the other, or both ran in backup mode.
struct SplitBrain {
  std::size_t pair = 0;
  Window window;  // the overlap
  bool by_states = false;
  std::size_t outages[2] = {kNoPlace, kNoPlace};
  EventPlace states[2] = {0, 0};  // where by_states
  bool doubtful = false;          // the clocks of the nodes may be as far apart as what is compared
};

struct HaStory {
  HaThresholds limits;                 // by which it was analysed
  std::vector<HaNode> nodes;           // by name
  std::vector<HaPair> pairs;           // by name
  std::vector<HeartbeatPause> pauses;  // by observer, then time
  std::vector<Outage> outages;         // by observer, then time
  std::vector<Failover> failovers;     // by pair, then time
  std::vector<Fallback> fallbacks;     // by pair, then time
  std::vector<SplitBrain> split_brains;
  std::vector<std::size_t> observers;  // nodes whose log shows received heartbeats
  [[nodiscard]] std::size_t find_node(std::string_view name) const;
};

HaStory analyse_ha(const Timeline& timeline, const HaThresholds& thresholds, const HaStates& states);

}  // namespace logscan::detail
