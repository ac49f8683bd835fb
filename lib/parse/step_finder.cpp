#include "parse/step_finder.h"

#include <algorithm>

namespace logscan::detail {

bool StepFinder::is_step(std::uint64_t index) const {
  if (index < kSide) return false;
  LocalTime before = time_of(index - 1), after = time_of(index);
  for (std::uint64_t i = 0; i < kSide; ++i) {
    before = std::min(before, time_of(index - 1 - i));
    after = std::max(after, time_of(index + i));
  }
  return after + kLeast < before;
}

void StepFinder::note(LocalTime time, const Location& at) {
  if (count_ < kHead) head_[count_] = {time, at};
  if (time + kLeast < last_) open_.push_back({count_, at});
}

void StepFinder::judge() {
  const Open& first = open_.front();
  if (first.index + kSide > count_) return;
  if (is_step(first.index) && steps_.size() <= kMost) {
    LocalTime before = time_of(first.index - kSide);
    for (std::uint64_t i = 1; i < kSide; ++i) before = std::max(before, time_of(first.index - i));
    steps_.push_back({before, time_of(first.index), first.at});
  }
  // At each record at most one is far enough behind.
  open_.erase(open_.begin());
}

void StepFinder::merge(const StepFinder& next, std::uint64_t lines) {
  const auto placed = [&](Location at) {
    at.ordinal += lines;
    return at;
  };
  const std::uint64_t before = count_;
  // What lies on both sides of the seam.
  const auto head = static_cast<std::size_t>(std::min<std::uint64_t>(next.count_, kHead));
  for (std::size_t i = 0; i < head; ++i) add(next.head_[i].time, placed(next.head_[i].at));
  for (const StepBack& step : next.steps_) {
    if (steps_.size() <= kMost) steps_.push_back({step.before, step.after, placed(step.at)});
  }
  if (next.count_ <= kHead) return;
  count_ = before + next.count_;
  last_ = next.last_;
  for (std::uint64_t back = 1; back <= kBoth; ++back)
    times_[(count_ - back) % kBoth] = next.time_of(next.count_ - back);
  open_.clear();
  for (const Open& open : next.open_) open_.push_back({before + open.index, placed(open.at)});
}

}  // namespace logscan::detail
