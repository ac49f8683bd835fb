#include "hints.h"

#include <fmt/format.h>

#include <algorithm>

namespace logscan::cli {
namespace {

bool is_judged(const SourceReport& source) {
  return source.format && !source.left_out && source.status != SourceStatus::kDuplicate;
}

template <class Condition>
void add(std::vector<std::string>& hints, const std::vector<SourceReport>& sources, const char* one, const char* many,
         const Condition& condition) {
  const auto count = std::count_if(sources.begin(), sources.end(), condition);
  if (count > 0)
    hints.push_back(count == 1 ? fmt::format("1 source {}", one) : fmt::format("{} sources {}", count, many));
}

bool asks_when_it_was_collected(const FindingReport& finding) {
  return finding.verdict == Verdict::kInconclusive &&
         std::any_of(finding.next_steps.begin(), finding.next_steps.end(),
                     [](const std::string& step) { return step.find("--collected") != std::string::npos; });
}

}  // namespace

std::vector<std::string> hints_for(const Report& report) {
  std::vector<std::string> hints;
  add(hints, report.sources, "has no date: --date GLOB=YYYY-MM-DD", "have no date: --date GLOB=YYYY-MM-DD",
      [](const SourceReport& source) { return is_judged(source) && source.clock.date == "unknown"; });
  add(hints, report.sources, "states no zone: --source-tz GLOB=ZONE", "state no zone: --source-tz GLOB=ZONE",
      [](const SourceReport& source) {
        return is_judged(source) && source.first && source.clock.basis == ClockBasis::kAssumed;
      });
  add(hints, report.sources, "is in no known format: logscan inventory tells why",
      "are in no known format: logscan inventory tells why",
      [](const SourceReport& source) { return !source.left_out && source.status == SourceStatus::kIgnored; });
  const auto ends = std::count_if(report.findings.begin(), report.findings.end(), asks_when_it_was_collected);
  if (ends > 0) {
    hints.push_back(fmt::format("{} on when the logs were collected: --collected T",
                                ends == 1 ? "1 question hangs" : fmt::format("{} questions hang", ends)));
  }
  return hints;
}

}  // namespace logscan::cli
