#include "knowledge/read_ha_states.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "knowledge/data_file.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::pair<std::string_view, HaStateKind>, 3> kKinds = {
    {{"stable", HaStateKind::kStable}, {"transition", HaStateKind::kTransition}, {"bad", HaStateKind::kBad}}};

constexpr std::array<std::pair<std::string_view, std::optional<Severity>>, 6> kSeverities = {
    {{"quiet", std::nullopt},
     {"info", Severity::kInfo},
     {"notice", Severity::kNotice},
     {"warning", Severity::kWarning},
     {"error", Severity::kError},
     {"critical", Severity::kCritical}}};

constexpr std::array<std::pair<std::string_view, MonitoredService::When>, 4> kWhen = {
    {{"always", MonitoredService::When::kAlways},
     {"activated", MonitoredService::When::kActivated},
     {"configured-and-activated", MonitoredService::When::kConfigured},
     {"parameter", MonitoredService::When::kParameter}}};

// Takes the fields that every entry of a table has; false: it is another one.
template <class Entry>
bool take_common(const std::string& file, const std::string& field, const YAML::Node& value, Entry& entry,
                 Status& status) {
  if (field == "aliases") {
    status = take(read_texts(file, value), entry.aliases);
  } else if (field == "source") {
    status = take(read_texts(file, value), entry.sources);
  } else {
    return false;
  }
  return true;
}

Status read_state(const std::string& file, const YAML::Node& node, HaState& state) {
  bool has_kind = false;
  const Status read =
      each_field(file, node, [&](const std::string& field, const YAML::Node& key, const YAML::Node& value) -> Status {
        Status status;
        if (take_common(file, field, value, state, status)) return status;
        if (field == "kind") {
          has_kind = true;
          return take(read_word(file, value, kKinds), state.kind);
        }
        if (field != "number") return unknown_field(file, key, state.name, "kind, number, aliases and source");
        state.number = parse_number<std::int64_t>(value.IsScalar() ? value.Scalar() : std::string());
        if (!state.number) return bad_data(file, value.Mark(), "'number' of '" + state.name + "' must be a number");
        return {};
      });
  if (!read) return read;
  if (!has_kind) return bad_data(file, node.Mark(), "'" + state.name + "' has no 'kind'");
  return {};
}

Status read_reason(const std::string& file, const YAML::Node& node, HaReason& reason) {
  return each_field(file, node,
                    [&](const std::string& field, const YAML::Node& key, const YAML::Node& value) -> Status {
                      Status status;
                      if (take_common(file, field, value, reason, status)) return status;
                      return unknown_field(file, key, reason.name, "aliases and source");
                    });
}

Status read_service(const std::string& file, const YAML::Node& node, MonitoredService& service) {
  bool has_when = false;
  const Status read =
      each_field(file, node, [&](const std::string& field, const YAML::Node& key, const YAML::Node& value) -> Status {
        Status status;
        if (take_common(file, field, value, service, status)) return status;
        if (field != "when") return unknown_field(file, key, service.name, "when, aliases and source");
        has_when = true;
        return take(read_word(file, value, kWhen), service.when);
      });
  if (!read) return read;
  if (!has_when) return bad_data(file, node.Mark(), "'" + service.name + "' has no 'when'");
  return {};
}

Status read_sides(const std::string& file, const YAML::Node& node, StatePair& pair) {
  if (!node.IsSequence() || node.size() != pair.sides.size())
    return bad_data(file, node.Mark(), "'nodes' of '" + pair.name + "' must be a list of two");
  for (std::size_t i = 0; i < pair.sides.size(); ++i) {
    PairSide& side = pair.sides[i];
    if (!node[i].IsMap())
      return bad_data(file, node[i].Mark(), "a node of '" + pair.name + "' is a map with state and reason");
    const Status read = each_field(
        file, node[i], [&](const std::string& field, const YAML::Node& key, const YAML::Node& value) -> Status {
          if (field == "state") return take(read_texts(file, value), side.states);
          if (field == "reason") return take(read_texts(file, value), side.reasons);
          return unknown_field(file, key, pair.name, "state and reason");
        });
    if (!read) return read;
  }
  if (pair.sides[0].states.empty() && pair.sides[1].states.empty())
    return bad_data(file, node.Mark(), "'" + pair.name + "' names no state");
  return {};
}

Status read_pair(const std::string& file, const YAML::Node& node, StatePair& pair) {
  bool has_nodes = false, has_severity = false;
  const Status read =
      each_field(file, node, [&](const std::string& field, const YAML::Node& key, const YAML::Node& value) -> Status {
        if (field == "nodes") {
          has_nodes = true;
          return read_sides(file, value, pair);
        }
        if (field == "severity") {
          has_severity = true;
          return take(read_word(file, value, kSeverities), pair.severity);
        }
        if (field == "cause") return take(read_text(file, value), pair.advice.cause);
        if (field == "next") return take(read_texts(file, value), pair.advice.next_steps);
        if (field == "source") return take(read_texts(file, value), pair.advice.sources);
        return unknown_field(file, key, pair.name, "nodes, severity, cause, next and source");
      });
  if (!read) return read;
  if (!has_nodes) return bad_data(file, node.Mark(), "'" + pair.name + "' has no 'nodes'");
  if (!has_severity) return bad_data(file, node.Mark(), "'" + pair.name + "' has no 'severity'");
  if (pair.advice.cause.empty()) return bad_data(file, node.Mark(), "'" + pair.name + "' has no 'cause'");
  if (pair.severity && pair.advice.next_steps.empty())
    return bad_data(file, node.Mark(), "'" + pair.name + "' needs action and has no 'next'");
  return {};
}

// Reads an entry and puts it among the others.
template <class Entry>
Status add_entry(const std::string& file, const std::string& name, const YAML::Node& node, HaStates& out,
                 Status (*read)(const std::string&, const YAML::Node&, Entry&),
                 const std::vector<std::string>& (*sources)(const Entry&)) {
  if (!node.IsMap()) return bad_data(file, node.Mark(), "'" + name + "' must be a map");
  Entry entry;
  entry.name = name;
  if (Status status = read(file, node, entry); !status) return status;
  if (sources(entry).empty()) return bad_data(file, node.Mark(), "'" + name + "' names no source");
  if (const Status added = out.add(std::move(entry)); !added)
    return bad_data(file, node.Mark(), "'" + name + "': " + added.error().message);
  return {};
}

template <class Entry>
const std::vector<std::string>& own_sources(const Entry& entry) {
  return entry.sources;
}

const std::vector<std::string>& advice_sources(const StatePair& pair) { return pair.advice.sources; }

constexpr std::array<std::string_view, 4> kSections = {"states", "reasons", "state-pairs", "monitored-services"};

}  // namespace

bool is_ha_section(const std::string& section) {
  return std::find(kSections.begin(), kSections.end(), section) != kSections.end();
}

Status read_ha_entry(const std::string& file, const std::string& section, const std::string& name,
                     const YAML::Node& node, HaStates& out) {
  if (section == "states") return add_entry<HaState>(file, name, node, out, read_state, own_sources);
  if (section == "reasons") return add_entry<HaReason>(file, name, node, out, read_reason, own_sources);
  if (section == "state-pairs") return add_entry<StatePair>(file, name, node, out, read_pair, advice_sources);
  return add_entry<MonitoredService>(file, name, node, out, read_service, own_sources);
}

}  // namespace logscan::detail
