#include "detect/ha_settings.h"

#include <array>

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsSrmLog = {"a Server Recovery Manager log (srm.log)"};

// A rule joins runs but cannot split them, so least times least is not below what links heartbeats (model/kinds.h).
constexpr std::array<RuleParameter, 3> kMissedParameters = {{
    {"interval", "s", 15, 15, 300,
     "Keep Alive (Heartbeat) Interval of Cisco Server Recovery Manager (Configuration and Administration Guide of IM "
     "and Presence 15)"},
    {"intervals", "", 2.5, 2, 20, "one heartbeat lost, and half an interval for what is late; our number"},
    {"join", "s", 900, 60, 86400, "pauses this close together are one spell of bad weather; our number"},
}};
constexpr std::array<RuleParameter, 3> kPeerDownParameters = {{
    {"timeout", "s", 60, 30, 600,
     "Keep Alive (Heartbeat) Timeout of Cisco Server Recovery Manager (Configuration and Administration Guide of IM "
     "and Presence 15); Cisco advises 90 on a slow network"},
    {"initialization", "s", 120, 30, 1200,
     "Initialization Keep Alive (Heartbeat) Timeout of Cisco Server Recovery Manager (Configuration and Administration "
     "Guide of IM and Presence 15)"},
    {"join", "s", 600, 60, 86400,
     "`peer down` is said again while the peer is silent: lines this close together, and no sign of the peer between "
     "them, are one outage; our number"},
}};
constexpr std::array<Condition, 4> kMissedConditions = {{
    {"No heartbeat of the peer was received for longer than so many intervals", "s",
     "heartbeat.missed.interval heartbeat.missed.intervals"},
    {"The pause is shorter than the timeout, and the observer did not log `peer down` in it", "s",
     "heartbeat.peer-down.timeout heartbeat.peer-down.initialization"},
    {"The observer was neither stopped nor started meanwhile, and high availability was on"},
    {"The observer's log goes on meanwhile, without a hole and at the level that shows heartbeats"},
}};
constexpr std::array<Condition, 3> kPeerDownConditions = {{
    {"A node heard nothing of its peer for the timeout or longer, or logged `peer down`", "s",
     "heartbeat.peer-down.timeout heartbeat.peer-down.initialization"},
    {"The observer was neither stopped nor started meanwhile, and high availability was on"},
    {"The observer's log goes on meanwhile, or says `peer down`, and no heartbeat of that time contradicts it"},
}};
constexpr std::array<Condition, 2> kFailoverConditions = {{
    {"A log of the pair tells that the users of one node moved to the other", "", "ha.failover.join"},
    {"High availability was on"},
}};
constexpr std::array<Condition, 2> kSplitBrainConditions = {{
    {"Each node of a pair took the other for dead, or each was in backup mode"},
    {"They did at one time, while both ran and neither was stopped", "",
     "heartbeat.peer-down.timeout ha.split-brain.state_expires"},
}};
constexpr std::array<std::string_view, 1> kNeedsBothSrmLogs = {
    "the Server Recovery Manager logs of both nodes of a pair (srm.log)"};
constexpr std::array<RuleParameter, 4> kFailoverParameters = {{
    {"join", "s", 180, 30, 1800, "what is told of one failover comes this close together; our number"},
    {"service_delay", "s", 90, 0, 3600,
     "Critical Service Delay of Cisco Server Recovery Manager (Configuration and Administration Guide of IM and "
     "Presence 15)"},
    {"relogin_least", "s", 120, 0, 86400,
     "Client Re-Login Lower Limit of Cisco Server Recovery Manager (Configuration and Administration Guide of IM and "
     "Presence 15)"},
    {"relogin_most", "s", 537, 0, 86400,
     "Client Re-Login Upper Limit of Cisco Server Recovery Manager (Configuration and Administration Guide of IM and "
     "Presence 15)"},
}};
constexpr std::array<RuleParameter, 1> kSplitBrainParameters = {{
    {"state_expires", "s", 1800, 60, 86400, "a state of which no end is told counts for so long; our number"},
}};
}  // namespace

constinit const RuleInfo kHeartbeatMissed{
    "heartbeat.missed",
    "Heartbeats missed",
    "Heartbeats of a node did not reach its peer for longer than 2.5 intervals, and shorter than the timeout.",
    Severity::kWarning,
    kNeedsHeartbeats,
    kMissedParameters,
    kMissedConditions};

constinit const RuleInfo kHeartbeatPeerDown{
    "heartbeat.peer-down",
    "Peer down",
    "A node did not hear its peer for the timeout or longer: it takes the peer for dead and takes over its users.",
    Severity::kError,
    kNeedsSrmLog,
    kPeerDownParameters,
    kPeerDownConditions};

constinit const RuleInfo kFailover{
    "ha.failover",      "Failover", "A node took over the users of its peer; the chain from the cause to the fallback.",
    Severity::kError,   kNeedsPair, kFailoverParameters,
    kFailoverConditions};

constinit const RuleInfo kSplitBrain{
    "ha.split-brain",
    "Both nodes on their own",
    "Each node took the other for dead while both ran, or both served the other's users at one time.",
    Severity::kCritical,
    kNeedsBothSrmLogs,
    kSplitBrainParameters,
    kSplitBrainConditions};

HaThresholds ha_thresholds(const Settings& settings) {
  HaThresholds thresholds;
  thresholds.interval = settings.seconds(kHeartbeatMissed, "interval");
  thresholds.missed_intervals = settings.value(kHeartbeatMissed, "intervals");
  thresholds.timeout = settings.seconds(kHeartbeatPeerDown, "timeout");
  thresholds.initialization = settings.seconds(kHeartbeatPeerDown, "initialization");
  thresholds.outage_join = settings.seconds(kHeartbeatPeerDown, "join");
  thresholds.telling_join = settings.seconds(kFailover, "join");
  thresholds.state_expires = settings.seconds(kSplitBrain, "state_expires");
  return thresholds;
}

}  // namespace logscan::detail
