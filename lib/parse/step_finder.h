// Finds where the clock of a log stepped back, by the order of its records.
//
// A log has late lines and lines that changed places, so one line tells nothing: a step is where each of the eight
// records before it is later than all of the eight behind it. That depends on sixteen records in a row alone, so it is
// the same however the log is cut into chunks.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "input/location.h"
#include "logscan/time.h"

namespace logscan::detail {

struct StepBack {
  LocalTime before{}, after{};  // the latest of the records before it, the first one behind it
  Location at;                  // of that
};

class StepFinder {
 public:
  void add(LocalTime time, const Location& at) {
    if (count_ < kHead || time + kLeast < last_) [[unlikely]]
      note(time, at);
    last_ = time;
    times_[count_++ % kBoth] = time;
    if (!open_.empty()) [[unlikely]]
      judge();
  }
  // `next` follows in the same source, `lines` further on.
  void merge(const StepFinder& next, std::uint64_t lines);
  // In the order of the log. A log with more of them than kMost is not in order of time.
  [[nodiscard]] const std::vector<StepBack>& steps() const { return steps_; }
  [[nodiscard]] bool orderly() const { return steps_.size() <= kMost; }
  static constexpr std::size_t kMost = 16;

 private:
  struct Seen {
    LocalTime time{};
    Location at;
  };
  // A record that is earlier than the one before it, of which the records behind are not known yet.
  struct Open {
    std::uint64_t index = 0;
    Location at;
  };
  static constexpr std::size_t kSide = 8, kBoth = 16, kHead = kBoth - 1;
  // Below this, clocks that are set and lines that changed places look alike. Our number.
  static constexpr Duration kLeast = std::chrono::seconds(2);

  [[nodiscard]] LocalTime time_of(std::uint64_t index) const { return times_[index % kBoth]; }
  void note(LocalTime time, const Location& at);
  void judge();
  [[nodiscard]] bool is_step(std::uint64_t index) const;

  std::array<Seen, kHead> head_{};
  std::array<LocalTime, kBoth> times_{};  // the last ones
  LocalTime last_ = LocalTime::min();
  std::uint64_t count_ = 0;
  std::vector<Open> open_;
  std::vector<StepBack> steps_;
};

}  // namespace logscan::detail
