#include "parse/step_finder.h"

#include <algorithm>

namespace logscan::detail {

void StepFinder::judge(std::uint64_t first_after) {
  LocalTime before_first = seen(first_after - kSide).time, before_last = before_first;
  LocalTime after_last = seen(first_after).time;
  for (std::uint64_t i = 0; i < kSide; ++i) {
    const LocalTime before = seen(first_after - kSide + i).time;
    before_first = std::min(before_first, before);
    before_last = std::max(before_last, before);
    after_last = std::max(after_last, seen(first_after + i).time);
  }
  if (after_last + kLeast >= before_first || steps_.size() > kMost) return;
  steps_.push_back({before_last, seen(first_after).time, seen(first_after).at});
}

void StepFinder::merge(const StepFinder& next, std::uint64_t lines) {
  const auto placed = [&](Seen record) {
    record.at.ordinal += lines;
    return record;
  };
  const std::uint64_t before = count_;
  // What lies on both sides of the seam.
  const auto head = static_cast<std::size_t>(std::min<std::uint64_t>(next.count_, kHead));
  for (std::size_t i = 0; i < head; ++i) {
    const Seen record = placed(next.head_[i]);
    add(record.time, record.at);
  }
  for (StepBack step : next.steps_) {
    step.at.ordinal += lines;
    if (steps_.size() <= kMost) steps_.push_back(step);
  }
  if (next.count_ <= kHead) return;
  count_ = before + next.count_;
  for (std::uint64_t back = 1; back <= kBoth; ++back)
    ring_[(count_ - back) % kBoth] = placed(next.seen(next.count_ - back));
}

}  // namespace logscan::detail
