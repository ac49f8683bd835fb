#include "random_pair_scenario.h"

#include <algorithm>
#include <array>

#include "pair_check.h"
#include "pair_story.h"
#include "pair_truth.h"
#include "random.h"

namespace logscan::gen {

namespace {

using std::chrono::days;
using std::chrono::hours;

void draw_shape(Random& random, Scenario& scenario) {
  Pair pair;
  if (random.one_in(3)) pair.nodes = {"prs-b", "prs-a"};
  if (random.one_in(3)) pair.domain = "corp.example.net";
  if (random.one_in(2)) pair.zone = random.pick(std::array{Minutes(330), Minutes(-210), Minutes(780), Minutes(-300)});
  if (random.one_in(8)) pair.timeout = Seconds(90);
  if (random.one_in(8)) pair.trace = TraceLevel::kInfo;
  pair.peer_down = random.pick(std::array{PeerDownWording::kSeconds, PeerDownWording::kMilliseconds,
                                          PeerDownWording::kCut, PeerDownWording::kGlued});
  pair.filler_per_minute = static_cast<std::uint64_t>(random.between(7, 12));
  if (random.one_in(8)) {
    pair.logs = PairLogs::kAlarms;
  } else if (random.one_in(16)) {
    pair.logs = PairLogs::kCli;
  }
  if (random.one_in(3)) pair.ha_status = HaStatusForm::kTabbed;
  if (pair.trace == TraceLevel::kDebug && random.one_in(4)) {
    pair.rotate = static_cast<std::uint64_t>(random.between(200'000, 600'000));
    pair.gzip = random.one_in(2);
  }
  scenario.pair = std::move(pair);
  if (random.one_in(4)) scenario.layout = Layout::kPlain;
  scenario.start = Time(days(19'700 + random.between(0, 900)) + seconds_between(random, Seconds(0), hours(20)));
  scenario.length = seconds_between(random, hours(10), hours(22));
}

// Well below the timeout, or above it but below the advised one, or above both; 40 to 80 s for the most part.
Seconds draw_pause(Random& random) {
  switch (random.below(4)) {
    case 0:
    case 1:
      return Seconds(random.between(41, 56));
    case 2:
      return Seconds(random.between(64, 80));
    default:
      return Seconds(random.between(64, 110));
  }
}

PairFault draw_fault(Random& random, bool last) {
  PairFault fault;
  fault.node = random.below(2);
  const bool stays = last && random.one_in(2);
  const auto fall_back_after = [&](Seconds earliest) {
    if (!stays) fault.fallback = earliest + seconds_between(random, Minutes(2), Minutes(25));
  };
  const auto draw_service = [&] {
    fault.service = random.pick(std::array<const char*, 3>{"Cisco XCP Router", "Cisco Presence Engine", "A Cisco DB"});
  };
  // What lasts to the end comes last only.
  switch (random.below(last ? 11 : 8)) {
    case 0:
      fault.kind = PairFaultKind::kServiceDeath;
      draw_service();
      if (random.one_in(4)) {
        fault.back = seconds_between(random, Seconds(15), Seconds(80));
      } else if (!stays || !random.one_in(3)) {
        fault.back = seconds_between(random, Minutes(3), Minutes(12));
        fall_back_after(*fault.back + Minutes(1));
      }
      break;
    case 1:
      fault.kind = PairFaultKind::kNetworkSplit;
      fault.length = random.one_in(3) ? seconds_between(random, Seconds(40), Seconds(50))
                                      : seconds_between(random, Seconds(66), Minutes(14));
      break;
    case 2:
      fault.kind = PairFaultKind::kReboot;
      fault.length = seconds_between(random, Minutes(3), Minutes(15));
      fault.ending = random.one_in(2) ? Ending::kGraceful : Ending::kUngraceful;
      fall_back_after(fault.length + Minutes(5));
      break;
    case 3:
      fault.kind = PairFaultKind::kAdminFailover;
      fault.fallback = seconds_between(random, Minutes(10), hours(1));
      break;
    case 4:
      fault.kind = PairFaultKind::kFlapping;
      draw_service();
      fault.deaths = static_cast<std::size_t>(random.between(2, 4));
      fault.every = seconds_between(random, Minutes(35), Minutes(60));
      fault.back = Minutes(5);
      fault.fallback = Minutes(20);
      break;
    case 5:
      fault.kind = PairFaultKind::kSlowNetwork;
      for (std::int64_t i = random.between(1, 4); i > 0; --i) fault.pauses.push_back(draw_pause(random));
      fault.every = random.pick(std::array{Minutes(6), Minutes(10), Minutes(25)});
      fall_back_after(fault.every * static_cast<std::int64_t>(fault.pauses.size()) + Minutes(2));
      break;
    case 6:
      fault.kind = PairFaultKind::kHostFreeze;
      fault.length = seconds_between(random, Seconds(45), random.one_in(2) ? Seconds(100) : Seconds(400));
      if (random.one_in(3)) fault.waking = Waking::kComplains;
      fall_back_after(fault.length + Minutes(3));
      break;
    case 7:
      fault.kind = PairFaultKind::kMaintenance;
      fault.length = seconds_between(random, Minutes(3), Minutes(12));
      break;
    case 8:
      fault.kind = PairFaultKind::kMaintenance;
      fault.length = seconds_between(random, Minutes(3), Minutes(12));
      fault.afterwards = Afterwards::kDisabled;
      break;
    default:
      fault.kind = PairFaultKind::kTraceLevel;
      break;
  }
  return fault;
}

// A split that is longer than 60 s and shorter than the timeout is logged by neither node.
bool decidable(const Scenario& scenario) {
  if (!check_scenario(scenario)) return false;
  const PairStory story = tell_pair(scenario);
  if (!check_measures(scenario, story)) return false;
  return std::none_of(story.pauses.begin(), story.pauses.end(), [&](const HeartbeatPause& pause) {
    const bool split =
        scenario.pair->faults[static_cast<std::size_t>(pause.fault)].kind == PairFaultKind::kNetworkSplit;
    return split && pause.length() > Seconds(60) && pause.length() < scenario.pair->timeout;
  });
}

bool add(Scenario& scenario, const PairFault& fault) {
  scenario.pair->faults.push_back(fault);
  if (decidable(scenario)) return true;
  scenario.pair->faults.pop_back();
  return false;
}

}  // namespace

Scenario random_pair_scenario(std::uint64_t seed) {
  Random random = Random::stream(seed, 0x5cea, 1);
  Scenario scenario;
  scenario.seed = seed;
  draw_shape(random, scenario);
  Time at = scenario.start + Minutes(10);
  const std::uint64_t wanted = 1 + random.below(4);
  for (std::uint64_t i = 0; i < wanted; ++i) {
    at += seconds_between(random, Minutes(5), Minutes(70));
    const bool last = i + 1 == wanted;
    // Some draws are undecidable; another one then stands in.
    for (int draw = 0; draw < 20; ++draw) {
      PairFault fault = draw_fault(random, last);
      fault.at = at;
      if (!add(scenario, fault)) continue;
      at += reach_of(fault) + hours(2);
      break;
    }
  }
  const Pair& pair = *scenario.pair;
  const bool calm = std::all_of(pair.faults.begin(), pair.faults.end(), [](const PairFault& fault) {
    return fault.fallback || fault.kind == PairFaultKind::kNetworkSplit;
  });
  // Beside it a Unity Connection in good health, whose log ends well within its day.
  const Seconds rest = begin_of(day_of(scenario.end(), Minutes(0)) + days(1), Minutes(0)) - scenario.end();
  if (calm && rest > hours(2) && random.one_in(4))
    scenario.nodes.push_back({"cuc1", static_cast<std::size_t>(random.between(3, 9))});
  return scenario;
}

}  // namespace logscan::gen
