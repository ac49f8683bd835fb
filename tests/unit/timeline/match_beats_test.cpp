#include "timeline/match_beats.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace logscan::detail {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Timestamp kStart{std::chrono::days(20000)};
constexpr Duration kCadence = minutes(5);

// So many subscriptions at the cadence, all at the same second or each at its own.
Beats at_cadence(int subscriptions, int beats, bool in_step = false) {
  Beats all;
  for (int s = 0; s < subscriptions; ++s) {
    for (int i = 0; i < beats; ++i)
      all["s" + std::to_string(s)].push_back({kStart + kCadence * i + (in_step ? seconds(0) : seconds(s * 7)), {}});
  }
  return all;
}

// With mails in between, at any time.
Beats with_mails(int beats, int mails) {
  Beats all = at_cadence(3, beats);
  std::mt19937 random(5);
  std::uniform_int_distribution<int> at(0, beats * 300);
  for (auto& [subscription, times] : all) {
    for (int i = 0; i < mails; ++i) times.push_back({kStart + seconds(at(random)), {}});
    std::sort(times.begin(), times.end(), [](const TimedBeat& a, const TimedBeat& b) { return a.time < b.time; });
  }
  return all;
}

// What a clock that is so far ahead shows of the time from `from` on.
Beats seen(const Beats& beats, Duration ahead, Duration from = Duration(0), Duration to = hours(100)) {
  Beats all;
  for (const auto& [subscription, times] : beats) {
    for (const TimedBeat& beat : times) {
      if (beat.time >= kStart + from && beat.time < kStart + to)
        all[subscription].push_back({beat.time + ahead + milliseconds(300), beat.at});
    }
  }
  return all;
}

std::size_t wrong(const BeatMatch& match, Duration ahead) {
  std::size_t count = 0;
  for (const auto& [own, other] : match.pairs) {
    if (own.time != other.time + ahead + milliseconds(300)) ++count;
  }
  return count;
}

TEST(MatchBeats, FindsThePairsWhateverTheClocks) {
  const Beats log = with_mails(48, 60);
  for (const Duration ahead : {Duration(0), Duration(seconds(301)), Duration(hours(14) + seconds(7)),
                               -Duration(hours(14)), Duration(minutes(-17))}) {
    const BeatMatch match = match_beats(seen(log, ahead, hours(1), hours(2)), log);
    EXPECT_EQ(match.why_not, "");
    EXPECT_GT(match.pairs.size(), 50U);
    EXPECT_EQ(wrong(match, ahead), 0U);
  }
}

// The trap: what comes every 300 s fits 300 s further on as well.
TEST(MatchBeats, TheCadenceAloneTellsNothing) {
  const Beats log = at_cadence(3, 48);
  const BeatMatch match = match_beats(seen(log, seconds(2), hours(1), hours(2)), log);
  EXPECT_TRUE(match.pairs.empty());
  EXPECT_EQ(match.why_not, "the notifications of both fit as well with the clocks 300 seconds further apart");
}

TEST(MatchBeats, SubscriptionsInStepAreNoFurtherProof) {
  const Beats log = at_cadence(100, 48, true);
  EXPECT_TRUE(match_beats(seen(log, seconds(2), hours(1), hours(2)), log).pairs.empty());
  // Nor are they where one of them got a mail.
  Beats mail = log;
  mail["s1"].push_back({kStart + hours(1) + seconds(77), {}});
  std::sort(mail["s1"].begin(), mail["s1"].end(),
            [](const TimedBeat& a, const TimedBeat& b) { return a.time < b.time; });
  EXPECT_TRUE(match_beats(seen(mail, seconds(2), hours(1), hours(2)), mail).pairs.empty());
}

// The log of the time of the capture is gone: what is left of it fits nowhere.
TEST(MatchBeats, TheLogOfAnotherTimeTellsNothing) {
  const Beats all = with_mails(96, 120);
  EXPECT_TRUE(
      match_beats(seen(all, Duration(0), hours(5)), seen(all, Duration(0), Duration(0), hours(4))).pairs.empty());
}

TEST(MatchBeats, AFewTellNothing) {
  const Beats log = with_mails(48, 60);
  EXPECT_EQ(match_beats({}, log).why_not, "0 notifications of subscriptions that both show");
  const BeatMatch few = match_beats(seen(log, Duration(0), hours(1), hours(1) + minutes(2)), log);
  EXPECT_TRUE(few.pairs.empty());
  EXPECT_NE(few.why_not, "");
}

TEST(MatchBeats, FollowsAClockThatGains) {
  const Beats log = with_mails(24 * 12, 300);
  Beats own;
  for (const auto& [subscription, times] : log) {
    for (const TimedBeat& beat : times)
      own[subscription].push_back({beat.time + (beat.time - kStart) / 10'000, {}});  // 8.6 s in a day
  }
  const BeatMatch match = match_beats(own, log);
  std::size_t right = 0;
  for (const auto& [mine, theirs] : match.pairs)
    right += mine.time == theirs.time + (theirs.time - kStart) / 10'000 ? 1U : 0U;
  EXPECT_GT(right, 1700U);
  EXPECT_LE((match.pairs.size() - right) * 50, match.pairs.size());
}

}  // namespace
}  // namespace logscan::detail
