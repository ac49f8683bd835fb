// What captures show of the listener: where it is, and which of the connections that came to nothing were meant for it.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "timeline/timeline.h"

namespace logscan::detail {

// The address and port that the listener has in a capture; empty where it has several.
std::string_view listener_address(const Timeline& timeline, const LogCoverage& capture);

// By log: the first log of a capture that holds a connection which this one holds too, so that both tell of one
// listener wherever they were taken; else the log itself.
std::vector<std::uint32_t> captures_of_one(const Timeline& timeline);

enum class Caller : std::uint8_t {
  kExchange,   // who sends the notifications, or nobody is known to
  kAnother,    // the listener was meant, by a host of which no notification came
  kOther,      // who sends the notifications, and another host was meant: it may be a second listener
  kElsewhere,  // another host was meant: its port alone is that of the listener
};

// Who sends notifications, by the captures of one listener. Keeps a reference to the timeline.
class Callers {
 public:
  explicit Callers(const Timeline& timeline);
  // Whose connection came to nothing; of an event that a capture tells.
  [[nodiscard]] Caller of(const TimedEvent& failed) const;

 private:
  [[nodiscard]] std::string key_of(std::uint32_t log) const;

  const Timeline& timeline_;
  std::map<std::string, std::set<NameId>> senders_;  // by listener
};

}  // namespace logscan::detail
