// What the analysis of a case knows of names, beside what its texts show as such.
#pragma once

#include <vector>

#include "logscan/facts.h"
#include "logscan/report.h"
#include "redact/piece_scanner.h"
#include "redact/token_table.h"

namespace logscan::detail {

void learn_names(const Case& result, const std::vector<FactRow>& facts, TokenTable& table);

}  // namespace logscan::detail
