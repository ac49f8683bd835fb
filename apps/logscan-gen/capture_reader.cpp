#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <cmath>

#include "capture.h"
#include "scenario_mapping.h"
#include "scenario_words.h"

namespace logscan::gen {

namespace {

std::optional<Share> parse_share(std::string_view text) {
  const auto value = parse_number<double>(text);
  if (!value || !(*value >= 0 && *value <= 1)) return std::nullopt;
  return Share{static_cast<std::uint32_t>(std::lround(*value * 1'000'000))};
}

std::optional<Seconds> parse_offset(std::string_view text) {
  const bool behind = !text.empty() && text[0] == '-';
  const auto span = parse_span(behind ? text.substr(1) : text);
  if (!span) return std::nullopt;
  return behind ? -*span : *span;
}

std::optional<std::string> any_text(const std::string& text) { return text; }

}  // namespace

Capture read_capture(const YAML::Node& node, Time start) {
  Mapping map(node, "a capture");
  Capture capture;
  capture.line = line_of(node);
  capture.file = read_word(map, "file", "a path in the bundle such as cuc1/trace.cap");
  capture.node = map.get("node", capture.node, "the name of a node", any_text);
  capture.format = map.choose("format", capture.format, kCaptureFormatNames);
  capture.link = map.choose("link", capture.link, kLinkNames);
  capture.snaplen = map.number("snaplen", capture.snaplen);
  capture.persistent = map.choose("persistent", capture.persistent, kYesNoNames);
  const auto moment = [&](const char* key) {
    return map.get(key, std::optional<Time>(), "2026-03-04T10:00:00Z or +10h",
                   [&](const std::string& text) -> std::optional<std::optional<Time>> {
                     if (const auto time = parse_moment(text, start)) return time;
                     return std::nullopt;
                   });
  };
  capture.from = moment("from");
  capture.to = moment("to");
  capture.split = map.choose("split", capture.split, kYesNoNames);
  const auto share = [&](const char* key) { return map.get(key, Share{}, "a share from 0 to 1", parse_share); };
  capture.disorder = share("disorder");
  capture.loss = share("loss");
  capture.retransmit = share("retransmit");
  capture.duplicate = map.choose("duplicate", capture.duplicate, kYesNoNames);
  capture.noise = share("noise");
  capture.clock_offset = map.get("clock_offset", capture.clock_offset, "a span such as 90s or -2m", parse_offset);
  capture.one_way = map.choose("one_way", capture.one_way, kYesNoNames);
  capture.rotate = map.get("rotate", capture.rotate, "a size such as 2MiB", parse_size);
  capture.first = map.number("first", capture.first);
  map.finish();
  return capture;
}

WireFault read_wire_fault(const YAML::Node& node, Time start) {
  Mapping map(node, "a fault on the wire");
  WireFault fault;
  fault.line = line_of(node);
  if (!map.find("kind").IsDefined())
    refuse(node, fmt::format("a fault needs 'kind', one of: {}", all_names(kWireFaultNames)));
  fault.kind = map.choose("kind", fault.kind, kWireFaultNames);
  fault.at = read_moment(map, "at", start);
  fault.node = map.get("node", fault.node, "the name of a node", any_text);
  fault.slots = read_slots(map.find("subscriptions"));
  if (fault.kind != WireFaultKind::kUnsubscribe && fault.kind != WireFaultKind::kDropped)
    fault.length = map.span("for", fault.length);
  switch (fault.kind) {
    case WireFaultKind::kUnanswered:
    case WireFaultKind::kRefused:
    case WireFaultKind::kNoHandshake:
      fault.ladder = map.choose("ladder", fault.ladder, kLadderNames);
      break;
    case WireFaultKind::kSlow:
      fault.after = map.span("after", fault.after);
      break;
    case WireFaultKind::kProxy:
    case WireFaultKind::kSharedAddress:
      fault.address = map.get("address", fault.address, "an address", any_text);
      break;
    case WireFaultKind::kUnsubscribe:
    case WireFaultKind::kDropped:
      break;
  }
  map.finish();
  return fault;
}

}  // namespace logscan::gen
