// The number of a release, such as 14.0.1.12901-1: how far two nodes are apart by it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace logscan::detail {

//   14.0.1.12901-1
//   |  | | |     the build, of one product alone
//   |  | | the service update in thousands and hundreds (12900: SU2), a respin of it in the rest
//   |  | maintenance
//   major and minor
struct Release {
  std::uint32_t major = 0, minor = 0, maintenance = 0, update = 0, respin = 0, build = 0;
  [[nodiscard]] std::string name() const;  // major and minor
};

// Nothing: no release. What stands behind the number does not matter.
std::optional<Release> parse_release(std::string_view text);

enum class Apart : std::uint8_t { kNot, kBuild, kRespin, kUpdate, kRelease };
Apart apart(const Release& a, const Release& b);

}  // namespace logscan::detail
