#include "detect/hops.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "detect/diag_logs.h"
#include "detect/notification_work.h"
#include "input/node_name.h"

namespace logscan::detail {
namespace {

// A request log tells whole seconds, an answer may come late, and clocks that agree differ by a little.
constexpr Duration kNear = std::chrono::seconds(5);
// What was sent so shortly before a capture ends may be answered after it; as notification.unanswered has it.
constexpr Duration kSettle = std::chrono::seconds(60);
// Connection Mailbox Sync looks for stale subscriptions every 120 s (Cisco 118883).
constexpr Duration kLooks = std::chrono::seconds(120);
// Where `utils network capture` writes.
constexpr std::string_view kCaptureFolder = "platform/cli/";
// One connection may have been for any subscription.
constexpr std::size_t kLeastTries = 2;

void take(StepAnswer& step, Answer answer, std::string_view role, std::optional<Timestamp> time, const Location& at) {
  if (step.answer == Answer::kYes || (step.answer == answer && step.proof)) return;
  step.answer = answer;
  step.proof = Evidence{role, time, at};
}

void imply(StepAnswer& step, Answer answer) {
  if (step.answer == answer || (step.answer == Answer::kYes && answer == Answer::kNo)) return;
  step = {answer, std::nullopt};
}

// What follows from the steps that records answer.
void draw_conclusions(Trace& trace) {
  if (trace.yes(Step::kLogged)) imply(trace.of(Step::kAnswered), Answer::kYes);
  if (trace.yes(Step::kAnswered) || trace.yes(Step::kStamped)) imply(trace.of(Step::kReached), Answer::kYes);
  if (trace.yes(Step::kReached)) imply(trace.of(Step::kSent), Answer::kYes);
  if (trace.no(Step::kSent)) imply(trace.of(Step::kReached), Answer::kNo);
  if (trace.no(Step::kReached)) {
    imply(trace.of(Step::kAnswered), Answer::kNo);
    imply(trace.of(Step::kLogged), Answer::kNo);
  }
}

// Events come sorted by time.
std::vector<const TimedEvent*>::const_iterator first_at_or_after(const std::vector<const TimedEvent*>& events,
                                                                 Timestamp time) {
  return std::lower_bound(events.begin(), events.end(), time,
                          [](const TimedEvent* event, Timestamp from) { return event->time < from; });
}

void add_once(std::vector<std::string>& texts, std::string text) {
  if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
}

}  // namespace

std::string_view step_name(Step step) {
  static constexpr std::array<std::string_view, kSteps> kNames = {"sent",   "reached", "answered",
                                                                  "logged", "stamped", "acted"};
  return kNames[static_cast<std::size_t>(step)];
}

std::string capture_name(const ParsedSource& source) {
  return source.node.empty() ? source.name.location : "the capture at " + source.node;
}

bool Trace::tells() const {
  for (std::size_t i = 0; i < kSteps; ++i) {
    const bool of_log_alone = static_cast<Step>(i) == Step::kLogged && steps[i].answer == Answer::kNo;
    if (steps[i].answer != Answer::kNotKnown && !of_log_alone) return true;
  }
  return !doubts.empty();
}

Hop Trace::lost_at() const {
  if (rejected || refused) return Hop::kListener;
  std::size_t first = 0;  // step behind the last yes
  for (std::size_t i = 0; i < kSteps; ++i) {
    if (steps[i].answer == Answer::kYes) first = i + 1;
  }
  if (first == kSteps) return Hop::kNotKnown;
  const bool lost = steps[first].answer == Answer::kNo;
  switch (static_cast<Step>(first)) {
    case Step::kSent:
      return lost ? Hop::kExchange : no(Step::kReached) ? Hop::kBeforeListener : Hop::kNotKnown;
    case Step::kReached:
      return lost ? Hop::kNetwork : Hop::kNotKnown;
    case Step::kAnswered:
    case Step::kLogged:
      if (lost) return Hop::kListener;
      return yes(Step::kAnswered) && no(Step::kStamped) ? Hop::kMbxSync : Hop::kNotKnown;
    case Step::kStamped:
      return lost ? Hop::kMbxSync : Hop::kNotKnown;
    case Step::kActed:
      return lost ? Hop::kMbxSync : Hop::kMailbox;
  }
  return Hop::kNotKnown;
}

Trace joined(const std::vector<Trace>& traces) {
  std::array<std::size_t, kHops> lost{};
  for (const Trace& trace : traces) ++lost[static_cast<std::size_t>(trace.lost_at())];
  lost[static_cast<std::size_t>(Hop::kNotKnown)] = 0;
  std::optional<Hop> most;
  for (std::size_t hop = 0; hop < kHops; ++hop) {
    if (lost[hop] * 2 > traces.size()) most = static_cast<Hop>(hop);
  }
  Trace all;
  bool first = true;
  for (const Trace& trace : traces) {
    if (!all.part) all.part = trace.part;
    for (const std::string& doubt : trace.doubts) add_once(all.doubts, doubt);
    for (const std::string& step : trace.wanted) add_once(all.wanted, step);
    if (most && trace.lost_at() != *most) continue;
    all.refused = all.refused || trace.refused;
    all.rejected = all.rejected || trace.rejected;
    for (std::size_t i = 0; i < kSteps; ++i) {
      StepAnswer& known = all.steps[i];
      const StepAnswer& next = trace.steps[i];
      if (first || (next.answer == Answer::kYes && known.answer != Answer::kYes)) {
        known = next;
      } else if (known.answer == Answer::kNo && next.answer == Answer::kNotKnown) {
        known = {};
      } else if (known.answer == next.answer && !known.proof) {
        known.proof = next.proof;
      }
    }
    first = false;
  }
  return all;
}

// What is known of one subscription before any source is asked.
struct Hops::Seen {
  NameId subscription = kNoName;
  Window window;   // as told
  Window inside;   // of it, without what both ends may be off; then the part of that which captures cover
  Duration least;  // length of such a part
  std::set<std::uint32_t> logs;
};

Hops::Hops(const Timeline& timeline) : timeline_(timeline) {
  const Callers callers(timeline);
  for (const Track& track : timeline.tracks) {
    if (track.runs.empty()) continue;
    if (track.kind == SignalKind::kNotification || track.kind == SignalKind::kNotificationRejected)
      told_[track.subject].push_back(&track);
    proxies_ = proxies_ || track.kind == SignalKind::kNotificationProxy;
  }
  for (const TimedEvent& event : timeline.events) {
    if (event.kind == EventKind::kNotificationUnanswered) unanswered_[event.text.subject].push_back(&event);
    if (event.kind == EventKind::kConnectFailed) {
      const Caller caller = callers.of(event);
      if (caller != Caller::kElsewhere)
        (caller == Caller::kExchange ? tries_ : strangers_)[timeline.log_of(event.at)].push_back(&event);
    }
    if (event.kind == EventKind::kSubscriptionStale)
      stale_[to_lower(timeline.name(event.text.subject))].push_back(&event);
  }
  for (const TimedFact& fact : timeline.facts) {
    const bool dated = fact.kind == FactKind::kLastNotification && fact.time && !fact.text.file_time &&
                       timeline.source(fact.at).clock.basis() != ClockBasis::kAssumed;
    if (dated) rows_[to_lower(timeline.name(fact.text.subject))].push_back(&fact);
  }
  find_sides();
}

// The timeline takes a capture that was taken at a sender from its node. One of another node is of the listener's side
// where it lies in the folder in which Unity Connection keeps its captures, the request log or the diagnostic log of
// that node is here, or the node is called by the address of the listener.
void Hops::find_sides() {
  std::set<std::string, std::less<>> connection;
  for (const LogCoverage& log : timeline_.logs) {
    if (log.format == "jetty.access" || log.format == kDiagFormat) connection.insert(short_node_name(log.node));
    const std::string_view listener = listener_address(timeline_, log);
    if (!listener.empty()) connection.emplace(listener.substr(0, listener.rfind(':')));
  }
  connection.erase("");
  for (const LogCoverage& log : timeline_.logs) {
    Side side = Side::kNotKnown;
    const ParsedSource& source = timeline_.sources[log.sources.front()];
    const std::string& node = source.node;
    if (is_capture(timeline_, log) && !node.empty()) {
      const bool own_folder = !log.node.empty() && source.name.path.find(kCaptureFolder) != std::string::npos;
      if (own_folder || connection.contains(short_node_name(log.node))) {
        side = Side::kListener;
      } else if (log.node.empty() && !(proxies_ && is_address(node))) {
        side = Side::kExchange;  // where there are proxies, an address that sends may be that of one
      }
    }
    sides_.push_back(side);
  }
}

Window Hops::covered_part(const Seen& seen) const {
  Window part = seen.inside;
  for (const std::uint32_t log : seen.logs) {
    const LogCoverage& coverage = timeline_.logs[log];
    if (!is_capture(timeline_, coverage)) continue;
    const Window both{std::max(part.from, coverage.span.from), std::min(part.to, coverage.span.to)};
    if (both.from + seen.least < both.to) part = both;
  }
  return part;
}

Trace Hops::trace(std::string_view subscription, const Window& window, Duration least,
                  const std::optional<Window>& tries) const {
  Trace trace;
  Seen seen;
  seen.window = window;
  seen.inside = {window.from + kNear, window.to - kNear};
  seen.least = least;
  seen.subscription = timeline_.names.find(subscription);
  if (seen.inside.from >= seen.inside.to || subscription.ends_with(kCutMark) || seen.subscription == kNoName)
    return trace;
  if (const auto told = told_.find(seen.subscription); told != told_.end()) {
    for (const Track* track : told->second) seen.logs.insert(track->log);
  }
  if (const auto events = unanswered_.find(seen.subscription); events != unanswered_.end()) {
    for (const TimedEvent* event : events->second) seen.logs.insert(timeline_.log_of(event->at));
  }
  if (const Window part = covered_part(seen); part.from > seen.inside.from || part.to < seen.inside.to) {
    seen.inside = part;
    trace.part = part;
  }
  for (const std::uint32_t log : seen.logs) {
    look_at(log, seen, trace);
    if (tries && is_capture(timeline_, timeline_.logs[log])) look_at_tries(log, *tries, trace);
  }
  for (const std::uint32_t log : seen.logs) tell_silence(log, seen, trace);
  look_at_table(subscription, seen, trace);
  look_at_diagnostics(subscription, seen, trace);
  draw_conclusions(trace);
  return trace;
}

std::optional<std::uint32_t> Hops::listener_log(std::string_view subscription) const {
  std::optional<std::uint32_t> found;
  const auto told = told_.find(timeline_.names.find(subscription));
  if (told == told_.end()) return found;
  for (const Track* track : told->second) {
    const bool named = !timeline_.logs[track->log].node.empty();
    if (sides_[track->log] != Side::kExchange && (!found || (named && timeline_.logs[*found].node.empty())))
      found = track->log;
  }
  return found;
}

// What a log shows.
void Hops::look_at(std::uint32_t log, const Seen& seen, Trace& trace) const {
  const bool capture = is_capture(timeline_, timeline_.logs[log]);
  if (const auto told = told_.find(seen.subscription); told != told_.end()) {
    for (const Track* track : told->second) {
      if (track->log != log) continue;
      for (const TimedRun& run : track->runs) {
        if (run.last < seen.inside.from || run.first > seen.inside.to) continue;
        // Of a run only both ends are kept. One that goes beyond both ends of the window has others in between, where
        // the window is longer than what links a run.
        const bool ends = run.last <= seen.inside.to;
        const bool beyond = !ends && run.first < seen.inside.from;
        if (beyond && seen.inside.length() <= signal_info(track->kind).link) continue;
        const std::optional<Timestamp> time = beyond ? std::nullopt : std::optional(ends ? run.last : run.first);
        take(trace.of(capture ? Step::kAnswered : Step::kLogged), Answer::kYes, "for", time,
             ends ? run.last_at : run.first_at);
        trace.rejected = trace.rejected || track->kind == SignalKind::kNotificationRejected;
      }
    }
  }
  const auto events = unanswered_.find(seen.subscription);
  if (events == unanswered_.end()) return;
  for (const TimedEvent* event : events->second) {
    if (timeline_.log_of(event->at) != log || !is_within(event->time, seen.inside)) continue;
    take(trace.of(Step::kSent), Answer::kYes, "for", event->time, event->at);
    const bool taken = event->text.number != kNothingBack && event->text.number != kNotAcknowledged;
    // Before a proxy, who acknowledges need not be the listener's host.
    if (sides_[log] == Side::kListener || (taken && sides_[log] == Side::kNotKnown && !proxies_))
      take(trace.of(Step::kReached), Answer::kYes, "for", event->time, event->at);
    const bool settled =
        timeline_.source(event->at).result.hides.empty() && event->time + kSettle <= timeline_.logs[log].span.to;
    if (settled) take(trace.of(Step::kAnswered), Answer::kNo, "against", event->time, event->at);
  }
}

// Connections that Exchange tried and that came to nothing, before a notification was sent.
void Hops::look_at_tries(std::uint32_t log, const Window& window, Trace& trace) const {
  const auto at = tries_.find(log);
  if (at == tries_.end()) return;
  const auto begin = first_at_or_after(at->second, window.from);
  const auto end = first_at_or_after(at->second, window.to);
  if (static_cast<std::size_t>(end - begin) < kLeastTries) return;
  const TimedEvent& first = **begin;
  take(trace.of(Step::kSent), Answer::kYes, "for", first.time, first.at);
  if (sides_[log] != Side::kListener) return;
  take(trace.of(Step::kReached), Answer::kYes, "for", first.time, first.at);
  take(trace.of(Step::kAnswered), Answer::kNo, "against", first.time, first.at);
  trace.refused = trace.refused || first.text.number == kConnectRefused;
}

// Whether a time of the window is the same time in this log.
bool Hops::clock_agrees(std::uint32_t log, const Seen& seen) const {
  if (seen.logs.size() == 1) return true;
  const auto told = told_.find(seen.subscription);
  for (const Track* track : told == told_.end() ? std::vector<const Track*>() : told->second) {
    if (track->log != log || track->kind != SignalKind::kNotification) continue;
    const bool meets = std::any_of(track->runs.begin(), track->runs.end(), [&](const TimedRun& run) {
      return std::chrono::abs(run.last - seen.window.from) <= kNear ||
             std::chrono::abs(run.first - seen.window.to) <= kNear;
    });
    if (meets) return true;
  }
  const std::vector<SourceId>& sources = timeline_.logs[log].sources;
  return std::any_of(timeline_.clocks.begin(), timeline_.clocks.end(), [&](const ClockComparison& compared) {
    return compared.outcome == ClockComparison::Outcome::kKnown && compared.uncertainty <= kNear &&
           std::find(sources.begin(), sources.end(), compared.source) != sources.end();
  });
}

// What a log proves by having nothing.
void Hops::tell_silence(std::uint32_t log, const Seen& seen, Trace& trace) const {
  const LogCoverage& coverage = timeline_.logs[log];
  const bool capture = is_capture(timeline_, coverage);
  const auto told = told_.find(seen.subscription);
  const TimedRun* before = nullptr;
  const TimedRun* after = nullptr;
  bool shows = false;
  if (told != told_.end()) {
    for (const Track* track : told->second) {
      if (track->log != log) continue;
      for (const TimedRun& run : track->runs) {
        if (run.last < seen.inside.from) {
          if (before == nullptr || run.last > before->last) before = &run;
        } else if (run.first > seen.inside.to) {
          if (after == nullptr || run.first < after->first) after = &run;
        } else {
          shows = true;
        }
      }
    }
  }
  if (const auto events = unanswered_.find(seen.subscription); events != unanswered_.end()) {
    shows = shows || std::any_of(events->second.begin(), events->second.end(), [&](const TimedEvent* event) {
              return timeline_.log_of(event->at) == log && is_within(event->time, seen.inside);
            });
  }
  const auto any_of_these = [&](const std::map<std::uint32_t, std::vector<const TimedEvent*>>& connections) {
    const auto of_log = connections.find(log);
    if (of_log == connections.end()) return false;
    const auto first = first_at_or_after(of_log->second, seen.inside.from);
    return first != of_log->second.end() && (*first)->time < seen.inside.to;
  };
  shows = shows || any_of_these(tries_);
  if (shows || (before == nullptr && after == nullptr)) return;
  const std::string by = "By " + capture_name(timeline_.sources[coverage.sources.front()]);
  if (!coverage.intact(seen.inside)) {
    const Window both{std::max(seen.inside.from, coverage.span.from), std::min(seen.inside.to, coverage.span.to)};
    if (!capture || both.from + seen.least > both.to) return;
    add_once(trace.doubts, by + " none came, but it may not show all of that time.");
    add_once(trace.wanted, "Collect all files of that capture, or capture again without a filter and with size ALL.");
    return;
  }
  if (any_of_these(strangers_)) {
    add_once(trace.doubts, by + " none came, but connections of a host that sends no notifications, which failed.");
    add_once(trace.wanted, "Settle whether that host is an Exchange server.");
    return;
  }
  if (!clock_agrees(log, seen)) {
    add_once(trace.doubts, by + " none came, but how its clock stands to the others is not known.");
    add_once(trace.wanted, "Capture again, until at least one notification was seen before and after the pause.");
    return;
  }
  if (capture && sides_[log] == Side::kNotKnown) {
    add_once(trace.doubts, by + ", complete over that time, none came; where it was taken is not known.");
    add_once(trace.wanted,
             "Say where the capture was taken: put it into a folder that has the name of the node of Unity Connection "
             "and platform/cli in it, or the address of the Exchange server.");
    return;
  }
  const Step step = !capture ? Step::kLogged : sides_[log] == Side::kExchange ? Step::kSent : Step::kReached;
  if (before != nullptr) {
    take(trace.of(step), Answer::kNo, "against", before->last, before->last_at);
  } else {
    take(trace.of(step), Answer::kNo, "against", after->first, after->first_at);
  }
}

// A dump tells of the time before it.
void Hops::look_at_table(std::string_view subscription, const Seen& seen, Trace& trace) const {
  const auto rows = rows_.find(to_lower(subscription));
  if (rows == rows_.end()) return;
  const bool delivered = trace.yes(Step::kAnswered) || trace.yes(Step::kLogged);
  for (const TimedFact* row : rows->second) {
    const Timestamp stamp{Duration(row->text.number)};
    if (is_within(stamp, seen.inside)) {
      take(trace.of(Step::kStamped), Answer::kYes, "for", stamp, row->at);
    } else if (delivered && stamp < seen.inside.from && *row->time >= seen.inside.to) {
      take(trace.of(Step::kStamped), Answer::kNo, "against", stamp, row->at);
    }
  }
}

// Diagnostics tell failures, not success.
void Hops::look_at_diagnostics(std::string_view subscription, const Seen& seen, Trace& trace) const {
  const auto events = stale_.find(to_lower(subscription));
  if (events == stale_.end()) return;
  for (const TimedEvent* event : events->second) {
    const bool of_window = event->time > seen.inside.from && event->time <= seen.window.to + kLooks;
    if (of_window && timeline_.source(event->at).clock.basis() != ClockBasis::kAssumed)
      take(trace.of(Step::kActed), Answer::kNo, "against", event->time, event->at);
  }
}

}  // namespace logscan::detail
