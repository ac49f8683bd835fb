#include "parsers/capture/frame_times.h"

#include <algorithm>

namespace logscan::detail {

bool FrameTimes::is_odd(Timestamp before, Timestamp time, Timestamp next) {
  const bool ahead = time > before;
  return is_far(time, before) && is_far(time, next) && next > before - kFar && (!ahead || next < time);
}

bool FrameTimes::is_odd_alone(Timestamp time) const {
  if (!is_far(time, stamp_)) return false;
  if (time < stamp_ || time - stamp_ >= kFarAlone) return true;
  // What ran for a moment only has no pauses to compare with.
  const Duration usual = kPauses * longest_;
  return longest_ > Duration::zero() && stamp_ - first_ >= usual && time - stamp_ >= usual;
}

// Whether the two behind it agree, and it comes after them or half a day before.
bool FrameTimes::first_is_odd(Timestamp third) const {
  const Timestamp first = held_[0].frame.mark.time, second = held_[1].frame.mark.time;
  return !is_far(second, third) && (first - second >= kFar || second - first >= kFarAlone);
}

void FrameTimes::wait(const Frame& frame) {
  Waiting& waiting = held_[waiting_++];
  waiting.frame = frame;
  waiting.bytes.assign(frame.bytes.begin(), frame.bytes.end());
  waiting.frame.bytes = waiting.bytes;
  waiting.odd = false;
}

void FrameTimes::take_first(const Frame& frame) {
  if (waiting_ < 2) {
    wait(frame);
    return;
  }
  begun_ = true;
  held_[0].odd = first_is_odd(frame.mark.time);
  first_ = stamp_ = held_[held_[0].odd ? 1 : 0].frame.mark.time;
  hand_on_first_waiting();
  take_slowly(frame);
}

void FrameTimes::take_slowly(const Frame& frame) {
  if (!begun_) {
    take_first(frame);
    return;
  }
  judge_waiting(frame.mark.time);
  if (waiting_ == kMostWaiting) hand_on_first_waiting();
  hand_on_settled();
  if (waiting_ > 0 || is_far(frame.mark.time, stamp_)) {
    wait(frame);
  } else {
    hand_on(frame);
  }
}

// Where time comes back to what it was before one of them, that one is odd and so are all behind it.
void FrameTimes::judge_waiting(Timestamp next) {
  Timestamp before = stamp_;
  for (std::size_t i = 0; i < waiting_; ++i) {
    if (held_[i].odd) continue;
    const Timestamp time = held_[i].frame.mark.time;
    if (is_odd(before, time, next)) {
      for (std::size_t k = i; k < waiting_; ++k) held_[k].odd = true;
      return;
    }
    before = time;
  }
}

void FrameTimes::hand_on_first_waiting() {
  Waiting& first = held_[0];
  if (first.odd) {
    to_.odd_stamp(first.frame.mark);
    first.frame.mark.time = stamp_;
  }
  hand_on(first.frame);
  // A vector that moves keeps its bytes where they are, so each frame still shows its own.
  std::rotate(held_.begin(), held_.begin() + 1, held_.begin() + static_cast<std::ptrdiff_t>(waiting_));
  --waiting_;
}

// What is known to be odd, and what is near to the packet before it after all.
void FrameTimes::hand_on_settled() {
  while (waiting_ > 0 && (held_[0].odd || !is_far(held_[0].frame.mark.time, stamp_))) hand_on_first_waiting();
}

void FrameTimes::settle() {
  if (waiting_ > 0 && !begun_) {
    begun_ = true;
    first_ = stamp_ = held_[0].frame.mark.time;
    hand_on_first_waiting();
  }
  while (waiting_ > 0) {
    hand_on_settled();
    if (waiting_ == 1) held_[0].odd = is_odd_alone(held_[0].frame.mark.time);
    if (waiting_ > 0) hand_on_first_waiting();
  }
}

}  // namespace logscan::detail
