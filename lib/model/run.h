// Runs: how a million signs of life become twenty lines of memory.
//
// The occurrences of one signal of one subject are points in time. Points at most `link` apart belong to one run, so a
// track is the list of maximal runs, and what lies between two runs is a pause. This is single linkage in one
// dimension: the runs depend on the set of points alone, not on the order in which they came, how the input was cut, or
// how often a point was seen. So tracks merge exactly, also where two inputs overlap.
//
// Not guaranteed: `count` of overlapping inputs is the sum of both (equal inputs are dropped before it comes to that);
// of equal times, the location first merged in is kept.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "base/interner.h"
#include "input/location.h"
#include "logscan/time.h"

namespace logscan::detail {

template <class Time>
struct RunOf {
  Time first{}, last{};
  std::uint64_t count = 0;
  Location first_at, last_at;
  std::uint64_t tag = 0;  // what the first record carried beside its subject: the pid of a notification
};

// A few names and whether there were more: the addresses that sent for one subject.
class NameSet {
 public:
  static constexpr std::size_t kMost = 4;
  void add(NameId name) {
    for (std::size_t i = 0; i < size_; ++i) {
      if (names_[i] == name) return;
    }
    if (size_ < kMost) {
      names_[size_++] = name;
    } else {
      more_ = true;
    }
  }
  [[nodiscard]] const NameId* begin() const { return names_.data(); }
  [[nodiscard]] const NameId* end() const { return names_.data() + size_; }
  [[nodiscard]] bool more() const { return more_; }
  void set_more() { more_ = true; }

 private:
  std::array<NameId, kMost> names_{};
  std::uint8_t size_ = 0;
  bool more_ = false;
};

template <class Time>
class RunList {
 public:
  using Run = RunOf<Time>;
  enum class Change : std::uint8_t { kExtended, kStarted, kOther };

  // One occurrence. The common case, a time at or shortly after the last one, costs a few instructions.
  Change add(Time time, const Location& at, std::uint64_t tag, Duration link) {
    if (!runs_.empty()) {
      Run& run = runs_.back();
      if (time >= run.last && time - run.last <= link) {
        run.last = time;
        run.last_at = at;
        ++run.count;
        return Change::kExtended;
      }
      if (time < run.last) {
        insert({time, time, 1, at, at, tag}, link);
        return Change::kOther;
      }
    }
    runs_.push_back({time, time, 1, at, at, tag});
    return Change::kStarted;
  }

  // Puts a run among the others and joins what is linked by it.
  void insert(const Run& run, Duration link) {
    // The first run that does not end too early to be linked.
    auto from = std::lower_bound(runs_.begin(), runs_.end(), run.first, [&](const Run& known, Time first) {
      return known.last < first && first - known.last > link;
    });
    auto to = from;
    Run joined = run;
    for (; to != runs_.end() && (to->first <= run.last || to->first - run.last <= link); ++to) join(joined, *to);
    if (from == to) {
      runs_.insert(from, joined);
    } else {
      *from = joined;
      runs_.erase(from + 1, to);
    }
  }

  void merge(const RunList& other, Duration link) {
    for (const Run& run : other.runs_) insert(run, link);
  }

  [[nodiscard]] const std::vector<Run>& runs() const { return runs_; }
  std::vector<Run>& runs() { return runs_; }

 private:
  // `known` came earlier in the input than what `into` holds, so its locations win where times are equal at the start,
  // and lose at the end.
  static void join(Run& into, const Run& known) {
    if (known.first <= into.first) {
      into.first = known.first;
      into.first_at = known.first_at;
      into.tag = known.tag;
    }
    if (known.last > into.last) {
      into.last = known.last;
      into.last_at = known.last_at;
    }
    into.count += known.count;
  }

  std::vector<Run> runs_;  // sorted, further apart than the link
};

}  // namespace logscan::detail
