#include "random_cluster_scenario.h"

#include <array>
#include <utility>
#include <vector>

#include "cluster_services.h"
#include "random.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

using std::chrono::days;
using std::chrono::hours;

Seconds draw_up(Random& random) {
  switch (random.below(5)) {
    case 0:
      return seconds_between(random, Minutes(12), Minutes(19));
    case 1:
      return seconds_between(random, Minutes(41), Minutes(49));
    case 2:
      return seconds_between(random, Minutes(75), hours(20));
    default:
      return seconds_between(random, days(1), days(200));
  }
}

void draw_shape(Random& random, Scenario& scenario) {
  Cluster cluster;
  cluster.nodes.clear();
  const bool other_names = random.one_in(3);
  const auto add = [&](std::string name, Product product) {
    cluster.nodes.push_back({std::move(name), product, draw_up(random)});
  };
  add(other_names ? "prs-b" : "imp1", Product::kPresence);
  add(other_names ? "prs-a" : "imp2", Product::kPresence);
  const std::int64_t managers = random.between(1, 3);
  for (std::int64_t i = 1; i <= managers; ++i) add("cucm" + std::to_string(i), Product::kCallManager);
  if (random.one_in(3)) add("cuc1", Product::kConnection);
  if (random.one_in(3)) cluster.domain = "corp.example.net";
  cluster.version = random.pick(
      std::array<const char*, 4>{"14.0.1.12900-161", "12.5.1.16900-48", "15.0.1.10000-32", "11.5.1.23900-30"});
  cluster.zone = random.pick(std::array{ClockZone::kUtc, ClockZone::kKolkata, ClockZone::kTokyo, ClockZone::kPhoenix});
  if (random.one_in(6)) cluster.ha = HighAvailability::kOff;
  if (random.one_in(3)) cluster.ha_status = HaStatusForm::kTabbed;
  if (random.one_in(2)) cluster.services = ServiceForm::kSpaced;
  if (random.one_in(3)) cluster.replication = ReplicationForm::kOld;
  scenario.cluster = std::move(cluster);
  if (random.one_in(4)) scenario.layout = Layout::kPlain;
  scenario.start = Time(days(19'700 + random.between(0, 900)) + seconds_between(random, Seconds(0), hours(20)));
  scenario.length = hours(1);
}

// May be one that the check refuses.
ClusterFault draw_fault(Random& random, const Cluster& cluster) {
  ClusterFault fault;
  // Half of them are about services.
  fault.kind = random.one_in(2) ? kClusterFaultNames[random.below(5)].second
                                : kClusterFaultNames[random.below(kClusterFaultNames.size())].second;
  fault.node = random.below(cluster.nodes.size());
  const auto services = all_services();
  fault.service = services[random.below(services.size())].name;
  // Few have to be activated everywhere.
  if (fault.kind == ClusterFaultKind::kServiceNotActivated && random.one_in(2))
    fault.service = random.pick(std::array<const char*, 2>{"Cisco Presence Engine", "Cisco SIP Proxy"});
  fault.state = random.pick(std::array{0U, 1U, 3U, 4U});
  fault.process = random.pick(std::array<const char*, 3>{"ccm", "EspConfigAgent", "pe"});
  fault.ago =
      random.one_in(3) ? seconds_between(random, days(9), days(60)) : seconds_between(random, Minutes(5), days(6));
  fault.version = random.pick(std::array<const char*, 5>{"14.0.1.12901-1", "14.0.1.11900-132", "12.5.1.18900-40",
                                                         "15.0.1.11900-23", "11.5.1.23901-7"});
  if (random.one_in(2)) {
    fault.module = "raid";
    fault.result = "Failed - the array is degraded";
  }
  fault.account = random.pick(std::array{AccountFault::kMissing, AccountFault::kRecreated, AccountFault::kPassword});
  if (fault.kind == ClusterFaultKind::kAxlAccount) fault.node = 0;
  return fault;
}

}  // namespace

Scenario random_cluster_scenario(std::uint64_t seed) {
  Random random = Random::stream(seed, 0x5cea, 4);
  Scenario scenario;
  scenario.seed = seed;
  draw_shape(random, scenario);
  const std::uint64_t wanted = random.below(6);
  std::vector<ClusterFault>& faults = scenario.cluster->faults;
  for (std::uint64_t i = 0; i < wanted; ++i) {
    // Many draws do not fit; another one then stands in.
    for (int draw = 0; draw < 40; ++draw) {
      faults.push_back(draw_fault(random, *scenario.cluster));
      if (check_scenario(scenario)) break;
      faults.pop_back();
    }
  }
  return scenario;
}

}  // namespace logscan::gen
