#include "logscan/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <tuple>
#include <unordered_map>

#include "report/spans.h"

namespace logscan {
namespace detail {
namespace {

// A count or a length that is half as much again is another one; less is what two collections differ by.
constexpr double kFactor = 1.5;
constexpr double kLeastCount = 1;
constexpr double kLeastSeconds = 60;
constexpr double kHour = 3600;

// Rule, kind of subject, subject, node.
using Key = std::tuple<std::string, SubjectKind, std::string, std::string>;

double seconds(Duration length) { return std::chrono::duration<double>(length).count(); }

std::uint64_t sum(std::uint64_t a, std::uint64_t b) {
  return a > std::numeric_limits<std::uint64_t>::max() - b ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

bool was_read(const SourceReport& source) {
  return source.format && source.status != SourceStatus::kDuplicate && source.status != SourceStatus::kIgnored;
}

bool is_of_one_collection(SubjectKind kind) {
  return kind == SubjectKind::kSubscription || kind == SubjectKind::kBundle;
}

// One of the two cases: its findings by fault.
class Side {
 public:
  Side(const Report& report, const ComparedFindings& which) : report_(report) {
    for (const SourceReport& source : report.sources) {
      if (source.node) node_of_[source.location] = *source.node;
      if (!was_read(source)) continue;
      nodes_.insert(source.node.value_or(""));
      ++about_.logs;
      span_.add(source.first, source.last);
    }
    for (const PassedRule& rule : report.passed) judged_.insert(rule.rule);
    for (const FindingReport& finding : report.findings) {
      judged_.insert(finding.rule);
      if (finding.severity >= which.min_severity && finding.confidence >= which.min_confidence)
        findings_.push_back(&finding);
    }
    about_.tool_version = report.tool_version;
    about_.case_name = report.case_name;
    about_.inputs = report.inputs;
    about_.from = span_.from;
    about_.to = span_.to;
  }

  [[nodiscard]] const std::vector<const FindingReport*>& findings() const { return findings_; }
  [[nodiscard]] const ComparedCase& about() const { return about_; }

  // Whether the rule could have found it here.
  [[nodiscard]] bool could_tell(const Key& key) const {
    const std::string& node = std::get<3>(key);
    return judged_.contains(std::get<0>(key)) && (node.empty() || nodes_.contains(node));
  }

  [[nodiscard]] Key key_of(const FindingReport& finding) const {
    return {finding.rule, finding.subject_kind, is_of_one_collection(finding.subject_kind) ? "" : finding.subject,
            finding_node(finding)};
  }

  [[nodiscard]] FaultTally tally(const std::vector<const FindingReport*>& findings, const std::string& node) const {
    FaultTally tally;
    std::set<std::string_view> subjects;
    bool timed = true;
    for (const FindingReport* finding : findings) {
      if (graver(*finding, tally) || tally.findings == 0) {
        tally.severity = finding->severity;
        tally.verdict = finding->verdict;
        tally.summary = finding->summary;
      }
      ++tally.findings;
      tally.count = sum(tally.count, finding->count);
      subjects.insert(finding->subject);
      tally.ids.push_back(finding->id);
      if (finding->window) {
        tally.total_s += seconds(finding->window->length());
      } else {
        timed = false;
      }
    }
    tally.subjects = subjects.size();
    if (timed) tally.covered_s = covered(node);
    return tally;
  }

 private:
  static bool graver(const FindingReport& finding, const FaultTally& tally) {
    if (finding.verdict != tally.verdict) return finding.verdict == Verdict::kFail;
    return finding.severity > tally.severity;
  }

  // The node whose records prove it. A cluster is of no single node.
  [[nodiscard]] std::string finding_node(const FindingReport& finding) const {
    if (finding.subject_kind == SubjectKind::kCluster) return {};
    if (finding.subject_kind == SubjectKind::kNode) return finding.subject;
    for (const EvidenceReport& evidence : finding.evidence) {
      const std::size_t mark = evidence.location.find_last_of(":#");
      const auto node = node_of_.find(evidence.location.substr(0, mark));
      if (node != node_of_.end()) return node->second;
    }
    const auto node = node_of_.find(finding.subject);
    return node == node_of_.end() ? "" : node->second;
  }

  // For how long at least one log of the node, or of any where none is named, tells anything of the asked time.
  [[nodiscard]] std::optional<double> covered(const std::string& node) const {
    if (const auto known = covered_.find(node); known != covered_.end()) return known->second;
    std::vector<Window> spans;
    for (const SourceReport& source : report_.sources) {
      if (!was_read(source) || !source.first || !source.last) continue;
      if (!node.empty() && source.node != node) continue;
      const Timestamp from = report_.since ? std::max(*source.first, *report_.since) : *source.first;
      const Timestamp to = report_.until ? std::min(*source.last, *report_.until) : *source.last;
      if (from < to) spans.push_back({from, to});
    }
    std::sort(spans.begin(), spans.end(), [](const Window& a, const Window& b) { return a.from < b.from; });
    double total = 0;
    std::optional<Timestamp> reached;
    for (const Window& span : spans) {
      const Timestamp from = reached ? std::max(*reached, span.from) : span.from;
      if (from < span.to) total += seconds(span.to - from);
      reached = reached ? std::max(*reached, span.to) : span.to;
    }
    std::optional<double> result;
    if (total > 0) result = total;
    covered_.emplace(node, result);
    return result;
  }

  const Report& report_;
  ComparedCase about_;
  Span span_;
  std::vector<const FindingReport*> findings_;
  std::unordered_map<std::string, std::string> node_of_;  // by the location of the source
  std::set<std::string> nodes_;
  std::set<std::string> judged_;
  mutable std::map<std::string, std::optional<double>> covered_;
};

// How much more (above 0) or less the second is. Both are scaled to the shorter of the two times that were covered, so
// that what cannot have been seen in it decides nothing.
int direction(double before, double after, const std::optional<double>& covered_before,
              const std::optional<double>& covered_after, double least) {
  if (covered_before && covered_after) {
    const double shorter = std::min(*covered_before, *covered_after);
    before *= shorter / *covered_before;
    after *= shorter / *covered_after;
  }
  if (std::abs(after - before) < least) return 0;
  if (after >= before * kFactor) return 1;
  return before >= after * kFactor ? -1 : 0;
}

std::optional<Change> change_of(const FaultTally& before, const FaultTally& after) {
  if (before.verdict != after.verdict) {
    // That a fault can no longer be shown is no cure.
    return after.verdict == Verdict::kFail ? Change::kWorse : Change::kNotJudged;
  }
  if (before.severity != after.severity) return after.severity > before.severity ? Change::kWorse : Change::kBetter;
  int way = direction(static_cast<double>(before.count), static_cast<double>(after.count), before.covered_s,
                      after.covered_s, kLeastCount);
  // Where each finding stands for one stretch of time, their lengths count as well.
  const bool stretches = before.count == before.findings && after.count == after.findings;
  if (way == 0 && stretches) {
    way = direction(before.total_s / static_cast<double>(before.findings),
                    after.total_s / static_cast<double>(after.findings), std::nullopt, std::nullopt, kLeastSeconds);
  }
  if (way == 0) return std::nullopt;
  return way > 0 ? Change::kWorse : Change::kBetter;
}

struct Fault {
  std::vector<const FindingReport*> before, after;
};

Severity severity_of(const ComparedFault& fault) {
  return fault.after ? fault.after->severity : fault.before->severity;
}

}  // namespace
}  // namespace detail

inline namespace v1 {

std::optional<double> FaultTally::per_hour() const {
  if (!covered_s || *covered_s <= 0) return std::nullopt;
  return static_cast<double>(count) * detail::kHour / *covered_s;
}

std::uint64_t Comparison::count(Change change) const {
  return static_cast<std::uint64_t>(std::count_if(changes.begin(), changes.end(),
                                                  [&](const ComparedFault& fault) { return fault.change == change; }));
}

Comparison compare(const Report& before, const Report& after, const ComparedFindings& which) {
  using detail::Key;
  const detail::Side old_side(before, which);
  const detail::Side new_side(after, which);
  std::map<Key, detail::Fault> faults;
  std::unordered_map<std::string_view, Key> by_id;
  for (const FindingReport* finding : old_side.findings()) {
    const Key key = old_side.key_of(*finding);
    by_id.emplace(finding->id, key);
    faults[key].before.push_back(finding);
  }
  for (const FindingReport* finding : new_side.findings()) {
    // The same incident, though a node may go by another name now.
    const auto known = by_id.find(finding->id);
    faults[known != by_id.end() ? known->second : new_side.key_of(*finding)].after.push_back(finding);
  }

  Comparison result;
  result.before = old_side.about();
  result.after = new_side.about();
  for (const auto& [key, fault] : faults) {
    ComparedFault told;
    const FindingReport& first = fault.after.empty() ? *fault.before.front() : *fault.after.front();
    told.rule = first.rule;
    told.title = first.title;
    told.subject_kind = std::get<1>(key);
    told.subject = std::get<2>(key);
    told.node = std::get<3>(key);
    if (!fault.before.empty()) told.before = old_side.tally(fault.before, told.node);
    if (!fault.after.empty()) told.after = new_side.tally(fault.after, told.node);
    if (!told.before) {
      told.change = Change::kNew;
      told.judged_before = old_side.could_tell(key);
    } else if (!told.after) {
      told.change = new_side.could_tell(key) ? Change::kGone : Change::kNotJudged;
    } else if (const auto change = detail::change_of(*told.before, *told.after)) {
      told.change = *change;
    } else {
      ++result.same;
      continue;
    }
    result.changes.push_back(std::move(told));
  }
  std::stable_sort(result.changes.begin(), result.changes.end(), [](const ComparedFault& a, const ComparedFault& b) {
    if (a.change != b.change) return a.change < b.change;
    return detail::severity_of(a) > detail::severity_of(b);
  });
  return result;
}

}  // namespace v1
}  // namespace logscan
