#include "truth_scenarios.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "generate.h"
#include "support/case_folder.h"

namespace logscan::test {

namespace {

// The zone of the machine, put back at the end.
class MachineZone {
 public:
  explicit MachineZone(const char* zone) {
    if (const char* was = std::getenv("TZ")) was_ = was;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~MachineZone() {
    was_.empty() ? ::unsetenv("TZ") : ::setenv("TZ", was_.c_str(), 1);
    ::tzset();
  }
  MachineZone(const MachineZone&) = delete;
  MachineZone& operator=(const MachineZone&) = delete;

 private:
  std::string was_;
};

std::string_view verdict_of(const FindingReport& finding) {
  return finding.verdict == Verdict::kFail ? "fail" : "inconclusive";
}

std::string_view kind_of(const FindingReport& finding) {
  switch (finding.subject_kind) {
    case SubjectKind::kSubscription:
      return "subscription";
    case SubjectKind::kNode:
      return "node";
    case SubjectKind::kService:
      return "service";
    case SubjectKind::kCluster:
      return "cluster";
    case SubjectKind::kExchange:
      return "exchange";
    case SubjectKind::kBundle:
      return "bundle";
  }
  return "?";
}

// The truth knows paths inside the case; a report's location starts with the path that the case was given by.
bool same_subject(const gen::ExpectedFinding& expected, const FindingReport& finding) {
  if (kind_of(finding) != expected.subject_kind) return false;
  if (finding.subject == expected.subject) return true;
  if (expected.subject_kind != "bundle" || finding.subject.size() <= expected.subject.size()) return false;
  const std::size_t at = finding.subject.size() - expected.subject.size();
  const char before = finding.subject[at - 1];
  return (before == '/' || before == '!') && finding.subject.compare(at, std::string::npos, expected.subject) == 0;
}

bool same_window(const gen::ExpectedFinding& expected, const FindingReport& finding, gen::Seconds tolerance) {
  if (!expected.window) return true;
  if (!finding.window) return false;
  const auto near = [&](gen::Time a, Timestamp b) { return std::chrono::abs(Timestamp(a) - b) <= tolerance; };
  return near(expected.window->from, finding.window->from) && near(expected.window->to, finding.window->to);
}

bool matches(const gen::ExpectedFinding& expected, const FindingReport& finding, gen::Seconds tolerance) {
  return finding.rule == expected.rule && verdict_of(finding) == expected.verdict && same_subject(expected, finding) &&
         same_window(expected, finding, tolerance) && (!expected.open || *expected.open == finding.open) &&
         (!expected.count || *expected.count == finding.count) &&
         (!expected.severity || *expected.severity == name_of(finding.severity));
}

std::string text_of(std::string_view rule, std::string_view verdict, std::string_view kind, std::string_view subject,
                    const std::optional<gen::Span>& window, std::optional<bool> open,
                    std::optional<std::uint64_t> count, const std::optional<std::string>& severity) {
  std::string text;
  text.append(rule).append(" ").append(verdict).append(" ").append(kind).append(" ").append(subject);
  if (window) text += " " + gen::format_time(window->from) + " .. " + gen::format_time(window->to);
  if (open) text += *open ? " open" : " closed";
  if (count) text += " count " + std::to_string(*count);
  if (severity) text += " " + *severity;
  return text;
}

std::string text_of(const gen::ExpectedFinding& expected) {
  return text_of(expected.rule, expected.verdict, expected.subject_kind, expected.subject, expected.window,
                 expected.open, expected.count, expected.severity);
}

std::string text_of(const FindingReport& finding) {
  std::optional<gen::Span> window;
  if (finding.window) {
    window = gen::Span{std::chrono::floor<gen::Seconds>(finding.window->from),
                       std::chrono::floor<gen::Seconds>(finding.window->to)};
  }
  return text_of(finding.rule, verdict_of(finding), kind_of(finding), finding.subject, window, finding.open,
                 finding.count, std::string(name_of(finding.severity)));
}

}  // namespace

Differences differences(const std::vector<gen::ExpectedFinding>& truth, const std::vector<FindingReport>& findings,
                        gen::Seconds tolerance) {
  std::vector<bool> used(findings.size(), false);
  std::vector<const gen::ExpectedFinding*> missing;
  for (const gen::ExpectedFinding& expected : truth) {
    const auto found = std::find_if(findings.begin(), findings.end(), [&](const FindingReport& finding) {
      return !used[static_cast<std::size_t>(&finding - findings.data())] && matches(expected, finding, tolerance);
    });
    if (found == findings.end()) {
      if (expected.certain) missing.push_back(&expected);
    } else {
      used[static_cast<std::size_t>(found - findings.begin())] = true;
    }
  }
  Differences told;
  for (const gen::ExpectedFinding* expected : missing) {
    told.missing += "missing:    " + text_of(*expected) + "\n";
    for (std::size_t i = 0; i < findings.size(); ++i) {
      if (!used[i] && findings[i].rule == expected->rule && findings[i].subject == expected->subject) {
        told.missing += "  reported: " + text_of(findings[i]) + "\n";
      }
    }
  }
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!used[i] && findings[i].rule != "bundle.missing-logs")
      told.unexpected += "unexpected: " + text_of(findings[i]) + "\n";
  }
  return told;
}

std::string compare(const gen::Truth& truth, const std::vector<FindingReport>& findings) {
  const Differences told = differences(truth.findings, findings, truth.tolerance);
  return told.missing + told.unexpected;
}

void expect_truth_of_seeds(std::uint64_t first_seed, const std::string& option,
                           const std::function<gen::Scenario(std::uint64_t)>& scenario_of) {
  for (std::uint64_t seed = first_seed; seed < first_seed + kSeedsTried; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed) + ": logscan-gen " + option + " " + std::to_string(seed) + " -o case");
    const CaseFolder folder;
    const std::string path = folder.path(seed % 3 == 0 ? "case.zip" : "case");
    const Result<gen::Truth> truth = gen::generate(scenario_of(seed), gen::Output{path, folder.path("truth.json")});
    ASSERT_TRUE(truth) << truth.error().message;

    Options options = options_for(path, 1);
    options.collected = truth->told_collected;
    const Case one = scan_case(options);
    EXPECT_EQ(compare(*truth, one.report.findings), "");
    EXPECT_TRUE(one.report.ledger.balanced());
    EXPECT_GT(one.report.ledger.parsed, 0U);

    options.jobs = 8;
    const MachineZone elsewhere("Asia/Kolkata");
    EXPECT_EQ(json_of(scan_case(options).report), json_of(one.report));
  }
}

}  // namespace logscan::test
