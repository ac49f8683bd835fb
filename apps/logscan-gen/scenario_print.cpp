#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenario.h"
#include "scenario_words.h"

namespace logscan::gen {

std::string_view name_of(FaultKind kind) { return name_in(kFaultNames, kind); }

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
