#include "detect/service_words.h"

#include <algorithm>
#include <utility>

#include "detect/server_checks.h"
#include "model/notes.h"

namespace logscan::detail {
namespace {

// The steps are about `<service>`.
std::string about(std::string step, std::string_view service) {
  constexpr std::string_view kPlace = "<service>";
  for (std::size_t at = step.find(kPlace); at != std::string::npos; at = step.find(kPlace, at + service.size()))
    step.replace(at, kPlace.size(), service);
  return step;
}

void add_sentence(std::string& text, const std::string& sentence) {
  text += " " + sentence;
  if (!text.ends_with('.')) text += '.';
}

// A check is one step, with all that follows from its answer: so the steps have the numbers that the document gives.
std::vector<std::string> answered(const CaseView& view, const Server& server, const Checklist& checklist) {
  std::vector<std::string> steps;
  for (const Check& check : checklist.checks) {
    const Answer found = answer(view.timeline(), view.servers(), server, check.name);
    std::string step = check.ask;
    if (found.yes) {
      step += *found.yes ? " Yes" : " No";
      step += found.why.empty() ? "." : ": " + found.why + ".";
    } else {
      step += found.by_hand ? " Not looked at by logscan" : " Not in the bundle";
      step += found.why.empty() ? ":" : " (" + found.why + "):";
      add_sentence(step, check.run);
    }
    if (found.yes == false) {
      for (const std::string& next : check.if_not) add_sentence(step, next);
      for (const std::string& tac : check.with_tac) add_sentence(step, "With Cisco TAC only: " + tac);
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace

Evidence evidence_of(const Timeline& timeline, std::string_view role, FactPlace fact) {
  return {role, timeline.facts[fact].time, timeline.facts[fact].at};
}

Trial trial_of(const Timeline& timeline, std::string subject, FactPlace told, std::string note) {
  Trial trial{.subject = std::move(subject), .note = std::move(note)};
  if (const auto time = timeline.facts[told].time) trial.window = Window{*time, *time};
  trial.evidence.push_back(evidence_of(timeline, "sample", told));
  return trial;
}

Finding finding_of(const RuleInfo& rule, const Timeline& timeline, const Server& server, std::string_view service,
                   FactPlace told) {
  Finding finding;
  finding.rule = &rule;
  finding.severity = rule.severity;
  finding.zone_matters = false;
  // Whose it is, is not told.
  if (server.doubtful) finding.confidence = Confidence::kMedium;
  const std::vector<std::string>& notes = timeline.source(timeline.facts[told].at).result.notes;
  if (std::find(notes.begin(), notes.end(), kProseNote) != notes.end()) finding.confidence = Confidence::kLow;
  finding.subject_kind = service.empty() ? SubjectKind::kNode : SubjectKind::kService;
  finding.subject = service.empty() ? server.name : std::string(service) + " on " + server.name;
  if (const auto& time = timeline.facts[told].time) finding.window = Window{*time, *time};
  finding.evidence.push_back(evidence_of(timeline, "trigger", told));
  return finding;
}

bool of_other_product(const Server& server) { return server.is_connection() || server.product == "callmanager"; }

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
