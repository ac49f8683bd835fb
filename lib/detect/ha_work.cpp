#include "detect/ha_work.h"

#include <algorithm>

namespace logscan::detail {
namespace {

// How long a log has to be written without a pause to count as one that is written all the time.
constexpr Duration kDense = std::chrono::seconds(120);

}  // namespace

EventKind meaning_of(const Timeline& timeline, const TimedEvent& event) {
  if (event.kind != EventKind::kAlarm) return event.kind;
  std::string_view alert = timeline.name(event.text.subject);
  static constexpr std::string_view kRtmt = "RTMT:";
  if (!alert.starts_with(kRtmt)) return event.kind;
  alert.remove_prefix(kRtmt.size());
  if (alert == "SRMFailover") return EventKind::kFailoverBegin;
  if (alert == "SRMFailed") return EventKind::kSrmFailed;
  if (alert == "CriticalServiceDown" || alert == "ServiceFailed") return EventKind::kServiceFailed;
  return event.kind;
}

const std::string& short_name(HaWork& work, NameId id) {
  const auto [known, is_new] = work.short_names.try_emplace(id);
  if (is_new) known->second = short_node_name(work.timeline.name(id));
  return known->second;
}

Named named_in(const TimedEvent& event) {
  const bool about_peer = event.kind == EventKind::kPeerDown || event.kind == EventKind::kPeerUp;
  return {event.text.node, event.text.peer == kNoName && about_peer ? event.text.subject : event.text.peer};
}

void gather_events(HaWork& work) {
  std::unordered_map<NameId, std::size_t> nodes;
  const auto node = [&](NameId id) {
    const auto [known, is_new] = nodes.try_emplace(id, kNoPlace);
    if (is_new && id != kNoName) known->second = work.story.find_node(short_name(work, id));
    return known->second;
  };
  std::map<std::string, std::size_t> spelt;
  std::unordered_map<NameId, std::size_t> services;
  const auto service = [&](NameId id, bool in_text) {
    const auto [known, is_new] = services.try_emplace(id, kNoPlace);
    if (!is_new || id == kNoName) return known->second;
    NamedService named{std::string(work.timeline.name(id)), {}, false};
    const MonitoredService* monitored = work.states.monitored_within(named.name);
    named.monitored = monitored != nullptr;
    if (in_text && monitored != nullptr) named.name = monitored->name;
    named.folded = fold_spelling(named.name);
    const auto [place, first] = spelt.try_emplace(named.folded, work.services.size());
    if (first) work.services.push_back(std::move(named));
    known->second = place->second;
    return known->second;
  };
  work.of_node.resize(work.story.nodes.size());
  for (EventPlace place = 0; place < work.timeline.events.size(); ++place) {
    const TimedEvent& event = work.timeline.events[place];
    HaEvent told;
    told.kind = meaning_of(work.timeline, event);
    const bool of_service = told.kind >= EventKind::kServiceFailed && told.kind <= EventKind::kServiceStarted;
    const bool of_host = told.kind >= EventKind::kBoot && told.kind <= EventKind::kTimeStep;
    if (!is_ha_event(told.kind) && !of_service && !of_host) continue;
    told.time = event.time;
    told.place = place;
    told.log = work.timeline.log_of(event.at);
    const Named named = named_in(event);
    told.named = node(named.one);
    told.other = node(named.other);
    told.node = told.named == kNoPlace ? work.node_of_log[told.log] : told.named;
    // The alert says in its text which service it is about.
    if (of_service || told.kind == EventKind::kCriticalDown || told.kind == EventKind::kCriticalUp)
      told.service =
          event.kind == EventKind::kAlarm ? service(event.text.detail, true) : service(event.text.subject, false);
    if (told.kind == EventKind::kSrmFailed) work.story.nodes[told.node].failed.push_back(place);
    if (told.kind == EventKind::kServiceStopped && told.service != kNoPlace && work.services[told.service].monitored)
      work.story.nodes[told.node].stopped_services.push_back(place);
    work.of_node[told.node].push_back(work.events.size());
    work.events.push_back(told);
  }
}

std::span<const HaEvent> events_in(const HaWork& work, const Window& window) {
  const auto begin = std::lower_bound(work.events.begin(), work.events.end(), window.from,
                                      [](const HaEvent& event, Timestamp time) { return event.time < time; });
  const auto end = std::upper_bound(begin, work.events.end(), window.to,
                                    [](Timestamp time, const HaEvent& event) { return time < event.time; });
  return {begin, end};
}

bool guessed(const HaWork& work, std::uint32_t log) {
  return work.timeline.sources[work.timeline.logs[log].sources.front()].clock.basis() == ClockBasis::kAssumed;
}

Duration apart(const HaWork& work, std::uint32_t a, std::uint32_t b) {
  if (a == b) return {};
  if (guessed(work, a) != guessed(work, b)) return kNoZone;
  if (guessed(work, a)) return {};
  const auto uncertainty = [&](std::uint32_t log) {
    return work.timeline.sources[work.timeline.logs[log].sources.front()].clock.uncertainty();
  };
  return uncertainty(a) + uncertainty(b);
}

std::size_t peer_of(const HaWork& work, std::size_t node) {
  const std::size_t pair = work.story.nodes[node].pair;
  return pair == kNoPlace ? kNoPlace : work.story.pairs[pair].other(node);
}

bool off_at(const HaWork& work, std::size_t node, Timestamp time) {
  const std::size_t pair = work.story.nodes[node].pair;
  if (pair == kNoPlace) return false;
  const auto& off = work.story.pairs[pair].ha_off;
  return std::any_of(off.begin(), off.end(), [&](const Window& window) {
    return window.from - work.limits.missed() <= time && time <= window.to;
  });
}

bool slept_until(const HaWork& work, std::size_t node, const Window& window) {
  const Life& life = work.life[node].all;
  const Window gap = longest_gap(life, window);
  return gap.length() > work.limits.missed() && gap.to >= window.to - kAwake && dense_before(work, node, gap.from);
}

// Runs of different levels take turns, so several may make up the time.
bool dense_before(const HaWork& work, std::size_t node, Timestamp time) {
  const Life& life = work.life[node].all;
  if (life.empty() || life.front().from > time - kDense) return false;
  return longest_gap(life, {time - kDense, time}).length() <= work.limits.missed();
}

}  // namespace logscan::detail
