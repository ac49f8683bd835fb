#include "cluster_story.h"

#include <algorithm>
#include <optional>

namespace logscan::gen {

namespace {

constexpr PairStanding kNormal{"Normal", "Normal"};
constexpr PairStanding kOff{"Unknown", "High Availability Not Enabled"};
constexpr std::string_view kFailedOver = "Failed Over with Critical Services not Running";
constexpr std::string_view kBackup = "Running in Backup Mode";

// Where nothing is wrong.
bool activated(const ServiceFacts& facts, const NodeStory& node) {
  const bool publisher_alone =
      facts.activation == Activation::kPublisherOnly || facts.activation == Activation::kPublisherIfUsed;
  return !publisher_alone || node.publisher;
}

ServiceState state_of(ClusterFaultKind kind) {
  switch (kind) {
    case ClusterFaultKind::kServiceNotRunning:
    case ClusterFaultKind::kAxlAccount:
    case ClusterFaultKind::kNotInServerList:
      return ServiceState::kNotRunning;
    case ClusterFaultKind::kServiceStarting:
    case ClusterFaultKind::kSubscriberStarting:
      return ServiceState::kStarting;
    case ClusterFaultKind::kServiceNotActivated:
      return ServiceState::kNotActivated;
    default:
      return ServiceState::kStopped;
  }
}

NodeStory tell_node(const Scenario& scenario, std::size_t index) {
  const Cluster& cluster = *scenario.cluster;
  const ClusterNode& node = cluster.nodes[index];
  NodeStory story;
  story.publisher = publisher_of(cluster, node.product) == index;
  const Minutes before(static_cast<std::int64_t>(cluster.nodes.size() - 1 - index));
  story.asked = scenario.collected_at() - before;
  story.up = node.up - before;
  story.version = cluster.version;
  for (const ServiceFacts& facts : all_services()) {
    if ((facts.products & in_product(node.product)) == 0) continue;
    story.services.push_back(
        {&facts, activated(facts, story) ? ServiceState::kStarted : ServiceState::kNotActivated, nullptr});
  }
  for (const ClusterFault& fault : cluster.faults) {
    if (node_of(cluster, fault) != index) continue;
    if (fault.kind == ClusterFaultKind::kVersion) story.version = fault.version;
    const ServiceFacts* root = service_of(fault);
    for (ServiceStanding& service : story.services) {
      if (service.facts == root) service.state = state_of(fault.kind);
      if (fault.kind == ClusterFaultKind::kSubscriberStarting && service.facts->late)
        service.state = ServiceState::kStarting;
    }
  }
  for (const ClusterFault& fault : cluster.faults) {
    const ServiceFacts* root = service_of(fault);
    if (root == nullptr || node_of(cluster, fault) != index) continue;
    for (ServiceStanding& service : story.services) {
      if (service.state == ServiceState::kNotActivated || !waits_for(*service.facts, *root)) continue;
      service.state = ServiceState::kStopped;
      service.waits = root;
    }
  }
  return story;
}

bool misses_critical(const NodeStory& node) {
  return std::any_of(node.services.begin(), node.services.end(),
                     [](const ServiceStanding& service) { return service.facts->critical && service.down(); });
}

void tell_pair(const Cluster& cluster, ClusterStory& story) {
  story.standing = {kNormal, kNormal};
  if (cluster.ha == HighAvailability::kOff) {
    story.standing = {kOff, kOff};
    return;
  }
  const std::array<bool, 2> failed{misses_critical(story.nodes[story.pair[0]]),
                                   misses_critical(story.nodes[story.pair[1]])};
  if (failed[0] && failed[1]) {
    story.standing = {PairStanding{"Failed", "Critical Service Down"}, PairStanding{"Failed", "Critical Service Down"}};
    return;
  }
  if (!failed[0] && !failed[1]) return;
  const std::size_t one = failed[0] ? 0 : 1;
  std::string_view lost = "Critical Service Down", reason = lost;
  if (story.nodes[story.pair[one]].is_down("A Cisco DB")) lost = reason = "Database Failure";
  for (const ClusterFault& fault : cluster.faults) {
    if (fault.kind != ClusterFaultKind::kSubscriberStarting) continue;
    lost = "Initialization";
    reason = "Peer Reboot";
  }
  story.standing[one] = {kFailedOver, lost};
  story.standing[1 - one] = {kBackup, reason};
}

}  // namespace

const ServiceStanding* NodeStory::find(std::string_view service) const {
  const auto found = std::find_if(services.begin(), services.end(),
                                  [&](const ServiceStanding& one) { return one.facts->name == service; });
  return found == services.end() ? nullptr : &*found;
}

bool NodeStory::is_down(std::string_view service) const {
  const ServiceStanding* found = find(service);
  return found != nullptr && found->down();
}

std::size_t publisher_of(const Cluster& cluster, Product product) {
  const auto first = std::find_if(cluster.nodes.begin(), cluster.nodes.end(),
                                  [&](const ClusterNode& node) { return node.product == product; });
  return static_cast<std::size_t>(first - cluster.nodes.begin());
}

const ServiceFacts* service_of(const ClusterFault& fault) {
  switch (fault.kind) {
    case ClusterFaultKind::kServiceStopped:
    case ClusterFaultKind::kServiceNotRunning:
    case ClusterFaultKind::kServiceStarting:
    case ClusterFaultKind::kServiceNotActivated:
      return find_service(fault.service);
    case ClusterFaultKind::kSubclusterNull:
    case ClusterFaultKind::kSubclusterOther:
      return find_service("Cisco Presence Engine");
    case ClusterFaultKind::kAxlAccount:
    case ClusterFaultKind::kNotInServerList:
      return find_service("Cisco Sync Agent");
    default:
      return nullptr;
  }
}

std::size_t node_of(const Cluster& cluster, const ClusterFault& fault) {
  return fault.kind == ClusterFaultKind::kAxlAccount ? publisher_of(cluster, Product::kPresence) : fault.node;
}

ClusterStory tell_cluster(const Scenario& scenario) {
  const Cluster& cluster = *scenario.cluster;
  ClusterStory story;
  std::size_t seen = 0;
  for (std::size_t node = 0; node < cluster.nodes.size(); ++node) {
    story.nodes.push_back(tell_node(scenario, node));
    if (cluster.nodes[node].product == Product::kPresence && seen < story.pair.size()) story.pair[seen++] = node;
  }
  tell_pair(cluster, story);
  return story;
}

}  // namespace logscan::gen
