// What the rules about pauses tried, for `logscan why`: also the pauses that were too short for them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "detect/notification_work.h"

namespace logscan::detail {

class PauseChecks {
 public:
  explicit PauseChecks(const NotificationWork& work) : work_(work) {}

  // keepalive.missed where the pause is not `stale`, else subscription.stale; `counts` where nothing explains it away.
  void try_pause(const SubscriptionPause& pause, bool stale, bool counts) const;
  // Pauses within cadence and grace, and subscriptions that never paused.
  void try_short_pauses() const;
  // exchange.silence: a group, as its finding tells it; then the fullest group of each listener that was none.
  void try_group(const SilentGroup& group, const Finding& finding) const;
  void try_small_groups() const;
  // subscriptions.replaced: of each listener the fullest group of subscriptions that ended and were not replaced.
  void try_ended_groups() const;

 private:
  [[nodiscard]] Trial trial_of(const SubscriptionPause& pause, bool held) const;
  [[nodiscard]] std::string doubt_of(const SubscriptionPause& pause) const;
  void try_runs(NameId subscription, const std::vector<TimedRun>& runs) const;
  [[nodiscard]] std::size_t active_at(std::uint32_t listener, Timestamp moment) const;
  using Pauses = std::vector<const SubscriptionPause*>;
  enum class Which : std::uint8_t { kSingle, kEnded };
  [[nodiscard]] Pauses fullest_group(std::uint32_t listener, Which which) const;
  [[nodiscard]] Trial trial_of(std::uint32_t listener, const Pauses& group) const;
  void try_small_group(std::uint32_t listener) const;
  void try_ended_group(std::uint32_t listener) const;

  const NotificationWork& work_;
};

}  // namespace logscan::detail
