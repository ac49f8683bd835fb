#include "random_capture_scenario.h"

#include <algorithm>
#include <array>
#include <utility>

#include "capture_layout.h"
#include "capture_truth.h"
#include "random.h"
#include "story.h"

namespace logscan::gen {

namespace {

using std::chrono::hours;

// Where the captures of a node lie, below its own folder.
constexpr const char* kFolder = "/platform/cli/";

bool decidable(const Scenario& scenario) {
  if (!check_scenario(scenario)) return false;
  const Story story = tell(scenario);
  Truth truth;
  return static_cast<bool>(add_capture_truth(scenario, story, lay_out_captures(scenario, story), truth));
}

// Changes the scenario, and takes the change back where nobody could judge the case.
template <class Change>
void try_to(Scenario& scenario, Change change) {
  Scenario changed = scenario;
  change(changed);
  if (decidable(changed)) scenario = std::move(changed);
}

std::vector<std::size_t> draw_slots(Random& random, std::size_t count) {
  if (random.one_in(3)) return {};
  std::vector<std::size_t> slots{random.below(count)};
  if (random.one_in(2)) slots.push_back(random.below(count));
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

void draw_shape(Random& random, Scenario& scenario) {
  scenario.start = Time(std::chrono::days(19'700 + random.between(0, 900))) + seconds_between(random, {}, hours(20));
  scenario.length = hours(random.between(2, 8));
  scenario.layout = Layout::kPlain;
  const std::size_t nodes = random.one_in(5) ? 2 : 1;
  for (std::size_t i = 0; i < nodes; ++i)
    scenario.nodes.push_back({i == 0 ? "cuc1" : "cuc2", static_cast<std::size_t>(random.between(1, 12))});
  const bool v6 = random.one_in(3);
  scenario.servers = {v6 ? "fd00:0:0:0:0:0:0:5c" : "10.93.132.92"};
  if (random.one_in(2)) scenario.servers.emplace_back(v6 || random.one_in(4) ? "fd00:0:0:0:0:0:0:5d" : "10.93.132.93");
  if (random.one_in(3)) scenario.addresses = Addresses::kAlternate;
  scenario.jitter = Seconds(random.one_in(2) ? 0 : random.between(1, 3));
  scenario.other_requests_per_hour = random.one_in(2) ? 0 : static_cast<std::uint64_t>(random.between(4, 40));
}

Capture draw_capture(Random& random, const Scenario& scenario, std::size_t number) {
  Capture capture;
  const std::size_t node = random.below(scenario.nodes.size());
  capture.node = scenario.nodes[node].name;
  capture.file = capture.node + kFolder + "trace" + std::to_string(number) + ".cap";
  capture.format = random.pick(std::array{CaptureFormat::kPcap, CaptureFormat::kPcap, CaptureFormat::kPcapNano,
                                          CaptureFormat::kPcapBigEndian, CaptureFormat::kPcapNg});
  capture.link = random.pick(std::array{LinkType::kEthernet, LinkType::kEthernet, LinkType::kVlan, LinkType::kSll,
                                        LinkType::kSll2, LinkType::kRaw, LinkType::kNull});
  capture.persistent = random.one_in(3);
  capture.split = random.one_in(2);
  if (random.one_in(2)) capture.disorder.millionths = static_cast<std::uint32_t>(random.between(1000, 100'000));
  if (random.one_in(2)) capture.retransmit.millionths = static_cast<std::uint32_t>(random.between(1000, 100'000));
  if (random.one_in(2)) capture.noise.millionths = static_cast<std::uint32_t>(random.between(50'000, 500'000));
  capture.duplicate = random.one_in(5);
  if (random.one_in(4)) capture.clock_offset = Seconds(random.between(-600, 600));
  if (random.one_in(4)) capture.rotate = static_cast<std::uint64_t>(random.between(20'000, 400'000));
  if (capture.rotate > 0) capture.first = static_cast<std::uint32_t>(random.below(4));
  // A few hide so much that only what they count can be told.
  if (random.one_in(10)) capture.one_way = true;
  if (random.one_in(10)) capture.loss.millionths = static_cast<std::uint32_t>(random.between(1000, 50'000));
  if (random.one_in(10)) capture.snaplen = random.pick(std::array<std::uint32_t, 4>{68, 96, 128, 1024});
  if (random.one_in(3)) {
    capture.from = scenario.start + seconds_between(random, {}, scenario.length / 2);
    capture.to = *capture.from + seconds_between(random, Minutes(5), scenario.end() - *capture.from);
  }
  return capture;
}

WireFault draw_wire_fault(Random& random, const Scenario& scenario) {
  WireFault fault;
  fault.kind = static_cast<WireFaultKind>(random.below(8));
  const std::size_t node = random.below(scenario.nodes.size());
  fault.node = scenario.nodes[node].name;
  fault.at = scenario.start + seconds_between(random, Minutes(7), scenario.length - Minutes(20));
  fault.slots = draw_slots(random, scenario.nodes[node].subscriptions);
  const bool once = fault.kind == WireFaultKind::kUnsubscribe || fault.kind == WireFaultKind::kDropped;
  if (!once) fault.length = seconds_between(random, Seconds(40), Minutes(25));
  if (random.one_in(3)) fault.ladder = Ladder::kDelays;
  fault.after = Seconds(random.between(6, 25));
  return fault;
}

Fault draw_fault(Random& random, const Scenario& scenario) {
  Fault fault;
  const std::size_t node = random.below(scenario.nodes.size());
  fault.node = scenario.nodes[node].name;
  fault.slots = draw_slots(random, scenario.nodes[node].subscriptions);
  fault.at = scenario.start + seconds_between(random, Minutes(7), scenario.length - Minutes(30));
  fault.kind = random.pick(
      std::array{FaultKind::kPause, FaultKind::kReject, FaultKind::kKill, FaultKind::kResubscribe, FaultKind::kOutage});
  if (fault.kind == FaultKind::kPause || fault.kind == FaultKind::kReject)
    fault.length = seconds_between(random, Minutes(2), Minutes(40));
  if (fault.kind == FaultKind::kOutage) fault.slots.clear();
  fault.status = random.pick(std::array{400, 404, 500, 503});
  return fault;
}

}  // namespace

Scenario random_capture_scenario(std::uint64_t seed) {
  Random random = Random::stream(seed, 0x5cea, 3);
  Scenario scenario;
  scenario.seed = seed;
  draw_shape(random, scenario);
  // The whole of the first node; whatever is drawn besides may be taken back.
  Capture whole;
  whole.node = scenario.nodes[0].name;
  whole.file = whole.node + kFolder + "trace.cap";
  scenario.captures.push_back(std::move(whole));
  for (std::size_t number = 0, wanted = 1 + random.below(3); number < wanted; ++number) {
    Capture capture = draw_capture(random, scenario, number);
    try_to(scenario, [&](Scenario& changed) { changed.captures.push_back(std::move(capture)); });
  }
  for (std::uint64_t wanted = random.below(4); wanted > 0; --wanted) {
    WireFault fault = draw_wire_fault(random, scenario);
    try_to(scenario, [&](Scenario& changed) { changed.wire.push_back(std::move(fault)); });
  }
  for (std::uint64_t wanted = random.below(3); wanted > 0; --wanted) {
    Fault fault = draw_fault(random, scenario);
    try_to(scenario, [&](Scenario& changed) { changed.faults.push_back(std::move(fault)); });
  }
  return scenario;
}

}  // namespace logscan::gen
