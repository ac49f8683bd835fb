// What the steps of analyse_ha share; each step has a file of its own and adds to the story.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "detect/ha_life.h"
#include "detect/ha_story.h"
#include "knowledge/ha_states.h"
#include "timeline/timeline.h"

namespace logscan::detail {

struct HaWork {
  const Timeline& timeline;
  const HaThresholds& limits;
  const HaStates& states;
  HaStory story;
  std::map<std::uint32_t, std::string> adopted;  // logs of unknown nodes, and whose they are
  std::vector<std::size_t> node_of_log;
  std::vector<LogLife> life;                 // by node
  std::vector<std::vector<TimedRun>> beats;  // received, by node
};

// The steps, in their order. Of ha_pairs.cpp:
void gather_nodes(HaWork& work);
void gather_pairs(HaWork& work);
// Of ha_episodes.cpp:
void gather_stops(HaWork& work);
void gather_states(HaWork& work);
void find_times_off(HaWork& work);
// Of ha_outages.cpp, for one node after another:
void gather_pauses(HaWork& work, std::size_t observer);
void gather_outages(HaWork& work, std::size_t observer);
// Of ha_failovers.cpp:
void gather_fallbacks(HaWork& work);
void gather_failovers(HaWork& work);
// Of ha_causes.cpp:
void explain(const HaWork& work, Failover& failover);
// Of ha_split_brains.cpp:
void find_split_brains(HaWork& work);

// What tells of a pair, and not of services or hosts.
constexpr bool is_ha_event(EventKind kind) { return kind <= EventKind::kSrmFailed; }

// The names that stand in a record, in two places; empty: none.
struct Named {
  std::string one, other;
};
Named named_in(const HaWork& work, const TimedEvent& event);

// Whom an event is about.
std::size_t node_of(const HaWork& work, const TimedEvent& event);
// Whose log tells it.
std::size_t teller_of(const HaWork& work, const TimedEvent& event);
std::size_t peer_of(const HaWork& work, std::size_t node);

// A heartbeat may be due for a while when high availability goes off.
bool off_at(const HaWork& work, std::size_t node, Timestamp time);

// A host may write again a moment before its Server Recovery Manager complains.
inline constexpr Duration kAwake = std::chrono::seconds(10);
// A stop of a host, and what its peer makes of it.
inline constexpr Duration kStopBefore = std::chrono::seconds(120);

// A log that writes all the time and then stands still until this moment: its host did, or its process.
bool slept_until(const HaWork& work, std::size_t node, const Window& window);
// Whether the log was written all the time before.
bool dense_before(const HaWork& work, std::size_t node, Timestamp time);

}  // namespace logscan::detail
