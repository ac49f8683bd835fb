// A session over given parsers and rules: the facade's engine. Knows none of them by name.
#pragma once

#include <span>

#include "detect/rule.h"
#include "logscan/facts.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "parse/parser.h"

namespace logscan::detail {

// `facts`, where given, is filled with what snapshots say.
Result<Case> run_session(const Options& options, ParserList parsers, std::span<const RuleFamily* const> families,
                         std::vector<FactRow>* facts = nullptr);

}  // namespace logscan::detail
