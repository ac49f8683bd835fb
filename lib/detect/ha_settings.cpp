#include "detect/ha_settings.h"

#include <array>

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsHeartbeats = {
    "a Server Recovery Manager log that shows received heartbeats (srm.log at DEBUG)"};
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
}  // namespace

constinit const RuleInfo kHeartbeatMissed{
    "heartbeat.missed",
    "Heartbeats missed",
    "Heartbeats of a node did not reach its peer for longer than 2.5 intervals, and shorter than the timeout.",
    Severity::kWarning,
    kNeedsHeartbeats,
    kMissedParameters};

constinit const RuleInfo kHeartbeatPeerDown{
    "heartbeat.peer-down",
    "Peer down",
    "A node did not hear its peer for the timeout or longer: it takes the peer for dead and takes over its users.",
    Severity::kError,
    kNeedsSrmLog,
    kPeerDownParameters};

HaThresholds ha_thresholds(const Settings& settings) {
  HaThresholds thresholds;
  thresholds.interval = settings.seconds(kHeartbeatMissed, "interval");
  thresholds.missed_intervals = settings.value(kHeartbeatMissed, "intervals");
  thresholds.timeout = settings.seconds(kHeartbeatPeerDown, "timeout");
  thresholds.initialization = settings.seconds(kHeartbeatPeerDown, "initialization");
  thresholds.outage_join = settings.seconds(kHeartbeatPeerDown, "join");
  return thresholds;
}

}  // namespace logscan::detail
