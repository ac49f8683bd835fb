#include "parsers/cli/ha_states.h"

#include <array>

#include "base/text.h"

namespace logscan::detail {
namespace {

// PerfMon's numbers under the names that the administration page gives the same states.
constexpr std::array<std::string_view, 13> kNumbered = {"Unknown",
                                                        "Initializing",
                                                        "Idle",
                                                        "Normal",
                                                        "Running in Backup Mode",
                                                        "Taking Over",
                                                        "Taking Back",
                                                        "Failing Over",
                                                        "Failed Over",
                                                        "Failed Over with Critical Services not Running",
                                                        "Falling Back",
                                                        "Running in Failed Mode",
                                                        "Down State"};

constexpr std::array<std::string_view, 8> kOtherSpellings = {"Failed",
                                                             "Failover",
                                                             "Backup Mode",
                                                             "Backup Activated",
                                                             "Failover Affected Services",
                                                             "Failed Over Affected Service",
                                                             "Active Normal",
                                                             "Backup"};

}  // namespace

std::string_view ha_state_of_number(std::int64_t number) {
  return number >= 0 && number < static_cast<std::int64_t>(kNumbered.size())
             ? kNumbered[static_cast<std::size_t>(number)]
             : std::string_view{};
}

std::string_view ha_state_prefix(std::string_view text) {
  std::string_view best;
  const auto look = [&](std::string_view state) {
    if (state.size() <= best.size() || text.size() < state.size()) return;
    if (text.size() > state.size() && !is_blank(text[state.size()])) return;
    if (iequals(text.substr(0, state.size()), state)) best = text.substr(0, state.size());
  };
  for (const std::string_view state : kNumbered) look(state);
  for (const std::string_view state : kOtherSpellings) look(state);
  return best;
}

}  // namespace logscan::detail
