#include "report/coverage_map.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "base/text.h"

namespace logscan::detail {
namespace {

// A history of boots has a few records of many months; beside it a trace of two days would be one column.
constexpr std::uint64_t kSparse = 100;

std::vector<Window> merged(std::vector<Window> windows) {
  std::sort(windows.begin(), windows.end(),
            [](const Window& a, const Window& b) { return std::tie(a.from, a.to) < std::tie(b.from, b.to); });
  std::vector<Window> apart;
  for (const Window& window : windows) {
    if (apart.empty() || window.from > apart.back().to) {
      apart.push_back(window);
    } else {
      apart.back().to = std::max(apart.back().to, window.to);
    }
  }
  return apart;
}

bool is_in_a_row(const SourceReport& source) {
  return source.format && !source.left_out && source.status != SourceStatus::kDuplicate &&
         source.status != SourceStatus::kIgnored;
}

bool ended_early(SourceStatus status) {
  return status == SourceStatus::kTruncated || status == SourceStatus::kDamaged || status == SourceStatus::kLimit;
}

// A finding about a log names it by its node and what the names of its files have in common.
bool tells_of(const FindingReport& gap, const std::string& node, const SourceReport& source) {
  std::string_view log = gap.subject;
  if (!node.empty()) {
    if (!log.starts_with(node + "/")) return false;
    log.remove_prefix(node.size() + 1);
  }
  log = base_name(log);
  return !log.empty() && base_name(source.location).find(log) != std::string_view::npos;
}

void add(const SourceReport& source, CoverageRow& row) {
  ++row.sources;
  row.records += source.records;
  if (!source.first || !source.last) {
    ++row.undated;
    return;
  }
  row.span.add(source.first, source.last);
  row.seen.push_back({*source.first, *source.last});
  for (std::size_t i = 0; i < source.intact.size(); ++i) {
    row.complete.push_back(source.intact[i]);
    if (i > 0) row.holes.push_back({source.intact[i - 1].to, source.intact[i].from});
  }
  if (ended_early(source.status)) row.holes.push_back({*source.last, *source.last});
}

}  // namespace

std::vector<CoverageRow> coverage_rows(const Report& report) {
  std::vector<const FindingReport*> gaps;
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == "bundle.log-gap" && finding.window) gaps.push_back(&finding);
  }
  std::map<std::pair<std::string, std::string>, CoverageRow> rows;
  for (const SourceReport& source : report.sources) {
    if (!is_in_a_row(source)) continue;
    const std::string node = source.node.value_or("");
    CoverageRow& row = rows[{node, *source.format}];
    row.node = node;
    row.format = *source.format;
    add(source, row);
    for (const FindingReport* gap : gaps) {
      if (tells_of(*gap, node, source)) row.holes.push_back(*gap->window);
    }
  }
  std::vector<CoverageRow> sorted;
  for (auto& [key, row] : rows) {
    row.seen = merged(std::move(row.seen));
    row.complete = merged(std::move(row.complete));
    row.holes = merged(std::move(row.holes));
    sorted.push_back(std::move(row));
  }
  return sorted;
}

Span coverage_axis(const std::vector<CoverageRow>& rows) {
  Span axis, all;
  for (const CoverageRow& row : rows) {
    all.add(row.span.from, row.span.to);
    if (row.records >= kSparse) axis.add(row.span.from, row.span.to);
  }
  return axis.known() ? axis : all;
}

std::string coverage_line(const CoverageRow& row, const Window& axis, int columns) {
  std::string line(static_cast<std::size_t>(std::max(columns, 1)), '.');
  const auto column = [&](Timestamp time) {
    const double part = axis.length() > Duration::zero() ? static_cast<double>((time - axis.from).count()) /
                                                               static_cast<double>(axis.length().count())
                                                         : 0;
    const double place = std::clamp(part, 0.0, 1.0) * static_cast<double>(line.size());
    return std::min(static_cast<std::size_t>(place), line.size() - 1);
  };
  const auto paint = [&](const std::vector<Window>& windows, char mark) {
    for (const Window& window : windows) {
      if (window.to < axis.from || window.from > axis.to) continue;
      const std::size_t from = column(window.from), to = column(window.to);
      std::fill(line.begin() + static_cast<std::ptrdiff_t>(from), line.begin() + static_cast<std::ptrdiff_t>(to) + 1,
                mark);
    }
  };
  paint(row.seen, '=');
  paint(row.complete, '#');
  paint(row.holes, 'x');
  if (row.span.from && *row.span.from < axis.from) line.front() = '<';
  if (row.span.to && *row.span.to > axis.to) line.back() = '>';
  return line;
}

std::vector<CollectStep> steps_to_collect(const Report& report) {
  std::vector<CollectStep> steps;
  std::map<std::string_view, std::size_t> places;
  const auto want = [&](const FindingReport& finding, const std::string& step) {
    const auto [place, fresh] = places.emplace(step, steps.size());
    if (fresh) steps.push_back({step, {}});
    steps[place->second].findings.push_back(&finding);
  };
  for (const FindingReport& finding : report.findings) {
    if (finding.rule == "bundle.missing-logs") {
      for (const std::string& step : finding.next_steps) want(finding, step);
    } else if (finding.verdict == Verdict::kInconclusive && !finding.next_steps.empty()) {
      want(finding, finding.next_steps.front());
    }
  }
  return steps;
}

}  // namespace logscan::detail
