// The timeline: every source of the case on one clock. Built once, then immutable; rules only read it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/coverage.h"
#include "parse/parsed_source.h"
#include "timeline/align_clocks.h"

namespace logscan::detail {

using TimedRun = RunOf<Timestamp>;

// One signal of one subject over all sources of one node.
struct Track {
  SignalKind kind = SignalKind::kNotification;
  NameId subject = kNoName;
  std::uint64_t number = 0;
  std::uint32_t log = 0;  // into Timeline::logs: the log that told of it
  NameSet peers;
  std::vector<TimedRun> runs;
};

using TimedEvent = EventOf<Timestamp>;
using TimedFact = FactOf<Timestamp>;

struct Timeline {
  Interner names;
  std::vector<ParsedSource> sources;  // in the order of the walk
  std::vector<LogCoverage> logs;      // sorted by node, format, stem
  std::vector<Track> tracks;          // sorted by kind, subject (as text), number, log
  std::vector<TimedEvent> events;     // sorted by time, then by place
  std::vector<TimedFact> facts;       // in the order of the sources
  std::vector<std::uint32_t> log_of_source;
  std::vector<ClockComparison> clocks;  // in the order of their sources

  // What sources say of which nothing tells the date. Their times are nominal: they compare within one log alone, and
  // never with those above. `log` of a track is the place in undated_logs, which have no coverage.
  std::vector<LogCoverage> undated_logs;
  std::vector<Track> undated_tracks;       // sorted as tracks
  std::vector<TimedEvent> undated_events;  // sorted as events

  [[nodiscard]] std::string_view name(NameId id) const { return id == kNoName ? std::string_view{} : names.text(id); }
  // Whom an event or a fact is about: the node it names, or the one whose log tells it.
  [[nodiscard]] std::string_view node_of(const Location& at, NameId named) const {
    return named == kNoName ? std::string_view(sources[at.source].node) : name(named);
  }
  [[nodiscard]] const ParsedSource& source(const Location& at) const { return sources[at.source]; }
  // The log a record stands in, of undated sources its place in undated_logs; only for records of recognised sources.
  [[nodiscard]] std::uint32_t log_of(const Location& at) const { return log_of_source[at.source]; }
};

struct TimelineOptions {
  std::optional<Timestamp> collected;  // the case was collected at this time
};

// Takes the sources, whose clocks are set and whose duplicates are marked, joins rotated files, and judges coverage.
Timeline build_timeline(std::vector<ParsedSource> sources, const TimelineOptions& options);

}  // namespace logscan::detail
