// The facade: the session bound to what is built in.
#include <algorithm>
#include <exception>

#include "detect/builtin_rules.h"
#include "detect/engine.h"
#include "knowledge/knowledge.h"
#include "logscan/catalog.h"
#include "logscan/session.h"
#include "parsers/builtin.h"
#include "session/session.h"

namespace logscan {
inline namespace v1 {

Result<Case> scan(const Options& options) {
  try {
    Result<Case> done = detail::run_session(options, detail::builtin_parsers(), detail::builtin_rules());
    if (done) done->report.tool_version = version();
    return done;
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, std::string("internal failure: ") + error.what()};
  }
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
    for (const detail::RuleParameter& parameter : info->parameters) {
      rule.parameters.push_back({std::string(parameter.name), std::string(parameter.unit),
                                 settings->value(*info, parameter.name), parameter.least, parameter.most,
                                 std::string(parameter.reason)});
    }
    const detail::Advice& advice = knowledge->advice(info->id);
    rule.cause = advice.cause;
    rule.next_steps = advice.next_steps;
    rule.sources = advice.sources;
    described.push_back(std::move(rule));
  }
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
