// Cases of which the captures were taken by clocks that are ahead or behind, gain or lose, or were set while they ran,
// and of which files are missing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pack.h"
#include "scenario.h"
#include "truth.h"

namespace logscan::test {

// How the clock of a capture ran, against that of all nodes.
struct CaptureClock {
  double ahead_s = 0;  // when the case began
  double drift = 0;    // of each unit of time
  double began_s = 0;  // since 1970
  // It was set once.
  double step_s = 0;
  double stepped_s = 0;  // by the true clock

  // By the true clock, in seconds since 1970.
  [[nodiscard]] double ahead_at(double time_s) const;
  // As the capture shows a time.
  [[nodiscard]] double ahead_at_shown(double shown_s) const;
};

// How the name of a capture ends that holds the same packets as another one.
inline constexpr std::string_view kRecordedTwice = ".other";

struct ClockCase {
  gen::Scenario scenario;
  gen::Truth truth;                               // of all files; captures are told by the true clock
  std::vector<CaptureClock> clocks;               // of the captures of the scenario
  std::vector<gen::BundleFile> right;             // what is left, by the true clock
  std::vector<gen::BundleFile> shown;             // the same, as the clocks showed it
  std::map<std::string, std::size_t> capture_of;  // of the paths that are left
  bool whole = true;                              // nothing is missing
};

ClockCase clock_case(std::uint64_t seed);

}  // namespace logscan::test
