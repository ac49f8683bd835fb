// When the logs of a node were written, and whether they stood still: what tells the silence of a peer from a silence
// of the log itself.
#pragma once

#include <vector>

#include "detect/ha_story.h"
#include "timeline/timeline.h"

namespace logscan::detail {

// Times at which a log wrote something: sorted, none overlaps the next.
using Life = std::vector<Window>;

struct LogLife {
  Life all;
  Life visible;  // would have shown heartbeats
  Life sent;     // heartbeats
};

constexpr bool is_heartbeat(SignalKind kind) {
  return kind == SignalKind::kHeartbeatReceived || kind == SignalKind::kHeartbeatSent;
}

// What the trace logs among these wrote, and when they would have written heartbeats.
LogLife life_of(const Timeline& timeline, const std::vector<std::uint32_t>& logs);

// The first part that ends after the time.
Life::const_iterator first_after(const Life& life, Timestamp time);

// The longest time without a record; both ends of the window count as records.
Window longest_gap(const Life& life, const Window& window);

LogState state_over(const Life& life, const Window& window, Duration longest);

// What all records of this log did over the window; for logs that have activity.
LogState log_state(const Timeline& timeline, std::uint32_t log, const Window& window, Duration longest);

}  // namespace logscan::detail
