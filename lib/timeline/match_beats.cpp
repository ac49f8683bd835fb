#include "timeline/match_beats.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

#include "base/words.h"

namespace logscan::detail {
namespace {

using std::chrono::seconds;

constexpr Duration kFarthest = std::chrono::hours(14) + std::chrono::minutes(15);
constexpr std::int64_t kBins = 2 * (kFarthest / seconds(1)) + 1;
// A time in whole seconds, and what a clock gains within kStretch, stay within so many seconds.
constexpr std::int64_t kWidth = 6;
constexpr Duration kStretch = std::chrono::hours(4);
// Our numbers: so many notifications at different times have to fit, and no other offset may fit seven of ten of them.
constexpr std::size_t kLeast = 8;
constexpr std::size_t kOther = 7, kOf = 10;
constexpr std::size_t kMostTried = 512;
// How far a pair may be from where those before it were.
constexpr Duration kNear = seconds(3);

struct Own {
  TimedBeat beat;
  const std::vector<TimedBeat>* others = nullptr;  // of its subscription
};

// What stands in both, in order of time.
std::vector<Own> common(const Beats& own, const Beats& other) {
  std::vector<Own> all;
  for (const auto& [subscription, beats] : own) {
    const auto others = other.find(subscription);
    if (others == other.end()) continue;
    for (const TimedBeat& beat : beats) all.push_back({beat, &others->second});
  }
  std::stable_sort(all.begin(), all.end(), [](const Own& a, const Own& b) { return a.beat.time < b.beat.time; });
  return all;
}

auto not_before(const std::vector<TimedBeat>& beats, Timestamp time) {
  return std::lower_bound(beats.begin(), beats.end(), time,
                          [](const TimedBeat& beat, Timestamp value) { return beat.time < value; });
}

// The stretch that holds most of them: so long that a clock cannot have gained much.
std::pair<std::size_t, std::size_t> fullest(const std::vector<Own>& all) {
  std::pair<std::size_t, std::size_t> best{0, 0};
  for (std::size_t from = 0, to = 0; from < all.size(); ++from) {
    while (to < all.size() && all[to].beat.time - all[from].beat.time <= kStretch) ++to;
    if (to - from > best.second - best.first) best = {from, to};
  }
  return best;
}

struct Peak {
  Duration offset{};
  std::string why_not;
};

Peak find_peak(const std::vector<Own>& all, std::size_t from, std::size_t to) {
  const std::size_t step = (to - from + kMostTried - 1) / kMostTried;
  std::vector<std::uint32_t> bins(static_cast<std::size_t>(kBins));
  for (std::size_t i = from; i < to; i += step) {
    const std::vector<TimedBeat>& others = *all[i].others;
    const Timestamp time = all[i].beat.time;
    for (auto at = not_before(others, time - kFarthest); at != others.end() && at->time <= time + kFarthest; ++at)
      ++bins[static_cast<std::size_t>(std::chrono::floor<seconds>(time - at->time + kFarthest).count())];
  }
  std::vector<std::uint32_t> sums(bins.size());
  std::uint32_t sum = 0;
  for (std::size_t bin = 0; bin < bins.size(); ++bin) {
    sum += bins[bin];
    if (bin >= kWidth) sum -= bins[bin - kWidth];
    sums[bin] = sum;
  }
  const auto best = std::max_element(sums.begin(), sums.end());
  const std::int64_t place = best - sums.begin();
  std::size_t second = 0, alias = 0;
  for (std::size_t bin = 0; bin < sums.size(); ++bin) {
    if (std::abs(static_cast<std::int64_t>(bin) - place) <= kWidth || sums[bin] <= second) continue;
    second = sums[bin];
    alias = bin;
  }
  // What fits lies in the bins that all of the best sums have in common.
  const auto last = std::find_if(best, sums.end(), [&](std::uint32_t each) { return each != *best; });
  const Duration offset = seconds(place + (last - 1 - sums.begin()) - (kWidth - 1) + 1) / 2 - kFarthest;
  if (*best < kLeast) return {offset, "only " + how_many(*best, "notification") + " of both could be the same"};
  if (second * kOf > *best * kOther) {
    return {offset,
            "the notifications of both fit as well with the clocks " +
                how_many(static_cast<std::uint64_t>(std::abs(static_cast<std::int64_t>(alias) - place)), "second") +
                " further apart"};
  }
  return {offset, {}};
}

// From `at` on in one direction, as the clock gains.
template <class Each>
void follow(const std::vector<Own>& all, std::size_t from, std::size_t to, int way, Duration offset, const Each& pair) {
  constexpr int kSlow = 8;
  for (std::size_t at = from; at != to; at += static_cast<std::size_t>(way)) {
    const Own& own = all[at];
    const Timestamp due = own.beat.time - offset;
    auto other = not_before(*own.others, due);
    if (other == own.others->end() ||
        (other != own.others->begin() && due - std::prev(other)->time < other->time - due))
      --other;
    const Duration away = own.beat.time - other->time - offset;
    if (std::chrono::abs(away) > kNear) continue;
    offset += away / kSlow;
    pair(own.beat, *other);
  }
}

}  // namespace

BeatMatch match_beats(const Beats& own, const Beats& other) {
  BeatMatch match;
  const std::vector<Own> all = common(own, other);
  const auto [from, to] = fullest(all);
  if (to - from < kLeast) {
    match.why_not = how_many(to - from, "notification") + " of subscriptions that both show";
    return match;
  }
  const Peak peak = find_peak(all, from, to);
  match.why_not = peak.why_not;
  if (!match.why_not.empty()) return match;
  const auto keep = [&](const TimedBeat& mine, const TimedBeat& theirs) { match.pairs.emplace_back(mine, theirs); };
  follow(all, from, all.size(), 1, peak.offset, keep);
  if (from > 0) follow(all, from - 1, static_cast<std::size_t>(-1), -1, peak.offset, keep);
  std::stable_sort(match.pairs.begin(), match.pairs.end(),
                   [](const auto& a, const auto& b) { return a.first.time < b.first.time; });
  std::set<std::int64_t> times;
  for (const auto& pair : match.pairs)
    times.insert(std::chrono::floor<std::chrono::minutes>(pair.first.time.time_since_epoch()).count());
  if (times.size() < kLeast) {
    match.pairs.clear();
    match.why_not = "the notifications of both are the same at " + how_many(times.size(), "time") + " only";
  }
  return match;
}

}  // namespace logscan::detail
