// What the two nodes do, without files. Unless a test says otherwise the second node, imp2, fails.
#include "pair_story.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

namespace logscan::gen {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Time kStart = *parse_time("2026-03-04T00:00:00Z");
const Instant kTwo = Instant(kStart) + std::chrono::hours(2);

PairStory story_of(const std::string& fault, const std::string& more = "") {
  std::string yaml = "start: 2026-03-04T00:00:00Z\nhours: 6\npair:\n  domain: example.com\n" + more;
  if (!fault.empty()) yaml += "  faults:\n    - " + fault + "\n";
  const auto scenario = parse_scenario(yaml);
  EXPECT_TRUE(scenario) << scenario.error().message;
  return scenario ? tell_pair(*scenario) : PairStory{};
}

std::vector<Instant> times_of(const PairStory& story, std::size_t node, Happening what) {
  std::vector<Instant> times;
  for (const PairEvent& event : story.events[node]) {
    if (event.what == what) times.push_back(event.at);
  }
  return times;
}

std::vector<std::string> states_of(const PairStory& story, std::size_t node) {
  std::vector<std::string> states;
  for (const PairEvent& event : story.events[node]) {
    if (event.what == Happening::kStateChange)
      states.push_back(std::string(name_of(event.after)) + ", " + std::string(name_of(event.reason)));
  }
  return states;
}

TEST(PairStory, HealthyNodesHearEachOtherEveryInterval) {
  const PairStory story = story_of("");
  for (std::size_t node = 0; node < 2; ++node) {
    const auto heard = times_of(story, node, Happening::kHeartbeatReceived);
    // 6 h at 15 s.
    EXPECT_NEAR(static_cast<double>(heard.size()), 1440, 1);
    for (std::size_t i = 1; i < heard.size(); ++i) {
      EXPECT_GE(heard[i] - heard[i - 1], Milliseconds(14'390)) << i;
      EXPECT_LE(heard[i] - heard[i - 1], Milliseconds(15'610)) << i;
    }
    EXPECT_THAT(states_of(story, node), IsEmpty());
  }
  EXPECT_TRUE(story.pauses.empty());
  EXPECT_TRUE(story.failovers.empty());
}

TEST(PairStory, ADeadServiceIsTakenOverAfter90Seconds) {
  const PairStory story = story_of("{kind: service-death, at: +2h, back: 5m, fallback: 20m}");
  EXPECT_THAT(times_of(story, 1, Happening::kServiceFailed), ElementsAre(kTwo));
  EXPECT_THAT(times_of(story, 1, Happening::kServiceDown), ElementsAre(kTwo + Seconds(5)));
  EXPECT_THAT(times_of(story, 1, Happening::kServiceUp), ElementsAre(kTwo + Minutes(5)));
  EXPECT_THAT(times_of(story, 0, Happening::kSrmFailover), ElementsAre(kTwo + Milliseconds(90'030)));
  ASSERT_EQ(story.failovers.size(), 1U);
  const Failover& failover = story.failovers[0];
  EXPECT_EQ(failover.from, 1U);
  EXPECT_EQ(failover.begin, kTwo + Seconds(90));
  EXPECT_EQ(failover.healthy, kTwo + Minutes(5));
  EXPECT_TRUE(failover.given_back);
  EXPECT_GE(*failover.end, failover.begin + Seconds(10));
  EXPECT_LE(*failover.end, failover.begin + Seconds(30));
  const auto copies = times_of(story, 0, Happening::kRtmtCopy);
  ASSERT_EQ(copies.size(), 1U);
  EXPECT_LE(copies[0] - failover.begin, Seconds(60));
  ASSERT_EQ(story.fallbacks.size(), 1U);
  EXPECT_EQ(story.fallbacks[0].begin, kTwo + Minutes(20));
  EXPECT_THAT(states_of(story, 0),
              ElementsAre("Taking Over, Critical Service Down", "Running in Backup Mode, Critical Service Down",
                          "Falling Back, On Admin Request", "Normal, Normal"));
  EXPECT_THAT(states_of(story, 1),
              ElementsAre("Failing Over, Critical Service Down",
                          "Failed Over with Critical Services not Running, Critical Service Down",
                          "Failed Over, Critical Service Down", "Taking Back, On Admin Request", "Normal, Normal"));
}

TEST(PairStory, AServiceThatIsBackInTimeIsNotTakenOver) {
  const PairStory story = story_of("{kind: service-death, at: +2h, back: 80s}");
  EXPECT_THAT(times_of(story, 1, Happening::kServiceUp), ElementsAre(kTwo + Seconds(80)));
  EXPECT_TRUE(story.failovers.empty());
}

TEST(PairStory, ASlowNetworkPausesAsLongAsTold) {
  const PairStory story = story_of("{kind: slow-network, at: +2h, pauses: [45s, 70s], fallback: 30m}");
  ASSERT_EQ(story.pauses.size(), 2U);
  EXPECT_EQ(story.pauses[0].length(), Seconds(45));
  EXPECT_EQ(story.pauses[1].length(), Seconds(70));
  EXPECT_EQ(story.pauses[0].observer, 0U);
  // The last heartbeat before the pause is the first after 02:00:00.
  EXPECT_GE(story.pauses[0].from, kTwo);
  EXPECT_LE(story.pauses[0].from, kTwo + Seconds(16));
  ASSERT_EQ(story.outages.size(), 1U);
  EXPECT_EQ(story.outages[0].from, story.pauses[1].from);
  EXPECT_EQ(story.outages[0].to, story.pauses[1].to);
  ASSERT_EQ(story.outages[0].lines.size(), 1U);
  EXPECT_GE(story.outages[0].told, Seconds(60));
  EXPECT_LT(story.outages[0].told, Seconds(62));
  ASSERT_EQ(story.failovers.size(), 1U);
  EXPECT_EQ(story.failovers[0].begin, story.outages[0].lines[0]);
  EXPECT_EQ(story.failovers[0].healthy, story.outages[0].to);
}

TEST(PairStory, PeerDownIsSaidEvery30SecondsWhileItLasts) {
  const PairStory story = story_of("{kind: network-split, at: +2h, for: 5m}");
  ASSERT_EQ(story.outages.size(), 2U);
  for (const PeerOutage& outage : story.outages) {
    for (std::size_t i = 1; i < outage.lines.size(); ++i) EXPECT_EQ(outage.lines[i] - outage.lines[i - 1], Seconds(30));
    // From 60..62 s after the last heartbeat to the next one.
    EXPECT_LT(outage.to - outage.lines.back(), Seconds(30));
    EXPECT_GE(outage.lines.front() - outage.from, Seconds(60));
    EXPECT_LT(outage.lines.front() - outage.from, Seconds(62));
  }
  ASSERT_EQ(story.failovers.size(), 2U);
  EXPECT_NE(story.failovers[0].from, story.failovers[1].from);
  ASSERT_EQ(story.fallbacks.size(), 2U);
  EXPECT_EQ(story.fallbacks[0].begin,
            story.outages[0].observer == 0 ? story.outages[0].to + Seconds(60) : story.outages[1].to + Seconds(60));
  EXPECT_EQ(story.states[0], HaState::kNormal);
  EXPECT_EQ(story.states[1], HaState::kNormal);
}

TEST(PairStory, ARebootedNodeIsSilentUntilItsSrmStarts) {
  const PairStory story = story_of("{kind: reboot, at: +2h, for: 6m, fallback: 20m}");
  EXPECT_THAT(times_of(story, 1, Happening::kShutdown), ElementsAre(kTwo));
  EXPECT_THAT(times_of(story, 1, Happening::kHistoryRestart), ElementsAre(kTwo + Seconds(1)));
  EXPECT_THAT(times_of(story, 1, Happening::kSrmStopping), ElementsAre(kTwo + Seconds(2)));
  EXPECT_THAT(times_of(story, 1, Happening::kBoot), ElementsAre(kTwo + Minutes(6)));
  EXPECT_THAT(times_of(story, 1, Happening::kHistoryBoot), ElementsAre(kTwo + Seconds(375)));
  EXPECT_THAT(times_of(story, 1, Happening::kSrmStarting), ElementsAre(kTwo + Minutes(7)));
  for (const PairEvent& event : story.events[1]) {
    EXPECT_FALSE(event.at > kTwo + Seconds(4) && event.at < kTwo + Minutes(6));
  }
  EXPECT_THAT(states_of(story, 0), ::testing::Contains("Taking Over, Peer Reboot"));
  ASSERT_EQ(story.outages.size(), 1U);
  EXPECT_EQ(story.outages[0].observer, 0U);

  const PairStory crash = story_of("{kind: reboot, at: +2h, for: 6m, ending: ungraceful, fallback: 20m}");
  EXPECT_THAT(times_of(crash, 1, Happening::kShutdown), IsEmpty());
  EXPECT_THAT(times_of(crash, 1, Happening::kHistoryRestart), IsEmpty());
  EXPECT_THAT(times_of(crash, 1, Happening::kSrmStopping), IsEmpty());
  EXPECT_THAT(states_of(crash, 0), ::testing::Contains("Taking Over, Peer Down"));
}

TEST(PairStory, AFrozenHostWritesNothingAndThenGoesOn) {
  for (const std::string waking : {"hears", "complains"}) {
    const PairStory story = story_of("{kind: host-freeze, at: +2h, for: 100s, fallback: 30m, waking: " + waking + "}");
    for (const PairEvent& event : story.events[1]) {
      EXPECT_FALSE(event.at > kTwo && event.at < kTwo + Seconds(100)) << waking;
    }
    EXPECT_EQ(times_of(story, 1, Happening::kPeerDown).size(), waking == "hears" ? 0U : 1U);
    // It never takes over.
    ASSERT_EQ(story.failovers.size(), 1U) << waking;
    EXPECT_EQ(story.failovers[0].to, 0U) << waking;
    EXPECT_THAT(states_of(story, 1),
                ElementsAre("Failed Over, Peer Down", "Taking Back, On Admin Request", "Normal, Normal"));
  }
}

TEST(PairStory, MaintenanceIsNoFailover) {
  const PairStory story = story_of("{kind: maintenance, at: +2h, for: 6m}");
  EXPECT_TRUE(story.failovers.empty());
  EXPECT_TRUE(story.outages.empty());
  ASSERT_EQ(story.pauses.size(), 1U);
  EXPECT_TRUE(story.pauses[0].ha_off);
  EXPECT_THAT(states_of(story, 0),
              ElementsAre("Unknown, High Availability Not Enabled", "Initializing, Initialization", "Normal, Normal"));
  EXPECT_TRUE(story.ha_enabled);
  EXPECT_FALSE(story_of("{kind: maintenance, at: +2h, afterwards: disabled}").ha_enabled);
}

TEST(PairStory, ALoweredTraceLevelHidesTheHeartbeatsOfThatNode) {
  const PairStory story = story_of("{kind: trace-level, at: +2h}");
  EXPECT_LT(times_of(story, 1, Happening::kHeartbeatSent).back(), kTwo);
  EXPECT_LT(times_of(story, 1, Happening::kHeartbeatReceived).back(), kTwo);
  EXPECT_GT(times_of(story, 0, Happening::kHeartbeatReceived).back(), kTwo + std::chrono::hours(3));
  EXPECT_GT(times_of(story, 1, Happening::kOtherRecord).back(), kTwo + std::chrono::hours(3));
}

}  // namespace
}  // namespace logscan::gen
