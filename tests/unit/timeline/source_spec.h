// A parsed source that can be copied, as tables of cases need it: what coverage and duplicates look at.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/text.h"
#include "parse/parsed_source.h"
#include "support/case_folder.h"

namespace logscan::detail {

inline LocalTime local(int seconds) { return LocalTime(test::at(seconds).time_since_epoch()); }

inline const ParserInfo& parser_named(std::string_view name) {
  static const auto make = [](std::string_view parser) {
    ParserInfo info{};
    info.name = parser;
    info.proves_silence = parser == "jetty.access";
    return info;
  };
  static const ParserInfo request_log = make("jetty.access"), other = make("other.log"), capture = [] {
    ParserInfo info = make("capture.pcap");
    info.proves_silence = true;
    info.open = [](const ParserContext&) { return std::unique_ptr<RecordingReader>(); };
    return info;
  }();
  return name == request_log.name ? request_log : name == capture.name ? capture : other;
}

struct SourceSpec {
  struct Content {
    std::uint64_t records = 0;
    bool has_time = false;
    LocalTime first{}, last{};
    std::int32_t stated_offset_s = 0;
    std::uint64_t head_rejected_bytes = 0, tail_rejected_bytes = 0;
    std::vector<DeadStretch> dead;
    std::uint64_t dropped_runs = 0, dropped_subjects = 0;
    MinuteIndex minutes;
    std::uint64_t busy_minutes = 0;
    std::string hides, listener;
  };
  std::string location;
  const ParserInfo* parser = &parser_named("jetty.access");
  std::string node = "cuc1";
  std::optional<RotationSlot> slot;
  std::optional<RotationNumber> number;
  std::optional<SourceId> follows;
  bool read_apart = false;
  std::optional<LocalTime> collected_local;
  Axis axis = Axis::kStated;
  Clock clock = Clock::stated(std::chrono::seconds(1));
  std::uint64_t bytes = 0;
  std::optional<Digest> digest;
  SourceStatus status = SourceStatus::kOk;
  bool only_a_status = false;
  bool read_once = false;
  Content result;
};

inline ParsedSource make_source(const SourceSpec& spec) {
  ParsedSource source;
  source.name.location = source.name.path = spec.location;
  source.parser = spec.parser;
  source.node = spec.node;
  source.folder = folder_name(spec.location);
  source.slot = spec.slot;
  source.number = spec.number;
  source.follows = spec.follows;
  source.read_apart = spec.read_apart;
  source.collected_local = spec.collected_local;
  source.axis = spec.axis;
  source.clock = spec.clock;
  source.bytes = spec.bytes;
  source.digest = spec.digest;
  source.status = spec.status;
  source.only_a_status = spec.only_a_status;
  source.read_once = spec.read_once;
  SourceResult& result = source.result;
  result.records = spec.result.records;
  result.has_time = spec.result.has_time;
  result.first = result.first_in_file = spec.result.first;
  result.last = result.last_in_file = spec.result.last;
  result.stated_offset_s = spec.result.stated_offset_s;
  result.head_rejected_bytes = spec.result.head_rejected_bytes;
  result.tail_rejected_bytes = spec.result.tail_rejected_bytes;
  result.dead = spec.result.dead;
  result.dropped_runs = spec.result.dropped_runs;
  result.dropped_subjects = spec.result.dropped_subjects;
  result.minutes = spec.result.minutes;
  result.busy_minutes = spec.result.busy_minutes;
  result.hides = spec.result.hides;
  result.listener = spec.result.listener;
  return source;
}

inline std::vector<ParsedSource> make_sources(const std::vector<SourceSpec>& specs) {
  std::vector<ParsedSource> sources;
  for (const SourceSpec& spec : specs) sources.push_back(make_source(spec));
  return sources;
}

}  // namespace logscan::detail
