// The kinds of signals: where parsers and rules meet. A kind is stable; its name is part of the contract (`events`).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <string_view>

#include "logscan/time.h"

namespace logscan::detail {

// Something that repeats. Its occurrences are collapsed into runs.
enum class SignalKind : std::uint8_t {
  kNotification,          // accepted; subject: subscription
  kNotificationRejected,  // answered with another status than 2xx; subject: subscription, number: status
};
inline constexpr std::size_t kSignalKinds = 2;

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
}};

constexpr const SignalInfo& signal_info(SignalKind kind) { return kSignals[static_cast<std::size_t>(kind)]; }

}  // namespace logscan::detail
