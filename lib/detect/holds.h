// A condition at the place where its rule decides it: the rule goes by the very answer that `logscan why` is told.
#pragma once

#include <cstddef>
#include <utility>

#include "detect/rule.h"

namespace logscan::detail {

// Gives back `held`. `make` makes the trial, where the rule is the one that is asked for.
template <typename MakeTrial>
bool holds(const Findings& out, const RuleInfo& rule, std::size_t condition, bool held, const MakeTrial& make) {
  if (Checks* why = out.checks(rule)) {
    Trial trial = make();
    trial.held = held;
    why->tried(condition, std::move(trial));
  }
  return held;
}

}  // namespace logscan::detail
