#include "random_scenario.h"

#include <algorithm>
#include <array>

#include "random.h"

namespace logscan::gen {

namespace {

using std::chrono::days;
using std::chrono::hours;

// The lengths on both sides of every threshold, and what lies well between.
Seconds draw_gap(Random& random) {
  if (random.one_in(2)) return random.pick(std::array{Seconds(360), Seconds(361), Seconds(900), Seconds(901)});
  return random.one_in(2) ? Seconds(random.between(370, 890)) : Seconds(random.between(910, 5400));
}

// With jitter a silence of three cadences is 900 s, give or take some: such windows are left out.
Seconds draw_window(Random& random, const Scenario& scenario) {
  if (scenario.jitter == Seconds(0) && random.one_in(2)) return Seconds(random.between(320, 900));
  return Seconds(random.between(920, 7200));
}

// A few of the subscriptions, or most of them; never about half.
std::vector<std::size_t> draw_slots(Random& random, std::size_t count) {
  const bool most = random.one_in(2);
  const std::size_t low = most ? (count * 8 + 9) / 10 : 1;
  const std::size_t high = most ? count : std::max<std::size_t>(1, count * 3 / 10);
  const auto wanted =
      static_cast<std::size_t>(random.between(static_cast<std::int64_t>(low), static_cast<std::int64_t>(high)));
  std::vector<std::size_t> slots;
  for (std::size_t slot = 0; slot < count; ++slot) {
    if (random.below(count - slot) < wanted - slots.size()) slots.push_back(slot);
  }
  return slots;
}

void draw_shape(Random& random, Scenario& scenario) {
  const std::size_t nodes = random.one_in(4) ? 2 : 1;
  const bool full_names = random.one_in(4);
  for (std::size_t i = 0; i < nodes; ++i) {
    Node node;
    node.name = i == 0 ? "cuc1" : "cuc2";
    if (full_names) node.name += ".example.com";
    node.subscriptions = static_cast<std::size_t>(random.between(4, 30));
    scenario.nodes.push_back(std::move(node));
  }
  scenario.servers = {"10.93.132.92"};
  if (random.one_in(2)) scenario.servers.emplace_back("10.93.132.93");
  if (random.one_in(4)) scenario.servers.emplace_back("fd00:0:0:0:0:0:0:5c");
  if (random.one_in(3)) scenario.addresses = Addresses::kAlternate;
  scenario.jitter = Seconds(random.one_in(3) ? 0 : random.between(1, 5));
  scenario.style = random.pick(std::array{JettyStyle::kJetty8, JettyStyle::kJetty8, JettyStyle::kJetty9,
                                          JettyStyle::kExtended, JettyStyle::kLatency});
  if (random.one_in(3))
    scenario.zone = random.pick(std::array{Minutes(330), Minutes(-210), Minutes(780), Minutes(-480)});
  if (random.one_in(3)) scenario.order = LineOrder::kCompletion;
  if (random.one_in(3)) scenario.layout = Layout::kPlain;
  scenario.other_requests_per_hour = random.one_in(3) ? 0 : static_cast<std::uint64_t>(random.between(12, 60));
}

void draw_times(Random& random, Scenario& scenario) {
  const Day first = Day(days(19'700 + random.between(0, 900)));
  const std::int64_t whole_days = random.between(1, 4);
  scenario.start = begin_of(first, scenario.zone) + seconds_between(random, Seconds(0), hours(8));
  const Time last_midnight = begin_of(first + days(whole_days), scenario.zone);
  // The log ends with its day, or well within it.
  const Time end = random.one_in(2) ? last_midnight : last_midnight - seconds_between(random, hours(2), hours(10));
  scenario.length = end - scenario.start;
}

void draw_storage(Random& random, Scenario& scenario) {
  const Day first = day_of(scenario.start, scenario.zone);
  const Day last = day_of(scenario.end() - Seconds(1), scenario.zone);
  if (random.one_in(4)) {
    scenario.gzip_all = true;
  } else if (random.one_in(2)) {
    for (Day day = first; day < last; day += days(1)) scenario.gzip_days.push_back(day);
  }
  if (scenario.layout == Layout::kRtmt) {
    scenario.collector_zone = random.pick(std::array{Minutes(0), Minutes(0), Minutes(-480), Minutes(330)});
    // Late enough for the folder's name to prove something, whatever the collector's zone; or it proves nothing.
    if (random.one_in(3))
      scenario.collected = scenario.end() - scenario.collector_zone + hours(15 + random.between(0, 8));
  } else if (random.one_in(2)) {
    scenario.told_collected = scenario.end() + random.pick(std::array{hours(0), hours(3), hours(-3)});
  }
}

bool add(Scenario& scenario, const Fault& fault) {
  scenario.faults.push_back(fault);
  if (check_scenario(scenario)) return true;
  scenario.faults.pop_back();
  return false;
}

void draw_bundle_fault(Random& random, Scenario& scenario) {
  const Day first = day_of(scenario.start, scenario.zone);
  const Day last = day_of(scenario.end() - Seconds(1), scenario.zone);
  Fault fault;
  switch (random.below(4)) {
    case 0:
      if (last - first < days(2)) return;
      fault.kind = FaultKind::kDropDay;
      fault.day = first + days(random.between(1, (last - first).count() - 1));
      break;
    case 1: {
      fault.kind = FaultKind::kCut;
      fault.percent = static_cast<unsigned>(random.between(30, 80));
      const bool gzipped = scenario.gzip_all || !scenario.gzip_days.empty();
      // A plain file is cut where it was collected while it was written: at its end, with nothing known of later.
      if (!gzipped && (scenario.layout != Layout::kPlain || scenario.told_collected)) return;
      fault.day = gzipped ? first : last;
      break;
    }
    default:
      fault.kind = FaultKind::kCollectTwice;
      fault.copy = scenario.layout == Layout::kPlain || random.one_in(2) ? SecondCopy::kGzip : SecondCopy::kFolder;
      if (fault.copy == SecondCopy::kFolder) {
        fault.at = scenario.start + seconds_between(random, hours(1), scenario.length - Seconds(1));
      }
      break;
  }
  add(scenario, fault);
}

Fault draw_fault(Random& random, const Scenario& scenario, const Node& node, Time at) {
  Fault fault;
  fault.node = node.name;
  fault.at = at;
  const std::size_t one = random.below(node.subscriptions);
  switch (random.below(9)) {
    case 0:
      fault.kind = FaultKind::kPause;
      fault.slots = {one};
      fault.gap = draw_gap(random);
      break;
    case 1:
      fault.kind = FaultKind::kPause;
      fault.gap = draw_gap(random);
      break;
    case 2:
      fault.kind = FaultKind::kPause;
      fault.length = draw_window(random, scenario);
      break;
    case 3:
      fault.kind = FaultKind::kPause;
      fault.slots = draw_slots(random, node.subscriptions);
      fault.length = draw_window(random, scenario);
      break;
    case 4:
      fault.kind = FaultKind::kReject;
      if (random.one_in(2)) fault.slots = draw_slots(random, node.subscriptions);
      fault.length = draw_window(random, scenario);
      fault.status = random.pick(std::array{503, 500, 404});
      break;
    case 5:
      fault.kind = FaultKind::kKill;
      fault.slots = {one};
      break;
    case 6:
      fault.kind = FaultKind::kResubscribe;
      fault.slots = {one};
      fault.after = random.one_in(3) ? random.pick(std::array{Seconds(899), Seconds(900), Seconds(1080), Seconds(1081)})
                                     : Seconds(random.one_in(3) ? random.between(120, 600) : random.between(905, 1075));
      break;
    case 7:
      fault.kind = FaultKind::kRestart;
      fault.delay = Seconds(random.between(5, 120));
      fault.spread = Seconds(random.between(60, 400));
      break;
    default:
      fault.kind = FaultKind::kResubscribeLoop;
      fault.slots = {one};
      // Two re-subscriptions are no loop yet.
      fault.rounds = static_cast<std::size_t>(random.between(2, 6));
      fault.beats = static_cast<std::size_t>(random.between(1, 2));
      fault.every =
          Seconds(random.one_in(3) ? random.pick(std::array<std::int64_t, 2>{900, 1080}) : random.between(905, 1075));
      break;
  }
  return fault;
}

// How long after a fault the next one may come.
Seconds aftermath(const Fault& fault) {
  const Seconds own =
      std::max({fault.length, fault.gap,
                fault.kind == FaultKind::kResubscribeLoop ? fault.every * static_cast<std::int64_t>(fault.rounds + 2)
                                                          : Seconds(0)});
  return own + Minutes(35);
}

void draw_faults(Random& random, Scenario& scenario, const Node& node) {
  Time at = scenario.start + Minutes(20);
  if (random.one_in(8)) {
    // New ids in a rhythm from the very start, for one mailbox.
    Fault loop;
    loop.kind = FaultKind::kResubscribeLoop;
    loop.node = node.name;
    loop.level = LoopLevel::kServer;
    loop.slots = {random.below(node.subscriptions)};
    loop.at = scenario.start;
    loop.rounds = static_cast<std::size_t>(random.between(3, 8));
    loop.every = Seconds(random.between(900, 1080));
    if (add(scenario, loop)) at += aftermath(loop);
  }
  const std::uint64_t wanted = 1 + random.below(4);
  for (std::uint64_t i = 0; i < wanted; ++i) {
    at += seconds_between(random, Seconds(0), hours(2));
    const Fault fault = draw_fault(random, scenario, node, at);
    // Every fault is over an hour before the end, so that the end of the log is a question of its own.
    if (at + aftermath(fault) > scenario.end() - hours(1)) break;
    add(scenario, fault);
    at += aftermath(fault);
  }
  if (!random.one_in(3) || at > scenario.end() - hours(2)) return;
  Fault outage;
  outage.kind = FaultKind::kOutage;
  outage.node = node.name;
  outage.at = at + seconds_between(random, Seconds(0), scenario.end() - hours(1) - at);
  const bool ends_with_day = begin_of(day_of(scenario.end(), scenario.zone), scenario.zone) == scenario.end();
  if (!ends_with_day || scenario.other_requests_per_hour == 0 || random.one_in(2)) outage.others = OtherRequests::kStop;
  add(scenario, outage);
}

}  // namespace

Scenario random_scenario(std::uint64_t seed) {
  Random random = Random::stream(seed, 0x5cea, 0);
  Scenario scenario;
  scenario.seed = seed;
  draw_shape(random, scenario);
  draw_times(random, scenario);
  draw_storage(random, scenario);
  if (random.one_in(16)) {
    // The listener's log without a single notification.
    for (Node& node : scenario.nodes) node.subscriptions = 0;
    scenario.other_requests_per_hour = 40;
    return scenario;
  }
  if (random.one_in(3)) draw_bundle_fault(random, scenario);
  for (const Node& node : scenario.nodes) draw_faults(random, scenario, node);
  return scenario;
}

}  // namespace logscan::gen
