// Stories: findings that are related, told together.
//
// The idea: rules relate what they know to belong together, so what hangs together by that, whichever of two names the
// other, is one fault and what it led to. The cause is told first, then what followed in the order of time, then what
// is open, last the one step that matters most.
//
// Guarantees: a finding is in one story at most; every sentence stands in a finding, its summary, its cause or a step,
// and names it; a cause is told only where its finding is proven and its confidence is not low; the result depends on
// the findings and their order alone. What a rule says of the collection (bundle.*) belongs to a story where it is
// related to that one alone, and joins no two.
#pragma once

#include <vector>

#include "logscan/render.h"

namespace logscan::detail {

// Five at most, the worst first, of the findings that `options` tell and no baseline knows.
std::vector<StoryReport> build_stories(const std::vector<FindingReport>& findings, const RenderOptions& options = {});

// Those of the report, made anew where `options` leave some of its findings out.
std::vector<StoryReport> told_stories(const Report& report, const RenderOptions& options);

}  // namespace logscan::detail
