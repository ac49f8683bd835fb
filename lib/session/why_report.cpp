#include "session/why_report.h"

#include <algorithm>
#include <map>

#include "base/redact.h"
#include "session/excerpts.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kNamedSources = 5;

bool is_part_of_name(char c) { return (c >= 'a' && c <= 'z') || c == '-' || c == '.'; }

// Whether `text` names the format as a word.
bool names(std::string_view text, std::string_view format) {
  for (std::size_t at = text.find(format); at != std::string_view::npos; at = text.find(format, at + 1)) {
    const std::size_t end = at + format.size();
    if ((at == 0 || !is_part_of_name(text[at - 1])) && (end == text.size() || !is_part_of_name(text[end]))) return true;
  }
  return false;
}

class WhyBuilder {
 public:
  WhyBuilder(const Timeline& timeline, const Report& report)
      : timeline_(timeline), report_(report), excerpts_(timeline) {}

  WhyReport build(const Checks& checks, const Settings& settings, ParserList parsers, std::size_t found) {
    const RuleInfo& rule = checks.rule();
    why_.rule = rule.id;
    why_.title = rule.title;
    why_.summary = rule.summary;
    why_.severity = rule.severity;
    why_.parameters = describe_parameters(rule, settings);
    add_outcome();
    why_.outside = found - why_.findings.size();
    std::map<std::string, std::uint64_t> formats;
    for (const SourceReport& source : report_.sources) {
      if (is_judged(source)) ++formats[*source.format];
    }
    why_.formats.assign(formats.begin(), formats.end());
    add_needs(rule, parsers);
    for (std::size_t i = 0; i < rule.conditions.size(); ++i) add_condition(rule.conditions[i], checks.conditions()[i]);
    return std::move(why_);
  }

 private:
  static bool is_judged(const SourceReport& source) {
    return source.format && !source.left_out && source.status != SourceStatus::kDuplicate;
  }

  void add_outcome() {
    const auto of_rule = [&](const auto& entry) { return entry.rule == why_.rule; };
    for (const FindingReport& finding : report_.findings) {
      if (!of_rule(finding)) continue;
      why_.findings.push_back({finding.id, finding.verdict, finding.subject, finding.summary});
      if (finding.verdict == Verdict::kFail) why_.outcome = WhyOutcome::kFired;
    }
    if (!why_.findings.empty()) {
      if (why_.outcome != WhyOutcome::kFired) why_.outcome = WhyOutcome::kInconclusive;
      return;
    }
    const auto passed = std::find_if(report_.passed.begin(), report_.passed.end(), of_rule);
    if (passed != report_.passed.end()) why_.subjects = passed->subjects;
    const bool not_run = std::any_of(report_.not_run.begin(), report_.not_run.end(), of_rule);
    why_.outcome = not_run ? WhyOutcome::kNotRun : WhyOutcome::kPassed;
  }

  void add_needs(const RuleInfo& rule, ParserList parsers) {
    std::vector<std::string> needs(rule.needs.begin(), rule.needs.end());
    for (const NotRunRule& not_run : report_.not_run) {
      if (not_run.rule == rule.id) needs = not_run.needs;
    }
    for (std::string& text : needs) {
      WhyNeed need;
      for (const ParserInfo* parser : parsers) {
        if (names(text, parser->name)) need.formats.emplace_back(parser->name);
      }
      for (const SourceReport& source : report_.sources) {
        if (!is_judged(source) ||
            std::find(need.formats.begin(), need.formats.end(), *source.format) == need.formats.end())
          continue;
        if (need.sources++ < kNamedSources) need.locations.push_back(source.location);
      }
      need.text = std::move(text);
      why_.needs.push_back(std::move(need));
    }
  }

  void add_condition(const Condition& condition, const ConditionTrials& trials) {
    WhyCondition out;
    out.text = condition.text;
    out.unit = condition.unit;
    for (std::string_view rest = condition.parameter; !rest.empty();) {
      const std::size_t blank = rest.find(' ');
      out.parameters.emplace_back(rest.substr(0, blank));
      rest = blank == std::string_view::npos ? std::string_view() : rest.substr(blank + 1);
    }
    out.tried = trials.tried;
    out.held = trials.held;
    for (const Trial& trial : trials.successes) out.successes.push_back(told(trial));
    for (const Trial& trial : trials.misses) out.misses.push_back(told(trial));
    why_.conditions.push_back(std::move(out));
  }

  WhyTrial told(const Trial& trial) {
    WhyTrial out{trial.subject, trial.value, trial.limit, trial.note, trial.window, {}};
    redact(out.subject);
    redact(out.note);
    for (const Evidence& evidence : trial.evidence) {
      out.evidence.push_back({std::string(evidence.role), evidence.time, print_location(timeline_, evidence.at),
                              excerpts_.read(evidence.at)});
      redact(out.evidence.back().excerpt);
    }
    return out;
  }

  const Timeline& timeline_;
  const Report& report_;
  Excerpts excerpts_;
  WhyReport why_;
};

}  // namespace

std::vector<RuleParameterDescription> describe_parameters(const RuleInfo& rule, const Settings& settings) {
  std::vector<RuleParameterDescription> described;
  for (const RuleParameter& parameter : rule.parameters) {
    described.push_back({std::string(parameter.name), std::string(parameter.unit), settings.value(rule, parameter.name),
                         parameter.least, parameter.most, std::string(parameter.reason)});
  }
  return described;
}

WhyReport why_report(const Checks& checks, const Settings& settings, ParserList parsers, const Timeline& timeline,
                     const Report& report, std::size_t found) {
  return WhyBuilder(timeline, report).build(checks, settings, parsers, found);
}

}  // namespace logscan::detail
