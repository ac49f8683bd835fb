// Puts times of day into nominal days: one further where the time goes back, but for the disorder of threads.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "logscan/time.h"
#include "time/clock.h"

namespace logscan::detail {

class NominalDays {
 public:
  LocalTime find(Duration clock) {
    if (!begun_) {
      begun_ = true;
      last_ = clock;
      return day_ + clock;
    }
    const Duration back = last_ - clock;
    // A late line of the evening that stands behind midnight.
    if (-back > std::chrono::days(1) - kMostDisorder && day_ > kFirstNominalDay) {
      step_back();
      return day_ - std::chrono::days(1) + clock;
    }
    if (back > Duration::zero() && (back <= kMostDisorder || is_set_back(back, clock))) {
      step_back();
    } else {
      gap_ = -back;
      if (back > Duration::zero()) {
        day_ += std::chrono::days(1);
        gap_ += std::chrono::days(1);
      }
      if (stepped_) {
        stepped_ = false;
        if (gap_ > kDense) ++doubtful_;
      }
    }
    last_ = clock;
    return day_ + clock;
  }
  // The record states its day. The first that does ties nominal days to dates.
  LocalTime find(Duration clock, std::chrono::local_days date) {
    if (!date_) {
      const LocalTime time = find(clock);
      date_ = {std::chrono::floor<std::chrono::days>(time), date};
      return time;
    }
    constexpr std::chrono::days kMost(10000);
    const auto later = std::chrono::floor<std::chrono::days>(date - date_->second);
    if (later < -kMost || later > kMost) return find(clock);
    begun_ = true;
    stepped_ = false;
    gap_ = std::chrono::days(1);
    last_ = clock;
    day_ = date_->first + later;
    return day_ + clock;
  }
  [[nodiscard]] const std::optional<std::pair<std::chrono::local_days, std::chrono::local_days>>& date() const {
    return date_;
  }
  // The source ends: no record shows that its last ones stand among others.
  void finish() {
    if (stepped_) ++doubtful_;
    stepped_ = false;
  }
  // Steps back that may be whole days, since this was last asked.
  unsigned take_doubtful() { return std::exchange(doubtful_, 0U); }

 private:
  // Threads write a little out of order. What goes back further is the next day, whose first record may be of any hour.
  // Our number.
  static constexpr Duration kMostDisorder = std::chrono::minutes(5);
  // A record that has others so near before and after it stands among them; another may be alone on its day. Our
  // number.
  static constexpr Duration kDense = std::chrono::minutes(5);
  // The clock that is set back for the end of summer time, which is done in the night.
  static constexpr Duration kSetBack = std::chrono::hours(1), kSetBackUntil = std::chrono::hours(3);
  static constexpr LocalTime kFirstNominalDay{
      std::chrono::local_days(std::chrono::year(kNominalYear) / std::chrono::January / 1)};

  // Taken for disorder; the record before tells at once whether it may be something else, that behind it will.
  void step_back() {
    if (gap_ > kDense) {
      ++doubtful_;
    } else {
      stepped_ = true;
    }
  }
  [[nodiscard]] bool is_set_back(Duration back, Duration clock) const {
    return back <= kSetBack && back > kSetBack - kDense && clock < kSetBackUntil && gap_ <= kDense;
  }

  LocalTime day_ = kFirstNominalDay;
  Duration last_{};
  Duration gap_ = std::chrono::days(1);  // from the record before the last one to the last one
  bool begun_ = false;
  bool stepped_ = false;  // the last record went back
  unsigned doubtful_ = 0;
  std::optional<std::pair<std::chrono::local_days, std::chrono::local_days>> date_;  // nominal day, date
};

}  // namespace logscan::detail
