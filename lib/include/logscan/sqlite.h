// A case as a SQLite database, ready for questions in SQL. docs/sqlite.md has the schema.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "logscan/export.h"
#include "logscan/facts.h"
#include "logscan/report.h"
#include "logscan/result.h"

namespace logscan {
inline namespace v1 {

// Fills `file`, which is empty or not there. The same case gives the same bytes with the same SQLite. What has been
// written is of no use where this fails: kOutput, or kCancelled once `cancel` is set.
LOGSCAN_API Status write_sqlite(const Case& result, const std::vector<FactRow>& facts, const std::string& file,
                                const std::atomic<bool>* cancel = nullptr);

}  // namespace v1
}  // namespace logscan
