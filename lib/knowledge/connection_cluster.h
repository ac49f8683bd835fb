// What tells which of the two servers of a Unity Connection cluster has Primary status, and what that decides.
#pragma once

#include <string_view>

namespace logscan::detail {

// The group of its servers in FactKind::kHaState. IM and Presence names its groups otherwise.
inline constexpr std::string_view kConnectionCluster = "Unity Connection cluster";

inline constexpr std::string_view kPrimaryStatus = "Primary";

// The feature of the knowledge whose services run on the server with Primary status alone.
inline constexpr std::string_view kPrimaryDuties = "primary-server-duties";

}  // namespace logscan::detail
