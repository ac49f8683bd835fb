#include "detect/service_words.h"

#include "detect/server_checks.h"

namespace logscan::detail {
namespace {

// The steps are about `<service>`.
std::string about(std::string step, std::string_view service) {
  constexpr std::string_view kPlace = "<service>";
  for (std::size_t at = step.find(kPlace); at != std::string::npos; at = step.find(kPlace, at + service.size()))
    step.replace(at, kPlace.size(), service);
  return step;
}

std::vector<std::string> answered(const CaseView& view, const Server& server, const Checklist& checklist) {
  std::vector<std::string> steps;
  for (std::size_t i = 0; i < checklist.checks.size(); ++i) {
    const Check& check = checklist.checks[i];
    const Answer found = answer(view.timeline(), view.servers(), server, check.name);
    std::string step = std::to_string(i + 1) + ". " + check.ask;
    if (found.yes) {
      step += *found.yes ? " Yes" : " No";
      step += found.why.empty() ? "." : ": " + found.why + ".";
    } else {
      step += " Not in this case" + (found.why.empty() ? "" : " (" + found.why + ")") + ": " + check.run + ".";
    }
    steps.push_back(std::move(step));
    if (found.yes != false) continue;
    steps.insert(steps.end(), check.if_not.begin(), check.if_not.end());
    for (const std::string& tac : check.with_tac) steps.push_back("With Cisco TAC only: " + tac);
  }
  return steps;
}

}  // namespace

Evidence evidence_of(const Timeline& timeline, std::string_view role, FactPlace fact) {
  return {role, timeline.facts[fact].time, timeline.facts[fact].at};
}

Finding finding_of(const RuleInfo& rule, const Timeline& timeline, const Server& server, std::string_view service,
                   FactPlace told) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.zone_matters = false;
  finding.subject_kind = service.empty() ? SubjectKind::kNode : SubjectKind::kService;
  finding.subject = service.empty() ? server.name : std::string(service) + " on " + server.name;
  if (const auto& time = timeline.facts[told].time) finding.window = Window{*time, *time};
  finding.evidence.push_back(evidence_of(timeline, "trigger", told));
  return finding;
}

std::vector<std::string> steps_for(const CaseView& view, const Server& server, const ServiceSeen& service) {
  std::vector<std::string> steps;
  if (service.known == nullptr) return steps;
  for (const std::string& before : service.known->configure) steps.push_back("See that it is configured: " + before);
  if (const Checklist* checklist = view.knowledge().services().checklist(service.name)) {
    const std::vector<std::string> checks = answered(view, server, *checklist);
    steps.insert(steps.end(), checks.begin(), checks.end());
    return steps;
  }
  // Where its own causes are known, they and the steps are the finding's advice.
  if (service.known->advice.cause.empty()) {
    for (const std::string& step : service.known->advice.next_steps) steps.push_back(about(step, service.name));
  }
  for (const std::string& step : service.known->with_tac)
    steps.push_back("With Cisco TAC only: " + about(step, service.name));
  return steps;
}

}  // namespace logscan::detail
