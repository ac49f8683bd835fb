#include "mailbox_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "mailbox_lines.h"

namespace logscan::gen {

namespace {

using Wrong = std::optional<std::string>;

// From the first to the last record.
Seconds reach_of(const DiagFault& fault) {
  switch (fault.kind) {
    case DiagFaultKind::kDropped:
      return Seconds(0);
    case DiagFaultKind::kStaleLoop:
      return fault.every * static_cast<std::int64_t>(fault.rounds);
    case DiagFaultKind::kOutstanding:
      return fault.length + fault.every;
    case DiagFaultKind::kHttpFailure:
    case DiagFaultKind::kNoAnswer:
    case DiagFaultKind::kThrottling:
      break;
  }
  return fault.length;
}

bool is_host(std::string_view name) {
  return !name.empty() && name.size() <= 253 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

bool is_code(std::string_view code) {
  return code.size() > 5 && code.size() <= 80 && code.substr(0, 5) == "Error" &&
         std::all_of(code.begin(), code.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); });
}

Wrong wrong_slots(const Node& node, const std::vector<std::size_t>& slots) {
  if (slots.empty() || slots.back() < node.subscriptions) return std::nullopt;
  return fmt::format("subscription {} does not exist: node {} has {}, counted from 0", slots.back(), node.name,
                     node.subscriptions);
}

bool share_slots(const std::vector<std::size_t>& a, const std::vector<std::size_t>& b) {
  if (a.empty() || b.empty()) return true;
  return std::any_of(a.begin(), a.end(),
                     [&](std::size_t slot) { return std::binary_search(b.begin(), b.end(), slot); });
}

Wrong wrong_in_fault(const Scenario& scenario, const Node& node, const DiagFault& fault) {
  if (fault.every < Seconds(1)) return "'every' must be at least 1s";
  if (fault.rounds < 1 || fault.rounds > 100'000) return "'rounds' is a number from 1 to 100000";
  if (fault.at < scenario.start || fault.at + reach_of(fault) > scenario.end()) {
    return fmt::format("it lies outside the case, which runs from {} to {}", format_time(scenario.start),
                       format_time(scenario.end()));
  }
  switch (fault.kind) {
    case DiagFaultKind::kHttpFailure:
      if (fault.status < 300 || fault.status > 599) return "'status' is a number from 300 to 599";
      [[fallthrough]];
    case DiagFaultKind::kNoAnswer:
    case DiagFaultKind::kThrottling:
      if (fault.length <= Seconds(0)) return "'for' must be longer than 0 s";
      if (!is_host(fault.host))
        return fmt::format("'{}' is no host; write a name such as mail.example.com", fault.host);
      if (fault.kind == DiagFaultKind::kThrottling && !is_code(fault.code))
        return fmt::format("'{}' is no code of Exchange; write one such as ErrorServerBusy", fault.code);
      break;
    case DiagFaultKind::kDropped:
      if (!is_code(fault.code))
        return fmt::format("'{}' is no code of Exchange; write one such as ErrorReadEventsFailed", fault.code);
      return wrong_slots(node, fault.slots);
    case DiagFaultKind::kStaleLoop:
      if (fault.every < Minutes(1)) return "'every' must be at least 1m";
      if (fault.stale_lines && node.diag->mtimes == FileTimes::kLost)
        return "a stale line tells a date, so nothing would be lost; give 'stale_lines: no'";
      return wrong_slots(node, fault.slots);
    case DiagFaultKind::kOutstanding:
      if (fault.every > Minutes(5)) return "'every' must be at most 5m";
      break;
  }
  return std::nullopt;
}

// Faults that nobody could tell apart.
Wrong wrong_between(const DiagFault& a, const DiagFault& b) {
  const bool apart = a.at > b.at + reach_of(b) + Minutes(30) || b.at > a.at + reach_of(a) + Minutes(30);
  if (a.kind != b.kind) return std::nullopt;
  switch (a.kind) {
    case DiagFaultKind::kThrottling:
      if (a.code == b.code && a.host != b.host) return "one code is told of one host only; write the same 'host'";
      break;
    case DiagFaultKind::kDropped:
      if (share_slots(a.slots, b.slots)) return "a subscription is dropped once; name other 'subscriptions'";
      break;
    case DiagFaultKind::kStaleLoop:
      if (!apart && share_slots(a.slots, b.slots)) return "keep them 30m apart, or name other 'subscriptions'";
      break;
    case DiagFaultKind::kOutstanding:
      if (!apart) return "keep them 30m apart";
      break;
    case DiagFaultKind::kHttpFailure:
    case DiagFaultKind::kNoAnswer:
      break;
  }
  return std::nullopt;
}

std::string place_of(int line, std::size_t number, std::string_view whole, const Node& node) {
  return line > 0 ? fmt::format("line {}", line)
                  : fmt::format("fault {} of the {} of {}", number + 1, whole, node.name);
}

Wrong wrong_in_diag(const Scenario& scenario, const Node& node) {
  const Diag& diag = *node.diag;
  const std::string log = "the diag log of " + node.name + ": ";
  if (diag.rotate_records > 0 && diag.rotate_bytes > 0) return log + "give one of 'rotate_records' and 'rotate_bytes'";
  if (diag.rotate_bytes > 0 && diag.rotate_bytes < 1024) return log + "'rotate_bytes' must be at least 1KiB";
  if (diag.first > 99'000'000) return log + "'first' must be at most 99000000";
  // With fewer the log could be silent for an hour, and then for a day as well.
  if (diag.background_per_hour < 3 || diag.background_per_hour > 36'000)
    return log + "'background_per_hour' is a number from 3 to 36000";
  if (diag.zone != Minutes(0) && diag.mtimes == FileTimes::kKept) {
    const bool told = node.dump && node.dump->layout == DumpLayout::kCli && node.dump->reference;
    if (!told)
      return log + "nothing tells its zone; give a dump with 'layout: cli' and 'reference: yes', or leave out 'zone'";
  }
  std::uint64_t records = diag.background_per_hour * static_cast<std::uint64_t>(scenario.length.count()) / 3600;
  for (std::size_t i = 0; i < diag.faults.size(); ++i) {
    const DiagFault& fault = diag.faults[i];
    const std::string place = place_of(fault.line, i, "diag log", node);
    if (const Wrong wrong = wrong_in_fault(scenario, node, fault)) return place + ": " + *wrong;
    for (std::size_t j = 0; j < i; ++j) {
      const Wrong wrong = wrong_between(diag.faults[j], fault);
      if (wrong)
        return fmt::format("{}: this '{}' and the one of {}: {}", place, name_of(fault.kind),
                           place_of(diag.faults[j].line, j, "diag log", node), *wrong);
    }
    const std::uint64_t slots = fault.slots.empty() ? node.subscriptions : fault.slots.size();
    records += static_cast<std::uint64_t>(reach_of(fault) / fault.every) + 2 * slots * fault.rounds;
  }
  if (records > 5'000'000) return log + "it has more than 5 million records; make it shorter, or use --diag-log";
  return std::nullopt;
}

Wrong wrong_in_dump(const Scenario& scenario, const Node& node) {
  const Dump& dump = *node.dump;
  const std::string table = "the dump of " + node.name + ": ";
  if (dump.at <= scenario.start || dump.at > scenario.end()) {
    return table + fmt::format("'at' lies outside the case, which runs from {} to {}", format_time(scenario.start),
                               format_time(scenario.end()));
  }
  const Minutes zone = node.diag ? node.diag->zone : Minutes(0);
  if (dump.layout == DumpLayout::kRoot && zone != Minutes(0))
    return table + "'layout: root' cannot tell a zone; leave out the 'zone' of the diag log";
  if (zone_name(zone).empty())
    return table + fmt::format("no zone has the offset {} for ever; write another 'zone'", format_zone(zone));
  for (std::size_t i = 0; i < dump.faults.size(); ++i) {
    const Unstamped& fault = dump.faults[i];
    const std::string place = place_of(fault.line, i, "dump", node);
    if (fault.at < scenario.start || fault.at > dump.at)
      return place + ": 'at' lies outside the case or after the dump";
    if (const Wrong wrong = wrong_slots(node, fault.slots)) return place + ": " + *wrong;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_in_mailboxes(const Scenario& scenario) {
  for (const Node& node : scenario.nodes) {
    if (node.diag) {
      if (const Wrong wrong = wrong_in_diag(scenario, node)) return wrong;
    }
    if (node.dump) {
      if (const Wrong wrong = wrong_in_dump(scenario, node)) return wrong;
    }
  }
  return std::nullopt;
}

}  // namespace logscan::gen
