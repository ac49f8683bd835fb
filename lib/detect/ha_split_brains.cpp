#include <algorithm>

#include "detect/ha_work.h"

namespace logscan::detail {
namespace {

bool stopped_in(const HaWork& work, const HaPair& pair, const Window& window) {
  for (const std::size_t node : pair.nodes) {
    for (const Stop& stop : work.story.nodes[node].stops) {
      if (window.from <= stop.time && stop.time <= window.to) return true;
    }
  }
  return false;
}

bool guessed(const HaWork& work, const Location& at) {
  return work.timeline.source(at).clock.basis() == ClockBasis::kAssumed;
}

void split_by_outages(HaWork& work, std::size_t p, std::size_t a, std::size_t b) {
  const Outage &one = work.story.outages[a], &other = work.story.outages[b];
  for (const Outage* outage : {&one, &other}) {
    if (outage->lines.empty() || outage->ha_off || outage->observer_slept) return;
  }
  const Window overlap{std::max(one.window.from, other.window.from), std::min(one.window.to, other.window.to)};
  if (overlap.from >= overlap.to) return;
  const Duration apart =
      one.window.from > other.window.from ? one.window.from - other.window.from : other.window.from - one.window.from;
  if (apart > work.limits.timeout + one.uncertainty + other.uncertainty) return;
  const auto time = [&](const Outage& outage) { return work.timeline.events[outage.lines.front()].time; };
  const Window begin{std::min(one.window.from, other.window.from) - kStopBefore,
                     std::max(time(one), time(other)) + work.limits.timeout};
  if (stopped_in(work, work.story.pairs[p], begin)) return;
  SplitBrain split;
  split.pair = p;
  split.window = overlap;
  split.outages[0] = a;
  split.outages[1] = b;
  split.doubtful = guessed(work, work.timeline.events[one.lines.front()].at) ||
                   guessed(work, work.timeline.events[other.lines.front()].at);
  work.story.split_brains.push_back(split);
}

void split_by_states(HaWork& work, std::size_t p, std::size_t first) {
  const HaPair& pair = work.story.pairs[p];
  const auto lasting = [&](const StateEpisode& episode) {
    Window window = episode.window;
    if (episode.open) window.to = std::min(window.to, window.from + work.limits.state_expires);
    return window;
  };
  for (const StateEpisode& one : work.story.nodes[pair.nodes[0]].states) {
    if (one.state != PairState::kBackup) continue;
    for (const StateEpisode& other : work.story.nodes[pair.nodes[1]].states) {
      if (other.state != PairState::kBackup) continue;
      const Window a = lasting(one), b = lasting(other);
      const Window overlap{std::max(a.from, b.from), std::min(a.to, b.to)};
      if (overlap.from >= overlap.to || stopped_in(work, pair, overlap)) continue;
      const bool known = std::any_of(work.story.split_brains.begin() + static_cast<std::ptrdiff_t>(first),
                                     work.story.split_brains.end(), [&](const SplitBrain& split) {
                                       return split.window.from - work.limits.outage_join <= overlap.to &&
                                              overlap.from <= split.window.to + work.limits.outage_join;
                                     });
      if (known) continue;
      SplitBrain split;
      split.pair = p;
      split.window = overlap;
      split.by_states = true;
      split.states[0] = one.told;
      split.states[1] = other.told;
      split.doubtful =
          guessed(work, work.timeline.events[one.told].at) || guessed(work, work.timeline.events[other.told].at);
      work.story.split_brains.push_back(split);
    }
  }
}

}  // namespace

void find_split_brains(HaWork& work) {
  for (std::size_t p = 0; p < work.story.pairs.size(); ++p) {
    const HaPair& pair = work.story.pairs[p];
    const std::size_t first = work.story.split_brains.size();
    for (std::size_t a = 0; a < work.story.outages.size(); ++a) {
      if (work.story.outages[a].observer != pair.nodes[0]) continue;
      for (std::size_t b = 0; b < work.story.outages.size(); ++b) {
        if (work.story.outages[b].observer == pair.nodes[1]) split_by_outages(work, p, a, b);
      }
    }
    split_by_states(work, p, first);
  }
}

}  // namespace logscan::detail
