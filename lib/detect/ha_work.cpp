#include "detect/ha_work.h"

#include <algorithm>

namespace logscan::detail {
namespace {

// How long a log has to be written without a pause to count as one that is written all the time.
constexpr Duration kDense = std::chrono::seconds(120);

}  // namespace

Named named_in(const HaWork& work, const TimedEvent& event) {
  const auto name = [&](NameId id) { return short_node_name(work.timeline.name(id)); };
  const bool about_peer = event.kind == EventKind::kPeerDown || event.kind == EventKind::kPeerUp;
  std::string peer = name(event.text.peer);
  if (peer.empty() && about_peer) peer = name(event.text.subject);
  return {name(event.text.node), std::move(peer)};
}

std::size_t node_of(const HaWork& work, const TimedEvent& event) {
  if (event.text.node != kNoName) {
    const std::size_t found = work.story.find_node(short_node_name(work.timeline.name(event.text.node)));
    if (found != kNoPlace) return found;
  }
  return work.node_of_log[work.timeline.log_of(event.at)];
}

std::size_t teller_of(const HaWork& work, const TimedEvent& event) {
  return work.node_of_log[work.timeline.log_of(event.at)];
}

std::size_t peer_of(const HaWork& work, std::size_t node) {
  const std::size_t pair = work.story.nodes[node].pair;
  return pair == kNoPlace ? kNoPlace : work.story.pairs[pair].other(node);
}

bool off_at(const HaWork& work, std::size_t node, Timestamp time) {
  const std::size_t pair = work.story.nodes[node].pair;
  if (pair == kNoPlace) return false;
  const auto& off = work.story.pairs[pair].ha_off;
  return std::any_of(off.begin(), off.end(), [&](const Window& window) {
    return window.from - work.limits.missed() <= time && time <= window.to;
  });
}

bool slept_until(const HaWork& work, std::size_t node, const Window& window) {
  const Life& life = work.life[node].all;
  const Window gap = longest_gap(life, window);
  return gap.length() > work.limits.missed() && gap.to >= window.to - kAwake && dense_before(work, node, gap.from);
}

// Runs of different levels take turns, so several may make up the time.
bool dense_before(const HaWork& work, std::size_t node, Timestamp time) {
  const Life& life = work.life[node].all;
  if (life.empty() || life.front().from > time - kDense) return false;
  return longest_gap(life, {time - kDense, time}).length() <= work.limits.missed();
}

}  // namespace logscan::detail
