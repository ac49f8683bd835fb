#include "cluster_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cluster_story.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

bool is_label(std::string_view name) {
  return !name.empty() && name.size() <= 63 && name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool is_domain(std::string_view name) {
  return !name.empty() && name.size() <= 200 && name.front() != '.' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.'; });
}

// A process or a module: one word without points.
bool is_word(std::string_view name) {
  return !name.empty() && name.size() <= 40 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  });
}

bool is_printable(std::string_view text) {
  return !text.empty() && text.size() <= 100 && text.front() != ' ' && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7f; });
}

bool is_about_service(const ClusterFault& fault) {
  return fault.kind == ClusterFaultKind::kServiceStopped || fault.kind == ClusterFaultKind::kServiceNotRunning ||
         fault.kind == ClusterFaultKind::kServiceStarting || fault.kind == ClusterFaultKind::kServiceNotActivated;
}

std::string place_of(const Cluster& cluster, const ClusterFault& fault) {
  if (fault.line > 0) return fmt::format("line {}", fault.line);
  return fmt::format("fault {} of the cluster", &fault - cluster.faults.data() + 1);
}

std::optional<std::string> wrong_service(const Cluster& cluster, const ClusterFault& fault) {
  const ServiceFacts* facts = find_service(fault.service);
  const ClusterNode& node = cluster.nodes[fault.node];
  if (facts == nullptr || facts->filler || (facts->products & in_product(node.product)) == 0)
    return fmt::format("'{}' is no service of {} of which the documents tell; write one such as A Cisco DB",
                       fault.service, node.name);
  const bool publisher = publisher_of(cluster, node.product) == fault.node;
  const bool publisher_alone =
      facts->activation == Activation::kPublisherOnly || facts->activation == Activation::kPublisherIfUsed;
  if (publisher_alone && !publisher) return fmt::format("{} is activated on the publisher only", facts->name);
  if (fault.kind == ClusterFaultKind::kServiceNotActivated &&
      (facts->activation == Activation::kNetwork || node.product != Product::kPresence))
    return "'service-not-activated' takes a service of a feature on a node of IM and Presence";
  return std::nullopt;
}

std::optional<std::string> wrong_product(const Cluster& cluster, const ClusterFault& fault) {
  const ClusterNode& node = cluster.nodes[node_of(cluster, fault)];
  switch (fault.kind) {
    case ClusterFaultKind::kSubscriberStarting:
      if (node.product != Product::kPresence || publisher_of(cluster, Product::kPresence) == fault.node)
        return fmt::format("{} is no subscriber of IM and Presence", node.name);
      return std::nullopt;
    case ClusterFaultKind::kMonitorDisabled:
    case ClusterFaultKind::kSubclusterNull:
    case ClusterFaultKind::kSubclusterOther:
    case ClusterFaultKind::kNotInServerList:
      if (node.product != Product::kPresence) return fmt::format("{} is no node of IM and Presence", node.name);
      return std::nullopt;
    case ClusterFaultKind::kListenerMissing:
      if (node.product != Product::kConnection) return fmt::format("{} is no node of Unity Connection", node.name);
      return std::nullopt;
    case ClusterFaultKind::kReplication: {
      const auto siblings = std::count_if(cluster.nodes.begin(), cluster.nodes.end(),
                                          [&](const ClusterNode& other) { return other.product == node.product; });
      if (siblings < 2) return fmt::format("{} has the only database of its product", node.name);
      return std::nullopt;
    }
    case ClusterFaultKind::kUnauthenticated: {
      const bool connection = node.product == Product::kConnection;
      const auto others = std::count_if(cluster.nodes.begin(), cluster.nodes.end(), [&](const ClusterNode& other) {
        return (other.product == Product::kConnection) == connection;
      });
      if (others < 2) return fmt::format("no other node is in the cluster of {}", node.name);
      return std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

std::optional<std::string> wrong_in_fault(const Cluster& cluster, const ClusterFault& fault) {
  if (fault.node >= cluster.nodes.size()) return "there is no such node in 'nodes'";
  if (const auto wrong = wrong_product(cluster, fault)) return wrong;
  if (is_about_service(fault)) return wrong_service(cluster, fault);
  switch (fault.kind) {
    case ClusterFaultKind::kReplication:
      if (fault.state == 2 || fault.state > 4) return "'state' is 0, 1, 3 or 4; 2 is good";
      break;
    case ClusterFaultKind::kCoreDump:
      if (!is_word(fault.process)) return "'process' is a word such as ccm";
      if (fault.ago > std::chrono::days(400) || (fault.ago > kRecentCore && fault.ago < kOldCore))
        return "'ago' is at most 6d, which belongs to the case, or from 9d to 400d, which does not";
      break;
    case ClusterFaultKind::kVersion:
      if (!parse_version(fault.version)) return "'version' is one such as 14.0.1.12900-161";
      if (fault.version == cluster.version) return "'version' is that of the cluster";
      break;
    case ClusterFaultKind::kDiagnose:
      if (!is_word(fault.module)) return "'module' is a word such as validate_network";
      if (!is_printable(fault.result) || fault.result.starts_with("Passed"))
        return "'result' is a text that does not begin with Passed";
      break;
    default:
      break;
  }
  return std::nullopt;
}

// What the fault takes away on its node: its service and all that wait for it.
std::set<const ServiceFacts*> taken_by(const Cluster& cluster, const ClusterFault& fault) {
  std::set<const ServiceFacts*> taken;
  const ServiceFacts* root = service_of(fault);
  const std::uint8_t product = in_product(cluster.nodes[node_of(cluster, fault)].product);
  for (const ServiceFacts& facts : all_services()) {
    if ((facts.products & product) == 0) continue;
    const bool starting = fault.kind == ClusterFaultKind::kSubscriberStarting && facts.late;
    const bool silent = fault.kind == ClusterFaultKind::kListenerMissing && facts.name == "Connection Jetty";
    if (starting || silent || &facts == root || (root != nullptr && waits_for(facts, *root))) taken.insert(&facts);
  }
  return taken;
}

std::optional<std::string> wrong_between(const Cluster& cluster, const ClusterFault& first,
                                         const ClusterFault& second) {
  const std::string places = fmt::format("{}: this '{}' and the '{}' of {}", place_of(cluster, second),
                                         name_of(second.kind), name_of(first.kind), place_of(cluster, first));
  const auto both = [&](ClusterFaultKind kind) { return first.kind == kind && second.kind == kind; };
  if (both(ClusterFaultKind::kSubclusterOther)) return places + " leave no pair; keep one";
  const auto subclusters = [](const ClusterFault& fault) {
    return fault.kind == ClusterFaultKind::kSubclusterNull || fault.kind == ClusterFaultKind::kSubclusterOther;
  };
  if (subclusters(first) && subclusters(second) && first.kind != second.kind)
    return places + " hide each other; keep one";
  if (node_of(cluster, first) != node_of(cluster, second)) return std::nullopt;
  if (first.kind == second.kind && !is_about_service(first) && first.kind != ClusterFaultKind::kCoreDump)
    return places + " are of one node; keep one";
  const std::set<const ServiceFacts*> a = taken_by(cluster, first), b = taken_by(cluster, second);
  if (std::any_of(a.begin(), a.end(), [&](const ServiceFacts* facts) { return b.contains(facts); }))
    return places + " take the same services away, so that nobody could say which one does; move one to another node";
  const bool together =
      first.kind == ClusterFaultKind::kSubscriberStarting || second.kind == ClusterFaultKind::kSubscriberStarting;
  if (together && !a.empty() && !b.empty()) return places + " cannot be told from each other; keep one";
  return std::nullopt;
}

// What only the database of a node knows cannot be asked where it is down.
std::optional<std::string> wrong_question(const Cluster& cluster) {
  for (const ClusterFault& down : cluster.faults) {
    const ServiceFacts* root = service_of(down);
    if (root == nullptr || root->name != "A Cisco DB") continue;
    for (const ClusterFault& fault : cluster.faults) {
      const Product product = cluster.nodes[node_of(cluster, fault)].product;
      const bool asks_publisher =
          fault.kind == ClusterFaultKind::kReplication || fault.kind == ClusterFaultKind::kSubclusterNull ||
          fault.kind == ClusterFaultKind::kSubclusterOther || fault.kind == ClusterFaultKind::kAxlAccount;
      const bool asks_call_manager =
          fault.kind == ClusterFaultKind::kAxlAccount || fault.kind == ClusterFaultKind::kNotInServerList;
      if ((asks_call_manager && down.node == publisher_of(cluster, Product::kCallManager)) ||
          (asks_publisher && down.node == publisher_of(cluster, product)))
        return fmt::format("{}: this '{}' is told by the database of {}, which is down; move one",
                           place_of(cluster, fault), name_of(fault.kind), cluster.nodes[down.node].name);
    }
  }
  return std::nullopt;
}

std::optional<std::string> wrong_in_nodes(const Cluster& cluster) {
  std::set<std::string> names;
  std::array<std::size_t, 3> counts{};
  for (const ClusterNode& node : cluster.nodes) {
    if (!is_label(node.name))
      return fmt::format("'{}' is no node name of the cluster; write a short host name in lower case such as imp1",
                         node.name);
    if (!names.insert(node.name).second) return fmt::format("the node '{}' stands twice in the cluster", node.name);
    ++counts[static_cast<std::size_t>(node.product)];
    // Sessions are up to 8 min older than the collection.
    if (node.up < Minutes(10) || node.up > std::chrono::days(1000)) return "'up' is from 10m to 1000d";
    for (const Seconds threshold : {Seconds(Minutes(30)), Seconds(Minutes(60))}) {
      if (node.up > threshold - Minutes(10) && node.up < threshold + Minutes(10))
        return fmt::format("the node '{}' has been up for about {} min, too near to what decides; change 'up'",
                           node.name, threshold.count() / 60);
    }
  }
  if (counts[0] != 2) return "the cluster has two nodes of IM and Presence, first the publisher";
  if (counts[1] < 1 || counts[1] > 5) return "the cluster has 1 to 5 nodes of Communications Manager";
  if (counts[2] > 2) return "the cluster has at most 2 nodes of Unity Connection";
  return std::nullopt;
}

}  // namespace

std::optional<VersionNumbers> parse_version(std::string_view text) {
  VersionNumbers numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const std::size_t end = i + 1 == numbers.size() ? text.size() : text.find(i < 3 ? '.' : '-');
    if (end == std::string_view::npos) return std::nullopt;
    const auto number = parse_number<std::uint32_t>(text.substr(0, end));
    if (!number || *number > 99'999) return std::nullopt;
    numbers[i] = *number;
    text.remove_prefix(std::min(text.size(), end + 1));
  }
  return numbers;
}

std::optional<std::string> wrong_in_cluster(const Scenario& scenario) {
  const Cluster& cluster = *scenario.cluster;
  if (!scenario.nodes.empty() || scenario.pair) return "'cluster' stands alone, without 'nodes' and 'pair'";
  if (const auto wrong = wrong_in_nodes(cluster)) return wrong;
  if (!is_domain(cluster.domain))
    return fmt::format("'{}' is no domain; write one such as example.com", cluster.domain);
  if (!parse_version(cluster.version))
    return fmt::format("'{}' is no version; write one such as 14.0.1.12900-161", cluster.version);
  for (const ClusterFault& fault : cluster.faults) {
    if (const auto wrong = wrong_in_fault(cluster, fault))
      return fmt::format("{}: {}", place_of(cluster, fault), *wrong);
  }
  for (std::size_t i = 0; i < cluster.faults.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (const auto wrong = wrong_between(cluster, cluster.faults[j], cluster.faults[i])) return wrong;
    }
  }
  return wrong_question(cluster);
}

}  // namespace logscan::gen
