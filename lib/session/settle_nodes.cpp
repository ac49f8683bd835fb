#include "session/settle_nodes.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "input/node_name.h"

namespace logscan::detail {
namespace {

bool is_log(const ParsedSource& source) { return source.parser != nullptr && !source.only_a_status; }

// imp1.example.com is imp1; an address has no label of its own.
std::string_view label_of(std::string_view node) {
  const bool address =
      std::all_of(node.begin(), node.end(), [](char c) { return is_digit(c) || c == '.' || c == ':'; });
  return address ? node : node.substr(0, node.find('.'));
}

using Names = std::set<std::string>;

std::string node_text(const ParsedSource& source, NameId id) {
  return id == kNoName ? std::string() : std::string(label_of(to_lower(source.result.names.text(id))));
}

bool is_heartbeat(SignalKind kind) {
  return kind == SignalKind::kHeartbeatSent || kind == SignalKind::kHeartbeatReceived;
}

Names peers_heard(const ParsedSource& source) {
  Names peers;
  for (const SourceTrack& track : source.result.tracks.tracks()) {
    if (is_heartbeat(track.kind)) peers.insert(node_text(source, track.subject));
  }
  peers.erase("");
  return peers;
}

// Whether the event names nodes of the pair.
bool is_of_pair(EventKind kind) {
  switch (kind) {
    case EventKind::kHaState:
    case EventKind::kFailoverBegin:
    case EventKind::kFailoverEnd:
    case EventKind::kFallbackBegin:
    case EventKind::kFallbackEnd:
      return true;
    default:
      return false;
  }
}

// What a log that hears `peer` calls its own node; empty where it does not tell.
std::string own_name(const ParsedSource& source, const std::string& peer) {
  Names names;
  for (const EventOf<LocalTime>& event : source.result.events) {
    if (!is_of_pair(event.kind)) continue;
    names.insert(node_text(source, event.text.node));
    names.insert(node_text(source, event.text.peer));
  }
  names.erase("");
  names.erase(peer);
  return names.size() == 1 ? *names.begin() : std::string();
}

// What several records call one node; empty where they differ.
std::string one_name(const Names& names) {
  if (names.empty()) return {};
  const std::string_view label = label_of(*names.begin());
  if (std::any_of(names.begin(), names.end(), [&](const std::string& name) { return label_of(name) != label; }))
    return {};
  return names.size() == 1 ? *names.begin() : std::string(label);
}

class AddressBook {
 public:
  // Both are one node; kept where one of them is an address.
  void tell(const std::string& one, const std::string& other) {
    if (one.empty() || other.empty() || is_address(one) == is_address(other)) return;
    is_address(one) ? told_[one].insert(other) : told_[other].insert(one);
  }
  [[nodiscard]] NodeNames names() const {
    NodeNames names;
    for (const auto& [address, told] : told_) {
      if (std::string name = one_name(told); !name.empty()) names[address] = std::move(name);
    }
    return names;
  }

 private:
  std::map<std::string, Names> told_;
};

std::string named(const NodeNames& names, const std::string& node) {
  const auto at = names.find(node);
  return std::string(label_of(at == names.end() ? node : at->second));
}

// A log that hears one peer.
struct Hearer {
  std::string node, peer;
};

std::string_view last_folder(std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return base_name(folder);
}

// What holds the folder.
std::string above(std::string_view folder) {
  while (folder.ends_with('/')) folder.remove_suffix(1);
  return std::string(folder.substr(0, folder.size() - base_name(folder).size()));
}

// Without the folders of a collection below it.
std::string_view owner_folder(std::string_view folder) {
  while (is_collection_folder(last_folder(folder))) {
    while (folder.ends_with('/')) folder.remove_suffix(1);
    folder.remove_suffix(base_name(folder).size());
  }
  return folder;
}

// The nodes of clusters, as outputs list them.
Names hosts_told(const std::vector<ParsedSource>& sources) {
  Names hosts;
  for (const ParsedSource& source : sources) {
    for (const FactOf<LocalTime>& fact : source.result.facts) {
      if (fact.kind == FactKind::kClusterNode || fact.kind == FactKind::kServerListed ||
          fact.kind == FactKind::kDbReplication || fact.kind == FactKind::kNodeSubcluster)
        hosts.insert(node_text(source, fact.text.subject));
    }
  }
  hosts.erase("");
  return hosts;
}

// The node that a list of the cluster was printed on: it alone is authenticated by no connection. Empty: not told.
std::string own_row(const ParsedSource& source) {
  Names own;
  for (const FactOf<LocalTime>& fact : source.result.facts) {
    if (fact.kind == FactKind::kClusterNode && fact.text.detail != kNoName &&
        iequals(source.result.names.text(fact.text.detail), "authenticated"))
      own.insert(node_text(source, fact.text.subject));
  }
  return own.size() == 1 ? *own.begin() : std::string();
}

bool overlap(const SourceResult& a, const SourceResult& b) {
  return a.has_time && b.has_time && a.first < b.last && b.first < a.last;
}

}  // namespace

void settle_folders(std::vector<ParsedSource>& sources) {
  std::map<std::string, Names> hosts;  // by the folder's name
  for (const ParsedSource& source : sources) {
    if (!is_log(source)) continue;
    const PathOrigin origin = origin_of_path(source.name.path);
    // The system's logger names its host in every line.
    if (origin.by_product && (source.node != origin.node || source.parser->name == "syslog.cisco"))
      hosts[origin.node].insert(std::string(label_of(source.node)));
  }
  for (ParsedSource& source : sources) {
    const PathOrigin origin = origin_of_path(source.name.path);
    if (!origin.by_product) continue;
    const Names& known = hosts[origin.node];
    if (known.size() < 2 || known.contains(std::string(label_of(origin.node)))) {
      source.node = origin.node;
    } else if (source.node == origin.node) {
      source.node.clear();
    }
  }
}

NodeNames name_addresses(std::vector<ParsedSource>& sources) {
  AddressBook book;
  std::vector<Hearer> hearers;
  for (const ParsedSource& source : sources) {
    if (!is_log(source)) continue;
    const PathOrigin origin = origin_of_path(source.name.path);
    if (origin.by_address) book.tell(origin.node, source.node);
    const Names peers = peers_heard(source);
    if (peers.size() != 1 || source.node.empty()) continue;
    book.tell(source.node, own_name(source, *peers.begin()));
    hearers.push_back({source.node, *peers.begin()});
  }
  // Of two logs that may hear each other, what one hears is the other's node.
  NodeNames names = book.names();
  for (const Hearer& one : hearers) {
    Names others;
    for (const Hearer& other : hearers) {
      if (named(names, other.node) != named(names, one.node) && named(names, other.peer) == named(names, one.node))
        others.insert(other.node);
    }
    if (others.size() == 1 && !names.contains(*others.begin()) && !names.contains(one.peer))
      book.tell(*others.begin(), one.peer);
  }
  names = book.names();
  for (ParsedSource& source : sources) {
    const PathOrigin origin = origin_of_path(source.name.path);
    if (!origin.by_address) continue;
    const auto at = names.find(origin.node);
    source.node = at == names.end() ? origin.node : at->second;
  }
  return names;
}

void name_in_records(const NodeNames& names, std::vector<ParsedSource>& sources) {
  if (names.empty()) return;
  for (ParsedSource& source : sources) {
    SourceResult& result = source.result;
    const auto rename = [&](NameId& id) {
      if (id == kNoName) return;
      if (const auto at = names.find(result.names.text(id)); at != names.end()) id = result.names.intern(at->second);
    };
    for (EventOf<LocalTime>& event : result.events) {
      rename(event.text.node);
      rename(event.text.peer);
      if (event.kind == EventKind::kPeerDown || event.kind == EventKind::kPeerUp) rename(event.text.subject);
    }
    for (FactOf<LocalTime>& fact : result.facts) rename(fact.text.node);
    for (SessionPart& part : result.parts) {
      if (const auto at = names.find(part.node); at != names.end()) part.node = at->second;
    }
    for (SourceTrack& track : result.tracks.tracks()) {
      if (is_heartbeat(track.kind)) rename(track.subject);
    }
  }
}

void settle_parts(std::vector<ParsedSource>& sources) {
  constexpr std::size_t kMostNamed = 8;
  for (ParsedSource& source : sources) {
    if (source.result.parts.empty()) continue;
    source.node.clear();
    std::vector<std::string_view> nodes;
    bool unnamed = false;
    for (const SessionPart& part : source.result.parts) {
      const auto same = [&](std::string_view node) {
        return label_of(to_lower(node)) == label_of(to_lower(part.node));
      };
      unnamed = unnamed || part.node.empty();
      if (!part.node.empty() && std::none_of(nodes.begin(), nodes.end(), same)) nodes.emplace_back(part.node);
    }
    std::string note = "shows several nodes";
    for (std::size_t i = 0; i < std::min(nodes.size(), kMostNamed); ++i)
      note += (i == 0 ? ": " : ", ") + std::string(nodes[i]);
    if (nodes.size() > kMostNamed) note += " and others";
    if (unnamed) note += nodes.empty() ? ", and names none" : "; of which some parts are is not told";
    source.notes.push_back(std::move(note));
  }
}

void name_by_peers(std::vector<ParsedSource>& sources) {
  std::map<std::pair<std::string, const ParserInfo*>, std::vector<std::pair<ParsedSource*, std::string>>> folders;
  for (ParsedSource& source : sources) {
    if (!is_log(source) || !source.node.empty() || source.status == SourceStatus::kDuplicate) continue;
    const Names peers = peers_heard(source);
    if (peers.size() == 1) folders[{source.folder, source.parser}].emplace_back(&source, *peers.begin());
  }
  for (auto& [where, logs] : folders) {
    Names peers;
    bool together = false;
    for (const auto& [log, peer] : logs) {
      peers.insert(peer);
      for (const auto& [other, other_peer] : logs)
        together = together || (peer != other_peer && overlap(log->result, other->result));
    }
    if (peers.size() < 2) continue;
    for (auto& [log, peer] : logs) {
      if (peers.size() == 2 && together) {
        log->node = peer == *peers.begin() ? *peers.rbegin() : *peers.begin();
      } else {
        log->folder += "#" + peer;
      }
    }
  }
}

void join_spellings(std::vector<ParsedSource>& sources) {
  std::map<std::string, std::set<std::string>, std::less<>> spellings;  // by label
  for (const ParsedSource& source : sources) {
    if (!source.node.empty()) spellings[std::string(label_of(source.node))].insert(source.node);
  }
  for (ParsedSource& source : sources) {
    if (source.node.empty()) continue;
    const std::string label(label_of(source.node));
    const std::set<std::string>& known = spellings[label];
    if (known.size() == 2 && known.contains(label)) source.node = label;
  }
}

void name_by_folders(std::vector<ParsedSource>& sources) {
  const auto nameless = [](const ParsedSource& source) {
    return is_log(source) && source.node.empty() && !last_folder(owner_folder(source.folder)).empty();
  };
  std::map<std::pair<std::string, std::string>, std::set<std::string>> folders;  // of equal files side by side
  for (const ParsedSource& source : sources) {
    if (!nameless(source) || source.status == SourceStatus::kDuplicate) continue;
    const std::string_view owner = owner_folder(source.folder);
    folders[{above(owner), std::string(base_name(source.name.path))}].insert(std::string(owner));
  }
  std::set<std::string> nodes;
  for (const auto& [where, names] : folders) {
    if (names.size() > 1) nodes.insert(names.begin(), names.end());
  }
  // What else lies in such a folder is of the same node.
  for (ParsedSource& source : sources) {
    const std::string owner(owner_folder(source.folder));
    if (nameless(source) && nodes.contains(owner)) source.node = to_lower(last_folder(owner));
  }
  // A folder that is called as a node of the cluster is that node's.
  const Names hosts = hosts_told(sources);
  for (ParsedSource& source : sources) {
    const std::string folder = to_lower(last_folder(owner_folder(source.folder)));
    if (!nameless(source) || source.parser->recording() || !hosts.contains(folder)) continue;
    const std::string own = own_row(source);
    if (own.empty() || own == folder) source.node = folder;
  }
  // The records of a recording tell no node: where its folder has the name of one that other logs tell, it is of that.
  std::map<std::string, std::string> known;
  for (const ParsedSource& source : sources) {
    if (!source.node.empty()) known.emplace(label_of(source.node), source.node);
  }
  for (ParsedSource& source : sources) {
    if (!nameless(source) || !source.parser->recording()) continue;
    const auto node = known.find(to_lower(last_folder(owner_folder(source.folder))));
    if (node != known.end()) source.node = node->second;
  }
}

}  // namespace logscan::detail
