#include "time/alignment.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <span>
#include <tuple>

#include "base/hash.h"

namespace logscan::detail {
namespace {

// A clock that gains or loses more is broken, not adrift. Our number: crystals stay below 100 ppm.
constexpr double kMostDrift = 200e-6;
// The true drift lies between two that are tried; the offset at the ends may be off by so much for that.
constexpr double kDriftSlack = 50'000;  // microseconds
constexpr int kMostSteps = 512;         // to either side

// Of so many, a line is possible that so many hundredths of the best one's agree on: more of them where that leaves
// more than rules have as a grace (microseconds). Our numbers.
constexpr std::size_t kMany = 20;
constexpr std::array<std::size_t, 4> kOfBest = {85, 90, 95, 100};
constexpr double kWide = 1'950'000;
// At least so many hundredths of them must agree.
constexpr std::size_t kAgreeing = 55;
// Of periodic ones, in times of the clock.
constexpr std::size_t kLeastPeriodic = 6;
constexpr std::size_t kPeriodicAgreeing = 40;
// What fits nearly as well as the best is not told from it.
constexpr std::size_t kAsGood = 80;
// Enough to tell an offset; their number bounds what the search costs.
constexpr std::size_t kMostAnchors = 1024;

// Microseconds; a double holds those of two centuries.
struct Point {
  double at = 0;      // of the clock, from the middle of all
  double offset = 0;  // to the reference, from the first anchor's
  double uncertainty = 0;
  std::uint32_t time = 0;  // the same for points of the same time of the clock: at most one of them is right
};

struct Range {
  double low = std::numeric_limits<double>::infinity(), high = -std::numeric_limits<double>::infinity();
  [[nodiscard]] bool empty() const { return low > high; }
  [[nodiscard]] double middle() const { return low + (high - low) / 2; }
  [[nodiscard]] double half() const { return (high - low) / 2; }
  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

struct Line {
  double offset = 0, drift = 0;  // at the middle; per unit
};

std::size_t at_least(std::size_t of, std::size_t hundredths) { return (of * hundredths + 99) / 100; }

// Each point allows an interval of offsets for each drift. What many of them share is where the clock can be.
class Search {
 public:
  explicit Search(std::vector<Point> points) : points_(std::move(points)) {
    for (const Point& point : points_) {
      half_span_ = std::max(half_span_, std::abs(point.at));
      times_ = std::max<std::size_t>(times_, point.time + 1);
      widest_ = std::max(widest_, point.uncertainty);
    }
    active_.resize(times_);
    steps_ = std::min(kMostSteps, static_cast<int>(std::ceil(kMostDrift * half_span_ / (2 * kDriftSlack))));
    step_ = steps_ == 0 ? 0 : kMostDrift / steps_;
    slack_ = steps_ == 0 ? kMostDrift * half_span_ : step_ / 2 * half_span_;
  }

  [[nodiscard]] std::size_t times() const { return times_; }
  [[nodiscard]] const std::vector<Point>& points() const { return points_; }
  [[nodiscard]] double slack() const { return slack_; }
  [[nodiscard]] double widest() const { return widest_; }

  struct Best {
    std::size_t count = 0;
    Line line;
  };
  // The line through the most times. Of equal ones the one with the least drift.
  Best best() {
    Best best;
    for (int step = 0; step <= 2 * steps_; ++step) {
      const int steps = (step + 1) / 2;
      const double drift = (step % 2 == 0 ? -steps : steps) * step_;
      sweep(drift, [&](double low, double high, std::size_t count) {
        if (count > best.count) best = {count, {low + (high - low) / 2, drift}};
      });
    }
    return best;
  }

  // The offsets at the middle for this drift that at least so many times share.
  Range shared(double drift, std::size_t count) {
    Range range;
    sweep(drift, [&](double low, double high, std::size_t here) {
      if (here < count) return;
      range.add(low);
      range.add(high);
    });
    return range;
  }

  // Where the lines that at least so many times share begin and end, and their drifts; only those that are never
  // further than `near` from `line`.
  struct Lines {
    Range begin, end, drift;
  };
  Lines lines(std::size_t count, const Line& line, double near) {
    Lines found;
    for (int step = -steps_; step <= steps_; ++step) {
      const double drift = step * step_, away = (drift - line.drift) * half_span_;
      sweep(drift, [&](double low, double high, std::size_t here) {
        if (here < count) return;
        for (const double offset : {low, high}) {
          if (std::abs(offset - line.offset) + std::abs(away) > near) continue;
          found.begin.add(offset - drift * half_span_);
          found.end.add(offset + drift * half_span_);
          found.drift.add(drift);
        }
      });
    }
    return found;
  }

  [[nodiscard]] double half_span() const { return half_span_; }
  [[nodiscard]] double step() const { return step_; }

 private:
  struct Border {
    double offset;
    bool closes;
    std::uint32_t time;
  };

  // Calls `take` for each stretch of offsets with the number of times that share it.
  template <class Take>
  void sweep(double drift, const Take& take) {
    borders_.clear();
    for (const Point& point : points_) {
      const double offset = point.offset - drift * point.at, width = point.uncertainty + slack_;
      borders_.push_back({offset - width, false, point.time});
      borders_.push_back({offset + width, true, point.time});
    }
    std::sort(borders_.begin(), borders_.end(), [](const Border& a, const Border& b) {
      return std::tie(a.offset, a.closes, a.time) < std::tie(b.offset, b.closes, b.time);
    });
    std::fill(active_.begin(), active_.end(), 0);
    std::size_t count = 0;
    for (std::size_t i = 0; i < borders_.size(); ++i) {
      std::uint32_t& active = active_[borders_[i].time];
      if (borders_[i].closes) {
        if (--active == 0) --count;
      } else if (active++ == 0) {
        ++count;
      }
      if (i + 1 < borders_.size() && count > 0) take(borders_[i].offset, borders_[i + 1].offset, count);
    }
  }

  std::vector<Point> points_;
  std::vector<Border> borders_;
  std::vector<std::uint32_t> active_;
  std::size_t times_ = 0;
  int steps_ = 0;
  double half_span_ = 0, step_ = 0, slack_ = 0, widest_ = 0;
};

// What all points are measured from: doubles are exact enough only near it.
struct Origin {
  LocalTime first{}, middle{}, last{};
  Duration offset{};
};

Duration offset_of(const Anchor& anchor) { return anchor.wall.time_since_epoch() - anchor.utc.time_since_epoch(); }

// A sample of all that takes no account of where they stand: what is wrong may come in regular distances.
std::vector<const Anchor*> some_of(const std::vector<Anchor>& anchors, bool unambiguous) {
  std::vector<const Anchor*> all;
  for (const Anchor& anchor : anchors)
    if (anchor.unambiguous == unambiguous) all.push_back(&anchor);
  const auto place = [](const Anchor* anchor) { return std::tuple(anchor->wall, anchor->utc, anchor->uncertainty); };
  std::sort(all.begin(), all.end(), [&](const Anchor* a, const Anchor* b) { return place(a) < place(b); });
  all.erase(std::unique(all.begin(), all.end(),
                        [](const Anchor* a, const Anchor* b) { return a->wall == b->wall && a->utc == b->utc; }),
            all.end());
  if (all.size() <= kMostAnchors) return all;
  const auto draw = [](const Anchor* anchor) {
    return mix(static_cast<std::uint64_t>(anchor->wall.time_since_epoch().count()), 7);
  };
  // Pairs of one time stay together.
  std::stable_sort(all.begin(), all.end(), [&](const Anchor* a, const Anchor* b) { return draw(a) < draw(b); });
  all.resize(kMostAnchors);
  std::sort(all.begin(), all.end(), [&](const Anchor* a, const Anchor* b) { return place(a) < place(b); });
  return all;
}

Origin origin_of(const std::vector<const Anchor*>& sorted) {
  Origin origin;
  origin.first = sorted.front()->wall;
  origin.last = sorted.back()->wall;
  origin.middle = origin.first + (origin.last - origin.first) / 2;
  origin.offset = offset_of(*sorted.front());
  return origin;
}

std::vector<Point> points_of(const std::vector<const Anchor*>& sorted, const Origin& origin) {
  std::vector<Point> points;
  std::uint32_t time = 0;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const Anchor& anchor = *sorted[i];
    if (i > 0 && anchor.wall != sorted[i - 1]->wall) ++time;
    points.push_back({static_cast<double>((anchor.wall - origin.middle).count()),
                      static_cast<double>((offset_of(anchor) - origin.offset).count()),
                      static_cast<double>(anchor.uncertainty.count()), time});
  }
  return points;
}

// A line, and how far the truth may be from it.
struct Fit {
  Line line;
  double uncertainty = 0, drift_doubt = 0;
};

// The middle of all lines that are possible, which holds without a further assumption.
Fit hull_of(const Search& search, const Search::Lines& lines) {
  Fit fit;
  const double half = search.half_span();
  fit.line = {(lines.begin.middle() + lines.end.middle()) / 2,
              half == 0 ? 0 : (lines.end.middle() - lines.begin.middle()) / 2 / half};
  fit.uncertainty = std::max(lines.begin.half(), lines.end.half()) + search.slack();
  fit.drift_doubt =
      half == 0 ? kMostDrift
                : std::max(lines.drift.high - fit.line.drift, fit.line.drift - lines.drift.low) + search.step() / 2;
  return fit;
}

Alignment settle(const Search& search, const Fit& fit, const Origin& origin) {
  Alignment alignment;
  alignment.first = origin.first;
  alignment.middle = origin.middle;
  alignment.last = origin.last;
  const Line& line = fit.line;
  alignment.offset = origin.offset + Duration(std::llround(line.offset));
  alignment.uncertainty = Duration(std::llround(std::ceil(fit.uncertainty)));
  alignment.drift_ppm = line.drift * 1e6;
  alignment.drift_doubt_ppm = fit.drift_doubt * 1e6;
  // Of each time, the pair that is nearest.
  std::vector<double> nearest(search.times(), std::numeric_limits<double>::infinity());
  std::vector<bool> fits(search.times());
  for (const Point& point : search.points()) {
    const double away = std::abs(point.offset - line.offset - line.drift * point.at);
    nearest[point.time] = std::min(nearest[point.time], away);
    if (away <= point.uncertainty + static_cast<double>(alignment.uncertainty.count())) fits[point.time] = true;
  }
  std::vector<double> residuals;
  for (std::size_t time = 0; time < nearest.size(); ++time)
    if (fits[time]) residuals.push_back(nearest[time]);
  alignment.used = residuals.size();
  alignment.outliers = nearest.size() - residuals.size();
  if (!residuals.empty()) {
    const auto middle = residuals.begin() + static_cast<std::ptrdiff_t>(residuals.size() / 2);
    std::nth_element(residuals.begin(), middle, residuals.end());
    alignment.residual = Duration(std::llround(*middle));
  }
  return alignment;
}

AlignmentAnswer unknown(AlignmentAnswer::Doubt doubt, std::string why) { return {std::nullopt, doubt, std::move(why)}; }

std::string of_anchors(std::size_t count, std::size_t all, const char* kind) {
  return std::to_string(count) + " of " + std::to_string(all) + " " + kind;
}

AlignmentAnswer fit_to(const std::vector<const Anchor*>& anchors) {
  const Origin origin = origin_of(anchors);
  Search search(points_of(anchors, origin));
  const Search::Best best = search.best();
  const std::size_t need = at_least(search.times(), kAgreeing);
  if (best.count < need) {
    return unknown(AlignmentAnswer::Doubt::kAmbiguous,
                   "only " + of_anchors(best.count, search.times(), "anchors agree on an offset"));
  }
  const auto hull_at = [&](std::size_t share) {
    return hull_of(search, search.lines(share, best.line, std::numeric_limits<double>::infinity()));
  };
  if (search.times() < kMany) return {settle(search, hull_at(need), origin), AlignmentAnswer::Doubt::kNone, {}};
  // Right ones all agree, and of many wrong ones few agree with them.
  Fit fit;
  for (const std::size_t of_best : kOfBest) {
    fit = hull_at(std::max(need, at_least(best.count, of_best)));
    if (fit.uncertainty <= kWide) break;
  }
  return {settle(search, fit, origin), AlignmentAnswer::Doubt::kNone, {}};
}

Duration away_from(const Alignment& alignment, const Anchor& anchor) {
  return std::chrono::abs(offset_of(anchor) - alignment.offset_at(anchor.wall));
}

// Anchors at either end of the record that do not fit say nothing of the time between, whatever they are.
AlignmentAnswer by_unambiguous(const std::vector<const Anchor*>& anchors) {
  AlignmentAnswer answer = fit_to(anchors);
  if (!answer.alignment) return answer;
  std::vector<const Anchor*> kept = anchors;
  std::stable_sort(kept.begin(), kept.end(), [](const Anchor* a, const Anchor* b) { return a->order < b->order; });
  const auto fits = [&](const Anchor* anchor) {
    return away_from(*answer.alignment, *anchor) <= anchor->uncertainty + answer.alignment->uncertainty;
  };
  const auto first = std::find_if(kept.begin(), kept.end(), fits);
  const auto last = std::find_if(kept.rbegin(), std::make_reverse_iterator(first), fits).base();
  if (first == last || (first == kept.begin() && last == kept.end())) return answer;
  const std::vector<const Anchor*> before(kept.begin(), first), after(last, kept.end());
  kept.erase(last, kept.end());
  kept.erase(kept.begin(), first);
  std::stable_sort(kept.begin(), kept.end(), [](const Anchor* a, const Anchor* b) { return a->wall < b->wall; });
  AlignmentAnswer inner = fit_to(kept);
  if (inner.alignment && inner.alignment->uncertainty <= answer.alignment->uncertainty) {
    inner.alignment->outliers += before.size() + after.size();
    answer = std::move(inner);
  }
  Alignment& alignment = *answer.alignment;
  alignment.first = kept.front()->wall;
  alignment.last = kept.back()->wall;
  for (const Anchor* const anchor : before) {
    alignment.astray_before = std::max(alignment.astray_before, away_from(alignment, *anchor));
    alignment.first = std::max(alignment.first, anchor->wall);
  }
  for (const Anchor* const anchor : after) {
    alignment.astray_after = std::max(alignment.astray_after, away_from(alignment, *anchor));
    alignment.last = std::min(alignment.last, anchor->wall);
  }
  if (alignment.last < alignment.first) {
    std::swap(alignment.first, alignment.last);
    alignment.astray_between = std::max(alignment.astray_before, alignment.astray_after);
  }
  return answer;
}

AlignmentAnswer by_periodic(const std::vector<const Anchor*>& anchors) {
  const Origin origin = origin_of(anchors);
  Search search(points_of(anchors, origin));
  const Search::Best best = search.best();
  if (best.count < std::max(kLeastPeriodic, at_least(search.times(), kPeriodicAgreeing))) {
    return unknown(AlignmentAnswer::Doubt::kTooFew,
                   "only " + of_anchors(best.count, search.times(), "periodic anchors agree on an offset"));
  }
  const double same = 4 * (search.widest() + search.slack());
  const Range rivals = search.shared(best.line.drift, best.count / 2 + 1);
  if (rivals.high - best.line.offset > same || best.line.offset - rivals.low > same) {
    const double other =
        rivals.high - best.line.offset > same ? rivals.high - best.line.offset : best.line.offset - rivals.low;
    return unknown(AlignmentAnswer::Doubt::kAmbiguous,
                   "offsets up to " + std::to_string(std::llround(other / 1e6)) + " s apart fit nearly alike");
  }
  const std::size_t need = std::max(kLeastPeriodic, at_least(best.count, kAsGood));
  const Search::Lines lines = search.lines(need, best.line, same + kMostDrift * search.half_span());
  return {settle(search, hull_of(search, lines), origin), AlignmentAnswer::Doubt::kNone, {}};
}

}  // namespace

Duration Alignment::offset_at(LocalTime time) const {
  return offset + Duration(std::llround(drift_ppm * 1e-6 * static_cast<double>((time - middle).count())));
}

Duration Alignment::uncertainty_at(LocalTime time) const {
  const Duration beyond = std::max({Duration::zero(), first - time, time - last});
  const Duration astray = time < first ? astray_before : time > last ? astray_after : astray_between;
  return uncertainty + astray + Duration(std::llround(drift_doubt_ppm * 1e-6 * static_cast<double>(beyond.count())));
}

std::int64_t Alignment::quarters() const {
  using Quarters = std::chrono::duration<std::int64_t, std::ratio<900>>;
  return std::chrono::round<Quarters>(offset).count();
}

AlignmentAnswer align(const std::vector<Anchor>& anchors, std::size_t least) {
  const std::vector<const Anchor*> unambiguous = some_of(anchors, true);
  if (unambiguous.size() >= least) return by_unambiguous(unambiguous);
  const std::vector<const Anchor*> periodic = some_of(anchors, false);
  if (periodic.empty())
    return unknown(AlignmentAnswer::Doubt::kTooFew, of_anchors(unambiguous.size(), least, "anchors are here"));
  AlignmentAnswer answer = by_periodic(periodic);
  // Too few to decide are enough to contradict.
  for (const Anchor* const anchor : unambiguous) {
    if (!answer.alignment) break;
    const Duration away = std::chrono::abs(offset_of(*anchor) - answer.alignment->offset_at(anchor->wall));
    if (away > anchor->uncertainty + answer.alignment->uncertainty_at(anchor->wall))
      answer = unknown(AlignmentAnswer::Doubt::kAmbiguous, "an unambiguous anchor contradicts the periodic ones");
  }
  return answer;
}

namespace {

constexpr std::size_t kSide = 8;  // anchors on either side of a step

Duration median_offset(std::span<const Anchor> anchors) {
  std::vector<Duration> offsets;
  for (const Anchor& anchor : anchors) offsets.push_back(offset_of(anchor));
  const auto middle = offsets.begin() + static_cast<std::ptrdiff_t>(offsets.size() / 2);
  std::nth_element(offsets.begin(), middle, offsets.end());
  return *middle;
}

std::size_t near_median(std::span<const Anchor> anchors) {
  const Duration median = median_offset(anchors);
  return static_cast<std::size_t>(std::count_if(anchors.begin(), anchors.end(), [&](const Anchor& anchor) {
    return std::chrono::abs(offset_of(anchor) - median) <= anchor.uncertainty + std::chrono::seconds(1);
  }));
}

// The place that most agree on either side of.
std::size_t best_split(std::span<const Anchor> sorted) {
  constexpr std::size_t kTried = 64;
  std::size_t best = kSide, most = 0;
  const auto try_all = [&](std::size_t from, std::size_t to, std::size_t step) {
    for (std::size_t at = from; at <= to; at += step) {
      const std::size_t agree = near_median(sorted.first(at)) + near_median(sorted.subspan(at));
      if (agree > most) {
        most = agree;
        best = at;
      }
    }
  };
  const std::size_t last = sorted.size() - kSide, step = std::max<std::size_t>(1, sorted.size() / kTried);
  try_all(kSide, last, step);
  if (step > 1) try_all(std::max(kSide, best - std::min(best, step)), std::min(last, best + step), 1);
  return best;
}

// Nine of ten.
bool agrees(const Alignment& piece) { return piece.outliers * 9 <= piece.used; }

bool steps(const Alignment& before, const Alignment& after) {
  constexpr Duration kStep = std::chrono::seconds(2);
  const Duration by = after.offset_at(after.first) - before.offset_at(after.first);
  return std::chrono::abs(by) > kStep + after.uncertainty_at(after.first) + before.uncertainty_at(after.first);
}

// A part may have steps itself, so many times over.
PiecedAnswer pieces_of(std::span<const Anchor> sorted, std::size_t least, int depth) {
  AlignmentAnswer whole = align({sorted.begin(), sorted.end()}, least);
  if (depth > 0 && sorted.size() >= 2 * kSide && (!whole.alignment || whole.alignment->outliers >= kSide)) {
    const std::size_t at = best_split(sorted);
    PiecedAnswer before = pieces_of(sorted.first(at), least, depth - 1);
    const PiecedAnswer after = pieces_of(sorted.subspan(at), least, depth - 1);
    const auto sound = [](const PiecedAnswer& side) {
      return !side.pieces.empty() && std::all_of(side.pieces.begin(), side.pieces.end(), agrees);
    };
    if (sound(before) && sound(after) && steps(before.pieces.back(), after.pieces.front())) {
      before.pieces.insert(before.pieces.end(), after.pieces.begin(), after.pieces.end());
      return before;
    }
  }
  PiecedAnswer answer{{}, whole.doubt, std::move(whole.why)};
  if (whole.alignment) answer.pieces.push_back(*whole.alignment);
  return answer;
}

}  // namespace

PiecedAnswer align_pieces(const std::vector<Anchor>& anchors, std::size_t least) {
  constexpr int kMostDepth = 3;
  // A clock that is set back shows some times twice; its reference does not.
  std::vector<Anchor> sorted = anchors;
  std::sort(sorted.begin(), sorted.end(),
            [](const Anchor& a, const Anchor& b) { return std::tuple(a.utc, a.wall) < std::tuple(b.utc, b.wall); });
  return pieces_of(sorted, least, kMostDepth);
}

}  // namespace logscan::detail
