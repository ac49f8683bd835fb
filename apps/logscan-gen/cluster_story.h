// The cluster of a scenario as it stands at the collection: each node's services, with what waits for one that is down,
// and how the pair stands then. Nothing here knows of files or of wordings of whole outputs.
//
// - What cannot start before a service that is down is stopped, unless it is not activated.
// - Without a critical service a node fails over, where high availability is on; without one on both, both fail. A
//   subscriber whose services are still starting after its restart has been failed over for that.
// - The nodes are asked one minute after another, the last one at the collection.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cluster_services.h"
#include "scenario.h"

namespace logscan::gen {

enum class ServiceState : std::uint8_t { kStarted, kStopped, kNotRunning, kStarting, kNotActivated };

struct ServiceStanding {
  const ServiceFacts* facts = nullptr;
  ServiceState state = ServiceState::kStarted;
  const ServiceFacts* waits = nullptr;  // for this one
  // Neither running nor out of use.
  [[nodiscard]] bool down() const { return state != ServiceState::kStarted && state != ServiceState::kNotActivated; }
};

struct PairStanding {
  std::string_view state, reason;
};

struct NodeStory {
  std::vector<ServiceStanding> services;
  std::string version;
  Time asked;
  Seconds up{0};  // when it was asked
  bool publisher = false;
  [[nodiscard]] const ServiceStanding* find(std::string_view service) const;
  [[nodiscard]] bool is_down(std::string_view service) const;
};

struct ClusterStory {
  std::vector<NodeStory> nodes;          // as in Cluster::nodes
  std::array<std::size_t, 2> pair{};     // the nodes of IM and Presence
  std::array<PairStanding, 2> standing;  // of these
};

// The first node of the product.
std::size_t publisher_of(const Cluster& cluster, Product product);

// A service that a fault takes away, by itself or as its consequence; null where it takes none.
const ServiceFacts* service_of(const ClusterFault& fault);
// And where.
std::size_t node_of(const Cluster& cluster, const ClusterFault& fault);

// The scenario must have a cluster and be checked.
ClusterStory tell_cluster(const Scenario& scenario);

}  // namespace logscan::gen
