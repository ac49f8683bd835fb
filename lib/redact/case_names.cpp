#include "redact/case_names.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace logscan::detail {
namespace {

// A name with its domain, or an address, is left to the scanner.
bool is_single(std::string_view name) {
  return !name.empty() && name.find_first_of(".:@ /,") == std::string_view::npos;
}

void learn_host(std::string_view name, TokenTable& table) {
  // A node without a name of its own is told as several: `imp1/imp2`.
  while (!name.empty()) {
    const std::size_t end = std::min(name.find_first_of("/, "), name.size());
    if (is_single(name.substr(0, end))) table.learn(TokenKind::kHost, name.substr(0, end));
    name.remove_prefix(std::min(end + 1, name.size()));
  }
}

bool names_host(std::string_view kind) {
  constexpr std::array<std::string_view, 7> kKinds = {"cluster.node",        "cluster.name",    "server.listed",
                                                      "db.replication",      "node.subcluster", "capture.tls-server",
                                                      "network.connectivity"};
  return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
}

bool is_subscription(const TimelineRow& row) {
  return row.kind.starts_with("subscription.") || row.kind.starts_with("notification") ||
         (row.to && row.text.starts_with("notification") && !row.text.starts_with("notification.host") &&
          !row.text.starts_with("notification.proxy"));
}

}  // namespace

void learn_names(const Case& result, const std::vector<FactRow>& facts, TokenTable& table) {
  for (const SourceReport& source : result.report.sources) learn_host(source.node.value_or(""), table);
  for (const TimelineRow& row : result.rows) {
    learn_host(row.node, table);
    if (is_single(row.peer)) learn_host(row.peer, table);
    if (row.kind.starts_with("heartbeat.") || row.text.starts_with("heartbeat.")) learn_host(row.subject, table);
    // What is escaped is base64, of which the scanner knows the parts.
    if (is_subscription(row) && row.subject.find_first_of(" .%") == std::string::npos)
      table.learn(TokenKind::kSubscription, row.subject);
    if (row.text.starts_with("http.failure")) learn_host(row.subject.substr(row.subject.find(' ') + 1), table);
  }
  for (const FactRow& fact : facts) {
    learn_host(fact.node, table);
    if (names_host(fact.kind)) {
      learn_host(fact.subject, table);
      if (fact.kind == "cluster.name" && is_single(fact.text)) learn_host(fact.text, table);
    } else if (fact.kind == "subscription.last-notification") {
      if (is_single(fact.subject)) table.learn(TokenKind::kSubscription, fact.subject);
      if (is_single(fact.text)) table.learn(TokenKind::kUser, fact.text);
    } else if (fact.kind == "axl.account" || fact.kind == "axl.account-missing") {
      if (is_single(fact.subject)) table.learn(TokenKind::kUser, fact.subject);
    } else if (fact.kind == "http.failure" && is_single(fact.text)) {
      table.learn(TokenKind::kUser, fact.text);
    }
  }
}

}  // namespace logscan::detail
