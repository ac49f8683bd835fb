// What is wrong with a scenario's cluster.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "scenario.h"

namespace logscan::gen {

// A crash so long ago belongs to the case; one of at least kOldCore does not, in whatever zone the list is told.
inline constexpr Seconds kRecentCore = std::chrono::days(6);
inline constexpr Seconds kOldCore = std::chrono::days(9);

// 14.0.1.12900-161: major, minor, maintenance, update and build.
using VersionNumbers = std::array<std::uint32_t, 5>;
std::optional<VersionNumbers> parse_version(std::string_view text);

// A sentence that names the line; none where all is well.
std::optional<std::string> wrong_in_cluster(const Scenario& scenario);

}  // namespace logscan::gen
