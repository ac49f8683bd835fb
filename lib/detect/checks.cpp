#include "detect/checks.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <utility>

#include "detect/rule.h"

namespace logscan::detail {
namespace {

double distance(const Trial& trial) {
  if (!trial.value || !trial.limit) return std::numeric_limits<double>::infinity();
  return std::abs(*trial.value - *trial.limit);
}

}  // namespace

Checks::Checks(const RuleInfo& rule, std::optional<Timestamp> since, std::optional<Timestamp> until)
    : rule_(rule), since_(since), until_(until), conditions_(rule.conditions.size()) {}

void Checks::tried(std::size_t condition, Trial trial) {
  assert(condition < conditions_.size());
  if (trial.window && ((since_ && trial.window->to < *since_) || (until_ && trial.window->from >= *until_))) return;
  ConditionTrials& trials = conditions_[condition];
  ++trials.tried;
  if (trial.held) {
    ++trials.held;
    if (trials.successes.size() < kMostTrials) trials.successes.push_back(std::move(trial));
    return;
  }
  const auto place =
      std::upper_bound(trials.misses.begin(), trials.misses.end(), trial,
                       [](const Trial& one, const Trial& other) { return distance(one) < distance(other); });
  if (trials.misses.size() == kMostTrials && place == trials.misses.end()) return;
  trials.misses.insert(place, std::move(trial));
  if (trials.misses.size() > kMostTrials) trials.misses.pop_back();
}

}  // namespace logscan::detail
