#include "detect/diag_logs.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "time/format.h"

namespace logscan::detail {

std::array<DatedHalf, 2> halves_of(const Timeline& timeline) {
  return {{{timeline.logs, timeline.tracks, timeline.events, true},
           {timeline.undated_logs, timeline.undated_tracks, timeline.undated_events, false}}};
}

std::string owner_of(const Timeline& timeline, const LogCoverage& log) {
  return log.node.empty() ? timeline.sources[log.sources.front()].name.location : log.node;
}

bool tells_of_requests(const Timeline& timeline, const DatedHalf& half, std::size_t log) {
  static constexpr std::string_view kName = "cumbxsync";
  const LogCoverage& judged = half.logs[log];
  if (judged.format != kDiagFormat) return false;
  bool named = to_lower(judged.stem).find(kName) != std::string::npos;
  std::uint64_t records = 0;
  for (const SourceId id : judged.sources) {
    const ParsedSource& source = timeline.sources[id];
    named = named || to_lower(base_name(source.name.path)).find(kName) != std::string::npos;
    records += source.result.records;
    named = named || source.result.sync_lines > 0;
  }
  if (named && records > 0) return true;
  return std::any_of(half.tracks.begin(), half.tracks.end(),
                     [&](const Track& track) {
                       return track.log == log &&
                              (track.kind == SignalKind::kHttpFailure || track.kind == SignalKind::kEwsError ||
                               track.kind == SignalKind::kEwsOutstanding);
                     }) ||
         std::any_of(half.events.begin(), half.events.end(), [&](const TimedEvent& event) {
           return timeline.log_of(event.at) == log &&
                  (event.kind == EventKind::kSubscriptionStale || event.kind == EventKind::kSubscriptionRenewed ||
                   event.kind == EventKind::kSubscriptionDropped);
         });
}

namespace {

void leave_undated(const Timeline& timeline, const LogCoverage& log, Finding& finding) {
  finding.verdict = Verdict::kInconclusive;
  finding.window.reset();
  for (Evidence& evidence : finding.evidence) evidence.time.reset();
  // The names of the files of one log differ in their number alone.
  std::string_view first, zone;
  for (const SourceId id : log.sources) {
    zone = std::max<std::string_view>(zone, timeline.sources[id].fitting_zone);
    const std::string_view name = base_name(timeline.sources[id].name.path);
    if (first.empty() || name < first) first = name;
  }
  finding.summary += " The log states no date and nothing tells it, so when this was is not known.";
  finding.extra_steps.push_back("Say the day of the first record of " + std::string(first) + ": --date '" +
                                std::string(first) + "=YYYY-MM-DD'.");
  if (zone.empty()) return;
  finding.extra_steps.push_back("Or say its zone, if this is it, by which the times of its files fit: --source-tz '" +
                                std::string(zone) + "'.");
}

void tell_date_doubt(const Timeline& timeline, Finding& finding) {
  std::chrono::days doubt{};
  bool bounded = true;
  for (const Evidence& evidence : finding.evidence) {
    const ParsedSource& source = timeline.source(evidence.at);
    doubt = std::max(doubt, source.date_doubt);
    bounded = bounded && !source.doubt_unbounded;
  }
  if (doubt == std::chrono::days(0)) return;
  if (!bounded) {
    finding.confidence = Confidence::kLow;
    finding.summary +=
        " Its log states no date and is silent for long: times before a silence may be off by one day or "
        "more, and nothing says by how many.";
    return;
  }
  finding.confidence = std::min(finding.confidence, Confidence::kMedium);
  finding.summary += " Its log states no date: the times may be off by up to " + std::to_string(doubt.count()) +
                     (doubt.count() == 1 ? " day." : " days.");
}

void tell_zone_doubt(const Timeline& timeline, Finding& finding) {
  for (const Evidence& evidence : finding.evidence) {
    const ParsedSource& source = timeline.source(evidence.at);
    if (source.clock.basis() != ClockBasis::kAssumed) continue;
    finding.summary += " The zone of its log is not known: these are local times, taken for UTC.";
    finding.extra_steps.push_back("Say the zone of the node: --source-tz '" + std::string(base_name(source.name.path)) +
                                  "=ZONE', such as Europe/Berlin.");
    return;
  }
}

}  // namespace

void tell_time_doubts(const Timeline& timeline, const DatedHalf& half, const LogCoverage& log, Finding& finding) {
  if (!half.dated) {
    leave_undated(timeline, log, finding);
    return;
  }
  tell_date_doubt(timeline, finding);
  tell_zone_doubt(timeline, finding);
}

bool is_exchange_online(std::string_view host) {
  static constexpr std::array<std::string_view, 6> kDomains = {
      "office365.com", "outlook.com", "office.com", "office365.us", "outlook.office.de", "partner.outlook.cn"};
  const std::string lower = to_lower(host);
  return std::any_of(kDomains.begin(), kDomains.end(), [&](std::string_view domain) {
    return lower.ends_with(domain) && (lower.size() == domain.size() || lower[lower.size() - domain.size() - 1] == '.');
  });
}

}  // namespace logscan::detail
