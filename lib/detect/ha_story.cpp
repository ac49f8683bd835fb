#include "detect/ha_story.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "detect/ha_work.h"

namespace logscan::detail {
namespace {

bool is_address(std::string_view name) {
  return name.find(':') != std::string_view::npos ||
         (!name.empty() && name.find_first_not_of("0123456789.") == std::string_view::npos);
}

struct NamedReason {
  std::string_view name;
  PairReason reason;
};

constexpr std::array<NamedReason, 12> kReasons = {{
    {"Normal", PairReason::kNormal},
    {"Initialization", PairReason::kInitialization},
    {"On Admin Request", PairReason::kOnAdminRequest},
    {"Critical Service Down", PairReason::kCriticalServiceDown},
    {"Auto Recover Critical Service Down", PairReason::kCriticalServiceDown},
    {"Database Failure", PairReason::kDatabaseFailure},
    {"Auto Recover Database Failure", PairReason::kDatabaseFailure},
    {"Peer Down", PairReason::kPeerDown},
    {"Peer Down During Initialization", PairReason::kPeerDown},
    {"Peer Reboot", PairReason::kPeerReboot},
    {"Automatic Fallback", PairReason::kAutomaticFallback},
    {"High Availability Not Enabled", PairReason::kNotEnabled},
}};

}  // namespace

PairState pair_state_of(const HaStates& states, std::string_view text) {
  const HaState* told = states.state(text);
  if (told == nullptr) return PairState::kUnread;
  for (auto i = static_cast<int>(PairState::kUnknown); i <= static_cast<int>(PairState::kDown); ++i) {
    const auto state = static_cast<PairState>(i);
    if (name_of(state) == told->name) return state;
  }
  return PairState::kUnread;
}

PairReason pair_reason_of(const HaStates& states, std::string_view text) {
  if (trim(text).empty()) return PairReason::kNone;
  const HaReason* told = states.reason_within(text);
  if (told == nullptr) return PairReason::kOther;
  for (const NamedReason& known : kReasons) {
    if (known.name == told->name) return known.reason;
  }
  return PairReason::kOther;
}

std::string_view name_of(PairState state) {
  switch (state) {
    case PairState::kUnread:
      return "";
    case PairState::kUnknown:
      return "Unknown";
    case PairState::kInitializing:
      return "Initializing";
    case PairState::kIdle:
      return "Idle";
    case PairState::kNormal:
      return "Normal";
    case PairState::kBackup:
      return "Running in Backup Mode";
    case PairState::kTakingOver:
      return "Taking Over";
    case PairState::kFailingOver:
      return "Failing Over";
    case PairState::kFailedOver:
      return "Failed Over";
    case PairState::kFailedOverServices:
      return "Failed Over with Critical Services Not Running";
    case PairState::kTakingBack:
      return "Taking Back";
    case PairState::kFallingBack:
      return "Falling Back";
    case PairState::kFailed:
      return "Running in Failed Mode";
    case PairState::kDown:
      return "Down State";
  }
  return "";
}

std::string_view name_of(FailoverCause cause) {
  switch (cause) {
    case FailoverCause::kUnknown:
      return "unknown";
    case FailoverCause::kService:
      return "service";
    case FailoverCause::kReboot:
      return "reboot";
    case FailoverCause::kUngraceful:
      return "ungraceful";
    case FailoverCause::kNetwork:
      return "network";
    case FailoverCause::kAdmin:
      return "admin";
    case FailoverCause::kDatabase:
      return "database";
    case FailoverCause::kHostPaused:
      return "host-paused";
  }
  return "";
}

std::string short_node_name(std::string_view name) {
  if (!is_address(name)) name = name.substr(0, name.find('.'));
  return fold_spelling(name);
}

std::optional<Duration> ToldSilence::length() const {
  if (unit == Unit::kSeconds) return std::chrono::seconds(number);
  if (unit == Unit::kMilliseconds) return std::chrono::milliseconds(number);
  return std::nullopt;
}

ToldSilence read_told_silence(std::int64_t number) {
  constexpr std::int64_t kMostSeconds = 600, kLeastMilliseconds = 10'000;
  if (number <= 0) return {};
  if (number <= kMostSeconds) return {number, ToldSilence::Unit::kSeconds};
  if (number >= kLeastMilliseconds) return {number, ToldSilence::Unit::kMilliseconds};
  return {number, ToldSilence::Unit::kUnknown};
}

std::size_t HaStory::find_node(std::string_view name) const {
  const auto at = std::lower_bound(nodes.begin(), nodes.end(), name,
                                   [](const HaNode& node, std::string_view wanted) { return node.name < wanted; });
  return at != nodes.end() && at->name == name ? static_cast<std::size_t>(at - nodes.begin()) : kNoPlace;
}

HaStory analyse_ha(const Timeline& timeline, const HaThresholds& thresholds, const HaStates& states) {
  HaWork work{timeline, thresholds, states, {}, {}, {}, {}, {}};
  work.story.limits = thresholds;
  gather_nodes(work);
  gather_pairs(work);
  gather_stops(work);
  gather_states(work);
  find_times_off(work);
  for (std::size_t node = 0; node < work.story.nodes.size(); ++node) {
    gather_pauses(work, node);
    gather_outages(work, node);
  }
  gather_fallbacks(work);
  gather_failovers(work);
  for (Failover& failover : work.story.failovers) explain(work, failover);
  find_split_brains(work);
  return std::move(work.story);
}

}  // namespace logscan::detail
