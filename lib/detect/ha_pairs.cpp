#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "detect/ha_work.h"
#include "knowledge/connection_cluster.h"

namespace logscan::detail {
namespace {

std::string log_node_name(const HaWork& work, std::uint32_t log) {
  const LogCoverage& coverage = work.timeline.logs[log];
  if (!coverage.node.empty()) return short_node_name(coverage.node);
  if (const auto adopted = work.adopted.find(log); adopted != work.adopted.end()) return adopted->second;
  return work.timeline.sources[coverage.sources.front()].name.location;
}

bool named(const HaWork& work, std::uint32_t log) {
  return !work.timeline.logs[log].node.empty() || work.adopted.contains(log);
}

// A log of an unknown node that hears imp2 is imp1's, where it tells how imp1 stands, or some record names them both.
void adopt_logs(HaWork& work) {
  std::map<std::string, std::set<std::string>> partners;
  std::set<std::pair<NameId, NameId>> together;
  for (const TimedEvent& event : work.timeline.events) {
    const Named found = named_in(event);
    if (found.one != kNoName && found.other != kNoName && is_ha_event(meaning_of(work.timeline, event)))
      together.insert({found.one, found.other});
  }
  for (const auto& [a, b] : together) {
    const std::string &one = short_name(work, a), &other = short_name(work, b);
    if (one.empty() || other.empty() || one == other) continue;
    partners[one].insert(other);
    partners[other].insert(one);
  }
  std::map<std::uint32_t, std::set<std::string>> heard;
  for (const Track& track : work.timeline.tracks) {
    if (is_heartbeat(track.kind) && work.timeline.logs[track.log].node.empty())
      heard[track.log].insert(short_name(work, track.subject));
  }
  std::map<std::uint32_t, std::set<std::string>> stood;  // whose states a log tells
  for (const TimedEvent& event : work.timeline.events) {
    const std::uint32_t log = work.timeline.log_of(event.at);
    if (event.kind == EventKind::kHaState && heard.contains(log)) stood[log].insert(short_name(work, event.text.node));
  }
  for (const auto& [log, peers] : heard) {
    if (peers.size() != 1 || peers.begin()->empty()) continue;
    std::set<std::string>& told = stood[log];
    told.erase(*peers.begin());
    told.erase("");
    if (told.size() == 1) {
      work.adopted[log] = *told.begin();
      continue;
    }
    const auto found = partners.find(*peers.begin());
    if (found != partners.end() && found->second.size() == 1) work.adopted[log] = *found->second.begin();
  }
}

void add_pair(HaWork& work, std::size_t a, std::size_t b) {
  for (const HaPair& known : work.story.pairs) {
    for (const std::size_t node : known.nodes) {
      if (node == a || node == b) return;
    }
  }
  // The nodes are sorted by name.
  HaPair pair;
  pair.nodes[0] = a;
  pair.nodes[1] = b;
  pair.name = work.story.nodes[a].name + "/" + work.story.nodes[b].name;
  for (const std::size_t node : {a, b}) {
    const std::optional<Window>& covered = work.story.nodes[node].covered;
    if (!covered) continue;
    if (!pair.covered) pair.covered = covered;
    pair.covered->from = std::min(pair.covered->from, covered->from);
    pair.covered->to = std::max(pair.covered->to, covered->to);
  }
  work.story.pairs.push_back(std::move(pair));
}

}  // namespace

void gather_nodes(HaWork& work) {
  adopt_logs(work);
  std::set<std::string> names;
  for (std::uint32_t log = 0; log < work.timeline.logs.size(); ++log) names.insert(log_node_name(work, log));
  std::set<NameId> told;
  for (const TimedEvent& event : work.timeline.events) {
    const Named found = named_in(event);
    if (found.one != kNoName) told.insert(found.one);
    if (found.other != kNoName && is_ha_event(meaning_of(work.timeline, event))) told.insert(found.other);
  }
  for (const NameId id : told) names.insert(short_name(work, id));
  for (const Track& track : work.timeline.tracks) {
    if (is_heartbeat(track.kind)) names.insert(short_node_name(work.timeline.name(track.subject)));
  }
  for (const TimedFact& fact : work.timeline.facts) names.insert(short_node_name(work.timeline.name(fact.text.node)));
  names.erase("");
  for (const std::string& name : names) {
    HaNode node;
    node.name = name;
    work.story.nodes.push_back(std::move(node));
  }
  work.node_of_log.resize(work.timeline.logs.size());
  for (std::uint32_t log = 0; log < work.timeline.logs.size(); ++log) {
    const std::size_t place = work.story.find_node(log_node_name(work, log));
    work.node_of_log[log] = place;
    HaNode& node = work.story.nodes[place];
    node.logs.push_back(log);
    node.named = named(work, log);
    const LogCoverage& coverage = work.timeline.logs[log];
    const bool dated = std::any_of(coverage.sources.begin(), coverage.sources.end(),
                                   [&](SourceId id) { return work.timeline.sources[id].result.has_time; });
    if (!dated) continue;
    if (!node.covered) node.covered = coverage.span;
    node.covered->from = std::min(node.covered->from, coverage.span.from);
    node.covered->to = std::max(node.covered->to, coverage.span.to);
  }
  for (const Track& track : work.timeline.tracks) {
    if (is_heartbeat(track.kind) || track.kind == SignalKind::kActivity) {
      std::optional<std::uint32_t>& srm = work.story.nodes[work.node_of_log[track.log]].srm;
      if (!srm || track.kind == SignalKind::kHeartbeatReceived) srm = track.log;
    }
  }
  for (const TimedEvent& event : work.timeline.events) {
    std::optional<std::uint32_t>& srm = work.story.nodes[work.node_of_log[work.timeline.log_of(event.at)]].srm;
    if (!srm && event.kind == EventKind::kPeerDown) srm = work.timeline.log_of(event.at);
  }
  for (const HaNode& node : work.story.nodes) work.life.push_back(life_of(work.timeline, node.logs));
}

void gather_pairs(HaWork& work) {
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> told;  // how often
  const auto tell = [&](std::size_t a, std::size_t b, std::size_t times) {
    if (a != b && a != kNoPlace && b != kNoPlace) told[{std::min(a, b), std::max(a, b)}] += times;
  };
  for (const Track& track : work.timeline.tracks) {
    if (!is_heartbeat(track.kind)) continue;
    tell(work.node_of_log[track.log], work.story.find_node(short_node_name(work.timeline.name(track.subject))),
         track.runs.size());
  }
  std::set<std::size_t> in_ha;
  for (const HaEvent& event : work.events) {
    if (!is_ha_event(event.kind)) continue;
    in_ha.insert(event.node);
    // An alarm that names one node of a failover stands in the log of the other, unless RTMT copied it.
    const bool copied = work.timeline.events[event.place].kind == EventKind::kAlarm;
    if (event.kind == EventKind::kFailoverBegin && event.other == kNoPlace && event.named != kNoPlace && !copied)
      tell(event.named, teller_of(work, event), 1);
    if (event.other == kNoPlace) continue;
    in_ha.insert(event.other);
    tell(event.node, event.other, 1);
  }
  for (std::size_t node = 0; node < work.story.nodes.size(); ++node) {
    const std::optional<std::uint32_t> srm = work.story.nodes[node].srm;
    if (srm && work.timeline.logs[*srm].format == "srm.log") in_ha.insert(node);
  }
  std::map<std::tuple<SourceId, NameId>, std::set<std::size_t>> groups;
  for (const TimedFact& fact : work.timeline.facts) {
    if (fact.kind != FactKind::kHaState || work.timeline.name(fact.text.subject) == kConnectionCluster) continue;
    const std::size_t node = work.story.find_node(short_node_name(work.timeline.name(fact.text.node)));
    if (node != kNoPlace) groups[{fact.at.source, fact.text.subject}].insert(node);
  }
  for (const auto& [where, members] : groups) {
    if (members.size() == 2) tell(*members.begin(), *members.rbegin(), 1);
  }
  // Those named most often first: a node has one peer.
  std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::size_t>> order(told.begin(), told.end());
  const auto key = [&](const auto& entry) {
    const auto& [nodes, times] = entry;
    const int unnamed = (work.story.nodes[nodes.first].named ? 0 : 1) + (work.story.nodes[nodes.second].named ? 0 : 1);
    return std::tuple(unnamed, -static_cast<std::ptrdiff_t>(times), nodes);
  };
  std::sort(order.begin(), order.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
  for (const auto& [nodes, times] : order) add_pair(work, nodes.first, nodes.second);
  if (work.story.pairs.empty() && in_ha.size() == 2) add_pair(work, *in_ha.begin(), *in_ha.rbegin());
  std::sort(work.story.pairs.begin(), work.story.pairs.end(),
            [](const HaPair& a, const HaPair& b) { return a.nodes[0] < b.nodes[0]; });
  for (std::size_t pair = 0; pair < work.story.pairs.size(); ++pair) {
    for (const std::size_t node : work.story.pairs[pair].nodes) work.story.nodes[node].pair = pair;
  }
}

}  // namespace logscan::detail
