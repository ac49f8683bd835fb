// Runs are a property of the set of points: whoever saw them, in whatever order, how often, and however results were
// put together.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "model/run.h"

namespace logscan::detail {
namespace {

using List = RunList<LocalTime>;

constexpr Duration kLink = std::chrono::seconds(330);

LocalTime at(std::int64_t micros) { return LocalTime{Duration(micros)}; }

// Times around the link: just linked, just not, equal, far.
std::vector<std::int64_t> random_times(std::mt19937& random, std::size_t count) {
  std::vector<std::int64_t> times;
  std::int64_t time = 0;
  for (std::size_t i = 0; i < count; ++i) {
    switch (random() % 6) {
      case 0:
        time += kLink.count();
        break;
      case 1:
        time += kLink.count() + 1;
        break;
      case 2:
        time += kLink.count() * 3;
        break;
      case 3:
        break;
      default:
        time += static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(kLink.count()));
        break;
    }
    times.push_back(time);
  }
  return times;
}

List list_of(const std::vector<std::int64_t>& times) {
  List list;
  for (const std::int64_t time : times) {
    list.add(at(time), {static_cast<std::uint64_t>(time), static_cast<std::uint64_t>(time), 1, 0},
             static_cast<std::uint64_t>(time), kLink);
  }
  return list;
}

// Borders with their locations; a location here is its time, so equal times are no question.
std::string borders(const List& list) {
  std::string text;
  for (const auto& run : list.runs()) {
    text += std::to_string(run.first.time_since_epoch().count()) + "@" + std::to_string(run.first_at.offset) + " to " +
            std::to_string(run.last.time_since_epoch().count()) + "@" + std::to_string(run.last_at.offset) + " tag " +
            std::to_string(run.tag) + "\n";
  }
  return text;
}

std::uint64_t count_of(const List& list) {
  std::uint64_t count = 0;
  for (const auto& run : list.runs()) count += run.count;
  return count;
}

// The definition: neighbours at most a link apart are in one run.
std::string borders_of_definition(const std::vector<std::int64_t>& times) {
  const std::set<std::int64_t> points(times.begin(), times.end());
  std::string text;
  for (auto first = points.begin(); first != points.end();) {
    auto last = first;
    auto next = std::next(first);
    while (next != points.end() && *next - *last <= kLink.count()) last = next++;
    text += std::to_string(*first) + "@" + std::to_string(*first) + " to " + std::to_string(*last) + "@" +
            std::to_string(*last) + " tag " + std::to_string(*first) + "\n";
    first = next;
  }
  return text;
}

TEST(RunMerge, AnyPartsInAnyOrderMakeTheWhole) {
  for (unsigned seed = 0; seed < 500; ++seed) {
    std::mt19937 random(seed);
    std::vector<std::int64_t> times = random_times(random, 1 + random() % 80);
    const std::string whole = borders_of_definition(times);
    std::shuffle(times.begin(), times.end(), random);
    ASSERT_EQ(borders(list_of(times)), whole) << "seed " << seed;

    std::vector<List> parts(1 + random() % 6);
    for (const std::int64_t time : times) parts[random() % parts.size()].merge(list_of({time}), kLink);
    while (parts.size() > 1) {
      const std::size_t other = 1 + random() % (parts.size() - 1);
      parts[0].merge(parts[other], kLink);
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(other));
      if (random() % 2 == 0) std::swap(parts[0], parts.back());
    }
    ASSERT_EQ(borders(parts[0]), whole) << "seed " << seed;
    ASSERT_EQ(count_of(parts[0]), times.size()) << "seed " << seed;
  }
}

TEST(RunMerge, OverlapsChangeCountsAlone) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::vector<std::int64_t> times = random_times(random, 60);
    const auto from = static_cast<std::ptrdiff_t>(random() % 30);
    const auto to = static_cast<std::ptrdiff_t>(30 + random() % 30);
    // Two collections of one log: the second begins before the first ends.
    List merged = list_of({times.begin(), times.begin() + to});
    merged.merge(list_of({times.begin() + from, times.end()}), kLink);
    ASSERT_EQ(borders(merged), borders_of_definition(times)) << "seed " << seed;
    ASSERT_EQ(count_of(merged), times.size() + static_cast<std::size_t>(to - from)) << "seed " << seed;
    const std::string before = borders(merged);
    const List same = merged;
    merged.merge(same, kLink);
    ASSERT_EQ(borders(merged), before) << "seed " << seed << ": merging with itself";
  }
}

TEST(RunMerge, APointNeverShortensOrSplitsARun) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    const std::vector<std::int64_t> times = random_times(random, 40);
    List list = list_of(times);
    const List before = list;
    const std::int64_t point =
        times[random() % times.size()] + static_cast<std::int64_t>(random() % 1'000'000'000) - 500'000'000;
    list.merge(list_of({point}), kLink);
    for (const auto& run : before.runs()) {
      const auto holder = std::find_if(list.runs().begin(), list.runs().end(),
                                       [&](const auto& r) { return r.first <= run.first && run.last <= r.last; });
      ASSERT_NE(holder, list.runs().end()) << "seed " << seed;
    }
    const auto holder = std::find_if(list.runs().begin(), list.runs().end(),
                                     [&](const auto& r) { return r.first <= at(point) && at(point) <= r.last; });
    ASSERT_NE(holder, list.runs().end()) << "seed " << seed << ": the point itself is in a run";
  }
}

}  // namespace
}  // namespace logscan::detail
