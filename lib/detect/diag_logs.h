// What the rules about diagnostic logs of Unity Connection share. Such logs state no date, so what they tell stands in
// the timeline twice: once for the logs whose date is known, once for the others.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "detect/rule.h"

namespace logscan::detail {

inline constexpr std::string_view kDiagFormat = "mbxsync.diag";

// The two halves of a timeline.
struct DatedHalf {
  const std::vector<LogCoverage>& logs;
  const std::vector<Track>& tracks;
  const std::vector<TimedEvent>& events;
  bool dated = true;  // false: times are nominal, and compare within one log alone
};
std::array<DatedHalf, 2> halves_of(const Timeline& timeline);

// Whose log it is: the node, or the log itself where its node is not known. Two logs of one node are of one owner.
std::string owner_of(const Timeline& timeline, const LogCoverage& log);

// Whether the log of a half would tell of requests that failed: it is that of Connection Mailbox Sync, by its name or
// its records, or it tells of requests or subscriptions. Its siblings, such as those of the telephone system, may never
// do.
bool tells_of_requests(const Timeline& timeline, const DatedHalf& half, std::size_t log);

// Rounded down to whole seconds: `2014-06-29 08:50:00 UTC`.

// Says what of the time of a finding is not known. In an undated half it is inconclusive, has no window, its evidence
// keeps no time, and its first step settles the date. In a dated one the date may be off by days, and the zone unknown.
void tell_time_doubts(const Timeline& timeline, const DatedHalf& half, const LogCoverage& log, Finding& finding);

// Whether a host is one of Exchange Online: it does not push notifications to a listener, Unity Connection asks it.
bool is_exchange_online(std::string_view host);

}  // namespace logscan::detail
