#include "session/session.h"

#include "detect/engine.h"
#include "knowledge/knowledge.h"
#include "session/build_report.h"
#include "session/case_options.h"
#include "session/reader.h"
#include "timeline/timeline.h"

namespace logscan::detail {
namespace {

// A wall clock of unknown zone may be anywhere on earth.
constexpr Duration kUnknownZone = std::chrono::hours(14);

void set_clock(ParsedSource& source, const CaseOptions& options) {
  if (source.parser == nullptr) return;
  const Zone* given = options.zone_for(source.name);
  if (source.axis == Axis::kStated) {
    source.clock = Clock::stated(source.parser->resolution);
    if (given != nullptr) source.notes.emplace_back("--source-tz is not used: the records state their zone");
  } else if (given != nullptr) {
    source.clock = Clock::in_zone(*given, ClockBasis::kGiven, source.parser->resolution);
  } else {
    source.clock = Clock::in_zone(Zone::utc(), ClockBasis::kAssumed, kUnknownZone);
    source.notes.emplace_back("its records state no zone: taken as UTC; --source-tz GLOB=ZONE says better");
  }
}

}  // namespace

Result<Case> run_session(const Options& options, ParserList parsers, std::span<const RuleFamily* const> families) {
  const Result<CaseOptions> checked = CaseOptions::check(options, parsers);
  if (!checked) return checked.error();
  const Result<Knowledge> knowledge = Knowledge::load(options.data_dirs);
  if (!knowledge) return knowledge.error();
  const std::vector<const RuleInfo*> rules = all_rules(families);
  const Result<Settings> settings = Settings::read(rules, options.settings);
  if (!settings) return settings.error();

  Result<std::vector<ParsedSource>> sources = read_case(*checked, list_inputs(options.paths));
  if (!sources) return std::move(sources).error();
  for (ParsedSource& source : *sources) set_clock(source, *checked);
  const Timeline timeline = build_timeline(*std::move(sources), {options.collected});
  return build_case(options, timeline, judge(timeline, families, *settings), *knowledge);
}

}  // namespace logscan::detail
