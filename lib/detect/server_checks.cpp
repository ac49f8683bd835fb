#include "detect/server_checks.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "base/text.h"
#include "detect/ha_story.h"
#include "detect/release.h"

namespace logscan::detail {
namespace {

bool is_product(const Server& server, std::string_view product) { return server.product == product; }

// A communications manager, by its cluster or because it shows services and none of IM and Presence.
bool is_call_manager(const Server& server) {
  if (!server.product.empty()) return is_product(server, "callmanager");
  return server.listed() && !server.is_presence() && !server.is_connection();
}

constexpr std::array<std::string_view, 4> kBeforeEngine = {"Cisco Presence Datastore", "Cisco SIP Proxy",
                                                           "Cisco XCP Router", "Cisco Sync Agent"};

Answer runs(const Server& server, std::span<const std::string_view> names) {
  Answer answer{true, ""};
  for (const std::string_view name : names) {
    const ServiceSeen* seen = server.find(name);
    if (seen == nullptr) {
      if (answer.yes == true) answer = {std::nullopt, "no list of the services here shows " + std::string(name)};
    } else if (seen->standing != ServiceStanding::kRuns) {
      answer.why =
          (answer.yes == false ? answer.why + ", " : "") + seen->name + " " + std::string(words_of(seen->standing));
      answer.yes = false;
    }
  }
  return answer;
}

Answer in_group(const Timeline& timeline, const Servers& servers, const Server& server) {
  for (const SubclusterTable& table : subcluster_tables(timeline, servers)) {
    for (const FactPlace row : table.rows) {
      const TimedFact& fact = timeline.facts[row];
      if (short_node_name(timeline.name(fact.text.subject)) != server.name) continue;
      if (fact.text.text == kNoName) return {false, "its subclusterid is NULL"};
      return {true, "its subclusterid is " + std::string(timeline.name(fact.text.text))};
    }
  }
  return {};
}

Answer same_subcluster(const Timeline& timeline, const Servers& servers) {
  Answer answer;
  for (const SubclusterTable& table : subcluster_tables(timeline, servers)) {
    if (table.rows.size() < 2) continue;
    if (!table.unset.empty()) return {false, "it is NULL for one of them"};
    if (table.differ) return {false, "each has its own"};
    if (table.rows.size() == 2) answer = {true, ""};
  }
  return answer;
}

Answer another_down(const Timeline& timeline, const Server& server) {
  for (const ServiceSeen& service : server.services) {
    if (service.known == nullptr || service.name == "Cisco Presence Engine" || !service.down()) continue;
    return {true, service.name + " " + std::string(words_of(service.standing))};
  }
  if (!whole_list(timeline, server)) return {};
  // A list that was pasted in part may end as a whole one does.
  if (const Answer first = runs(server, kBeforeEngine); !first.yes) return first;
  return {false, "all others that are activated run"};
}

Answer other_release(const Timeline& timeline, const Server& server) {
  if (!server.version) return {};
  const std::string_view version = timeline.name(timeline.facts[*server.version].text.text);
  const auto release = parse_release(version);
  if (!release) return {};
  return {release->name() != "12.5", "it is " + std::string(version)};
}

Answer same_version(const Timeline& timeline, const Servers& servers) {
  std::optional<std::string_view> presence, manager;
  for (const Server& server : servers.all()) {
    if (!server.version) continue;
    const std::string_view version = timeline.name(timeline.facts[*server.version].text.text);
    if (server.is_presence()) presence = version;
    if (is_call_manager(server)) manager = version;
  }
  if (!presence || !manager) return {};
  const auto one = parse_release(*presence), other = parse_release(*manager);
  if (!one || !other) return {};
  return {apart(*one, *other) < Apart::kUpdate, std::string(*manager) + " and " + std::string(*presence)};
}

Answer axl_runs(const Servers& servers) {
  for (const Server& server : servers.all()) {
    if (is_call_manager(server) && server.role != NodeRole::kSubscriber && server.listed())
      return runs(server, std::array<std::string_view, 1>{"Cisco AXL Web Service"});
  }
  return {};
}

Answer right_publisher(const Timeline& timeline, const Servers& servers) {
  const std::vector<FactPlace> asked = servers.latest(FactKind::kSyncAgentPublisher);
  if (asked.empty()) return {};
  const std::string_view address = timeline.name(timeline.facts[asked.front()].text.text);
  std::set<NameId> publishers;
  for (const TimedFact& fact : timeline.facts) {
    if (fact.kind == FactKind::kClusterNode && timeline.name(fact.text.text) == "callmanager dbpub")
      publishers.insert(fact.text.subject);
  }
  if (publishers.empty()) return {};
  const auto same = [&](NameId name) { return iequals(timeline.name(name), address); };
  for (const TimedFact& fact : timeline.facts) {
    const bool of_publisher = publishers.contains(fact.text.subject);
    if (fact.kind == FactKind::kClusterName && of_publisher && same(fact.text.text)) return {true, ""};
    if (fact.kind == FactKind::kClusterNode && of_publisher && same(fact.text.subject)) return {true, ""};
  }
  return {false, "it is " + std::string(address)};
}

Answer same_account(const AxlComparison& accounts) {
  if (!accounts.agent || !accounts.user) return {};
  if (accounts.same_id == false) return {false, "the pkid differs"};
  if (accounts.same_credential == false) return {false, "the credential differs"};
  if (accounts.same_id && accounts.same_credential) return {true, ""};
  const std::string missing =
      !accounts.same_id ? accounts.same_credential ? "the pkid is" : "pkid and credential are" : "the credential is";
  return {std::nullopt, "the name agrees; " + missing + " not in both outputs"};
}

}  // namespace

std::vector<SubclusterTable> subcluster_tables(const Timeline& timeline, const Servers& servers) {
  std::map<std::string, SubclusterTable> tables;
  for (const FactPlace row : servers.latest(FactKind::kNodeSubcluster)) {
    SubclusterTable& table = tables[servers.name_of(row)];
    table.server = servers.name_of(row);
    table.rows.push_back(row);
    if (timeline.facts[row].text.text == kNoName) table.unset.push_back(row);
  }
  std::vector<SubclusterTable> out;
  for (auto& [server, table] : tables) {
    // Of more nodes than two, several groups are right.
    table.differ = table.rows.size() == 2 && table.unset.empty() &&
                   timeline.facts[table.rows[0]].text.text != timeline.facts[table.rows[1]].text.text;
    out.push_back(std::move(table));
  }
  return out;
}

AxlComparison compare_accounts(const Timeline& timeline, const Servers& servers) {
  AxlComparison out;
  const auto is_row_of = [&](FactPlace place, std::string_view table) {
    const TimedFact& fact = timeline.facts[place];
    return fact.kind == FactKind::kAxlAccount && timeline.name(fact.text.detail) == table;
  };
  for (FactPlace place = 0; place < timeline.facts.size(); ++place) {
    if (is_row_of(place, kSyncAgentTable)) out.agent = place;
  }
  if (!out.agent) return out;
  const FactText& agent = timeline.facts[*out.agent].text;
  const std::string_view name = timeline.name(agent.subject);
  for (FactPlace place = 0; place < timeline.facts.size(); ++place) {
    if (is_row_of(place, kUserTable) && iequals(timeline.name(timeline.facts[place].text.subject), name))
      out.user = place;
  }
  for (const FactPlace place : servers.latest(FactKind::kNoAxlAccount)) {
    const std::string_view asked = timeline.name(timeline.facts[place].text.subject);
    if (!out.user && (asked.empty() || iequals(asked, name))) out.missing = place;
  }
  if (!out.user) return out;
  const FactText& user = timeline.facts[*out.user].text;
  if (agent.text != kNoName && user.text != kNoName)
    out.same_id = iequals(timeline.name(agent.text), timeline.name(user.text));
  if (agent.number != kNoCredential && user.number != kNoCredential) out.same_credential = agent.number == user.number;
  return out;
}

ListedAnswer in_server_list(const Timeline& timeline, const Servers& servers, const Server& server) {
  std::set<std::string> names{server.name};
  for (const TimedFact& fact : timeline.facts) {
    if (fact.kind == FactKind::kClusterName && short_node_name(timeline.name(fact.text.subject)) == server.name)
      names.insert(short_node_name(timeline.name(fact.text.text)));
  }
  ListedAnswer out;
  const auto look = [&](FactKind kind, bool (*of)(const Timeline&, const Server*)) {
    for (const FactPlace place : servers.latest(kind)) {
      if (!of(timeline, servers.find(servers.name_of(place)))) continue;
      const bool here = names.contains(short_node_name(timeline.name(timeline.facts[place].text.subject)));
      if (!out.listed || here) out = {here, place};
      if (here) return;
    }
  };
  // The table itself, whoever has it; else the cluster as Communications Manager has it.
  look(FactKind::kServerListed, [](const Timeline& names_of, const Server* asked) {
    return asked == nullptr || asked->unread_output(names_of, "network-cluster") == nullptr;
  });
  if (!out.listed) {
    look(FactKind::kClusterNode, [](const Timeline& names_of, const Server* asked) {
      return asked != nullptr && is_call_manager(*asked) &&
             asked->unread_output(names_of, "network-cluster") == nullptr;
    });
  }
  return out;
}

bool whole_list(const Timeline& timeline, const Server& server) {
  return server.unread_output(timeline, "service-list") == nullptr &&
         std::any_of(server.services.begin(), server.services.end(),
                     [](const ServiceSeen& s) { return !s.by_command && s.name != kServiceManager; });
}

Answer answer(const Timeline& timeline, const Servers& servers, const Server& server, std::string_view check) {
  if (check == "services-first") return runs(server, kBeforeEngine);
  if (check == "in-redundancy-group") return in_group(timeline, servers, server);
  if (check == "same-subcluster") return same_subcluster(timeline, servers);
  if (check == "another-service-down") return another_down(timeline, server);
  if (check == "release-without-defect") return other_release(timeline, server);
  if (check == "same-version") return same_version(timeline, servers);
  if (check == "axl-runs") return axl_runs(servers);
  if (check == "in-server-list") {
    const ListedAnswer listed = in_server_list(timeline, servers, server);
    return {listed.listed, ""};
  }
  if (check == "agent-table") {
    if (!servers.latest(FactKind::kSyncAgentPublisher).empty() || compare_accounts(timeline, servers).agent)
      return {true, ""};
    return {};
  }
  if (check == "right-publisher") return right_publisher(timeline, servers);
  const AxlComparison accounts = compare_accounts(timeline, servers);
  if (check == "user-table") {
    if (accounts.user || accounts.missing) return {true, ""};
    return {};
  }
  if (check == "same-account") return same_account(accounts);
  if (check == "account-exists") {
    if (accounts.user) return {true, ""};
    if (accounts.missing) return {false, ""};
    return {};
  }
  Answer nobody;
  nobody.by_hand = true;
  return nobody;
}

}  // namespace logscan::detail
