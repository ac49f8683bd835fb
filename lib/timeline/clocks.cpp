#include "timeline/clocks.h"

#include <algorithm>
#include <map>
#include <string>

namespace logscan::detail {
namespace {

// A wall clock of unknown zone may be anywhere on earth.
constexpr Duration kUnknownZone = std::chrono::hours(14);

// A local time is at most so far ahead of UTC; so a log may go on past the UTC time at which it was collected.
constexpr Duration kEastmost = std::chrono::hours(14);

// Stamps of whole seconds, taken when a record passed the system's logger, tell the offset this well.
constexpr Duration kStampDelay = std::chrono::seconds(1);

constexpr Duration kHalfYear = std::chrono::days(183);

// What the sources of one node tell of its clock.
struct NodeClock {
  std::vector<OffsetSpan> spans;
  std::optional<Zone> zone;
};

std::vector<OffsetFrom> offsets_of(std::vector<OffsetSpan> spans) {
  std::sort(spans.begin(), spans.end(), [](const OffsetSpan& a, const OffsetSpan& b) { return a.first < b.first; });
  std::vector<OffsetFrom> offsets;
  for (const OffsetSpan& span : spans) {
    if (!offsets.empty() && offsets.back().offset_s == span.offset_s) {
      offsets.back().anchors += span.count;
    } else {
      offsets.push_back({span.first, span.offset_s, span.count});
    }
  }
  return offsets;
}

int year_of(LocalTime time) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return static_cast<int>(date.year());
}

// The same day and time of day, so many years later. 29 February becomes 1 March where there is none.
LocalTime years_later(LocalTime time, int years) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::year_month_day moved{date.year() + std::chrono::years(years), date.month(), date.day()};
  return std::chrono::local_days(moved) + (time - day);
}

// The latest number of years that does not put the last record behind `reference`, a time of any zone.
int years_up_to(LocalTime last, Timestamp reference) {
  const LocalTime most = LocalTime(reference.time_since_epoch()) + kEastmost;
  int years = year_of(most) - year_of(last);
  if (years_later(last, years) > most) --years;
  return years;
}

struct YearBasis {
  Timestamp reference;
  const char* why;
  bool certain;
};

// What tells the year of a source, best first.
std::optional<YearBasis> year_basis(const ParsedSource& source, const NodeClock* node, const ClockOptions& options,
                                    const std::optional<Timestamp>& latest_dated) {
  if (node != nullptr && !node->spans.empty()) {
    LocalTime last = node->spans.front().last;
    for (const OffsetSpan& span : node->spans) last = std::max(last, span.last);
    // Either log may go on after the other's end: the year is the one that brings them together.
    Timestamp reference = Timestamp(last.time_since_epoch()) + kHalfYear;
    if (options.collected) reference = std::min(reference, *options.collected);
    return YearBasis{reference, "another log of the node", true};
  }
  if (options.collected) return YearBasis{*options.collected, "--collected", true};
  if (source.collected_local)
    return YearBasis{Timestamp(source.collected_local->time_since_epoch()), "the time of the collection", true};
  if (source.name.mtime_s)
    return YearBasis{Timestamp(std::chrono::seconds(*source.name.mtime_s)), "the file's own time", false};
  if (latest_dated) return YearBasis{*latest_dated + kHalfYear, "the other sources", false};
  return std::nullopt;
}

// False where the year is a guess.
bool settle_year(ParsedSource& source, const NodeClock* node, const ClockOptions& options,
                 const std::optional<Timestamp>& latest_dated) {
  const std::optional<YearBasis> basis = year_basis(source, node, options, latest_dated);
  const int years = basis ? years_up_to(source.result.last, basis->reference) : 0;
  source.result.shift_times([years](LocalTime time) { return years_later(time, years); });
  source.notes.push_back("its records state no year: taken as ending in " +
                         std::to_string(year_of(source.result.last)) +
                         (basis ? std::string(", by ") + basis->why : std::string(", which nothing tells")));
  return basis && basis->certain;
}

using NodeClocks = std::map<std::string, NodeClock>;

const NodeClock* clock_of(const NodeClocks& nodes, const ParsedSource& source) {
  const auto at = source.node.empty() ? nodes.end() : nodes.find(source.node);
  return at == nodes.end() ? nullptr : &at->second;
}

// What the source itself tells, whoever's it is.
std::optional<Zone> own_zone(const ParsedSource& source) {
  if (!source.result.zone) return std::nullopt;
  Result<Zone> zone = Zone::find(*source.result.zone);
  return zone ? std::optional(*std::move(zone)) : std::nullopt;
}

// By folder, where all that lies there and tells a zone tells one.
using FolderZones = std::map<std::string, std::string>;

FolderZones folder_zones(const std::vector<ParsedSource>& sources) {
  FolderZones zones;
  for (const ParsedSource& source : sources) {
    if (source.parser == nullptr || !source.result.zone) continue;
    const auto [at, first] = zones.try_emplace(source.folder, *source.result.zone);
    if (!first && at->second != *source.result.zone) at->second.clear();
  }
  std::erase_if(zones, [](const auto& folder) { return folder.second.empty(); });
  return zones;
}

// A history of boots that names no node was fetched by the command line whose sessions lie beside it.
std::optional<Zone> zone_beside(const ParsedSource& source, const FolderZones& zones) {
  const auto folder = zones.find(source.folder);
  if (source.parser->name != "cli.system-history" || !source.node.empty() || folder == zones.end()) return std::nullopt;
  Result<Zone> zone = Zone::find(folder->second);
  return zone ? std::optional(*std::move(zone)) : std::nullopt;
}

void add_to_node(NodeClocks& nodes, const ParsedSource& source) {
  if (source.node.empty() || source.status == SourceStatus::kDuplicate) return;
  NodeClock& node = nodes[source.node];
  node.spans.insert(node.spans.end(), source.result.offsets.begin(), source.result.offsets.end());
  if (!node.zone) node.zone = own_zone(source);
}

}  // namespace

void settle_clocks(std::vector<ParsedSource>& sources, const ClockOptions& options) {
  const auto yearless = [](const ParsedSource& source) {
    return source.parser != nullptr && source.axis == Axis::kYearless && source.result.has_time;
  };
  NodeClocks nodes;
  std::optional<Timestamp> latest_dated;
  for (const ParsedSource& source : sources) {
    if (source.parser == nullptr || yearless(source)) continue;
    if (source.axis == Axis::kStated && source.result.has_time) {
      const Timestamp last(source.result.last.time_since_epoch());
      latest_dated = std::max(latest_dated.value_or(last), last);
    }
    add_to_node(nodes, source);
  }
  // All years first: what a log without them tells of its node's clock must not find the year of another.
  std::vector<bool> year_guessed(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (yearless(sources[i]))
      year_guessed[i] = !settle_year(sources[i], clock_of(nodes, sources[i]), options, latest_dated);
  }
  for (const ParsedSource& source : sources) {
    if (yearless(source)) add_to_node(nodes, source);
  }
  const FolderZones zones = folder_zones(sources);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    ParsedSource& source = sources[i];
    if (source.parser == nullptr) continue;
    const Zone* given = i < options.given.size() ? options.given[i] : nullptr;
    const Duration resolution = source.parser->resolution;
    if (source.axis == Axis::kStated) {
      source.clock = Clock::stated(resolution);
      if (given != nullptr) source.notes.emplace_back("--source-tz is not used: the records state their zone");
      continue;
    }
    const NodeClock* node = clock_of(nodes, source);
    if (given != nullptr) {
      source.clock = Clock::in_zone(*given, ClockBasis::kGiven, resolution);
    } else if (!source.result.offsets.empty()) {
      source.clock = Clock::from_offsets(offsets_of(source.result.offsets), std::max(resolution, kStampDelay));
    } else if (node != nullptr && !node->spans.empty()) {
      source.clock = Clock::from_offsets(offsets_of(node->spans), std::max(resolution, kStampDelay));
    } else if (node != nullptr && node->zone) {
      source.clock = Clock::in_zone(*node->zone, ClockBasis::kInferred, resolution);
    } else if (const auto zone = own_zone(source)) {
      source.clock = Clock::in_zone(*zone, ClockBasis::kInferred, resolution);
    } else if (const auto beside = zone_beside(source, zones)) {
      source.clock = Clock::in_zone(*beside, ClockBasis::kInferred, resolution);
    } else if (source.result.has_time) {
      source.clock = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, kUnknownZone);
      source.notes.emplace_back("its records state no zone: taken as UTC; --source-tz GLOB=ZONE says better");
    }
    if (year_guessed[i] && source.clock.basis() != ClockBasis::kAssumed) {
      source.clock = Clock::assumed(std::move(source.clock));
    }
  }
  date_sources(sources, options.dates);
  time_dumps(sources);
}

}  // namespace logscan::detail
