#include "detect/silence.h"

#include <gtest/gtest.h>

#include <random>

#include "time/zone.h"
#include "unit/detect/timeline_maker.h"

namespace logscan::detail {
namespace {

using test::at;
using test::kHour;
using test::kWholeDay;

int second_of(Timestamp time) { return static_cast<int>((time - test::kDay) / std::chrono::seconds(1)); }

std::string word(Shape shape) {
  switch (shape) {
    case Shape::kSingle:
      return "single";
    case Shape::kLoop:
      return "loop";
    case Shape::kReplacedAll:
      return "replaced";
    case Shape::kReplacedByOne:
      return "by-one";
    case Shape::kGroup:
      return "group";
  }
  return "?";
}

std::string name_of(const Timeline& timeline, const Silence& silence, std::size_t subscription) {
  return std::string(timeline.name(silence.subscriptions[subscription].id));
}

// `id from-to shape`, `open` where nothing came, `doubt` where the log would not have shown it.
std::vector<std::string> pauses_of(const Timeline& timeline, const Silence& silence) {
  std::vector<std::string> lines;
  for (const SubscriptionPause& pause : silence.pauses) {
    std::string line = name_of(timeline, silence, pause.subscription) + " " +
                       std::to_string(second_of(pause.window.from)) + "-" + std::to_string(second_of(pause.window.to)) +
                       " " + word(pause.shape);
    if (pause.shape == Shape::kReplacedByOne) line += " " + name_of(timeline, silence, pause.with);
    if (pause.open) line += " open";
    if (!pause.intact) line += " doubt";
    if (pause.by_right) line += " by-right";
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> everything(const Timeline& timeline, const SilenceThresholds& thresholds = {}) {
  const Silence silence = analyse_silence(timeline, thresholds);
  std::vector<std::string> lines = pauses_of(timeline, silence);
  const auto ids = [&](std::vector<std::size_t> subscriptions) {
    std::vector<std::string> names;
    for (const std::size_t s : subscriptions) names.push_back(name_of(timeline, silence, s));
    std::sort(names.begin(), names.end());
    std::string text;
    for (const std::string& name : names) text += " " + name;
    return text;
  };
  for (const SilentGroup& group : silence.groups) {
    std::vector<std::size_t> members;
    for (const std::size_t p : group.pauses) members.push_back(silence.pauses[p].subscription);
    lines.push_back("group" + ids(members) + " of " + std::to_string(group.active));
  }
  for (const Loop& loop : silence.loops) {
    lines.push_back("loop" + ids(loop.subscriptions) + " rounds " + std::to_string(loop.rounds) + " chains " +
                    std::to_string(loop.chains) + " " + std::to_string(second_of(loop.window.from)) + "-" +
                    std::to_string(second_of(loop.window.to)));
  }
  for (const Replacement& replacement : silence.replacements) {
    lines.push_back("replaced" + ids(replacement.ended) + " by" + ids(replacement.begun));
  }
  return lines;
}

using Lines = std::vector<std::string>;

Lines only(const Lines& lines, const std::string& front) {
  Lines found;
  for (const std::string& line : lines) {
    if (line.starts_with(front + " ")) found.push_back(line);
  }
  return found;
}

// A log of ten hours with so many steady subscriptions that one or two are no group.
class Case : public TimelineMaker {
 public:
  explicit Case(int steady_ones = 8) : log_(log("cuc1", 0, 10 * kHour)) {
    for (int i = 0; i < steady_ones; ++i) steady(log_, "steady" + std::to_string(i), 0, 10 * kHour);
  }
  using TimelineMaker::beats;
  using TimelineMaker::hole;
  using TimelineMaker::steady;
  Case& beats(const std::string& id, const std::vector<int>& times) {
    TimelineMaker::beats(log_, id, times);
    return *this;
  }
  Case& steady(const std::string& id, int from, int to, int step = 300) {
    TimelineMaker::steady(log_, id, from, to, step);
    return *this;
  }
  Case& unsubscribed(const std::string& id, int time) {
    TimelineMaker::unsubscribed(id, time);
    return *this;
  }
  Case& hole(int from, int to) {
    TimelineMaker::hole(log_, from, to);
    return *this;
  }
  [[nodiscard]] Lines judged(const SilenceThresholds& thresholds = {}) const { return everything(make(), thresholds); }

 private:
  std::size_t log_;
};

TEST(Silence, PausesAreLongerThanCadenceAndGrace) {
  EXPECT_EQ(Case().steady("a", 0, 3000).steady("a", 3360, 10 * kHour).judged(), Lines{});
  EXPECT_EQ(Case().steady("a", 0, 3000).steady("a", 3361, 10 * kHour).judged(), Lines{"a 3000-3361 single"});
}

TEST(Silence, OpenPausesRunToTheEndOfCoverage) {
  EXPECT_EQ(Case().steady("a", 0, 10 * kHour - 360, 360).judged(), Lines{});
  EXPECT_EQ(Case().steady("a", 359, 10 * kHour - 361, 360).judged(), Lines{"a 35639-36000 single open"});
}

TEST(Silence, NothingIsMissedBeforeTheFirstNotification) {
  EXPECT_EQ(Case().steady("a", 5 * kHour, 10 * kHour).judged(), Lines{});
}

TEST(Silence, RunsJoinOverAllLogs) {
  TimelineMaker maker;
  const std::size_t first = maker.log("cuc1", 0, kHour), second = maker.log("cuc2", 0, kHour);
  // Every ten minutes at each node, in turn.
  maker.steady(first, "a", 0, kHour, 600).steady(second, "a", 300, kHour, 600);
  EXPECT_EQ(everything(maker.make()), Lines{});
}

TEST(Silence, HolesTakeAwayTheProof) {
  struct HoleCase {
    const char* name;
    int from, to;
    bool doubt;
  };
  const HoleCase cases[] = {{"EndsAtTheStart", 2000, 3000, false},
                            {"OneSecondIntoIt", 2000, 3001, true},
                            {"Within", 3200, 3300, true},
                            {"BeginsASecondEarlier", 3999, 5000, true},
                            {"BeginsAtTheEnd", 4000, 5000, false}};
  for (const HoleCase& c : cases) {
    const Lines expected{c.doubt ? "a 3000-4000 single doubt" : "a 3000-4000 single"};
    EXPECT_EQ(only(Case().hole(c.from, c.to).steady("a", 0, 3000).steady("a", 4000, 10 * kHour).judged(), "a"),
              expected)
        << c.name;
  }
}

TEST(Silence, AnotherNodesLogMayReachFurther) {
  const auto lines = [](int second_from, bool both_cut) {
    TimelineMaker maker;
    const std::size_t first = maker.log("cuc1", 0, both_cut ? 1200 : 7200),
                      second = maker.log("cuc2", second_from, 7200);
    maker.steady(first, "a", 0, 1200).steady(second, "a", 3000, 7200);
    return everything(maker.make());
  };
  EXPECT_EQ(lines(3000, false), Lines{"a 1200-3000 single"});
  EXPECT_EQ(lines(0, true), Lines{"a 1200-3000 single"});
  EXPECT_EQ(lines(3000, true), Lines{"a 1200-3000 single doubt"});
}

TEST(Silence, GroupsNeedThreeAndHalfOfTheActive) {
  struct GroupCase {
    const char* name;
    int silent, steady;
    bool group;
  };
  const GroupCase cases[] = {{"AllOfThree", 3, 0, true},     {"AllOfTwo", 2, 0, false}, {"ExactlyHalf", 3, 3, true},
                             {"LessThanHalf", 3, 4, false},  {"HalfOfTen", 5, 5, true}, {"FourOfNine", 4, 5, false},
                             {"TwoOfTwoAndOne", 2, 1, false}};
  for (const GroupCase& c : cases) {
    Case made(c.steady);
    for (int i = 0; i < c.silent; ++i)
      made.steady("a" + std::to_string(i), 0, 3000 + i).steady("a" + std::to_string(i), 6000, 10 * kHour);
    const Lines groups = only(made.judged(), "group");
    EXPECT_EQ(groups.size(), c.group ? 1U : 0U) << c.name;
    if (c.group && !groups.empty()) {
      EXPECT_TRUE(groups.front().ends_with(" of " + std::to_string(c.silent + c.steady)))
          << c.name << ": " << groups.front();
    }
  }
}

TEST(Silence, GroupsBeginWithinCadenceAndGrace) {
  const auto groups = [](int last) {
    Case made(0);
    made.beats("a", {0, 300}).beats("b", {50, 350}).beats("c", {last - 300, last});
    for (const char* id : {"a", "b", "c"}) made.steady(id, 5000, 10 * kHour);
    return only(made.judged(), "group");
  };
  EXPECT_EQ(groups(660), Lines{"group a b c of 3"});
  EXPECT_EQ(groups(661), Lines{});
}

TEST(Silence, ActiveIsWhoHadARunAtThatMoment) {
  // Three ended long before, three come later: neither counts against the group.
  Case made(0);
  for (const char* id : {"x", "y", "z"}) made.steady(id, 0, 600).steady(id, 20000, 10 * kHour);
  for (const char* id : {"a", "b", "c"}) made.steady(id, 6000, 9000).steady(id, 12000, 10 * kHour);
  for (const char* id : {"p", "q", "r", "s"}) made.steady(id, 15000, 10 * kHour);
  EXPECT_EQ(only(made.judged(), "group"), (Lines{"group x y z of 3", "group a b c of 3"}));
}

TEST(Silence, GroupsOfTwoNodesAreTwo) {
  TimelineMaker maker;
  for (const char* node : {"cuc1", "cuc2"}) {
    const std::size_t log = maker.log(node, 0, 10000);
    for (int i = 0; i < 2; ++i) {
      const std::string id = std::string(node) + std::to_string(i);
      maker.steady(log, id, 0, 3000).steady(log, id, 6000, 10000);
    }
  }
  // Four fell silent, but no more than two at each listener.
  EXPECT_EQ(only(everything(maker.make()), "group"), Lines{});
}

TEST(Silence, GroupsShareAndLeastAreParameters) {
  Case made(6);
  for (int i = 0; i < 2; ++i)
    made.steady("a" + std::to_string(i), 0, 3000).steady("a" + std::to_string(i), 6000, 10 * kHour);
  SilenceThresholds thresholds;
  EXPECT_EQ(only(made.judged(thresholds), "group"), Lines{});
  thresholds.group_least = 2;
  thresholds.group_share = 0.25;
  EXPECT_EQ(only(made.judged(thresholds), "group"), Lines{"group a0 a1 of 8"});
  thresholds.group_share = 0.26;
  EXPECT_EQ(only(made.judged(thresholds), "group"), Lines{});
}

TEST(Silence, LoopsOfOneIdNeedThreeRounds) {
  const auto loops = [](const std::vector<int>& starts, int run = 30) {
    Case made;
    for (const int start : starts) made.beats("a", {start, start + run});
    Lines lines = only(made.judged(), "a");
    const Lines found = only(made.judged(), "loop");
    lines.insert(lines.end(), found.begin(), found.end());
    return lines;
  };
  const std::string open = " single open";
  EXPECT_EQ(loops({0, 960, 1920}), (Lines{"a 30-960 single", "a 990-1920 single", "a 1950-36000" + open}));
  EXPECT_EQ(loops({0, 960, 1920, 2880}), (Lines{"a 30-960 loop", "a 990-1920 loop", "a 1950-2880 loop",
                                                "a 2910-36000" + open, "loop a rounds 3 chains 0 0-2880"}));
  EXPECT_EQ(loops({0, 900, 1800, 2700}).back(), "loop a rounds 3 chains 0 0-2700");
  EXPECT_EQ(loops({0, 899, 1799, 2699}).back(), "a 2729-36000" + open);
  EXPECT_EQ(loops({0, 1080, 2160, 3240}).back(), "loop a rounds 3 chains 0 0-3240");
  EXPECT_EQ(loops({0, 1080, 2161, 3241}).back(), "a 3271-36000" + open);
  // The runs in between are shorter than cadence and grace.
  EXPECT_EQ(loops({0, 960, 1920, 2880}, 329).back(), "loop a rounds 3 chains 0 0-2880");
  Case long_runs;
  for (const int start : {0, 960, 1920, 2880}) long_runs.beats("a", {start, start + 180, start + 359});
  EXPECT_EQ(only(long_runs.judged(), "loop"), Lines{"loop a rounds 3 chains 0 0-2880"});
  Case longer_runs;
  for (const int start : {0, 960, 1920, 2880}) longer_runs.beats("a", {start, start + 180, start + 360});
  EXPECT_EQ(only(longer_runs.judged(), "loop"), Lines{});
}

TEST(Silence, ALoopBeginsAndEndsWhereItsRhythmDoes) {
  Case made;
  made.steady("a", 0, 6000);
  for (int i = 1; i <= 4; ++i) made.beats("a", {6000 + i * 960});
  made.steady("a", 6000 + 5 * 960, 10 * kHour);
  EXPECT_EQ(only(made.judged(), "loop"), Lines{"loop a rounds 4 chains 0 6960-10800"});
  EXPECT_EQ(only(made.judged(), "a"), (Lines{"a 6000-6960 single", "a 6960-7920 loop", "a 7920-8880 loop",
                                             "a 8880-9840 loop", "a 9840-10800 loop"}));
}

TEST(Silence, LoopsOfManyAreChainsOfNewIds) {
  const auto lines = [](const std::vector<int>& starts) {
    Case made;
    for (std::size_t i = 0; i < starts.size(); ++i) made.beats("n" + std::to_string(i), {starts[i], starts[i] + 20});
    return made.judged();
  };
  EXPECT_EQ(lines({1000, 2000, 3000, 4000}),
            (Lines{"n0 1020-36000 loop open", "n1 2020-36000 loop open", "n2 3020-36000 loop open",
                   "n3 4020-36000 loop open", "loop n0 n1 n2 n3 rounds 3 chains 1 1000-4000"}));
  EXPECT_EQ(only(lines({1000, 2000, 3000}), "loop"), Lines{});
  EXPECT_EQ(only(lines({1000, 1900, 2800, 3700}), "loop").size(), 1U);
  EXPECT_EQ(only(lines({1000, 1899, 2799, 3699}), "loop").size(), 0U);
  EXPECT_EQ(only(lines({1000, 2080, 3160, 4240}), "loop").size(), 1U);
  EXPECT_EQ(only(lines({1000, 2081, 3161, 4241}), "loop").size(), 0U);
}

TEST(Silence, ChainsOfOneTimeAreOneLoop) {
  Case made;
  for (int mailbox = 0; mailbox < 3; ++mailbox) {
    for (int round = 0; round < 5; ++round) {
      made.beats("m" + std::to_string(mailbox) + "r" + std::to_string(round), {1000 + mailbox + round * 960});
    }
  }
  const Lines loops = only(made.judged(), "loop");
  ASSERT_EQ(loops.size(), 1U);
  EXPECT_TRUE(loops.front().ends_with("rounds 12 chains 3 1000-4842")) << loops.front();
  // Chains of two nodes, or of times far apart, are two.
  TimelineMaker nodes;
  for (const char* node : {"cuc1", "cuc2"}) {
    const std::size_t log = nodes.log(node, 0, kHour);
    for (int round = 0; round < 4; ++round) nodes.beats(log, node + std::to_string(round), {round * 900});
  }
  EXPECT_EQ(only(everything(nodes.make()), "loop").size(), 2U);
  Case apart;
  for (const int start : {0, 20000}) {
    for (int round = 0; round < 4; ++round) apart.beats("t" + std::to_string(start + round), {start + round * 900});
  }
  EXPECT_EQ(only(apart.judged(), "loop").size(), 2U);
}

TEST(Silence, ReplacementsAreOfLikeNumber) {
  struct CountCase {
    const char* name;
    int ended, begun;
    bool replaced;
  };
  const CountCase cases[] = {{"ThreeForThree", 3, 3, true}, {"TwoForTwo", 2, 2, false},    {"FourForFive", 5, 4, true},
                             {"ThreeForFour", 4, 3, false}, {"SevenForNine", 9, 7, false}, {"FiveForFour", 4, 5, true},
                             {"SixForFour", 4, 6, false},   {"NoneForThree", 3, 0, false}};
  for (const CountCase& c : cases) {
    Case made(20);
    for (int i = 0; i < c.ended; ++i) made.steady("old" + std::to_string(i), 0, 6000);
    for (int i = 0; i < c.begun; ++i) made.steady("new" + std::to_string(i), 6100 + i, 10 * kHour);
    const Lines lines = made.judged();
    EXPECT_EQ(only(lines, "replaced").size(), c.replaced ? 1U : 0U) << c.name;
    const Lines first = only(lines, "old0");
    ASSERT_EQ(first.size(), 1U) << c.name;
    EXPECT_EQ(first.front(), c.replaced ? "old0 6000-36000 replaced open" : "old0 6000-36000 single open") << c.name;
  }
}

TEST(Silence, ReplacementsComeInTime) {
  struct TimeCase {
    const char* name;
    int last_end, first_begin, last_begin;
    bool replaced;
  };
  const TimeCase cases[] = {{"Usual", 6100, 6200, 6300, true},
                            {"EndsAsFarApartAsMayBe", 6360, 6400, 6500, true},
                            {"EndsTooFarApart", 6361, 6400, 6500, false},
                            {"BeginsBeforeTheLastEnd", 6100, 6000, 6010, true},
                            {"OneBeginsBeforeTheFirstEnd", 6100, 5999, 6300, false},
                            {"BeginsAsLateAsMayBe", 6100, 6200, 7000, true},
                            {"OneBeginsTooLate", 6100, 6200, 7001, false}};
  for (const TimeCase& c : cases) {
    Case made(20);
    made.beats("o0", {5700, 6000}).beats("o1", {5710, 6010}).beats("o2", {c.last_end - 300, c.last_end});
    made.steady("n0", c.first_begin, 10 * kHour)
        .steady("n1", c.first_begin + 5, 10 * kHour)
        .steady("n2", c.last_begin, 10 * kHour);
    EXPECT_EQ(only(made.judged(), "replaced"), c.replaced ? Lines{"replaced o0 o1 o2 by n0 n1 n2"} : Lines{}) << c.name;
  }
}

TEST(Silence, WhoWasStaleFirstWasNotReplaced) {
  // Exchange lost them all; Unity Connection notices, one by one, and subscribes again.
  Case made(4);
  for (int i = 0; i < 12; ++i) {
    const std::string number = std::to_string(i);
    made.steady("old" + number, 25 * i, 6000 + 25 * i).steady("new" + number, 6960 + 25 * i, 10 * kHour);
  }
  EXPECT_EQ(only(made.judged(), "replaced"), Lines{});
  ASSERT_EQ(only(made.judged(), "group").size(), 1U);
  EXPECT_EQ(only(made.judged(), "old11"), Lines{"old11 6275-36000 group open"});
}

TEST(Silence, WhoUnsubscribedIsNotSilent) {
  Case made(3);
  for (int i = 0; i < 3; ++i) {
    const std::string id = "a" + std::to_string(i);
    made.steady(id, 0, 3000).unsubscribed(id, 3000 - i);
  }
  EXPECT_EQ(made.judged(), (Lines{"a0 3000-36000 single open by-right", "a1 3000-36000 single open by-right",
                                  "a2 3000-36000 single open by-right"}));
  // One that goes on for a while after that is silent for another reason.
  EXPECT_EQ(only(Case(3).steady("b", 0, 3000).unsubscribed("b", 2995).judged(), "b"),
            Lines{"b 3000-36000 single open by-right"});
  EXPECT_EQ(only(Case(3).steady("b", 0, 3000).unsubscribed("b", 2994).judged(), "b"),
            Lines{"b 3000-36000 single open"});
}

TEST(Silence, WhoComesBackWasNotReplaced) {
  Case made(20);
  for (int i = 0; i < 3; ++i)
    made.steady("old" + std::to_string(i), i, 6000 + i).steady("new" + std::to_string(i), 6100 + i, 10 * kHour);
  ASSERT_EQ(only(made.judged(), "replaced").size(), 1U);
  made.beats("old0", {30000});
  EXPECT_EQ(only(made.judged(), "replaced"), Lines{});
}

TEST(Silence, WhoWasThereWhenTheLogBeganIsNotNew) {
  Case made(20);
  // The first cadence of the log does not show who is new.
  for (int i = 0; i < 3; ++i)
    made.beats("old" + std::to_string(i), {i}).steady("new" + std::to_string(i), 300 + i, 10 * kHour);
  EXPECT_EQ(only(made.judged(), "replaced"), Lines{});
}

TEST(Silence, AReplacementMayArriveAtTheOtherNode) {
  TimelineMaker maker;
  const std::size_t first = maker.log("cuc1", 0, 20000), second = maker.log("cuc2", 0, 20000);
  for (int i = 0; i < 3; ++i) {
    maker.steady(first, "old" + std::to_string(i), 0, 6000).steady(second, "new" + std::to_string(i), 6300, 20000);
  }
  EXPECT_EQ(only(everything(maker.make()), "replaced"), Lines{"replaced old0 old1 old2 by new0 new1 new2"});
}

TEST(Silence, OneMayReplaceOne) {
  struct OneCase {
    const char* name;
    int begin;
    bool replaced;
  };
  const OneCase cases[] = {
      {"TooSoon", 6899, false}, {"Soonest", 6900, true}, {"Latest", 7080, true}, {"TooLate", 7081, false}};
  for (const OneCase& c : cases) {
    Case made;
    made.steady("old", 0, 6000).steady("new", c.begin, 10 * kHour);
    EXPECT_EQ(made.judged(), c.replaced ? Lines{"old 6000-" + std::to_string(c.begin) + " by-one new"}
                                        : Lines{"old 6000-36000 single open"})
        << c.name;
  }
}

TEST(Silence, OneReplacesOneOnlyWhereNoOtherCouldBeMeant) {
  Case two_new;
  two_new.steady("old", 0, 6000).steady("n1", 6950, 10 * kHour).steady("n2", 6990, 10 * kHour);
  EXPECT_EQ(two_new.judged(), Lines{"old 6000-36000 single open"});
  Case two_old;
  two_old.steady("o1", 0, 6000).steady("o2", 50, 6050).steady("new", 6990, 10 * kHour);
  EXPECT_EQ(two_old.judged(), (Lines{"o1 6000-36000 single open", "o2 6050-36000 single open"}));
  Case comes_back;
  comes_back.steady("old", 0, 6000).steady("new", 6950, 10 * kHour).beats("old", {30000});
  EXPECT_EQ(only(comes_back.judged(), "old"), (Lines{"old 6000-30000 single", "old 30000-36000 single open"}));
}

// A change of the zone looks like an hour of silence where the log does not state its zone.
TEST(Silence, AnHourAtAClockChangeProvesNothing) {
  const auto judged = [](Clock clock, int day, int length) {
    TimelineMaker maker;
    const int start = day * kWholeDay;
    const std::size_t log = maker.log("cuc1", start, start + 6 * kHour);
    maker.clock(log, std::move(clock));
    maker.steady(log, "a", start, start + kHour).steady(log, "a", start + kHour + length, start + 6 * kHour);
    return everything(maker.make()).front().ends_with("doubt");
  };
  const Clock unknown = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, std::chrono::hours(14));
  const int march = 9 + 31 + 30 + 31 + 31 + 30 + 31 + 31 + 28, june = 0;  // days from 29 June 2014 to 9 March 2015
  EXPECT_TRUE(judged(unknown, march, 3600));
  EXPECT_TRUE(judged(unknown, march, 3600 + 360));
  EXPECT_FALSE(judged(unknown, march, 3599));
  EXPECT_FALSE(judged(unknown, march, 3600 + 361));
  EXPECT_FALSE(judged(unknown, june, 3600));
  EXPECT_FALSE(judged(Clock::stated(std::chrono::seconds(1)), march, 3600));
}

TEST(Silence, TheHourThatComesTwiceProvesNothingEither) {
  // Berlin leaves summer time on 26 October 2014 at 01:00 UTC; what is written from 02:00 to 03:00 local time for the
  // second time is read as the first.
  const Result<Zone> berlin = Zone::find("Europe/Berlin");
  ASSERT_TRUE(berlin.ok());
  const int change = (2 + 31 + 31 + 30 + 25) * kWholeDay + kHour;
  const auto judged = [&](int shift) {
    TimelineMaker maker;
    const std::size_t log = maker.log("cuc1", change + shift - 3 * kHour, change + shift + 6 * kHour);
    maker.clock(log, Clock::in_zone(*berlin, ClockBasis::kGiven, std::chrono::seconds(1)));
    maker.steady(log, "a", change + shift - 3 * kHour, change + shift - 60)
        .steady(log, "a", change + shift + kHour, change + shift + 6 * kHour);
    return everything(maker.make()).front();
  };
  EXPECT_TRUE(judged(0).ends_with("doubt")) << judged(0);
  EXPECT_FALSE(judged(kWholeDay).ends_with("doubt")) << judged(kWholeDay);
}

TEST(Silence, StaleIsAbsoluteWhateverTheCadence) {
  SilenceThresholds thresholds;
  thresholds.cadence = std::chrono::seconds(450);
  thresholds.grace = std::chrono::seconds(600);
  EXPECT_EQ(Case().steady("a", 0, 3000).steady("a", 3900, 10 * kHour).judged(thresholds), Lines{});
  EXPECT_EQ(Case().steady("a", 0, 3000).steady("a", 3901, 10 * kHour).judged(thresholds), Lines{"a 3000-3901 single"});
}

// A case with some of everything, from a seed.
TimelineMaker random_case(unsigned seed) {
  std::mt19937 random(seed);
  const auto pick = [&](int least, int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most - least + 1)) + least;
  };
  TimelineMaker maker;
  const int logs = pick(1, 3), end = pick(2, 8) * kHour;
  for (int log = 0; log < logs; ++log) {
    const std::size_t added = maker.log("cuc" + std::to_string(log), pick(0, 1) * 600, end - pick(0, 1) * 600);
    if (pick(0, 3) == 0) {
      const int from = pick(0, end);
      maker.hole(added, from, from + pick(1, kHour));
    }
  }
  const int common = pick(kHour, end - kHour);
  for (int i = 0, n = pick(1, 14); i < n; ++i) {
    const std::string id = "s" + std::to_string(i);
    int time = pick(0, 1) == 0 ? pick(0, 600) : pick(0, end);
    auto log = static_cast<std::size_t>(pick(0, logs - 1));
    while (time < end) {
      maker.beats(log, id, {time});
      const int what = pick(0, 40);
      if (what == 0) break;
      if (what == 1) log = static_cast<std::size_t>(pick(0, logs - 1));
      int step = what < 36 ? 300 : what == 36 ? pick(355, 365) : what == 37 ? pick(895, 1085) : pick(1, 5000);
      if (time < common && common <= time + step && pick(0, 2) > 0) {
        if (pick(0, 2) == 0) break;
        step += 1500;
      }
      time += step;
    }
    if (pick(0, 3) == 0) {
      for (int round = 0, start = pick(0, end); round < pick(2, 6); ++round, start += pick(895, 1085)) {
        maker.beats(log, id + "r" + std::to_string(round), {start});
      }
    }
  }
  return maker;
}

TEST(Silence, EveryPauseGetsOneShape) {
  std::array<int, 5> seen{};
  for (unsigned seed = 0; seed < 400; ++seed) {
    const TimelineMaker maker = random_case(seed);
    const Timeline timeline = maker.make();
    const Silence silence = analyse_silence(timeline, {});

    // What lies between the beats of each subscription, over all logs.
    std::map<std::string, std::vector<int>> beats;
    for (const auto& [key, times] : maker.all_beats())
      beats[key.first].insert(beats[key.first].end(), times.begin(), times.end());
    std::map<std::pair<std::string, int>, int> expected;  // id and start to end; -1: open
    for (auto& [id, times] : beats) {
      std::sort(times.begin(), times.end());
      for (std::size_t i = 0; i + 1 < times.size(); ++i) {
        if (times[i + 1] - times[i] > 360) expected[{id, times[i]}] = times[i + 1];
      }
    }
    std::size_t closed = 0;
    std::vector<int> uses(silence.pauses.size(), 0);
    for (const SilentGroup& group : silence.groups) {
      for (const std::size_t p : group.pauses) {
        ++uses[p];
        EXPECT_EQ(silence.pauses[p].shape, Shape::kGroup);
      }
    }
    for (std::size_t p = 0; p < silence.pauses.size(); ++p) {
      const SubscriptionPause& pause = silence.pauses[p];
      const std::string id = name_of(timeline, silence, pause.subscription);
      ++seen[static_cast<std::size_t>(pause.shape)];
      EXPECT_EQ(uses[p], pause.shape == Shape::kGroup ? 1 : 0) << "seed " << seed << " " << id;
      EXPECT_GT(pause.window.length(), std::chrono::seconds(360)) << "seed " << seed << " " << id;
      const auto known = expected.find({id, second_of(pause.window.from)});
      const bool last = second_of(pause.window.from) == beats[id].back();
      EXPECT_EQ(known == expected.end(), last) << "seed " << seed << " " << id;
      if (known != expected.end()) {
        ++closed;
        EXPECT_EQ(second_of(pause.window.to), known->second) << "seed " << seed << " " << id;
        EXPECT_FALSE(pause.open);
      }
    }
    EXPECT_EQ(closed, expected.size()) << "seed " << seed;
  }
  for (std::size_t shape = 0; shape < seen.size(); ++shape) EXPECT_GT(seen[shape], 0) << "no case has shape " << shape;
}

TEST(Silence, DoesNotDependOnTheOrderOfTheLogs) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const TimelineMaker maker = random_case(seed);
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < maker.logs(); ++i) order.push_back(i);
    Lines reference = everything(maker.make());
    std::sort(reference.begin(), reference.end());
    while (std::next_permutation(order.begin(), order.end())) {
      Lines lines = everything(maker.make(order));
      std::sort(lines.begin(), lines.end());
      EXPECT_EQ(lines, reference) << "seed " << seed;
    }
  }
}

TEST(Silence, OfNothingIsNothing) { EXPECT_EQ(everything(Timeline()), Lines{}); }

}  // namespace
}  // namespace logscan::detail
