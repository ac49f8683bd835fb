// notification.rejected.
#include <algorithm>
#include <map>

#include "detect/notification_work.h"
#include "detect/told_times.h"
#include "detect/trial.h"

namespace logscan::detail {
namespace {

// Proxy Authentication Required: no listener answers so.
constexpr std::uint64_t kProxyLogIn = 407;

// The first three and the last one prove it. Where several logs tell of it, each of them shows its first and its
// last.
std::vector<Evidence> evidence_of(std::map<std::uint32_t, std::vector<Evidence>> by_log) {
  std::vector<Evidence> chosen;
  for (auto& [log, evidence] : by_log) {
    std::stable_sort(evidence.begin(), evidence.end(),
                     [](const Evidence& a, const Evidence& b) { return a.time < b.time; });
    const std::size_t first = by_log.size() == 1 ? 3 : 1;
    if (evidence.size() > first + 1)
      evidence.erase(evidence.begin() + static_cast<std::ptrdiff_t>(first), evidence.end() - 1);
    if (evidence.size() > 1) evidence.back().role = "last";
    chosen.insert(chosen.end(), evidence.begin(), evidence.end());
  }
  std::stable_sort(chosen.begin(), chosen.end(), [](const Evidence& a, const Evidence& b) { return a.time < b.time; });
  return chosen;
}

}  // namespace

// For `logscan why`: listeners that took all that came.
static void try_accepting_listeners(const NotificationWork& work) {
  Checks* why = work.out.checks(kNotificationRejected);
  if (why == nullptr) return;
  for (const std::uint32_t listener : work.notified_listeners()) {
    const bool rejects = std::any_of(work.finding_of_status.begin(), work.finding_of_status.end(),
                                     [&](const auto& entry) { return entry.first.first == listener; });
    if (rejects) continue;
    why->tried(kRejectedSeen, {.subject = listener_name(work.timeline, work.timeline.logs[listener]),
                               .note = "all notifications were accepted"});
  }
}

void tell_rejections(NotificationWork& work) {
  struct Status {
    std::map<NameId, LoggedRuns> runs;  // by subscription
    std::map<std::uint32_t, std::vector<Evidence>> evidence;
  };
  std::map<std::pair<std::uint32_t, std::uint64_t>, Status> by_status;  // by listener and status
  for (std::size_t t = 0; t < work.timeline.tracks.size(); ++t) {
    const Track& track = work.timeline.tracks[t];
    if (track.kind != SignalKind::kNotificationRejected) continue;
    work.rejected_tracks.push_back(t);
    work.rejected_of[track.subject].push_back(t);
    Status& status = by_status[{work.silence.listeners[track.log], track.number}];
    for (const TimedRun& run : track.runs) {
      status.runs[track.subject].emplace_back(track.log, &run);
      status.evidence[track.log].push_back({"trigger", run.first, run.first_at});
      if (run.count > 1) status.evidence[track.log].push_back({"trigger", run.last, run.last_at});
    }
  }
  work.out.examined(kNotificationRejected, work.silence.subscriptions.size() + work.rejected_tracks.size());
  for (auto& [key, status] : by_status) {
    const LogCoverage& log = work.timeline.logs[key.first];
    Window window{Timestamp::max(), Timestamp::min()};
    std::uint64_t count = 0;
    for (auto& [subscription, runs] : status.runs) {
      count += count_once(runs);
      for (const auto& [of_log, run] : runs)
        window = {std::min(window.from, run->first), std::max(window.to, run->last)};
    }
    Finding finding;
    finding.rule = &kNotificationRejected;
    finding.severity = kNotificationRejected.severity;
    finding.subject_kind = SubjectKind::kExchange;
    finding.subject = listener_name(work.timeline, log);
    finding.window = window;
    finding.count = count;
    finding.measured = {{"status", static_cast<double>(key.second)},
                        {"subscriptions", static_cast<double>(status.runs.size())}};
    const bool by_proxy = key.second == kProxyLogIn;
    if (by_proxy) finding.variant = "proxy";
    finding.summary = (by_proxy ? "A proxy that wants a log-in" : "The listener" + at_node(log)) + " answered " +
                      std::to_string(count) + (count == 1 ? " notification of " : " notifications of ") +
                      std::to_string(status.runs.size()) +
                      (status.runs.size() == 1 ? " subscription" : " subscriptions") + " with status " +
                      std::to_string(key.second) + (key.second / 100 == 2 ? " and a body that is no answer" : "") +
                      ", from " + utc_span(window) + ".";
    finding.evidence = evidence_of(std::move(status.evidence));
    if (Checks* why = work.out.checks(kNotificationRejected))
      why->tried(kRejectedSeen, trial_of(finding, true, finding.summary));
    work.finding_of_status[key] = work.out.add(std::move(finding));
  }
  try_accepting_listeners(work);
}

}  // namespace logscan::detail
