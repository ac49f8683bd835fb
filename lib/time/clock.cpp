#include "time/clock.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace logscan::detail {

static constexpr std::size_t kMostSegments = 64;

Clock Clock::stated(Duration resolution) {
  Clock clock;
  clock.basis_ = ClockBasis::kStated;
  clock.uncertainty_ = resolution;
  return clock;
}

Clock Clock::in_zone(Zone zone, ClockBasis basis, Duration uncertainty) {
  Clock clock;
  clock.zone_ = std::move(zone);
  clock.basis_ = basis;
  clock.uncertainty_ = uncertainty;
  return clock;
}

Clock Clock::corrected(Clock clock, std::vector<AheadFrom> ahead, Duration uncertainty, std::uint64_t anchors) {
  clock.basis_ = ClockBasis::kInferred;
  clock.ahead_ = std::move(ahead);
  // What is found from anchors holds whatever the zone was taken for.
  clock.uncertainty_ = uncertainty;
  clock.anchors_ += anchors;
  return clock;
}

Clock Clock::from_offsets(std::vector<OffsetFrom> offsets, Duration uncertainty) {
  Clock clock;
  clock.basis_ = ClockBasis::kInferred;
  clock.uncertainty_ = uncertainty;
  for (const OffsetFrom& offset : offsets) clock.anchors_ += offset.anchors;
  clock.offsets_ = std::move(offsets);
  return clock;
}

Duration Clock::shift_at(LocalTime time) const {
  if (offsets_.empty()) return Duration::zero();
  auto at = std::upper_bound(offsets_.begin(), offsets_.end(), time,
                             [](LocalTime value, const OffsetFrom& offset) { return value < offset.from; });
  if (at != offsets_.begin()) --at;
  return std::chrono::seconds(at->offset_s);
}

Duration Clock::ahead_at(Timestamp shown) const {
  auto at = std::upper_bound(ahead_.begin(), ahead_.end(), shown,
                             [](Timestamp value, const AheadFrom& ahead) { return value < ahead.from; });
  if (at != ahead_.begin()) --at;
  return at->at(shown);
}

Timestamp Clock::shown_at(Timestamp time) const {
  if (ahead_.empty()) return time;
  // A drift is so small that the second step is exact.
  Timestamp shown = time + ahead_at(time);
  for (int step = 0; step < 2; ++step) shown = time + ahead_at(shown);
  return shown;
}

bool Clock::doubtful(LocalTime time) const {
  const Zone::Instant instant = zone_.to_utc(time - shift_at(time));
  return instant.ambiguous || instant.nonexistent;
}

bool Clock::doubtful_at(Timestamp time) const {
  const Timestamp shown = shown_at(time);
  const LocalTime local(shown.time_since_epoch() + std::chrono::seconds(zone_.offset_s(shown)));
  const Zone::Instant instant = zone_.to_utc(local);
  return instant.ambiguous || instant.nonexistent;
}

void Clock::describe_ahead(ClockReport& report, Timestamp first, Timestamp last) const {
  Clock before = *this;
  before.ahead_.clear();
  report = before.describe(shown_at(first), shown_at(last));
  std::vector<ClockSegment> split;
  for (const ClockSegment& segment : report.segments) {
    for (std::size_t i = 0; i < ahead_.size() && split.size() < kMostSegments; ++i) {
      const AheadFrom& ahead = ahead_[i];
      const Timestamp from = i == 0 ? segment.from : std::max(segment.from, ahead.from);
      const Timestamp to = i + 1 == ahead_.size() ? segment.to : std::min(segment.to, ahead_[i + 1].from);
      if (from > to || (from == to && segment.from != segment.to)) continue;
      // A clock that gains has as many segments as it gains seconds, up to some.
      const double gains = std::abs(ahead.drift) * static_cast<double>((to - from).count()) / 1e6;
      const int parts = std::clamp(static_cast<int>(std::ceil(gains)), 1, 16);
      for (int part = 0; part < parts; ++part) {
        const Timestamp begin = from + (to - from) * part / parts, end = from + (to - from) * (part + 1) / parts;
        const Duration middle = ahead.at(begin + (end - begin) / 2);
        split.push_back({begin - ahead.at(begin), end - ahead.at(end),
                         segment.offset_s + static_cast<double>(middle.count()) / 1e6});
      }
    }
  }
  report.segments = std::move(split);
  if (!report.segments.empty()) report.offset_s = report.segments.front().offset_s;
}

ClockReport Clock::describe(Timestamp first, Timestamp last) const {
  ClockReport report;
  if (!ahead_.empty()) {
    describe_ahead(report, first, last);
    return report;
  }
  if (anchors_ == 0) report.zone = zone_.name();
  report.basis = basis_;
  report.uncertainty_s = static_cast<double>(uncertainty_.count()) / 1e6;
  report.anchors = anchors_;
  if (!offsets_.empty()) {
    for (std::size_t i = 0; i < offsets_.size(); ++i) {
      const double offset_s = offsets_[i].offset_s;
      const auto utc = [&](std::size_t k) { return to_utc(offsets_[k].from); };
      const Timestamp from = i == 0 ? first : std::max(first, utc(i));
      const Timestamp to = i + 1 == offsets_.size() ? last : std::min(last, utc(i + 1));
      if (from < to || (offsets_.size() == 1)) report.segments.push_back({from, to, offset_s});
    }
    if (!report.segments.empty()) report.offset_s = report.segments.front().offset_s;
    return report;
  }
  report.offset_s = zone_.offset_s(first);
  // One segment per offset in force; a source spans few changes, so days are fine steps to look for them.
  Timestamp from = first;
  std::int32_t offset = zone_.offset_s(first);
  for (Timestamp at = first; at < last && report.segments.size() < kMostSegments;) {
    const Timestamp next = std::min(at + std::chrono::days(1), last);
    if (zone_.offset_s(next) != offset) {
      Timestamp low = at, high = next;
      while (high - low > std::chrono::seconds(1)) {
        const Timestamp middle = low + (high - low) / 2;
        (zone_.offset_s(middle) == offset ? low : high) = middle;
      }
      const Timestamp change = std::chrono::floor<std::chrono::seconds>(high);
      report.segments.push_back({from, change, static_cast<double>(offset)});
      from = change;
      offset = zone_.offset_s(next);
    }
    at = next;
  }
  report.segments.push_back({from, last, static_cast<double>(offset)});
  return report;
}

}  // namespace logscan::detail
