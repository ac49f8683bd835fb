// From the timeline and the judgement to the public report.
#pragma once

#include "detect/engine.h"
#include "knowledge/knowledge.h"
#include "logscan/options.h"

namespace logscan::detail {

Case build_case(const Options& options, const Timeline& timeline, Judgement judgement, const Knowledge& knowledge);

}  // namespace logscan::detail
