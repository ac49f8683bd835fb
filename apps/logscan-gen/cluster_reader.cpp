#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "cluster.h"
#include "scenario_mapping.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

std::string read_text(Mapping& map, const std::string& key, const std::string& fallback) {
  return map.get(key, fallback, "a text", [](const std::string& text) { return std::optional<std::string>(text); });
}

ClusterNode read_node(const YAML::Node& node) {
  Mapping map(node, "a node of the cluster");
  ClusterNode read;
  read.name = read_word(map, "name", "a short host name such as imp1");
  if (!map.find("product").IsDefined())
    refuse(node, fmt::format("'product' is missing; write one of: {}", all_names(kProductNames)));
  read.product = map.choose("product", read.product, kProductNames);
  read.up = map.span("up", read.up);
  map.finish();
  return read;
}

std::size_t read_fault_node(Mapping& map, const Cluster& cluster) {
  const YAML::Node value = map.find("node");
  if (!value.IsDefined()) refuse(map.node(), "'node' is missing; write one of the cluster's nodes");
  const std::string text = text_of(value, "node");
  const auto found = std::find_if(cluster.nodes.begin(), cluster.nodes.end(),
                                  [&](const ClusterNode& node) { return node.name == text; });
  if (found == cluster.nodes.end())
    refuse(value, fmt::format("'{}' is no value of 'node'; write one of the cluster's nodes", text));
  return static_cast<std::size_t>(found - cluster.nodes.begin());
}

ClusterFault read_cluster_fault(const YAML::Node& node, const Cluster& cluster) {
  Mapping map(node, "a fault of the cluster");
  ClusterFault fault;
  fault.line = line_of(node);
  if (!map.find("kind").IsDefined())
    refuse(node, fmt::format("a fault needs 'kind', one of: {}", all_names(kClusterFaultNames)));
  fault.kind = map.choose("kind", fault.kind, kClusterFaultNames);
  if (fault.kind != ClusterFaultKind::kAxlAccount) fault.node = read_fault_node(map, cluster);
  switch (fault.kind) {
    case ClusterFaultKind::kServiceStopped:
    case ClusterFaultKind::kServiceNotRunning:
    case ClusterFaultKind::kServiceStarting:
    case ClusterFaultKind::kServiceNotActivated:
      fault.service = read_word(map, "service", "a service such as Cisco Client Profile Agent");
      break;
    case ClusterFaultKind::kReplication:
      fault.state = map.number("state", fault.state);
      break;
    case ClusterFaultKind::kCoreDump:
      fault.process = read_text(map, "process", fault.process);
      fault.ago = map.span("ago", fault.ago);
      break;
    case ClusterFaultKind::kVersion:
      fault.version = read_word(map, "version", "one such as 14.0.1.12900-161");
      break;
    case ClusterFaultKind::kDiagnose:
      fault.module = read_text(map, "module", fault.module);
      fault.result = read_text(map, "result", fault.result);
      break;
    case ClusterFaultKind::kAxlAccount:
      fault.account = map.choose("account", fault.account, kAccountNames);
      break;
    case ClusterFaultKind::kSubscriberStarting:
    case ClusterFaultKind::kNtp:
    case ClusterFaultKind::kUnauthenticated:
    case ClusterFaultKind::kMonitorDisabled:
    case ClusterFaultKind::kSubclusterNull:
    case ClusterFaultKind::kSubclusterOther:
    case ClusterFaultKind::kNotInServerList:
    case ClusterFaultKind::kListenerMissing:
      break;
  }
  map.finish();
  return fault;
}

}  // namespace

Cluster read_cluster(const YAML::Node& node) {
  Mapping map(node, "the cluster");
  Cluster cluster;
  if (const YAML::Node nodes = map.find("nodes"); nodes.IsDefined()) {
    if (!nodes.IsSequence())
      refuse(nodes,
             "'nodes' of the cluster is a list such as: [{name: imp1, product: presence}], first the publishers");
    cluster.nodes.clear();
    for (const auto& item : nodes) cluster.nodes.push_back(read_node(item));
  }
  cluster.domain = read_text(map, "domain", cluster.domain);
  cluster.version = read_text(map, "version", cluster.version);
  cluster.zone = map.choose("zone", cluster.zone, kClockZoneNames);
  cluster.ha = map.choose("ha", cluster.ha, kHighAvailabilityNames);
  cluster.ha_status = map.choose("ha_status", cluster.ha_status, kHaStatusNames);
  cluster.services = map.choose("services", cluster.services, kServiceFormNames);
  cluster.replication = map.choose("replication", cluster.replication, kReplicationFormNames);
  if (const YAML::Node faults = map.find("faults"); faults.IsDefined() && !faults.IsNull()) {
    if (!faults.IsSequence()) refuse(faults, "'faults' is a list such as: [{kind: ntp-unsynchronised, node: imp2}]");
    for (const auto& item : faults) cluster.faults.push_back(read_cluster_fault(item, cluster));
  }
  map.finish();
  return cluster;
}

}  // namespace logscan::gen
