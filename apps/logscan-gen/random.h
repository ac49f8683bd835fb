// A small generator of numbers whose sequence is part of our output format: the same seed gives the same case on every
// machine and with every standard library. SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
// generators", 2014). Not for secrets.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/hash.h"
#include "calendar.h"

namespace logscan::gen {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // An independent sequence for one part of the case, so that a change in one part leaves the others as they are.
  [[nodiscard]] static Random stream(std::uint64_t seed, std::uint64_t part, std::uint64_t index) {
    return Random(detail::mix(detail::mix(seed, part), index));
  }

  std::uint64_t next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }

  // 0 <= result < bound; bound 0 gives 0. The bias of the multiplication is below 2^-32 for our small bounds.
  std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::uint64_t>((static_cast<Wide>(next()) * bound) >> 64);
  }

  // low <= result <= high.
  std::int64_t between(std::int64_t low, std::int64_t high) {
    return low + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(high - low) + 1));
  }

  bool one_in(std::uint64_t n) { return below(n) == 0; }

  template <class Value, std::size_t kCount>
  Value pick(const std::array<Value, kCount>& values) {
    return values[below(kCount)];
  }

 private:
  std::uint64_t state_;
};

inline Seconds seconds_between(Random& random, Seconds low, Seconds high) {
  return Seconds(random.between(low.count(), high.count()));
}

}  // namespace logscan::gen
