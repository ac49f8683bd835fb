// From the timeline and the judgement to the public report.
#pragma once

#include <vector>

#include "detect/engine.h"
#include "knowledge/knowledge.h"
#include "logscan/facts.h"
#include "logscan/options.h"

namespace logscan::detail {

Case build_case(const Options& options, const Timeline& timeline, Judgement judgement, const Knowledge& knowledge);

// The facts as callers see them, masked as every text of a log is.
std::vector<FactRow> fact_rows(const Options& options, const Timeline& timeline);

}  // namespace logscan::detail
