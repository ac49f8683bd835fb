// Puts the times of packets right: one packet with a damaged stamp must neither stretch what a capture covers nor tear
// a pause into it.
//
// The idea: a stamp that is far from those around it shows by what follows. Packets whose time is far from that of the
// packet before wait, three at most. Where time comes back behind them they are odd, and each gets the time of the
// packet before it. Where it does not come back, time passed or the clock was set, and they keep theirs. The first
// packet has none before it: it waits for the third, and where it is odd it gets the time of the second.
//
// Guarantees. Packets are handed on in the order of the capture, each once, and all of them by the end of settle(). A
// time is changed only where the stamp is ten minutes or more off. Four packets in a row that tell another time are
// believed, whatever they tell. Memory: three packets.
//
// Not done: packets are not sorted (TcpStreams takes any order within a minute); a clock that was set wrong for more
// than three packets is not mended, nor one that is less than ten minutes off.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <vector>

#include "parsers/capture/frame.h"

namespace logscan::detail {

// What FrameTimes tells.
class FrameTaker {
 public:
  virtual ~FrameTaker() = default;

  // The next packet; its bytes are valid for the call.
  virtual void frame(const Frame& frame) = 0;
  // The stamp of the packet that comes next was odd; `mark` still has it.
  virtual void odd_stamp(const FrameMark& mark) = 0;
};

class FrameTimes {
 public:
  explicit FrameTimes(FrameTaker& to) : to_(to) {}

  void take(const Frame& frame) {
    if (waiting_ == 0 && begun_ && !is_far(frame.mark.time, stamp_)) [[likely]] {
      hand_on(frame);
    } else {
      take_slowly(frame);
    }
  }
  // A file is at its end: hands on what waits. Another file may go on.
  void settle();

  // Disorder of several cards or hosts is seconds, and no keepalive is due in less than five minutes: what is off by
  // less bears on no verdict.
  static constexpr Duration kFar = std::chrono::minutes(10);
  // No packet follows that would tell whether time passed: half a day without one is less likely than a damaged stamp.
  static constexpr Duration kFarAlone = std::chrono::hours(12);
  // Nor does a capture that ran for so many times its longest pause pause for as long right before its last packet.
  static constexpr int kPauses = 30;

 private:
  struct Waiting {
    Frame frame;
    std::vector<unsigned char> bytes;
    bool odd = false;
  };
  static constexpr std::size_t kMostWaiting = 3;

  static bool is_far(Timestamp one, Timestamp other) { return std::chrono::abs(one - other) >= kFar; }
  // Whether time comes back with `next`: what lies between that and `before` is odd.
  static bool is_odd(Timestamp before, Timestamp time, Timestamp next);
  [[nodiscard]] bool is_odd_alone(Timestamp time) const;
  [[nodiscard]] bool first_is_odd(Timestamp third) const;

  void take_slowly(const Frame& frame);
  void take_first(const Frame& frame);
  void judge_waiting(Timestamp next);
  void wait(const Frame& frame);
  void hand_on(const Frame& frame) {
    if (frame.mark.time - stamp_ > longest_) longest_ = frame.mark.time - stamp_;
    stamp_ = frame.mark.time;
    to_.frame(frame);
  }
  void hand_on_first_waiting();
  void hand_on_settled();

  FrameTaker& to_;
  bool begun_ = false;  // the first packet was handed on
  Timestamp first_{};   // of that one
  Timestamp stamp_{};   // of the latest one
  Duration longest_{};  // pause between two of them
  std::size_t waiting_ = 0;
  std::array<Waiting, kMostWaiting> held_;
};

}  // namespace logscan::detail
