#include "scenario.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <set>
#include <span>
#include <utility>

namespace logscan::gen {

namespace {

template <class Value>
using Names = std::span<const std::pair<std::string_view, Value>>;

constexpr std::array<std::pair<std::string_view, FaultKind>, 10> kFaultNames{{
    {"pause", FaultKind::kPause},
    {"kill", FaultKind::kKill},
    {"resubscribe", FaultKind::kResubscribe},
    {"restart", FaultKind::kRestart},
    {"reject", FaultKind::kReject},
    {"outage", FaultKind::kOutage},
    {"resubscribe-loop", FaultKind::kResubscribeLoop},
    {"drop-day", FaultKind::kDropDay},
    {"collect-twice", FaultKind::kCollectTwice},
    {"cut", FaultKind::kCut},
}};
constexpr std::array<std::pair<std::string_view, JettyStyle>, 4> kStyleNames{{
    {"jetty8", JettyStyle::kJetty8},
    {"jetty9", JettyStyle::kJetty9},
    {"extended", JettyStyle::kExtended},
    {"latency", JettyStyle::kLatency},
}};
constexpr std::array<std::pair<std::string_view, Layout>, 2> kLayoutNames{
    {{"rtmt", Layout::kRtmt}, {"plain", Layout::kPlain}}};
constexpr std::array<std::pair<std::string_view, Addresses>, 2> kAddressNames{
    {{"fixed", Addresses::kFixed}, {"alternate", Addresses::kAlternate}}};
constexpr std::array<std::pair<std::string_view, LineOrder>, 2> kOrderNames{
    {{"arrival", LineOrder::kArrival}, {"completion", LineOrder::kCompletion}}};
constexpr std::array<std::pair<std::string_view, OtherRequests>, 2> kOthersNames{
    {{"go-on", OtherRequests::kGoOn}, {"stop", OtherRequests::kStop}}};
constexpr std::array<std::pair<std::string_view, LoopLevel>, 2> kLevelNames{
    {{"id", LoopLevel::kId}, {"server", LoopLevel::kServer}}};
constexpr std::array<std::pair<std::string_view, SecondCopy>, 2> kCopyNames{
    {{"folder", SecondCopy::kFolder}, {"gzip", SecondCopy::kGzip}}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [name, candidate] : table) {
    if (candidate == value) return name;
  }
  return "";
}

template <class Table>
std::string all_names(const Table& table) {
  std::string text;
  for (const auto& [name, value] : table) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

// Thrown inside this file only; parse_scenario turns it into an Error.
struct Refusal {
  std::string message;
};

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

[[noreturn]] void refuse(const YAML::Node& at, const std::string& message) {
  throw Refusal{fmt::format("line {}: {}", line_of(at), message)};
}

std::string text_of(const YAML::Node& node, std::string_view key) {
  if (!node.IsScalar()) refuse(node, fmt::format("'{}' takes one value", key));
  return node.Scalar();
}

// One mapping of the file. Every key must be asked for once before finish(), which refuses the rest.
class Mapping {
 public:
  Mapping(const YAML::Node& node, std::string what) : node_(node), what_(std::move(what)) {
    if (!node.IsMap()) refuse(node, fmt::format("{} is written as 'key: value' lines", what_));
    std::set<std::string> seen;
    for (const auto& entry : node) {
      if (!seen.insert(entry.first.Scalar()).second) {
        refuse(entry.first, fmt::format("'{}' stands twice in {}; keep one", entry.first.Scalar(), what_));
      }
    }
  }

  [[nodiscard]] YAML::Node find(const std::string& key) {
    known_.push_back(key);
    const YAML::Node& view = node_;
    return view[key];
  }

  // The value, read by `read`, or the fallback where the key is absent.
  template <class Value, class Read>
  Value get(const std::string& key, Value fallback, const char* expected, Read read) {
    const YAML::Node value = find(key);
    if (!value.IsDefined()) return fallback;
    const std::string text = text_of(value, key);
    const auto result = read(text);
    if (!result) refuse(value, fmt::format("'{}' is no value of '{}'; write {}", text, key, expected));
    return *result;
  }

  template <class Value, class Table>
  Value choose(const std::string& key, Value fallback, const Table& table) {
    return get(key, fallback, ("one of: " + all_names(table)).c_str(), [&](const std::string& text) {
      for (const auto& [name, value] : table) {
        if (name == text) return std::optional<Value>(value);
      }
      return std::optional<Value>();
    });
  }

  template <class Number>
  Number number(const std::string& key, Number fallback) {
    return get(key, fallback, "a whole number", parse_number<Number>);
  }
  Seconds span(const std::string& key, Seconds fallback) {
    return get(key, fallback, "a span such as 90s, 31m, 1h30m", parse_span);
  }

  void finish() {
    for (const auto& entry : node_) {
      const std::string key = entry.first.Scalar();
      if (std::find(known_.begin(), known_.end(), key) == known_.end()) {
        refuse(entry.first, fmt::format("'{}' is no key of {}; known are: {}", key, what_, fmt::join(known_, ", ")));
      }
    }
  }

  [[nodiscard]] const YAML::Node& node() const { return node_; }

 private:
  YAML::Node node_;
  std::string what_;
  std::vector<std::string> known_;
};

// `2026-03-04T10:00:00Z`, or `+10h30m` after the start of the case.
std::optional<Time> parse_moment(std::string_view text, Time start) {
  if (!text.empty() && text[0] == '+') {
    const auto span = parse_span(text.substr(1));
    return span ? std::optional<Time>(start + *span) : std::nullopt;
  }
  return parse_time(text);
}

Time read_moment(Mapping& map, const std::string& key, Time start) {
  const YAML::Node node = map.find(key);
  if (!node.IsDefined())
    refuse(map.node(), fmt::format("'{}' is missing; give a time such as 2026-03-04T10:00:00Z or +10h", key));
  const std::string text = text_of(node, key);
  const auto time = parse_moment(text, start);
  if (!time) refuse(node, fmt::format("'{}' is no time; write 2026-03-04T10:00:00Z or +10h (after the start)", text));
  return *time;
}

Day read_day(const YAML::Node& node) {
  const std::string text = text_of(node, "day");
  const auto day = parse_day(text);
  if (!day) refuse(node, fmt::format("'{}' is no day; write 2026-03-04", text));
  return *day;
}

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
    throw Refusal{"line 1: the file is empty; it needs at least 'start', 'hours' and 'nodes'"};
  Mapping map(root, "a scenario");
  Scenario scenario;
  scenario.seed = map.number("seed", scenario.seed);
  scenario.start = read_moment(map, "start", Time{});

  const YAML::Node nodes = map.find("nodes");
  if (!nodes.IsDefined() || !nodes.IsSequence() || nodes.size() == 0) {
    refuse(nodes.IsDefined() ? nodes : root, "'nodes' is a list such as: [{name: cuc1, subscriptions: 10}]");
  }
  for (const auto& item : nodes) {
    Mapping entry(item, "a node");
    Node node;
    const YAML::Node name = entry.find("name");
    if (!name.IsDefined()) refuse(item, "a node needs 'name'");
    node.name = text_of(name, "name");
    node.subscriptions = entry.number("subscriptions", node.subscriptions);
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
  map.finish();
  return scenario;
}

// From when to when a fault may move a notification, with the 6 minutes in which silences count as one on both sides.
struct Reach {
  Time from, to;
};

std::optional<Reach> reach_of(const Scenario& scenario, const Fault& fault) {
  const Seconds margin = Minutes(6);
  Time from = fault.at;
  Time to = fault.at;
  switch (fault.kind) {
    case FaultKind::kPause:
      to += std::max(fault.length + scenario.cadence + scenario.jitter, fault.gap);
      break;
    case FaultKind::kReject:
      to += fault.length + scenario.cadence + scenario.jitter;
      break;
    case FaultKind::kKill:
      break;
    case FaultKind::kResubscribe:
      to += std::max<Seconds>(fault.after, Minutes(18));
      break;
    case FaultKind::kRestart:
      to += std::max<Seconds>(fault.delay + fault.spread, Minutes(18));
      break;
    case FaultKind::kOutage:
      to = scenario.end() + std::chrono::days(2);
      break;
    case FaultKind::kResubscribeLoop:
      to += fault.every * static_cast<std::int64_t>(fault.rounds + 2);
      break;
    case FaultKind::kDropDay:
    case FaultKind::kCut:
      from = begin_of(fault.day, scenario.zone);
      to = from + std::chrono::days(1);
      break;
    case FaultKind::kCollectTwice:
      return std::nullopt;
  }
  return Reach{from - margin, to + margin};
}

std::optional<std::string> wrong_in_fault(const Scenario& scenario, const Fault& fault) {
  const auto known_node = [&] {
    return std::any_of(scenario.nodes.begin(), scenario.nodes.end(),
                       [&](const Node& node) { return node.name == fault.node; });
  };
  if (!fault.node.empty() && !known_node()) return fmt::format("there is no node '{}' in 'nodes'", fault.node);
  for (const Node& node : scenario.nodes) {
    if (!fault.node.empty() && node.name != fault.node) continue;
    if (!fault.slots.empty() && fault.slots.back() >= node.subscriptions) {
      return fmt::format("subscription {} does not exist: node {} has {}, counted from 0", fault.slots.back(),
                         node.name, node.subscriptions);
    }
  }
  const bool at_a_time = fault.kind != FaultKind::kDropDay && fault.kind != FaultKind::kCut &&
                         !(fault.kind == FaultKind::kCollectTwice && fault.copy == SecondCopy::kGzip);
  if (at_a_time && (fault.at < scenario.start || fault.at >= scenario.end())) {
    return fmt::format("'at' lies outside the case, which runs from {} to {}", format_time(scenario.start),
                       format_time(scenario.end()));
  }
  switch (fault.kind) {
    case FaultKind::kPause:
      if ((fault.length > Seconds(0)) == (fault.gap > Seconds(0))) {
        return "a pause needs either 'for' (how long nothing is sent) or 'gap' (from one notification to the next)";
      }
      break;
    case FaultKind::kReject:
      if (fault.length <= Seconds(0)) return "'for' is missing; write a span such as 20m";
      if (fault.status < 300 || fault.status > 599) return "'status' is a number from 300 to 599";
      break;
    case FaultKind::kResubscribe:
      if (fault.after <= Seconds(0)) return "'after' must be longer than 0 s";
      break;
    case FaultKind::kResubscribeLoop:
      if (fault.rounds < 1 || fault.rounds > 100'000) return "'rounds' is a number from 1 to 100000";
      if (fault.beats < 1 || fault.beats > 2) return "'beats' is 1 or 2";
      if (fault.every <= scenario.cadence) return "'every' must be longer than the cadence";
      break;
    case FaultKind::kDropDay:
    case FaultKind::kCut:
      if (fault.day < day_of(scenario.start, scenario.zone) ||
          fault.day > day_of(scenario.end() - Seconds(1), scenario.zone)) {
        return fmt::format("the case has no day {}", format_day(fault.day));
      }
      if (fault.kind == FaultKind::kCut && (fault.percent < 1 || fault.percent > 99))
        return "'percent' is a number from 1 to 99";
      break;
    case FaultKind::kCollectTwice:
      if (fault.copy == SecondCopy::kFolder && scenario.layout != Layout::kRtmt) {
        return "a second collection needs 'layout: rtmt'; or write 'copy: gzip'";
      }
      break;
    case FaultKind::kKill:
    case FaultKind::kRestart:
    case FaultKind::kOutage:
      break;
  }
  return std::nullopt;
}

std::string place_of(const Scenario& scenario, const Fault& fault) {
  if (fault.line > 0) return fmt::format("line {}", fault.line);
  return fmt::format("fault {}", &fault - scenario.faults.data() + 1);
}

std::optional<std::string> wrong_between_faults(const Scenario& scenario) {
  const auto& faults = scenario.faults;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::string places =
          fmt::format("{}: this '{}' and the '{}' of {}", place_of(scenario, faults[i]), name_of(faults[i].kind),
                      name_of(faults[j].kind), place_of(scenario, faults[j]));
      const auto both = [&](FaultKind a, FaultKind b) {
        return (faults[i].kind == a && faults[j].kind == b) || (faults[i].kind == b && faults[j].kind == a);
      };
      if (both(FaultKind::kCollectTwice, FaultKind::kCut) || both(FaultKind::kCollectTwice, FaultKind::kCollectTwice)) {
        return places + " cannot stand in one case";
      }
      if (!faults[i].node.empty() && !faults[j].node.empty() && faults[i].node != faults[j].node) continue;
      const auto a = reach_of(scenario, faults[i]);
      const auto b = reach_of(scenario, faults[j]);
      const bool missing_days = faults[i].kind == FaultKind::kDropDay && faults[j].kind == FaultKind::kDropDay;
      if (!a || !b || (missing_days && faults[i].day != faults[j].day)) continue;
      if (a->from < b->to && b->from < a->to) {
        return places +
               " touch, so that nobody can say which one silenced a subscription; move one, or put them on two nodes";
      }
    }
  }
  return std::nullopt;
}

bool is_host(std::string_view name) {
  return !name.empty() && name.size() <= 253 && name.front() != '.' && name.front() != '-' &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
         });
}

bool is_address(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789abcdefABCDEF.:[]") == std::string_view::npos;
}

std::optional<std::string> wrong_in_scenario(const Scenario& scenario) {
  if (scenario.length <= Seconds(0)) return "the case is empty; give 'hours', 'length' or 'bytes'";
  if (scenario.length > std::chrono::days(400)) return "the case is longer than 400 days; make it shorter";
  if (scenario.nodes.empty()) return "there is no node; give 'nodes'";
  std::set<std::string> names;
  std::uint64_t subscriptions = 0;
  for (const Node& node : scenario.nodes) {
    if (!is_host(node.name)) return fmt::format("'{}' is no node name; write a host name such as cuc1", node.name);
    if (!names.insert(node.name).second) return fmt::format("the node '{}' stands twice in 'nodes'", node.name);
    if (node.subscriptions > 100'000) return fmt::format("node {} has more than 100000 subscriptions", node.name);
    subscriptions += node.subscriptions;
  }
  if (scenario.servers.empty()) return "'exchange' names no address";
  for (const std::string& server : scenario.servers) {
    if (!is_address(server))
      return fmt::format("'{}' in 'exchange' is no address; write it as the log prints it", server);
  }
  // Above 350 s ordinary notifications would come close to a missed one (360 s).
  if (scenario.cadence < Seconds(10) || scenario.cadence + scenario.jitter > Seconds(350)) {
    return "'cadence' must be at least 10s, and with 'jitter' at most 350s";
  }
  if (scenario.jitter > Seconds(5)) return "'jitter' must be at most 5s";
  if (scenario.spread > scenario.cadence) return "'spread' must not be longer than 'cadence'";
  if (scenario.other_requests_per_hour > 100'000) return "'other_requests_per_hour' must be at most 100000";
  const auto seconds = static_cast<std::uint64_t>(scenario.length.count());
  const std::uint64_t lines = subscriptions * seconds / static_cast<std::uint64_t>(scenario.cadence.count()) +
                              scenario.nodes.size() * scenario.other_requests_per_hour * seconds / 3600;
  if (lines > 20'000'000)
    return "the case has more than 20 million lines; make it shorter, or use --size for one large log";
  return std::nullopt;
}

}  // namespace

std::string_view name_of(FaultKind kind) { return name_in(kFaultNames, kind); }

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

Status check_scenario(const Scenario& scenario) {
  if (const auto wrong = wrong_in_scenario(scenario)) return Error{ErrorCode::kUsage, *wrong};
  for (const Fault& fault : scenario.faults) {
    if (const auto wrong = wrong_in_fault(scenario, fault)) {
      return Error{ErrorCode::kUsage, fmt::format("{}: {}", place_of(scenario, fault), *wrong)};
    }
  }
  if (const auto wrong = wrong_between_faults(scenario)) return Error{ErrorCode::kUsage, *wrong};
  return {};
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

std::string print_scenario(const Scenario& scenario) {
  std::string text;
  const auto add = [&text](std::string_view key, const auto& value) { text += fmt::format("{}: {}\n", key, value); };
  const auto span = [](Seconds seconds) { return fmt::format("{}s", seconds.count()); };
  add("seed", scenario.seed);
  add("start", format_time(scenario.start));
  add("length", span(scenario.length));
  text += "nodes:\n";
  for (const Node& node : scenario.nodes)
    text += fmt::format("  - {{name: {}, subscriptions: {}}}\n", node.name, node.subscriptions);
  text += "exchange:\n";
  for (const std::string& server : scenario.servers) text += fmt::format("  - \"{}\"\n", server);
  add("addresses", name_in(kAddressNames, scenario.addresses));
  add("cadence", span(scenario.cadence));
  add("jitter", span(scenario.jitter));
  add("spread", span(scenario.spread));
  add("pid", scenario.pid);
  add("other_requests_per_hour", scenario.other_requests_per_hour);
  add("jetty", name_in(kStyleNames, scenario.style));
  add("zone", fmt::format("\"{}\"", format_zone(scenario.zone)));
  add("order", name_in(kOrderNames, scenario.order));
  add("layout", name_in(kLayoutNames, scenario.layout));
  add("collector_zone", fmt::format("\"{}\"", format_zone(scenario.collector_zone)));
  if (scenario.collected) add("collected", format_time(*scenario.collected));
  if (scenario.told_collected) add("told_collected", format_time(*scenario.told_collected));
  if (scenario.gzip_all) {
    add("gzip", "all");
  } else if (!scenario.gzip_days.empty()) {
    text += "gzip:\n";
    for (const Day day : scenario.gzip_days) text += fmt::format("  - {}\n", format_day(day));
  }
  if (!scenario.faults.empty()) text += "faults:\n";
  for (const Fault& fault : scenario.faults) {
    text += fmt::format("  - kind: {}\n", name_of(fault.kind));
    const auto field = [&text](std::string_view key, const auto& value) {
      text += fmt::format("    {}: {}\n", key, value);
    };
    if (!fault.node.empty()) field("node", fault.node);
    if (!fault.slots.empty()) field("subscriptions", fmt::format("[{}]", fmt::join(fault.slots, ", ")));
    switch (fault.kind) {
      case FaultKind::kDropDay:
        field("day", format_day(fault.day));
        break;
      case FaultKind::kCut:
        field("day", format_day(fault.day));
        field("percent", fault.percent);
        break;
      case FaultKind::kCollectTwice:
        field("copy", name_in(kCopyNames, fault.copy));
        if (fault.copy == SecondCopy::kFolder) field("at", format_time(fault.at));
        break;
      default:
        field("at", format_time(fault.at));
        break;
    }
    switch (fault.kind) {
      case FaultKind::kPause:
        if (fault.length > Seconds(0)) field("for", span(fault.length));
        if (fault.gap > Seconds(0)) field("gap", span(fault.gap));
        break;
      case FaultKind::kResubscribe:
        field("after", span(fault.after));
        break;
      case FaultKind::kRestart:
        field("delay", span(fault.delay));
        field("spread", span(fault.spread));
        break;
      case FaultKind::kReject:
        field("for", span(fault.length));
        field("status", fault.status);
        break;
      case FaultKind::kOutage:
        field("others", name_in(kOthersNames, fault.others));
        break;
      case FaultKind::kResubscribeLoop:
        field("level", name_in(kLevelNames, fault.level));
        field("every", span(fault.every));
        field("rounds", fault.rounds);
        field("beats", fault.beats);
        break;
      default:
        break;
    }
  }
  return text;
}

}  // namespace logscan::gen
