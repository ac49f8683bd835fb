#include "parsers/capture/waiting_segments.h"

#include <algorithm>
#include <utility>

#include "parsers/capture/sequence.h"

namespace logscan::detail {

std::uint32_t WaitingSegments::keep(List& list, const Segment& segment, std::uint32_t from, std::uint32_t end) {
  // Data in a SYN stand behind the number that the SYN takes.
  const std::uint32_t seq = segment.seq + ((segment.flags & TcpFlags::kSyn) != 0 ? 1 : 0);
  std::uint32_t before = list.tail;
  while (before != kNone && distance(pool_[before].seq, from) > 0) before = pool_[before].before;
  std::uint32_t kept = 0;
  while (from != end) {
    if (before != kNone) {
      const std::uint32_t taken = pool_[before].seq + pool_[before].length;
      if (distance(taken, end) >= 0) break;
      if (distance(taken, from) > 0) from = taken;
    }
    const std::uint32_t behind = before == kNone ? list.head : pool_[before].behind;
    const std::uint32_t to = behind != kNone && distance(pool_[behind].seq, end) < 0 ? pool_[behind].seq : end;
    if (to != from) {
      Waiting waiting;
      waiting.seq = from;
      waiting.length = to - from;
      waiting.acks = (segment.flags & TcpFlags::kAck) != 0;
      waiting.ack = segment.ack;
      const std::size_t skipped = std::min<std::size_t>(from - seq, segment.payload.size());
      waiting.bytes = segment.payload.substr(skipped, waiting.length);
      waiting.mark = segment.mark;
      insert(list, before, std::move(waiting));
      kept += to - from;
      from = to;
    }
    before = behind;
  }
  return kept;
}

void WaitingSegments::insert(List& list, std::uint32_t before, Waiting waiting) {
  const std::size_t cost = waiting.bytes.size() + kCost;
  list.bytes += cost;
  bytes_ += cost;
  ++list.count;
  waiting.before = before;
  waiting.behind = before == kNone ? list.head : pool_[before].behind;
  std::uint32_t at = 0;
  if (free_.empty()) {
    at = static_cast<std::uint32_t>(pool_.size());
    pool_.push_back(std::move(waiting));
  } else {
    at = free_.back();
    free_.pop_back();
    pool_[at] = std::move(waiting);
  }
  const Waiting& placed = pool_[at];
  (placed.before == kNone ? list.head : pool_[placed.before].behind) = at;
  (placed.behind == kNone ? list.tail : pool_[placed.behind].before) = at;
}

void WaitingSegments::drop_first(List& list) {
  const std::uint32_t at = list.head;
  Waiting& waiting = pool_[at];
  const std::size_t cost = waiting.bytes.size() + kCost;
  list.bytes -= cost;
  bytes_ -= cost;
  --list.count;
  list.head = waiting.behind;
  (list.head == kNone ? list.tail : pool_[list.head].before) = kNone;
  waiting.bytes = std::string();
  free_.push_back(at);
}

}  // namespace logscan::detail
