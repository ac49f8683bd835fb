// Pauses of subscriptions: keepalive.missed, subscription.stale and exchange.silence.
#include <algorithm>
#include <map>
#include <set>

#include "base/words.h"
#include "detect/notification_work.h"
#include "detect/pause_checks.h"
#include "detect/told_times.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

std::string_view end_reason(EndReason reason) {
  switch (reason) {
    case EndReason::kLastRecord:
      return "the last record of the log";
    case EndReason::kLaterFile:
      return "a later file of the log";
    case EndReason::kOtherLog:
      return "another log of the node, which goes on";
    case EndReason::kCollectionTime:
      return "the time of the collection";
  }
  return "";
}

// What ends the time in which a notification would have been seen.
std::string end_of(const Timeline& timeline, const LogCoverage& log) {
  return is_capture(timeline, log) ? "the end of the capture" : std::string(end_reason(log.end_reason));
}

class PauseRules {
 public:
  explicit PauseRules(const NotificationWork& work)
      : work_(work),
        timeline_(work.timeline),
        out_(work.out),
        limits_(work.limits),
        silence_(work.silence),
        checks_(work) {}

  void run() {
    find_last_beats();
    tell_pauses();
    checks_.try_short_pauses();
    tell_groups();
    checks_.try_small_groups();
  }

 private:
  [[nodiscard]] Evidence last_before(const SubscriptionPause& pause) const {
    return {"last-before", work_.run_of(pause).last, work_.run_of(pause).last_at};
  }
  // The first sign of life after the pause; of the new id where one took its place.
  [[nodiscard]] const TimedRun* run_after(const SubscriptionPause& pause) const {
    if (pause.shape == Shape::kReplacedByOne) return &silence_.subscriptions[pause.with].runs.front();
    return pause.open ? nullptr : &silence_.subscriptions[pause.subscription].runs[pause.run + 1];
  }

  // Why a pause proves nothing, and what would settle it.
  void explain_doubt(const SubscriptionPause& pause, Finding& finding) const {
    const LogCoverage& log = timeline_.logs[pause.log];
    if (pause.zone_doubt) {
      finding.summary += " The log states no zone, and a change to summer time looks the same.";
      finding.extra_steps.push_back("Say the zone of the log: --source-tz GLOB=ZONE.");
      return;
    }
    const std::string the_log = "The " + std::string(log_word(timeline_, log)) + at_node(log);
    for (const Hole& hole : log.holes) {
      if (!hole.window.overlaps(pause.window)) continue;
      const std::string span = utc_span(hole.window);
      switch (hole.why) {
        case Hole::Why::kFileMissing:
          finding.summary += " " + the_log + " has no file for " + span + ", so this proves nothing.";
          finding.extra_steps.push_back("Collect the request log" + at_node(log) + " for " + span + ".");
          return;
        case Hole::Why::kHidden:
          if (timeline_.sources[hole.source].result.hides.empty()) {
            finding.summary += " " + the_log + " holds no packet of any kind from " + span +
                               ", and is busy before and after: it did not run then, or its host stood still. So this "
                               "proves nothing.";
            finding.extra_steps.push_back("Settle what happened to the capture, or to its host, at " +
                                          utc(hole.window.from) + "; collect the request log of that time.");
            return;
          }
          finding.confidence = Confidence::kLow;
          finding.summary += " " + the_log + " may not show all: " + timeline_.sources[hole.source].result.hides +
                             ". So this proves nothing.";
          finding.extra_steps.emplace_back(
              "Collect the request log of that time, or capture again, both directions, with size ALL and without a "
              "filter.");
          return;
        case Hole::Why::kReadApart:
          finding.confidence = Confidence::kLow;
          finding.summary += " The files of this capture could not be read as one, so what was under way at " +
                             utc(hole.window.to) + " is not known and this proves nothing.";
          finding.extra_steps.emplace_back("Give the files of the capture as such, unpacked.");
          return;
        case Hole::Why::kCut:
        case Hole::Why::kUnreadable:
          if (const SourceResult& read = timeline_.sources[hole.source].result;
              read.dropped_runs > 0 || read.dropped_subjects > 0) {
            finding.summary += " " + the_log + " is over a limit, so not all of it was judged and this proves nothing.";
            finding.extra_steps.emplace_back("Raise the limit that bundle.limit names (--limit NAME=VALUE).");
            return;
          }
          finding.summary += " " + the_log + " is cut or unreadable from " + span + ", so this proves nothing.";
          finding.extra_steps.push_back("Collect " + timeline_.sources[hole.source].name.location + " again.");
          return;
      }
    }
    finding.summary +=
        " The " + std::string(log_word(timeline_, log)) + " does not cover all of that time, so this proves nothing.";
    finding.extra_steps.push_back("Collect the request logs of that time from all nodes.");
  }

  void tell_pauses() {
    finding_of_pause_.assign(silence_.pauses.size(), kNoFinding);
    for (std::size_t p = 0; p < silence_.pauses.size(); ++p) {
      const SubscriptionPause& pause = silence_.pauses[p];
      // An id that was replaced never came back: it is stale, though its successor began at once.
      const bool stale = pause.window.length() > limits_.stale || pause.shape == Shape::kReplacedByOne;
      const bool counts = pause.shape != Shape::kLoop && pause.shape != Shape::kReplacedAll && !pause.by_right;
      checks_.try_pause(pause, stale, counts);
      if (!counts) continue;
      Finding finding;
      finding.rule = stale ? &kSubscriptionStale : &kKeepaliveMissed;
      finding.severity = finding.rule->severity;
      finding.verdict = pause.intact ? Verdict::kFail : Verdict::kInconclusive;
      finding.subject_kind = SubjectKind::kSubscription;
      finding.subject = work_.name(pause.subscription);
      finding.window = pause.window;
      finding.open = pause.open;
      finding.measured = {{"gap_s", seconds(pause.window.length())}};
      finding.evidence.push_back(last_before(pause));
      if (const TimedRun* after = run_after(pause))
        finding.evidence.push_back({"first-after", after->first, after->first_at});

      const std::string length = to_words(pause.window.length());
      if (pause.shape == Shape::kReplacedByOne) {
        finding.confidence = Confidence::kMedium;
        finding.summary = "No notification of " + finding.subject + " for " + length + "; then the new id " +
                          work_.name(pause.with) + " took its place.";
      } else if (pause.open) {
        finding.summary = "No notification of " + finding.subject + " since " + utc(pause.window.from) + ", for " +
                          length + " up to " + end_of(timeline_, timeline_.logs[pause.log]) + ".";
        if (pause.shape == Shape::kSingle && others_went_on(pause)) {
          finding.confidence = Confidence::kLow;
          finding.variant = "alone";
          finding.summary += " Other subscriptions went on; this one may have ended by right.";
        } else if (pause.shape == Shape::kSingle) {
          finding.summary += " No other subscription of this log went on either.";
        }
      } else {
        finding.summary =
            "No notification of " + finding.subject + " for " + length + ", from " + utc_span(pause.window) + ".";
      }
      const NameId id = silence_.subscriptions[pause.subscription].id;
      if (const auto rejected = work_.rejected_of.find(id); rejected != work_.rejected_of.end()) {
        tell_rejected_meanwhile(finding, pause.log, pause.window, rejected->second);
      }
      tell_unanswered_meanwhile(finding, id);
      // Where others went on, no attempt can be put down to this one.
      if (pause.shape == Shape::kGroup) {
        tell_attempts(attempts_in(pause.window, pause.log, silence_.groups[pause.with].pauses), finding);
      } else if (!others_went_on(pause)) {
        tell_attempts(attempts_in(pause.window, pause.log, {p}), finding);
      }
      if (!pause.intact) explain_doubt(pause, finding);
      finding_of_pause_[p] = out_.add(std::move(finding));
    }
  }

  // Whether another subscription of that log has a notification after this one should have had its next.
  [[nodiscard]] bool others_went_on(const SubscriptionPause& pause) const {
    const auto at = last_beats_.find(pause.log);
    if (at == last_beats_.end()) return false;
    const LastBeats& beats = at->second;
    return (beats.latest_of == pause.subscription ? beats.second : beats.latest) > pause.window.from + limits_.missed();
  }

  void find_last_beats() {
    for (std::size_t s = 0; s < silence_.subscriptions.size(); ++s) {
      const TimedRun& run = silence_.subscriptions[s].runs.back();
      LastBeats& beats = last_beats_[log_of(run.last_at)];
      if (run.last > beats.latest) {
        beats.second = beats.latest;
        beats.latest = run.last;
        beats.latest_of = s;
      } else {
        beats.second = std::max(beats.second, run.last);
      }
    }
  }

  void tell_groups() {
    for (const SilentGroup& group : silence_.groups) {
      Finding finding;
      finding.rule = &kExchangeSilence;
      Window window = silence_.pauses[group.pauses.front()].window;
      std::size_t stale = 0, open = 0, proven = 0;
      std::size_t latest = group.pauses.front(), earliest_back = kNoFinding;
      for (const std::size_t p : group.pauses) {
        const SubscriptionPause& pause = silence_.pauses[p];
        window.from = std::min(window.from, pause.window.from);
        window.to = std::max(window.to, pause.window.to);
        stale += pause.window.length() > limits_.stale ? 1U : 0U;
        open += pause.open ? 1U : 0U;
        proven += pause.intact ? 1U : 0U;
        if (pause.window.from > silence_.pauses[latest].window.from) latest = p;
        if (!pause.open && (earliest_back == kNoFinding || pause.window.to < silence_.pauses[earliest_back].window.to))
          earliest_back = p;
        finding.related.push_back(finding_of_pause_[p]);
      }
      const SubscriptionPause& first = silence_.pauses[group.pauses.front()];
      const LogCoverage& log = timeline_.logs[first.log];
      finding.severity = stale * 2 >= group.pauses.size() ? Severity::kCritical : Severity::kError;
      finding.verdict = proven == 0 ? Verdict::kInconclusive : Verdict::kFail;
      finding.subject_kind = SubjectKind::kExchange;
      const LogCoverage& listener = work_.log_of_listener(first.log);
      finding.subject = listener_name(timeline_, listener);
      finding.window = window;
      finding.open = open == group.pauses.size();
      finding.count = group.pauses.size();
      finding.measured = {{"subscriptions", static_cast<double>(group.pauses.size())},
                          {"active", static_cast<double>(group.active)},
                          {"gap_s", seconds(window.length())}};
      finding.evidence.push_back(last_before(silence_.pauses[latest]));
      if (earliest_back != kNoFinding) {
        const TimedRun* after = run_after(silence_.pauses[earliest_back]);
        finding.evidence.push_back({"first-after", after->first, after->first_at});
      }
      finding.summary = std::to_string(group.pauses.size()) + " of " + std::to_string(group.active) +
                        " active subscriptions" + at_node(listener) + " fell silent between " +
                        utc_span(window.from, silence_.pauses[latest].window.from, " and ");
      finding.summary += finding.open
                             ? " and none came back up to " + end_of(timeline_, log) + "."
                             : "; the first came back at " + utc(silence_.pauses[earliest_back].window.to) + ".";
      if (open > 0 && !finding.open) finding.summary += " " + std::to_string(open) + " did not come back.";
      tell_rejected_meanwhile(finding, first.log, window, work_.rejected_tracks);
      tell_dropped_meanwhile(finding, group);
      const Attempts attempts = attempts_in(window, first.log, group.pauses);
      if (!tell_attempts(attempts, finding)) tell_few_attempts(attempts, finding);
      if (finding.verdict == Verdict::kInconclusive) explain_doubt(first, finding);
      checks_.try_group(group, finding);
      out_.add(std::move(finding));
    }
  }

  // What looks like silence may be a listener that refuses: the notifications came, and were not accepted.
  void tell_rejected_meanwhile(Finding& finding, std::uint32_t log, const Window& window,
                               const std::vector<std::size_t>& tracks) const {
    const std::uint32_t listener = silence_.listeners[log];
    std::map<std::pair<std::uint64_t, NameId>, LoggedRuns> runs;  // by status and subscription
    for (const std::size_t t : tracks) {
      const Track& track = timeline_.tracks[t];
      if (silence_.listeners[track.log] != listener) continue;
      for (const TimedRun& run : track.runs) {
        if (run.first < window.to && run.last > window.from)
          runs[{track.number, track.subject}].emplace_back(track.log, &run);
      }
    }
    std::map<std::uint64_t, std::uint64_t> by_status;
    for (auto& [key, of_one] : runs) by_status[key.first] += count_once(of_one);
    if (by_status.empty()) return;
    std::uint64_t count = 0;
    std::string statuses;
    for (const auto& [status, rejected] : by_status) {
      count += rejected;
      statuses += (statuses.empty() ? "" : ", ") + std::to_string(status);
      if (const auto at = work_.finding_of_status.find({listener, status}); at != work_.finding_of_status.end())
        finding.related.push_back(at->second);
    }
    finding.variant = "rejected";
    finding.measured.emplace_back("rejected", static_cast<double>(count));
    finding.summary += " It was no silence on the wire: " + std::to_string(count) +
                       (count == 1 ? " notification" : " notifications") +
                       " came in that time, and the listener did not accept them (status " + statuses + ").";
  }

  // Captures show more than the request log: what was sent and not answered, and what Exchange said of its end.
  void tell_unanswered_meanwhile(Finding& finding, NameId subscription) const {
    const auto at = work_.on_wire.find(subscription);
    if (at == work_.on_wire.end()) return;
    std::uint64_t unanswered = 0;
    const TimedEvent* dropped = nullptr;
    for (const TimedEvent* event : at->second) {
      if (!is_within(event->time, *finding.window)) continue;
      unanswered += event->kind == EventKind::kNotificationUnanswered ? 1U : 0U;
      if (event->kind == EventKind::kSubscriptionDropped && dropped == nullptr) dropped = event;
    }
    if (dropped != nullptr) {
      finding.variant = "dropped";
      finding.confidence = Confidence::kHigh;
      finding.summary += " Exchange had reported it lost at " + utc(dropped->time) + ".";
    } else if (unanswered > 0) {
      finding.variant = "unanswered";
      finding.confidence = Confidence::kHigh;
      finding.measured.emplace_back("unanswered", static_cast<double>(unanswered));
      finding.summary += " It was no silence on the wire: a capture shows notifications of it that were not answered.";
    }
  }

  void tell_dropped_meanwhile(Finding& finding, const SilentGroup& group) const {
    std::size_t dropped = 0;
    for (const std::size_t p : group.pauses) {
      const auto at = work_.on_wire.find(silence_.subscriptions[silence_.pauses[p].subscription].id);
      dropped += at != work_.on_wire.end() && std::any_of(at->second.begin(), at->second.end(),
                                                          [&](const TimedEvent* event) {
                                                            return event->kind == EventKind::kSubscriptionDropped &&
                                                                   is_within(event->time, *finding.window);
                                                          })
                     ? 1U
                     : 0U;
    }
    if (dropped * 2 < group.pauses.size()) return;
    finding.variant = "dropped";
    finding.summary += " Exchange had reported " + std::to_string(dropped) + " of them lost.";
  }

  // What Exchange tried in a window and came to nothing.
  struct Attempts {
    std::vector<const TimedEvent*> connections;
    std::vector<const TimedEvent*> notifications;  // of the subscriptions that are asked for
    std::set<NameId> subscriptions;                // the same, each once
    std::size_t asked = 0;                         // subscriptions
  };
  [[nodiscard]] Attempts attempts_in(const Window& window, std::uint32_t log,
                                     const std::vector<std::size_t>& pauses) const {
    Attempts found;
    found.asked = pauses.size();
    const auto at = work_.attempts.find(silence_.listeners[log]);
    if (at == work_.attempts.end()) return found;
    std::set<NameId> asked;
    for (const std::size_t p : pauses) asked.insert(silence_.subscriptions[silence_.pauses[p].subscription].id);
    for (const TimedEvent* event : at->second) {
      if (!is_within(event->time, window)) continue;
      if (event->kind != EventKind::kNotificationUnanswered) {
        found.connections.push_back(event);
      } else if (asked.contains(event->text.subject)) {
        found.notifications.push_back(event);
        found.subscriptions.insert(event->text.subject);
      }
    }
    return found;
  }

  // That Exchange tried in that time, and what became of it: then it was not Exchange that fell silent. One attempt is
  // not the reason for all: it may have been for any of them, and Exchange tries again.
  static bool tell_attempts(const Attempts& found, Finding& finding) {
    if (!finding.variant.empty()) return true;
    const bool unanswered = found.subscriptions.size() * 2 >= found.asked;
    if (!unanswered && found.connections.size() < std::min<std::size_t>(found.asked, 2)) return false;
    const TimedEvent* first = nullptr;
    bool refused = false, ignored = false;
    for (const auto* events : {&found.notifications, &found.connections}) {
      if (!events->empty() && (first == nullptr || events->front()->time < first->time)) first = events->front();
    }
    for (const TimedEvent* event : found.connections)
      (event->text.number == kConnectRefused ? refused : ignored) = true;
    std::string how;
    for (const auto& [seen, words] : {std::pair{!found.notifications.empty(), "notifications that were not answered"},
                                      {refused, "connections that were refused"},
                                      {ignored, "attempts to connect that came to nothing"}}) {
      if (seen) how += (how.empty() ? "" : ", ") + std::string(words);
    }
    finding.variant = unanswered ? "unanswered" : "connect";
    finding.evidence.push_back({"sample", first->time, first->at});
    finding.summary += " It was no silence on the wire: from " + utc(first->time) + " on a capture shows " + how + ".";
    return true;
  }

  static void tell_few_attempts(const Attempts& found, Finding& finding) {
    const TimedEvent* sample = nullptr;
    std::string how;
    if (!found.connections.empty()) {
      sample = found.connections.front();
      how = how_many(found.connections.size(), "attempt") + " to connect that came to nothing";
    }
    if (!found.notifications.empty()) {
      sample = found.notifications.front();
      how = how_many(found.notifications.size(), "notification") + " of " + std::to_string(found.subscriptions.size()) +
            " of them without an answer" + (how.empty() ? "" : ", ") + how;
    }
    if (sample == nullptr) return;
    finding.evidence.push_back({"sample", sample->time, sample->at});
    finding.summary += " In that time a capture shows " + how + ", and nothing else of Exchange for them.";
  }

  [[nodiscard]] std::uint32_t log_of(const Location& at) const { return timeline_.log_of(at); }

  // The last notifications of a log: the latest, whose it is, and the latest of any other subscription.
  struct LastBeats {
    Timestamp latest = Timestamp::min(), second = Timestamp::min();
    std::size_t latest_of = 0;
  };

  static constexpr std::size_t kNoFinding = static_cast<std::size_t>(-1);

  const NotificationWork& work_;
  const Timeline& timeline_;
  Findings& out_;
  const SilenceThresholds& limits_;
  const Silence& silence_;
  const PauseChecks checks_;
  std::vector<std::size_t> finding_of_pause_;
  std::map<std::uint32_t, LastBeats> last_beats_;  // by log
};

}  // namespace

void tell_pauses(const NotificationWork& work) { PauseRules(work).run(); }

// A log that ends before its day does, with nothing to prove that the node lived on.
void tell_open_ends(const NotificationWork& work) {
  std::map<std::uint32_t, const TimedRun*> last_of_log;
  for (const Subscription& subscription : work.silence.subscriptions) {
    const TimedRun& run = subscription.runs.back();
    const TimedRun*& last = last_of_log[work.timeline.log_of(run.last_at)];
    if (last == nullptr || run.last > last->last) last = &run;
  }
  for (const auto& [index, run] : last_of_log) {
    const LogCoverage& log = work.timeline.logs[index];
    const bool could_have_shown = log.unproven_until && *log.unproven_until - log.last_record > work.limits.stale;
    if (!could_have_shown || log.span.to - run->last > work.limits.missed()) continue;
    Finding finding;
    finding.rule = &kExchangeSilence;
    finding.variant = log.cut_end ? "cut-log" : "end-of-log";
    finding.severity = Severity::kNotice;
    finding.confidence = Confidence::kLow;
    finding.verdict = Verdict::kInconclusive;
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = listener_name(work.timeline, log);
    finding.window = Window{run->last, run->last};
    finding.open = true;
    finding.summary = "The request log" + at_node(log) + (log.cut_end ? " is cut at " : " ends at ") +
                      utc(log.last_record) +
                      (log.cut_end ? "." : ", and nothing here shows whether the node lived on.") +
                      " Whether notifications went on is not known.";
    finding.evidence.push_back({"last-before", run->last, run->last_at});
    if (Checks* why = work.out.checks(kExchangeSilence)) {
      why->tried(kSilenceCovered, {.subject = finding.subject,
                                   .note = "the log ends, and nothing here shows whether the node lived on",
                                   .window = finding.window,
                                   .evidence = finding.evidence});
    }
    work.out.add(std::move(finding));
  }
}

}  // namespace logscan::detail
