// Coverage: what a log can prove. A fault that is an absence needs a log that would have shown the thing, complete
// over the time of the absence.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/interner.h"
#include "input/location.h"
#include "logscan/time.h"

namespace logscan::detail {

// Why nothing is known in a stretch of a log that should have been covered.
struct Hole {
  Window window;
  enum class Why : std::uint8_t { kFileMissing, kCut, kUnreadable, kHidden, kReadApart } why = Why::kFileMissing;
  SourceId source = kNoSource;  // the damaged source, or the one before which numbered files are missing
};

enum class EndReason : std::uint8_t {
  kLastRecord,      // the log's own last record: nothing is known beyond
  kLaterFile,       // a later file of the same log exists
  kOtherLog,        // another log of the node goes on
  kCollectionTime,  // the case was collected later
};

// One log of one node: a set of files that continue each other.
struct LogCoverage {
  std::string node;
  std::string_view format;
  std::string stem;               // the file name without its date
  std::vector<SourceId> sources;  // in the order of their content
  Window span;                    // from the first record to the end of coverage
  std::vector<Hole> holes;        // sorted, inside the span
  Timestamp last_record{};
  EndReason end_reason = EndReason::kLastRecord;
  // The last file could have shown more: its day goes on beyond the last record, and nothing proves what happened.
  std::optional<Timestamp> unproven_until;
  bool cut_end = false;  // the last file is cut or unreadable at its end

  [[nodiscard]] bool has_hole(const Window& window) const {
    return std::any_of(holes.begin(), holes.end(), [&](const Hole& hole) { return hole.window.overlaps(window); });
  }
  [[nodiscard]] bool intact(const Window& window) const {
    return window.from >= span.from && window.to <= span.to && !has_hole(window);
  }
};

}  // namespace logscan::detail
