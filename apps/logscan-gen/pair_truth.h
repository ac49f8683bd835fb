// The findings that an analysis of the pair's logs must give, told from the scenario and its story. The thresholds are
// the rules' own (interval 15 s, timeout 60 s), whatever the pair's. Where a rule leaves a choice it is read so:
// - heartbeat.missed, heartbeat.peer-down: the observer's own sleep or reboot makes no pause of its peer, but a
//   `peer down` that it logs after waking is one, from the last heartbeat before its sleep. A pause of 60 s or more
//   counts once even where no `peer down` was logged. Without heartbeats in the log (`trace: info`) the window starts
//   at the first line less the told silence, or at that line.
// - ha.failover: a split has two, one in each direction, and as many fallbacks. In a bundle of alarms only, the window
//   is the moment of the alarm.
// - ha.no-fallback: after a service failure only the service that runs again shows health, since heartbeats never
//   stopped. No window where the signs of health are apart (a reboot), or come before the failover is complete.
// - ha.flapping: the chain holds every failover, also one by hand, that is one of three within 24 h.
// - ha.split-brain: both nodes logged `peer down`; the window is what their outages have in common.
// - ha.bad-state, ha.disabled: about the pair, from the session taken at the end. Every state but Normal and Unknown
//   needs action there: the pair has been left failed over.
// - ha.restart-while-enabled, ha.timeout-advice, ha.bad-state, ha.disabled have no window. The advice counts the
//   failovers that 90 s would have spared; after a host freeze too, and both of a split.
// - bundle.trace-level: the window starts at the last DEBUG record of any kind, or at the log's first record.
#pragma once

#include "pair_story.h"
#include "truth.h"

namespace logscan::gen {

// Adds to the truth, which is then to be sorted.
void add_pair_truth(const Scenario& scenario, const PairStory& story, Truth& truth);

// Refuses a story in which a measure comes within 3 s of a threshold, so that nobody could say what must be found.
Status check_measures(const Scenario& scenario, const PairStory& story);

}  // namespace logscan::gen
