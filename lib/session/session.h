// A session over given parsers and rules: the facade's engine. Knows none of them by name.
#pragma once

#include <span>
#include <string_view>

#include "detect/rule.h"
#include "logscan/facts.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "logscan/why.h"
#include "parse/parser.h"

namespace logscan::detail {

// The rule that is asked for, and what it tried.
struct WhyQuestion {
  std::string_view rule;  // kUsage where there is none of this id
  WhyReport& answer;
};

// `facts`, where given, is filled with what snapshots say, and so is the answer of `why`.
Result<Case> run_session(const Options& options, ParserList parsers, std::span<const RuleFamily* const> families,
                         std::vector<FactRow>* facts = nullptr, const WhyQuestion* why = nullptr);

}  // namespace logscan::detail
