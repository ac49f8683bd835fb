#include "parse/step_finder.h"

#include <gtest/gtest.h>

#include <random>
#include <tuple>
#include <vector>

namespace logscan::detail {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr LocalTime kStart{std::chrono::days(20000)};

// A record each 10 s, of which those from the given one on are so much earlier.
std::vector<LocalTime> stepping(std::size_t count, std::size_t from, Duration back) {
  std::vector<LocalTime> times;
  for (std::size_t i = 0; i < count; ++i) times.push_back(kStart + seconds(10) * i - (i < from ? Duration(0) : back));
  return times;
}

// Read in pieces of so many records.
StepFinder found(const std::vector<LocalTime>& times, std::size_t piece = 1000) {
  StepFinder all;
  for (std::size_t begin = 0; begin < times.size(); begin += piece) {
    StepFinder one;
    for (std::size_t i = begin; i < std::min(times.size(), begin + piece); ++i)
      one.add(times[i], {0, i - begin + 1, 1, 0});
    all.merge(one, begin);
  }
  return all;
}

TEST(StepFinder, FindsWhereTheClockWentBack) {
  const StepFinder finder = found(stepping(40, 20, std::chrono::hours(1)));
  ASSERT_EQ(finder.steps().size(), 1U);
  EXPECT_EQ(finder.steps()[0].before, kStart + seconds(190));
  EXPECT_EQ(finder.steps()[0].after, kStart + seconds(200) - std::chrono::hours(1));
  EXPECT_EQ(finder.steps()[0].at.ordinal, 21U);
}

TEST(StepFinder, AsksForEightOnEitherSide) {
  for (const auto& [count, from, steps] : {std::tuple(16U, 8U, 1U), {16U, 7U, 0U}, {15U, 8U, 0U}})
    EXPECT_EQ(found(stepping(count, from, std::chrono::hours(1))).steps().size(), steps) << count << " " << from;
}

// All eight behind it are more than 2 s earlier: the last of them is 70 s later than the first, and so are those
// before.
TEST(StepFinder, AStepIsLongerThanWhatLiesAroundItAndTwoSeconds) {
  const Duration around = seconds(70 + 70 + 10 + 2);
  EXPECT_EQ(found(stepping(40, 20, around)).steps().size(), 0U);
  EXPECT_EQ(found(stepping(40, 20, around + milliseconds(1))).steps().size(), 1U);
}

TEST(StepFinder, LateLinesAreNone) {
  std::vector<LocalTime> times = stepping(40, 40, Duration(0));
  for (std::size_t i = 20; i < 27; ++i) times[i] -= std::chrono::hours(1);
  EXPECT_TRUE(found(times).steps().empty());
}

TEST(StepFinder, ALogThatIsNotInOrderIsKnown) {
  std::vector<LocalTime> times;
  for (std::size_t i = 0; i < 400; ++i) times.push_back(kStart - seconds(10) * i);
  EXPECT_FALSE(found(times).orderly());
  EXPECT_TRUE(found(stepping(400, 200, std::chrono::hours(1))).orderly());
}

TEST(StepFinder, DoesNotDependOnHowTheLogIsCut) {
  std::mt19937 random(7);
  std::uniform_int_distribution<int> step(-300, 320);
  std::vector<LocalTime> times{kStart};
  for (int i = 0; i < 600; ++i) times.push_back(times.back() + seconds(i % 60 == 0 ? step(random) * 10 : 5));
  const StepFinder whole = found(times);
  ASSERT_GT(whole.steps().size(), 2U);
  for (const std::size_t piece : {1U, 3U, 7U, 8U, 15U, 16U, 17U, 100U}) {
    const StepFinder cut = found(times, piece);
    std::vector<std::uint64_t> places, of_whole;
    for (const StepBack& each : cut.steps()) places.push_back(each.at.ordinal);
    for (const StepBack& each : whole.steps()) of_whole.push_back(each.at.ordinal);
    EXPECT_EQ(places, of_whole) << piece;
  }
}

}  // namespace
}  // namespace logscan::detail
