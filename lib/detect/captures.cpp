#include "detect/captures.h"

#include <algorithm>
#include <numeric>

namespace logscan::detail {

std::string_view listener_address(const Timeline& timeline, const LogCoverage& capture) {
  for (const SourceId id : capture.sources) {
    if (!timeline.sources[id].result.listener.empty()) return timeline.sources[id].result.listener;
  }
  return {};
}

std::vector<std::uint32_t> captures_of_one(const Timeline& timeline) {
  std::vector<std::uint32_t> first(timeline.logs.size());
  std::iota(first.begin(), first.end(), 0U);
  std::map<std::uint64_t, std::uint32_t> held_by;
  for (std::uint32_t log = 0; log < timeline.logs.size(); ++log) {
    for (const SourceId id : timeline.logs[log].sources) {
      for (const auto& [mark, time] : timeline.sources[id].result.connections) {
        const std::uint32_t known = first[held_by.emplace(mark, log).first->second];
        const std::uint32_t mine = first[log];
        if (known != mine) std::replace(first.begin(), first.end(), std::max(known, mine), std::min(known, mine));
      }
    }
  }
  return first;
}

Callers::Callers(const Timeline& timeline) : timeline_(timeline) {
  for (const Track& track : timeline.tracks) {
    if (track.kind != SignalKind::kNotification && track.kind != SignalKind::kNotificationRejected) continue;
    if (!timeline.sources[timeline.logs[track.log].sources.front()].parser->recording()) continue;
    std::set<NameId>& senders = senders_[key_of(track.log)];
    for (const NameId peer : track.peers) senders.insert(peer);
  }
}

Caller Callers::of(const TimedEvent& failed) const {
  const std::uint32_t log = timeline_.log_of(failed.at);
  const std::string_view listener = listener_address(timeline_, timeline_.logs[log]);
  const auto senders = senders_.find(key_of(log));
  if (!listener.empty() && timeline_.name(failed.text.subject) != listener) {
    const bool sends = senders != senders_.end() && senders->second.contains(failed.text.peer);
    return sends ? Caller::kOther : Caller::kElsewhere;
  }
  const bool known = senders == senders_.end() || senders->second.contains(failed.text.peer);
  return known ? Caller::kExchange : Caller::kAnother;
}

// Captures that show one address tell of one listener.
std::string Callers::key_of(std::uint32_t log) const {
  const std::string_view address = listener_address(timeline_, timeline_.logs[log]);
  return address.empty() ? "/" + std::to_string(log) : std::string(address);
}

}  // namespace logscan::detail
