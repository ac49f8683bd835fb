#include "session/session.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "detect/engine.h"
#include "input/node_name.h"
#include "knowledge/knowledge.h"
#include "session/build_report.h"
#include "session/case_options.h"
#include "session/reader.h"
#include "session/record_rows.h"
#include "session/why_report.h"
#include "timeline/clocks.h"
#include "timeline/timeline.h"

namespace logscan::detail {
namespace {
// Whose log it is may be known only after all were read; --node then leaves it out all the same.
void leave_out_unwanted(ParsedSource& source, const CaseOptions& options) {
  if (source.parser == nullptr || source.left_out || options.node_wanted(source.node)) return;
  const std::vector<SessionPart>& parts = source.result.parts;
  if (std::any_of(parts.begin(), parts.end(), [&](const SessionPart& part) { return options.node_wanted(part.node); }))
    return;
  // A folder may be asked for as it is named.
  const PathOrigin origin = origin_of_path(source.name.path);
  if (origin.by_address && options.node_wanted(origin.node)) return;
  source.parser = nullptr;
  source.result = SourceResult();
  source.why = "left out by --node";
  source.notes = {source.why};
  source.left_out = true;
}

ClockOptions clock_options(const std::vector<ParsedSource>& sources, const CaseOptions& options) {
  ClockOptions clocks;
  for (const ParsedSource& source : sources) {
    clocks.given.push_back(options.zone_for(source.name));
    clocks.dates.push_back(options.date_for(source.name));
  }
  clocks.collected = options.given().collected;
  return clocks;
}

// An option that dates nothing is told where a date is missing, else at the first source.
void tell_unused_dates(std::vector<ParsedSource>& sources, const ClockOptions& clocks, const Options& options) {
  const auto dateless = [](const ParsedSource& source) {
    return source.parser != nullptr && !source.only_a_status && source.axis == Axis::kDateless;
  };
  const bool any_undated =
      std::any_of(sources.begin(), sources.end(), [](const ParsedSource& source) { return source.undated; });
  for (std::size_t option = 0; option < options.dates.size(); ++option) {
    bool used = false;
    for (std::size_t i = 0; i < sources.size(); ++i)
      used = used || (dateless(sources[i]) && clocks.dates[i] && clocks.dates[i]->option == option);
    if (used) continue;
    const auto& [glob, date] = options.dates[option];
    const std::string note =
        "--date " + glob + "=" + date + " is not used: no log without dates has that name, or another --date names it";
    for (ParsedSource& source : sources) {
      if (any_undated ? !source.undated : &source != &sources.front()) continue;
      source.notes.push_back(note);
    }
  }
}

// What the second reading needs of the first one, of which the rest is let go.
RecordCase record_case(const Options& options, const ParserContext& context, Timeline&& timeline) {
  RecordCase records;
  records.reading = {context, options.limits, options.cancel, options.since, options.until, nullptr};
  records.reading.context.want_messages = true;
  for (SourceId id = 0; id < timeline.sources.size(); ++id) {
    std::string quality = quality_of(timeline.sources[id]);
    records.sources.push_back(record_source(id, std::move(timeline.sources[id])));
    records.sources.back().quality = std::move(quality);
  }
  return records;
}

}  // namespace

Result<Case> run_session(const Options& options, ParserList parsers, std::span<const RuleFamily* const> families,
                         const Beside& beside) {
  const Result<CaseOptions> checked = CaseOptions::check(options, parsers);
  if (!checked) return checked.error();
  Result<Knowledge> loaded = Knowledge::load(options.data_dirs);
  if (!loaded) return std::move(loaded).error();
  const auto knowledge = std::make_shared<const Knowledge>(*std::move(loaded));
  const std::vector<const RuleInfo*> rules = all_rules(families);
  const Result<Settings> settings = Settings::read(rules, options.settings, options.symptom);
  if (!settings) return settings.error();
  std::optional<Checks> checks;
  if (beside.why != nullptr) {
    const Result<const RuleInfo*> asked = find_rule(rules, beside.why->rule);
    if (!asked) return asked.error();
    checks.emplace(**asked, options.since, options.until);
  }

  const ParserContext context{.vocabulary = &knowledge->vocabulary(),
                              .states = &knowledge->ha(),
                              .want_rows = options.want_timeline,
                              .want_messages = options.want_timeline && options.want_messages && beside.rows == nullptr,
                              .http_ports = options.http_ports};
  auto kept = beside.rows != nullptr ? std::make_unique<KeptStreams>(options.limits.spool_bytes) : nullptr;
  Result<std::vector<ParsedSource>> sources = read_case(*checked, context, list_inputs(options.paths), kept.get());
  if (!sources) return std::move(sources).error();
  for (ParsedSource& source : *sources) leave_out_unwanted(source, *checked);
  const ClockOptions clocks = clock_options(*sources, *checked);
  settle_clocks(*sources, clocks);
  tell_unused_dates(*sources, clocks, options);
  Timeline timeline = build_timeline(*std::move(sources), {options.collected});
  if (beside.facts != nullptr) *beside.facts = fact_rows(options, timeline);
  Judgement judgement = judge(timeline, families, *settings, *knowledge, checks ? &*checks : nullptr);
  const auto found = static_cast<std::size_t>(
      std::count_if(judgement.findings.begin(), judgement.findings.end(),
                    [&](const Finding& finding) { return checks && finding.rule == &checks->rule(); }));
  Case done = build_case(options, timeline, std::move(judgement), *knowledge);
  if (checks) beside.why->answer = why_report(*checks, *settings, parsers, timeline, done.report, found);
  if (beside.rows != nullptr) {
    RecordCase records = record_case(options, context, std::move(timeline));
    records.knowledge = knowledge;
    records.kept = std::move(kept);
    records.rows = std::exchange(done.rows, {});
    records.jobs = checked->jobs();
    *beside.rows = record_rows(std::move(records));
  }
  return done;
}

}  // namespace logscan::detail
