// The services of the products, as far as the documents tell of them: which are there, which have to run before which,
// and on which nodes each is to be activated. The facts are those of Cisco 217304 (Troubleshooting services not
// starting on IM and Presence), 200958 (IM and Presence Server High Availability) and of the table Cluster Service
// Activation Recommendations for IM and Presence Service.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "cluster.h"

namespace logscan::gen {

// On a node of IM and Presence.
enum class Activation : std::uint8_t {
  kNetwork,          // it has none: it runs wherever the product is installed
  kEveryNode,        // on all nodes
  kWhereUsed,        // on the nodes that use its feature, which nothing shows
  kFeature,          // on all nodes as soon as one has a service of the feature
  kPublisher,        // on the publisher; whether also on the subscriber, a deployment decides
  kPublisherOnly,    // on the publisher and on no other node
  kPublisherIfUsed,  // on the publisher if its feature is used, and on no other node
  kFree,             // the table does not have it
};

struct ServiceFacts {
  std::string_view name;
  std::uint8_t products;  // bits of in_product()
  Activation activation = Activation::kNetwork;
  std::string_view feature = {};  // kFeature
  bool critical = false;          // high availability fails over without it
  bool late = false;              // waits for replication and for the Sync Agent after a boot
  bool filler = false;            // the documents tell nothing of it
  std::array<std::string_view, 7> needs = {};
};

constexpr std::uint8_t in_product(Product product) {
  return static_cast<std::uint8_t>(1U << static_cast<unsigned>(product));
}

// In the order in which a list shows them.
std::span<const ServiceFacts> all_services();
// Null where the documents have no such service.
const ServiceFacts* find_service(std::string_view name);

// Whether `service` cannot start while `other` does not run, be it by way of a third.
bool waits_for(const ServiceFacts& service, const ServiceFacts& other);

}  // namespace logscan::gen
