#include "detect/ha_life.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>

#include "knowledge/ha_states.h"

namespace logscan::detail {
namespace {

void join_overlaps(Life& life) {
  std::sort(life.begin(), life.end(),
            [](const Window& a, const Window& b) { return std::tuple(a.from, a.to) < std::tuple(b.from, b.to); });
  std::size_t kept = 0;
  for (const Window& next : life) {
    if (kept > 0 && next.from <= life[kept - 1].to) {
      life[kept - 1].to = std::max(life[kept - 1].to, next.to);
    } else {
      life[kept++] = next;
    }
  }
  life.resize(kept);
}

// The lower, the more is written.
int rank_of_level(std::string_view level) {
  const std::string text = fold_spelling(level);
  if (text == "trace" || text == "all") return 0;
  if (text == "debug" || text == "significant" || text == "detailed") return 1;
  if (text == "info") return 2;
  if (text == "warn" || text == "warning") return 3;
  if (text == "error") return 4;
  if (text == "fatal") return 5;
  return 2;
}

constexpr int kDebugRank = 1;

}  // namespace

Life::const_iterator first_after(const Life& life, Timestamp time) {
  return std::upper_bound(life.begin(), life.end(), time, [](Timestamp t, const Window& w) { return t < w.to; });
}

Window longest_gap(const Life& life, const Window& window) {
  Window longest{window.from, window.from};
  Timestamp alive = window.from;
  const auto look = [&](Timestamp next) {
    if (next - alive > longest.length()) longest = {alive, next};
  };
  for (auto part = first_after(life, window.from); part != life.end() && part->from < window.to; ++part) {
    look(part->from);
    alive = std::max(alive, part->to);
  }
  look(window.to);
  return longest;
}

LogState state_over(const Life& life, const Window& window, Duration longest) {
  if (life.empty() || life.front().from > window.from + longest || life.back().to + longest < window.to)
    return LogState::kNone;
  if (longest_gap(life, window).length() <= longest) return LogState::kWentOn;
  const auto part = first_after(life, window.from);
  const bool inside = part != life.end() && (part->from < window.to);
  return inside ? LogState::kGaps : LogState::kSilent;
}

LogLife life_of(const Timeline& timeline, const std::vector<std::uint32_t>& logs) {
  LogLife life;
  const auto ours = [&](std::uint32_t log) { return std::find(logs.begin(), logs.end(), log) != logs.end(); };
  std::set<std::uint32_t> traces;
  int most_verbose = 100;
  bool sends = false;
  for (const Track& track : timeline.tracks) {
    if (!ours(track.log)) continue;
    if (is_heartbeat(track.kind) || track.kind == SignalKind::kActivity) traces.insert(track.log);
    if (track.kind == SignalKind::kActivity)
      most_verbose = std::min(most_verbose, rank_of_level(timeline.name(track.subject)));
    sends = sends || track.kind == SignalKind::kHeartbeatSent;
  }
  for (const Track& track : timeline.tracks) {
    if (!traces.contains(track.log)) continue;
    const bool activity = track.kind == SignalKind::kActivity;
    if (!activity && !is_heartbeat(track.kind)) continue;
    // Heartbeats are of DEBUG: where that level has no other record, only those sent show that it was on.
    const bool shows = track.kind == SignalKind::kHeartbeatSent ||
                       (activity && rank_of_level(timeline.name(track.subject)) <= most_verbose &&
                        (most_verbose <= kDebugRank || !sends));
    for (const TimedRun& run : track.runs) {
      life.all.push_back({run.first, run.last});
      if (shows) life.visible.push_back({run.first, run.last});
      if (track.kind == SignalKind::kHeartbeatSent) life.sent.push_back({run.first, run.last});
    }
  }
  for (const TimedEvent& event : timeline.events) {
    if (traces.contains(timeline.log_of(event.at))) life.all.push_back({event.time, event.time});
  }
  join_overlaps(life.all);
  join_overlaps(life.visible);
  join_overlaps(life.sent);
  return life;
}

LogState log_state(const Timeline& timeline, std::uint32_t log, const Window& window, Duration longest) {
  return state_over(life_of(timeline, {log}).all, window, longest);
}

}  // namespace logscan::detail
