// The facade: the session bound to what is built in.
#include <algorithm>
#include <exception>
#include <tuple>

#include "detect/builtin_rules.h"
#include "detect/engine.h"
#include "knowledge/knowledge.h"
#include "logscan/catalog.h"
#include "logscan/facts.h"
#include "logscan/rows.h"
#include "logscan/session.h"
#include "parsers/builtin.h"
#include "report/stories.h"
#include "session/session.h"
#include "session/why_report.h"

namespace logscan {
inline namespace v1 {

namespace {

Result<Case> scan_with(const Options& options, const detail::Beside& beside) {
  try {
    Result<Case> done = detail::run_session(options, detail::builtin_parsers(), detail::builtin_rules(), beside);
    if (!done) return done;
    done->report.tool_version = version();
    done->report.stories = detail::build_stories(done->report.findings);
    return done;
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("internal failure: ") + error.what()};
  }
}

}  // namespace

Result<Case> scan(const Options& options) { return scan_with(options, {}); }

Result<Case> scan(const Options& options, std::vector<FactRow>& facts) { return scan_with(options, {.facts = &facts}); }

Result<Case> scan(const Options& options, std::unique_ptr<RowSource>& rows) {
  return scan_with(options, {.rows = &rows});
}

Result<Case> scan(const Options& options, const std::string& rule, WhyReport& why) {
  const detail::WhyQuestion question{rule, why};
  Result<Case> done = scan_with(options, {.why = &question});
  why.tool_version = version();
  return done;
}

Result<std::vector<RuleDescription>> rules(const Options& options) {
  const Result<detail::Knowledge> knowledge = detail::Knowledge::load(options.data_dirs);
  if (!knowledge) return knowledge.error();
  const std::vector<const detail::RuleInfo*> infos = detail::all_rules(detail::builtin_rules());
  const Result<detail::Settings> settings = detail::Settings::read(infos, options.settings);
  if (!settings) return settings.error();
  std::vector<RuleDescription> described;
  for (const detail::RuleInfo* info : infos) {
    RuleDescription rule;
    rule.id = info->id;
    rule.title = info->title;
    rule.summary = info->summary;
    rule.severity = info->severity;
    rule.needs.assign(info->needs.begin(), info->needs.end());
    rule.parameters = detail::describe_parameters(*info, *settings);
    const detail::Advice& advice = knowledge->advice(info->id);
    rule.cause = advice.cause;
    rule.next_steps = advice.next_steps;
    rule.sources = advice.sources;
    described.push_back(std::move(rule));
  }
  return described;
}

Result<std::vector<WordingDescription>> vocabulary(const Options& options) {
  const Result<detail::Knowledge> knowledge = detail::Knowledge::load(options.data_dirs);
  if (!knowledge) return knowledge.error();
  std::vector<WordingDescription> described;
  for (const detail::Wording& wording : knowledge->vocabulary().all()) {
    WordingDescription out{
        wording.name, wording.format, wording.meaning, wording.literal, wording.expression, wording.confirmed, {},
        {},           wording.sources};
    out.says.assign(wording.fixed.begin(), wording.fixed.end());
    for (const detail::WordingSample& sample : wording.samples)
      out.samples.push_back({sample.text, {sample.groups.begin(), sample.groups.end()}});
    described.push_back(std::move(out));
  }
  std::sort(described.begin(), described.end(), [](const WordingDescription& a, const WordingDescription& b) {
    return std::tie(a.format, a.name) < std::tie(b.format, b.name);
  });
  return described;
}

std::vector<FormatDescription> formats() {
  std::vector<FormatDescription> described;
  for (const detail::ParserInfo* parser : detail::builtin_parsers()) {
    described.push_back({std::string(parser->name), std::string(parser->summary)});
  }
  return described;
}

}  // namespace v1
}  // namespace logscan
