#include "detect/engine.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>
#include <tuple>

#include "base/nearest_name.h"
#include "base/text.h"
#include "detect/ha_settings.h"

namespace logscan::detail {

std::vector<const RuleInfo*> all_rules(std::span<const RuleFamily* const> families) {
  std::vector<const RuleInfo*> rules;
  for (const RuleFamily* family : families) rules.insert(rules.end(), family->rules.begin(), family->rules.end());
  std::sort(rules.begin(), rules.end(), [](const RuleInfo* a, const RuleInfo* b) { return a->id < b->id; });
  return rules;
}

Result<const RuleInfo*> find_rule(std::span<const RuleInfo* const> rules, std::string_view id) {
  const auto rule = std::find_if(rules.begin(), rules.end(), [&](const RuleInfo* info) { return info->id == id; });
  if (rule != rules.end()) return *rule;
  std::vector<std::string> ids;
  for (const RuleInfo* info : rules) ids.emplace_back(info->id);
  const std::string near = nearest_name(id, ids);
  return Error{ErrorCode::kUsage, "there is no rule '" + std::string(id) + "'; " +
                                      (near.empty() ? "`logscan rules` lists them" : "did you mean " + near + "?")};
}

Result<Settings> Settings::read(std::span<const RuleInfo* const> rules, const std::vector<std::string>& texts,
                                std::optional<Symptom> symptom) {
  Settings settings;
  settings.symptom_ = symptom;
  for (const std::string& text : texts) {
    const auto bad = [&](const std::string& why) { return Error{ErrorCode::kUsage, "--set " + text + ": " + why}; };
    const std::size_t equals = text.find('=');
    const std::size_t dot = text.rfind('.', equals);
    if (equals == std::string::npos || dot == std::string::npos)
      return bad("give RULE.PARAMETER=VALUE, such as keepalive.missed.grace=90");
    const std::string_view id = std::string_view(text).substr(0, dot);
    const std::string_view name = std::string_view(text).substr(dot + 1, equals - dot - 1);
    const Result<const RuleInfo*> found = find_rule(rules, id);
    if (!found) return bad(found.error().message);
    const RuleInfo& rule = **found;
    const auto& parameters = rule.parameters;
    const auto parameter =
        std::find_if(parameters.begin(), parameters.end(), [&](const RuleParameter& p) { return p.name == name; });
    if (parameter == parameters.end()) {
      std::string known;
      for (const RuleParameter& p : parameters) known += (known.empty() ? "" : ", ") + std::string(p.name);
      return bad("'" + std::string(id) + "' has " + (known.empty() ? "no parameters" : "these parameters: " + known));
    }
    const auto value = parse_number<double>(std::string_view(text).substr(equals + 1));
    if (!value || !(*value >= parameter->least) || !(*value <= parameter->most)) {
      const auto plain = [](double number) {
        std::array<char, 32> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
        return std::string(digits.data(), end);
      };
      return bad("give a number from " + plain(parameter->least) + " to " + plain(parameter->most));
    }
    settings.changed_[{rule.id, parameter->name}] = *value;
  }
  return settings;
}

double Settings::value(const RuleInfo& rule, std::string_view parameter) const {
  if (const auto at = changed_.find({rule.id, parameter}); at != changed_.end()) return at->second;
  for (const RuleParameter& known : rule.parameters) {
    if (known.name == parameter) return known.value;
  }
  return 0;
}

Duration Settings::seconds(const RuleInfo& rule, std::string_view parameter) const {
  return Duration(static_cast<Duration::rep>(value(rule, parameter) * 1e6));
}

const HaStory& CaseView::ha_story() const {
  if (!ha_story_) ha_story_ = analyse_ha(timeline_, ha_thresholds(settings_), knowledge_.ha());
  return *ha_story_;
}

const Servers& CaseView::servers() const {
  if (!servers_) servers_.emplace(timeline_, knowledge_.services());
  return *servers_;
}

Judgement judge(const Timeline& timeline, std::span<const RuleFamily* const> families, const Settings& settings,
                const Knowledge& knowledge, Checks* checks) {
  const CaseView view(timeline, settings, knowledge);
  Findings out(checks);
  for (const RuleFamily* family : families) family->run(view, out);

  Judgement judgement;
  std::vector<std::size_t> order(out.all().size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t i) {
    const Finding& finding = out.all()[i];
    const Timestamp from = finding.window ? finding.window->from : Timestamp::min();
    const Location at = finding.evidence.empty() ? Location{} : finding.evidence.front().at;
    return std::tuple(-static_cast<int>(finding.severity), from, finding.rule->id, std::string_view(finding.subject),
                      at.source, at.offset);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  std::vector<std::size_t> place(order.size());
  for (std::size_t i = 0; i < order.size(); ++i) place[order[i]] = i;
  for (const std::size_t i : order) {
    Finding finding = std::move(out.all()[i]);
    for (std::size_t& other : finding.related) other = place[other];
    std::sort(finding.related.begin(), finding.related.end());
    judgement.findings.push_back(std::move(finding));
  }

  const bool has_capture = std::any_of(timeline.logs.begin(), timeline.logs.end(), [&](const LogCoverage& log) {
    return timeline.sources[log.sources.front()].parser->recording();
  });
  for (const RuleInfo* rule : all_rules(families)) {
    const bool found = std::any_of(judgement.findings.begin(), judgement.findings.end(),
                                   [&](const Finding& f) { return f.rule == rule; });
    const auto examined = out.examined().find(rule);
    const bool ran = examined != out.examined().end() && examined->second > 0;
    if (found) continue;
    if (ran) {
      judgement.passed.push_back({std::string(rule->id), examined->second});
    } else {
      std::vector<std::string> needs(rule->needs.begin(), rule->needs.end());
      for (std::string& need : needs) {
        if (has_capture && need.find("(capture.pcap)") != std::string::npos)
          need += "; what is captured here does not show it";
      }
      judgement.not_run.push_back({std::string(rule->id), std::move(needs)});
    }
  }
  return judgement;
}

}  // namespace logscan::detail
