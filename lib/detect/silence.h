// Silence: the pauses of all subscriptions, each put down to one of its known shapes.
//
// The idea: a pause of one subscription says little by itself. So before any pause is called a fault, the shapes that
// involve many are taken out, from the most to the least specific: subscriptions made anew in a rhythm (loops), all
// replaced at one time, all silent at one time, one replaced by one. What is left is a fault of one subscription.
//
// Guarantees: every pause longer than cadence + grace gets exactly one shape; the result does not depend on the order
// of the input. Nothing is missed before a subscription's first notification.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "timeline/timeline.h"

namespace logscan::detail {

// Of subscriptions that are replaced, so many new ones begin for each that ends: a few mailboxes come or go.
inline constexpr double kReplacedShare = 0.8, kReplacedShareMost = 1.25;

struct SilenceThresholds {
  Duration cadence = std::chrono::seconds(300);
  Duration grace = std::chrono::seconds(60);
  Duration stale = std::chrono::seconds(900);
  Duration resubscribe_least = std::chrono::seconds(900);
  Duration resubscribe_most = std::chrono::seconds(1080);
  std::size_t loop_rounds = 3;  // re-subscriptions in a row that make a loop
  std::size_t group_least = 3;  // subscriptions that make a group
  double group_share = 0.5;     // of those active at that moment
  // Stale is absolute: a cadence and grace beyond it do not hide a pause.
  [[nodiscard]] Duration missed() const { return std::min(cadence + grace, stale); }
};

// One subscription over all logs, its runs joined across missed() and less.
struct Subscription {
  NameId id = kNoName;
  std::vector<TimedRun> runs;
};

enum class Shape : std::uint8_t {
  kSingle,         // of one subscription
  kLoop,           // part of a re-subscription loop
  kReplacedAll,    // ended because all were made anew
  kReplacedByOne,  // ended, and one new id took its place after the time that re-subscribing takes
  kGroup,          // with many others
};

struct SubscriptionPause {
  std::size_t subscription = 0;  // into Silence::subscriptions
  std::size_t run = 0;           // the run before it
  Window window;                 // last sign of life before, first after (or the end of coverage)
  bool open = false;             // none came
  bool intact = false;           // the log would have shown one
  bool zone_doubt = false;       // the log states no zone, and this may be the change to summer time
  bool by_right = false;         // Unity Connection ended the subscription by its last answer
  std::uint32_t log = 0;
  Shape shape = Shape::kSingle;
  std::size_t with =
      0;  // kGroup: into groups; kLoop: into loops; kReplaced...: the new subscription or into replacements
};

struct SilentGroup {
  std::vector<std::size_t> pauses;
  std::size_t active = 0;  // subscriptions active when it began
};

// One id made anew again and again, or ids that replace each other in that rhythm (then chains > 0).
struct Loop {
  std::vector<std::size_t> subscriptions;
  std::size_t rounds = 0;
  std::size_t chains = 0;
  Window window;
  std::size_t first_run = 0;  // of a single id: where the loop begins
};

struct Replacement {
  std::vector<std::size_t> ended, begun;
};

struct Silence {
  std::vector<std::uint32_t> listeners;  // by log: the first log of the same listener
  std::vector<Subscription> subscriptions;
  std::vector<SubscriptionPause> pauses;  // by subscription, then time
  std::vector<SilentGroup> groups;
  std::vector<Loop> loops;
  std::vector<Replacement> replacements;
};

Silence analyse_silence(const Timeline& timeline, const SilenceThresholds& thresholds);

}  // namespace logscan::detail
