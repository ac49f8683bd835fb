// The rules whose parameters the story of a pair depends on, and what it makes of them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "detect/ha_story.h"
#include "detect/rule.h"

namespace logscan::detail {

extern const RuleInfo kHeartbeatMissed, kHeartbeatPeerDown, kFailover, kSplitBrain;

inline constexpr std::array<std::string_view, 1> kNeedsHeartbeats = {
    "a Server Recovery Manager log that shows received heartbeats (srm.log at DEBUG)"};
inline constexpr std::array<std::string_view, 1> kNeedsPair = {
    "a log of an IM and Presence pair that tells of failovers: a Server Recovery Manager log (srm.log) or CiscoSyslog "
    "(syslog.cisco)"};

// The conditions of its rules, in the order in which ha_settings.cpp tells them.
enum HeartbeatMissedCondition : std::uint8_t { kMissedPaused, kMissedShort, kMissedListened, kMissedShown };
enum PeerDownCondition : std::uint8_t { kDownSilent, kDownListened, kDownShown };
enum FailoverCondition : std::uint8_t { kFailoverTold, kFailoverHaOn };
enum SplitBrainCondition : std::uint8_t { kSplitEach, kSplitTogether };

HaThresholds ha_thresholds(const Settings& settings);

}  // namespace logscan::detail
