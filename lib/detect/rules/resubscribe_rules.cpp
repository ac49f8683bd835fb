// Subscriptions that are made anew: subscription.resubscribe-loop, subscriptions.replaced, and what diagnostic logs say
// of stale subscriptions.
#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "detect/diag_logs.h"
#include "detect/notification_work.h"
#include "detect/pause_checks.h"
#include "detect/told_times.h"
#include "detect/trial.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

class ResubscribeRules {
 public:
  explicit ResubscribeRules(const NotificationWork& work)
      : work_(work), timeline_(work.timeline), out_(work.out), limits_(work.limits), silence_(work.silence) {}

  void run() {
    tell_loops();
    for (const DatedHalf& half : halves_of(timeline_)) {
      logged_loops_.clear();
      tell_logged_loops(half);
      tell_logged_stale(half);
    }
  }

 private:
  using ByName = std::multimap<std::string, std::size_t>;

  void tell_loops() {
    for (const Loop& loop : silence_.loops) {
      const Subscription& first = silence_.subscriptions[loop.subscriptions.front()];
      const TimedRun& begin = first.runs[loop.chains > 0 ? 0 : loop.first_run];
      const LogCoverage& log = timeline_.logs[log_of(begin.first_at)];
      Finding finding;
      finding.rule = &kResubscribeLoop;
      finding.severity = kResubscribeLoop.severity;
      finding.window = loop.window;
      finding.count = loop.rounds;
      finding.measured = {{"rounds", static_cast<double>(loop.rounds)}};
      finding.verdict = log.intact(loop.window) ? Verdict::kFail : Verdict::kInconclusive;
      if (loop.chains > 0) {
        finding.subject_kind = SubjectKind::kExchange;
        finding.subject = listener_name(timeline_, log);
        finding.measured.emplace_back("subscriptions", static_cast<double>(loop.chains));
        finding.summary = std::to_string(loop.rounds) + " re-subscriptions of " + std::to_string(loop.chains) +
                          " mailboxes" + at_node(log) +
                          ", each 15 to 18 minutes after the one before and under a new id; no keepalive in between.";
        for (std::size_t i = 0; i < std::min<std::size_t>(loop.subscriptions.size(), 4); ++i) {
          const TimedRun& run = silence_.subscriptions[loop.subscriptions[i]].runs.front();
          finding.evidence.push_back({"re-subscribed", run.first, run.first_at});
        }
      } else {
        finding.subject_kind = SubjectKind::kSubscription;
        finding.subject = work_.name(loop.subscriptions.front());
        finding.summary = finding.subject + " was made anew " + std::to_string(loop.rounds) +
                          " times in a row, 15 to 18 minutes apart; no keepalive in between.";
        for (std::size_t i = 0; i <= std::min<std::size_t>(loop.rounds, 3); ++i) {
          const TimedRun& run = first.runs[loop.first_run + i];
          finding.evidence.push_back({"re-subscribed", run.first, run.first_at});
        }
      }
      if (finding.verdict == Verdict::kInconclusive) {
        finding.summary += " The log does not cover all of that time, so keepalives may be missing from it.";
      }
      try_loop(finding, loop.rounds);
      out_.add(std::move(finding));
    }
    try_short_loops();
  }

  // For `logscan why`.
  void try_loop(const Finding& finding, std::size_t rounds) const {
    Checks* why = out_.checks(kResubscribeLoop);
    if (why == nullptr) return;
    why->tried(kLoopRounds,
               measured(trial_of(finding), static_cast<double>(rounds), static_cast<double>(limits_.loop_rounds)));
    why->tried(kLoopShown, proof_of(finding, "something of that leaves a doubt"));
  }
  void try_few_rounds(Trial trial, std::size_t rounds) const {
    out_.checks(kResubscribeLoop)
        ->tried(kLoopRounds,
                measured(std::move(trial), static_cast<double>(rounds), static_cast<double>(limits_.loop_rounds)));
  }
  // Of each subscription that is in no loop, the most rounds in a row.
  void try_short_loops() const {
    if (out_.checks(kResubscribeLoop) == nullptr) return;
    std::set<std::size_t> looping;
    for (const Loop& loop : silence_.loops) looping.insert(loop.subscriptions.begin(), loop.subscriptions.end());
    for (std::size_t s = 0; s < silence_.subscriptions.size(); ++s) {
      if (looping.contains(s)) continue;
      const std::vector<TimedRun>& runs = silence_.subscriptions[s].runs;
      std::size_t most = 0, begin = 0;
      for (std::size_t r = 0, rounds = 0; r + 1 < runs.size(); ++r) {
        const Duration distance = runs[r + 1].first - runs[r].first;
        const bool goes_on = runs[r].last - runs[r].first < limits_.missed() && in_rhythm(distance);
        rounds = goes_on ? rounds + 1 : 0;
        if (rounds <= most) continue;
        most = rounds;
        begin = r + 1 - rounds;
      }
      try_few_rounds({.subject = work_.name(s),
                      .window = Window{runs[begin].first, runs[begin + most].first},
                      .evidence = {{"re-subscribed", runs[begin].first, runs[begin].first_at}}},
                     most);
    }
  }
  [[nodiscard]] bool in_rhythm(Duration distance) const {
    return limits_.resubscribe_least <= distance && distance <= limits_.resubscribe_most;
  }

  // What Unity Connection's own log says of subscribing again. The wording is in no document, so this is weak evidence.
  void tell_logged_loops(const DatedHalf& half) {
    std::map<std::pair<std::string, NameId>, std::vector<const TimedEvent*>> renewed;  // by owner and mailbox
    for (const TimedEvent& event : half.events) {
      if (event.kind != EventKind::kSubscriptionRenewed || event.text.subject == kNoName) continue;
      auto& of_mailbox = renewed[{owner_of(timeline_, half.logs[log_of(event.at)]), event.text.subject}];
      // Unity Connection looks every 120 s: what is closer is said of the same re-subscription.
      if (of_mailbox.empty() || event.time - of_mailbox.back()->time > kSameRound) of_mailbox.push_back(&event);
    }
    out_.examined(kResubscribeLoop, renewed.size());
    for (const auto& [key, events] : renewed) {
      for (std::size_t begin = 0; begin < events.size();) {
        std::size_t end = begin + 1;
        while (end < events.size() && in_rhythm(events[end]->time - events[end - 1]->time)) ++end;
        if (end - begin >= limits_.loop_rounds) {
          tell_logged_loop(half, events, begin, end);
        } else if (out_.checks(kResubscribeLoop) != nullptr) {
          const TimedEvent& first = *events[begin];
          Trial trial{.subject = std::string(timeline_.name(first.text.subject)),
                      .window = Window{first.time, events[end - 1]->time},
                      .evidence = {{"re-subscribed", first.time, first.at}}};
          try_few_rounds(half.dated ? std::move(trial) : without_times(std::move(trial)), end - begin);
        }
        begin = end;
      }
    }
  }

  void tell_logged_loop(const DatedHalf& half, const std::vector<const TimedEvent*>& events, std::size_t begin,
                        std::size_t end) {
    const TimedEvent& first = *events[begin];
    Finding finding;
    finding.rule = &kResubscribeLoop;
    finding.severity = kResubscribeLoop.severity;
    finding.confidence = Confidence::kLow;
    finding.subject_kind = SubjectKind::kSubscription;
    finding.subject = timeline_.name(first.text.subject);
    finding.window = Window{first.time, events[end - 1]->time};
    finding.count = end - begin;
    finding.measured = {{"rounds", static_cast<double>(end - begin)}};
    for (std::size_t i = begin; i < std::min(end, begin + 4); ++i)
      finding.evidence.push_back({"re-subscribed", events[i]->time, events[i]->at});
    const LogCoverage& log = half.logs[log_of(first.at)];
    const bool in_a_row = !misses_files(half, log, first, *events[end - 1]);
    finding.summary = "By the diagnostic log, " + finding.subject + " was subscribed again " +
                      std::to_string(end - begin) + " times" + (in_a_row ? " in a row" : "") +
                      ", 15 to 18 minutes apart";
    if (half.dated) finding.summary += ", from " + utc_span(*finding.window);
    finding.summary += ".";
    if (!in_a_row) {
      finding.verdict = Verdict::kInconclusive;
      finding.summary += " Part of the log is missing in between, so they need not be in a row.";
      finding.extra_steps.emplace_back("Collect the missing files of the diagnostic log.");
    }
    const auto notified = std::count_if(
        events.begin() + static_cast<std::ptrdiff_t>(begin), events.begin() + static_cast<std::ptrdiff_t>(end),
        [&](const TimedEvent* event) { return half.dated && was_notified(log, event->text.detail, event->time); });
    tell_notified(notified, "the old subscription", "subscribes again", finding);
    tell_time_doubts(timeline_, half, log, finding);
    logged_loops_.push_back({&log, first.text.subject, first.time, events[end - 1]->time, {}});
    for (std::size_t i = begin; i < end; ++i) logged_loops_.back().old.insert(events[i]->text.detail);
    try_loop(finding, end - begin);
    out_.add(std::move(finding));
  }

  // The request log contradicts so many records of a diagnostic log.
  static void tell_notified(std::ptrdiff_t count, const std::string& subscription, const std::string& claim,
                            Finding& finding) {
    if (count == 0) return;
    finding.verdict = Verdict::kInconclusive;
    finding.variant = "notified";
    finding.summary += " Before " + std::to_string(count) + " of these times the listener accepted notifications of " +
                       subscription + ": they arrive, and what " + claim + " does not see them.";
  }

  // Whether files of the log are missing, or its text is cut, between two of its events.
  [[nodiscard]] bool misses_files(const DatedHalf& half, const LogCoverage& log, const TimedEvent& first,
                                  const TimedEvent& last) const {
    if (half.dated) return log.has_hole({first.time, last.time});
    bool between = false;
    for (const SourceId id : log.sources) {
      if (between && timeline_.sources[id].missing_before) return true;
      if (id == first.at.source) between = true;
      if (id == last.at.source) break;
    }
    return false;
  }

  // Whether the listener of the same node accepted notifications of a subscription well within the time after which a
  // log calls it stale.
  [[nodiscard]] bool was_notified(const LogCoverage& log, NameId subscription, Timestamp stale_at) {
    if (subscription == kNoName || !compares(log)) return false;
    const Window window{stale_at - limits_.stale + kSameRound, stale_at - kSameRound};
    const auto [begin, end] = subscriptions_named(subscription);
    for (auto at = begin; at != end; ++at) {
      for (const TimedRun& run : silence_.subscriptions[at->second].runs) {
        if (run.last < window.from || run.first > window.to || !same_node(log, run)) continue;
        // A run that begins before and ends after has notifications as close to each other as missed().
        if (run.first >= window.from || run.last <= window.to || window.length() >= limits_.missed()) return true;
      }
    }
    return false;
  }

  // Whether the request log of the same node shows by itself that a subscription is stale at that time.
  [[nodiscard]] bool is_silent(const LogCoverage& log, NameId subscription, Timestamp time) {
    if (subscription == kNoName || !compares(log)) return false;
    const auto [begin, end] = subscriptions_named(subscription);
    return std::any_of(begin, end, [&](const auto& named) {
      auto pause = std::partition_point(silence_.pauses.begin(), silence_.pauses.end(),
                                        [&](const SubscriptionPause& one) { return one.subscription < named.second; });
      for (; pause != silence_.pauses.end() && pause->subscription == named.second; ++pause) {
        const Window& window = pause->window;
        if (window.length() > limits_.stale && time >= window.from + limits_.stale - kSameRound &&
            time <= window.to + kSameRound && same_node(log, work_.run_of(*pause)))
          return true;
      }
      return false;
    });
  }

  // Local times of a log whose zone is not known cannot be compared.
  [[nodiscard]] bool compares(const LogCoverage& log) const {
    return timeline_.sources[log.sources.front()].clock.basis() != ClockBasis::kAssumed;
  }

  [[nodiscard]] bool same_node(const LogCoverage& log, const TimedRun& run) const {
    const std::string& node = timeline_.logs[log_of(run.last_at)].node;
    return node.empty() || log.node.empty() || node == log.node;
  }

  // Ids are the same in any case of letters.
  std::pair<ByName::const_iterator, ByName::const_iterator> subscriptions_named(NameId id) {
    if (by_name_.empty()) {
      for (std::size_t s = 0; s < silence_.subscriptions.size(); ++s) by_name_.emplace(to_lower(work_.name(s)), s);
    }
    return by_name_.equal_range(to_lower(timeline_.name(id)));
  }

  // What Unity Connection's own log says of stale subscriptions, where neither the request log nor a loop tells the
  // same. The wording is in no document either.
  void tell_logged_stale(const DatedHalf& half) {
    std::map<std::pair<std::string, NameId>, std::vector<const TimedEvent*>> stale;  // by owner and what is stale
    for (const TimedEvent& event : half.events) {
      if (event.kind != EventKind::kSubscriptionStale) continue;
      const LogCoverage& log = half.logs[log_of(event.at)];
      if (is_of_loop(log, event) || (half.dated && is_silent(log, event.text.subject, event.time))) continue;
      stale[{owner_of(timeline_, log), event.text.subject}].push_back(&event);
    }
    out_.examined(kSubscriptionStale, stale.size());
    for (const auto& [key, events] : stale) tell_logged_stale(half, events);
  }

  void tell_logged_stale(const DatedHalf& half, const std::vector<const TimedEvent*>& events) {
    const TimedEvent& first = *events.front();
    const TimedEvent& last = *events.back();
    const LogCoverage& log = half.logs[log_of(first.at)];
    Finding finding;
    finding.rule = &kSubscriptionStale;
    finding.severity = kSubscriptionStale.severity;
    finding.confidence = Confidence::kLow;
    finding.subject_kind = SubjectKind::kSubscription;
    finding.subject = first.text.subject == kNoName ? "unknown" : timeline_.name(first.text.subject);
    finding.window = Window{first.time, last.time};
    finding.count = events.size();
    finding.evidence.push_back({"trigger", first.time, first.at});
    if (events.size() > 1) finding.evidence.push_back({"last", last.time, last.at});
    finding.summary =
        "By the diagnostic log, " +
        (first.text.subject == kNoName ? std::string("a subscription that it does not name") : finding.subject) +
        " was stale";
    if (half.dated) {
      finding.summary += events.size() == 1 ? " at " + utc(first.time)
                                            : " at " + std::to_string(events.size()) + " times from " +
                                                  utc_span(first.time, last.time);
    }
    finding.summary += ".";
    const auto notified = std::count_if(events.begin(), events.end(), [&](const TimedEvent* event) {
      return half.dated && was_notified(log, event->text.subject, event->time);
    });
    tell_notified(notified, "it", "calls it stale", finding);
    tell_time_doubts(timeline_, half, log, finding);
    if (Checks* why = out_.checks(kSubscriptionStale)) {
      Trial trial{.subject = finding.subject,
                  .held = true,
                  .note = "the diagnostic log calls it stale",
                  .window = finding.window,
                  .evidence = finding.evidence};
      why->tried(kStalePaused, trial);
      why->tried(kStaleUnexplained, trial);
      trial.held = finding.verdict == Verdict::kFail;
      why->tried(kStaleCovered, std::move(trial));
    }
    out_.add(std::move(finding));
  }

  // Each round of a loop begins with a subscription that is found stale.
  [[nodiscard]] bool is_of_loop(const LogCoverage& log, const TimedEvent& event) const {
    return std::any_of(logged_loops_.begin(), logged_loops_.end(), [&](const LoggedLoop& loop) {
      const NameId stale = event.text.subject;
      return loop.log == &log && (stale == kNoName || stale == loop.mailbox || loop.old.contains(stale)) &&
             event.time >= loop.from - kSameRound && event.time <= loop.to + kSameRound;
    });
  }

  [[nodiscard]] std::uint32_t log_of(const Location& at) const { return timeline_.log_of(at); }

  // A loop by the diagnostic log.
  struct LoggedLoop {
    const LogCoverage* log = nullptr;
    NameId mailbox = kNoName;
    Timestamp from{}, to{};
    std::set<NameId> old;  // the subscriptions that were replaced
  };

  static constexpr Duration kSameRound = std::chrono::seconds(120);

  const NotificationWork& work_;
  const Timeline& timeline_;
  Findings& out_;
  const SilenceThresholds& limits_;
  const Silence& silence_;
  ByName by_name_;                        // subscriptions by id in lower case; made when it is asked for
  std::vector<LoggedLoop> logged_loops_;  // of the half that is told
};

}  // namespace

void tell_resubscriptions(const NotificationWork& work) { ResubscribeRules(work).run(); }

void tell_replacements(const NotificationWork& work) {
  for (const Replacement& replacement : work.silence.replacements) {
    const auto last_run = [&](std::size_t s) -> const TimedRun& { return work.silence.subscriptions[s].runs.back(); };
    const auto first_run = [&](std::size_t s) -> const TimedRun& { return work.silence.subscriptions[s].runs.front(); };
    Timestamp from = last_run(replacement.ended.front()).last, to = first_run(replacement.begun.front()).first;
    std::set<std::uint64_t> old_pids, new_pids;
    for (const std::size_t s : replacement.ended) {
      from = std::min(from, last_run(s).last);
      old_pids.insert(last_run(s).tag);
    }
    for (const std::size_t s : replacement.begun) {
      to = std::max(to, first_run(s).first);
      new_pids.insert(first_run(s).tag);
    }
    const LogCoverage& log = work.timeline.logs[work.timeline.log_of(first_run(replacement.begun.front()).first_at)];
    Finding finding;
    finding.rule = &kSubscriptionsReplaced;
    finding.severity = kSubscriptionsReplaced.severity;
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = listener_name(work.timeline, log);
    finding.window = Window{from, to};
    finding.count = replacement.ended.size();
    finding.measured = {{"ended", static_cast<double>(replacement.ended.size())},
                        {"begun", static_cast<double>(replacement.begun.size())}};
    finding.summary = std::to_string(replacement.ended.size()) + " subscriptions" + at_node(log) + " ended and " +
                      std::to_string(replacement.begun.size()) + " new ones began between " +
                      utc_span(from, to, " and ");
    if (old_pids.size() == 1 && new_pids.size() == 1 && *old_pids.begin() != *new_pids.begin()) {
      finding.summary += ", with another pid (" + std::to_string(*old_pids.begin()) + ", then " +
                         std::to_string(*new_pids.begin()) + "): the process that subscribes was restarted.";
    } else {
      finding.summary += ".";
    }
    finding.evidence.push_back(
        {"last-before", last_run(replacement.ended.back()).last, last_run(replacement.ended.back()).last_at});
    finding.evidence.push_back(
        {"first-after", first_run(replacement.begun.front()).first, first_run(replacement.begun.front()).first_at});
    if (Checks* why = work.out.checks(kSubscriptionsReplaced)) {
      const auto ended = static_cast<double>(replacement.ended.size());
      why->tried(kReplacedEnded, measured(trial_of(finding), ended, static_cast<double>(work.limits.group_least)));
      why->tried(kReplacedBegun,
                 measured(trial_of(finding), static_cast<double>(replacement.begun.size()) / ended, kReplacedShare));
    }
    work.out.add(std::move(finding));
  }
  PauseChecks(work).try_ended_groups();
}

}  // namespace logscan::detail
