#include <algorithm>
#include <optional>

#include "detect/ha_work.h"

namespace logscan::detail {
namespace {

// One boot is told by the kernel and a little later by the history.
constexpr Duration kOneBoot = std::chrono::minutes(10);
constexpr Duration kLongestDown = std::chrono::minutes(30);

std::optional<bool> orderly(const HaWork& work, const HaNode& node, std::size_t boot) {
  const Stop& told = node.stops[boot];
  for (std::size_t i = boot; i-- > 0;) {
    const Stop& before = node.stops[i];
    if (!before.of_host()) continue;
    if (told.by_history && !before.by_history) continue;
    if (before.what != Stop::What::kBoot) return true;
    if (told.by_history || told.time - before.time > kOneBoot) return false;
  }
  if (told.by_history) return std::nullopt;
  // The system log says an orderly end, so long as it reaches back to it.
  const Timestamp from = work.timeline.logs[work.timeline.log_of(work.timeline.events[told.told].at)].span.from;
  return told.time - from > kLongestDown ? std::optional(false) : std::nullopt;
}

}  // namespace

void gather_stops(HaWork& work) {
  for (EventPlace place = 0; place < work.timeline.events.size(); ++place) {
    const TimedEvent& event = work.timeline.events[place];
    Stop stop;
    switch (event.kind) {
      case EventKind::kBoot:
        stop.what = Stop::What::kBoot;
        break;
      case EventKind::kShutdown:
        stop.what = Stop::What::kShutdown;
        break;
      case EventKind::kRestart:
        stop.what = Stop::What::kRestart;
        break;
      case EventKind::kSrmStart:
        stop.what = Stop::What::kSrmStart;
        break;
      case EventKind::kSrmStop:
        stop.what = Stop::What::kSrmStop;
        break;
      default:
        continue;
    }
    stop.node = node_of(work, event);
    stop.time = event.time;
    stop.told = place;
    stop.by_history = work.timeline.logs[work.timeline.log_of(event.at)].format.starts_with("cli.");
    work.story.nodes[stop.node].stops.push_back(stop);
  }
  for (HaNode& node : work.story.nodes) {
    for (std::size_t i = 0; i < node.stops.size(); ++i) {
      if (node.stops[i].what == Stop::What::kBoot) node.stops[i].orderly = orderly(work, node, i);
    }
  }
}

void gather_states(HaWork& work) {
  for (EventPlace place = 0; place < work.timeline.events.size(); ++place) {
    const TimedEvent& event = work.timeline.events[place];
    if (event.kind != EventKind::kHaState) continue;
    StateEpisode episode;
    episode.node = node_of(work, event);
    episode.state = pair_state_of(work.states, work.timeline.name(event.text.subject));
    episode.reason_text = work.timeline.name(event.text.detail);
    episode.reason = pair_reason_of(work.states, episode.reason_text);
    const Timestamp end = std::max(event.time, work.timeline.logs[work.timeline.log_of(event.at)].last_record);
    episode.window = {event.time, end};
    episode.open = true;
    episode.told = place;
    episode.confirmed = event.text.confirmed;
    auto& states = work.story.nodes[episode.node].states;
    if (!states.empty() && states.back().state == episode.state &&
        (states.back().reason == episode.reason || episode.reason == PairReason::kNone)) {
      states.back().window.to = std::max(states.back().window.to, end);
      continue;
    }
    if (!states.empty()) {
      states.back().window.to = event.time;
      states.back().open = false;
    }
    states.push_back(std::move(episode));
  }
}

// High availability is off from the first state that says so to the first other one that lasts: a node that starts
// meanwhile may begin with another state.
void find_times_off(HaWork& work) {
  for (HaPair& pair : work.story.pairs) {
    std::vector<const StateEpisode*> told;
    for (const std::size_t node : pair.nodes) {
      for (const StateEpisode& episode : work.story.nodes[node].states) told.push_back(&episode);
    }
    std::sort(told.begin(), told.end(), [](const StateEpisode* a, const StateEpisode* b) { return a->told < b->told; });
    const auto off = [](const StateEpisode* episode) { return episode->reason == PairReason::kNotEnabled; };
    for (std::size_t i = 0; i < told.size(); ++i) {
      if (!off(told[i])) continue;
      std::size_t end = i + 1;
      const auto again = [&](std::size_t from) {
        for (std::size_t j = from + 1;
             j < told.size() && told[j]->window.from - told[from]->window.from <= work.limits.telling_join; ++j) {
          if (off(told[j])) return true;
        }
        return false;
      };
      while (end < told.size() && (off(told[end]) || again(end))) ++end;
      pair.ha_off.push_back(
          {told[i]->window.from, end < told.size()
                                     ? told[end]->window.from
                                     : std::max(told[i]->window.from, pair.covered ? pair.covered->to : Timestamp{})});
      i = end;
    }
  }
}

}  // namespace logscan::detail
