// From what a rule tried to what is told of it.
#pragma once

#include <vector>

#include "detect/checks.h"
#include "detect/rule.h"
#include "logscan/why.h"
#include "parse/parser.h"

namespace logscan::detail {

// With the values that are in force.
std::vector<RuleParameterDescription> describe_parameters(const RuleInfo& rule, const Settings& settings);

// `report` is that of the same case, and the rule has `found` findings there and outside of the time asked for.
WhyReport why_report(const Checks& checks, const Settings& settings, ParserList parsers, const Timeline& timeline,
                     const Report& report, std::size_t found);

}  // namespace logscan::detail
