// Who lost a notification: how far it came from Exchange to the mailbox, by all sources that cover the time.
//
// The idea: it takes six steps one after another, and each is answered with yes, no, or not at all. What lost it stands
// between the last step with a yes and the first one behind that with a no.
//
// Guarantees: a yes rests on a record. A no rests on a source that would have shown the step: it tells of this very
// subscription, has no hole in that time, and its clock agrees, since it has the notification before the window or the
// one after it within a few seconds of them, or was compared. Anything less is no answer. What a step implies is
// answered as well, without a record of its own: what was answered had been sent.
//
// Not guaranteed: where a capture was taken follows from the node of its path. One without a node answers for what it
// shows, and never with a no.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/captures.h"
#include "detect/rule.h"

namespace logscan::detail {

enum class Step : std::uint8_t {
  kSent,      // Exchange put it on the wire
  kReached,   // the listener's host received it
  kAnswered,  // the listener answered it, whatever the answer
  kLogged,    // the request log has a line of it
  kStamped,   // the subscription table has its time
  kActed,     // Connection Mailbox Sync knows of it
};
inline constexpr std::size_t kSteps = static_cast<std::size_t>(Step::kActed) + 1;
// As `measured` of a finding names it.
std::string_view step_name(Step step);

// A capture is called by the node of its path, since it may be of many files; by its place where it has none.
std::string capture_name(const ParsedSource& source);

enum class Answer : std::uint8_t { kNotKnown, kYes, kNo };

struct StepAnswer {
  Answer answer = Answer::kNotKnown;
  // Of a yes the record that shows it, of a no the nearest one in the source that shows none; nothing where another
  // step implies it.
  std::optional<Evidence> proof;
};

// What lost it.
enum class Hop : std::uint8_t {
  kNotKnown,
  kExchange,        // it was never sent
  kBeforeListener,  // Exchange, or what stands between it and the listener
  kNetwork,         // what stands between two captures
  kListener,        // Connection Jetty or its host
  kMbxSync,         // Connection Mailbox Sync
  kMailbox,         // nobody, up to the stamp
};
inline constexpr std::size_t kHops = static_cast<std::size_t>(Hop::kMailbox) + 1;

struct Trace {
  std::array<StepAnswer, kSteps> steps;
  std::optional<Window> part;       // of the window, where captures cover no more; what is answered is of it
  bool refused = false;             // the listener's host refused the connection
  bool rejected = false;            // it was answered, and not accepted
  std::vector<std::string> doubts;  // sentences: why a source that might have answered does not
  std::vector<std::string> wanted;  // what would answer, as next steps

  [[nodiscard]] const StepAnswer& of(Step step) const { return steps[static_cast<std::size_t>(step)]; }
  StepAnswer& of(Step step) { return steps[static_cast<std::size_t>(step)]; }
  [[nodiscard]] bool yes(Step step) const { return of(step).answer == Answer::kYes; }
  [[nodiscard]] bool no(Step step) const { return of(step).answer == Answer::kNo; }
  // Whether it says more than that the request log has no line.
  [[nodiscard]] bool tells() const;
  [[nodiscard]] Hop lost_at() const;
};

// What the traces of many subscriptions say together: yes where one does, no where all do. Of those lost at one hop if
// these are more than half, else of all.
Trace joined(const std::vector<Trace>& traces);

// Keeps a reference to the timeline.
class Hops {
 public:
  explicit Hops(const Timeline& timeline);

  // What became of the notifications of a subscription inside the window, which begins with the last one before and
  // ends with the first one after it, where it is a pause. `least` is how long a part of it has to be to tell anything:
  // at least one is due in it. `tries` is the time in which no other subscription of the
  // listener was notified: connections that came to nothing are put down to this one in that time only.
  [[nodiscard]] Trace trace(std::string_view subscription, const Window& window, Duration least,
                            const std::optional<Window>& tries = std::nullopt) const;

  // The log that tells of the subscription where its notifications arrive, if one does.
  [[nodiscard]] std::optional<std::uint32_t> listener_log(std::string_view subscription) const;

 private:
  // Where a capture was taken.
  enum class Side : std::uint8_t { kNotKnown, kExchange, kListener };
  struct Seen;

  void find_sides();
  // The part of the window that all captures cover which tell of the subscription and overlap it for long enough.
  [[nodiscard]] Window covered_part(const Seen& seen) const;
  void look_at(std::uint32_t log, const Seen& seen, Trace& trace) const;
  void look_at_tries(std::uint32_t log, const Window& window, Trace& trace) const;
  void look_at_table(std::string_view subscription, const Seen& seen, Trace& trace) const;
  void look_at_diagnostics(std::string_view subscription, const Seen& seen, Trace& trace) const;
  [[nodiscard]] bool clock_agrees(std::uint32_t log, const Seen& seen) const;
  void tell_silence(std::uint32_t log, const Seen& seen, Trace& trace) const;

  const Timeline& timeline_;
  std::vector<Side> sides_;                           // by log
  std::map<NameId, std::vector<const Track*>> told_;  // accepted and rejected ones, by subscription
  std::map<NameId, std::vector<const TimedEvent*>> unanswered_;
  std::map<std::uint32_t, std::vector<const TimedEvent*>> tries_;  // connections of Exchange that failed, by capture
  std::map<std::uint32_t, std::vector<const TimedEvent*>> strangers_;  // the same of hosts that send no notifications
  std::map<std::string, std::vector<const TimedFact*>> rows_;          // of the table, by subscription in small letters
  std::map<std::string, std::vector<const TimedEvent*>> stale_;        // by diagnostics, as above
  bool proxies_ = false;                                               // marks of one are seen
};

}  // namespace logscan::detail
