#include "detect/servers.h"

#include <algorithm>
#include <chrono>
#include <map>

#include "base/text.h"
#include "detect/ha_story.h"

namespace logscan::detail {

ServiceStanding standing_of(std::string_view state, std::string_view reason) {
  const std::string folded = to_lower(state);
  const auto is = [&](std::string_view word) { return folded == word; };
  if (is("started") || is("running")) return ServiceStanding::kRuns;
  if (is("starting")) return ServiceStanding::kStarting;
  if (is("stopping")) return ServiceStanding::kStopping;
  if (is("notrunning") || is("not running")) return ServiceStanding::kNotRunning;
  if (!is("stopped")) return ServiceStanding::kOther;
  return to_lower(reason).find("not activated") != std::string::npos ? ServiceStanding::kNotActivated
                                                                     : ServiceStanding::kStopped;
}

std::string_view words_of(ServiceStanding standing) {
  switch (standing) {
    case ServiceStanding::kRuns:
      return "runs";
    case ServiceStanding::kNotActivated:
      return "is not activated";
    case ServiceStanding::kStopped:
      return "is stopped";
    case ServiceStanding::kNotRunning:
      return "does not run";
    case ServiceStanding::kStarting:
      return "is starting";
    case ServiceStanding::kStopping:
      return "is stopping";
    case ServiceStanding::kOther:
      return "is in a state that is not known";
  }
  return {};
}

const ServiceSeen* Server::find(std::string_view service) const {
  const auto at =
      std::find_if(services.begin(), services.end(), [&](const ServiceSeen& s) { return s.name == service; });
  return at == services.end() ? nullptr : &*at;
}

bool Server::is_presence() const {
  if (!product.empty()) return product == "cups";
  return std::any_of(services.begin(), services.end(), [](const ServiceSeen& service) {
    return service.known != nullptr && service.known->product == ServiceProduct::kImPresence;
  });
}

bool Server::is_connection() const {
  if (!product.empty()) return product == "connection";
  return std::any_of(services.begin(), services.end(), [](const ServiceSeen& service) {
    return service.known != nullptr && service.known->product == ServiceProduct::kUnityConnection;
  });
}

std::string Server::spoken() const { return named ? name : "the server of " + name; }

const FactPlace* Server::unread_output(const Timeline& timeline, std::string_view output) const {
  const auto at = std::find_if(unread.begin(), unread.end(), [&](FactPlace place) {
    return timeline.name(timeline.facts[place].text.subject) == output;
  });
  return at == unread.end() ? nullptr : &*at;
}

Servers::Servers(const Timeline& timeline, const Services& services) : timeline_(timeline), knowledge_(services) {
  adopt_names();
  for (FactPlace place = 0; place < timeline.facts.size(); ++place) take(place);
  settle_roles();
  const auto rank = [&](const ServiceSeen& service) {
    const std::vector<std::string>& order = knowledge_.start_order();
    return std::find(order.begin(), order.end(), service.name) - order.begin();
  };
  for (Server& server : servers_) {
    std::stable_sort(server.services.begin(), server.services.end(),
                     [&](const ServiceSeen& a, const ServiceSeen& b) { return rank(a) < rank(b); });
  }
  std::sort(servers_.begin(), servers_.end(), [](const Server& a, const Server& b) { return a.name < b.name; });
}

// In its own cluster a node is authenticated, and not by way of a connection: `authenticated` alone stands in its row.
void Servers::adopt_names() {
  std::map<SourceId, std::vector<NameId>> own;
  for (const TimedFact& fact : timeline_.facts) {
    if (fact.kind != FactKind::kClusterNode || !iequals(timeline_.name(fact.text.detail), "authenticated")) continue;
    if (!timeline_.node_of(fact.at, fact.text.node).empty()) continue;
    std::vector<NameId>& hosts = own[fact.at.source];
    if (std::find(hosts.begin(), hosts.end(), fact.text.subject) == hosts.end()) hosts.push_back(fact.text.subject);
  }
  for (const auto& [source, hosts] : own) {
    if (hosts.size() == 1) adopted_[source] = short_node_name(timeline_.name(hosts.front()));
  }
}

std::string Servers::name_of(FactPlace fact) const {
  const TimedFact& told = timeline_.facts[fact];
  std::string name = short_node_name(timeline_.node_of(told.at, told.text.node));
  if (!name.empty()) return name;
  const auto adopted = adopted_.find(told.at.source);
  return adopted != adopted_.end() ? adopted->second : timeline_.source(told.at).name.location;
}

bool Servers::is_named(FactPlace fact) const {
  const TimedFact& told = timeline_.facts[fact];
  return !timeline_.node_of(told.at, told.text.node).empty() || adopted_.contains(told.at.source);
}

Server Servers::server_of(FactPlace fact) const {
  const std::string name = name_of(fact);
  if (const Server* known = find(name)) return *known;
  Server server;
  server.name = name;
  server.named = is_named(fact);
  return server;
}

std::vector<FactPlace> Servers::latest(FactKind kind) const {
  std::map<std::pair<std::string, NameId>, FactPlace> last;
  for (FactPlace place = 0; place < timeline_.facts.size(); ++place) {
    if (timeline_.facts[place].kind != kind) continue;
    const auto [at, first] = last.try_emplace({name_of(place), timeline_.facts[place].text.subject}, place);
    if (!first && later(place, at->second)) at->second = place;
  }
  std::vector<FactPlace> places;
  for (const auto& [key, place] : last) places.push_back(place);
  std::sort(places.begin(), places.end());
  return places;
}

std::size_t Servers::place_of(std::string_view name) const {
  const auto at = std::find_if(servers_.begin(), servers_.end(), [&](const Server& s) { return s.name == name; });
  return static_cast<std::size_t>(at - servers_.begin());
}

const Server* Servers::find(std::string_view name) const {
  const std::size_t place = place_of(name);
  return place == servers_.size() ? nullptr : &servers_[place];
}

Server& Servers::server(FactPlace fact) {
  const std::string name = name_of(fact);
  if (const std::size_t place = place_of(name); place < servers_.size()) return servers_[place];
  servers_.emplace_back();
  servers_.back().name = name;
  servers_.back().named = is_named(fact);
  return servers_.back();
}

bool Servers::later(FactPlace a, FactPlace b) const {
  const TimedFact &one = timeline_.facts[a], &other = timeline_.facts[b];
  if (one.time && other.time && *one.time != *other.time) return *one.time > *other.time;
  return a > b;
}

void Servers::take(FactPlace place) {
  const auto keep = [&](std::optional<FactPlace>& last) {
    if (!last || later(place, *last)) last = place;
  };
  switch (timeline_.facts[place].kind) {
    case FactKind::kServiceState:
      take_service(place);
      break;
    case FactKind::kOutputUnread:
      server(place).unread.push_back(place);
      break;
    case FactKind::kVersionActive:
      keep(server(place).version);
      break;
    case FactKind::kReplicationMonitor:
      keep(server(place).monitor);
      break;
    case FactKind::kUptime:
      keep(server(place).uptime);
      break;
    default:
      break;
  }
}

void Servers::take_service(FactPlace place) {
  const TimedFact& fact = timeline_.facts[place];
  const std::string_view printed = timeline_.name(fact.text.subject);
  ServiceSeen seen;
  seen.known = knowledge_.find(printed);
  seen.name = seen.known != nullptr ? seen.known->name : std::string(printed);
  seen.state = timeline_.name(fact.text.text);
  seen.reason = timeline_.name(fact.text.detail);
  seen.standing = standing_of(seen.state, seen.reason);
  seen.by_command = fact.text.number == 1;
  seen.told = place;
  Server& of = server(place);
  const auto before = std::find_if(of.services.begin(), of.services.end(),
                                   [&](const ServiceSeen& service) { return service.name == seen.name; });
  if (before == of.services.end()) {
    of.services.push_back(std::move(seen));
  } else if (later(place, before->told)) {
    *before = std::move(seen);
  }
}

void Servers::settle_roles() {
  for (const TimedFact& fact : timeline_.facts) {
    if (fact.kind != FactKind::kClusterNode) continue;
    const std::size_t place = place_of(short_node_name(timeline_.name(fact.text.subject)));
    if (place == servers_.size()) continue;
    Server& node = servers_[place];
    const std::string_view words = timeline_.name(fact.text.text);
    node.product = words.substr(0, words.find(' '));
    if (words.ends_with("dbpub")) node.role = NodeRole::kPublisher;
    if (words.ends_with("dbsub")) node.role = NodeRole::kSubscriber;
  }
  for (FactPlace place = 0; place < timeline_.facts.size(); ++place) {
    const TimedFact& fact = timeline_.facts[place];
    if (fact.kind != FactKind::kPrimaryNode) continue;
    Server& of = server(place);
    if (!of.role) of.role = fact.text.number == 1 ? NodeRole::kPublisher : NodeRole::kSubscriber;
  }
}

std::optional<Duration> Servers::up_for(const Server& server, FactPlace fact) const {
  const TimedFact& told = timeline_.facts[fact];
  std::optional<Duration> shortest;
  const auto take_up = [&](Duration up) {
    if (!shortest || up < *shortest) shortest = up;
  };
  if (server.uptime) {
    const TimedFact& uptime = timeline_.facts[*server.uptime];
    // The same session tells both within minutes.
    const bool together = uptime.at.source == told.at.source || (uptime.time && told.time);
    Duration up = std::chrono::seconds(uptime.text.number);
    if (uptime.time && told.time) up += *told.time - *uptime.time;
    if (together && up >= Duration::zero()) take_up(up);
  }
  if (!told.time) return shortest;
  for (const TimedEvent& event : timeline_.events) {
    if (event.kind != EventKind::kBoot || event.time > *told.time) continue;
    if (short_node_name(timeline_.node_of(event.at, event.text.node)) == server.name) take_up(*told.time - event.time);
  }
  return shortest;
}

}  // namespace logscan::detail
