#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "capture_check.h"
#include "cluster_check.h"
#include "mailbox_check.h"
#include "pair_check.h"
#include "scenario.h"

namespace logscan::gen {

namespace {

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

// What only the wire shows stands apart from all that moves a notification.
std::optional<std::string> wrong_beside_wire(const Scenario& scenario) {
  for (std::size_t i = 0; i < scenario.wire.size(); ++i) {
    const WireFault& fault = scenario.wire[i];
    const WireReach reach = reach_of(scenario, fault);
    const auto touches = [&](const std::string& node, Time from, Time to) {
      return (fault.node.empty() || node.empty() || fault.node == node) && reach.from < to && from < reach.to;
    };
    const auto message = [&](std::string_view other, const std::string& place) {
      return fmt::format("{}: this '{}' and the '{}' of {} touch, so that nobody can say which one did what; move one",
                         place_of(scenario, fault), name_of(fault.kind), other, place);
    };
    for (const Fault& other : scenario.faults) {
      if (other.kind == FaultKind::kDropDay || other.kind == FaultKind::kCut) continue;
      const auto theirs = reach_of(scenario, other);
      if (theirs && touches(other.node, theirs->from, theirs->to))
        return message(name_of(other.kind), place_of(scenario, other));
    }
    for (std::size_t j = 0; j < i; ++j) {
      const WireFault& other = scenario.wire[j];
      const WireReach theirs = reach_of(scenario, other);
      if (touches(other.node, theirs.from, theirs.to)) return message(name_of(other.kind), place_of(scenario, other));
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
  if (scenario.nodes.empty() && !scenario.pair && !scenario.cluster)
    return "there is no node; give 'nodes', 'pair' or 'cluster'";
  if (scenario.nodes.empty() && !scenario.faults.empty())
    return "'faults' belong to 'nodes'; those of the pair stand in 'pair', of the cluster in 'cluster'";
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

Status check_scenario(const Scenario& scenario) {
  if (const auto wrong = wrong_in_scenario(scenario)) return Error{ErrorCode::kUsage, *wrong};
  for (const Fault& fault : scenario.faults) {
    if (const auto wrong = wrong_in_fault(scenario, fault)) {
      return Error{ErrorCode::kUsage, fmt::format("{}: {}", place_of(scenario, fault), *wrong)};
    }
  }
  if (const auto wrong = wrong_in_mailboxes(scenario)) return Error{ErrorCode::kUsage, *wrong};
  if (scenario.pair) {
    if (const auto wrong = wrong_in_pair(scenario)) return Error{ErrorCode::kUsage, *wrong};
  }
  if (scenario.cluster) {
    if (const auto wrong = wrong_in_cluster(scenario)) return Error{ErrorCode::kUsage, *wrong};
  }
  if (const auto wrong = wrong_in_captures(scenario)) return Error{ErrorCode::kUsage, *wrong};
  if (const auto wrong = wrong_beside_wire(scenario)) return Error{ErrorCode::kUsage, *wrong};
  if (const auto wrong = wrong_between_faults(scenario)) return Error{ErrorCode::kUsage, *wrong};
  return {};
}

}  // namespace logscan::gen
