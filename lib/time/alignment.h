// Finds how far a clock is ahead of a reference from pairs of times of which many may be wrong.
//
// An unambiguous anchor is one pair of which both ends name the same thing, such as an answer and its Date. It may
// still be wrong: forged, or sent again later. A periodic anchor is one of several pairs that a repeating thing allows,
// such as a beat every 300 s: all but one of them are wrong, and the wrong ones agree with each other. So unambiguous
// anchors decide where there are any to speak of, and periodic ones only where no other offset fits nearly as well.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "logscan/time.h"

namespace logscan::detail {

// "When the clock showed `wall`, the reference showed `utc`, plus or minus so much."
struct Anchor {
  LocalTime wall{};
  Timestamp utc{};
  Duration uncertainty{};
  bool unambiguous = true;  // false: one of several pairs that something periodic allows
  // Where it stands among the others; a clock that is set back shows some times twice.
  std::uint64_t order = 0;
};

// What is stated holds from the first to the last anchor that fits.
struct Alignment {
  Duration offset{};  // the clock is so far ahead of the reference at `middle`
  LocalTime first{}, middle{}, last{};
  Duration uncertainty{};  // of the offset at any time from first to last
  // How fast the clock gains. No more than a bound where the doubt is the greater of the two.
  double drift_ppm = 0, drift_doubt_ppm = 0;
  std::size_t used = 0, outliers = 0;
  Duration residual{};  // the median distance of the anchors that were used
  // Ahead of the first anchor that fits, and behind the last one, others are off by so much: they are wrong, or the
  // clock was set where too few tell it.
  Duration astray_before{}, astray_after{};
  // The same from the first to the last, which the clock then showed twice.
  Duration astray_between{};

  [[nodiscard]] Duration offset_at(LocalTime time) const;
  // Beyond the anchors it grows with what is not known of the drift, and by what others there tell.
  [[nodiscard]] Duration uncertainty_at(LocalTime time) const;
  // The offset is whole quarters of an hour, as zones are, and a rest.
  [[nodiscard]] std::int64_t quarters() const;
  [[nodiscard]] Duration rest() const { return offset - quarters() * std::chrono::minutes(15); }
};

struct AlignmentAnswer {
  enum class Doubt : std::uint8_t { kNone, kTooFew, kAmbiguous };
  std::optional<Alignment> alignment;
  Doubt doubt = Doubt::kNone;
  std::string why;  // there is none
};

// Each right anchor is off by its own uncertainty at most. Of fewer than 20 the true offset lies within what is stated
// as long as at most 45 % are wrong, whether or not these agree. Of more, what is stated is where nearly as many agree
// as anywhere; of 5000 made clocks with up to 40 % wrong ones, many within seconds of the right ones, it missed no
// truth, and once it was wider than 2 s. Fewer than `least` unambiguous anchors decide nothing: of three that agree one
// may be wrong, of four three are right.
inline constexpr std::size_t kLeastUnambiguous = 4;
AlignmentAnswer align(const std::vector<Anchor>& anchors, std::size_t least = kLeastUnambiguous);

// The same of a clock that may have been set meanwhile: a piece for each time from one step to the next.
struct PiecedAnswer {
  std::vector<Alignment> pieces;  // in the order of time; none where it is not known
  AlignmentAnswer::Doubt doubt = AlignmentAnswer::Doubt::kNone;
  std::string why;
};

// A step is told where eight or more unambiguous anchors stand on either side, nine of ten of each agree, and the
// offsets differ by more than 2 s for certain.
PiecedAnswer align_pieces(const std::vector<Anchor>& anchors, std::size_t least = kLeastUnambiguous);

}  // namespace logscan::detail
