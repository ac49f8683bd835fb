// The nodes of a cluster.
//
//   10.3.74.13 IMPPUB.example.com IMPPUB Subscriber cups DBPub authenticated
//   10.3.74.14 IMPSUB.example.com IMPSUB Subscriber cups DBSub authenticated using TCP since Fri Oct 15 10:22:20 2021
//
// The full name may be missing. The first of the two roles is that of the whole cluster, in which the publisher of IM
// and Presence is a subscriber; the second, with the product, says whose database it has. The server list may follow:
//
//   Server Table (processnode) Entries
//   ----------------------------------
//   IMPPUB
#include "parsers/cli/network_cluster.h"

#include <string>
#include <vector>

#include "base/text.h"
#include "parsers/cli/terminal_line.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kKind = "network-cluster";
constexpr std::size_t kMostWords = 40, kMostLine = 1000;

bool is_cluster_role(std::string_view word) { return iequals(word, "Publisher") || iequals(word, "Subscriber"); }
bool is_database_role(std::string_view word) { return iequals(word, "DBPub") || iequals(word, "DBSub"); }

struct ClusterNode {
  std::string_view host, full_name, address;
  std::string_view product, role;
  std::string authentication;
};

// Nothing where the line is no row, or a row that goes on in the next line.
std::optional<ClusterNode> read_row(std::string_view text) {
  if (trim(text).empty() || !is_digit(trim(text).front())) return std::nullopt;
  const std::vector<std::string_view> words = words_of(text, kMostWords);
  if (words.size() < 5 || !is_address_word(words[0])) return std::nullopt;
  std::size_t role = 2;
  while (role < words.size() && role < 4 && !is_cluster_role(words[role])) ++role;
  if (role > 3 || role + 2 >= words.size() || !is_database_role(words[role + 2])) return std::nullopt;
  ClusterNode node;
  node.address = words[0];
  node.host = words[role - 1];
  node.full_name = role == 3 ? words[1] : std::string_view{};
  node.product = words[role + 1];
  node.role = words[role + 2];
  for (std::size_t i = role + 3; i < words.size(); ++i) {
    if (!node.authentication.empty()) node.authentication += ' ';
    node.authentication += words[i];
  }
  return node;
}

// 1 authenticated, 0 not, -1 not told.
std::int64_t is_authenticated(std::string_view words) {
  if (has_words(words, "unauthenticated") || has_words(words, "not authenticated")) return 0;
  return has_words(words, "authenticated") ? 1 : -1;
}

// What a row goes on with: `authenticated using TCP since` and the time.
bool goes_on(std::string_view text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  return has_words(word, "authenticated") || iequals(word, "using") || iequals(word, "since") || iequals(word, "not") ||
         text.find(':') != std::string_view::npos || is_database_role(word);
}

struct Rows {
  std::size_t nodes = 0, servers = 0, unread = 0;
  bool ended = true;  // something stands behind the server list
};

void tell_node(const ClusterNode& node, const OutputLine& first, const OutputLine& last, SessionFacts& facts,
               Sink& sink) {
  const std::string role = to_lower(node.product) + " " + to_lower(node.role);
  facts.fact(FactKind::kClusterNode, {{}, node.host, role, node.authentication, is_authenticated(node.authentication)},
             first, last, sink);
  for (const std::string_view name : {node.address, node.full_name}) {
    if (!name.empty() && name != node.host)
      facts.fact(FactKind::kClusterName, {{}, node.host, name, {}, 0}, first, sink);
  }
}

bool is_table_head(std::string_view text) { return text.starts_with("Server Table (processnode)"); }

// The names below the head from line `at`; the line behind them.
std::size_t read_server_table(std::span<const OutputLine> lines, std::size_t at, Rows& rows, SessionFacts& facts,
                              Sink& sink) {
  for (++at; at < lines.size(); ++at) {
    const std::string_view text = trim(lines[at].text);
    if (text.empty() && rows.servers > 0) break;
    if (text.find_first_not_of("-= ") == std::string_view::npos) continue;
    if (text.find_first_of(" \t") != std::string_view::npos || text.size() > 255) break;
    facts.fact(FactKind::kServerListed, {{}, text, {}, {}, 0}, lines[at], sink);
    ++rows.servers;
  }
  rows.ended = at < lines.size();
  return at;
}

void read_network_cluster(const CommandOutput& output, SessionFacts& facts, Sink& sink) {
  const std::span<const OutputLine> lines = output.lines;
  Rows rows;
  bool anything = false;
  for (std::size_t i = 0; i < lines.size();) {
    const std::string_view text = trim(lines[i].text);
    anything = anything || !text.empty();
    if (is_table_head(text)) {
      i = read_server_table(lines, i, rows, facts, sink);
      continue;
    }
    const std::string_view first_word = text.substr(0, text.find_first_of(" \t"));
    if (text.size() > kMostLine || !is_address_word(first_word)) {
      ++i;
      continue;
    }
    // A row may go on in the two lines behind it.
    std::string row(text);
    std::size_t next = i + 1;
    for (; next < lines.size() && next < i + 3; ++next) {
      const std::string_view more = trim(lines[next].text);
      if (more.empty() || more.size() > kMostLine || is_address_word(more.substr(0, more.find_first_of(" \t"))) ||
          is_table_head(more) || (read_row(row) && !goes_on(more)))
        break;
      row += " ";
      row += more;
    }
    auto node = read_row(row);
    // A line behind a broken row is none of its.
    if (!node) {
      next = i + 1;
      ++rows.unread;
    } else {
      // The last word may be the front of one.
      if (output.cut && next == lines.size() && is_authenticated(node->authentication) < 0) ++rows.unread;
      tell_node(*node, lines[i], lines[next - 1], facts, sink);
      ++rows.nodes;
    }
    i = next;
  }
  if (rows.unread > 0) {
    facts.unread(output, kKind,
                 std::to_string(rows.unread) + (rows.unread == 1 ? " row" : " rows") + " that could not be read", sink);
  } else if (!rows.ended && !output.ended) {
    facts.unread(output, kKind, "the end of the server list may be missing", sink);
  } else if (rows.nodes + rows.servers == 0 && anything) {
    facts.nothing_read(output, kKind, "layout not known, not read", sink);
  }
}

bool begins_network_cluster(std::span<const OutputLine> lines) {
  const std::string_view text = lines.front().text;
  return text.size() <= kMostLine && (read_row(text).has_value() || is_table_head(trim(text)));
}

}  // namespace

constinit const CommandReader kNetworkCluster{
    .name = "cli.network-cluster",
    .matches = [](std::string_view command) { return is_command(command, "show network cluster"); },
    .recognises = begins_network_cluster,
    .read = read_network_cluster,
};

}  // namespace logscan::detail
