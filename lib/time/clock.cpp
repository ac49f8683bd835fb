#include "time/clock.h"

#include <algorithm>

namespace logscan::detail {

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

std::optional<Clock> Clock::from_anchors(const std::vector<Anchor>& anchors) {
  if (anchors.empty()) return std::nullopt;
  // Each anchor allows an interval of offsets; the clock is the interval that all of them share.
  Duration least = Duration::min(), most = Duration::max();
  for (const Anchor& anchor : anchors) {
    const Duration offset = anchor.wall.time_since_epoch() - anchor.utc.time_since_epoch();
    least = std::max(least, offset - anchor.uncertainty);
    most = std::min(most, offset + anchor.uncertainty);
  }
  if (least > most) return std::nullopt;
  Clock clock;
  clock.basis_ = ClockBasis::kInferred;
  clock.shift_ = least + (most - least) / 2;
  clock.uncertainty_ = (most - least) / 2;
  clock.anchors_ = anchors.size();
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
  if (offsets_.empty()) return shift_;
  auto at = std::upper_bound(offsets_.begin(), offsets_.end(), time,
                             [](LocalTime value, const OffsetFrom& offset) { return value < offset.from; });
  if (at != offsets_.begin()) --at;
  return std::chrono::seconds(at->offset_s);
}

bool Clock::doubtful(LocalTime time) const {
  const Zone::Instant instant = zone_.to_utc(time - shift_at(time));
  return instant.ambiguous || instant.nonexistent;
}

bool Clock::doubtful_at(Timestamp time) const {
  const LocalTime local(time.time_since_epoch() + std::chrono::seconds(zone_.offset_s(time)));
  const Zone::Instant instant = zone_.to_utc(local);
  return instant.ambiguous || instant.nonexistent;
}

ClockReport Clock::describe(Timestamp first, Timestamp last) const {
  ClockReport report;
  const double shift_s = static_cast<double>(shift_.count()) / 1e6;
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
  report.offset_s = zone_.offset_s(first) + shift_s;
  // One segment per offset in force; a source spans few changes, so days are fine steps to look for them.
  Timestamp from = first;
  std::int32_t offset = zone_.offset_s(first);
  for (Timestamp at = first; at < last && report.segments.size() < 64;) {
    const Timestamp next = std::min(at + std::chrono::days(1), last);
    if (zone_.offset_s(next) != offset) {
      Timestamp low = at, high = next;
      while (high - low > std::chrono::seconds(1)) {
        const Timestamp middle = low + (high - low) / 2;
        (zone_.offset_s(middle) == offset ? low : high) = middle;
      }
      const Timestamp change = std::chrono::floor<std::chrono::seconds>(high);
      report.segments.push_back({from, change, offset + shift_s});
      from = change;
      offset = zone_.offset_s(next);
    }
    at = next;
  }
  report.segments.push_back({from, last, offset + shift_s});
  return report;
}

}  // namespace logscan::detail
