#include "detect/rules/host_rules.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

#include "base/text.h"
#include "base/words.h"
#include "detect/ha_findings.h"
#include "detect/ha_life.h"
#include "detect/ha_story.h"
#include "detect/ha_words.h"
#include "detect/holds.h"
#include "detect/trial.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsTrace = {
    "a trace log that is written without a pause, such as a Server Recovery Manager log at DEBUG (srm.log)"};
constexpr std::array<std::string_view, 1> kNeedsHistory = {
    "the system history of a node (`file view install system-history.log`, cli.session), or its system log "
    "(syslog.cisco)"};
constexpr std::array<std::string_view, 1> kNeedsSrmLog = {
    "a Server Recovery Manager log of at least five minutes (srm.log)"};

constexpr std::array<RuleParameter, 3> kPausedParameters = {{
    {"least", "s", 30, 30, 3600, "two heartbeat intervals of 15 s; shorter pauses are common under load; our number"},
    {"dense", "s", 120, 30, 3600,
     "how long a log has to be written without such a pause before and after it; our number"},
    {"times", "", 3, 2, 100,
     "times the mean distance of the log's records: where records come irregularly, longer pauses are usual; our "
     "number"},
}};
constexpr std::array<Condition, 4> kPausedConditions = {{
    {"A trace log of a node, usually written without such a pause, is silent for longer than the limit", "s",
     "host.paused.least host.paused.dense host.paused.times"},
    {"Nothing tells of a stop or a boot then"},
    {"No other trace log of the node goes on meanwhile"},
    {"Another log of the node paused as well, or its peer missed its heartbeats"},
}};
enum PausedCondition : std::uint8_t { kLogPaused, kPausedRunning, kPausedWhole, kPausedShown };
constexpr RuleInfo kPaused{"host.paused",
                           "Host paused",
                           "All that a node writes stopped at one time and went on later, without a restart.",
                           Severity::kWarning,
                           kNeedsTrace,
                           kPausedParameters,
                           kPausedConditions};

constexpr std::array<Condition, 2> kUngracefulConditions = {{
    {"A node booted, and no shutdown or restart of it is told since the boot before"},
    {"The system history tells it: the wording of the system log is not confirmed"},
}};
enum UngracefulCondition : std::uint8_t { kNoShutdown, kByHistory };
constexpr RuleInfo kUngraceful{"boot.ungraceful",
                               "Boot without a shutdown",
                               "A node booted, and nothing tells of a shutdown or restart since its boot before.",
                               Severity::kWarning,
                               kNeedsHistory,
                               {},
                               kUngracefulConditions};

constexpr std::array<RuleParameter, 2> kTraceParameters = {{
    {"least", "s", 300, 60, 86400, "a log this long holds some twenty heartbeats each way; our number"},
    {"end", "s", 60, 30, 3600, "four heartbeat intervals of 15 s without a record of their level; our number"},
}};
constexpr std::array<Condition, 3> kTraceConditions = {{
    {"A log of the Server Recovery Manager is long enough to show heartbeats; or it is a capture", "s",
     "bundle.trace-level.least"},
    {"It shows no heartbeat, or has no record of their level for a time or at its end; or the capture lacks a part of "
     "what it saw",
     "s", "bundle.trace-level.end bundle.trace-level.least"},
    {"Records of other levels show that the service ran meanwhile, and that the level is why"},
}};
enum TraceCondition : std::uint8_t { kTraceLong, kTraceLacks, kTraceIsWhy };
constexpr RuleInfo kTraceLevel{"bundle.trace-level",
                               "Too little was recorded",
                               "The log of the Server Recovery Manager shows no heartbeats, or none from some time on; "
                               "or a capture kept only the front of packets.",
                               Severity::kNotice,
                               kNeedsSrmLog,
                               kTraceParameters,
                               kTraceConditions};

constexpr std::array<const RuleInfo*, 3> kRules = {&kPaused, &kUngraceful, &kTraceLevel};

// A log goes on at other levels where no silence makes up one in this many parts of the time.
constexpr Duration::rep kPartSilent = 3;

// Something that was written: from..to, and the records at both ends.
struct Written {
  Timestamp from{}, to{};
  Location first, last;
  std::uint64_t count = 1;
  // The mean distance of its records.
  [[nodiscard]] Duration cadence() const {
    return count < 2 ? to - from : (to - from) / static_cast<Duration::rep>(count - 1);
  }
};

// A time without a record, between two that were written.
struct Gap {
  Window window;
  Location before, after;
};

// Sorted, and joined where they are at most `link` apart.
std::vector<Written> joined(std::vector<Written> parts, Duration link) {
  std::sort(parts.begin(), parts.end(), [](const Written& a, const Written& b) {
    return std::tuple(a.from, a.first.source, a.first.offset) < std::tuple(b.from, b.first.source, b.first.offset);
  });
  std::vector<Written> all;
  for (const Written& part : parts) {
    if (all.empty() || part.from - all.back().to > link) {
      all.push_back(part);
      continue;
    }
    all.back().count += part.count;
    if (part.to > all.back().to) {
      all.back().to = part.to;
      all.back().last = part.last;
    }
  }
  return all;
}

class HostRules {
 public:
  HostRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()),
        settings_(view.settings()),
        story_(view.ha_story()),
        out_(out),
        least_(settings_.seconds(kPaused, "least")),
        dense_(settings_.seconds(kPaused, "dense")),
        times_(settings_.value(kPaused, "times")) {}

  void run() {
    gather_stretches();
    for (std::size_t node = 0; node < story_.nodes.size(); ++node) tell_pauses(node);
    for (const HaNode& node : story_.nodes) tell_boots(node);
    for (std::uint32_t log = 0; log < timeline_.logs.size(); ++log) tell_trace_level(log);
    tell_cut_captures();
  }

 private:
  // Pauses.

  // What the trace logs wrote without a pause of `least_`; other logs are sparse by nature and prove nothing.
  void gather_stretches() {
    std::map<std::uint32_t, std::vector<Written>> parts;
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kActivity && !is_heartbeat(track.kind)) continue;
      for (const TimedRun& run : track.runs)
        parts[track.log].push_back({run.first, run.last, run.first_at, run.last_at, run.count});
    }
    for (const TimedEvent& event : timeline_.events) {
      const auto log = parts.find(timeline_.log_of(event.at));
      if (log != parts.end()) log->second.push_back({event.time, event.time, event.at, event.at, 1});
    }
    for (auto& [log, written] : parts) {
      if (out_.checks(kPaused) != nullptr) try_short_pauses(log, written);
      stretches_[log] = joined(std::move(written), least_);
    }
  }

  // Pauses within what is allowed are no gaps of the stretches; only `logscan why` asks for them.
  void try_short_pauses(std::uint32_t log, const std::vector<Written>& written) const {
    const std::string subject = name_of(log);
    if (subject.empty()) return;
    const Duration link = signal_info(SignalKind::kActivity).link;
    const std::vector<Written> runs = joined(written, link);
    if (runs.size() == 1) {
      holds(out_, kPaused, kLogPaused, false, [&] {
        return Trial{.subject = subject,
                     .note = "never silent for longer than " + to_words(link),
                     .window = Window{runs.front().from, runs.front().to}};
      });
    }
    for (std::size_t i = 0; i + 1 < runs.size(); ++i) {
      const Gap gap{{runs[i].to, runs[i + 1].from}, runs[i].last, runs[i + 1].first};
      if (gap.window.length() > least_) continue;
      holds(out_, kPaused, kLogPaused, false,
            [&] { return measured(trial_of(subject, gap), seconds(gap.window.length()), seconds(least_)); });
    }
  }

  // Of the node whose log it is; empty where it is none's.
  [[nodiscard]] std::string name_of(std::uint32_t log) const {
    for (const HaNode& node : story_.nodes) {
      if (std::find(node.logs.begin(), node.logs.end(), log) != node.logs.end()) return node.name;
    }
    return {};
  }

  // For `logscan why`.
  [[nodiscard]] static Trial trial_of(const std::string& subject, const Gap& gap, std::string_view note = {}) {
    return {.subject = subject,
            .note = std::string(note),
            .window = gap.window,
            .evidence = {{"last-before", gap.window.from, gap.before}, {"first-after", gap.window.to, gap.after}}};
  }

  // Gaps between two stretches that are long enough to show that the log is usually written without one.
  [[nodiscard]] std::vector<Gap> gaps_of(std::uint32_t log) const {
    std::vector<Gap> gaps;
    const auto found = stretches_.find(log);
    if (found == stretches_.end()) return gaps;
    const std::vector<Written>& stretches = found->second;
    for (std::size_t i = 0; i + 1 < stretches.size(); ++i) {
      if (flaw_of(log, stretches[i], stretches[i + 1]).empty()) gaps.push_back(between(stretches[i], stretches[i + 1]));
    }
    return gaps;
  }

  static Gap between(const Written& before, const Written& after) {
    return {{before.to, after.from}, before.last, after.first};
  }

  [[nodiscard]] double usual(const Written& before, const Written& after) const {
    return times_ * seconds(std::max(before.cadence(), after.cadence()));
  }

  // Why the time between two stretches of a log is no gap of it; empty where it is one.
  [[nodiscard]] std::string_view flaw_of(std::uint32_t log, const Written& before, const Written& after) const {
    const Window window{before.to, after.from};
    if (before.to - before.from < dense_ || after.to - after.from < dense_)
      return "the log is not written without such a pause for long enough before and after it";
    if (seconds(window.length()) < usual(before, after)) return "records of that log come irregularly";
    return timeline_.logs[log].has_hole(window) ? "the log has a hole there" : std::string_view();
  }

  // For `logscan why`: the times between the stretches of a node's log.
  void try_gaps(const HaNode& node, std::uint32_t log) const {
    const auto found = stretches_.find(log);
    if (found == stretches_.end() || out_.checks(kPaused) == nullptr) return;
    const std::vector<Written>& stretches = found->second;
    for (std::size_t i = 0; i + 1 < stretches.size(); ++i) {
      const Written &before = stretches[i], &after = stretches[i + 1];
      const Gap gap = between(before, after);
      const std::string_view flaw = flaw_of(log, before, after);
      holds(out_, kPaused, kLogPaused, flaw.empty(), [&] {
        return measured(trial_of(node.name, gap, flaw), seconds(gap.window.length()),
                        std::max(seconds(least_), usual(before, after)));
      });
    }
  }

  // Whether the log was written all through the window.
  [[nodiscard]] bool went_on(std::uint32_t log, const Window& window) const {
    const auto found = stretches_.find(log);
    if (found == stretches_.end()) return false;
    return std::any_of(found->second.begin(), found->second.end(),
                       [&](const Written& stretch) { return stretch.from <= window.from && window.to <= stretch.to; });
  }

  static Window common(const Window& a, const Window& b) { return {std::max(a.from, b.from), std::min(a.to, b.to)}; }

  // What the peer heard of the node while its log was silent.
  enum class Heard : std::uint8_t { kCannotTell, kGoingOn, kMissing };
  struct Hearing {
    Heard heard = Heard::kCannotTell;
    Gap gap;
  };
  [[nodiscard]] Hearing heard_by_peer(std::size_t node, const Window& silence) const {
    const std::size_t pair = story_.nodes[node].pair;
    if (pair == kNoPlace) return {};
    const HaNode& peer = story_.nodes[story_.pairs[pair].other(node)];
    if (!peer.srm || !went_on(*peer.srm, silence)) return {};
    std::vector<Written> parts;
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kHeartbeatReceived || track.log != *peer.srm) continue;
      for (const TimedRun& run : track.runs)
        parts.push_back({run.first, run.last, run.first_at, run.last_at, run.count});
    }
    const std::vector<Written> received = joined(std::move(parts), signal_info(SignalKind::kHeartbeatReceived).link);
    for (std::size_t i = 0; i < received.size(); ++i) {
      if (received[i].from <= silence.from && silence.to <= received[i].to) return {Heard::kGoingOn, {}};
      if (i + 1 == received.size()) break;
      const Window gap{received[i].to, received[i + 1].from};
      const Window both = common(gap, silence);
      // The clocks of two nodes differ a little, and a heartbeat is on its way.
      if (both.from < both.to && both.length() * 2 >= silence.length())
        return {Heard::kMissing, {gap, received[i].last, received[i + 1].first}};
    }
    return {};
  }

  [[nodiscard]] bool stopped_in(const HaNode& node, const Window& window) const {
    constexpr Duration kAround = std::chrono::seconds(5);
    return std::any_of(node.stops.begin(), node.stops.end(), [&](const Stop& stop) {
      return stop.time >= window.from - kAround && stop.time <= window.to + kAround;
    });
  }

  void tell_pauses(std::size_t n) {
    const HaNode& node = story_.nodes[n];
    const auto is_dense = [&](std::uint32_t log) {
      const auto found = stretches_.find(log);
      return found != stretches_.end() &&
             std::any_of(found->second.begin(), found->second.end(),
                         [&](const Written& stretch) { return stretch.to - stretch.from >= dense_; });
    };
    if (std::none_of(node.logs.begin(), node.logs.end(), is_dense)) return;
    out_.examined(kPaused, 1);
    std::vector<Window> told;
    for (const std::uint32_t log : node.logs) {
      try_gaps(node, log);
      for (const Gap& gap : gaps_of(log)) {
        const auto known = [&](const Window& window) { return window.overlaps(gap.window); };
        if (std::any_of(told.begin(), told.end(), known)) continue;
        if (!holds(out_, kPaused, kPausedRunning, !stopped_in(node, gap.window),
                   [&] { return trial_of(node.name, gap); }))
          continue;
        if (tell_pause(n, log, gap)) told.push_back(gap.window);
      }
    }
  }

  bool tell_pause(std::size_t n, std::uint32_t log, const Gap& gap) {
    const HaNode& node = story_.nodes[n];
    Window window = gap.window;
    std::vector<Evidence> evidence = {{"last-before", gap.window.from, gap.before},
                                      {"first-after", gap.window.to, gap.after}};
    std::size_t logs = 1;
    const bool one_went_on = std::any_of(node.logs.begin(), node.logs.end(), [&](std::uint32_t other) {
      return other != log && went_on(other, gap.window);
    });
    if (!holds(out_, kPaused, kPausedWhole, !one_went_on, [&] { return trial_of(node.name, gap); })) return false;
    for (const std::uint32_t other : node.logs) {
      if (other == log) continue;
      for (const Gap& its : gaps_of(other)) {
        const Window both = common(window, its.window);
        if (both.from >= both.to || both.length() < least_) continue;
        window = both;
        ++logs;
        evidence.push_back({"last-before", its.window.from, its.before});
        evidence.push_back({"first-after", its.window.to, its.after});
        break;
      }
    }
    const Hearing hearing = heard_by_peer(n, window);
    const bool by_peer = hearing.heard == Heard::kMissing, went_on_to_peer = hearing.heard == Heard::kGoingOn;
    holds(out_, kPaused, kPausedShown, logs > 1 || by_peer, [&] {
      const std::string paused = how_many(logs, "log") + " paused";
      return trial_of(node.name, gap,
                      by_peer           ? paused + ", and its peer missed heartbeats"
                      : went_on_to_peer ? paused + ", and its peer received heartbeats all the time"
                                        : paused);
    });
    if (went_on_to_peer && logs < 2) return false;
    if (by_peer) evidence.push_back({"peer", hearing.gap.window.to, hearing.gap.after});
    Finding finding;
    finding.rule = &kPaused;
    finding.severity = kPaused.severity;
    finding.confidence = logs > 1 && by_peer ? Confidence::kHigh : Confidence::kMedium;
    // That silences of two logs fall together shows that their clocks agree.
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = node.name;
    finding.window = window;
    finding.count = 1;
    finding.measured = {{"gap_s", seconds(window.length())}, {"logs", static_cast<double>(logs)}};
    finding.summary = (logs > 1 ? std::to_string(logs) + " logs of " : "The log of ") + node.name + " " +
                      (logs > 1 ? "are" : "is") + " silent for " + to_words(window.length()) + ", from " +
                      utc_span(window) + ", and " + (logs > 1 ? "go" : "goes") + " on after it";
    if (by_peer) {
      finding.summary += "; " + story_.nodes[story_.pairs[node.pair].other(n)].name + " received no heartbeat from " +
                         utc_span(hearing.gap.window);
    }
    finding.summary += ". Nothing tells of a stop or a boot.";
    if (logs < 2 && !by_peer) {
      finding.verdict = Verdict::kInconclusive;
      finding.severity = Severity::kNotice;
      finding.confidence = Confidence::kLow;
      finding.summary += " No other log shows whether the host or only this service paused.";
      finding.extra_steps.push_back("Collect the other trace logs of " + node.name +
                                    " and the Server Recovery Manager log of its peer for that time.");
    }
    finding.evidence = std::move(evidence);
    const std::size_t place = out_.add(std::move(finding));
    if (by_peer) relate_to_heartbeats(place, node, hearing.gap.window);
    for (const Outage& outage : story_.outages) {
      if (outage.observer != n || !outage.observer_slept || !outage.window.overlaps(window)) continue;
      if (const auto told = finding_of(out_, story_, outage)) out_.relate(place, *told);
    }
    for (const Failover& failover : story_.failovers) {
      const Window near{window.from - story_.limits.interval, window.to};
      if (failover.from == n && failover.cause == FailoverCause::kHostPaused && failover.caused_at &&
          near.contains(*failover.caused_at))
        relate_to_failover(place, failover);
    }
    return true;
  }

  // What the peer missed of the node, by the peer's own clock.
  void relate_to_heartbeats(std::size_t place, const HaNode& node, const Window& missed) {
    for (std::size_t i = 0; i < out_.all().size(); ++i) {
      const Finding& other = out_.all()[i];
      const bool told = other.rule->id == "heartbeat.missed" || other.rule->id == "heartbeat.peer-down";
      if (told && other.subject == node.name && other.window && other.window->overlaps(missed)) out_.relate(place, i);
    }
  }

  void relate_to_failover(std::size_t place, const Failover& failover) {
    if (const auto told = finding_of(out_, story_, failover)) out_.relate(place, *told);
  }

  // Boots.

  void tell_boots(const HaNode& node) {
    std::vector<const Stop*> history;
    for (const Stop& stop : node.stops) {
      if (stop.by_history && stop.of_host()) history.push_back(&stop);
    }
    // Each collection of a history by itself, in the order of time: lines need not stand in it.
    const auto place = [&](const Stop* stop) {
      const Location& at = timeline_.events[stop->told].at;
      return std::tuple(at.source, stop->time, at.offset);
    };
    std::sort(history.begin(), history.end(), [&](const Stop* a, const Stop* b) { return place(a) < place(b); });
    std::set<Timestamp> told;
    for (std::size_t i = 1; i < history.size(); ++i) {
      const Stop &before = *history[i - 1], &boot = *history[i];
      if (boot.what != Stop::What::kBoot || std::get<0>(place(&before)) != std::get<0>(place(&boot))) continue;
      // The history may be there twice, in one source or in two.
      if (boot.time == before.time || !told.insert(boot.time).second) continue;
      out_.examined(kUngraceful, 1);
      const auto trial = [&] { return trial_of(node, boot, &before); };
      if (!holds(out_, kUngraceful, kNoShutdown, before.what == Stop::What::kBoot, trial)) continue;
      holds(out_, kUngraceful, kByHistory, true, trial);
      tell_boot(node, boot, &before);
    }
    if (!history.empty()) return;
    for (const Stop& stop : node.stops) {
      if (stop.what != Stop::What::kBoot || !stop.orderly) continue;
      out_.examined(kUngraceful, 1);
      const auto trial = [&] { return trial_of(node, stop, nullptr); };
      if (!holds(out_, kUngraceful, kNoShutdown, !*stop.orderly, trial)) continue;
      holds(out_, kUngraceful, kByHistory, false, trial);
      tell_boot(node, stop, nullptr);
    }
  }

  // For `logscan why`: a boot, and what stands before it.
  [[nodiscard]] Trial trial_of(const HaNode& node, const Stop& boot, const Stop* before) const {
    const TimedEvent& event = timeline_.events[boot.told];
    Trial trial{.subject = node.name, .window = Window{boot.time, boot.time}};
    trial.evidence.push_back({"trigger", event.time, event.at});
    if (before == nullptr) {
      trial.note = "by its system log";
      return trial;
    }
    const TimedEvent& last = timeline_.events[before->told];
    trial.evidence.push_back({"last-before", last.time, last.at});
    return trial;
  }

  void tell_boot(const HaNode& node, const Stop& boot, const Stop* before) {
    const TimedEvent& event = timeline_.events[boot.told];
    Finding finding;
    finding.rule = &kUngraceful;
    finding.severity = kUngraceful.severity;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kNode;
    finding.subject = node.name;
    finding.window = Window{boot.time, boot.time};
    finding.evidence.push_back({"trigger", event.time, event.at});
    finding.summary = spoken(node, true) + " booted at " + utc(boot.time);
    if (before != nullptr) {
      const TimedEvent& last = timeline_.events[before->told];
      finding.measured = {{"since_boot_s", seconds(boot.time - before->time)}};
      finding.evidence.push_back({"last-before", last.time, last.at});
      finding.summary += ", and its history has neither a shutdown nor a restart since the boot at " +
                         utc(before->time) + ": it crashed, lost power or was reset.";
    } else {
      finding.verdict = Verdict::kInconclusive;
      finding.severity = Severity::kNotice;
      finding.confidence = Confidence::kLow;
      finding.variant = "no-history";
      finding.summary +=
          ", and its system log has no orderly end before that. The wording of such an end is not "
          "confirmed, so this proves nothing.";
    }
    const std::size_t place = out_.add(std::move(finding));
    for (const Failover& failover : story_.failovers) {
      if (&story_.nodes[failover.from] == &node && failover.cause == FailoverCause::kUngraceful &&
          has_cause_at(failover, boot.time))
        relate_to_failover(place, failover);
    }
  }

  // A history tells minutes only.
  [[nodiscard]] static bool has_cause_at(const Failover& failover, Timestamp time) {
    return std::any_of(failover.chain.begin(), failover.chain.end(), [&](const ChainLink& link) {
      return link.role == "cause" && link.time - time <= std::chrono::minutes(1) &&
             time - link.time <= std::chrono::minutes(1);
    });
  }

  // The trace level.

  void tell_trace_level(std::uint32_t place) {
    const LogCoverage& log = timeline_.logs[place];
    if (log.format != "srm.log" || log.sources.empty()) return;
    const Duration covered = log.last_record - log.span.from;
    const Duration least = settings_.seconds(kTraceLevel, "least");
    const auto of_log = [&] { return detail::trial_of(about_log(log, log.sources.front())); };
    if (!holds(out_, kTraceLevel, kTraceLong, covered >= least,
               [&] { return measured(of_log(), seconds(covered), seconds(least)); }))
      return;
    out_.examined(kTraceLevel, 1);
    std::optional<Written> detailed;  // heartbeats, and other records of their level or a lower one
    bool heartbeats = false, low_level = false;
    const auto extend = [&](const TimedRun& run) {
      if (!detailed) detailed = Written{run.first, run.last, run.first_at, run.last_at};
      if (run.last <= detailed->to) return;
      detailed->to = run.last;
      detailed->last = run.last_at;
    };
    for (const Track& track : timeline_.tracks) {
      if (track.log != place) continue;
      const bool low = track.kind == SignalKind::kActivity && is_detailed(timeline_.name(track.subject));
      heartbeats = heartbeats || is_heartbeat(track.kind);
      low_level = low_level || low;
      if (low || is_heartbeat(track.kind)) {
        for (const TimedRun& run : track.runs) extend(run);
      }
    }
    if (!heartbeats) {
      tell_no_heartbeats(log, low_level);
      return;
    }
    tell_hidden(place);
    // Where the Server Recovery Manager was started anew, its first records are of any level.
    Timestamp from = detailed->to;
    for (const Stop& stop : stops_of(log)) {
      if (stop.what == Stop::What::kSrmStart && stop.time > from) from = stop.time;
    }
    const Duration end = settings_.seconds(kTraceLevel, "end"), without = log.last_record - from;
    if (!holds(out_, kTraceLevel, kTraceLacks, without >= end,
               [&] { return measured(of_log(), seconds(without), seconds(end)); }))
      return;
    tell_lowered(place, *detailed);
  }

  // A capture of which packets were kept in part.
  void tell_cut_captures() {
    for (const ParsedSource& source : timeline_.sources) {
      const bool read = source.parser != nullptr && !source.only_a_status && source.status != SourceStatus::kDuplicate;
      const bool captured = read && source.parser->recording() && source.result.records > 0;
      out_.examined(kTraceLevel, captured ? 1 : 0);
      if (captured && out_.checks(kTraceLevel) != nullptr) try_capture(source);
    }
    for (const LogCoverage& log : timeline_.logs) {
      const auto hides = std::find_if(log.sources.begin(), log.sources.end(),
                                      [&](SourceId id) { return !timeline_.sources[id].result.hides.empty(); });
      if (hides == log.sources.end()) continue;
      Finding finding = about_log(log, *hides);
      finding.variant = "hides";
      finding.mark = "hides";
      finding.summary =
          "The capture may not show all: " + timeline_.sources[*hides].result.hides + ". What it lacks proves nothing.";
      try_lacking(finding, "a capture");
      out_.add(std::move(finding));
    }
    for (const TimedFact& fact : timeline_.facts) {
      if (fact.kind != FactKind::kCutFrames) continue;
      const ParsedSource& source = timeline_.source(fact.at);
      Finding finding = about_log(timeline_.logs[timeline_.log_of(fact.at)], fact.at.source);
      finding.variant = "capture";
      finding.measured = {{"cut_packets", static_cast<double>(fact.text.number)},
                          {"packets", static_cast<double>(source.result.records)}};
      finding.count = static_cast<std::uint64_t>(fact.text.number);
      finding.summary = "Of " + std::to_string(fact.text.number) + " of " + std::to_string(source.result.records) +
                        " packets the capture kept only the front (" + std::string(timeline_.name(fact.text.detail)) +
                        " bytes at most): what they held behind that is not known.";
      try_lacking(finding, "a capture");
      out_.add(std::move(finding));
    }
  }

  // For `logscan why`: a capture; what it lacks its findings tell.
  void try_capture(const ParsedSource& source) const {
    const auto trial = [&] { return Trial{.subject = source.name.location, .note = "a capture"}; };
    holds(out_, kTraceLevel, kTraceLong, true, trial);
    const bool cut = std::any_of(timeline_.facts.begin(), timeline_.facts.end(), [&](const TimedFact& fact) {
      return fact.kind == FactKind::kCutFrames && &timeline_.source(fact.at) == &source;
    });
    if (!cut && source.result.hides.empty()) holds(out_, kTraceLevel, kTraceLacks, false, trial);
  }

  // For `logscan why`: something is lacking, and whether its finding knows why.
  void try_lacking(const Finding& finding, std::string_view note = {}) const {
    holds(out_, kTraceLevel, kTraceLacks, true, [&] { return detail::trial_of(finding, true, note); });
    try_reason(finding, note);
  }
  void try_reason(const Finding& finding, std::string_view note) const {
    holds(out_, kTraceLevel, kTraceIsWhy, finding.verdict == Verdict::kFail,
          [&] { return detail::trial_of(finding, true, note); });
  }

  // The level was lowered and raised again: records of the own heartbeats' level are missing between others of it.
  void tell_hidden(std::uint32_t place) {
    const LogCoverage& log = timeline_.logs[place];
    std::vector<Written> low, high;
    for (const Track& track : timeline_.tracks) {
      if (track.log != place) continue;
      const bool activity = track.kind == SignalKind::kActivity;
      const bool detailed =
          activity ? is_detailed(timeline_.name(track.subject)) : track.kind == SignalKind::kHeartbeatSent;
      if (!activity && !detailed) continue;
      for (const TimedRun& run : track.runs)
        (detailed ? low : high).push_back({run.first, run.last, run.first_at, run.last_at, run.count});
    }
    const Duration least = settings_.seconds(kTraceLevel, "least");
    low = joined(std::move(low), least);
    high = joined(std::move(high), Duration::zero());
    for (std::size_t i = 1; i < low.size(); ++i) {
      const Window window{low[i - 1].to, low[i].from};
      const auto inside = [&](const Stop& stop) { return window.contains(stop.time); };
      const std::vector<Stop>& stops = stops_of(log);
      if (std::any_of(stops.begin(), stops.end(), inside) || !log.intact(window)) continue;
      Life others;
      for (const Written& other : high) {
        if (other.from < window.to && window.from < other.to) others.push_back({other.from, other.to});
      }
      if (longest_gap(others, window).length() * kPartSilent > window.length()) continue;
      Finding finding = about_log(log, low[i - 1].last.source);
      finding.confidence = Confidence::kMedium;
      finding.window = window;
      finding.mark += std::to_string(i);
      finding.measured = {{"hidden_s", seconds(window.length())}};
      finding.summary = "From " + utc_span(window) +
                        " the log goes on without one record of the heartbeats' level: its trace level was lowered and "
                        "raised again, and what heartbeats did meanwhile is not known.";
      finding.evidence = {{"last-before", window.from, low[i - 1].last}, {"first-after", window.to, low[i].first}};
      try_lacking(finding);
      out_.add(std::move(finding));
    }
  }

  [[nodiscard]] static bool is_detailed(std::string_view level) {
    return iequals(level, "DEBUG") || iequals(level, "TRACE");
  }

  [[nodiscard]] const std::vector<Stop>& stops_of(const LogCoverage& log) const {
    static const std::vector<Stop> none;
    const std::uint32_t place = static_cast<std::uint32_t>(&log - timeline_.logs.data());
    for (const HaNode& node : story_.nodes) {
      if (std::find(node.logs.begin(), node.logs.end(), place) != node.logs.end()) return node.stops;
    }
    return none;
  }

  [[nodiscard]] Finding about_log(const LogCoverage& log, SourceId source) const {
    Finding finding;
    finding.rule = &kTraceLevel;
    finding.severity = kTraceLevel.severity;
    finding.zone_matters = false;
    finding.subject_kind = SubjectKind::kBundle;
    finding.subject = timeline_.sources[source].name.location;
    finding.window = Window{log.span.from, log.last_record};
    finding.mark = finding.subject;
    return finding;
  }

  void tell_no_heartbeats(const LogCoverage& log, bool low_level) {
    Finding finding = about_log(log, log.sources.front());
    finding.confidence = Confidence::kMedium;
    finding.measured = {{"covered_s", seconds(log.last_record - log.span.from)}};
    finding.summary = "The log shows no heartbeat in " + to_words(log.last_record - log.span.from) + ", from " +
                      utc_span(log.span.from, log.last_record);
    if (low_level) {
      finding.verdict = Verdict::kInconclusive;
      finding.confidence = Confidence::kLow;
      finding.variant = "wording";
      finding.summary += ", though it has records of DEBUG: heartbeats may have another wording than those known.";
    } else {
      finding.summary += ", and no record below INFO: its trace level hides them.";
    }
    try_lacking(finding, low_level ? "records of DEBUG are there" : "no record below INFO");
    out_.add(std::move(finding));
  }

  void tell_lowered(std::uint32_t place, const Written& detailed) {
    const LogCoverage& log = timeline_.logs[place];
    std::uint64_t later = 0;
    std::optional<Evidence> first;
    const auto count = [&](Timestamp time, const Location& at, std::uint64_t records) {
      later += records;
      if (!first || time < *first->time) first = Evidence{"first-after", time, at};
    };
    for (const Track& track : timeline_.tracks) {
      if (track.log != place || track.kind != SignalKind::kActivity) continue;
      for (const TimedRun& run : track.runs) {
        if (run.last <= detailed.to) continue;
        // Of a run that reaches over the change, the last record lies behind it, and one more where that is further
        // away than records of a run are apart.
        const bool over = run.first <= detailed.to;
        const std::uint64_t behind = run.last - detailed.to > signal_info(SignalKind::kActivity).link ? 2 : 1;
        count(over ? run.last : run.first, over ? run.last_at : run.first_at, over ? behind : run.count);
      }
    }
    for (const TimedEvent& event : timeline_.events) {
      if (event.time > detailed.to && timeline_.log_of(event.at) == place) count(event.time, event.at, 1);
    }
    Finding finding = about_log(log, detailed.last.source);
    if (!first) {
      finding.verdict = Verdict::kInconclusive;
      try_reason(finding, "nothing was written after it");
      return;
    }
    finding.confidence = Confidence::kMedium;
    finding.window = Window{detailed.to, log.last_record};
    finding.measured = {{"hidden_s", seconds(log.last_record - detailed.to)}};
    finding.summary = "The last record of the heartbeats' level is of " + utc(detailed.to) + "; the log goes on to " +
                      utc(log.last_record) + " without one";
    finding.evidence.push_back({"last-before", detailed.to, detailed.last});
    finding.evidence.push_back(*first);
    if (later < 2) {
      finding.verdict = Verdict::kInconclusive;
      finding.confidence = Confidence::kLow;
      finding.variant = "one-record";
      finding.summary += ", but with one record only: the level may have changed, or the service stood still.";
    } else {
      finding.summary += ": its trace level was changed, and an end of the heartbeats here is no outage.";
    }
    try_reason(finding, how_many(later, "record") + " after the last of that level");
    out_.add(std::move(finding));
  }

  const Timeline& timeline_;
  const Settings& settings_;
  const HaStory& story_;
  Findings& out_;
  Duration least_, dense_;
  double times_;
  std::map<std::uint32_t, std::vector<Written>> stretches_;  // by log; by time
};

}  // namespace

constinit const RuleFamily kHostRules{kRules, [](const CaseView& view, Findings& out) { HostRules(view, out).run(); }};

}  // namespace logscan::detail
