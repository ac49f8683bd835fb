#include "parsers/capture/frame_times.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace logscan::detail {
namespace {

constexpr std::int64_t kMinute = 60, kHour = 3600, kDay = 24 * kHour;

// Keeps what it is handed: times in seconds, and the numbers of odd packets.
struct Keeper final : FrameTaker {
  void frame(const Frame& frame) override {
    times.push_back(std::chrono::duration_cast<std::chrono::seconds>(frame.mark.time.time_since_epoch()).count());
    numbers.push_back(frame.mark.number);
    bytes.emplace_back(frame.bytes.begin(), frame.bytes.end());
  }
  void odd_stamp(const FrameMark& mark) override { odd.push_back(mark.number); }

  std::vector<std::int64_t> times;
  std::vector<std::uint64_t> numbers, odd;
  std::vector<std::string> bytes;
};

void feed(FrameTimes& to, const std::vector<std::int64_t>& times, std::uint64_t number) {
  for (const std::int64_t time : times) {
    // Gone with the call, as that of the next packet overwrites it.
    std::vector<unsigned char> bytes(8, static_cast<unsigned char>('a' + number % 26));
    Frame frame;
    frame.mark.time = Timestamp(std::chrono::seconds(time));
    frame.mark.number = ++number;
    frame.bytes = bytes;
    to.take(frame);
  }
}

using Times = std::vector<std::int64_t>;
using Numbers = std::vector<std::uint64_t>;

Keeper keep(const Times& times) {
  Keeper keeper;
  FrameTimes to(keeper);
  feed(to, times, 0);
  to.settle();
  return keeper;
}

// A packet a second, `count` of them from `from` on.
Times steady(std::int64_t from, std::int64_t count) {
  Times times;
  for (std::int64_t i = 0; i < count; ++i) times.push_back(from + i);
  return times;
}

Times operator+(Times one, const Times& other) {
  one.insert(one.end(), other.begin(), other.end());
  return one;
}

struct Row {
  const char* name;
  Times times;
  Numbers odd;  // from 1
};

TEST(FrameTimes, KnowsAnOddStampByWhatFollows) {
  const Times usual = steady(0, 60), later = steady(60, 60);
  const Row rows[] = {
      {"Steady", usual + later, {}},
      {"NotFar", usual + Times{59 + 10 * kMinute - 1} + later, {}},
      {"Far", usual + Times{59 + 10 * kMinute} + Times{60 - 1} + later, {61}},
      {"FarBack", usual + Times{59 - 10 * kMinute} + later, {61}},
      {"FiveHoursOn", usual + Times{5 * kHour} + later, {61}},
      {"FourHundredDaysOn", usual + Times{400 * kDay} + later, {61}},
      {"YearsBack", usual + Times{-4000 * kDay} + later, {61}},
      {"TwoInARow", usual + Times{400 * kDay, 400 * kDay + 1} + later, {61, 62}},
      {"ThreeInARow", usual + Times{400 * kDay, 400 * kDay + 1, 400 * kDay + 2} + later, {61, 62, 63}},
      {"TwoUnlikeEachOther", usual + Times{400 * kDay, -400 * kDay} + later, {61, 62}},
      {"TwoUnlikeEachOtherTheOtherWay", usual + Times{-400 * kDay, 400 * kDay} + later, {61, 62}},
      {"FourAreBelieved", usual + steady(400 * kDay, 4) + later, {}},
      {"TimePasses", usual + steady(kHour, 60), {}},
      {"TheClockIsSetBack", usual + steady(-kHour, 60), {}},
      {"AfterAPauseAnOddOne", usual + Times{kHour, 9 * kDay} + steady(kHour + 1, 60), {62}},
      {"FewPacketsOneOdd", {0, 1200, 2400, 400 * kDay, 3600, 4800, 6000}, {4}},
      {"FewPackets", {0, 1200, 2400, 3600, 4800, 6000}, {}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Keeper kept = keep(row.times);
    EXPECT_EQ(kept.odd, row.odd);
    ASSERT_EQ(kept.times.size(), row.times.size());
    std::int64_t before = 0;
    for (std::size_t i = 0, odd = 0; i < row.times.size(); ++i) {
      EXPECT_EQ(kept.numbers[i], i + 1);
      EXPECT_EQ(kept.bytes[i], std::string(8, static_cast<char>('a' + i % 26)));
      const bool is_odd = odd < row.odd.size() && row.odd[odd] == i + 1;
      odd += is_odd ? 1 : 0;
      EXPECT_EQ(kept.times[i], is_odd ? before : row.times[i]) << i;
      before = kept.times[i];
    }
  }
}

TEST(FrameTimes, TheFirstPacketIsJudgedByTheTwoBehindIt) {
  const Times usual = steady(0, 60);
  EXPECT_EQ(keep(Times{-12 * kHour} + usual).odd, Numbers{1});
  EXPECT_EQ(keep(Times{-12 * kHour + 1} + usual).odd, Numbers{});
  EXPECT_EQ(keep(Times{10 * kMinute} + usual).odd, Numbers{1});
  EXPECT_EQ(keep(Times{10 * kMinute - 1} + usual).odd, Numbers{});
  const Keeper kept = keep(Times{400 * kDay} + steady(7, 3));
  EXPECT_EQ(kept.times, (Times{7, 7, 8, 9}));
  EXPECT_EQ(kept.numbers, (Numbers{1, 2, 3, 4}));
}

// Nothing follows that would tell whether time passed.
TEST(FrameTimes, TheLastPacketIsJudgedByHowFarItIs) {
  const Times hour = steady(0, kHour);
  EXPECT_EQ(keep(hour + Times{kHour - 1 + 10 * kMinute}).odd, Numbers{kHour + 1});
  EXPECT_EQ(keep(hour + Times{kHour - 1 - 10 * kMinute}).odd, Numbers{kHour + 1});
  EXPECT_EQ(keep(hour + Times{kHour - 2 + 10 * kMinute}).odd, Numbers{});
  EXPECT_EQ(keep(hour + Times{400 * kDay, 400 * kDay + 1}).odd, Numbers{});
  // Its longest pause is a minute, and it ran for 30 of them, or for one less.
  for (const std::int64_t count : {30, 31}) {
    Times slow;
    for (std::int64_t i = 0; i < count; ++i) slow.push_back(i * kMinute);
    const std::int64_t last = slow.back();
    const bool known = count == 31;
    EXPECT_EQ(keep(slow + Times{last + 30 * kMinute}).odd.size(), known ? 1U : 0U);
    EXPECT_EQ(keep(slow + Times{last + 30 * kMinute - 1}).odd.size(), 0U);
    EXPECT_EQ(keep(slow + Times{last + 12 * kHour}).odd.size(), 1U);
    EXPECT_EQ(keep(slow + Times{last + 12 * kHour - 1}).odd.size(), known ? 1U : 0U);
  }
}

TEST(FrameTimes, ShortCapturesAreHandedOnWhole) {
  EXPECT_EQ(keep({}).times, Times{});
  EXPECT_EQ(keep({5}).times, Times{5});
  EXPECT_EQ(keep({5, 6}).times, (Times{5, 6}));
  EXPECT_EQ(keep({5, 5 + kHour}).times, (Times{5, 5 + kHour}));
  EXPECT_EQ(keep({5, 5 + kDay}).times, (Times{5, 5}));
  EXPECT_EQ(keep({5, 5 + kHour, 6}).times, (Times{5, 5, 6}));
}

TEST(FrameTimes, TheNextFileGoesOn) {
  Keeper keeper;
  FrameTimes to(keeper);
  feed(to, steady(0, 60), 0);
  to.settle();
  feed(to, Times{400 * kDay} + steady(60, 60), 60);
  to.settle();
  EXPECT_EQ(keeper.odd, Numbers{61});
  EXPECT_EQ(keeper.times[60], 59);
}

}  // namespace
}  // namespace logscan::detail
