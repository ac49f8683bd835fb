#include "capture_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "packet.h"

namespace logscan::gen {

namespace {

using Wrong = std::optional<std::string>;

bool has_node(const Scenario& scenario, const std::string& name) {
  return name.empty() ||
         std::any_of(scenario.nodes.begin(), scenario.nodes.end(), [&](const Node& node) { return node.name == name; });
}

bool is_inner_path(std::string_view path) {
  if (path.empty() || path.front() == '/' || path.back() == '/' || path.size() > 200) return false;
  if (path.find_first_of("\\!\n") != std::string_view::npos) return false;
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find('/', begin), path.size());
    const std::string_view part = path.substr(begin, end - begin);
    if (part.empty() || part == "." || part == "..") return false;
    begin = end + 1;
  }
  return true;
}

Wrong wrong_in_capture(const Scenario& scenario, const Capture& capture) {
  if (!is_inner_path(capture.file))
    return fmt::format("'{}' is no path in the bundle; write one such as cuc1/trace.cap", capture.file);
  if (!has_node(scenario, capture.node)) return fmt::format("there is no node '{}' in 'nodes'", capture.node);
  if (capture.snaplen < 64 || capture.snaplen > 262'144) return "'snaplen' is a number from 64 to 262144";
  const Time from = capture.from.value_or(scenario.start);
  const Time to = capture.to.value_or(scenario.end());
  if (from < scenario.start || to > scenario.end() || from >= to) {
    return fmt::format("'from' and 'to' must follow each other in the case, which runs from {} to {}",
                       format_time(scenario.start), format_time(scenario.end()));
  }
  const std::uint32_t half = 500'000;
  if (capture.disorder.millionths > half || capture.loss.millionths > half || capture.retransmit.millionths > half)
    return "'disorder', 'loss' and 'retransmit' must be at most 0.5";
  if (capture.noise.millionths > 950'000) return "'noise' must be at most 0.95";
  if (capture.clock_offset > std::chrono::days(1) || capture.clock_offset < -std::chrono::days(1))
    return "'clock_offset' must be at most one day";
  if (capture.rotate > 0 && capture.rotate < 4096) return "'rotate' must be at least 4KiB";
  if (capture.first > 0 && capture.rotate == 0) return "'first' belongs to 'rotate'";
  return std::nullopt;
}

Wrong wrong_in_fault(const Scenario& scenario, const WireFault& fault) {
  if (!has_node(scenario, fault.node)) return fmt::format("there is no node '{}' in 'nodes'", fault.node);
  for (const Node& node : scenario.nodes) {
    if (!fault.node.empty() && node.name != fault.node) continue;
    if (!fault.slots.empty() && fault.slots.back() >= node.subscriptions) {
      return fmt::format("subscription {} does not exist: node {} has {}, counted from 0", fault.slots.back(),
                         node.name, node.subscriptions);
    }
  }
  if (fault.at < scenario.start || fault.at >= scenario.end()) {
    return fmt::format("'at' lies outside the case, which runs from {} to {}", format_time(scenario.start),
                       format_time(scenario.end()));
  }
  const bool once = fault.kind == WireFaultKind::kUnsubscribe || fault.kind == WireFaultKind::kDropped;
  if (!once && fault.length <= Seconds(0)) return "'for' is missing; write a span such as 20m";
  if (fault.kind == WireFaultKind::kSlow && (fault.after < Seconds(6) || fault.after > Seconds(25)))
    return "'after' must be from 6s to 25s: Exchange waits 30 s, and below 5 s nothing is slow";
  if ((fault.kind == WireFaultKind::kProxy || fault.kind == WireFaultKind::kSharedAddress)) {
    if (!parse_address(fault.address)) return fmt::format("'{}' is no address", fault.address);
    if (std::find(scenario.servers.begin(), scenario.servers.end(), fault.address) != scenario.servers.end())
      return fmt::format("'{}' stands in 'exchange' as well; write another 'address'", fault.address);
  }
  return std::nullopt;
}

// Kinds that make the same finding have the same number.
int finding_of(WireFaultKind kind) {
  return static_cast<int>(kind == WireFaultKind::kSharedAddress ? WireFaultKind::kProxy : kind);
}

}  // namespace

WireReach reach_of(const Scenario& scenario, const WireFault& fault) {
  const Seconds margin = Minutes(6);
  // The last attempt, and the notification that follows an attempt which was answered.
  return {fault.at - margin, fault.at + fault.length + Seconds(240) + scenario.cadence + scenario.jitter + margin};
}

std::string place_of(const Scenario& scenario, const WireFault& fault) {
  if (fault.line > 0) return fmt::format("line {}", fault.line);
  return fmt::format("wire fault {}", &fault - scenario.wire.data() + 1);
}

std::optional<std::string> wrong_in_captures(const Scenario& scenario) {
  if (scenario.captures.empty())
    return scenario.wire.empty() ? Wrong() : Wrong("'wire' is what captures show; give 'captures'");
  if (scenario.nodes.empty()) return "'captures' belong to 'nodes'";
  if (scenario.nodes.size() > 200) return "with 'captures' there are at most 200 nodes";
  // A quarter of the answers would be slow, and whether the rule about slow answers sees it, hangs on the draw.
  if (scenario.order == LineOrder::kCompletion) return "'captures' need 'order: arrival'";
  for (const std::string& server : scenario.servers) {
    if (!parse_address(server)) return fmt::format("'{}' in 'exchange' is no address that a packet could have", server);
  }
  std::set<std::string> files;
  std::uint64_t seconds = 0;
  for (std::size_t i = 0; i < scenario.captures.size(); ++i) {
    const Capture& capture = scenario.captures[i];
    const std::string place =
        capture.line > 0 ? fmt::format("line {}", capture.line) : fmt::format("capture {}", i + 1);
    if (const Wrong wrong = wrong_in_capture(scenario, capture)) return fmt::format("{}: {}", place, *wrong);
    if (!files.insert(capture.file).second)
      return fmt::format("{}: '{}' is the file of another capture", place, capture.file);
    seconds += static_cast<std::uint64_t>(
        (capture.to.value_or(scenario.end()) - capture.from.value_or(scenario.start)).count());
  }
  std::uint64_t most = scenario.other_requests_per_hour;
  for (const Node& node : scenario.nodes)
    most = std::max(most, scenario.other_requests_per_hour +
                              node.subscriptions * 3600 / static_cast<std::uint64_t>(scenario.cadence.count()));
  if (seconds * most / 3600 > 200'000)
    return "the captures hold more than 200000 requests; make them shorter, or use --capture for one large capture";
  for (const WireFault& fault : scenario.wire) {
    if (const Wrong wrong = wrong_in_fault(scenario, fault))
      return fmt::format("{}: {}", place_of(scenario, fault), *wrong);
  }
  for (std::size_t i = 0; i < scenario.wire.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const WireFault& fault = scenario.wire[i];
      const WireFault& other = scenario.wire[j];
      if (fault.node.empty() || other.node.empty() || fault.node == other.node) {
        if (finding_of(fault.kind) == finding_of(other.kind))
          return fmt::format(
              "{}: this '{}' and the '{}' of {} make one finding or two, which nobody can say; put them on two nodes",
              place_of(scenario, fault), name_of(fault.kind), name_of(other.kind), place_of(scenario, other));
      }
    }
  }
  return std::nullopt;
}

}  // namespace logscan::gen
