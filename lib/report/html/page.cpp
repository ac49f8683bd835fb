#include "report/html/page.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/text.h"
#include "report/html/escape.h"
#include "report/spans.h"
#include "report/text_page.h"

namespace logscan::detail {
namespace {

// With all their evidence in one mebibyte; `--verbose` tells all.
constexpr std::size_t kFindingsTold = 1000;

std::optional<Window> window_of(const Span& span) {
  if (!span.known()) return std::nullopt;
  // One moment alone is shown with a minute around it.
  constexpr std::chrono::seconds kLeast{60};
  if (*span.to - *span.from >= kLeast) return Window{*span.from, *span.to};
  return Window{*span.from - kLeast, *span.to + kLeast};
}

// The part of a location that names the source: before `:LINE` or `#FRAME`.
std::string_view source_part(std::string_view location) {
  const std::size_t mark = location.find_last_of(":#");
  if (mark == std::string_view::npos || mark + 1 == location.size()) return location;
  const bool number = location.find_first_not_of("0123456789", mark + 1) == std::string_view::npos;
  return number ? location.substr(0, mark) : location;
}

}  // namespace

double TimeAxis::seconds(Timestamp time) const {
  if (!whole) return 0;
  return std::round(std::chrono::duration<double>(time - whole->from).count() * 10) / 10;
}

TimeAxis axis_of(const Case& result) {
  Span whole;
  Span busy;
  for (const TimelineRow& row : result.rows) {
    if (!row.time) continue;
    whole.add(row.time, row.to ? row.to : row.time);
    if (row.to) busy.add(row.time, row.to);
  }
  for (const FindingReport& finding : result.report.findings) {
    if (!finding.window) continue;
    whole.add(finding.window->from, finding.window->to);
    busy.add(finding.window->from, finding.window->to);
  }
  for (const SourceReport& source : result.report.sources) {
    whole.add(source.first, source.last);
    for (const Window& intact : source.intact) busy.add(intact.from, intact.to);
  }
  TimeAxis axis;
  axis.whole = window_of(whole);
  if (!axis.whole) return axis;
  axis.view = window_of(busy).value_or(*axis.whole);
  const Report& report = result.report;
  if (report.since && *report.since < axis.view.to) axis.view.from = std::max(axis.view.from, *report.since);
  if (report.until && *report.until > axis.view.from) axis.view.to = std::min(axis.view.to, *report.until);
  const Duration margin = axis.view.length() / 50;
  using std::chrono::seconds;
  axis.view = {std::chrono::floor<seconds>(axis.view.from - margin), std::chrono::ceil<seconds>(axis.view.to + margin)};
  axis.whole->from = std::min(axis.whole->from, axis.view.from);
  axis.whole->to = std::max(axis.whole->to, axis.view.to);
  return axis;
}

HtmlPage::HtmlPage(const Case& result, const RenderOptions& options, Zone zone, Buffer& out)
    : result_(result),
      options_(options),
      zone_(std::move(zone)),
      out_(out),
      axis_(axis_of(result)),
      overview_(result.report, options) {
  choose_told();
  collect_nodes();
}

// Where there are too many, every rule keeps as many as all can have, so that ten thousand of one hide no other.
void HtmlPage::choose_told() {
  std::map<std::string_view, std::size_t> of_rule;
  for (const FindingReport* finding : shown()) ++of_rule[finding->rule];
  std::size_t quota = shown().size();
  if (!options_.verbose && shown().size() > kFindingsTold) {
    quota = kFindingsTold / of_rule.size();
    for (std::size_t more = quota;; more += 10) {
      std::size_t sum = 0;
      for (const auto& [rule, count] : of_rule) sum += std::min(count, more);
      if (sum > kFindingsTold) break;
      quota = more;
    }
  }
  std::map<std::string_view, std::size_t> told;
  for (const FindingReport* finding : shown()) {
    if (told[finding->rule]++ < std::max<std::size_t>(quota, 1)) told_.emplace(finding->id, finding);
  }
  std::size_t left = options_.verbose ? known().size() : kFindingsTold;
  for (const FindingReport* finding : known()) {
    if (left-- == 0) break;
    told_.emplace(finding->id, finding);
  }
}

void HtmlPage::collect_nodes() {
  std::set<std::string> names;
  for (const SourceReport& source : report().sources) {
    if (source.node) names.insert(*source.node);
  }
  for (const TimelineRow& row : rows()) names.insert(row.node);
  for (const FindingReport* finding : shown()) {
    if (finding->subject_kind == SubjectKind::kNode) names.insert(finding->subject);
  }
  names.erase("");
  nodes_.assign(names.begin(), names.end());
  nodes_.emplace_back();
  for (std::size_t i = 0; i < nodes_.size(); ++i) node_index_.emplace(nodes_[i], i);
  for (std::size_t i = 0; i < report().sources.size(); ++i) source_index_.emplace(report().sources[i].location, i);
}

const FindingReport* HtmlPage::find(const std::string& id) const {
  const auto found = told_.find(id);
  return found == told_.end() ? nullptr : found->second;
}

std::size_t HtmlPage::node_index(std::string_view name) const {
  const auto found = node_index_.find(name);
  return found == node_index_.end() ? nodes_.size() - 1 : found->second;
}

std::optional<std::size_t> HtmlPage::source_of(std::string_view location) const {
  const auto found = source_index_.find(source_part(location));
  if (found == source_index_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::size_t> HtmlPage::nodes_of(const FindingReport& finding) const {
  std::set<std::size_t> indexes;
  for (std::string_view rest = finding.subject; !rest.empty();) {
    const std::size_t end = std::min(rest.find_first_of("/, "), rest.size());
    const auto named = node_index_.find(rest.substr(0, end));
    if (named != node_index_.end() && !named->first.empty()) indexes.insert(named->second);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  if (indexes.empty()) {
    for (const EvidenceReport& evidence : finding.evidence) {
      const auto source = source_of(evidence.location);
      if (source && report().sources[*source].node) indexes.insert(node_index(*report().sources[*source].node));
    }
  }
  if (indexes.empty()) indexes.insert(nodes_.size() - 1);
  return {indexes.begin(), indexes.end()};
}

void HtmlPage::text(std::string_view value) { out_.add(html_escaped(value)); }

void HtmlPage::time(Timestamp time) {
  raw("<time data-u=" + unix_seconds(time) + ">" + to_display(time, zone_) + "</time>");
}

void HtmlPage::span(const Window& window) {
  time(window.from);
  if (window.length() == Duration(0)) return;
  raw(" to ");
  time(window.to);
}

void HtmlPage::place(std::string_view location) {
  const auto source = source_of(location);
  const std::string name = html_escaped(short_place(location));
  if (source && *source < kSourcesTold) {
    raw("<a href=\"#s" + std::to_string(*source) + "\">" + name + "</a>");
  } else {
    raw("<span class=at>" + html_escaped(location) + "</span>");
  }
}

std::string unix_seconds(Timestamp time) {
  const auto shown = std::chrono::floor<std::chrono::milliseconds>(time.time_since_epoch());
  return decimal(std::chrono::duration<double>(shown).count(), 3);
}

std::string decimal(double value, int places) {
  const double scale = std::pow(10, places);
  const auto scaled = static_cast<std::int64_t>(std::llround(std::abs(value) * scale));
  const auto whole = static_cast<std::int64_t>(scale);
  std::string text = std::to_string(scaled / whole);
  std::string digits = std::to_string(scaled % whole);
  const auto wanted = static_cast<std::size_t>(places);
  digits.insert(0, wanted - std::min(digits.size(), wanted), '0');
  while (!digits.empty() && digits.back() == '0') digits.pop_back();
  if (!digits.empty()) text += "." + digits;
  return (value < 0 && scaled != 0 ? "-" : "") + text;
}

std::string short_place(std::string_view location) {
  constexpr int kMost = 60;
  const std::size_t slash = location.find_last_of("/!", location.size() > 1 ? location.size() - 2 : 0);
  if (slash != std::string_view::npos) location.remove_prefix(slash + 1);
  return cut_middle(escape_for_terminal(location), kMost);
}

std::string_view severity_class(const FindingReport& finding) {
  if (finding.verdict == Verdict::kInconclusive) return "sev-open";
  switch (finding.severity) {
    case Severity::kCritical:
      return "sev-critical";
    case Severity::kError:
      return "sev-error";
    case Severity::kWarning:
      return "sev-warning";
    case Severity::kNotice:
      return "sev-notice";
    case Severity::kInfo:
      break;
  }
  return "sev-info";
}

std::string_view severity_word(const FindingReport& finding) {
  return finding.verdict == Verdict::kInconclusive ? "question" : name_of(finding.severity);
}

}  // namespace logscan::detail
