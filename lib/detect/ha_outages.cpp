#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "detect/ha_work.h"

namespace logscan::detail {
namespace {

// A node whose own clock is guessed.
Duration uncertainty_of(const Clock& clock) {
  return clock.basis() == ClockBasis::kAssumed ? Duration::zero() : clock.uncertainty();
}

// After its own stop nobody listened. What came before that stands, where it alone is long enough to be judged.
void end_at_own_stop(const HaWork& work, HeartbeatPause& pause) {
  for (const Stop& stop : work.story.nodes[pause.observer].stops) {
    if (stop.time <= pause.window.from || stop.time > pause.window.to) continue;
    const Life& life = work.life[pause.observer].all;
    Timestamp last = pause.window.from;  // of what it wrote before the stop
    for (auto part = first_after(life, pause.window.from); part != life.end() && part->from <= stop.time; ++part)
      last = std::min(part->to, stop.time);
    const bool alone = last - pause.window.from >= work.limits.timeout;
    if (alone) {
      pause.window.to = last;
      pause.open = true;
      pause.after = {};
    } else {
      pause.own_stop = stop.told;
    }
    return;
  }
}

bool started_before(const HaWork& work, std::size_t node, Timestamp time) {
  const auto& stops = work.story.nodes[node].stops;
  return std::any_of(stops.begin(), stops.end(), [&](const Stop& stop) {
    return stop.what == Stop::What::kSrmStart && stop.time <= time && time - stop.time < work.limits.initialization;
  });
}

struct Sign {
  Timestamp time{};
  Location at;
};

// The last heartbeat at or before the time; within a run it is known to a heartbeat only.
std::optional<Sign> heard_before(const HaWork& work, std::size_t observer, Timestamp time) {
  const std::vector<TimedRun>& runs = work.beats[observer];
  const auto after =
      std::upper_bound(runs.begin(), runs.end(), time, [](Timestamp t, const TimedRun& run) { return t < run.last; });
  if (after == runs.begin()) return std::nullopt;
  return Sign{(after - 1)->last, (after - 1)->last_at};
}

std::optional<Sign> sign_after(const HaWork& work, std::size_t observer, const std::vector<Sign>& ups, Timestamp time) {
  std::optional<Sign> first;
  const std::vector<TimedRun>& runs = work.beats[observer];
  const auto run = std::upper_bound(runs.begin(), runs.end(), time,
                                    [](Timestamp t, const TimedRun& other) { return t < other.last; });
  // Where heartbeats went on all the time, the next one is not known, and within an interval.
  if (run != runs.end()) first = run->first > time ? Sign{run->first, run->first_at} : Sign{time, run->last_at};
  const auto up =
      std::upper_bound(ups.begin(), ups.end(), time, [](Timestamp t, const Sign& sign) { return t < sign.time; });
  if (up != ups.end() && (!first || up->time < first->time)) first = *up;
  return first;
}

// The pauses of an observer stand together, in the order of time.
std::size_t pause_around(const HaWork& work, std::size_t observer, Timestamp time) {
  const auto at = std::lower_bound(work.story.pauses.begin(), work.story.pauses.end(), std::pair(observer, time),
                                   [](const HeartbeatPause& pause, const std::pair<std::size_t, Timestamp>& place) {
                                     return std::pair(pause.observer, pause.window.to) < place;
                                   });
  if (at == work.story.pauses.end() || at->observer != observer || at->window.from >= time) return kNoPlace;
  return static_cast<std::size_t>(at - work.story.pauses.begin());
}

void decide_unit(ToldSilence& told, Duration measured) {
  if (told.unit != ToldSilence::Unit::kUnknown) return;
  const auto near = [&](Duration length) {
    const Duration apart = length > measured ? length - measured : measured - length;
    return apart <= std::max<Duration>(std::chrono::seconds(15), measured / 5);
  };
  if (near(std::chrono::seconds(told.number))) {
    told.unit = ToldSilence::Unit::kSeconds;
  } else if (near(std::chrono::milliseconds(told.number))) {
    told.unit = ToldSilence::Unit::kMilliseconds;
  }
}

void settle(HaWork& work, Outage& outage, const std::vector<Sign>& ups) {
  const TimedEvent& first = work.timeline.events[outage.lines.front()];
  const TimedEvent& last = work.timeline.events[outage.lines.back()];
  const LogLife& life = work.life[outage.observer];
  outage.peer = work.story.find_node(named_in(work, first).other);
  if (outage.peer == kNoPlace) outage.peer = peer_of(work, outage.observer);
  outage.proven = true;
  for (const EventPlace line : outage.lines) {
    const TimedEvent& event = work.timeline.events[line];
    outage.confirmed = outage.confirmed || event.text.confirmed;
    if (outage.told.unit == ToldSilence::Unit::kNone) outage.told = read_told_silence(event.text.number);
  }
  // The last heartbeat before, where the log would have shown a later one.
  std::optional<Sign> before = heard_before(work, outage.observer, first.time);
  const bool in_pause = outage.pause != kNoPlace;
  if (before && !in_pause && first.time - before->time > work.limits.missed() &&
      state_over(life.visible, {before->time, first.time}, work.limits.missed()) != LogState::kWentOn) {
    before.reset();
  }
  if (before && in_pause && work.story.pauses[outage.pause].visible != LogState::kWentOn &&
      state_over(life.all, {before->time, first.time}, work.limits.missed()) == LogState::kWentOn) {
    before.reset();  // the level had been lowered
  }
  outage.window.from = first.time;
  if (before) {
    outage.before = before->at;
    outage.window.from = before->time;
    decide_unit(outage.told, first.time - before->time);
  } else if (const std::optional<Duration> silence = outage.told.length()) {
    outage.window.from = first.time - *silence;
  }
  const std::optional<Sign> after = sign_after(work, outage.observer, ups, last.time);
  if (after) {
    outage.after = after->at;
    outage.window.to = after->time;
  } else {
    outage.open = true;
    outage.window.to = std::max(last.time, in_pause ? work.story.pauses[outage.pause].window.to : last.time);
  }
  outage.ha_off = off_at(work, outage.observer, outage.window.from);
  outage.uncertainty = uncertainty_of(work.timeline.source(first.at).clock);
  outage.observer_slept = slept_until(work, outage.observer, {outage.window.from, first.time});
}

}  // namespace

void gather_pauses(HaWork& work, std::size_t observer) {
  RunList<Timestamp> list;
  std::set<std::size_t> peers;
  for (const Track& track : work.timeline.tracks) {
    if (track.kind != SignalKind::kHeartbeatReceived || work.node_of_log[track.log] != observer) continue;
    for (const TimedRun& run : track.runs) list.insert(run, work.limits.missed());
    if (const std::size_t peer = work.story.find_node(short_node_name(work.timeline.name(track.subject)));
        peer != kNoPlace)
      peers.insert(peer);
  }
  work.beats.push_back(std::move(list.runs()));
  const std::vector<TimedRun>& runs = work.beats.back();
  if (runs.empty()) return;
  work.story.observers.push_back(observer);
  const std::size_t peer = peers.size() == 1 ? *peers.begin() : peer_of(work, observer);
  const LogLife& life = work.life[observer];
  for (std::size_t r = 0; r < runs.size(); ++r) {
    HeartbeatPause pause;
    pause.observer = observer;
    pause.peer = peer;
    pause.open = r + 1 == runs.size();
    pause.before = runs[r].last_at;
    pause.window = {runs[r].last, runs[r].last};
    if (!pause.open) {
      pause.window.to = runs[r + 1].first;
      pause.after = runs[r + 1].first_at;
    } else if (!life.visible.empty()) {
      pause.window.to = std::max(pause.window.to, life.visible.back().to);
    }
    end_at_own_stop(work, pause);
    if (pause.length() <= work.limits.missed()) continue;
    pause.timeout =
        started_before(work, observer, pause.window.from) ? work.limits.initialization : work.limits.timeout;
    pause.visible = state_over(life.visible, pause.window, work.limits.missed());
    pause.own_log = state_over(life.all, pause.window, work.limits.missed());
    if (peer != kNoPlace) {
      pause.peer_log = state_over(work.life[peer].all, pause.window, work.limits.missed());
      pause.peer_sent = state_over(work.life[peer].sent, pause.window, work.limits.missed()) == LogState::kWentOn;
    }
    pause.intact = work.timeline.logs[work.timeline.log_of(pause.before)].intact(pause.window);
    pause.ha_off = off_at(work, observer, pause.window.from);
    work.story.pauses.push_back(pause);
  }
}

void gather_outages(HaWork& work, std::size_t observer) {
  std::vector<EventPlace> lines;
  std::vector<Sign> ups;
  for (EventPlace place = 0; place < work.timeline.events.size(); ++place) {
    const TimedEvent& event = work.timeline.events[place];
    if (teller_of(work, event) != observer) continue;
    if (event.kind == EventKind::kPeerDown) lines.push_back(place);
    if (event.kind == EventKind::kPeerUp) ups.push_back({event.time, event.at});
  }
  const auto time = [&](EventPlace place) { return work.timeline.events[place].time; };
  std::vector<Outage> found;
  for (const EventPlace line : lines) {
    const std::size_t pause = pause_around(work, observer, time(line));
    if (!found.empty()) {
      Outage& last = found.back();
      const std::optional<Sign> sign = sign_after(work, observer, ups, time(last.lines.back()));
      const bool between = sign && sign->time <= time(line);
      const bool near = time(line) - time(last.lines.back()) <= work.limits.outage_join;
      if (!between && (near || (pause != kNoPlace && pause == last.pause))) {
        last.lines.push_back(line);
        continue;
      }
    }
    Outage outage;
    outage.observer = observer;
    outage.lines = {line};
    outage.pause = pause;
    found.push_back(std::move(outage));
  }
  for (Outage& outage : found) settle(work, outage, ups);
  for (std::size_t p = 0; p < work.story.pauses.size(); ++p) {
    const HeartbeatPause& pause = work.story.pauses[p];
    if (pause.observer != observer || pause.own_stop || pause.length() < pause.timeout) continue;
    const bool said = std::any_of(found.begin(), found.end(), [&](const Outage& outage) { return outage.pause == p; });
    if (said) continue;
    Outage outage;
    outage.observer = observer;
    outage.pause = p;
    outage.window = pause.window;
    outage.open = pause.open;
    outage.before = pause.before;
    if (!pause.open) outage.after = pause.after;
    outage.proven = pause.proven();
    outage.peer = pause.peer;
    outage.ha_off = pause.ha_off;
    outage.uncertainty = uncertainty_of(work.timeline.source(pause.before).clock);
    found.push_back(std::move(outage));
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Outage& a, const Outage& b) { return a.window.from < b.window.from; });
  for (Outage& outage : found) {
    if (outage.pause != kNoPlace) work.story.pauses[outage.pause].outage = work.story.outages.size();
    work.story.outages.push_back(std::move(outage));
  }
}

}  // namespace logscan::detail
