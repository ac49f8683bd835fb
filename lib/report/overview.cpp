#include "report/overview.h"

#include <algorithm>

#include "report/select.h"
#include "report/text_page.h"

namespace logscan::detail {
namespace {

constexpr std::size_t kNodesNamed = 3;

}  // namespace

std::string joined(const std::vector<std::string>& parts, std::string_view last_link) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) text += i + 1 == parts.size() ? last_link : ", ";
    text += parts[i];
  }
  return text;
}

bool was_read(const SourceReport& source) {
  return source.format && source.status != SourceStatus::kDuplicate && source.status != SourceStatus::kIgnored;
}

bool is_damage(SourceStatus status) {
  return status != SourceStatus::kOk && status != SourceStatus::kDuplicate && status != SourceStatus::kIgnored;
}

std::string_view heading_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return "Critical";
    case Severity::kError:
      return "Errors";
    case Severity::kWarning:
      return "Warnings";
    case Severity::kNotice:
      return "Notices";
    case Severity::kInfo:
      break;
  }
  return "For information";
}

std::string window_text(const FindingReport& finding, const Zone& zone) {
  const Window& window = *finding.window;
  std::string text = span_text(window.from, window.to, zone) + " " + zone.name();
  if (window.to > window.from) text += " (" + to_words(window.length()) + (finding.open ? ", no end seen" : "") + ")";
  return text;
}

Overview::Overview(const Report& report, const RenderOptions& options) : report_(report) {
  read_sources();
  choose_findings(options);
  find_groups();
}

void Overview::read_sources() {
  for (const SourceReport& source : report_.sources) {
    if (is_damage(source.status)) ++damaged_;
    if (!was_read(source)) continue;
    ++logs_;
    if (source.node) nodes_.insert(*source.node);
    span_.add(source.first, source.last);
    const bool timed = source.first && source.last;
    const bool since = timed && (!report_.since || *source.last >= *report_.since);
    const bool until = timed && (!report_.until || *source.first < *report_.until);
    if (timed) beside_ = beside_.value_or(true) && !(since && until);
    if (source.clock.date == "unknown") undated_ = true;
  }
}

void Overview::choose_findings(const RenderOptions& options) {
  for (const FindingReport& finding : report_.findings) {
    if (selected(finding, options) && options.known != nullptr && options.known->accepts(finding)) {
      known_.push_back(&finding);
    } else if (selected(finding, options)) {
      shown_.push_back(&finding);
      if (options.known != nullptr && options.known->find(finding) != nullptr) ++expired_;
    } else {
      ++hidden_;
    }
  }
}

// A finding about one subscription or service that is tied to one about a server, a node or a cluster belongs to it.
void Overview::find_groups() {
  const auto single = [](const FindingReport& finding) {
    return finding.subject_kind == SubjectKind::kSubscription || finding.subject_kind == SubjectKind::kService;
  };
  std::unordered_map<std::string_view, const FindingReport*> by_id;
  for (const FindingReport* finding : shown_) by_id.emplace(finding->id, finding);
  const auto tie = [&](const FindingReport& leader, const FindingReport& follower) {
    if (single(leader) || !single(follower) || leader_of_.contains(&follower)) return;
    // A proven fault never hides behind a question or behind something less grave.
    const bool hides =
        follower.verdict == Verdict::kFail && (leader.verdict != Verdict::kFail || leader.severity < follower.severity);
    if (hides) return;
    leader_of_.emplace(&follower, &leader);
    groups_[&leader].push_back(&follower);
  };
  for (const FindingReport* finding : shown_) {
    for (const std::string& id : finding->related) {
      const auto other = by_id.find(id);
      if (other == by_id.end() || other->second == finding) continue;
      tie(*finding, *other->second);
      tie(*other->second, *finding);
    }
  }
}

const Overview::Group* Overview::group_of(const FindingReport& finding) const {
  const auto group = groups_.find(&finding);
  return group == groups_.end() ? nullptr : &group->second;
}

std::uint64_t Overview::count_of(Severity severity) const {
  return static_cast<std::uint64_t>(std::count_if(shown_.begin(), shown_.end(), [&](const FindingReport* finding) {
    return finding->verdict == Verdict::kFail && finding->severity == severity && alone(*finding);
  }));
}

std::uint64_t Overview::open_questions() const {
  return static_cast<std::uint64_t>(std::count_if(shown_.begin(), shown_.end(), [&](const FindingReport* finding) {
    return finding->verdict == Verdict::kInconclusive && alone(*finding);
  }));
}

// Whether a rule about more than the collection itself had what it needs.
bool Overview::judged_any() const {
  const auto is_of_case = [](const std::string& rule) { return !rule.starts_with("bundle."); };
  return std::any_of(report_.passed.begin(), report_.passed.end(),
                     [&](const PassedRule& passed) { return is_of_case(passed.rule); }) ||
         std::any_of(report_.findings.begin(), report_.findings.end(),
                     [&](const FindingReport& finding) { return is_of_case(finding.rule); });
}

// What was not recorded may have held a fault.
bool Overview::recorded_too_little() const {
  return std::any_of(report_.findings.begin(), report_.findings.end(),
                     [](const FindingReport& finding) { return finding.rule == "bundle.trace-level"; });
}

// `3 logs of cuc1, 2014-06-29 00:00:03 to 2014-06-30 10:00:00 UTC`
std::string Overview::logs_text(const Zone& zone) const {
  std::string out = counted(logs_, "log");
  if (nodes_.size() > kNodesNamed) {
    out += " of " + counted(nodes_.size(), "node");
  } else if (!nodes_.empty()) {
    out += " of " + joined({nodes_.begin(), nodes_.end()}, " and ");
  }
  if (span_.known()) out += ", " + span_text(*span_.from, *span_.to, zone) + " " + zone.name();
  return out;
}

// Why there was nothing to judge; empty where a log could be read.
std::string Overview::nothing_read() const {
  if (report_.sources.empty()) return "Nothing could be judged: there was nothing to read";
  if (std::all_of(report_.sources.begin(), report_.sources.end(),
                  [](const SourceReport& source) { return source.left_out; })) {
    return "Nothing could be judged: every source is left out by a filter";
  }
  if (logs_ > 0) return {};
  const bool unread = damaged_ == report_.sources.size();
  if (report_.sources.size() == 1) {
    return std::string("Nothing could be judged: the one source ") +
           (unread ? "could not be read" : "is in no known format");
  }
  return "Nothing could be judged: none of the " + grouped(report_.sources.size()) + " sources " +
         (unread ? "could be read" : "is in a known format");
}

std::string Overview::nothing_failed(std::uint64_t remarks, std::uint64_t open, const Zone& zone) const {
  const std::string logs = logs_text(zone);
  if (open == 0 && known_.empty() && !judged_any() && !report_.passed.empty()) {
    return "Nothing could be judged but how it was collected: no other rule had what it needs in " + logs;
  }
  if (report_.passed.empty() && open == 0 && remarks == 0 && known_.empty()) {
    return "Nothing could be judged: no rule had what it needs in " + logs;
  }
  if (!known_.empty()) return "Nothing failed that is not known in " + logs;
  if (open > 0 || recorded_too_little()) return "No fault is proven in " + logs;
  if (misses_asked_time()) return "Nothing could be judged: no record is of the asked time in " + logs;
  if (hidden_ > 0) return "Nothing of the asked severity and confidence failed in " + logs;
  if (report_.outside > 0) return "Nothing of the asked time failed in " + logs;
  return {};
}

Headline Overview::headline(const Zone& zone) const {
  Headline headline;
  std::vector<std::string> faults;
  for (const auto& [severity, noun] : {std::pair{Severity::kCritical, "critical fault"},
                                       {Severity::kError, "error"},
                                       {Severity::kWarning, "warning"}}) {
    const std::uint64_t count = count_of(severity);
    if (count == 0) continue;
    if (!headline.worst) headline.worst = severity;
    faults.push_back(counted(count, noun));
  }
  const std::uint64_t remarks = count_of(Severity::kNotice) + count_of(Severity::kInfo);
  const std::uint64_t open = open_questions();

  headline.text = nothing_read();
  if (headline.text.empty() && !faults.empty()) headline.text = joined(faults, ", ") + " in " + logs_text(zone);
  if (headline.text.empty()) headline.text = nothing_failed(remarks, open, zone);
  if (headline.text.empty()) {
    headline.text = "Nothing failed: " + logs_text(zone);
    headline.good = damaged_ == 0;
  }
  if (remarks > 0) headline.text += "; " + counted(remarks, "remark");
  if (open > 0) headline.text += "; " + counted(open, "question") + " open";
  if (!known_.empty()) headline.text += "; " + grouped(known_.size()) + " known";
  if (expired_ > 0) headline.text += "; " + grouped(expired_) + " known no longer";
  if (damaged_ > 0 && logs_ > 0) headline.text += "; " + counted(damaged_, "source") + " not read in full";
  return headline;
}

}  // namespace logscan::detail
