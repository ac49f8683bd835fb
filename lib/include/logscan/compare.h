// Two cases compared: what is new, gone, worse or better. Reports come from scan(), or are read back from their JSON.
#pragma once

#include <cstdint>
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

// The JSON report (`logscan.report/1`) as a value. Fields that are not known are ignored; kUsage where it is no such
// report, with the place in it.
LOGSCAN_API Result<Report> read_report_json(std::string_view json);

enum class Change : std::uint8_t { kNew, kGone, kWorse, kBetter, kNotJudged };

// The findings of one fault in one case.
struct FaultTally {
  Severity severity = Severity::kInfo;  // the gravest of those with this verdict
  Verdict verdict = Verdict::kInconclusive;
  std::uint64_t findings = 0;
  std::uint64_t subjects = 0;
  std::uint64_t count = 0;  // how often, over all findings
  double total_s = 0;       // the lengths of their windows, summed up
  std::optional<double>
      covered_s;  // for how long the sources of its node tell anything; nothing where no time is known
  std::vector<std::string> ids;
  std::string summary;  // of the gravest finding

  [[nodiscard]] std::optional<double> per_hour() const;
};

// The same rule, kind of subject, subject and node. A subscription or a file has a name that another collection does
// not have: those of one node are compared together, and `subject` is empty.
struct ComparedFault {
  Change change = Change::kNew;
  std::string rule, title;
  SubjectKind subject_kind = SubjectKind::kBundle;
  std::string subject;
  std::string node;           // empty: of several, or not known
  bool judged_before = true;  // false where it is new and the old case had not what the rule needs
  std::optional<FaultTally> before, after;
};

struct ComparedCase {
  std::string tool_version;
  std::optional<std::string> case_name;
  std::vector<std::string> inputs;
  std::uint64_t logs = 0;
  std::optional<Timestamp> from, to;  // what its logs span
};

struct Comparison {
  ComparedCase before, after;
  std::vector<ComparedFault> changes;  // by change, then the gravest first
  std::uint64_t same = 0;              // faults that did not change

  [[nodiscard]] std::uint64_t count(Change change) const;
};

struct ComparedFindings {
  Severity min_severity = Severity::kInfo;
  Confidence min_confidence = Confidence::kLow;
};

LOGSCAN_API Comparison compare(const Report& before, const Report& after, const ComparedFindings& which = {});

}  // namespace v1
}  // namespace logscan
