// A baseline: findings that are known, told apart and not counted against a case.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logscan/export.h"
#include "logscan/report.h"
#include "logscan/result.h"
#include "logscan/time.h"

namespace logscan {
inline namespace v1 {

struct BaselineEntry {
  std::string id;
  std::string reason;
  std::optional<std::string> last_day;  // YYYY-MM-DD, of UTC; without one it holds for good
};

struct Baseline {
  std::string name;  // of its file
  std::vector<BaselineEntry> entries;
};

// A JSON report, all of whose findings are known then; or lines `ID YYYY-MM-DD REASON`, empty ones and such that begin
// with '#' left out. kUsage with file and line otherwise.
LOGSCAN_API Result<Baseline> read_baseline(std::string_view text, const std::string& name);

// What a baseline says of a finding.
struct KnownFinding {
  std::string reason;
  std::optional<std::string> last_day;
  bool expired = false;  // it counts again
};

// A baseline held against a report.
struct KnownFindings {
  std::string file;
  std::map<std::string, KnownFinding> by_id;  // of those that the report has
  std::vector<std::string> unmatched;         // ids of which it has none

  // Nothing where the baseline does not know it.
  [[nodiscard]] const KnownFinding* find(const FindingReport& finding) const {
    const auto known = by_id.find(finding.id);
    return known == by_id.end() ? nullptr : &known->second;
  }
  // Whether it is known and has not expired.
  [[nodiscard]] bool accepts(const FindingReport& finding) const {
    const KnownFinding* known = find(finding);
    return known != nullptr && !known->expired;
  }
};

// Whether an entry has expired is for the case to say, not for the calendar: `collected`, or the last record.
LOGSCAN_API KnownFindings match_baseline(const Baseline& baseline, const Report& report,
                                         const std::optional<Timestamp>& collected);

}  // namespace v1
}  // namespace logscan
