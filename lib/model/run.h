// Runs: how a million signs of life become twenty lines of memory.
//
// The occurrences of one signal of one subject are points in time. Points at most `link` apart belong to one run, so a
// track is the list of maximal runs, and what lies between two runs is a pause. This is single linkage in one
// dimension: the runs depend on the set of points alone, not on the order in which they came, how the input was cut, or
// how often a point was seen. So tracks merge exactly, also where two inputs overlap.
//
// Late runs wait in a list of their own and are sorted in from time to time, so that a log written newest first costs
// n log n and not n squared.
//
// Only `count` is a sum: what stands in two inputs must be left out of one before they merge (timeline/duplicates.h).
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
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
  // What one occurrence did: it lies at the end of the last run, started a run after it, became a border of another
  // run, or lies within one.
  enum class Change : std::uint8_t { kExtended, kStarted, kBorder, kInner };

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
      if (time < run.last) return insert({time, time, 1, at, at, tag}, link) ? Change::kBorder : Change::kInner;
    }
    runs_.push_back({time, time, 1, at, at, tag});
    return Change::kStarted;
  }

  // Puts a run among the others and joins what is linked by it. True where it became a border of what it is part of.
  bool insert(const Run& run, Duration link) {
    link_ = link;
    const auto [from, to] = linked(run);
    if (from != to) {
      join(*from, run);
      for (auto other = from + 1; other != to; ++other) join(*from, *other);
      const bool border = from->first_at == run.first_at || from->last_at == run.last_at;
      runs_.erase(from + 1, to);
      return border;
    }
    if (from == runs_.end()) {
      runs_.push_back(run);
    } else {
      late_.push_back(run);
      if (late_.size() > kLateAtLeast + runs_.size() / 4) settle();
    }
    return true;
  }

  // The same, but starts no run: false where it is linked to none, and nothing was changed.
  bool extend(const Run& run, Duration link) {
    settle();
    const auto [from, to] = linked(run, link);
    if (from == to) return false;
    insert(run, link);
    return true;
  }

  void merge(const RunList& other, Duration link) {
    for (const Run& run : other.runs()) insert(run, link);
  }

  // Never less than the number of runs; late ones may turn out to be linked.
  [[nodiscard]] std::size_t size_bound() const { return runs_.size() + late_.size(); }

  [[nodiscard]] const std::vector<Run>& runs() const {
    settle();
    return runs_;
  }
  std::vector<Run>& runs() {
    settle();
    return runs_;
  }

 private:
  static constexpr std::size_t kLateAtLeast = 64;

  // The runs that `run` is linked to, side by side.
  auto linked(const Run& run, Duration link) {
    const auto from = std::lower_bound(runs_.begin(), runs_.end(), run.first, [&](const Run& known, Time first) {
      return known.last < first && first - known.last > link;
    });
    auto to = from;
    while (to != runs_.end() && (to->first <= run.last || to->first - run.last <= link)) ++to;
    return std::pair(from, to);
  }
  auto linked(const Run& run) { return linked(run, link_); }

  // Of equal times, the record that stands first begins a run and the one that stands last ends it: whatever the order
  // in which runs are joined, the result is the same.
  static void join(Run& into, const Run& other) {
    const auto place = [](const Location& at) { return std::pair(at.source, at.offset); };
    if (std::pair(other.first, place(other.first_at)) < std::pair(into.first, place(into.first_at))) {
      into.first = other.first;
      into.first_at = other.first_at;
      into.tag = other.tag;
    }
    if (std::pair(other.last, place(other.last_at)) > std::pair(into.last, place(into.last_at))) {
      into.last = other.last;
      into.last_at = other.last_at;
    }
    into.count += other.count;
  }

  void settle() const {
    if (late_.empty()) return;
    const auto earlier = [](const Run& a, const Run& b) { return a.first < b.first; };
    std::sort(late_.begin(), late_.end(), earlier);
    std::vector<Run> all(runs_.size() + late_.size());
    std::merge(runs_.begin(), runs_.end(), late_.begin(), late_.end(), all.begin(), earlier);
    late_.clear();
    runs_.clear();
    for (const Run& run : all) {
      if (!runs_.empty() && (run.first <= runs_.back().last || run.first - runs_.back().last <= link_)) {
        join(runs_.back(), run);
      } else {
        runs_.push_back(run);
      }
    }
  }

  // Settling changes how the runs are kept, not which they are.
  mutable std::vector<Run> runs_;  // sorted, further apart than the link
  mutable std::vector<Run> late_;  // linked to none of runs_ when they came; in the order in which they came
  Duration link_{};
};

}  // namespace logscan::detail
