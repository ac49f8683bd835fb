#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "base/text.h"
#include "detect/ha_work.h"

namespace logscan::detail {
namespace {

struct Telling {
  Timestamp time{};
  EventPlace place = 0;
  bool end = false;
  bool state = false;
  Duration astray{};  // how much later its log reads the time
};

using Direction = std::pair<std::size_t, std::size_t>;  // from, to
using Tellings = std::map<Direction, std::vector<Telling>>;

// Both ends of a record, of which it may name one.
std::optional<std::pair<std::size_t, std::size_t>> both(const HaWork& work, const HaEvent& event) {
  std::size_t node = event.named, peer = event.other;
  if (node == peer) node = kNoPlace;  // an alarm without FromNode names the taker alone
  if (node == kNoPlace && peer == kNoPlace) return std::nullopt;
  if (node == kNoPlace) node = peer_of(work, peer);
  if (peer == kNoPlace) peer = peer_of(work, node);
  if (node == kNoPlace || peer == kNoPlace || node == peer) return std::nullopt;
  return std::pair(node, peer);
}

void add_telling(Tellings& into, std::size_t from, std::size_t to, const Telling& telling) {
  if (from == kNoPlace || to == kNoPlace) return;
  into[{from, to}].push_back(telling);
}

// In groups whose neighbours lie at most so far apart, and between which the users did not move the other way.
template <class Take>
void each_group(const std::vector<Telling>& tellings, Duration join, const std::vector<Timestamp>& back, Take take) {
  const auto one = [&](const Telling& before, const Telling& next) {
    if (next.time - before.time > join) return false;
    const auto moved = std::upper_bound(back.begin(), back.end(), before.time);
    return next.end || moved == back.end() || *moved >= next.time;
  };
  for (std::size_t i = 0; i < tellings.size();) {
    std::size_t end = i + 1;
    while (end < tellings.size() && one(tellings[end - 1], tellings[end])) ++end;
    take(std::vector<Telling>(tellings.begin() + static_cast<std::ptrdiff_t>(i),
                              tellings.begin() + static_cast<std::ptrdiff_t>(end)));
    i = end;
  }
}

// Without a line of its own a fallback ends when the first of both nodes is Normal.
void end_with_state(const HaWork& work, Fallback& fallback) {
  std::optional<Timestamp> normal;
  for (const std::size_t node : {fallback.from, fallback.to}) {
    for (const StateEpisode& episode : work.story.nodes[node].states) {
      if (episode.state != PairState::kNormal || episode.window.from < fallback.window.from ||
          episode.window.from - fallback.window.from > work.limits.state_expires)
        continue;
      normal = std::min(normal.value_or(episode.window.from), episode.window.from);
      break;
    }
  }
  if (!normal) return;
  fallback.window.to = std::max(fallback.window.to, *normal);
  fallback.ended = true;
}

void sort(std::vector<Telling>& tellings) {
  std::sort(tellings.begin(), tellings.end(), [](const Telling& a, const Telling& b) {
    return std::tuple(a.time, a.place) < std::tuple(b.time, b.place);
  });
}

// As the documents name it, whatever key or spelling it was told by.
std::string reason_words(const HaStates& states, std::string_view text) {
  const HaReason* known = trim(text).empty() ? nullptr : states.reason(text);
  return known == nullptr ? std::string(text) : known->name;
}

// A log without a zone tells the same failovers some quarters of an hour away from where another log has them.
void align(const HaWork& work, Tellings& tellings) {
  using Quarters = std::chrono::duration<Duration::rep, std::ratio<900>>;
  constexpr Duration kSame = std::chrono::seconds(10);
  const auto log = [&](const Telling& telling) { return work.timeline.log_of(work.timeline.events[telling.place].at); };
  std::map<std::uint32_t, std::map<Duration, std::size_t>> votes;  // by log, then by how much later it reads
  constexpr std::size_t kEnough = 1000;                            // to find by how much a clock is off
  for (const auto& [direction, told] : tellings) {
    std::vector<const Telling*> guesses, certain;
    for (const Telling& telling : told) {
      std::vector<const Telling*>& kind = guessed(work, log(telling)) ? guesses : certain;
      if (!telling.end && kind.size() < kEnough) kind.push_back(&telling);
    }
    for (const Telling* const guess : guesses) {
      for (const Telling* const sure : certain) {
        const Duration later = guess->time - sure->time;
        if (later > kNoZone || later < -kNoZone) continue;
        const Duration by = std::chrono::round<Quarters>(later);
        if (later - by <= kSame && by - later <= kSame) ++votes[log(*guess)][by];
      }
    }
  }
  for (auto& [direction, told] : tellings) {
    for (Telling& telling : told) {
      const auto voted = votes.find(log(telling));
      if (voted == votes.end()) continue;
      const auto best = std::max_element(voted->second.begin(), voted->second.end(), [](const auto& a, const auto& b) {
        return std::pair(a.second, -std::chrono::abs(a.first)) < std::pair(b.second, -std::chrono::abs(b.first));
      });
      telling.astray = best->first;
      telling.time -= best->first;
    }
  }
}

// When records of this kind say that a move of these users begins.
std::vector<Timestamp> begins(const HaWork& work, EventKind kind, std::size_t node) {
  std::vector<Timestamp> times;
  for (const HaEvent& event : work.events) {
    if (event.kind != kind) continue;
    if (const auto nodes = both(work, event); nodes && nodes->first == node) times.push_back(event.time);
  }
  return times;
}

template <class Take>
void each_change(const HaWork& work, Take take) {
  for (const HaNode& node : work.story.nodes) {
    for (const StateEpisode& episode : node.states) take(episode);
  }
}

bool is_manual(const HaWork& work, const TimedEvent& event) {
  return (event.kind != EventKind::kHaState && event.text.number == kManual) ||
         pair_reason_of(work.states, work.timeline.name(event.text.detail)) == PairReason::kOnAdminRequest;
}

// A pair may fail over at once when high availability comes on.
bool at_end_of_off(const HaWork& work, std::size_t node, Timestamp time) {
  const auto& off = work.story.pairs[work.story.nodes[node].pair].ha_off;
  return std::any_of(off.begin(), off.end(), [&](const Window& window) { return window.to == time; });
}

// Up to when the log of the taker's Server Recovery Manager shows what became of the users.
std::optional<Timestamp> watched_until(const HaWork& work, const Failover& failover) {
  std::optional<Timestamp> until;
  for (const std::uint32_t l : work.story.nodes[failover.to].logs) {
    const LogCoverage& log = work.timeline.logs[l];
    if (log.format != "srm.log" || log.span.to <= failover.window.from) continue;
    const Duration doubt = apart(work, l, failover.log);
    if (doubt >= kNoZone || log.span.from > failover.window.from + doubt) continue;
    Timestamp end = log.span.to;
    for (const Hole& hole : log.holes) {
      if (hole.window.to > failover.window.from) end = std::min(end, hole.window.from);
    }
    until = std::max(until.value_or(end), end);
  }
  return until;
}

// `first`: of the failovers of this direction.
void add_failover(HaWork& work, const Direction& direction, const std::vector<Telling>& group, std::size_t first) {
  const auto& [from, to] = direction;
  if (work.story.nodes[from].pair == kNoPlace || work.story.nodes[from].pair != work.story.nodes[to].pair) return;
  const bool only_end = std::all_of(group.begin(), group.end(), [](const Telling& t) { return t.end; });
  if (only_end && work.story.failovers.size() > first) {
    Failover& last = work.story.failovers.back();
    const Timestamp begun = last.window.from, now = group.front().time;
    const bool given_back =
        std::any_of(work.story.fallbacks.begin(), work.story.fallbacks.end(), [&](const Fallback& fallback) {
          return fallback.from == to && fallback.window.from > begun && fallback.window.from <= now;
        });
    if (!given_back) {
      // Its late end, or the same said again.
      if (!last.ended && now - begun <= work.limits.state_expires) {
        last.window.to = group.back().time;
        last.ended = true;
        for (const Telling& telling : group) last.tellings.push_back(telling.place);
      }
      return;
    }
  }
  Failover failover;
  failover.pair = work.story.nodes[from].pair;
  failover.from = from;
  failover.to = to;
  failover.window = {group.front().time, group.back().time};
  std::optional<Timestamp> begin, end;
  for (const Telling& telling : group) {
    const TimedEvent& event = work.timeline.events[telling.place];
    failover.tellings.push_back(telling.place);
    failover.manual = failover.manual || is_manual(work, event);
    if (telling.astray != Duration::zero()) {
      failover.astray = telling.place;
      failover.astray_by = telling.astray;
    }
    if (telling.end) {
      end = telling.time;
    } else if (!begin) {
      begin = telling.time;
    }
    if (!telling.end && !telling.state) {
      failover.confirmed = failover.confirmed || event.text.confirmed;
    }
  }
  const auto sure = std::find_if(group.begin(), group.end(), [&](const Telling& telling) {
    return !guessed(work, work.timeline.log_of(work.timeline.events[telling.place].at));
  });
  failover.log = work.timeline.log_of(work.timeline.events[(sure == group.end() ? group.front() : *sure).place].at);
  if (begin) failover.window.from = *begin;
  if (end) failover.window.to = std::max(*end, failover.window.from);
  failover.ended = end.has_value();
  // What an announcement says of the reason goes before what a state says.
  for (const bool state : {false, true}) {
    for (const Telling& telling : group) {
      const TimedEvent& event = work.timeline.events[telling.place];
      if (telling.state != state || telling.end != state || failover.reason != PairReason::kNone) continue;
      failover.reason_text = reason_words(work.states, work.timeline.name(event.text.detail));
      failover.reason = pair_reason_of(work.states, failover.reason_text);
    }
  }
  for (const Telling& telling : group) {
    if (failover.reason != PairReason::kNone) break;
    failover.reason_text =
        reason_words(work.states, work.timeline.name(work.timeline.events[telling.place].text.detail));
    failover.reason = pair_reason_of(work.states, failover.reason_text);
  }
  failover.ha_off = off_at(work, from, failover.window.from) && !at_end_of_off(work, from, failover.window.from);
  work.story.failovers.push_back(std::move(failover));
}

}  // namespace

void gather_fallbacks(HaWork& work) {
  Tellings tellings;
  for (const HaEvent& event : work.events) {
    if (event.kind != EventKind::kFallbackBegin && event.kind != EventKind::kFallbackEnd) continue;
    const Telling telling{event.time, event.place, event.kind == EventKind::kFallbackEnd, false};
    if (const auto nodes = both(work, event)) add_telling(tellings, nodes->second, nodes->first, telling);
  }
  each_change(work, [&](const StateEpisode& episode) {
    const Telling telling{episode.window.from, episode.told, false, true};
    if (episode.state == PairState::kTakingBack)
      add_telling(tellings, peer_of(work, episode.node), episode.node, telling);
    if (episode.state == PairState::kFallingBack)
      add_telling(tellings, episode.node, peer_of(work, episode.node), telling);
  });
  for (auto& entry : tellings) {
    const auto& direction = entry.first;
    std::vector<Telling>& told = entry.second;
    sort(told);
    const std::vector<Timestamp> back = begins(work, EventKind::kFailoverBegin, direction.second);
    each_group(told, work.limits.telling_join, back, [&](const std::vector<Telling>& group) {
      const auto& [from, to] = direction;
      if (work.story.nodes[from].pair == kNoPlace || work.story.nodes[from].pair != work.story.nodes[to].pair) return;
      const bool only_end = std::all_of(group.begin(), group.end(), [](const Telling& t) { return t.end; });
      if (only_end && !work.story.fallbacks.empty()) {
        Fallback& last = work.story.fallbacks.back();
        if (last.from == from && last.to == to && !last.ended &&
            group.front().time - last.window.from <= work.limits.state_expires) {
          last.window.to = group.back().time;
          last.ended = true;
          return;
        }
      }
      Fallback fallback;
      fallback.pair = work.story.nodes[from].pair;
      fallback.from = from;
      fallback.to = to;
      fallback.window = {group.front().time, group.back().time};
      for (const Telling& telling : group) {
        const TimedEvent& event = work.timeline.events[telling.place];
        fallback.tellings.push_back(telling.place);
        fallback.manual = fallback.manual || is_manual(work, event);
        if (telling.end) fallback.ended = true;
      }
      if (fallback.ended) {
        for (const Telling& telling : group) {
          if (telling.end) fallback.window.to = telling.time;
        }
      } else {
        end_with_state(work, fallback);
      }
      work.story.fallbacks.push_back(std::move(fallback));
    });
  }
  std::sort(work.story.fallbacks.begin(), work.story.fallbacks.end(), [](const Fallback& a, const Fallback& b) {
    return std::tuple(a.pair, a.window.from, a.from) < std::tuple(b.pair, b.window.from, b.from);
  });
}

void gather_failovers(HaWork& work) {
  Tellings tellings;
  for (const HaEvent& event : work.events) {
    if (event.kind != EventKind::kFailoverBegin && event.kind != EventKind::kFailoverEnd) continue;
    const Telling telling{event.time, event.place, event.kind == EventKind::kFailoverEnd, false};
    if (const auto nodes = both(work, event)) add_telling(tellings, nodes->first, nodes->second, telling);
  }
  each_change(work, [&](const StateEpisode& episode) {
    const Telling telling{episode.window.from, episode.told, episode.state == PairState::kBackup, true};
    const std::size_t peer = peer_of(work, episode.node);
    // A node whose SRM started while it served its peer is in backup mode as before.
    const bool restated = episode.state == PairState::kBackup && episode.reason == PairReason::kInitialization;
    if (episode.state == PairState::kTakingOver || (episode.state == PairState::kBackup && !restated))
      add_telling(tellings, peer, episode.node, telling);
    if (episode.state == PairState::kFailingOver) add_telling(tellings, episode.node, peer, telling);
  });
  align(work, tellings);
  for (auto& entry : tellings) {
    const auto& direction = entry.first;
    std::vector<Telling>& told = entry.second;
    sort(told);
    const std::size_t first = work.story.failovers.size();
    const std::vector<Timestamp> back = begins(work, EventKind::kFallbackBegin, direction.first);
    each_group(told, work.limits.telling_join, back,
               [&](const std::vector<Telling>& group) { add_failover(work, direction, group, first); });
  }
  std::sort(work.story.failovers.begin(), work.story.failovers.end(), [](const Failover& a, const Failover& b) {
    return std::tuple(a.pair, a.window.from, a.from) < std::tuple(b.pair, b.window.from, b.from);
  });
  for (std::size_t i = 0; i + 1 < work.story.failovers.size(); ++i) {
    Failover &failover = work.story.failovers[i], &later = work.story.failovers[i + 1];
    if (later.pair == failover.pair && later.window.from > failover.window.from) failover.next = later.window.from;
  }
  for (Failover& failover : work.story.failovers) {
    failover.kept_until = watched_until(work, failover);
    for (std::size_t f = 0; f < work.story.fallbacks.size(); ++f) {
      const Fallback& fallback = work.story.fallbacks[f];
      if (fallback.from != failover.to || fallback.to != failover.from || fallback.window.from < failover.window.from)
        continue;
      failover.fallback = f;
      break;
    }
  }
}

}  // namespace logscan::detail
