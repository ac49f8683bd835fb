#include "detect/common_causes.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>

#include "base/text.h"
#include "base/words.h"
#include "detect/diag_logs.h"
#include "detect/notification_work.h"
#include "detect/told_times.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kListenerService = "Connection Jetty";
// A shutdown and the boot that follows it.
constexpr Duration kLongestDown = std::chrono::minutes(30);
// A stop of Connection Jetty and the start that follows it.
constexpr Duration kLongestStop = std::chrono::minutes(10);
// Exchange tries again after 30 s: what is over before that costs no notification.
constexpr Duration kFirstRetry = std::chrono::seconds(30);
// Zones differ by half hours, but for a few, and by so much at most.
constexpr Duration kZoneStep = std::chrono::minutes(30);
constexpr Duration kZonesApart = std::chrono::hours(14);
// So many minutes of the hour before show how often the logs of a node are written.
constexpr Duration kJudged = std::chrono::hours(1);
constexpr std::ptrdiff_t kLeastMinutes = 6;
// Times their longest pause before is no usual pause; our number.
constexpr Duration::rep kUnusual = 3;
constexpr Duration kMinute = std::chrono::minutes(1);

bool is_end(const TimedEvent& event) {
  return event.kind == EventKind::kBoot || event.kind == EventKind::kServiceStarted ||
         event.kind == EventKind::kNetworkUp;
}

std::string at_place(const Timeline& timeline, const TimedEvent& event) {
  return utc(event.time) + " (" + timeline.source(event.at).name.location + ")";
}

}  // namespace

CommonCauses::CommonCauses(const CaseView& view) : timeline_(view.timeline()), knowledge_(view.knowledge()) {
  std::map<std::string, Events> of_node;
  for (const TimedEvent& event : timeline_.events) {
    switch (event.kind) {
      case EventKind::kServiceFailed:
      case EventKind::kServiceStopped:
      case EventKind::kServiceStarted:
        if (!is_listener(event)) continue;
        break;
      case EventKind::kBoot:
      case EventKind::kShutdown:
      case EventKind::kRestart:
      case EventKind::kNetworkDown:
      case EventKind::kNetworkUp:
        break;
      default:
        continue;
    }
    of_node[short_node_name(timeline_.node_of(event.at, event.text.node))].push_back(&event);
  }
  for (const auto& [node, events] : of_node) add_candidates(candidates_[node], events);
}

bool CommonCauses::is_listener(const TimedEvent& event) const {
  const std::string_view subject = timeline_.name(event.text.subject);
  const Service* service = knowledge_.services().find(subject);
  return service != nullptr ? service->name == kListenerService : to_lower(subject) == "jetty";
}

// Each beginning with the end that follows it, and each end that has no beginning.
void CommonCauses::add_candidates(std::vector<Candidate>& into, const Events& events) const {
  using What = CommonCause::What;
  const auto what_of = [](const TimedEvent& event) {
    if (event.kind == EventKind::kNetworkDown || event.kind == EventKind::kNetworkUp) return What::kInterface;
    const bool host =
        event.kind == EventKind::kBoot || event.kind == EventKind::kShutdown || event.kind == EventKind::kRestart;
    return host ? What::kHost : What::kListener;
  };
  const auto same = [&](const TimedEvent& one, const TimedEvent& other) {
    return what_of(one) == what_of(other) &&
           (what_of(one) != What::kInterface || one.text.subject == other.text.subject);
  };
  std::set<const TimedEvent*> ended;
  for (auto at = events.begin(); at != events.end(); ++at) {
    const TimedEvent& event = **at;
    const What what = what_of(event);
    if (is_end(event)) {
      if (what != What::kInterface && !ended.contains(&event)) into.push_back({what, &event, nullptr, true});
      continue;
    }
    const Duration longest = what == What::kHost       ? kLongestDown
                             : what == What::kListener ? kLongestStop
                                                       : Duration::max();
    const auto end = std::find_if(std::next(at), events.end(), [&](const TimedEvent* other) {
      return is_end(*other) && same(event, *other) && other->time - event.time <= longest;
    });
    const TimedEvent* over = end == events.end() ? nullptr : *end;
    if (over != nullptr) ended.insert(over);
    if (what == What::kInterface && over != nullptr && over->time - event.time < kFirstRetry) continue;
    into.push_back({what, &event, over, false});
  }
}

std::optional<Duration> CommonCauses::apart(SourceId one, SourceId other) const {
  if (one == other) return Duration::zero();
  const ParsedSource &a = timeline_.sources[one], &b = timeline_.sources[other];
  const auto known = [](const ParsedSource& source) {
    return source.clock.basis() != ClockBasis::kAssumed && source.date_doubt == std::chrono::days(0);
  };
  if (known(a) && known(b)) return kSkew + a.clock.uncertainty() + b.clock.uncertainty();
  // Two logs of one node in its own time, whatever that is.
  const bool alike = a.axis == Axis::kWall && b.axis == Axis::kWall && !a.node.empty() && a.node == b.node &&
                     a.clock.basis() == b.clock.basis() && a.date_doubt == b.date_doubt;
  return alike ? std::optional(kSkew) : std::nullopt;
}

std::optional<CommonCause> CommonCauses::find(const CommonSilence& silence) const {
  std::optional<CommonCause> best;
  const auto rank = [](const CommonCause& cause) { return std::tuple(!cause.proven, cause.what, cause.at); };
  if (const auto of_node = candidates_.find(short_node_name(silence.node)); of_node != candidates_.end()) {
    for (const Candidate& candidate : of_node->second) {
      std::optional<CommonCause> cause = judged(candidate, silence);
      if (cause && (!best || rank(*cause) < rank(*best))) best = std::move(cause);
    }
  }
  if (best && best->proven) return best;
  if (std::optional<CommonCause> pause = paused(silence)) return pause;
  return best;
}

std::optional<CommonCause> CommonCauses::judged(const Candidate& candidate, const CommonSilence& silence) const {
  const Timestamp time = candidate.event->time;
  const std::optional<Duration> doubt = apart(candidate.event->at.source, silence.told_by);
  CommonCause cause = told(candidate, silence);
  if (!doubt || *doubt > silence.missed) {
    const auto fits = [&](Duration shift) {
      return silence.last - kSkew <= time + shift && time + shift <= silence.first + silence.missed + kSkew;
    };
    Duration shift = -kZonesApart;
    while (shift <= kZonesApart && !fits(shift)) shift += kZoneStep;
    if (shift > kZonesApart) return std::nullopt;
    const ParsedSource& source = timeline_.source(candidate.event->at);
    const std::string name(base_name(source.name.path));
    const bool yearless = source.axis == Axis::kYearless;
    cause.sentence +=
        std::string(yearless ? " The year and the zone" : " The zone") +
        " of that log may be wrong: whether this was as they fell silent, and so the cause, cannot be told.";
    cause.step =
        std::string(yearless ? "Say when the logs were collected, by which the year is known, --collected TIME, "
                               "and the zone"
                             : "Say the zone") +
        " of " + name + ": --source-tz '" + name + "=ZONE', such as Europe/Berlin.";
    return cause;
  }
  if (time < silence.last - *doubt || (silence.ended && time > *silence.ended + *doubt)) return std::nullopt;
  if (time <= silence.first + silence.missed + *doubt) {
    cause.proven = true;
    cause.sentence += " They fell silent with that: it is the cause, not Exchange.";
    return cause;
  }
  if (!candidate.sudden || (!silence.ended && candidate.what == CommonCause::What::kListener)) return std::nullopt;
  if (const std::optional<Window> still = stillness(silence); still && still->to + kMinute >= time) {
    cause.proven = true;
    cause.sentence += " All other logs of " + silence.node + " stopped as they fell silent, at " + utc(still->from) +
                      ": that is the cause, not Exchange.";
    return cause;
  }
  if (candidate.what != CommonCause::What::kHost) return std::nullopt;
  cause.sentence += " Since when it was down is not known, so that may be the cause or the remedy.";
  cause.step = "Collect the system log (messages, CiscoSyslog) of " + silence.node +
               " for that time: its last record before the boot tells when the node went down.";
  return cause;
}

CommonCause CommonCauses::told(const Candidate& candidate, const CommonSilence& silence) const {
  const TimedEvent& event = *candidate.event;
  CommonCause cause;
  cause.what = candidate.what;
  cause.at = event.time;
  cause.evidence.push_back({"cause", event.time, event.at});
  const std::string when = at_place(timeline_, event);
  switch (candidate.what) {
    case CommonCause::What::kHost:
      cause.sentence = silence.node +
                       (event.kind == EventKind::kBoot       ? " was booted at "
                        : event.kind == EventKind::kShutdown ? " was shut down at "
                                                             : " was restarted at ") +
                       when;
      break;
    case CommonCause::What::kListener:
      cause.sentence = std::string(kListenerService) + " on " + silence.node +
                       (event.kind == EventKind::kServiceStarted  ? " was started at "
                        : event.kind == EventKind::kServiceFailed ? " failed at "
                                                                  : " was stopped at ") +
                       when;
      break;
    case CommonCause::What::kInterface:
    case CommonCause::What::kPaused:
      cause.sentence = "The interface " + std::string(timeline_.name(event.text.subject)) + " of " + silence.node +
                       " went down at " + when;
      break;
  }
  if (candidate.end != nullptr) {
    cause.evidence.push_back({"cause", candidate.end->time, candidate.end->at});
    cause.sentence += candidate.what == CommonCause::What::kHost        ? ", and booted at "
                      : candidate.what == CommonCause::What::kInterface ? ", and was up again at "
                                                                        : ", and started at ";
    cause.sentence += utc(candidate.end->time);
  }
  cause.sentence += ".";
  return cause;
}

const CommonCauses::Minutes& CommonCauses::minutes_of(const std::string& node, SourceId clock) const {
  const auto [at, added] = minutes_.try_emplace({node, clock});
  Minutes& minutes = at->second;
  if (!added) return minutes;
  for (SourceId id = 0; id < timeline_.sources.size(); ++id) {
    const ParsedSource& source = timeline_.sources[id];
    if (source.parser == nullptr || source.parser->recording() || source.undated || source.left_out) continue;
    // What a command printed was written at another time.
    const std::string_view format = source.parser->name;
    if (format.starts_with("cli.") || !source.result.minutes.complete() || short_node_name(source.node) != node ||
        !apart(id, clock))
      continue;
    const bool driven = format.starts_with("jetty.") || format == kDiagFormat;
    for (const MinuteIndex::Minute& minute : source.result.minutes.minutes())
      (driven ? minutes.driven : minutes.steady)
          .push_back(source.clock.to_utc(LocalTime(std::chrono::minutes(minute.minute))));
  }
  for (std::vector<Timestamp>* times : {&minutes.steady, &minutes.driven}) {
    std::sort(times->begin(), times->end());
    times->erase(std::unique(times->begin(), times->end()), times->end());
  }
  return minutes;
}

std::optional<Window> CommonCauses::stillness(const CommonSilence& silence) const {
  const Minutes& written = minutes_of(short_node_name(silence.node), silence.told_by);
  const std::vector<Timestamp>& minutes = written.steady;
  const auto before = std::lower_bound(minutes.begin(), minutes.end(), silence.last - kJudged);
  const auto begin = std::lower_bound(minutes.begin(), minutes.end(), silence.last - kMinute);
  if (std::distance(before, begin) < kLeastMinutes) return std::nullopt;
  Duration usual = kMinute;
  for (auto at = std::next(before); at != begin; ++at) usual = std::max<Duration>(usual, *at - *std::prev(at));
  for (auto at = std::prev(begin); at != minutes.end() && *at <= silence.first + silence.missed; ++at) {
    const auto next = std::next(at);
    // Where they do not go on, they may end for another reason.
    if (next == minutes.end()) return std::nullopt;
    if (*next <= silence.last || *next - *at <= usual * kUnusual) continue;
    const auto alive =
        std::upper_bound(written.driven.begin(), written.driven.end(), std::max(*at, silence.last) + kMinute);
    if (alive != written.driven.end() && *alive + kMinute < *next) return std::nullopt;
    return Window{*at, *next};
  }
  return std::nullopt;
}

std::optional<CommonCause> CommonCauses::paused(const CommonSilence& silence) const {
  if (!silence.ended) return std::nullopt;
  const std::optional<Window> still = stillness(silence);
  const bool as_long =
      still && still->to + silence.missed + kMinute >= *silence.ended && still->to <= *silence.ended + kMinute;
  if (!as_long) return std::nullopt;
  CommonCause cause;
  cause.what = CommonCause::What::kPaused;
  cause.proven = true;
  cause.at = still->from;
  cause.sentence = "All other logs of " + silence.node + " are silent for as long, from " + utc_span(*still) +
                   ": the host stood still, or was down. That is the cause, not Exchange.";
  return cause;
}

}  // namespace logscan::detail
