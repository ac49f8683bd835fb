// Stretches of time for people, in the zone of the display.
#pragma once

#include <optional>
#include <string>

#include "time/format.h"
#include "time/zone.h"

namespace logscan::detail {

// `2014-06-29 11:30:50 to 12:01:50`; the date is told again only where it changes.
inline std::string span_text(Timestamp from, Timestamp to, const Zone& zone) {
  const std::string begin = to_display(from, zone);
  const std::string end = to_display(to, zone);
  if (begin == end) return begin;
  constexpr std::size_t kDate = 10;
  return begin + " to " + (begin.substr(0, kDate) == end.substr(0, kDate) ? to_clock(to, zone) : end);
}

// Grows to hold whatever it is given.
struct Span {
  std::optional<Timestamp> from, to;

  void add(const std::optional<Timestamp>& first, const std::optional<Timestamp>& last) {
    if (first && (!from || *first < *from)) from = first;
    if (last && (!to || *last > *to)) to = last;
  }
  [[nodiscard]] bool known() const { return from && to; }
};

}  // namespace logscan::detail
