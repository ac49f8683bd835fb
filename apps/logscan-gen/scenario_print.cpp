#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenario.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

std::string print_span(Seconds seconds) { return fmt::format("{}s", seconds.count()); }

// Between single quotes, in which only they are doubled.
std::string print_text(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

std::string print_slots(const std::vector<std::size_t>& slots) {
  return slots.empty() ? "all" : fmt::format("[{}]", fmt::join(slots, ", "));
}

std::string print_diag(const Diag& diag) {
  std::string text = "    diag:\n";
  const auto add = [&text](std::string_view key, const auto& value) {
    text += fmt::format("      {}: {}\n", key, value);
  };
  if (diag.rotate_records > 0) add("rotate_records", diag.rotate_records);
  if (diag.rotate_bytes > 0) add("rotate_bytes", diag.rotate_bytes);
  add("first", diag.first);
  add("numbers", name_in(kNumbersNames, diag.numbers));
  if (!diag.missing.empty()) add("missing", fmt::format("[{}]", fmt::join(diag.missing, ", ")));
  add("mtimes", name_in(kFileTimesNames, diag.mtimes));
  add("zone", fmt::format("\"{}\"", format_zone(diag.zone)));
  add("background_per_hour", diag.background_per_hour);
  if (!diag.faults.empty()) text += "      faults:\n";
  for (const DiagFault& fault : diag.faults) {
    const auto field = [&text](std::string_view key, const auto& value) {
      text += fmt::format("          {}: {}\n", key, value);
    };
    text += fmt::format("        - kind: {}\n", name_of(fault.kind));
    field("at", format_time(fault.at));
    switch (fault.kind) {
      case DiagFaultKind::kHttpFailure:
      case DiagFaultKind::kNoAnswer:
        field("for", print_span(fault.length));
        field("every", print_span(fault.every));
        field("request", name_in(kRequestNames, fault.request));
        field("host", fault.host);
        if (fault.kind == DiagFaultKind::kHttpFailure) field("status", fault.status);
        break;
      case DiagFaultKind::kThrottling:
        field("for", print_span(fault.length));
        field("every", print_span(fault.every));
        field("host", fault.host);
        field("code", fault.code);
        break;
      case DiagFaultKind::kDropped:
        field("subscriptions", print_slots(fault.slots));
        field("code", fault.code);
        break;
      case DiagFaultKind::kStaleLoop:
        field("subscriptions", print_slots(fault.slots));
        field("every", print_span(fault.every));
        field("rounds", fault.rounds);
        field("stale_lines", name_in(kYesNoNames, fault.stale_lines));
        break;
      case DiagFaultKind::kOutstanding:
        field("for", print_span(fault.length));
        field("every", print_span(fault.every));
        field("value", fault.value);
        break;
    }
  }
  return text;
}

std::string print_dump(const Dump& dump) {
  std::string text = fmt::format("    dump:\n      at: {}\n      layout: {}\n      first: {}\n      reference: {}\n",
                                 format_time(dump.at), name_in(kDumpLayoutNames, dump.layout), dump.first,
                                 name_in(kYesNoNames, dump.reference));
  if (!dump.faults.empty()) text += "      faults:\n";
  for (const Unstamped& fault : dump.faults)
    text += fmt::format("        - {{kind: unstamped, at: {}, subscriptions: {}}}\n", format_time(fault.at),
                        print_slots(fault.slots));
  return text;
}

std::string print_node(const Node& node) {
  if (!node.diag && !node.dump)
    return fmt::format("  - {{name: {}, subscriptions: {}}}\n", node.name, node.subscriptions);
  std::string text = fmt::format("  - name: {}\n    subscriptions: {}\n", node.name, node.subscriptions);
  if (node.diag) text += print_diag(*node.diag);
  if (node.dump) text += print_dump(*node.dump);
  return text;
}

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

std::string print_cluster(const Cluster& cluster) {
  std::string text = "cluster:\n  nodes:\n";
  for (const ClusterNode& node : cluster.nodes)
    text += fmt::format("    - {{name: {}, product: {}, up: {}}}\n", node.name, name_in(kProductNames, node.product),
                        print_span(node.up));
  const auto add = [&text](std::string_view key, const auto& value) { text += fmt::format("  {}: {}\n", key, value); };
  add("domain", cluster.domain);
  add("version", cluster.version);
  add("zone", name_in(kClockZoneNames, cluster.zone));
  add("ha", name_in(kHighAvailabilityNames, cluster.ha));
  add("ha_status", name_in(kHaStatusNames, cluster.ha_status));
  add("services", name_in(kServiceFormNames, cluster.services));
  add("replication", name_in(kReplicationFormNames, cluster.replication));
  if (!cluster.faults.empty()) text += "  faults:\n";
  for (const ClusterFault& fault : cluster.faults) {
    const auto field = [&text](std::string_view key, const auto& value) {
      text += fmt::format("      {}: {}\n", key, value);
    };
    text += fmt::format("    - kind: {}\n", name_of(fault.kind));
    if (fault.kind != ClusterFaultKind::kAxlAccount) field("node", cluster.nodes[fault.node].name);
    switch (fault.kind) {
      case ClusterFaultKind::kServiceStopped:
      case ClusterFaultKind::kServiceNotRunning:
      case ClusterFaultKind::kServiceStarting:
      case ClusterFaultKind::kServiceNotActivated:
        field("service", fault.service);
        break;
      case ClusterFaultKind::kReplication:
        field("state", fault.state);
        break;
      case ClusterFaultKind::kCoreDump:
        field("process", fault.process);
        field("ago", print_span(fault.ago));
        break;
      case ClusterFaultKind::kVersion:
        field("version", fault.version);
        break;
      case ClusterFaultKind::kDiagnose:
        field("module", fault.module);
        field("result", print_text(fault.result));
        break;
      case ClusterFaultKind::kAxlAccount:
        field("account", name_in(kAccountNames, fault.account));
        break;
      case ClusterFaultKind::kSubscriberStarting:
      case ClusterFaultKind::kNtp:
      case ClusterFaultKind::kUnauthenticated:
      case ClusterFaultKind::kMonitorDisabled:
      case ClusterFaultKind::kSubclusterNull:
      case ClusterFaultKind::kSubclusterOther:
      case ClusterFaultKind::kNotInServerList:
      case ClusterFaultKind::kListenerMissing:
        break;
    }
  }
  return text;
}

std::string print_share(Share share) {
  if (share.millionths == 1'000'000) return "1";
  return fmt::format("0.{:06}", share.millionths);
}

std::string print_captures(const Scenario& scenario) {
  std::string text = scenario.captures.empty() ? "" : "captures:\n";
  const auto field = [&text](std::string_view key, const auto& value) {
    text += fmt::format("    {}: {}\n", key, value);
  };
  for (const Capture& capture : scenario.captures) {
    text += fmt::format("  - file: \"{}\"\n", capture.file);
    if (!capture.node.empty()) field("node", capture.node);
    field("format", name_in(kCaptureFormatNames, capture.format));
    field("link", name_in(kLinkNames, capture.link));
    field("snaplen", capture.snaplen);
    field("persistent", name_in(kYesNoNames, capture.persistent));
    if (capture.from) field("from", format_time(*capture.from));
    if (capture.to) field("to", format_time(*capture.to));
    field("split", name_in(kYesNoNames, capture.split));
    field("disorder", print_share(capture.disorder));
    field("loss", print_share(capture.loss));
    field("retransmit", print_share(capture.retransmit));
    field("duplicate", name_in(kYesNoNames, capture.duplicate));
    field("noise", print_share(capture.noise));
    field("clock_offset", print_span(capture.clock_offset));
    field("one_way", name_in(kYesNoNames, capture.one_way));
    if (capture.rotate > 0) field("rotate", capture.rotate);
    if (capture.first > 0) field("first", capture.first);
  }
  if (!scenario.wire.empty()) text += "wire:\n";
  for (const WireFault& fault : scenario.wire) {
    text += fmt::format("  - kind: {}\n", name_of(fault.kind));
    field("at", format_time(fault.at));
    if (!fault.node.empty()) field("node", fault.node);
    if (!fault.slots.empty()) field("subscriptions", print_slots(fault.slots));
    if (fault.length > Seconds(0)) field("for", print_span(fault.length));
    switch (fault.kind) {
      case WireFaultKind::kUnanswered:
      case WireFaultKind::kRefused:
      case WireFaultKind::kNoHandshake:
        field("ladder", name_in(kLadderNames, fault.ladder));
        break;
      case WireFaultKind::kSlow:
        field("after", print_span(fault.after));
        break;
      case WireFaultKind::kProxy:
      case WireFaultKind::kSharedAddress:
        field("address", fmt::format("\"{}\"", fault.address));
        break;
      case WireFaultKind::kUnsubscribe:
      case WireFaultKind::kDropped:
        break;
    }
  }
  return text;
}

}  // namespace

std::string_view name_of(WireFaultKind kind) { return name_in(kWireFaultNames, kind); }

std::string_view name_of(FaultKind kind) { return name_in(kFaultNames, kind); }

std::string_view name_of(DiagFaultKind kind) { return name_in(kDiagFaultNames, kind); }

std::string_view name_of(ClusterFaultKind kind) { return name_in(kClusterFaultNames, kind); }

std::string_view name_of(PairFaultKind kind) { return name_in(kPairFaultNames, kind); }

std::string print_scenario(const Scenario& scenario) {
  std::string text;
  const auto add = [&text](std::string_view key, const auto& value) { text += fmt::format("{}: {}\n", key, value); };
  add("seed", scenario.seed);
  add("start", format_time(scenario.start));
  add("length", print_span(scenario.length));
  if (!scenario.nodes.empty()) text += "nodes:\n";
  for (const Node& node : scenario.nodes) text += print_node(node);
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
  text += print_captures(scenario);
  if (scenario.pair) text += print_pair(*scenario.pair);
  if (scenario.cluster) text += print_cluster(*scenario.cluster);
  return text;
}

}  // namespace logscan::gen
