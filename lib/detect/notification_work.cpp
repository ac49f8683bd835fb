#include "detect/notification_work.h"

#include <algorithm>

#include "time/format.h"

namespace logscan::detail {

std::string NotificationWork::name(std::size_t subscription) const {
  return std::string(timeline.name(silence.subscriptions[subscription].id));
}

const TimedRun& NotificationWork::run_of(const SubscriptionPause& pause) const {
  return silence.subscriptions[pause.subscription].runs[pause.run];
}

const LogCoverage& NotificationWork::log_of_listener(std::uint32_t log) const {
  const LogCoverage& own = timeline.logs[log];
  const bool at_sender = own.node.empty() && !timeline.sources[own.sources.front()].node.empty();
  return at_sender ? timeline.logs[silence.listeners[log]] : own;
}

std::set<std::uint32_t> NotificationWork::notified_listeners() const {
  std::set<std::uint32_t> listeners;
  for (const Subscription& subscription : silence.subscriptions)
    listeners.insert(silence.listeners[timeline.log_of(subscription.runs.front().first_at)]);
  return listeners;
}

std::uint64_t count_once(LoggedRuns& runs) {
  std::stable_sort(runs.begin(), runs.end(),
                   [](const auto& a, const auto& b) { return a.second->first < b.second->first; });
  std::uint64_t count = 0;
  for (auto run = runs.begin(); run != runs.end();) {
    std::map<std::uint32_t, std::uint64_t> by_log;
    Timestamp end = run->second->last;
    for (; run != runs.end() && run->second->first <= end + kSameMoment; ++run) {
      by_log[run->first] += run->second->count;
      end = std::max(end, run->second->last);
    }
    std::uint64_t most = 0;
    for (const auto& [log, records] : by_log) most = std::max(most, records);
    count += most;
  }
  return count;
}

std::string at_node(const LogCoverage& log) { return log.node.empty() ? std::string() : " on " + log.node; }

bool is_capture(const Timeline& timeline, const LogCoverage& log) {
  return timeline.sources[log.sources.front()].parser->recording();
}

std::string_view log_word(const Timeline& timeline, const LogCoverage& log) {
  return is_capture(timeline, log) ? "capture" : "request log";
}

std::string listener_name(const Timeline& timeline, const LogCoverage& log) {
  return log.node.empty() ? timeline.sources[log.sources.front()].name.location : log.node;
}

}  // namespace logscan::detail
