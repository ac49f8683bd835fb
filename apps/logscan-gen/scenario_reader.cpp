#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include "scenario.h"
#include "scenario_mapping.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

Day read_day(const YAML::Node& node) {
  const std::string text = text_of(node, "day");
  const auto day = parse_day(text);
  if (!day) refuse(node, fmt::format("'{}' is no day; write 2026-03-04", text));
  return *day;
}

Fault read_fault(const YAML::Node& node, Time start) {
  Mapping map(node, "a fault");
  Fault fault;
  fault.line = line_of(node);
  const YAML::Node kind = map.find("kind");
  if (!kind.IsDefined()) refuse(node, fmt::format("a fault needs 'kind', one of: {}", all_names(kFaultNames)));
  const std::string word = text_of(kind, "kind");
  const auto* found =
      std::find_if(kFaultNames.begin(), kFaultNames.end(), [&](const auto& entry) { return entry.first == word; });
  if (found == kFaultNames.end())
    refuse(kind, fmt::format("'{}' is no kind of fault; write one of: {}", word, all_names(kFaultNames)));
  fault.kind = found->second;

  const auto span = [&](const char* key) {
    const YAML::Node value = map.find(key);
    if (!value.IsDefined()) return Seconds(0);
    const std::string text = text_of(value, key);
    const auto seconds = parse_span(text);
    if (!seconds || *seconds == Seconds(0))
      refuse(value, fmt::format("'{}' is no value of '{}'; write a span such as 90s, 31m, 1h30m", text, key));
    return *seconds;
  };
  if (fault.kind != FaultKind::kDropDay && fault.kind != FaultKind::kCut) {
    const bool needs_time = fault.kind != FaultKind::kCollectTwice || node["at"].IsDefined();
    if (needs_time) fault.at = read_moment(map, "at", start);
  }
  if (fault.kind != FaultKind::kCollectTwice) {
    fault.node = map.get("node", std::string(), "the name of a node",
                         [](const std::string& text) { return std::optional<std::string>(text); });
  }
  const auto with_slots = [&] { fault.slots = read_slots(map.find("subscriptions")); };
  switch (fault.kind) {
    case FaultKind::kPause:
      with_slots();
      fault.length = span("for");
      fault.gap = span("gap");
      break;
    case FaultKind::kKill:
      with_slots();
      break;
    case FaultKind::kResubscribe:
      with_slots();
      fault.after = map.span("after", fault.after);
      break;
    case FaultKind::kRestart:
      fault.delay = map.span("delay", fault.delay);
      fault.spread = map.span("spread", fault.spread);
      break;
    case FaultKind::kReject:
      with_slots();
      fault.length = span("for");
      fault.status = map.number("status", fault.status);
      break;
    case FaultKind::kOutage:
      fault.others = map.choose("others", fault.others, kOthersNames);
      break;
    case FaultKind::kResubscribeLoop:
      with_slots();
      fault.level = map.choose("level", fault.level, kLevelNames);
      fault.every = map.span("every", fault.every);
      fault.rounds = map.number("rounds", fault.rounds);
      fault.beats = map.number("beats", fault.beats);
      break;
    case FaultKind::kCollectTwice:
      fault.copy = map.choose("copy", fault.copy, kCopyNames);
      break;
    case FaultKind::kDropDay:
    case FaultKind::kCut: {
      const YAML::Node day = map.find("day");
      if (!day.IsDefined()) refuse(node, "'day' is missing; write 2026-03-04");
      fault.day = read_day(day);
      if (fault.kind == FaultKind::kCut) fault.percent = map.number("percent", fault.percent);
      break;
    }
  }
  map.finish();
  return fault;
}

// A line of a notification, as long as it is with the default address.
std::uint64_t typical_line_bytes(JettyStyle style) {
  switch (style) {
    case JettyStyle::kJetty8:
      return 173;
    case JettyStyle::kJetty9:
      return 171;
    case JettyStyle::kExtended:
      return 178;
    case JettyStyle::kLatency:
      return 182;
  }
  return 171;
}

Scenario read_scenario(const YAML::Node& root) {
  if (!root.IsDefined() || root.IsNull())
    throw Refusal{
        "line 1: the file is empty; it needs at least 'start', 'hours' and 'nodes', 'pair' or "
        "'cluster'"};
  Mapping map(root, "a scenario");
  Scenario scenario;
  scenario.seed = map.number("seed", scenario.seed);
  scenario.start = read_moment(map, "start", Time{});

  const YAML::Node pair = map.find("pair");
  const YAML::Node nodes = map.find("nodes");
  const YAML::Node cluster = map.find("cluster");
  const bool without_nodes = (pair.IsDefined() || cluster.IsDefined()) && !nodes.IsDefined();
  if (!without_nodes && (!nodes.IsDefined() || !nodes.IsSequence() || nodes.size() == 0)) {
    refuse(nodes.IsDefined() ? nodes : root, "'nodes' is a list such as: [{name: cuc1, subscriptions: 10}]");
  }
  for (const auto& item : nodes) {
    Mapping entry(item, "a node");
    Node node;
    const YAML::Node name = entry.find("name");
    if (!name.IsDefined()) refuse(item, "a node needs 'name'");
    node.name = text_of(name, "name");
    node.subscriptions = entry.number("subscriptions", node.subscriptions);
    if (const YAML::Node diag = entry.find("diag"); diag.IsDefined()) node.diag = read_diag(diag, scenario.start);
    if (const YAML::Node dump = entry.find("dump"); dump.IsDefined()) node.dump = read_dump(dump, scenario.start);
    entry.finish();
    scenario.nodes.push_back(std::move(node));
  }
  if (const YAML::Node servers = map.find("exchange"); servers.IsDefined()) {
    if (!servers.IsSequence()) refuse(servers, "'exchange' is a list of addresses such as: [10.93.132.92]");
    scenario.servers.clear();
    for (const auto& item : servers) scenario.servers.push_back(text_of(item, "exchange"));
  }
  scenario.addresses = map.choose("addresses", scenario.addresses, kAddressNames);
  scenario.cadence = map.span("cadence", scenario.cadence);
  scenario.jitter = map.span("jitter", scenario.jitter);
  scenario.spread = map.span("spread", scenario.spread);
  scenario.pid = map.number("pid", scenario.pid);
  scenario.other_requests_per_hour = map.number("other_requests_per_hour", scenario.other_requests_per_hour);
  scenario.style = map.choose("jetty", scenario.style, kStyleNames);
  scenario.zone = map.get("zone", scenario.zone, "an offset such as \"+0530\"", parse_zone);
  scenario.order = map.choose("order", scenario.order, kOrderNames);
  scenario.layout = map.choose("layout", scenario.layout, kLayoutNames);
  scenario.collector_zone =
      map.get("collector_zone", scenario.collector_zone, "an offset such as \"-0500\"", parse_zone);
  if (const YAML::Node gzip = map.find("gzip"); gzip.IsDefined()) {
    if (gzip.IsSequence()) {
      for (const auto& item : gzip) scenario.gzip_days.push_back(read_day(item));
    } else if (const std::string text = text_of(gzip, "gzip"); text == "all") {
      scenario.gzip_all = true;
    } else if (text != "none") {
      refuse(gzip, fmt::format("'{}' is no value of 'gzip'; write all, none or a list of days", text));
    }
  }

  const YAML::Node hours = map.find("hours");
  const YAML::Node length = map.find("length");
  const YAML::Node bytes = map.find("bytes");
  if (int{hours.IsDefined()} + int{length.IsDefined()} + int{bytes.IsDefined()} != 1) {
    refuse(root, "give one of 'hours', 'length' (a span such as 26h30m) and 'bytes' (such as 10MiB)");
  }
  if (hours.IsDefined()) {
    const auto value = parse_number<std::uint32_t>(text_of(hours, "hours"));
    if (!value) refuse(hours, fmt::format("'{}' is no value of 'hours'; write a whole number", hours.Scalar()));
    scenario.length = std::chrono::hours(*value);
  } else if (length.IsDefined()) {
    const auto value = parse_span(text_of(length, "length"));
    if (!value)
      refuse(length, fmt::format("'{}' is no value of 'length'; write a span such as 26h30m", length.Scalar()));
    scenario.length = *value;
  } else {
    if (scenario.nodes.empty()) refuse(bytes, "'bytes' belongs to 'nodes'; give 'hours' or 'length'");
    const auto value = parse_size(text_of(bytes, "bytes"));
    if (!value) refuse(bytes, fmt::format("'{}' is no value of 'bytes'; write a size such as 10MiB", bytes.Scalar()));
    std::uint64_t lines_per_hour = scenario.other_requests_per_hour * scenario.nodes.size();
    const auto cadence = static_cast<std::uint64_t>(std::max<std::int64_t>(1, scenario.cadence.count()));
    for (const Node& node : scenario.nodes) lines_per_hour += node.subscriptions * 3600 / cadence;
    const std::uint64_t bytes_per_hour =
        std::max<std::uint64_t>(1, lines_per_hour * typical_line_bytes(scenario.style));
    if (*value / bytes_per_hour > 400 * 24)
      refuse(bytes, "so many bytes take more than 400 days; give more subscriptions");
    scenario.length = Seconds(*value * 3600 / bytes_per_hour);
  }

  if (const YAML::Node node = map.find("collected"); node.IsDefined()) {
    const auto time = parse_moment(text_of(node, "collected"), scenario.start);
    if (!time) refuse(node, fmt::format("'{}' is no time; write 2026-03-04T10:00:00Z or +50h", node.Scalar()));
    scenario.collected = time;
  }
  if (const YAML::Node node = map.find("told_collected"); node.IsDefined()) {
    const auto time = parse_moment(text_of(node, "told_collected"), scenario.start);
    if (!time) refuse(node, fmt::format("'{}' is no time; write 2026-03-04T10:00:00Z or +50h", node.Scalar()));
    scenario.told_collected = time;
  }
  if (const YAML::Node faults = map.find("faults"); faults.IsDefined() && !faults.IsNull()) {
    if (!faults.IsSequence()) refuse(faults, "'faults' is a list such as: [{kind: pause, at: +10h, for: 31m}]");
    for (const auto& item : faults) scenario.faults.push_back(read_fault(item, scenario.start));
  }
  if (const YAML::Node captures = map.find("captures"); captures.IsDefined() && !captures.IsNull()) {
    if (!captures.IsSequence()) refuse(captures, "'captures' is a list such as: [{file: cuc1/trace.cap}]");
    for (const auto& item : captures) scenario.captures.push_back(read_capture(item, scenario.start));
  }
  if (const YAML::Node wire = map.find("wire"); wire.IsDefined() && !wire.IsNull()) {
    if (!wire.IsSequence()) refuse(wire, "'wire' is a list such as: [{kind: unanswered, at: +10h, for: 31m}]");
    for (const auto& item : wire) scenario.wire.push_back(read_wire_fault(item, scenario.start));
  }
  if (pair.IsDefined()) scenario.pair = read_pair(pair, scenario.start);
  if (cluster.IsDefined()) scenario.cluster = read_cluster(cluster);
  map.finish();
  return scenario;
}

}  // namespace

std::vector<std::size_t> read_slots(const YAML::Node& node) {
  std::vector<std::size_t> slots;
  if (!node.IsDefined()) return slots;
  constexpr const char* kMend = "write all, 3, 0..4 or [0, 2, 5], counted from 0";
  if (node.IsSequence()) {
    for (const auto& item : node) {
      const auto slot = item.IsScalar() ? parse_number<std::size_t>(item.Scalar()) : std::nullopt;
      if (!slot) refuse(item, fmt::format("a subscription is a number; {}", kMend));
      slots.push_back(*slot);
    }
    if (slots.empty()) refuse(node, fmt::format("no subscription is named; {}", kMend));
  } else {
    const std::string text = text_of(node, "subscriptions");
    if (text == "all") return slots;
    const std::size_t dots = text.find("..");
    const auto first = parse_number<std::size_t>(std::string_view(text).substr(0, dots));
    const auto last =
        dots == std::string::npos ? first : parse_number<std::size_t>(std::string_view(text).substr(dots + 2));
    if (!first || !last || *last < *first || *last - *first > 1'000'000) {
      refuse(node, fmt::format("'{}' names no subscriptions; {}", text, kMend));
    }
    for (std::size_t slot = *first; slot <= *last; ++slot) slots.push_back(slot);
  }
  std::sort(slots.begin(), slots.end());
  slots.erase(std::unique(slots.begin(), slots.end()), slots.end());
  return slots;
}

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t factor = 1;
  constexpr std::array<std::pair<std::string_view, std::uint64_t>, 3> kUnits{
      {{"KiB", 1ULL << 10}, {"MiB", 1ULL << 20}, {"GiB", 1ULL << 30}}};
  for (const auto& [unit, bytes] : kUnits) {
    if (text.size() > unit.size() && text.substr(text.size() - unit.size()) == unit) {
      factor = bytes;
      text.remove_suffix(unit.size());
      break;
    }
  }
  const auto number = parse_number<std::uint64_t>(text);
  if (!number || *number > (1ULL << 50) / factor) return std::nullopt;
  return *number * factor;
}

Result<Scenario> parse_scenario(std::string_view yaml) {
  // Deeply nested input costs the YAML reader its stack; a scenario needs no more than a few levels and kilobytes.
  if (yaml.size() > (1U << 20)) return Error{ErrorCode::kUsage, "the scenario is larger than 1 MiB"};
  try {
    Scenario scenario = read_scenario(YAML::Load(std::string(yaml)));
    if (const Status status = check_scenario(scenario); !status) return status.error();
    return scenario;
  } catch (const Refusal& refusal) {
    return Error{ErrorCode::kUsage, refusal.message};
  } catch (const YAML::Exception& error) {
    return Error{ErrorCode::kUsage, fmt::format("line {}: not YAML: {}", error.mark.line + 1, error.msg)};
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, error.what()};
  }
}

}  // namespace logscan::gen
