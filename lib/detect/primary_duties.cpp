#include "detect/primary_duties.h"

#include <algorithm>
#include <set>

#include "knowledge/connection_cluster.h"

namespace logscan::detail {
namespace {

bool is_duty(const Services& knowledge, const ServiceSeen& service) {
  const Feature* duties = knowledge.feature(kPrimaryDuties);
  return duties != nullptr && service.known != nullptr &&
         std::find(duties->shown_by.begin(), duties->shown_by.end(), service.name) != duties->shown_by.end();
}

// The last status of the server, wherever it was asked for.
std::optional<FactPlace> status_of(const Timeline& timeline, const Servers& servers, const Server& server) {
  for (const FactPlace place : servers.latest(FactKind::kHaState)) {
    if (timeline.name(timeline.facts[place].text.subject) == kConnectionCluster &&
        servers.name_of(place) == server.name)
      return place;
  }
  return std::nullopt;
}

// Two sessions of one server have the same place in the database, where they tell it.
bool is_another(const Server& server, const Server& other) {
  if (&server == &other || !other.is_connection()) return false;
  if (server.role && other.role) return *server.role != *other.role;
  return server.named && other.named;
}

bool is_alone(const Timeline& timeline, const Server& server) {
  std::set<std::string> nodes;
  for (const TimedFact& fact : timeline.facts) {
    if (fact.kind == FactKind::kClusterNode && timeline.name(fact.text.text).starts_with("connection "))
      nodes.insert(short_node_name(timeline.name(fact.text.subject)));
  }
  return nodes.size() == 1 && nodes.contains(server.name);
}

}  // namespace

std::optional<Duty> duty_of(const CaseView& view, const Server& server, const ServiceSeen& service) {
  if (service.standing != ServiceStanding::kStopped || !is_duty(view.knowledge().services(), service))
    return std::nullopt;
  const Timeline& timeline = view.timeline();
  const Servers& servers = view.servers();
  if (const auto told = status_of(timeline, servers, server)) {
    const std::string status(timeline.name(timeline.facts[*told].text.text));
    return Duty{status == kPrimaryStatus, server.spoken() + " has the status " + status + ".", told};
  }
  for (const Server& other : servers.all()) {
    const ServiceSeen* seen = other.find(service.name);
    if (seen != nullptr && seen->standing == ServiceStanding::kRuns && is_another(server, other))
      return Duty{false, {}, seen->told};
  }
  if (is_alone(timeline, server)) return Duty{true, {}, {}};
  return Duty{};
}

}  // namespace logscan::detail
