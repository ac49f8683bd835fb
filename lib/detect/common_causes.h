// Why all subscriptions of a listener fell silent at one time, where its own node was the reason.
//
// The idea: what takes a listener away ends the notifications of all at one moment. The last one came before that, and
// the first one that is missed was due within cadence and grace of the one before, so the moment lies between the two.
// What a log of the node tells of a stop, a boot, an interface or Connection Jetty there is the cause; what it tells
// later may as well be the remedy, and is none.
//
// Guarantees: nothing is blamed whose time does not fit. Where a clock is not known against that of the silence, it is
// only told what may be the cause. What tells an end alone (a boot without an orderly stop, a start of Connection Jetty
// without one) is blamed later, too, where all other logs of the node stopped as the silence began.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "detect/rule.h"

namespace logscan::detail {

// All subscriptions of a listener are silent.
struct CommonSilence {
  std::string node;
  SourceId told_by = kNoSource;    // the log that shows it
  Timestamp first{}, last{};       // the last notification of the first and of the last one to fall silent
  std::optional<Timestamp> ended;  // the first notification after it
  Duration missed{};               // cadence and grace
};

struct CommonCause {
  enum class What : std::uint8_t { kHost, kListener, kInterface, kPaused } what = What::kHost;
  bool proven = false;  // false: it may be the cause
  Timestamp at{};
  std::string sentence;
  std::optional<std::string> step;  // what would settle it
  std::vector<Evidence> evidence;
};

// Keeps references to the timeline and the knowledge of the view.
class CommonCauses {
 public:
  explicit CommonCauses(const CaseView& view);
  // The proven one of most consequence, else one that may be it.
  [[nodiscard]] std::optional<CommonCause> find(const CommonSilence& silence) const;

 private:
  // Something that took the listener away.
  struct Candidate {
    CommonCause::What what = CommonCause::What::kHost;
    const TimedEvent* event = nullptr;
    const TimedEvent* end = nullptr;  // the boot, the start, or the interface that is up again
    bool sudden = false;              // the event tells the end, and nothing the beginning
  };
  using Events = std::vector<const TimedEvent*>;

  void add_candidates(std::vector<Candidate>& into, const Events& events) const;
  [[nodiscard]] bool is_listener(const TimedEvent& event) const;
  [[nodiscard]] std::optional<CommonCause> judged(const Candidate& candidate, const CommonSilence& silence) const;
  [[nodiscard]] CommonCause told(const Candidate& candidate, const CommonSilence& silence) const;
  // The minutes in which logs of a node were written, sorted.
  struct Minutes {
    std::vector<Timestamp> steady;  // those that notifications have no part in
    std::vector<Timestamp> driven;  // those of Jetty and of Connection Mailbox Sync
  };
  [[nodiscard]] const Minutes& minutes_of(const std::string& node, SourceId clock) const;
  // The time in which no log of the node was written as the silence began, though steady ones usually are.
  [[nodiscard]] std::optional<Window> stillness(const CommonSilence& silence) const;
  [[nodiscard]] std::optional<CommonCause> paused(const CommonSilence& silence) const;
  // By how much the times of two sources may be apart; nothing where they do not compare.
  [[nodiscard]] std::optional<Duration> apart(SourceId one, SourceId other) const;

  const Timeline& timeline_;
  const Knowledge& knowledge_;
  std::map<std::string, std::vector<Candidate>> candidates_;             // by node
  mutable std::map<std::pair<std::string, SourceId>, Minutes> minutes_;  // by node and the clock they compare with
};

}  // namespace logscan::detail
