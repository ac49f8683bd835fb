// The rule engine: runs the families over the timeline and sums up what was found, passed and not run.
#pragma once

#include <span>
#include <vector>

#include "detect/rule.h"

namespace logscan::detail {

struct Judgement {
  std::vector<Finding> findings;  // sorted by severity, window, rule, subject; `related` follows the new places
  std::vector<PassedRule> passed;
  std::vector<NotRunRule> not_run;
};

// `checks`, where given, are filled by their rule.
Judgement judge(const Timeline& timeline, std::span<const RuleFamily* const> families, const Settings& settings,
                const Knowledge& knowledge, Checks* checks = nullptr);

std::vector<const RuleInfo*> all_rules(std::span<const RuleFamily* const> families);
// kUsage with the id that may be meant.
Result<const RuleInfo*> find_rule(std::span<const RuleInfo* const> rules, std::string_view id);

}  // namespace logscan::detail
