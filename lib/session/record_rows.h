// All rows of a case in the order of time: a merge of the rows that the analysis keeps with the records of each source.
//
// Logs are read side by side, each from when its first record is due until its end, so few are open at a time. Where
// more than a bound would be, the records of those beyond it are sorted beforehand, as the messages of recordings are.
// Rows of one time come in the order: those of the analysis, then by source and line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "knowledge/knowledge.h"
#include "logscan/rows.h"
#include "session/source_rows.h"

namespace logscan::detail {

// What the rows are made of.
struct RecordCase {
  std::shared_ptr<const Knowledge> knowledge;  // of which the parser context tells
  std::unique_ptr<const KeptStreams> kept;
  RecordReading reading;
  std::vector<RecordSource> sources;
  std::vector<TimelineRow> rows;  // of the analysis, sorted
  unsigned jobs = 1;              // with more than one the rows are made in a thread of their own
};

std::unique_ptr<RowSource> record_rows(RecordCase given);

}  // namespace logscan::detail
