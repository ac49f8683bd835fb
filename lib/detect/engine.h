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

Judgement judge(const Timeline& timeline, std::span<const RuleFamily* const> families, const Settings& settings,
                const Knowledge& knowledge);

std::vector<const RuleInfo*> all_rules(std::span<const RuleFamily* const> families);

}  // namespace logscan::detail
