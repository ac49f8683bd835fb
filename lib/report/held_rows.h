// The rows that a case holds, as a source of rows.
#pragma once

#include <vector>

#include "logscan/rows.h"

namespace logscan::detail {

class HeldRows final : public RowSource {
 public:
  // They must outlive it.
  explicit HeldRows(const std::vector<TimelineRow>& rows) : rows_(rows) {}
  Result<const TimelineRow*> next() override { return at_ < rows_.size() ? &rows_[at_++] : nullptr; }

 private:
  const std::vector<TimelineRow>& rows_;
  std::size_t at_ = 0;
};

// Calls `tell` with each row until `open` says no. The error that ended the rows.
template <class Open, class Tell>
Status each_row(RowSource& rows, const Open& open, const Tell& tell) {
  while (open()) {
    const Result<const TimelineRow*> row = rows.next();
    if (!row) return row.error();
    if (*row == nullptr) break;
    tell(**row);
  }
  return {};
}

}  // namespace logscan::detail
