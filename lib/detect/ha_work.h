// What the steps of analyse_ha share; each step has a file of its own and adds to the story.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "detect/ha_life.h"
#include "detect/ha_story.h"
#include "knowledge/ha_states.h"
#include "timeline/timeline.h"

namespace logscan::detail {

// A record that the story may ask for, with its names looked up: there are many more records than names.
struct HaEvent {
  Timestamp time{};
  EventPlace place = 0;
  EventKind kind = EventKind::kAlarm;  // as meaning_of() has it
  std::uint32_t log = 0;               // into Timeline::logs
  std::size_t node = 0;                // whom it is about; into HaStory::nodes
  std::size_t named = kNoPlace;        // the same, where the record names it
  std::size_t other = kNoPlace;        // the other node that it names
  std::size_t service = kNoPlace;      // into HaWork::services
};

struct NamedService {
  std::string name, folded;
  bool monitored = false;
};

struct HaWork {
  const Timeline& timeline;
  const HaThresholds& limits;
  const HaStates& states;
  HaStory story;
  std::unordered_map<NameId, std::string> short_names;
  std::vector<NamedService> services;
  std::vector<HaEvent> events;                    // by time
  std::vector<std::vector<std::size_t>> of_node;  // those about a node, by time; into events
  std::map<std::uint32_t, std::string> adopted;   // logs of unknown nodes, and whose they are
  std::vector<std::size_t> node_of_log;
  std::vector<LogLife> life;                 // by node
  std::vector<std::vector<TimedRun>> beats;  // received, by node
};

// The steps, in their order. Of ha_pairs.cpp:
void gather_nodes(HaWork& work);
// Of ha_work.cpp:
void gather_events(HaWork& work);
// Of ha_pairs.cpp:
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

// What a record tells. RTMT wraps alarms of all nodes into alerts of its own, which stand in a log of the publisher.
EventKind meaning_of(const Timeline& timeline, const TimedEvent& event);

// As short_node_name() has it; empty: none.
const std::string& short_name(HaWork& work, NameId id);

// The names that stand in a record, in two places; kNoName: none.
struct Named {
  NameId one = kNoName, other = kNoName;
};
Named named_in(const TimedEvent& event);

std::size_t peer_of(const HaWork& work, std::size_t node);

// The events of these times, both ends included.
std::span<const HaEvent> events_in(const HaWork& work, const Window& window);

// Whose log tells it.
inline std::size_t teller_of(const HaWork& work, const HaEvent& event) { return work.node_of_log[event.log]; }

// How far the clock of a log may be off whose zone nothing tells.
inline constexpr Duration kNoZone = std::chrono::hours(14);
bool guessed(const HaWork& work, std::uint32_t log);
// By how much the times of two logs may differ for one moment. Two logs without a zone are read in the same one.
Duration apart(const HaWork& work, std::uint32_t a, std::uint32_t b);

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
