#include "detect/pause_checks.h"

#include <algorithm>
#include <utility>

#include "detect/told_times.h"
#include "time/format.h"

namespace logscan::detail {
namespace {

std::string explanation_of(const SubscriptionPause& pause) {
  if (pause.by_right) return "Unity Connection ended the subscription by its answer";
  switch (pause.shape) {
    case Shape::kLoop:
      return "part of a re-subscription loop";
    case Shape::kReplacedAll:
      return "all subscriptions were replaced at that time";
    case Shape::kReplacedByOne:
      return "a new id took its place";
    case Shape::kGroup:
    case Shape::kSingle:
      break;
  }
  return "";
}

std::string_view words_of(Hole::Why why) {
  switch (why) {
    case Hole::Why::kFileMissing:
      return "no file for that time";
    case Hole::Why::kCut:
      return "cut";
    case Hole::Why::kUnreadable:
      return "unreadable";
    case Hole::Why::kHidden:
      return "it hides what happened";
    case Hole::Why::kReadApart:
      return "its files could not be read as one";
  }
  return "";
}

}  // namespace

Trial PauseChecks::trial_of(const SubscriptionPause& pause, bool held) const {
  Trial trial{.subject = work_.name(pause.subscription), .held = held, .window = pause.window};
  trial.evidence.push_back({"last-before", work_.run_of(pause).last, work_.run_of(pause).last_at});
  const std::vector<TimedRun>& runs = work_.silence.subscriptions[pause.subscription].runs;
  if (pause.run + 1 < runs.size())
    trial.evidence.push_back({"first-after", runs[pause.run + 1].first, runs[pause.run + 1].first_at});
  return trial;
}

std::string PauseChecks::doubt_of(const SubscriptionPause& pause) const {
  if (pause.intact) return "";
  if (pause.zone_doubt) return "the log states no zone, and a change to summer time looks the same";
  for (const Hole& hole : work_.timeline.logs[pause.log].holes) {
    if (hole.window.overlaps(pause.window))
      return "a hole from " + utc_span(hole.window) + ": " + std::string(words_of(hole.why));
  }
  return "it does not cover all of that time";
}

void PauseChecks::try_pause(const SubscriptionPause& pause, bool stale, bool counts) const {
  const double length = seconds(pause.window.length());
  if (Checks* why = work_.out.checks(kKeepaliveMissed)) {
    why->tried(kKeepalivePaused, measured(trial_of(pause, true), length, seconds(work_.limits.missed())));
    why->tried(kKeepaliveNotStale, noted(measured(trial_of(pause, !stale), length, seconds(work_.limits.stale)),
                                         stale ? explanation_of(pause) : ""));
    if (!stale) why->tried(kKeepaliveUnexplained, noted(trial_of(pause, counts), explanation_of(pause)));
    if (!stale && counts) why->tried(kKeepaliveCovered, noted(trial_of(pause, pause.intact), doubt_of(pause)));
  }
  if (Checks* why = work_.out.checks(kSubscriptionStale)) {
    why->tried(kStalePaused, noted(measured(trial_of(pause, stale), length, seconds(work_.limits.stale)),
                                   pause.shape == Shape::kReplacedByOne ? explanation_of(pause) : ""));
    if (stale) why->tried(kStaleUnexplained, noted(trial_of(pause, counts), explanation_of(pause)));
    if (stale && counts) why->tried(kStaleCovered, noted(trial_of(pause, pause.intact), doubt_of(pause)));
  }
}

void PauseChecks::try_runs(NameId subscription, const std::vector<TimedRun>& runs) const {
  const auto tried = [&](const Trial& trial) {
    if (Checks* why = work_.out.checks(kKeepaliveMissed)) {
      why->tried(kKeepalivePaused, trial.value ? measured(trial, *trial.value, seconds(work_.limits.missed())) : trial);
    }
    if (Checks* why = work_.out.checks(kSubscriptionStale)) {
      why->tried(kStalePaused, trial.value ? measured(trial, *trial.value, seconds(work_.limits.stale)) : trial);
    }
  };
  const std::string name(work_.timeline.name(subscription));
  if (runs.size() == 1) {
    tried({.subject = name,
           .note = "never more than " + to_words(signal_info(SignalKind::kNotification).link) + " from one to the next",
           .window = Window{runs.front().first, runs.front().last}});
  }
  for (std::size_t r = 0; r + 1 < runs.size(); ++r) {
    const Window pause{runs[r].last, runs[r + 1].first};
    if (pause.length() > work_.limits.missed()) continue;
    tried({.subject = name,
           .value = seconds(pause.length()),
           .window = pause,
           .evidence = {{"last-before", runs[r].last, runs[r].last_at},
                        {"first-after", runs[r + 1].first, runs[r + 1].first_at}}});
  }
}

void PauseChecks::try_short_pauses() const {
  if (work_.out.checks(kKeepaliveMissed) == nullptr && work_.out.checks(kSubscriptionStale) == nullptr) return;
  // The silence joins what is no longer than cadence and grace; the tracks still have every pause above the link.
  const std::vector<Track>& tracks = work_.timeline.tracks;
  RunList<Timestamp> runs;
  for (std::size_t i = 0; i < tracks.size(); ++i) {
    if (tracks[i].kind != SignalKind::kNotification) continue;
    for (const TimedRun& run : tracks[i].runs) runs.insert(run, signal_info(tracks[i].kind).link);
    const bool more =
        i + 1 < tracks.size() && tracks[i + 1].kind == tracks[i].kind && tracks[i + 1].subject == tracks[i].subject;
    if (more) continue;
    try_runs(tracks[i].subject, runs.runs());
    runs = {};
  }
}

void PauseChecks::try_group(const SilentGroup& group, const Finding& finding) const {
  Checks* why = work_.out.checks(kExchangeSilence);
  if (why == nullptr) return;
  const Trial trial{.subject = finding.subject, .held = true, .window = finding.window, .evidence = finding.evidence};
  const auto silent = static_cast<double>(group.pauses.size());
  why->tried(kSilenceMany, measured(trial, silent, static_cast<double>(work_.limits.group_least)));
  why->tried(kSilenceShare, measured(trial, silent / static_cast<double>(group.active), work_.limits.group_share));
  Trial covered = trial;
  covered.held = finding.verdict == Verdict::kFail;
  if (!covered.held) covered.note = doubt_of(work_.silence.pauses[group.pauses.front()]);
  why->tried(kSilenceCovered, std::move(covered));
}

void PauseChecks::try_small_groups() const {
  if (work_.out.checks(kExchangeSilence) == nullptr) return;
  for (const std::uint32_t listener : work_.notified_listeners()) try_small_group(listener);
}

void PauseChecks::try_ended_groups() const {
  if (work_.out.checks(kSubscriptionsReplaced) == nullptr) return;
  for (const std::uint32_t listener : work_.notified_listeners()) try_ended_group(listener);
}

std::size_t PauseChecks::active_at(std::uint32_t listener, Timestamp moment) const {
  std::size_t active = 0;
  for (const Subscription& subscription : work_.silence.subscriptions) {
    active += std::any_of(subscription.runs.begin(), subscription.runs.end(),
                          [&](const TimedRun& run) {
                            return run.first <= moment && moment <= run.last &&
                                   work_.silence.listeners[work_.timeline.log_of(run.last_at)] == listener;
                          })
                  ? 1U
                  : 0U;
  }
  return active;
}

// The most pauses that began within cadence and grace.
PauseChecks::Pauses PauseChecks::fullest_group(std::uint32_t listener, Which which) const {
  Pauses pauses;
  for (const SubscriptionPause& pause : work_.silence.pauses) {
    const bool wanted = which == Which::kSingle ? pause.shape != Shape::kGroup && !pause.by_right : pause.open;
    const bool taken = pause.shape == Shape::kLoop || pause.shape == Shape::kReplacedAll;
    if (wanted && !taken && work_.silence.listeners[pause.log] == listener) pauses.push_back(&pause);
  }
  std::stable_sort(pauses.begin(), pauses.end(), [](const SubscriptionPause* a, const SubscriptionPause* b) {
    return a->window.from < b->window.from;
  });
  std::size_t first = 0, most = 0;
  for (std::size_t from = 0, to = 0; from < pauses.size(); ++from) {
    while (to < pauses.size() && pauses[to]->window.from - pauses[from]->window.from <= work_.limits.missed()) ++to;
    if (to - from <= most) continue;
    first = from;
    most = to - from;
  }
  const auto begin = pauses.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(most)};
}

Trial PauseChecks::trial_of(std::uint32_t listener, const Pauses& group) const {
  Trial trial{.subject = listener_name(work_.timeline, work_.timeline.logs[listener])};
  if (!group.empty()) {
    trial.window = Window{group.front()->window.from, group.back()->window.from};
    trial.evidence.push_back({"last-before", group.back()->window.from, work_.run_of(*group.back()).last_at});
  }
  trial.held = group.size() >= work_.limits.group_least;
  return measured(std::move(trial), static_cast<double>(group.size()), static_cast<double>(work_.limits.group_least));
}

void PauseChecks::try_small_group(std::uint32_t listener) const {
  Checks& why = *work_.out.checks(kExchangeSilence);
  const Pauses group = fullest_group(listener, Which::kSingle);
  Trial trial = trial_of(listener, group);
  why.tried(kSilenceMany, trial);
  if (!trial.held) return;
  const Timestamp moment = trial.window->from;
  std::size_t active = active_at(listener, moment);
  for (const SubscriptionPause* pause : group) active += work_.run_of(*pause).first > moment ? 1U : 0U;
  trial.held = false;
  why.tried(kSilenceShare,
            measured(std::move(trial),
                     static_cast<double>(group.size()) / static_cast<double>(std::max(active, group.size())),
                     work_.limits.group_share));
}

void PauseChecks::try_ended_group(std::uint32_t listener) const {
  Checks& why = *work_.out.checks(kSubscriptionsReplaced);
  const Pauses group = fullest_group(listener, Which::kEnded);
  Trial trial = trial_of(listener, group);
  why.tried(kReplacedEnded, trial);
  if (!trial.held) return;
  const Window window{trial.window->from, trial.window->to + work_.limits.stale};
  const auto begun = std::count_if(work_.silence.subscriptions.begin(), work_.silence.subscriptions.end(),
                                   [&](const Subscription& subscription) {
                                     const TimedRun& run = subscription.runs.front();
                                     return window.from <= run.first && run.first <= window.to &&
                                            work_.silence.listeners[work_.timeline.log_of(run.first_at)] == listener;
                                   });
  trial.held = false;
  why.tried(kReplacedBegun,
            measured(std::move(trial), static_cast<double>(begun) / static_cast<double>(group.size()), kReplacedShare));
}

}  // namespace logscan::detail
