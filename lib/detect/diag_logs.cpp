#include "detect/diag_logs.h"

#include <algorithm>

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

std::string utc_second(Timestamp time) {
  return to_display(std::chrono::floor<std::chrono::seconds>(time), Zone::utc()) + " UTC";
}

void leave_undated(const Timeline& timeline, const LogCoverage& log, Finding& finding) {
  finding.verdict = Verdict::kInconclusive;
  finding.window.reset();
  for (Evidence& evidence : finding.evidence) evidence.time.reset();
  // The names of the files of one log differ in their number alone.
  std::string_view first;
  for (const SourceId id : log.sources) {
    const std::string_view name = base_name(timeline.sources[id].name.path);
    if (first.empty() || name < first) first = name;
  }
  finding.summary += " The log states no date and nothing tells it, so when this was is not known.";
  finding.extra_steps.push_back("Say the day of the first record of " + std::string(first) + ": --date '" +
                                std::string(first) + "=YYYY-MM-DD'.");
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

}  // namespace logscan::detail
