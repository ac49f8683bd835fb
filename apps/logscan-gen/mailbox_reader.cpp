#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "mailbox.h"
#include "scenario_mapping.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

Seconds read_length(Mapping& map) {
  const std::string text = read_word(map, "for", "a span such as 90s, 31m, 1h30m");
  const auto span = parse_span(text);
  if (!span) refuse(map.node(), fmt::format("'{}' is no value of 'for'; write a span such as 90s, 31m, 1h30m", text));
  return *span;
}

std::string read_text(Mapping& map, const std::string& key, const std::string& fallback) {
  return map.get(key, fallback, "a text", [](const std::string& text) { return std::optional<std::string>(text); });
}

DiagFault read_diag_fault(const YAML::Node& node, Time start) {
  Mapping map(node, "a fault of the diag log");
  DiagFault fault;
  fault.line = line_of(node);
  if (!map.find("kind").IsDefined())
    refuse(node, fmt::format("a fault needs 'kind', one of: {}", all_names(kDiagFaultNames)));
  fault.kind = map.choose("kind", fault.kind, kDiagFaultNames);
  fault.at = read_moment(map, "at", start);
  switch (fault.kind) {
    case DiagFaultKind::kHttpFailure:
    case DiagFaultKind::kNoAnswer:
      fault.length = read_length(map);
      fault.every = map.span("every", fault.every);
      fault.request = map.choose("request", fault.request, kRequestNames);
      fault.host = read_text(map, "host", fault.host);
      if (fault.kind == DiagFaultKind::kHttpFailure) fault.status = map.number("status", fault.status);
      break;
    case DiagFaultKind::kThrottling:
      fault.length = read_length(map);
      fault.every = map.span("every", fault.every);
      fault.host = read_text(map, "host", fault.host);
      fault.code = read_text(map, "code", "ErrorServerBusy");
      break;
    case DiagFaultKind::kDropped:
      fault.slots = read_slots(map.find("subscriptions"));
      fault.code = read_text(map, "code", "ErrorReadEventsFailed");
      break;
    case DiagFaultKind::kStaleLoop:
      fault.slots = read_slots(map.find("subscriptions"));
      fault.every = map.span("every", Seconds(960));
      fault.rounds = map.number("rounds", fault.rounds);
      fault.stale_lines = map.choose("stale_lines", fault.stale_lines, kYesNoNames);
      break;
    case DiagFaultKind::kOutstanding:
      fault.length = read_length(map);
      fault.every = map.span("every", fault.every);
      fault.value = map.number("value", fault.value);
      break;
  }
  map.finish();
  return fault;
}

Unstamped read_unstamped(const YAML::Node& node, Time start) {
  Mapping map(node, "a fault of the dump");
  Unstamped fault;
  fault.line = line_of(node);
  if (const std::string kind = read_word(map, "kind", "unstamped"); kind != "unstamped")
    refuse(node, fmt::format("'{}' is no kind of fault of a dump; write unstamped", kind));
  fault.at = read_moment(map, "at", start);
  fault.slots = read_slots(map.find("subscriptions"));
  map.finish();
  return fault;
}

}  // namespace

Diag read_diag(const YAML::Node& node, Time start) {
  Mapping map(node, "the diag log");
  Diag diag;
  diag.rotate_records = map.number("rotate_records", diag.rotate_records);
  diag.rotate_bytes = map.get("rotate_bytes", diag.rotate_bytes, "a size such as 64KiB", parse_size);
  diag.first = map.number("first", diag.first);
  diag.numbers = map.choose("numbers", diag.numbers, kNumbersNames);
  diag.mtimes = map.choose("mtimes", diag.mtimes, kFileTimesNames);
  diag.zone = map.get("zone", diag.zone, "an offset such as \"+0530\"", parse_zone);
  diag.background_per_hour = map.number("background_per_hour", diag.background_per_hour);
  if (const YAML::Node missing = map.find("missing"); missing.IsDefined()) {
    if (!missing.IsSequence()) refuse(missing, "'missing' is a list of files, counted from 0, such as: [3]");
    for (const auto& item : missing) {
      const auto file = parse_number<std::size_t>(text_of(item, "missing"));
      if (!file)
        refuse(item, fmt::format("'{}' is no file; write its place in the log, counted from 0", item.Scalar()));
      diag.missing.push_back(*file);
    }
  }
  if (const YAML::Node faults = map.find("faults"); faults.IsDefined() && !faults.IsNull()) {
    if (!faults.IsSequence())
      refuse(faults, "'faults' is a list such as: [{kind: http-failure, at: +10h, for: 31m, status: 401}]");
    for (const auto& item : faults) diag.faults.push_back(read_diag_fault(item, start));
  }
  map.finish();
  return diag;
}

Dump read_dump(const YAML::Node& node, Time start) {
  Mapping map(node, "the dump");
  Dump dump;
  dump.at = read_moment(map, "at", start);
  dump.layout = map.choose("layout", dump.layout, kDumpLayoutNames);
  dump.first = map.number("first", dump.first);
  dump.reference = map.choose("reference", dump.reference, kYesNoNames);
  if (const YAML::Node faults = map.find("faults"); faults.IsDefined() && !faults.IsNull()) {
    if (!faults.IsSequence()) refuse(faults, "'faults' is a list such as: [{kind: unstamped, at: +10h}]");
    for (const auto& item : faults) dump.faults.push_back(read_unstamped(item, start));
  }
  map.finish();
  return dump;
}

}  // namespace logscan::gen
