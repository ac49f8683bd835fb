// What a finding says of a condition, for `logscan why`.
#pragma once

#include <string_view>

#include "detect/rule.h"

namespace logscan::detail {

inline Trial trial_of(const Finding& finding, bool held = true, std::string_view note = {}) {
  Trial trial{.subject = finding.subject, .held = held, .window = finding.window, .evidence = finding.evidence};
  trial.note = note;
  return trial;
}

// Of what nothing tells the date the times are nominal.
inline Trial without_times(Trial trial) {
  trial.window.reset();
  for (Evidence& evidence : trial.evidence) evidence.time.reset();
  return trial;
}

// Of the condition that asks whether the fault is proven.
inline Trial proof_of(const Finding& finding, std::string_view doubt) {
  const bool proven = finding.verdict == Verdict::kFail;
  return trial_of(finding, proven, proven ? std::string_view() : doubt);
}

}  // namespace logscan::detail
