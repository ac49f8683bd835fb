// What a rule tried on the way to its verdict: `logscan why`.
//
// A rule names its conditions beside its RuleInfo; it fires where all of them hold. Where it is the rule that is asked
// for, it says what each was tried on and what was measured. An ordinary scan keeps nothing: Findings::checks() is null
// then. Whatever the case, so many trials of a condition are kept: the first that held, and those that came nearest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/location.h"
#include "logscan/time.h"

namespace logscan::detail {

struct RuleInfo;

struct Evidence {
  std::string_view role;  // last-before, first-after, sample
  std::optional<Timestamp> time;
  Location at;
};

struct Condition {
  std::string_view text;            // what has to hold, for people
  std::string_view unit = {};       // of what is measured; empty where that is a count, or nothing
  std::string_view parameter = {};  // RULE.PARAM that the limit rests on, several with blanks between them
};

// A condition was tried on something.
struct Trial {
  std::string subject;
  bool held = false;
  std::optional<double> value = {}, limit = {};  // in the unit of the condition; both, or neither
  std::string note = {};                         // what was found, where a number does not tell it
  std::optional<Window> window = {};
  std::vector<Evidence> evidence = {};
};

inline Trial measured(Trial trial, double value, double limit) {
  trial.value = value;
  trial.limit = limit;
  return trial;
}
inline Trial noted(Trial trial, std::string_view note) {
  trial.note = note;
  return trial;
}

struct ConditionTrials {
  std::uint64_t tried = 0, held = 0;
  std::vector<Trial> successes;  // the first that held
  std::vector<Trial> misses;     // the nearest first; those without numbers behind them, in their order
};

class Checks {
 public:
  static constexpr std::size_t kMostTrials = 5;  // of each kind that are kept of a condition

  // A trial whose window ends before `since`, or begins at `until` or later, does not count.
  explicit Checks(const RuleInfo& rule, std::optional<Timestamp> since = {}, std::optional<Timestamp> until = {});

  // `condition` is the place of it in the conditions of the rule.
  void tried(std::size_t condition, Trial trial);

  [[nodiscard]] const RuleInfo& rule() const { return rule_; }
  [[nodiscard]] const std::vector<ConditionTrials>& conditions() const { return conditions_; }

 private:
  const RuleInfo& rule_;
  std::optional<Timestamp> since_, until_;
  std::vector<ConditionTrials> conditions_;
};

}  // namespace logscan::detail
