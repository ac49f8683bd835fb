// What a rule brings: one constexpr RuleInfo. Rules that judge the same thing form a family and share one pass.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "detect/checks.h"
#include "detect/ha_story.h"
#include "detect/servers.h"
#include "knowledge/knowledge.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "logscan/result.h"
#include "timeline/timeline.h"

namespace logscan::detail {

struct RuleParameter {
  std::string_view name, unit;
  double value;  // the default
  double least, most;
  std::string_view reason;
};

struct RuleInfo {
  std::string_view id, title;
  std::string_view summary;  // what it means when it fires
  Severity severity;         // of the usual finding
  std::span<const std::string_view> needs;
  std::span<const RuleParameter> parameters;
  std::span<const Condition> conditions = {};  // it fires where all of them hold
};

struct Finding {
  const RuleInfo* rule = nullptr;
  std::string_view variant;        // of the advice; empty: the rule's own
  const Advice* advice = nullptr;  // of the knowledge, in place of the rule's and the variant's
  Severity severity = Severity::kInfo;
  Confidence confidence = Confidence::kHigh;
  Verdict verdict = Verdict::kFail;
  SubjectKind subject_kind = SubjectKind::kBundle;
  std::string subject;
  std::optional<Window> window;
  bool open = false;
  std::uint64_t count = 1;
  std::vector<std::pair<std::string, double>> measured;
  std::string summary;
  std::vector<std::string> extra_steps;  // what would settle this very finding; told before the documented steps
  std::vector<Evidence> evidence;
  std::vector<std::size_t> related;  // places in Findings::all
  // False where the verdict rests on the times of one clock alone: then an assumed zone does not lower the confidence.
  bool zone_matters = true;
  std::string mark;  // tells findings of one subject apart where no record does
};

// The values of all parameters: defaults, changed by --set. And the complaint, where one is told.
class Settings {
 public:
  // Each text is RULE.PARAM=VALUE. kUsage names the setting and what would be right.
  static Result<Settings> read(std::span<const RuleInfo* const> rules, const std::vector<std::string>& texts,
                               std::optional<Symptom> symptom = std::nullopt);
  [[nodiscard]] double value(const RuleInfo& rule, std::string_view parameter) const;
  [[nodiscard]] Duration seconds(const RuleInfo& rule, std::string_view parameter) const;
  [[nodiscard]] std::optional<Symptom> symptom() const { return symptom_; }

 private:
  std::optional<Symptom> symptom_;
  std::map<std::pair<std::string_view, std::string_view>, double> changed_;
};

class Findings {
 public:
  // `checks` are of the rule that is asked for; null where none is.
  explicit Findings(Checks* checks = nullptr) : checks_(checks) {}

  std::size_t add(Finding finding) {
    all_.push_back(std::move(finding));
    return all_.size() - 1;
  }
  // Each names the other.
  void relate(std::size_t one, std::size_t other) {
    all_[one].related.push_back(other);
    all_[other].related.push_back(one);
  }
  // The rule had what it needs for so many subjects; without a finding of it, that is a pass.
  void examined(const RuleInfo& rule, std::uint64_t subjects) { examined_[&rule] += subjects; }

  std::vector<Finding>& all() { return all_; }
  [[nodiscard]] const std::vector<Finding>& all() const { return all_; }
  [[nodiscard]] const std::map<const RuleInfo*, std::uint64_t>& examined() const { return examined_; }
  // Where a rule says what it tried; null unless it is the one that is asked for.
  [[nodiscard]] Checks* checks(const RuleInfo& rule) const {
    return checks_ != nullptr && &checks_->rule() == &rule ? checks_ : nullptr;
  }

 private:
  std::vector<Finding> all_;
  std::map<const RuleInfo*, std::uint64_t> examined_;
  Checks* checks_;
};

// What rules judge from.
class CaseView {
 public:
  CaseView(const Timeline& timeline, const Settings& settings, const Knowledge& knowledge)
      : timeline_(timeline), settings_(settings), knowledge_(knowledge) {}

  [[nodiscard]] const Timeline& timeline() const { return timeline_; }
  [[nodiscard]] const Settings& settings() const { return settings_; }
  [[nodiscard]] const Knowledge& knowledge() const { return knowledge_; }
  // By the thresholds of the settings; analysed when it is first asked for, once a case.
  [[nodiscard]] const HaStory& ha_story() const;
  [[nodiscard]] const Servers& servers() const;

 private:
  const Timeline& timeline_;
  const Settings& settings_;
  const Knowledge& knowledge_;
  mutable std::optional<HaStory> ha_story_;
  mutable std::optional<Servers> servers_;
};

struct RuleFamily {
  std::span<const RuleInfo* const> rules;
  void (*run)(const CaseView& view, Findings& out);
};

}  // namespace logscan::detail
