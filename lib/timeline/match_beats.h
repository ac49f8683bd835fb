// Finds which notification of one source is which of another.
//
// A notification has no name but that of its subscription, and comes every 300 s or so: with its times alone any
// multiple of that fits. What tells them apart is what is not regular: mails, pauses, jitter. So an offset of the
// clocks counts only where no other one fits nearly as well. Subscriptions that are in step count for nothing more: all
// of them fit wherever one does.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "input/location.h"
#include "logscan/time.h"

namespace logscan::detail {

struct TimedBeat {
  Timestamp time{};
  Location at;
};

// By subscription; the times of each are sorted.
using Beats = std::map<std::string, std::vector<TimedBeat>, std::less<>>;

struct BeatMatch {
  std::vector<std::pair<TimedBeat, TimedBeat>> pairs;  // in the order of the first ones
  std::string why_not;                                 // there is none
};

// Clocks may differ by 14 hours and a quarter, and one may gain 200 millionths.
BeatMatch match_beats(const Beats& own, const Beats& other);

}  // namespace logscan::detail
