#include "time/alignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace logscan::detail {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using Doubt = AlignmentAnswer::Doubt;

constexpr LocalTime kStart{std::chrono::days(20000)};
constexpr Duration kCadence = minutes(5);

Anchor anchor(LocalTime wall, Duration offset, Duration uncertainty = seconds(1), bool unambiguous = true) {
  return {wall, Timestamp((wall - offset).time_since_epoch()), uncertainty, unambiguous};
}

// Every minute.
std::vector<Anchor> anchors(std::size_t count, Duration offset) {
  std::vector<Anchor> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(anchor(kStart + minutes(i), offset));
  return all;
}

std::vector<Anchor> operator+(std::vector<Anchor> a, const std::vector<Anchor>& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

TEST(Align, TellsTheOffset) {
  const AlignmentAnswer answer = align(anchors(10, hours(5) + minutes(30) + seconds(7)));
  ASSERT_TRUE(answer.alignment);
  EXPECT_LE(std::chrono::abs(answer.alignment->offset - (hours(5) + minutes(30) + seconds(7))),
            answer.alignment->uncertainty);
  EXPECT_LE(answer.alignment->uncertainty, seconds(2));
  EXPECT_EQ(answer.alignment->quarters(), 22);
  EXPECT_LE(std::chrono::abs(answer.alignment->rest() - seconds(7)), answer.alignment->uncertainty);
  EXPECT_EQ(answer.alignment->used, 10U);
  EXPECT_EQ(answer.alignment->outliers, 0U);
}

TEST(Align, AWesternZoneHasItsOwnQuarters) {
  const AlignmentAnswer answer = align(anchors(10, -hours(3) - minutes(30) - seconds(7)));
  ASSERT_TRUE(answer.alignment);
  EXPECT_EQ(answer.alignment->quarters(), -14);
  EXPECT_LE(std::chrono::abs(answer.alignment->rest() + seconds(7)), answer.alignment->uncertainty);
}

TEST(Align, TooFewTellNothing) {
  EXPECT_EQ(align({}).doubt, Doubt::kTooFew);
  const AlignmentAnswer two = align(anchors(2, seconds(5)));
  EXPECT_FALSE(two.alignment);
  EXPECT_EQ(two.doubt, Doubt::kTooFew);
  EXPECT_EQ(two.why, "2 of 4 anchors are here");
}

TEST(Align, OneAnchorToldTwiceIsOne) {
  const std::vector<Anchor> two = anchors(2, seconds(5));
  EXPECT_FALSE(align(two + two).alignment);
}

TEST(Align, ManyWrongOnesThatAgreeDoNotFoolIt) {
  std::vector<Anchor> all = anchors(60, seconds(12));
  // Replayed by the cadence: 40 % of them.
  for (std::size_t i = 0; i < all.size(); ++i)
    if (i % 5 < 2) all[i].utc -= kCadence;
  const AlignmentAnswer answer = align(all);
  ASSERT_TRUE(answer.alignment);
  EXPECT_LE(std::chrono::abs(answer.alignment->offset - seconds(12)), answer.alignment->uncertainty);
  EXPECT_EQ(answer.alignment->used, 36U);
  EXPECT_EQ(answer.alignment->outliers, 24U);
}

TEST(Align, HalvesThatDifferAreAmbiguous) {
  std::vector<Anchor> all = anchors(60, seconds(12));
  for (std::size_t i = 0; i < all.size(); i += 2) all[i].utc -= kCadence;
  const AlignmentAnswer answer = align(all);
  EXPECT_FALSE(answer.alignment);
  EXPECT_EQ(answer.doubt, Doubt::kAmbiguous);
  EXPECT_EQ(answer.why, "only 30 of 60 anchors agree on an offset");
}

// In the order of the record.
std::vector<Anchor> in_order(std::vector<Anchor> all) {
  for (std::size_t i = 0; i < all.size(); ++i) all[i].order = i;
  return all;
}

// So many, a minute apart from `from` on.
std::vector<Anchor> anchors_from(Duration from, std::size_t count, Duration offset) {
  std::vector<Anchor> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(anchor(kStart + from + minutes(i), offset));
  return all;
}

TEST(Align, WhatDoesNotFitAtAnEndLeavesTheTimeThereUnknown) {
  for (const bool at_begin : {false, true}) {
    const std::vector<Anchor> right = anchors_from(minutes(10), 20, seconds(5)),
                              other = anchors_from(at_begin ? minutes(0) : minutes(30), 5, seconds(95));
    const AlignmentAnswer answer = align(in_order(at_begin ? other + right : right + other));
    ASSERT_TRUE(answer.alignment);
    const Alignment& found = *answer.alignment;
    EXPECT_EQ(found.used, 20U);
    EXPECT_EQ(found.outliers, 5U);
    EXPECT_EQ(found.first, kStart + minutes(10));
    EXPECT_EQ(found.last, kStart + minutes(29));
    for (const LocalTime at : {found.first, found.last}) {
      EXPECT_LE(std::chrono::abs(found.offset_at(at) - seconds(5)), found.uncertainty_at(at));
      EXPECT_LE(found.uncertainty_at(at), seconds(2));
    }
    EXPECT_GE(found.uncertainty_at(other[2].wall), seconds(90));
    EXPECT_LE(found.uncertainty_at(at_begin ? kStart + minutes(40) : kStart), seconds(3));
  }
}

TEST(Align, OneThatIsWrongBetweenOthersTellsNothingOfTheEnds) {
  const std::vector<Anchor> one = {anchor(kStart + minutes(10) + seconds(30), -hours(9000))};
  const AlignmentAnswer answer =
      align(in_order(anchors_from(minutes(0), 11, seconds(5)) + one + anchors_from(minutes(11), 11, seconds(5))));
  ASSERT_TRUE(answer.alignment);
  EXPECT_EQ(answer.alignment->outliers, 1U);
  EXPECT_LE(answer.alignment->uncertainty_at(kStart + hours(1)), seconds(3));
}

TEST(Align, WhatAClockShowedTwiceIsOfEitherTime) {
  // Set back by 10 minutes after 20, and then by 30.
  struct Case {
    minutes back;
    Duration last;  // that was shown once
    bool all_twice;
  };
  for (const Case& test : {Case{minutes(10), minutes(10), false}, Case{minutes(30), minutes(19), true}}) {
    const AlignmentAnswer answer = align(in_order(anchors_from(minutes(0), 20, seconds(5)) +
                                                  anchors_from(minutes(20) - test.back, 5, seconds(5) - test.back)));
    ASSERT_TRUE(answer.alignment);
    const Alignment& found = *answer.alignment;
    EXPECT_EQ(found.used, 20U);
    EXPECT_LE(found.uncertainty, seconds(2));
    EXPECT_GE(found.uncertainty_at(kStart + minutes(12)), test.back - seconds(2));
    EXPECT_EQ(found.uncertainty_at(kStart + minutes(3)) > seconds(3), test.all_twice);
    if (!test.all_twice) {
      EXPECT_EQ(found.last, kStart + test.last);
    }
  }
}

TEST(Align, MeasuresTheDriftOverALongSpan) {
  std::vector<Anchor> all;
  for (int i = 0; i < 48; ++i) {
    const LocalTime wall = kStart + hours(i);
    all.push_back(anchor(wall, seconds(3) + milliseconds(180) * i));  // 50 ppm
  }
  const AlignmentAnswer answer = align(all);
  ASSERT_TRUE(answer.alignment);
  EXPECT_NEAR(answer.alignment->drift_ppm, 50, answer.alignment->drift_doubt_ppm);
  EXPECT_LT(answer.alignment->drift_doubt_ppm, 20);
  EXPECT_LE(answer.alignment->uncertainty, seconds(2));
  EXPECT_GT(answer.alignment->uncertainty_at(kStart + hours(100)), answer.alignment->uncertainty);
}

// Each beat of the clock with all beats of the reference that are at most this far from it.
std::vector<Anchor> beats(const std::vector<LocalTime>& own, const std::vector<Timestamp>& reference, Duration far) {
  std::vector<Anchor> pairs;
  for (const LocalTime wall : own) {
    for (const Timestamp utc : reference) {
      if (std::chrono::abs(wall.time_since_epoch() - utc.time_since_epoch()) <= far)
        pairs.push_back({wall, utc, seconds(1), false});
    }
  }
  return pairs;
}

TEST(Align, BeatsAtACadenceHaveAliases) {
  std::vector<LocalTime> own;
  std::vector<Timestamp> reference;
  for (int i = 0; i < 40; ++i) {
    reference.emplace_back(kStart.time_since_epoch() + kCadence * i);
    own.push_back(kStart + kCadence * i + seconds(2));
  }
  const std::vector<Anchor> periodic = beats(own, reference, hours(1));
  const AlignmentAnswer answer = align(periodic);
  EXPECT_FALSE(answer.alignment);
  EXPECT_EQ(answer.doubt, Doubt::kAmbiguous);
  // Four things with names settle it, whatever the many say.
  const AlignmentAnswer named = align(periodic + anchors(4, seconds(2)));
  ASSERT_TRUE(named.alignment);
  EXPECT_LE(std::chrono::abs(named.alignment->offset - seconds(2)), named.alignment->uncertainty);
}

TEST(Align, BeatsThatJitterHaveNone) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> jitter(-20'000, 20'000);
  std::vector<LocalTime> own;
  std::vector<Timestamp> reference;
  for (int i = 0; i < 40; ++i) {
    reference.emplace_back(kStart.time_since_epoch() + kCadence * i + milliseconds(jitter(random)));
    own.push_back(LocalTime(reference.back().time_since_epoch()) - minutes(17));
  }
  const AlignmentAnswer answer = align(beats(own, reference, hours(1)));
  ASSERT_TRUE(answer.alignment) << answer.why;
  EXPECT_LE(std::chrono::abs(answer.alignment->offset + minutes(17)), answer.alignment->uncertainty);
  // One thing with a name that says otherwise is enough to doubt it.
  const AlignmentAnswer doubted =
      align(beats(own, reference, hours(1)) + std::vector<Anchor>{anchor(kStart, seconds(0))});
  EXPECT_EQ(doubted.doubt, Doubt::kAmbiguous);
}

TEST(Align, TwoSubscriptionsInStepAreNoProof) {
  // Each pair joins a beat of one with the next beat of the other, and so does the reference: all are one cadence off.
  std::vector<LocalTime> own;
  std::vector<Timestamp> reference;
  for (int i = 0; i < 30; ++i) {
    own.push_back(kStart + kCadence * i);
    reference.emplace_back(kStart.time_since_epoch() + kCadence * (i + 1));
  }
  EXPECT_EQ(align(beats(own, reference, minutes(20))).doubt, Doubt::kAmbiguous);
}

TEST(Align, TheOrderOfAnchorsDoesNotMatter) {
  std::vector<Anchor> all = anchors(2000, seconds(12));
  for (std::size_t i = 0; i < all.size(); i += 3) all[i].utc += kCadence;
  const AlignmentAnswer one = align(all);
  std::shuffle(all.begin(), all.end(), std::mt19937(3));
  const AlignmentAnswer other = align(all);
  ASSERT_TRUE(one.alignment && other.alignment);
  EXPECT_EQ(one.alignment->offset, other.alignment->offset);
  EXPECT_EQ(one.alignment->uncertainty, other.alignment->uncertainty);
}

// A clock and what is known of it, from a seed.
struct MadeClock {
  Duration offset{};
  double drift = 0;
  Duration span{};
  std::size_t unambiguous = 0;
  std::size_t wrong = 0;
  bool jitters = false;
  std::size_t beats_kept = 0;  // of the clock and of the reference alike
  std::vector<Anchor> anchors;

  [[nodiscard]] Duration offset_at(LocalTime wall) const {
    return offset + Duration(std::llround(drift * static_cast<double>((wall - kStart).count())));
  }
};

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(seed) {}

  MadeClock make() {
    clock_.offset = minutes(15) * below(-56, 56) + milliseconds(below(-449'000, 449'000));
    if (below(0, 1) == 1) clock_.drift = static_cast<double>(below(-150, 150)) * 1e-6;
    clock_.span = minutes(10) + Duration(static_cast<std::int64_t>(std::pow(unit(), 2) * 10 * 86400e6));
    if (below(0, 3) > 0) {
      add_unambiguous();
    } else if (below(0, 1) == 1) {
      clock_.unambiguous = 0;
    } else {
      add_unambiguous(2);
    }
    if (below(0, 1) == 1) add_beats();
    std::shuffle(clock_.anchors.begin(), clock_.anchors.end(), random_);
    return std::move(clock_);
  }

 private:
  std::int64_t below(std::int64_t least, std::int64_t most) {
    return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
  }
  double unit() { return std::uniform_real_distribution<double>(0, 1)(random_); }
  Duration within(Duration most) { return Duration(below(-most.count(), most.count())); }

  // The pieces that are missing make them come in heaps.
  void add_unambiguous(std::int64_t most = 60) {
    clock_.unambiguous = static_cast<std::size_t>(below(1, most));
    clock_.wrong = static_cast<std::size_t>(static_cast<double>(clock_.unambiguous) * 0.4 * unit());
    if (below(0, 3) == 0) clock_.wrong = clock_.unambiguous * 4 / 10;
    const Duration uncertainty = below(0, 1) == 0 ? milliseconds(500) : seconds(1);
    const Duration hole_from = Duration(below(0, clock_.span.count())),
                   hole = Duration(below(0, clock_.span.count() / 2));
    const std::int64_t how = below(0, 3);
    const Duration alias = kCadence * (below(0, 1) == 0 ? 1 : -1);
    for (std::size_t i = 0; i < clock_.unambiguous; ++i) {
      Duration at(below(0, clock_.span.count()));
      if (at >= hole_from && at < hole_from + hole) at = hole_from;
      const LocalTime wall = kStart + at + milliseconds(i);
      Duration off = within(uncertainty);
      if (i < clock_.wrong) {
        if (how == 0) off += within(hours(10));                                   // anything
        if (how == 1) off += alias;                                               // all replayed alike
        if (how == 2) off += kCadence * below(1, 6);                              // by some periods
        if (how == 3) off += milliseconds(1500) + Duration(below(0, 4'000'000));  // sent again a little later
      }
      clock_.anchors.push_back(anchor(wall, clock_.offset_at(wall) + off, uncertainty));
    }
  }

  void add_beats() {
    clock_.jitters = below(0, 1) == 1;
    const std::int64_t count = below(4, 60);
    const Duration jitter = clock_.jitters ? Duration(seconds(20)) : Duration(milliseconds(50));
    const double kept = 0.6 + 0.4 * unit();
    std::vector<std::pair<LocalTime, bool>> own;
    std::vector<Timestamp> reference;
    for (std::int64_t i = 0; i < count; ++i) {
      const LocalTime wall = kStart + kCadence * i + within(jitter);
      const bool in_own = unit() < kept, in_reference = unit() < kept;
      if (in_own) own.emplace_back(wall, in_reference);
      if (in_reference)
        reference.emplace_back((wall - clock_.offset_at(wall) + within(milliseconds(900))).time_since_epoch());
      if (in_own && in_reference) ++clock_.beats_kept;
    }
    for (const auto& [wall, known] : own) {
      for (const Timestamp utc : reference) {
        const Duration off = wall.time_since_epoch() - utc.time_since_epoch() - clock_.offset;
        if (std::chrono::abs(off) <= minutes(40)) clock_.anchors.push_back({wall, utc, seconds(1), false});
      }
    }
  }

  std::mt19937_64 random_;
  MadeClock clock_;
};

TEST(Align, TheTruthLiesWithinTheStatedUncertainty) {
  std::size_t with_names = 0, with_jitter = 0, with_jitter_known = 0, by_cadence = 0, answered = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    const MadeClock clock = Maker(seed).make();
    const AlignmentAnswer answer = align(clock.anchors);
    EXPECT_EQ(answer.alignment.has_value(), answer.doubt == Doubt::kNone);
    EXPECT_EQ(answer.alignment.has_value(), answer.why.empty());
    if (answer.alignment) {
      ++answered;
      const Alignment& found = *answer.alignment;
      for (const LocalTime at : {found.first, found.middle, found.last, kStart + clock.span + hours(24)})
        EXPECT_LE(std::chrono::abs(found.offset_at(at) - clock.offset_at(at)).count(),
                  found.uncertainty_at(at).count());
      EXPECT_LE(std::abs(found.drift_ppm - clock.drift * 1e6), found.drift_doubt_ppm);
    }
    if (clock.unambiguous >= 20) {
      EXPECT_TRUE(answer.alignment);
      if (answer.alignment) {
        EXPECT_LE(answer.alignment->uncertainty, seconds(2));
      }
    }
    // Of four or more, at most two fifths wrong leave three, and more than 55 %.
    if (clock.unambiguous >= 4) {
      ++with_names;
      EXPECT_TRUE(answer.alignment) << answer.why;
    } else if (clock.unambiguous == 0 && clock.beats_kept > 0) {
      ++(clock.jitters ? with_jitter : by_cadence);
      // Beats that jitter fit by chance one time in ten or so.
      if (clock.jitters && clock.beats_kept >= 20) {
        EXPECT_TRUE(answer.alignment) << answer.why;
      }
      if (clock.jitters && answer.alignment) ++with_jitter_known;
      // Beats at a cadence have an alias that fits as well but for one.
      if (!clock.jitters) {
        EXPECT_FALSE(answer.alignment);
      }
    }
  }
  // The seeds make what the test is about.
  EXPECT_GT(with_names, 300U);
  EXPECT_GT(with_jitter, 10U);
  EXPECT_GT(by_cadence, 10U);
  EXPECT_GT(with_jitter_known * 2, with_jitter);
  EXPECT_GT(answered, 300U);
}

}  // namespace
}  // namespace logscan::detail
