#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "pair.h"
#include "scenario_mapping.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

constexpr const char* kSpanMend = "a span such as 90s, 31m, 1h30m";

std::size_t read_node(Mapping& map, const Pair& pair, std::size_t fallback) {
  return map.get("node", fallback, "one of the pair's two nodes", [&](const std::string& text) {
    const auto* found = std::find(pair.nodes.begin(), pair.nodes.end(), text);
    return found == pair.nodes.end() ? std::optional<std::size_t>()
                                     : std::optional<std::size_t>(static_cast<std::size_t>(found - pair.nodes.begin()));
  });
}

std::optional<Seconds> read_optional_span(Mapping& map, const char* key) {
  const YAML::Node value = map.find(key);
  if (!value.IsDefined()) return std::nullopt;
  const std::string text = text_of(value, key);
  const auto span = parse_span(text);
  if (!span) refuse(value, fmt::format("'{}' is no value of '{}'; write {}", text, key, kSpanMend));
  return span;
}

Seconds read_span(Mapping& map, const char* key) {
  const auto span = read_optional_span(map, key);
  if (!span) refuse(map.node(), fmt::format("'{}' is missing; write {}", key, kSpanMend));
  return *span;
}

std::vector<Seconds> read_pauses(Mapping& map) {
  const YAML::Node node = map.find("pauses");
  if (!node.IsDefined() || !node.IsSequence()) {
    refuse(node.IsDefined() ? node : map.node(), "'pauses' is a list of spans such as: [45s, 70s, 45s]");
  }
  std::vector<Seconds> pauses;
  for (const auto& item : node) {
    const std::string text = text_of(item, "pauses");
    const auto span = parse_span(text);
    if (!span) refuse(item, fmt::format("'{}' is no pause; write {}", text, kSpanMend));
    pauses.push_back(*span);
  }
  return pauses;
}

std::string read_text(Mapping& map, const std::string& key, const std::string& fallback) {
  return map.get(key, fallback, "a text", [](const std::string& text) { return std::optional<std::string>(text); });
}

PairFault read_pair_fault(const YAML::Node& node, const Pair& pair, Time start) {
  Mapping map(node, "a fault of the pair");
  PairFault fault;
  fault.line = line_of(node);
  const YAML::Node kind = map.find("kind");
  if (!kind.IsDefined()) refuse(node, fmt::format("a fault needs 'kind', one of: {}", all_names(kPairFaultNames)));
  fault.kind = map.choose("kind", fault.kind, kPairFaultNames);
  fault.at = read_moment(map, "at", start);
  if (fault.kind != PairFaultKind::kNetworkSplit) fault.node = read_node(map, pair, fault.node);
  switch (fault.kind) {
    case PairFaultKind::kServiceDeath:
      fault.service = read_text(map, "service", "Cisco XCP Router");
      fault.back = read_optional_span(map, "back");
      fault.fallback = read_optional_span(map, "fallback");
      break;
    case PairFaultKind::kNetworkSplit:
      fault.length = read_span(map, "for");
      break;
    case PairFaultKind::kReboot:
      fault.length = read_span(map, "for");
      fault.ending = map.choose("ending", fault.ending, kEndingNames);
      fault.fallback = read_optional_span(map, "fallback");
      break;
    case PairFaultKind::kAdminFailover:
      fault.fallback = read_optional_span(map, "fallback");
      break;
    case PairFaultKind::kFlapping:
      fault.service = read_text(map, "service", "Cisco XCP Router");
      fault.deaths = map.number("deaths", fault.deaths);
      fault.every = map.span("every", std::chrono::hours(1));
      fault.back = map.span("back", Minutes(5));
      fault.fallback = map.span("fallback", Minutes(20));
      break;
    case PairFaultKind::kSlowNetwork:
      fault.pauses = read_pauses(map);
      fault.every = map.span("every", fault.every);
      fault.fallback = read_optional_span(map, "fallback");
      break;
    case PairFaultKind::kHostFreeze:
      fault.length = read_span(map, "for");
      fault.waking = map.choose("waking", fault.waking, kWakingNames);
      fault.fallback = read_optional_span(map, "fallback");
      break;
    case PairFaultKind::kTraceLevel:
      break;
    case PairFaultKind::kMaintenance:
      fault.length = map.span("for", Minutes(6));
      fault.afterwards = map.choose("afterwards", fault.afterwards, kAfterwardsNames);
      break;
  }
  map.finish();
  return fault;
}

}  // namespace

Pair read_pair(const YAML::Node& node, Time start) {
  Mapping map(node, "the pair");
  Pair pair;
  const YAML::Node nodes = map.find("nodes");
  if (nodes.IsDefined()) {
    if (!nodes.IsSequence() || nodes.size() != 2)
      refuse(nodes, "'nodes' of the pair is a list of two names, first the publisher: [imp1, imp2]");
    for (std::size_t i = 0; i < pair.nodes.size(); ++i) pair.nodes[i] = text_of(nodes[i], "nodes");
  }
  pair.domain = read_text(map, "domain", pair.domain);
  pair.zone = map.get("zone", pair.zone, "an offset such as \"+0530\"", parse_zone);
  pair.interval = map.span("interval", pair.interval);
  pair.timeout = map.span("timeout", pair.timeout);
  pair.trace = map.choose("trace", pair.trace, kTraceNames);
  pair.peer_down = map.choose("peer_down", pair.peer_down, kPeerDownNames);
  pair.filler_per_minute = map.number("filler_per_minute", pair.filler_per_minute);
  pair.logs = map.choose("logs", pair.logs, kPairLogsNames);
  pair.ha_status = map.choose("ha_status", pair.ha_status, kHaStatusNames);
  pair.rotate = map.get("rotate", pair.rotate, "a size such as 64KiB", parse_size);
  pair.gzip = map.choose("gzip", pair.gzip, kYesNoNames);
  if (const YAML::Node faults = map.find("faults"); faults.IsDefined() && !faults.IsNull()) {
    if (!faults.IsSequence()) refuse(faults, "'faults' is a list such as: [{kind: reboot, at: +10h, for: 6m}]");
    for (const auto& item : faults) pair.faults.push_back(read_pair_fault(item, pair, start));
  }
  map.finish();
  return pair;
}

}  // namespace logscan::gen
