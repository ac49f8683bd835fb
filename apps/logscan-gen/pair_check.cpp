#include "pair_check.h"

#include <fmt/format.h>

#include <algorithm>

namespace logscan::gen {

namespace {

using std::chrono::hours;

// A reboot up to 30 min after a failover is taken for its cause, so the next fault must be farther away.
constexpr Seconds kApart = Minutes(35);
constexpr Seconds kServiceDelay{90};

bool is_label(std::string_view name) {
  return !name.empty() && name.size() <= 63 && name.front() != '-' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

bool is_domain(std::string_view name) {
  return !name.empty() && name.size() <= 200 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  });
}

bool is_service(std::string_view name) {
  return !name.empty() && name.size() <= 100 && std::all_of(name.begin(), name.end(), [](char c) {
    return c >= ' ' && c < 0x7f && c != '[' && c != ']' && c != '"' && c != ':' && c != '#';
  });
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

std::optional<std::string> wrong_service(const PairFault& fault) {
  if (!is_service(fault.service)) return "'service' is a name such as Cisco XCP Router, without brackets and colons";
  if (!fault.back) return std::nullopt;
  const Seconds back = *fault.back;
  if (back < Seconds(10) || (back > kServiceDelay - Seconds(10) && back < Minutes(3)))
    return "'back' is from 10s to 80s, which prevents the failover, or at least 3m";
  return std::nullopt;
}

std::optional<std::string> wrong_fallback(const PairFault& fault, Seconds earliest) {
  if (!fault.fallback || *fault.fallback >= earliest) return std::nullopt;
  return fmt::format("'fallback' must be at least {}s after the beginning", earliest.count());
}

std::optional<std::string> wrong_in_fault(const Pair& pair, const PairFault& fault) {
  if (fault.node > 1) return "the pair has two nodes";
  switch (fault.kind) {
    case PairFaultKind::kServiceDeath:
      if (const auto wrong = wrong_service(fault)) return wrong;
      if (fault.fallback && (!fault.back || *fault.back < kServiceDelay))
        return "'fallback' needs a failover and a service that is 'back' after it";
      return wrong_fallback(fault, fault.back.value_or(Seconds(0)) + Minutes(1));
    case PairFaultKind::kFlapping:
      if (const auto wrong = wrong_service(fault)) return wrong;
      if (fault.deaths < 2 || fault.deaths > 50) return "'deaths' is a number from 2 to 50";
      if (!fault.back || !fault.fallback || *fault.back < kServiceDelay) return "'back' and 'fallback' are at least 3m";
      if (fault.every < *fault.fallback + Minutes(10)) return "'every' must be 10m longer than 'fallback'";
      return wrong_fallback(fault, *fault.back + Minutes(1));
    case PairFaultKind::kNetworkSplit:
      if (fault.length < Seconds(40) || fault.length > hours(12)) return "'for' is from 40s to 12h";
      return std::nullopt;
    case PairFaultKind::kReboot:
      if (fault.length < Minutes(2) || fault.length > hours(12)) return "'for' is from 2m to 12h";
      return wrong_fallback(fault, fault.length + Minutes(5));
    case PairFaultKind::kAdminFailover:
      if (!fault.fallback) return "'fallback' is missing; write a span such as 30m";
      return wrong_fallback(fault, Minutes(5));
    case PairFaultKind::kSlowNetwork: {
      if (fault.pauses.empty() || fault.pauses.size() > 50) return "'pauses' holds 1 to 50 spans";
      Seconds longest{0};
      for (const Seconds pause : fault.pauses) {
        if (pause < Seconds(40) || pause > Minutes(10)) return "a pause is from 40s to 10m";
        longest = std::max(longest, pause);
      }
      if (fault.every < longest + Minutes(2)) return "'every' must be 2m longer than the longest pause";
      return wrong_fallback(fault,
                            fault.every * static_cast<std::int64_t>(fault.pauses.size() - 1) + longest + Minutes(2));
    }
    case PairFaultKind::kHostFreeze:
      if (pair.trace != TraceLevel::kDebug)
        return "a freeze needs 'trace: debug': no log would be dense enough to show it";
      if (fault.length < Seconds(45) || fault.length > hours(12)) return "'for' is from 45s to 12h";
      return wrong_fallback(fault, fault.length + Minutes(3));
    case PairFaultKind::kTraceLevel:
      if (pair.trace != TraceLevel::kDebug) return "the trace level is 'info' from the start";
      if (pair.rotate > 0) return "a lowered trace level needs one log, without 'rotate'";
      return std::nullopt;
    case PairFaultKind::kMaintenance:
      if (fault.length < Minutes(2) || fault.length > hours(12)) return "'for' is from 2m to 12h";
      return std::nullopt;
  }
  return std::nullopt;
}

// After it the pair is another than before.
bool lasts(const Pair& pair, const PairFault& fault) {
  switch (fault.kind) {
    case PairFaultKind::kServiceDeath:
      return !fault.back || (*fault.back > kServiceDelay && !fault.fallback);
    case PairFaultKind::kSlowNetwork:
      return !fault.fallback && std::any_of(fault.pauses.begin(), fault.pauses.end(),
                                            [&](Seconds pause) { return pause >= pair.timeout; });
    case PairFaultKind::kHostFreeze:
      return !fault.fallback && fault.length + pair.interval >= pair.timeout;
    case PairFaultKind::kReboot:
      return !fault.fallback;
    case PairFaultKind::kTraceLevel:
      return true;
    case PairFaultKind::kMaintenance:
      return fault.afterwards == Afterwards::kDisabled;
    case PairFaultKind::kNetworkSplit:
    case PairFaultKind::kAdminFailover:
    case PairFaultKind::kFlapping:
      return false;
  }
  return false;
}

std::optional<std::string> wrong_in_values(const Scenario& scenario) {
  const Pair& pair = *scenario.pair;
  for (const std::string& name : pair.nodes) {
    if (!is_label(name))
      return fmt::format("'{}' is no node name of the pair; write a short host name in lower case such as imp1", name);
  }
  if (pair.nodes[0] == pair.nodes[1]) return "the two nodes of the pair have one name";
  for (const Node& node : scenario.nodes) {
    const std::string name = lower(node.name.substr(0, node.name.find('.')));
    if (name == pair.nodes[0] || name == pair.nodes[1])
      return fmt::format("the node '{}' stands in 'nodes' and in 'pair'", node.name);
  }
  if (!is_domain(pair.domain)) return fmt::format("'{}' is no domain; write one such as example.com", pair.domain);
  if (pair.zone < hours(-14) || pair.zone > hours(14)) return "the pair's 'zone' is at most 14 hours from UTC";
  if (pair.interval < Seconds(5) || pair.interval > Seconds(15)) return "'interval' is from 5s to 15s";
  if (pair.timeout < Seconds(60) || pair.timeout > Seconds(120)) return "'timeout' is from 60s to 120s";
  // Fewer records are not dense enough to tell that a log goes on while a heartbeat is missing.
  if (pair.filler_per_minute < 6 || pair.filler_per_minute > 6000) return "'filler_per_minute' is from 6 to 6000";
  if (pair.rotate > 0 && pair.rotate < 4096) return "'rotate' is at least 4KiB";
  if (pair.rotate > 0 && pair.trace == TraceLevel::kInfo) return "'trace: info' needs one log, without 'rotate'";
  const auto minutes = static_cast<std::uint64_t>(scenario.length.count()) / 60;
  if (minutes * (pair.filler_per_minute + 24) * 2 > 20'000'000)
    return "the pair has more than 20 million lines; make the case shorter";
  return std::nullopt;
}

}  // namespace

std::string place_of(const Pair& pair, const PairFault& fault) {
  if (fault.line > 0) return fmt::format("line {}", fault.line);
  return fmt::format("fault {} of the pair", &fault - pair.faults.data() + 1);
}

Seconds reach_of(const PairFault& fault) {
  const Seconds given_back = fault.fallback.value_or(Seconds(0)) + Minutes(1);
  switch (fault.kind) {
    case PairFaultKind::kServiceDeath:
      return std::max({given_back, fault.back.value_or(Seconds(0)), Seconds(Minutes(3))});
    case PairFaultKind::kFlapping:
      return fault.every * static_cast<std::int64_t>(fault.deaths - 1) + given_back;
    case PairFaultKind::kNetworkSplit:
      return fault.length + Minutes(4);
    case PairFaultKind::kReboot:
      return std::max<Seconds>(given_back, fault.length + Minutes(3));
    case PairFaultKind::kAdminFailover:
      return given_back;
    case PairFaultKind::kSlowNetwork:
      return std::max<Seconds>(given_back, fault.every * static_cast<std::int64_t>(fault.pauses.size() - 1) +
                                               fault.pauses.back() + Minutes(2));
    case PairFaultKind::kHostFreeze:
      return std::max<Seconds>(given_back, fault.length + Minutes(3));
    case PairFaultKind::kTraceLevel:
      return Seconds(0);
    case PairFaultKind::kMaintenance:
      return fault.length + Minutes(17);
  }
  return Seconds(0);
}

std::optional<std::string> wrong_in_pair(const Scenario& scenario) {
  const Pair& pair = *scenario.pair;
  if (const auto wrong = wrong_in_values(scenario)) return wrong;
  for (const PairFault& fault : pair.faults) {
    if (const auto wrong = wrong_in_fault(pair, fault)) return fmt::format("{}: {}", place_of(pair, fault), *wrong);
    if (fault.at < scenario.start + Minutes(10) || fault.at + reach_of(fault) + Minutes(10) > scenario.end()) {
      return fmt::format("{}: the fault and 10 min before and after it must lie within the case, from {} to {}",
                         place_of(pair, fault), format_time(scenario.start), format_time(scenario.end()));
    }
  }
  for (const PairFault& first : pair.faults) {
    for (const PairFault& second : pair.faults) {
      if (&first == &second || first.at > second.at || (first.at == second.at && &first > &second)) continue;
      const std::string places = fmt::format("{}: this '{}' and the '{}' of {}", place_of(pair, second),
                                             name_of(second.kind), name_of(first.kind), place_of(pair, first));
      if (second.at < first.at + reach_of(first) + kApart)
        return places + " are less than 35 min apart, so that nobody can tell their traces from each other; move one";
      if (lasts(pair, first))
        return places + ": what comes after that cannot be told; give it a 'fallback' or put it last";
    }
  }
  return std::nullopt;
}

}  // namespace logscan::gen
