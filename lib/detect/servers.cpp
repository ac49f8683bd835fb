#include "detect/servers.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "base/text.h"
#include "base/words.h"
#include "detect/ha_story.h"
#include "detect/server_checks.h"

namespace logscan::detail {

ServiceStanding standing_of(std::string_view state, std::string_view reason) {
  const std::string folded = to_lower(state);
  const auto is = [&](std::string_view word) { return folded == word; };
  if (is("started") || is("running")) return ServiceStanding::kRuns;
  if (is("starting")) return ServiceStanding::kStarting;
  if (is("stopping")) return ServiceStanding::kStopping;
  if (is("notrunning") || is("not running")) return ServiceStanding::kNotRunning;
  if (!is("stopped")) return ServiceStanding::kOther;
  if (has_words(reason, "not activated")) return ServiceStanding::kNotActivated;
  // Why it is stopped decides what that means; a reason that no document has leaves it open.
  const bool known = trim(reason).empty() || has_words(reason, "out of service") || has_words(reason, "activated");
  return known ? ServiceStanding::kStopped : ServiceStanding::kOther;
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

std::string Server::spoken() const {
  if (named) return name;
  return maybe.empty() ? "the server of " + name : maybe + " (" + name + " does not tell which)";
}

const FactPlace* Server::unread_output(const Timeline& timeline, std::string_view output) const {
  const auto at = std::find_if(unread.begin(), unread.end(), [&](FactPlace place) {
    return timeline.name(timeline.facts[place].text.subject) == output;
  });
  return at == unread.end() ? nullptr : &*at;
}

Servers::Servers(const Timeline& timeline, const Services& services) : timeline_(timeline), knowledge_(services) {
  adopt_names();
  set_apart();
  for (FactPlace place = 0; place < timeline.facts.size(); ++place) take(place);
  drop_superseded();
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
    if (!timeline_.node_of(fact.at, fact.text.node).empty() || !timeline_.source(fact.at).result.parts.empty())
      continue;
    std::vector<NameId>& hosts = own[fact.at.source];
    if (std::find(hosts.begin(), hosts.end(), fact.text.subject) == hosts.end()) hosts.push_back(fact.text.subject);
  }
  for (const auto& [source, hosts] : own) {
    if (hosts.size() == 1) adopted_[source] = short_node_name(timeline_.name(hosts.front()));
  }
}

void Servers::set_apart() {
  using Told = std::map<std::pair<SourceId, const SessionPart*>, bool>;
  std::map<std::string, Told> told;
  std::map<std::string, bool> roles;
  for (FactPlace place = 0; place < timeline_.facts.size(); ++place) {
    const TimedFact& fact = timeline_.facts[place];
    if (fact.kind == FactKind::kPrimaryNode && is_named(place)) {
      const SessionPart* part = timeline_.source(fact.at).result.part_at(fact.at.ordinal);
      told[name_of(place)][{fact.at.source, part}] = fact.text.number == 1;
    } else if (fact.kind == FactKind::kClusterNode) {
      const std::string_view words = timeline_.name(fact.text.text);
      const std::string host = short_node_name(timeline_.name(fact.text.subject));
      if (words.ends_with("dbpub") || words.ends_with("dbsub")) roles[host] = words.ends_with("dbpub");
    }
  }
  for (const auto& [name, sessions] : told) {
    const auto says = [&](bool is) {
      return std::any_of(sessions.begin(), sessions.end(), [&](const auto& said) { return said.second == is; });
    };
    if (!says(true) || !says(false)) continue;
    const auto role = roles.find(name);
    for (const auto& [session, primary] : sessions) {
      if (role == roles.end() || primary != role->second) apart_.insert(session);
    }
  }
}

bool Servers::is_apart(FactPlace fact) const {
  if (apart_.empty()) return false;
  const TimedFact& told = timeline_.facts[fact];
  const SessionPart* part = timeline_.source(told.at).result.part_at(told.at.ordinal);
  // What a fact says of another node than that of its session is no matter of the session.
  const bool own = told.text.node == kNoName || (part != nullptr && timeline_.name(told.text.node) == part->node);
  return own && apart_.contains({told.at.source, part});
}

const SessionPart* Servers::unnamed_part(FactPlace fact) const {
  const TimedFact& told = timeline_.facts[fact];
  if (told.text.node != kNoName) return nullptr;
  const SessionPart* part = timeline_.source(told.at).result.part_at(told.at.ordinal);
  return part != nullptr && part->node.empty() ? part : nullptr;
}

std::string Servers::name_of(FactPlace fact) const {
  const TimedFact& told = timeline_.facts[fact];
  const std::string& location = timeline_.source(told.at).name.location;
  if (const SessionPart* part = unnamed_part(fact))
    return location + ":" + std::to_string(std::max<std::uint64_t>(part->first, 1));
  if (is_apart(fact)) {
    const SessionPart* part = timeline_.source(told.at).result.part_at(told.at.ordinal);
    return part == nullptr ? location : location + ":" + std::to_string(std::max<std::uint64_t>(part->first, 1));
  }
  std::string name = short_node_name(timeline_.node_of(told.at, told.text.node));
  if (!name.empty()) return name;
  const auto adopted = adopted_.find(told.at.source);
  return adopted != adopted_.end() ? adopted->second : location;
}

bool Servers::is_named(FactPlace fact) const {
  const TimedFact& told = timeline_.facts[fact];
  if (unnamed_part(fact) != nullptr || is_apart(fact)) return false;
  return !timeline_.node_of(told.at, told.text.node).empty() || adopted_.contains(told.at.source);
}

Server Servers::begun(FactPlace fact) const {
  Server server;
  server.name = name_of(fact);
  server.named = is_named(fact);
  if (const SessionPart* part = unnamed_part(fact)) {
    server.doubtful = true;
    server.maybe = part->maybe;
  }
  if (is_apart(fact)) server.doubtful = true;
  return server;
}

Server Servers::server_of(FactPlace fact) const {
  if (const Server* known = find(name_of(fact))) return *known;
  return begun(fact);
}

std::vector<FactPlace> Servers::latest(FactKind kind) const {
  std::map<std::pair<std::string, NameId>, FactPlace> last;
  for (FactPlace place = 0; place < timeline_.facts.size(); ++place) {
    if (timeline_.facts[place].kind != kind) continue;
    const auto [at, first] = last.try_emplace({name_of(place), timeline_.facts[place].text.subject}, place);
    if (!first && later(place, at->second)) at->second = place;
  }
  std::map<std::string, FactPlace> empty;  // lists of core files
  if (kind == FactKind::kCoreFile) {
    for (const FactPlace place : latest(FactKind::kNoCoreFiles)) empty[name_of(place)] = place;
  }
  std::vector<FactPlace> places;
  for (const auto& [key, place] : last) {
    const auto none = empty.find(key.first);
    if (none == empty.end() || later(place, none->second)) places.push_back(place);
  }
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
  servers_.push_back(begun(fact));
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

// An output that could not be read, and was asked for again, is of no interest.
void Servers::drop_superseded() {
  struct Told {
    std::string_view output;
    FactKind kind;
  };
  static constexpr auto kTold = std::to_array<Told>({{"service-list", FactKind::kServiceState},
                                                     {"network-cluster", FactKind::kClusterNode},
                                                     {"runtimestate", FactKind::kDbReplication},
                                                     {"core-list", FactKind::kCoreFile},
                                                     {"core-list", FactKind::kNoCoreFiles},
                                                     {"version", FactKind::kVersionActive},
                                                     {"ntp-status", FactKind::kNtpStatus},
                                                     {"diagnose-test", FactKind::kDiagnoseTest},
                                                     {"replication-monitor", FactKind::kReplicationMonitor},
                                                     {"status", FactKind::kUptime}});
  // By server and output: the last place of each source that tells of it.
  std::map<std::pair<std::string, std::string_view>, std::map<SourceId, FactPlace>> last;
  for (FactPlace place = 0; place < timeline_.facts.size(); ++place) {
    const TimedFact& fact = timeline_.facts[place];
    const auto* told = std::find_if(kTold.begin(), kTold.end(), [&](const Told& t) { return t.kind == fact.kind; });
    // A start or stop tells of few services.
    if (told == kTold.end() || (fact.kind == FactKind::kServiceState && fact.text.number != 0)) continue;
    last[{name_of(place), told->output}][fact.at.source] = place;
  }
  for (Server& server : servers_) {
    // Whoever tells of services has a manager of them again.
    const auto manager = std::find_if(server.services.begin(), server.services.end(),
                                      [](const ServiceSeen& service) { return service.name == kServiceManager; });
    if (manager != server.services.end() &&
        std::any_of(server.services.begin(), server.services.end(),
                    [&](const ServiceSeen& service) { return later(service.told, manager->told); }))
      server.services.erase(manager);
    std::erase_if(server.unread, [&](FactPlace unread) {
      const TimedFact& output = timeline_.facts[unread];
      const auto told = last.find({server.name, timeline_.name(output.text.subject)});
      if (told == last.end()) return false;
      // The facts of an output come before what tells that it was not read in full.
      return std::any_of(told->second.begin(), told->second.end(), [&](const auto& of_source) {
        const auto& [source, place] = of_source;
        return source == output.at.source ? place > unread : later(place, unread);
      });
    });
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

// A history of boots that names no node is of the server whose outputs lie in its folder: it makes them less sure, and
// nothing else.
bool Servers::lies_beside(const Location& history, const Location& output) const {
  const ParsedSource &one = timeline_.source(history), &other = timeline_.source(output);
  if (history.source != output.source) return one.folder == other.folder && one.result.parts.empty();
  return one.result.part_at(history.ordinal) == one.result.part_at(output.ordinal);
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
    const std::string node = short_node_name(timeline_.node_of(event.at, event.text.node));
    if (node == server.name || (node.empty() && lies_beside(event.at, told.at))) take_up(*told.time - event.time);
  }
  return shortest;
}

}  // namespace logscan::detail
