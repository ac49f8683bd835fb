#include "random_mailbox_scenario.h"

#include <algorithm>
#include <array>
#include <utility>

#include "bundle_layout.h"
#include "mailbox_layout.h"
#include "mailbox_story.h"
#include "mailbox_truth.h"
#include "random.h"
#include "random_scenario.h"
#include "story.h"

namespace logscan::gen {

namespace {

using std::chrono::days;
using std::chrono::hours;

std::vector<std::size_t> draw_slots(Random& random, std::size_t count, std::size_t most) {
  std::vector<std::size_t> slots;
  for (std::size_t wanted = 1 + random.below(most); wanted > 0; --wanted) slots.push_back(random.below(count));
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

bool decidable(const Scenario& scenario) {
  if (!check_scenario(scenario)) return false;
  const Story story = tell(scenario);
  const auto bundle = lay_out(scenario, story);
  const MailboxStory mailboxes = tell_mailboxes(scenario, story);
  const auto layout = lay_out_mailboxes(scenario, mailboxes);
  Truth truth;
  return bundle && layout && add_mailbox_truth(scenario, story, *bundle, mailboxes, *layout, truth);
}

// Changes the scenario, and takes the change back where nobody could judge the case.
template <class Change>
void try_to(Scenario& scenario, Change change) {
  Scenario changed = scenario;
  change(changed);
  if (decidable(changed)) scenario = std::move(changed);
}

// Before the last request that the bundle holds, so that the session proves no more than the request log. Nothing where
// that leaves too little.
std::optional<Time> draw_dump_time(Random& random, const Scenario& scenario, std::size_t node) {
  const Story story = tell(scenario);
  const auto bundle = lay_out(scenario, story);
  Time last = scenario.start;
  for (std::size_t i = 0; bundle && i < story.requests[node].size(); ++i) {
    if (bundle->nodes[node].present[i]) last = std::max(last, story.requests[node][i].arrival);
  }
  const Time earliest = scenario.start + hours(1);
  if (last <= earliest) return std::nullopt;
  return earliest + seconds_between(random, Seconds(0), last - earliest);
}

void draw_dump(Random& random, Scenario& scenario, std::size_t node) {
  const std::size_t count = scenario.nodes[node].subscriptions;
  if (count == 0) return;
  const auto at = draw_dump_time(random, scenario, node);
  if (!at) return;
  Dump dump;
  dump.at = *at;
  if (random.one_in(3)) dump.layout = DumpLayout::kRoot;
  if (random.one_in(4)) dump.reference = false;
  if (random.one_in(2)) dump.first = static_cast<std::size_t>(random.between(3, 12));
  if (!random.one_in(3)) {
    // Shorter than 900 s, longer, and well longer. Where nothing tells the time, a few only: were all stamps old, the
    // table itself could be.
    Unstamped fault;
    fault.at = std::max(scenario.start, dump.at - seconds_between(random, Minutes(8), hours(2)));
    if (!dump.reference || !random.one_in(4))
      fault.slots = draw_slots(random, count, std::max<std::size_t>(1, count / 3));
    dump.faults.push_back(std::move(fault));
  }
  try_to(scenario, [&](Scenario& changed) { changed.nodes[node].dump = std::move(dump); });
}

DiagFault draw_fault(Random& random, const Scenario& scenario, std::size_t node) {
  const std::size_t count = scenario.nodes[node].subscriptions;
  DiagFault fault;
  fault.length = random.one_in(3) ? seconds_between(random, hours(1), hours(5)) : Minutes(random.between(1, 40));
  fault.every = random.pick(std::array{Seconds(20), Seconds(60), Seconds(240), Seconds(1000)});
  // With nobody to subscribe there are requests alone.
  switch (random.below(count == 0 ? 5 : 8)) {
    case 0:
    case 1:
      fault.kind = DiagFaultKind::kHttpFailure;
      fault.status = random.pick(std::array{401, 401, 403, 404, 500, 503});
      break;
    case 2:
      fault.kind = DiagFaultKind::kNoAnswer;
      break;
    case 3:
      fault.kind = DiagFaultKind::kThrottling;
      // Each node has its own: whether one code of two nodes is one finding is for nobody to guess.
      fault.code = node == 0
                       ? random.pick(std::array<const char*, 2>{"ErrorServerBusy", "ErrorExceededConnectionCount"})
                       : "ErrorExceededSubscriptionCount";
      break;
    case 4:
      fault.kind = DiagFaultKind::kOutstanding;
      fault.every = Seconds(60);
      fault.length = random.pick(std::array{Seconds(240), Seconds(300), Seconds(1800)});
      fault.value = random.one_in(4) ? 999 : static_cast<std::uint64_t>(random.between(1000, 1800));
      break;
    case 5:
      fault.kind = DiagFaultKind::kDropped;
      fault.slots = draw_slots(random, count, 2);
      fault.code = random.pick(
          std::array<const char*, 3>{"ErrorReadEventsFailed", "ErrorSubscriptionNotFound", "ErrorExpiredSubscription"});
      break;
    default:
      fault.kind = DiagFaultKind::kStaleLoop;
      fault.slots = draw_slots(random, count, 2);
      fault.rounds = static_cast<std::size_t>(random.between(2, 5));
      fault.every = random.one_in(3) ? random.pick(std::array{Seconds(899), Seconds(900), Seconds(1080), Seconds(1081)})
                                     : Seconds(random.between(905, 1075));
      fault.stale_lines = scenario.nodes[node].diag->mtimes == FileTimes::kKept && random.one_in(2);
      break;
  }
  if (fault.kind == DiagFaultKind::kHttpFailure || fault.kind == DiagFaultKind::kNoAnswer) {
    if (random.one_in(3)) {
      fault.request = RequestKind::kAutodiscover;
      fault.host = "autodiscover.example.com";
    } else if (random.one_in(3)) {
      fault.host = "Mail2.Example.com";
    }
  }
  fault.at = scenario.start + seconds_between(random, Minutes(10), scenario.length - hours(1));
  // Some begin shortly before a midnight of the node.
  const Minutes zone = scenario.nodes[node].diag->zone;
  const Time midnight = begin_of(day_of(fault.at, zone) + days(1), zone);
  if (random.one_in(3) && midnight < scenario.end() - hours(1)) fault.at = midnight - Minutes(random.between(1, 15));
  return fault;
}

void draw_diag(Random& random, Scenario& scenario, std::size_t node) {
  Diag diag;
  if (random.one_in(2)) {
    diag.rotate_records = static_cast<std::uint64_t>(random.between(40, 300));
  } else if (!random.one_in(4)) {
    diag.rotate_bytes = static_cast<std::uint64_t>(random.between(6000, 60'000));
  }
  if (random.one_in(2)) diag.numbers = FileNumbers::kHexadecimal;
  diag.first = random.pick(std::array<std::uint64_t, 4>{8, 86, 97, 253});
  diag.background_per_hour = static_cast<std::uint64_t>(random.between(6, 20));
  const std::optional<Dump>& dump = scenario.nodes[node].dump;
  const bool zone_told = dump && dump->layout == DumpLayout::kCli && dump->reference;
  if (random.one_in(5)) diag.mtimes = FileTimes::kLost;
  if (zone_told && random.one_in(2))
    diag.zone = random.pick(std::array{Minutes(330), Minutes(-300), Minutes(780), Minutes(-480), Minutes(60)});
  scenario.nodes[node].diag = std::move(diag);
  for (std::uint64_t wanted = random.below(6); wanted > 0; --wanted) {
    DiagFault fault = draw_fault(random, scenario, node);
    const bool dies = fault.kind == DiagFaultKind::kDropped && random.one_in(2);
    try_to(scenario, [&](Scenario& changed) {
      if (dies) {
        Fault kill;
        kill.kind = FaultKind::kKill;
        kill.node = changed.nodes[node].name;
        kill.slots = fault.slots;
        kill.at = fault.at;
        changed.faults.push_back(std::move(kill));
      }
      changed.nodes[node].diag->faults.push_back(std::move(fault));
    });
  }
  if (random.one_in(3)) {
    const std::size_t file = 1 + random.below(6);
    try_to(scenario, [&](Scenario& changed) { changed.nodes[node].diag->missing = {file}; });
  }
}

}  // namespace

Scenario random_mailbox_scenario(std::uint64_t seed) {
  Scenario scenario = random_scenario(seed);
  Random random = Random::stream(seed, 0x5cea, 2);
  for (std::size_t node = 0; node < scenario.nodes.size(); ++node) {
    const bool only_dump = random.one_in(5);
    if (only_dump || random.one_in(2)) draw_dump(random, scenario, node);
    if (!only_dump || !scenario.nodes[node].dump) draw_diag(random, scenario, node);
  }
  return scenario;
}

}  // namespace logscan::gen
