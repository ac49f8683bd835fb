#include "cluster_truth.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "cluster_check.h"
#include "cluster_lines.h"

namespace logscan::gen {

namespace {

constexpr Seconds kSettled = Minutes(30);
constexpr Seconds kReplicated = std::chrono::hours(1);

class ClusterTruth {
 public:
  ClusterTruth(const Scenario& scenario, const ClusterStory& story, Truth& truth)
      : scenario_(scenario), cluster_(*scenario.cluster), story_(story), truth_(truth) {}

  void tell() {
    tell_pair();
    tell_versions();
    for (std::size_t node = 0; node < story_.nodes.size(); ++node) tell_node(node);
    for (const ClusterFault& fault : cluster_.faults) tell_fault(fault);
  }

 private:
  ExpectedFinding& add(std::string rule, std::string_view subject_kind, std::string subject,
                       std::string_view severity = {}) {
    ExpectedFinding& finding = truth_.add(std::move(rule), subject_kind, std::move(subject));
    finding.open.reset();
    if (!severity.empty()) finding.severity = severity;
    return finding;
  }
  ExpectedFinding& add_node(std::string rule, std::size_t node, std::string_view severity = {}) {
    return add(std::move(rule), "node", cluster_.nodes[node].name, severity);
  }
  ExpectedFinding& add_service(std::string rule, std::string_view service, std::size_t node,
                               std::string_view severity) {
    return add(std::move(rule), "service", std::string(service) + " on " + cluster_.nodes[node].name, severity);
  }
  static void doubt(ExpectedFinding& finding, std::string_view severity = "notice") {
    finding.verdict = "inconclusive";
    finding.severity = severity;
  }

  [[nodiscard]] bool is_presence(std::size_t node) const { return cluster_.nodes[node].product == Product::kPresence; }

  // The pair, and versions.

  void tell_pair() {
    const std::string &a = cluster_.nodes[story_.pair[0]].name, &b = cluster_.nodes[story_.pair[1]].name;
    const std::string name = std::min(a, b) + "/" + std::max(a, b);
    if (cluster_.ha == HighAvailability::kOff) {
      add("ha.disabled", "cluster", name);
    } else if (story_.standing[0].state != "Normal") {
      add("ha.bad-state", "cluster", name);
    }
  }

  // Unity Connection is a cluster of its own, with versions of its own.
  void tell_versions() {
    std::vector<std::size_t> connection, others;
    for (std::size_t node = 0; node < story_.nodes.size(); ++node)
      (cluster_.nodes[node].product == Product::kConnection ? connection : others).push_back(node);
    tell_versions(connection);
    tell_versions(others);
  }

  void tell_versions(const std::vector<std::size_t>& nodes) {
    bool far = false, near = false;
    for (const std::size_t i : nodes) {
      for (const std::size_t j : nodes) {
        const VersionNumbers a = *parse_version(story_.nodes[i].version), b = *parse_version(story_.nodes[j].version);
        const bool same_release = std::tie(a[0], a[1], a[2]) == std::tie(b[0], b[1], b[2]);
        // Before release 11 two products count their service updates apart, and their builds they always do.
        const bool same_product = cluster_.nodes[i].product == cluster_.nodes[j].product;
        const bool same_update = a[3] / 100 == b[3] / 100 || (!same_product && a[0] < 11);
        far = far || !same_release || !same_update;
        near = near || (same_product && a != b);
      }
    }
    if (!far && !near) return;
    std::set<std::string> names;
    for (const std::size_t node : nodes) names.insert(cluster_.nodes[node].name);
    std::string subject;
    for (const std::string& name : names) subject += (subject.empty() ? "" : "/") + name;
    add("cluster.version-mismatch", "cluster", subject, far ? "error" : "notice").count = names.size();
  }

  // Services.

  [[nodiscard]] bool essential(const ServiceFacts& facts, std::size_t node) const {
    return facts.activation == Activation::kNetwork ||
           (is_presence(node) && facts.activation == Activation::kEveryNode);
  }

  [[nodiscard]] const ClusterFault* starting_together(std::size_t node) const {
    const auto found = std::find_if(cluster_.faults.begin(), cluster_.faults.end(), [&](const ClusterFault& fault) {
      return fault.kind == ClusterFaultKind::kSubscriberStarting && fault.node == node;
    });
    return found == cluster_.faults.end() ? nullptr : &*found;
  }

  void tell_node(std::size_t node) {
    const NodeStory& told = story_.nodes[node];
    if (starting_together(node) != nullptr) {
      const auto starting = std::count_if(told.services.begin(), told.services.end(), [](const ServiceStanding& one) {
        return one.state == ServiceState::kStarting;
      });
      ExpectedFinding& finding = add_node("service.starting-subscriber", node, "error");
      finding.count = static_cast<std::uint64_t>(starting);
      if (told.up < kSettled) doubt(finding);
      return;
    }
    std::map<const ServiceFacts*, std::uint64_t> waiting;
    std::uint64_t all_waiting = 0;
    for (const ServiceStanding& service : told.services) {
      if (service.down()) tell_down(service, node);
      if (service.waits == nullptr) continue;
      ++waiting[service.waits];
      ++all_waiting;
    }
    // Consequences may be told one by one or together; that none is forgotten, the count of what waits shows.
    if (all_waiting > 0) {
      ExpectedFinding& together = add_node("service.stopped", node, "notice");
      together.count = all_waiting;
      together.certain = false;
      if (told.up < kSettled) doubt(together);
    }
    for (const auto& [root, count] : waiting) {
      // The database has a way of its own in the documents; how grave its consequences are beside it they do not say.
      ExpectedFinding& finding =
          add_service("service.dependency", root->name, node, root->name == "A Cisco DB" ? "" : "error");
      finding.count = count;
      if (told.up < kSettled) doubt(finding);
    }
    if (is_presence(node)) {
      tell_activation(node);
      tell_defects(node);
    }
    const ServiceStanding* jetty = told.find("Connection Jetty");
    if (jetty != nullptr && jetty->down()) add_node("listener.down", node);
  }

  void tell_down(const ServiceStanding& service, std::size_t node) {
    const std::string_view severity = service.waits != nullptr          ? "notice"
                                      : essential(*service.facts, node) ? "error"
                                                                        : "warning";
    const std::string_view rule = service.state == ServiceState::kNotRunning ? "service.not-running"
                                  : service.state == ServiceState::kStarting ? "service.starting"
                                                                             : "service.stopped";
    ExpectedFinding& finding = add_service(std::string(rule), service.facts->name, node, severity);
    if (rule == "service.stopped") finding.certain = service.waits == nullptr;
    if (story_.nodes[node].up < kSettled) doubt(finding);
  }

  // Whether any node shows that the feature is used.
  [[nodiscard]] bool is_used(std::string_view feature) const {
    return std::any_of(story_.nodes.begin(), story_.nodes.end(), [&](const NodeStory& node) {
      return std::any_of(node.services.begin(), node.services.end(), [&](const ServiceStanding& service) {
        return service.facts->feature == feature && service.state != ServiceState::kNotActivated;
      });
    });
  }

  void tell_activation(std::size_t node) {
    const NodeStory& told = story_.nodes[node];
    std::uint64_t asked = 0;
    for (const ServiceStanding& service : told.services) {
      if (service.state != ServiceState::kNotActivated) continue;
      const ServiceFacts& facts = *service.facts;
      switch (facts.activation) {
        case Activation::kEveryNode:
          add_service("service.not-activated", facts.name, node, "error");
          break;
        case Activation::kWhereUsed:
          ++asked;
          break;
        case Activation::kFeature:
          if (is_used(facts.feature)) {
            add_service("service.activation", facts.name, node, "warning");
          } else {
            ++asked;
          }
          break;
        case Activation::kPublisher:
          if (told.publisher) {
            add_service("service.activation", facts.name, node, "warning");
          } else {
            ++asked;
          }
          break;
        case Activation::kPublisherOnly:
          // Nobody misses more than its reports.
          if (told.publisher) add_service("service.activation", facts.name, node, "notice");
          break;
        case Activation::kPublisherIfUsed:
          if (told.publisher) ++asked;
          break;
        case Activation::kNetwork:
        case Activation::kFree:
          break;
      }
    }
    if (asked == 0) return;
    ExpectedFinding& finding = add_node("service.activation", node);
    finding.count = asked;
    doubt(finding, "info");
  }

  // The service does not run, waits for no other, and has had its time.
  [[nodiscard]] bool fails_alone(const NodeStory& node, std::string_view service) const {
    const ServiceStanding* found = node.find(service);
    if (found == nullptr || !found->down() || found->waits != nullptr) return false;
    return node.up >= kSettled;
  }

  void tell_defects(std::size_t node) {
    const NodeStory& told = story_.nodes[node];
    const auto down = [](const ServiceStanding& service) { return service.down(); };
    if (fails_alone(told, "Cisco Intercluster Sync Agent")) {
      const auto starts = [](const ServiceStanding& service) {
        return service.state == ServiceState::kStarting && service.facts->name != "Cisco Intercluster Sync Agent";
      };
      // Others are on their way too.
      const bool with_others = told.find("Cisco Intercluster Sync Agent")->state == ServiceState::kStarting &&
                               std::any_of(told.services.begin(), told.services.end(), starts);
      for (const std::string_view defect : {"CSCvj09515", "CSCvq63308"}) {
        if (!with_others) doubt(add_service("known-defect", defect, node, {}), "info");
      }
    }
    const bool all_others = std::count_if(told.services.begin(), told.services.end(), down) == 1;
    if (told.version.starts_with("12.5.") && all_others && fails_alone(told, "Cisco Presence Engine"))
      add_service("known-defect", "CSCvg94247", node, "warning");
  }

  // What each fault shows beside services.

  void tell_fault(const ClusterFault& fault) {
    const std::size_t node = node_of(cluster_, fault);
    const Seconds up = story_.nodes[node].up;
    const std::string& name = cluster_.nodes[node].name;
    switch (fault.kind) {
      case ClusterFaultKind::kReplication: {
        ExpectedFinding& finding = add_node("db.replication", node, "error");
        if (fault.state < 2 && up < kReplicated) doubt(finding);
        break;
      }
      case ClusterFaultKind::kNtp: {
        ExpectedFinding& finding = add_node("ntp.unsynchronised", node, "warning");
        if (up < kSettled) doubt(finding);
        break;
      }
      case ClusterFaultKind::kCoreDump:
        add("core.dump", "node", core_file(scenario_, story_, fault) + " on " + name,
            fault.ago <= kRecentCore ? "error" : "info");
        break;
      case ClusterFaultKind::kUnauthenticated:
        add_node("cluster.unauthenticated", node, "error");
        break;
      case ClusterFaultKind::kDiagnose:
        add("diagnose.failed", "node", fault.module + " on " + name, "warning");
        break;
      case ClusterFaultKind::kMonitorDisabled:
        add_node("replication-monitor.disabled", node, "warning");
        break;
      case ClusterFaultKind::kSubclusterNull:
        add_node("presence-engine.subcluster", node, "error");
        break;
      case ClusterFaultKind::kSubclusterOther:
        add("presence-engine.subcluster", "node",
            cluster_.nodes[story_.pair[0]].name + "/" + cluster_.nodes[story_.pair[1]].name, "error");
        break;
      case ClusterFaultKind::kAxlAccount:
        add_node("sync-agent.axl-account", node, "error");
        break;
      case ClusterFaultKind::kNotInServerList:
        add_node("sync-agent.not-in-server-list", node, "error");
        break;
      case ClusterFaultKind::kListenerMissing:
        add_node("listener.down", node);
        break;
      default:
        break;
    }
  }

  const Scenario& scenario_;
  const Cluster& cluster_;
  const ClusterStory& story_;
  Truth& truth_;
};

}  // namespace

void add_cluster_truth(const Scenario& scenario, const ClusterStory& story, Truth& truth) {
  ClusterTruth(scenario, story, truth).tell();
}

}  // namespace logscan::gen
