#include <algorithm>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "detect/ha_work.h"

namespace logscan::detail {
namespace {

constexpr Duration kCommandBefore = std::chrono::seconds(60);
constexpr Duration kServiceBefore = std::chrono::seconds(240);
constexpr Duration kBootAfter = std::chrono::seconds(1800);

void link(const HaWork& work, Failover& failover, std::string_view role, EventPlace place) {
  const TimedEvent& event = work.timeline.events[place];
  failover.chain.push_back({role, event.time, event.at});
}

bool by_peer_possible(const Failover& failover) {
  return failover.cause != FailoverCause::kService && failover.cause != FailoverCause::kAdmin &&
         failover.cause != FailoverCause::kDatabase;
}

bool is_end(const HaWork& work, const TimedEvent& event) {
  return event.kind == EventKind::kFailoverEnd ||
         (event.kind == EventKind::kHaState &&
          pair_state_of(work.states, work.timeline.name(event.text.subject)) == PairState::kBackup);
}

// The silence of `from`, as `to` saw it, in which it took over.
void find_outage(const HaWork& work, Failover& failover) {
  for (std::size_t o = 0; o < work.story.outages.size(); ++o) {
    const Outage& outage = work.story.outages[o];
    if (outage.observer != failover.to || !outage.proven) continue;
    const Timestamp begin = failover.window.from;
    if (outage.window.from > begin) continue;
    if (begin <= outage.window.to + kAwake || (outage.open && begin - outage.window.to <= work.limits.outage_join))
      failover.outage = o;
  }
}

std::optional<EventPlace> command_before(const HaWork& work, const Failover& failover) {
  std::optional<EventPlace> found;
  for (EventPlace place = 0; place < work.timeline.events.size(); ++place) {
    const TimedEvent& event = work.timeline.events[place];
    if (event.kind != EventKind::kFailoverCommand) continue;
    if (event.time > failover.window.from || failover.window.from - event.time > kCommandBefore) continue;
    if (work.story.nodes[node_of(work, event)].pair == failover.pair) found = place;
  }
  return found;
}

bool is_monitored(const HaWork& work, std::string_view service) {
  return work.states.monitored_within(service) != nullptr;
}

// The first failure of the service whose end moved the users.
bool blame_service(const HaWork& work, Failover& failover) {
  struct Told {
    EventPlace place = 0;
    bool critical = false, failed = false;
  };
  std::vector<Told> told;
  for (EventPlace place = 0; place < work.timeline.events.size(); ++place) {
    const TimedEvent& event = work.timeline.events[place];
    const bool critical = event.kind == EventKind::kCriticalDown;
    const bool failed = event.kind == EventKind::kServiceFailed || event.kind == EventKind::kServiceStartFailed;
    if (!critical && !failed && event.kind != EventKind::kServiceStopped) continue;
    if (event.time > failover.window.from || failover.window.from - event.time > kServiceBefore) continue;
    if (node_of(work, event) != failover.from) continue;
    if (!critical && !is_monitored(work, work.timeline.name(event.text.subject)) &&
        failover.reason != PairReason::kCriticalServiceDown)
      continue;
    told.push_back({place, critical, failed});
  }
  if (told.empty()) return false;
  const auto subject = [&](const Told& one) {
    return fold_spelling(work.timeline.name(work.timeline.events[one.place].text.subject));
  };
  // What its own SRM calls critical decides; else a failure; else a stop. Of a kind, a monitored service goes first.
  const Told* best = &told.front();
  const auto weight = [&](const Told& one) {
    return std::tuple(one.critical, is_monitored(work, subject(one)), one.failed);
  };
  for (const Told& one : told) {
    if (weight(one) > weight(*best)) best = &one;
  }
  const std::string service = subject(*best);
  failover.service = work.timeline.name(work.timeline.events[best->place].text.subject);
  for (const Told& one : told) {
    if (subject(one) != service) continue;
    link(work, failover, "cause", one.place);
    if (!failover.caused_at) failover.caused_at = work.timeline.events[one.place].time;
  }
  return true;
}

// The host that went down, orderly or not.
bool blame_host(const HaWork& work, Failover& failover) {
  Timestamp from = failover.window.from - kStopBefore;
  if (failover.outage != kNoPlace)
    from = std::min(from, work.story.outages[failover.outage].window.from - work.limits.interval);
  const Timestamp to = failover.window.from + kBootAfter;
  bool end_told = false;
  std::optional<bool> orderly;
  bool boot = false, srm = false;
  std::vector<EventPlace> links;
  for (const Stop& stop : work.story.nodes[failover.from].stops) {
    if (stop.time < from || stop.time > to) continue;
    links.push_back(stop.told);
    if (!stop.of_host()) {
      srm = true;
      continue;
    }
    if (stop.what != Stop::What::kBoot) {
      end_told = end_told || stop.time <= failover.window.from;
      continue;
    }
    // A boot long after an orderly end belongs to it; one without any was not orderly.
    boot = true;
    if (stop.orderly && !orderly) orderly = stop.orderly;
    if (stop.orderly && *stop.orderly && stop.by_history) orderly = true;
  }
  const bool told_reboot = failover.reason == PairReason::kPeerReboot;
  if (!end_told && !boot && !told_reboot) {
    if (srm) {
      for (const EventPlace place : links) link(work, failover, "cause", place);
      if (!links.empty()) failover.caused_at = work.timeline.events[links.front()].time;
    }
    return srm;
  }
  failover.cause = !end_told && orderly && !*orderly ? FailoverCause::kUngraceful : FailoverCause::kReboot;
  for (const EventPlace place : links) {
    if (!failover.caused_at) failover.caused_at = work.timeline.events[place].time;
    link(work, failover, "cause", place);
  }
  return true;
}

// Neither a service nor a stop: the network where the other node went on, its host where that stood still.
void blame_the_way_between(const HaWork& work, Failover& failover) {
  Window window{failover.window.from - work.limits.timeout, failover.window.from};
  if (failover.outage != kNoPlace) window.from = work.story.outages[failover.outage].window.from;
  const Life& life = work.life[failover.from].all;
  if (life.empty()) return;
  switch (state_over(life, window, work.limits.missed())) {
    case LogState::kWentOn:
      if (failover.outage != kNoPlace || failover.reason == PairReason::kPeerDown)
        failover.cause = FailoverCause::kNetwork;
      failover.caused_at = window.from;
      break;
    case LogState::kSilent:
    case LogState::kGaps: {
      Timestamp end = window.to;
      if (const auto next = first_after(life, window.to); next != life.end()) end = std::max(end, next->from);
      const Window gap = longest_gap(life, {window.from - work.limits.interval, end});
      if (!dense_before(work, failover.from, gap.from)) break;
      failover.cause = FailoverCause::kHostPaused;
      failover.caused_at = gap.from;
      break;
    }
    case LogState::kNone:
      break;
  }
}

// Since when the node that was left could have its users back.
void find_health(const HaWork& work, Failover& failover, Timestamp begin) {
  const auto healthy = [&](Timestamp time, const Location& at) {
    if (failover.healthy_since && *failover.healthy_since <= time) return;
    failover.healthy_since = time;
    failover.healthy_at = at;
  };
  const bool by_service = failover.cause == FailoverCause::kService || failover.cause == FailoverCause::kDatabase;
  const std::string service = fold_spelling(failover.service);
  for (const TimedEvent& event : work.timeline.events) {
    if (event.time <= begin || node_of(work, event) != failover.from) continue;
    const bool up = event.kind == EventKind::kCriticalUp || event.kind == EventKind::kServiceStarted;
    const bool same = service.empty() ? is_monitored(work, work.timeline.name(event.text.subject))
                                      : fold_spelling(work.timeline.name(event.text.subject)) == service;
    if (by_service && up && same) healthy(event.time, event.at);
    if (event.kind == EventKind::kBoot || event.kind == EventKind::kSrmStart) healthy(event.time, event.at);
  }
  if (!by_service && failover.outage != kNoPlace) {
    const Outage& outage = work.story.outages[failover.outage];
    if (!outage.open && outage.after) healthy(outage.window.to, *outage.after);
  }
  if (by_service) {
    for (const StateEpisode& episode : work.story.nodes[failover.from].states) {
      if (episode.window.from > begin && episode.state == PairState::kFailedOver)
        healthy(episode.window.from, work.timeline.events[episode.told].at);
    }
  }
}

}  // namespace

void explain(const HaWork& work, Failover& failover) {
  const Timestamp begin = failover.window.from;
  find_outage(work, failover);
  const bool by_peer = failover.reason == PairReason::kPeerDown || failover.reason == PairReason::kPeerReboot;
  const std::optional<EventPlace> command = command_before(work, failover);
  if (failover.reason == PairReason::kOnAdminRequest || (command && !by_peer)) {
    failover.cause = FailoverCause::kAdmin;
    failover.manual = true;
    if (command) {
      link(work, failover, "cause", *command);
      failover.caused_at = work.timeline.events[*command].time;
    }
  } else if (failover.reason == PairReason::kDatabaseFailure) {
    failover.cause = FailoverCause::kDatabase;
    blame_service(work, failover);
  } else if (failover.reason == PairReason::kCriticalServiceDown) {
    failover.cause = FailoverCause::kService;
    blame_service(work, failover);
  } else if (!by_peer && blame_service(work, failover)) {
    failover.cause = FailoverCause::kService;
  } else if (blame_host(work, failover)) {
    // What was found is told there.
  } else if (failover.outage != kNoPlace || by_peer) {
    blame_the_way_between(work, failover);
  }
  if (failover.outage != kNoPlace && by_peer_possible(failover)) {
    const Outage& outage = work.story.outages[failover.outage];
    if (outage.before) failover.chain.push_back({"wait", outage.window.from, *outage.before});
    if (!outage.lines.empty()) link(work, failover, "peer-down", outage.lines.front());
  }
  const auto time = [&](EventPlace place) { return work.timeline.events[place].time; };
  std::vector<EventPlace> told = failover.tellings;
  std::sort(told.begin(), told.end());
  for (const EventPlace place : told) {
    if (time(place) <= failover.window.to && !is_end(work, work.timeline.events[place]))
      link(work, failover, "takeover", place);
  }
  for (const EventPlace place : told) {
    if (is_end(work, work.timeline.events[place])) link(work, failover, "done", place);
  }
  if (failover.fallback != kNoPlace)
    link(work, failover, "fallback", work.story.fallbacks[failover.fallback].tellings.front());
  find_health(work, failover, begin);
}

}  // namespace logscan::detail
