// Every record of a case as a row of the timeline, read as the rows are asked for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "logscan/export.h"
#include "logscan/options.h"
#include "logscan/report.h"
#include "logscan/result.h"

namespace logscan {
inline namespace v1 {

// Rows in the order of time, those without a time first. For one thread at a time.
class LOGSCAN_API RowSource {
 public:
  virtual ~RowSource() = default;
  // Null at the end. A row lives until the next call. An error ends the rows: kCancelled, kUnreadable where no
  // temporary file takes what has to be sorted.
  virtual Result<const TimelineRow*> next() = 0;
  // Once the end was reached: which sources could not be told in full, and why; one line each.
  [[nodiscard]] virtual std::vector<std::string> notes() const { return {}; }
};

// As scan() of logscan/session.h, with the rows in `rows` instead of in the case: the events, runs and pauses that
// Options::want_timeline asks for, each record of each source, and every HTTP message of captures. The sources
// are read a second time as rows are asked for; what is no file on disk is kept in a temporary file meanwhile.
// What Options::cancel points to must outlive the rows.
LOGSCAN_API Result<Case> scan(const Options& options, std::unique_ptr<RowSource>& rows);

}  // namespace v1
}  // namespace logscan
