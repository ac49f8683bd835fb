// A session over given parsers and rules: the facade's engine. Knows none of them by name.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "detect/rule.h"
#include "logscan/facts.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "logscan/rows.h"
#include "logscan/why.h"
#include "parse/parser.h"

namespace logscan::detail {

// The rule that is asked for, and what it tried.
struct WhyQuestion {
  std::string_view rule;  // kUsage where there is none of this id
  WhyReport& answer;
};

// What a session gives beside the case; null where it is not asked for.
struct Beside {
  std::vector<FactRow>* facts = nullptr;  // what snapshots say
  const WhyQuestion* why = nullptr;
  // The rows of the case, and every record among them; the parsers and what Options::cancel points to must outlive it.
  std::unique_ptr<RowSource>* rows = nullptr;
};

Result<Case> run_session(const Options& options, ParserList parsers, std::span<const RuleFamily* const> families,
                         const Beside& beside = {});

}  // namespace logscan::detail
