// What the case answers of the questions that the documents ask where a service does not start.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/servers.h"

namespace logscan::detail {

// Without it the command line lists no service; of the others it tells nothing.
inline constexpr std::string_view kServiceManager = "Service Manager";

// The nodes of a presence cluster and their redundancy groups, as one server has the table enterprisenode.
struct SubclusterTable {
  std::string server;            // that was asked
  std::vector<FactPlace> rows;   // of all nodes
  std::vector<FactPlace> unset;  // of nodes without a group
  bool differ = false;           // two nodes, each in a group of its own
};
std::vector<SubclusterTable> subcluster_tables(const Timeline& timeline, const Servers& servers);

// The account that the Sync Agent uses, held against the users of Communications Manager.
struct AxlComparison {
  std::optional<FactPlace> agent, user;          // the rows; the user's is of the same name, where there is one
  std::optional<FactPlace> missing;              // what shows that there is no such user
  std::optional<bool> same_id, same_credential;  // nothing: a row has none
};
AxlComparison compare_accounts(const Timeline& timeline, const Servers& servers);

// Whether the server is in the list of servers; nothing where no list is here. `told`: what shows it.
struct ListedAnswer {
  std::optional<bool> listed;
  std::optional<FactPlace> told;
};
ListedAnswer in_server_list(const Timeline& timeline, const Servers& servers, const Server& server);

// A list of all its services is here, read to its end; what the start or stop of one prints is none.
bool whole_list(const Timeline& timeline, const Server& server);

struct Answer {
  std::optional<bool> yes;  // nothing: it does not show
  std::string why;
  bool by_hand = false;  // nothing that logscan reads tells it
};
// To a check of the knowledge, by its name.
Answer answer(const Timeline& timeline, const Servers& servers, const Server& server, std::string_view check);

}  // namespace logscan::detail
