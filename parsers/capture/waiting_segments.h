// Segments that came too early: they wait behind a hole in their stream until it is filled or given up.
//
// The idea: each stream has a list of its own, in the order of sequence numbers, and all lists take their places from
// one pool, so that what a stream leaves the next one uses.
//
// Guarantees. Segments of a list do not overlap: of bytes that come twice the first win. What they cost is counted, of
// a list and of all; the caller bounds it, and gives back the place of each segment.
//
// Not done: a list knows nothing of the next byte of its stream, and a place is searched from the end of the list.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "parsers/capture/frame.h"
#include "parsers/capture/ip.h"

namespace logscan::detail {

class WaitingSegments {
 public:
  struct Waiting {
    std::uint32_t before = kNone;
    std::uint32_t behind = kNone;
    std::uint32_t seq = 0;
    std::uint32_t length = 0;  // on the wire
    bool acks = false;         // `ack` is of the segment
    std::uint32_t ack = 0;
    std::string bytes;  // captured
    FrameMark mark;
  };
  // Of one stream.
  struct List {
    std::uint32_t head = kNone;
    std::uint32_t tail = kNone;
    std::uint32_t count = 0;
    std::size_t bytes = 0;  // with what their keeping costs

    [[nodiscard]] bool empty() const { return head == kNone; }
  };

  // The first and the last of a list that is not empty; valid until the next change of any list.
  [[nodiscard]] const Waiting& first(const List& list) const { return pool_[list.head]; }
  [[nodiscard]] const Waiting& last(const List& list) const { return pool_[list.tail]; }
  // Keeps [from, end) of the segment, save what is there already, and says how much that was.
  std::uint32_t keep(List& list, const Segment& segment, std::uint32_t from, std::uint32_t end);
  void drop_first(List& list);

  // What waits in all lists, with what its keeping costs.
  [[nodiscard]] std::size_t bytes() const { return bytes_; }

 private:
  static constexpr std::uint32_t kNone = 0xffffffff;
  // What a segment costs beside its bytes.
  static constexpr std::size_t kCost = 256;

  void insert(List& list, std::uint32_t before, Waiting waiting);

  std::vector<Waiting> pool_;
  std::vector<std::uint32_t> free_;
  std::size_t bytes_ = 0;
};

}  // namespace logscan::detail
