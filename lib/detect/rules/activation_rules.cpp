#include "detect/rules/activation_rules.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/words.h"
#include "detect/holds.h"
#include "detect/service_words.h"

namespace logscan::detail {
namespace {

constexpr std::array<std::string_view, 1> kNeedsList = {
    "the services of a node of IM and Presence: `utils service list` (cli.session)"};

constexpr std::array<Condition, 3> kConditions = {{
    {"A service is activated, or is not, and the recommendation for its node says otherwise"},
    {"It is none that every node has to have: service.not-activated tells of those"},
    {"The recommendation rests on no feature, or what is activated here shows that the feature is used"},
}};
enum ActivationCondition : std::uint8_t { kDiffers, kNotForAll, kDecided };

constexpr RuleInfo kActivation{
    "service.activation",
    "Activation differs from the recommendation",
    "A service is activated, or is not, where the recommendation for the node's place in its "
    "cluster says otherwise. Where a feature decides it that nothing here shows, it is asked.",
    Severity::kWarning,
    kNeedsList,
    {},
    kConditions};
constexpr std::array<const RuleInfo*, 1> kRules = {&kActivation};

// Its reports are missed, and nothing else is.
constexpr std::string_view kReports = "Performance and Monitoring Services";

class ActivationRules {
 public:
  ActivationRules(const CaseView& view, Findings& out)
      : timeline_(view.timeline()), knowledge_(view.knowledge().services()), servers_(view.servers()), out_(out) {}

  void run() {
    for (const Server& server : servers_.all()) {
      if (server.listed() && server.is_presence()) judge(server);
    }
  }

 private:
  // What is not activated, and needed where the feature is used.
  struct Question {
    std::vector<std::string> services, because, before;
  };

  void judge(const Server& server) {
    std::map<std::string, Question> questions;
    for (const auto& [name, activation] : knowledge_.all_activations()) {
      const ServiceSeen* seen = server.find(name);
      if (seen == nullptr) continue;
      out_.examined(kActivation, 1);
      for (const ActivationRow& row : activation.rows) {
        // What is wrong anyhow is not asked.
        if (applies(row, server) && judge(server, *seen, activation, row, questions)) break;
      }
    }
    if (!questions.empty()) ask(server, questions);
  }

  [[nodiscard]] bool applies(const ActivationRow& row, const Server& server) const {
    const bool role = server.role ? row.applies_to(*server.role) : row.applies_everywhere();
    if (!role) return false;
    if (row.release.empty()) return true;
    return server.version && timeline_.name(timeline_.facts[*server.version].text.text).starts_with(row.release);
  }

  [[nodiscard]] static bool activated(const ServiceSeen& service) {
    return service.standing != ServiceStanding::kNotActivated;
  }

  // One of the feature's services that is activated, and where; nulls: none shows that it is used.
  struct Shown {
    const Server* on = nullptr;
    const ServiceSeen* by = nullptr;
  };
  [[nodiscard]] Shown shown_by(const Feature& feature) const {
    for (const Server& server : servers_.all()) {
      if (!server.is_presence()) continue;
      for (const std::string& name : feature.shown_by) {
        const ServiceSeen* seen = server.find(name);
        if (seen != nullptr && activated(*seen)) return {&server, seen};
      }
    }
    return {};
  }

  // True where the row was told as a finding.
  bool judge(const Server& server, const ServiceSeen& seen, const Activation& activation, const ActivationRow& row,
             std::map<std::string, Question>& questions) {
    if (row.should == ActivationRow::Should::kEither) return false;
    const bool wanted = row.should == ActivationRow::Should::kActivated;
    const auto trial = [&] {
      return trial_of(timeline_, seen.name + " on " + server.name, seen.told,
                      (activated(seen) ? "Activated. " : "Not activated. ") + row.because);
    };
    if (!holds(out_, kActivation, kDiffers, activated(seen) != wanted, trial)) return false;
    const bool for_all = row.feature.empty() && wanted && row.applies_everywhere();
    if (!holds(out_, kActivation, kNotForAll, !for_all, trial)) return false;
    if (row.feature.empty()) {
      holds(out_, kActivation, kDecided, true, trial);
      tell(server, seen, activation, row, {});
      return true;
    }
    const Shown shown = shown_by(*knowledge_.feature(row.feature));
    const bool in_use = shown.on != nullptr && row.where == ActivationRow::Where::kEveryNode;
    if (holds(out_, kActivation, kDecided, in_use, trial)) {
      tell(server, seen, activation, row, shown);
      return true;
    }
    Question& question = questions[row.feature];
    question.services.push_back(seen.name);
    question.because.push_back(row.because);
    question.before.insert(question.before.end(), activation.before.begin(), activation.before.end());
    return false;
  }

  void tell(const Server& server, const ServiceSeen& seen, const Activation& activation, const ActivationRow& row,
            const Shown& shown) {
    const bool wanted = row.should == ActivationRow::Should::kActivated;
    Finding finding = finding_of(kActivation, timeline_, server, seen.name, seen.told);
    finding.variant = wanted ? "not-activated" : "activated";
    if (!wanted) finding.severity = Severity::kInfo;
    if (wanted && activation.group == kReports) finding.severity = Severity::kNotice;
    finding.summary = seen.name + (wanted ? " is not activated on " : " is activated on ") + server.spoken();
    if (server.role && !row.applies_everywhere())
      finding.summary += *server.role == NodeRole::kPublisher ? ", the publisher" : ", a subscriber";
    if (shown.on == &server) finding.summary += ", though another service of the same feature is";
    if (shown.on != nullptr && shown.on != &server)
      finding.summary += ", though the feature is in use: " + shown.on->spoken() + " has it";
    if (shown.by != nullptr) finding.evidence.push_back(evidence_of(timeline_, "context", shown.by->told));
    finding.summary += ". " + row.because;
    finding.extra_steps = activation.before;
    if (wanted) {
      finding.extra_steps.push_back(
          "Activate it: Cisco Unified IM and Presence Serviceability, Tools > Service Activation.");
    }
    out_.add(std::move(finding));
  }

  void ask(const Server& server, const std::map<std::string, Question>& questions) {
    std::vector<std::string> services;
    std::optional<FactPlace> first;
    std::vector<std::string> steps;
    for (const auto& [feature, question] : questions) {
      for (const std::string& name : question.services) {
        if (!first) first = server.find(name)->told;
        if (std::find(services.begin(), services.end(), name) == services.end()) services.push_back(name);
      }
      std::string step = knowledge_.feature(feature)->ask + " If so, activate " + listed(question.services) + ": " +
                         question.because.front();
      for (const std::string& before : question.before) step += " " + before;
      steps.push_back(std::move(step));
    }
    Finding finding = finding_of(kActivation, timeline_, server, {}, *first);
    finding.variant = "asked";
    finding.severity = Severity::kInfo;
    finding.verdict = Verdict::kInconclusive;
    finding.confidence = Confidence::kLow;
    finding.count = services.size();
    finding.measured = {{"services", static_cast<double>(services.size())}};
    finding.summary = listed(services) + (services.size() == 1 ? " is" : " are") + " not activated on " +
                      server.spoken() + ". Whether that is right depends on what is used, which nothing here shows.";
    finding.extra_steps = std::move(steps);
    out_.add(std::move(finding));
  }

  const Timeline& timeline_;
  const Services& knowledge_;
  const Servers& servers_;
  Findings& out_;
};

}  // namespace

constinit const RuleFamily kActivationRules{
    kRules, [](const CaseView& view, Findings& out) { ActivationRules(view, out).run(); }};

}  // namespace logscan::detail
