// What the rules about notifications share; each family of them has a file of its own.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/rule.h"
#include "detect/silence.h"

namespace logscan::detail {

extern const RuleInfo kKeepaliveMissed, kSubscriptionStale, kResubscribeLoop, kSubscriptionsReplaced, kExchangeSilence,
    kNoNotifications, kNotificationRejected, kBundleContradiction;

// Their conditions, in the order in which notification_rules.cpp tells them.
enum KeepaliveCondition : std::uint8_t {
  kKeepalivePaused,
  kKeepaliveNotStale,
  kKeepaliveUnexplained,
  kKeepaliveCovered
};
enum StaleCondition : std::uint8_t { kStalePaused, kStaleUnexplained, kStaleCovered };
enum SilenceCondition : std::uint8_t { kSilenceMany, kSilenceShare, kSilenceCovered };
enum LoopCondition : std::uint8_t { kLoopRounds, kLoopShown };
enum ReplacedCondition : std::uint8_t { kReplacedEnded, kReplacedBegun };
enum NoneCondition : std::uint8_t { kNoneMeant, kNoneLong, kNoneEmpty, kNoneProven };
enum RejectedCondition : std::uint8_t { kRejectedSeen };
enum ContradictionCondition : std::uint8_t { kContradictionPossible, kContradictionSeen, kContradictionTold };

struct NotificationWork {
  const Timeline& timeline;
  const Settings& settings;
  Findings& out;
  SilenceThresholds limits;
  Silence silence;
  // What captures show; unanswered notifications and dropped subscriptions, by subscription.
  std::map<NameId, std::vector<const TimedEvent*>> on_wire;
  // Attempts of Exchange that came to nothing, by listener.
  std::map<std::uint32_t, std::vector<const TimedEvent*>> attempts;
  // Of tell_rejections().
  std::vector<std::size_t> rejected_tracks;                                          // into Timeline::tracks
  std::map<NameId, std::vector<std::size_t>> rejected_of;                            // the same by subscription
  std::map<std::pair<std::uint32_t, std::uint64_t>, std::size_t> finding_of_status;  // by listener and status

  [[nodiscard]] std::string name(std::size_t subscription) const;
  [[nodiscard]] const TimedRun& run_of(const SubscriptionPause& pause) const;
  // The log by which the listener is called that a log tells of: itself, but for a capture that was taken at a sender.
  [[nodiscard]] const LogCoverage& log_of_listener(std::uint32_t log) const;
  // Those that a notification came to; each by its first log.
  [[nodiscard]] std::set<std::uint32_t> notified_listeners() const;
};

// The families, in their order.
void tell_rejections(NotificationWork& work);
void tell_pauses(const NotificationWork& work);
void tell_resubscriptions(const NotificationWork& work);
void tell_replacements(const NotificationWork& work);
void tell_open_ends(const NotificationWork& work);
void tell_empty_listeners(const NotificationWork& work);
void tell_contradictions(const NotificationWork& work);

// A request log tells whole seconds.
inline constexpr Duration kSameMoment = std::chrono::seconds(2);

using LoggedRuns = std::vector<std::pair<std::uint32_t, const TimedRun*>>;  // each with its log

// How many records the runs hold, of one subscription at one listener. Where several logs have runs of one time, they
// tell of the same: the one that has most of them counts.
std::uint64_t count_once(LoggedRuns& runs);

// Words.
std::string at_node(const LogCoverage& log);
bool is_capture(const Timeline& timeline, const LogCoverage& log);
std::string_view log_word(const Timeline& timeline, const LogCoverage& log);
// A node without a name is told by its log.
std::string listener_name(const Timeline& timeline, const LogCoverage& log);

inline bool is_within(Timestamp time, const Window& window) { return window.from <= time && time < window.to; }

}  // namespace logscan::detail
