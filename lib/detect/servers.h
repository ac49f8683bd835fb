// The servers of the case as their own command lines show them: which services run, and what place they have in their
// cluster.
//
// Of what was asked several times the last answer counts: the latest where the sessions tell their times, else the
// last in the order of the sources. A session of a server that nothing names is a server of its own, named by its
// location.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "knowledge/knowledge.h"
#include "timeline/timeline.h"

namespace logscan::detail {

// Into Timeline::facts.
using FactPlace = std::size_t;

enum class ServiceStanding : std::uint8_t {
  kRuns,
  kNotActivated,
  kStopped,  // for another reason
  kNotRunning,
  kStarting,
  kStopping,
  kOther,  // a state that is not known
};

struct ServiceSeen {
  const Service* known = nullptr;  // null: a service of which the knowledge has nothing
  std::string name;                // the knowledge's; else as it is printed
  ServiceStanding standing = ServiceStanding::kOther;
  std::string state, reason;  // as they stand
  bool by_command = false;    // a start, restart or stop ended so
  FactPlace told = 0;

  [[nodiscard]] bool down() const {
    return standing != ServiceStanding::kRuns && standing != ServiceStanding::kNotActivated;
  }
};

struct Server {
  std::string name;
  bool named = false;
  // Of a session of several nodes, and nothing names the one of this part; "imp1 or imp2" where it is one of these.
  bool doubtful = false;
  std::string maybe;
  std::string product;                // as the cluster has it: cups, callmanager, connection; empty: not told
  std::optional<NodeRole> role;       // its place in the database of its product
  std::vector<ServiceSeen> services;  // those of the knowledge in the order in which they start, then the others
  std::vector<FactPlace> unread;      // outputs that could not be read in full
  std::optional<FactPlace> version, monitor, uptime;

  [[nodiscard]] const ServiceSeen* find(std::string_view service) const;
  // A list of its services is here.
  [[nodiscard]] bool listed() const { return !services.empty(); }
  // By its cluster, or by services that no other product has.
  [[nodiscard]] bool is_presence() const;
  [[nodiscard]] bool is_connection() const;
  // What a sentence calls it.
  [[nodiscard]] std::string spoken() const;
  [[nodiscard]] const FactPlace* unread_output(const Timeline& timeline, std::string_view output) const;
};

class Servers {
 public:
  Servers(const Timeline& timeline, const Services& services);

  [[nodiscard]] const std::vector<Server>& all() const { return servers_; }
  [[nodiscard]] const Server* find(std::string_view name) const;

  // How long the server had been up when the fact was told; nothing where the case does not show it.
  [[nodiscard]] std::optional<Duration> up_for(const Server& server, FactPlace fact) const;

  // The facts of a kind, of each server and subject the last one; in the order of the timeline.
  [[nodiscard]] std::vector<FactPlace> latest(FactKind kind) const;

  // The name of the server that a fact is about, and whether it is a name and no location.
  [[nodiscard]] std::string name_of(FactPlace fact) const;
  [[nodiscard]] bool is_named(FactPlace fact) const;
  // The server; one that is not known has no more than its name.
  [[nodiscard]] Server server_of(FactPlace fact) const;

 private:
  // The part of a session of several nodes that a fact stands in, where nothing names its node; else null.
  [[nodiscard]] const SessionPart* unnamed_part(FactPlace fact) const;
  [[nodiscard]] Server begun(FactPlace fact) const;
  // Into servers_; their number where none has the name.
  [[nodiscard]] std::size_t place_of(std::string_view name) const;
  void adopt_names();
  // No node is the primary one and is not: a session that says otherwise than the cluster is of another node.
  void set_apart();
  [[nodiscard]] bool is_apart(FactPlace fact) const;
  Server& server(FactPlace fact);
  [[nodiscard]] bool later(FactPlace a, FactPlace b) const;
  void take(FactPlace place);
  void take_service(FactPlace place);
  void drop_superseded();
  void settle_roles();
  [[nodiscard]] bool lies_beside(const Location& history, const Location& output) const;

  const Timeline& timeline_;
  const Services& knowledge_;
  std::map<SourceId, std::string> adopted_;  // what a session says of its own server
  // Sessions, or parts of one, whose node is another than they name.
  std::set<std::pair<SourceId, const SessionPart*>> apart_;
  std::vector<Server> servers_;
};

ServiceStanding standing_of(std::string_view state, std::string_view reason);

// What a sentence says of such a service: "is stopped".
std::string_view words_of(ServiceStanding standing);

}  // namespace logscan::detail
