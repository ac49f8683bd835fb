// A session over given parsers and rules: the facade's engine. Knows none of them by name.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "detect/rule.h"
#include "logscan/facts.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "logscan/rows.h"
#include "parse/parser.h"

namespace logscan::detail {

// `facts`, where given, is filled with what snapshots say. Where `rows` is given, it gets the rows of the case, and
// every record among them; the parsers and what Options::cancel points to must outlive it.
Result<Case> run_session(const Options& options, ParserList parsers, std::span<const RuleFamily* const> families,
                         std::vector<FactRow>* facts = nullptr, std::unique_ptr<RowSource>* rows = nullptr);

}  // namespace logscan::detail
