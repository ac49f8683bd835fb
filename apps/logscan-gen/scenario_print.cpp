#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenario.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

std::string print_span(Seconds seconds) { return fmt::format("{}s", seconds.count()); }

std::string print_pair(const Pair& pair) {
  std::string text = "pair:\n";
  const auto add = [&text](std::string_view key, const auto& value) { text += fmt::format("  {}: {}\n", key, value); };
  add("nodes", fmt::format("[{}, {}]", pair.nodes[0], pair.nodes[1]));
  add("domain", pair.domain);
  add("zone", fmt::format("\"{}\"", format_zone(pair.zone)));
  add("interval", print_span(pair.interval));
  add("timeout", print_span(pair.timeout));
  add("trace", name_in(kTraceNames, pair.trace));
  add("peer_down", name_in(kPeerDownNames, pair.peer_down));
  add("filler_per_minute", pair.filler_per_minute);
  add("logs", name_in(kPairLogsNames, pair.logs));
  add("ha_status", name_in(kHaStatusNames, pair.ha_status));
  if (pair.rotate > 0) add("rotate", pair.rotate);
  add("gzip", name_in(kYesNoNames, pair.gzip));
  if (!pair.faults.empty()) text += "  faults:\n";
  for (const PairFault& fault : pair.faults) {
    const auto field = [&text](std::string_view key, const auto& value) {
      text += fmt::format("      {}: {}\n", key, value);
    };
    const auto optional = [&field](std::string_view key, const std::optional<Seconds>& value) {
      if (value) field(key, print_span(*value));
    };
    text += fmt::format("    - kind: {}\n", name_of(fault.kind));
    field("at", format_time(fault.at));
    if (fault.kind != PairFaultKind::kNetworkSplit) field("node", pair.nodes[fault.node]);
    switch (fault.kind) {
      case PairFaultKind::kServiceDeath:
        field("service", fault.service);
        optional("back", fault.back);
        optional("fallback", fault.fallback);
        break;
      case PairFaultKind::kNetworkSplit:
        field("for", print_span(fault.length));
        break;
      case PairFaultKind::kReboot:
        field("for", print_span(fault.length));
        field("ending", name_in(kEndingNames, fault.ending));
        optional("fallback", fault.fallback);
        break;
      case PairFaultKind::kAdminFailover:
        optional("fallback", fault.fallback);
        break;
      case PairFaultKind::kFlapping:
        field("service", fault.service);
        field("deaths", fault.deaths);
        field("every", print_span(fault.every));
        optional("back", fault.back);
        optional("fallback", fault.fallback);
        break;
      case PairFaultKind::kSlowNetwork: {
        std::string pauses;
        for (const Seconds pause : fault.pauses) pauses += (pauses.empty() ? "" : ", ") + print_span(pause);
        field("pauses", "[" + pauses + "]");
        field("every", print_span(fault.every));
        optional("fallback", fault.fallback);
        break;
      }
      case PairFaultKind::kHostFreeze:
        field("for", print_span(fault.length));
        field("waking", name_in(kWakingNames, fault.waking));
        optional("fallback", fault.fallback);
        break;
      case PairFaultKind::kTraceLevel:
        break;
      case PairFaultKind::kMaintenance:
        field("for", print_span(fault.length));
        field("afterwards", name_in(kAfterwardsNames, fault.afterwards));
        break;
    }
  }
  return text;
}

}  // namespace

std::string_view name_of(FaultKind kind) { return name_in(kFaultNames, kind); }

std::string_view name_of(PairFaultKind kind) { return name_in(kPairFaultNames, kind); }

std::string print_scenario(const Scenario& scenario) {
  std::string text;
  const auto add = [&text](std::string_view key, const auto& value) { text += fmt::format("{}: {}\n", key, value); };
  add("seed", scenario.seed);
  add("start", format_time(scenario.start));
  add("length", print_span(scenario.length));
  if (!scenario.nodes.empty()) text += "nodes:\n";
  for (const Node& node : scenario.nodes)
    text += fmt::format("  - {{name: {}, subscriptions: {}}}\n", node.name, node.subscriptions);
  text += "exchange:\n";
  for (const std::string& server : scenario.servers) text += fmt::format("  - \"{}\"\n", server);
  add("addresses", name_in(kAddressNames, scenario.addresses));
  add("cadence", print_span(scenario.cadence));
  add("jitter", print_span(scenario.jitter));
  add("spread", print_span(scenario.spread));
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
        if (fault.length > Seconds(0)) field("for", print_span(fault.length));
        if (fault.gap > Seconds(0)) field("gap", print_span(fault.gap));
        break;
      case FaultKind::kResubscribe:
        field("after", print_span(fault.after));
        break;
      case FaultKind::kRestart:
        field("delay", print_span(fault.delay));
        field("spread", print_span(fault.spread));
        break;
      case FaultKind::kReject:
        field("for", print_span(fault.length));
        field("status", fault.status);
        break;
      case FaultKind::kOutage:
        field("others", name_in(kOthersNames, fault.others));
        break;
      case FaultKind::kResubscribeLoop:
        field("level", name_in(kLevelNames, fault.level));
        field("every", print_span(fault.every));
        field("rounds", fault.rounds);
        field("beats", fault.beats);
        break;
      default:
        break;
    }
  }
  if (scenario.pair) text += print_pair(*scenario.pair);
  return text;
}

}  // namespace logscan::gen
