// bundle.contradiction: what a request log and a capture of the same notifications say of one time.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/words.h"
#include "detect/holds.h"
#include "detect/notification_work.h"
#include "detect/told_times.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

class Contradictions {
 public:
  explicit Contradictions(const NotificationWork& work)
      : work_(work), timeline_(work.timeline), out_(work.out), silence_(work.silence) {}

  // What the request log and a capture of one listener say of one time, each on a clock that is known.
  void run() {
    std::map<NameId, std::vector<const Track*>> told;  // by subscription
    for (const Track& track : timeline_.tracks) {
      if (track.kind != SignalKind::kNotification || timeline_.name(track.subject).ends_with(kCutMark)) continue;
      const LogCoverage& log = timeline_.logs[track.log];
      const bool known = std::all_of(log.sources.begin(), log.sources.end(), [&](SourceId id) {
        return timeline_.sources[id].clock.basis() != ClockBasis::kAssumed;
      });
      if (known) told[track.subject].push_back(&track);
    }
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::vector<Contradiction>> found;  // by the two logs
    // Of a capture it is often not known whose it is; that of the other node does not hold this subscription.
    const auto of_one_listener = [&](const Track& one, const Track& other) {
      return silence_.listeners[one.log] == silence_.listeners[other.log] || timeline_.logs[one.log].node.empty() ||
             timeline_.logs[other.log].node.empty();
    };
    for (const auto& [subscription, tracks] : told) {
      for (const Track* silent : tracks) {
        for (const Track* other : tracks) {
          const bool capture = is_capture(timeline_, timeline_.logs[silent->log]);
          if (capture == is_capture(timeline_, timeline_.logs[other->log]) || !of_one_listener(*silent, *other))
            continue;
          // A capture at one Exchange server does not see those of another.
          const bool from_others =
              capture &&
              (other->peers.more() || std::any_of(other->peers.begin(), other->peers.end(), [&](NameId peer) {
                 return std::find(silent->peers.begin(), silent->peers.end(), peer) == silent->peers.end();
               }));
          if (from_others) continue;
          const bool could = could_contradict(*silent, *other);
          out_.examined(kBundleContradiction, could ? 1 : 0);
          const std::optional<Contradiction> one = contradiction(*silent, *other);
          const auto trial = [&] { return trial_of(*silent, *other, one); };
          if (!holds(out_, kBundleContradiction, kContradictionPossible, could || one, trial)) continue;
          if (!holds(out_, kBundleContradiction, kContradictionSeen, one.has_value(), trial)) continue;
          // A request log shows no body: what is no answer looks to it like one.
          if (holds(out_, kBundleContradiction, kContradictionTold, !met(*one).body_only, trial))
            found[{silent->log, other->log}].push_back(*one);
        }
      }
    }
    for (const auto& [logs, all] : found) tell_contradiction(timeline_.logs[logs.second], all);
  }

 private:
  // A time in which one log has no accepted notification of a subscription and another has them.
  struct Contradiction {
    const Track* silent = nullptr;
    Window window;
    const TimedRun* before = nullptr;  // of the silent one, where it has any
    const TimedRun* after = nullptr;
    const TimedRun* other = nullptr;  // of the other one, over that time
  };

  // Within so long a stretch of a run there is a notification for certain, whatever the jitter.
  static constexpr Duration kContradicted = std::chrono::seconds(360);

  static Window shared(const Window& one, const TimedRun& run) {
    return {std::max(one.from, run.first), std::min(one.to, run.last)};
  }
  static bool has_hole(const LogCoverage& log, const Window& window) {
    return std::any_of(log.holes.begin(), log.holes.end(),
                       [&](const Hole& hole) { return hole.window.overlaps(window); });
  }
  [[nodiscard]] bool could_contradict(const Track& silent, const Track& other) const {
    const LogCoverage& log = timeline_.logs[silent.log];
    return std::any_of(other.runs.begin(), other.runs.end(), [&](const TimedRun& run) {
      const Window both = shared(log.span, run);
      return both.to - both.from >= kContradicted && !has_hole(log, both);
    });
  }

  [[nodiscard]] std::optional<Contradiction> contradiction(const Track& silent, const Track& other) const {
    static_assert(kContradicted > signal_info(SignalKind::kNotification).link + 2 * kSameMoment);
    const LogCoverage& log = timeline_.logs[silent.log];
    for (std::size_t i = 0; i <= silent.runs.size(); ++i) {
      Contradiction found{&silent,
                          {i == 0 ? log.span.from : silent.runs[i - 1].last,
                           i == silent.runs.size() ? log.span.to : silent.runs[i].first},
                          i == 0 ? nullptr : &silent.runs[i - 1],
                          i == silent.runs.size() ? nullptr : &silent.runs[i],
                          nullptr};
      for (const TimedRun& run : other.runs) {
        const Window both = shared(found.window, run);
        if (both.to - both.from < kContradicted || has_hole(log, both)) continue;
        found.window = both;
        found.other = &run;
        return found;
      }
    }
    return std::nullopt;
  }

  // For `logscan why`: a subscription in two logs.
  [[nodiscard]] Trial trial_of(const Track& silent, const Track& other, const std::optional<Contradiction>& one) const {
    const auto named = [&](const Track& track) {
      return timeline_.sources[timeline_.logs[track.log].sources.front()].name.location;
    };
    Trial trial{.subject = std::string(timeline_.name(silent.subject)),
                .note = named(silent) + " beside " + named(other)};
    if (!one) return trial;
    trial.window = one->window;
    if (one->before != nullptr) trial.evidence.push_back({"last-before", one->before->last, one->before->last_at});
    if (one->after != nullptr) trial.evidence.push_back({"first-after", one->after->first, one->after->first_at});
    return trial;
  }

  // What a capture shows instead of what the request log tells as accepted.
  struct Met {
    std::uint64_t unanswered = 0, rejected = 0;
    std::set<std::uint64_t> statuses;
    bool body_only = false;
  };
  [[nodiscard]] Met met(const Contradiction& one) const {
    Met met;
    if (const auto at = work_.on_wire.find(one.silent->subject); at != work_.on_wire.end()) {
      for (const TimedEvent* event : at->second)
        met.unanswered += event->kind == EventKind::kNotificationUnanswered &&
                                  timeline_.log_of(event->at) == one.silent->log && is_within(event->time, one.window)
                              ? 1U
                              : 0U;
    }
    if (const auto rejected = work_.rejected_of.find(one.silent->subject); rejected != work_.rejected_of.end()) {
      for (const std::size_t t : rejected->second) {
        const Track& track = timeline_.tracks[t];
        if (track.log != one.silent->log) continue;
        for (const TimedRun& run : track.runs) {
          if (run.first > one.window.to || run.last < one.window.from) continue;
          met.rejected += run.count;
          met.statuses.insert(track.number);
          met.body_only = met.body_only || track.number / 100 == 2;
        }
      }
    }
    return met;
  }

  void tell_contradiction(const LogCoverage& other, const std::vector<Contradiction>& all) {
    const LogCoverage& silent = timeline_.logs[all.front().silent->log];
    const bool capture = is_capture(timeline_, silent);
    const std::string silent_name = timeline_.sources[silent.sources.front()].name.location;
    Met seen;
    Window window = all.front().window;
    for (const Contradiction& one : all) {
      window = {std::min(window.from, one.window.from), std::max(window.to, one.window.to)};
      const Met of_one = met(one);
      seen.unanswered += of_one.unanswered;
      seen.rejected += of_one.rejected;
      seen.statuses.insert(of_one.statuses.begin(), of_one.statuses.end());
    }
    Finding finding;
    finding.rule = &kBundleContradiction;
    finding.severity = kBundleContradiction.severity;
    finding.confidence = Confidence::kMedium;
    finding.variant = capture ? "capture" : "log";
    finding.subject_kind = SubjectKind::kBundle;
    finding.subject = silent_name;
    finding.window = window;
    finding.count = all.size();
    finding.measured = {{"subscriptions", static_cast<double>(all.size())}};
    finding.summary = "From " + utc_span(window) + " the " + std::string(log_word(timeline_, other)) + " " +
                      timeline_.sources[other.sources.front()].name.location + " shows notifications of " +
                      how_many(all.size(), "subscription") + " as accepted, and the " +
                      std::string(log_word(timeline_, silent)) + " " + silent_name + ", which covers that time, ";
    if (seen.unanswered + seen.rejected == 0) {
      finding.summary += "has none of them.";
    } else {
      finding.summary += "shows none as accepted: ";
      if (seen.rejected > 0) {
        finding.summary += std::to_string(seen.rejected) + " with status";
        for (const std::uint64_t status : seen.statuses)
          finding.summary += (status == *seen.statuses.begin() ? " " : ", ") + std::to_string(status);
      }
      if (seen.unanswered > 0)
        finding.summary += (seen.rejected > 0 ? " and " : "") + std::to_string(seen.unanswered) + " without an answer";
      finding.summary += ".";
    }
    const Contradiction& first = all.front();
    if (first.before != nullptr) finding.evidence.push_back({"last-before", first.before->last, first.before->last_at});
    if (first.after != nullptr) finding.evidence.push_back({"first-after", first.after->first, first.after->first_at});
    // Of a run only both ends are kept: what lies outside the window shows nothing of it.
    if (is_within(first.other->last, window)) {
      finding.evidence.push_back({"sample", first.other->last, first.other->last_at});
    } else if (is_within(first.other->first, window)) {
      finding.evidence.push_back({"sample", first.other->first, first.other->first_at});
    }
    out_.add(std::move(finding));
  }

  const NotificationWork& work_;
  const Timeline& timeline_;
  Findings& out_;
  const Silence& silence_;
};

}  // namespace

void tell_contradictions(const NotificationWork& work) { Contradictions(work).run(); }

}  // namespace logscan::detail
