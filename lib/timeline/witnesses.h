// What sources with dates tell of the same things as a log without them.
//
// Two things can be compared. Unity Connection finds a subscription stale, and subscribes again, a known time after the
// last notification of it, which a request log or a dump of the subscription table tells. A request that failed stands
// in another log of its node at the same second. The log is moved by so many whole days that they fit; where several
// numbers of days fit, nothing is known.
//
// Runs are kept, not lines: of failures that follow each other, the first and the last one are compared. What fits by
// chance is few among much that does not, so most of what can be compared must fit.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// From the first to the last occurrence of something, without a pause that matters.
struct Seen {
  Timestamp first{}, last{};
  const ParsedSource* source = nullptr;
};

// A subscription; or a node, a request and its status. With where it was seen.
using SeenThing = std::pair<const std::string, std::vector<Seen>>;

// One thing in a log without dates that a witness tells too.
struct Mark {
  enum class Kind : std::uint8_t { kStale, kFailure };
  Kind kind = Kind::kStale;
  const SeenThing* what = nullptr;
  LocalTime time{};              // in nominal days
  const Clock* clock = nullptr;  // of its source
  std::size_t file = 0;          // the caller's
};

struct Marks {
  std::vector<Mark> known;
  std::size_t failures = 0;  // that the log tells, whether witnesses do or not
};

struct Testimony {
  std::vector<std::chrono::days> shifts;  // that fit; only one of them tells the date
  // Of the first of them: which source it is that fits, and what in it, and the marks that do.
  std::string basis;
  std::vector<Mark> fitting;
};

// The sources must outlive this.
class Witnesses {
 public:
  // First: the sources of logs without dates. What they tell is looked for in others, and nothing else is kept.
  void want(const ParsedSource& source);
  // Then: all sources. Nothing is taken of one of which the date is not known or in doubt.
  void hear(const ParsedSource& source);
  // Last: what of a source can be compared. They live as long as this; of very many, some.
  [[nodiscard]] Marks marks_of(const ParsedSource& source) const;
  // Of all marks of one log.
  [[nodiscard]] Testimony ask(const Marks& marks);

 private:
  void add(const std::string& what, const Seen& seen);
  void settle();

  std::map<std::string, std::vector<Seen>, std::less<>> seen_;
  bool settled_ = false;
};

}  // namespace logscan::detail
