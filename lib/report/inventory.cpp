// The inventory for people: one block a source; then what of which time is here, and what would settle what is open.
#include <algorithm>

#include "report/clock_words.h"
#include "report/coverage_map.h"
#include "report/spans.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

Style style_of(SourceStatus status) {
  switch (status) {
    case SourceStatus::kOk:
      return Style::kGood;
    case SourceStatus::kDuplicate:
    case SourceStatus::kIgnored:
      return Style::kFaint;
    default:
      return Style::kWarning;
  }
}

std::string clock_text(const ClockReport& clock) {
  std::string text = zone_text(clock) + ", " + std::string(name_of(clock.basis));
  if (clock.zone && clock.offset_s != 0) text += ", offset " + offset_text(clock.offset_s);
  if (clock.uncertainty_s > 0) {
    text += ", +-" + to_words(Duration(static_cast<std::int64_t>(clock.uncertainty_s * 1e6)));
  }
  if (clock.anchors > 0) text += ", " + counted(clock.anchors, "anchor");
  if (clock.date == "unknown") text += ", date not known";
  if (!clock.date.empty() && clock.date != "unknown") text += ", date by " + clock.date;
  return text;
}

enum class Detail { kUsual, kAll };

void write_source(TextPage& page, const SourceReport& source, const Zone& zone, Detail detail) {
  page.paragraph("", source.location, Style::kPlain, Style::kStrong);
  page.paragraph("  format    ",
                 source.format.value_or("unknown") + (source.why.empty() ? "" : " (" + source.why + ")"));
  if (source.node) page.paragraph("  node      ", *source.node);
  if (source.first && source.last) {
    page.paragraph("  span      ", span_text(*source.first, *source.last, zone) + " " + zone.name());
  }
  std::string content = bytes_text(source.bytes);
  if (source.format) {
    content += ", " + counted(source.records, "record");
    if (source.continuation > 0) content += ", " + counted(source.continuation, "continuation line");
    if (source.rejected > 0) content += ", " + grouped(source.rejected) + " rejected";
    if (source.skipped > 0) content += ", " + grouped(source.skipped) + " skipped";
  }
  page.paragraph("  content   ", content);
  if (source.format) page.paragraph("  clock     ", source.first ? clock_text(source.clock) : "no record has a time");
  for (const Window& window : source.intact) {
    page.paragraph("  complete  ", span_text(window.from, window.to, zone) + " " + zone.name());
  }
  page.paragraph("  status    ", name_of(source.status), Style::kPlain, style_of(source.status));
  for (const std::string& note : source.notes) page.paragraph("  note      ", note);
  if (detail == Detail::kAll) {
    for (const auto& [wording, count] : source.wordings)
      page.paragraph("  wording   ", wording + ": " + counted(count, "record"));
    for (const UnmatchedShape& shape : source.unmatched) {
      page.paragraph("  no wording ",
                     grouped(shape.count) + " x, first in line " + grouped(shape.first_line) + ": " + shape.text);
    }
  }
}

// More columns tell no more to the eye.
constexpr int kMostColumns = 100;

Duration length_of(const std::vector<Window>& windows) {
  Duration sum{};
  for (const Window& window : windows) sum += window.length();
  return sum;
}

std::string row_text(const CoverageRow& row, const Zone& zone) {
  std::string text = counted(row.sources, "source") + ", " + counted(row.records, "record");
  if (row.span.known()) text += ", " + span_text(*row.span.from, *row.span.to, zone) + " " + zone.name();
  if (!row.complete.empty()) text += ", complete for " + to_words(length_of(row.complete));
  if (!row.holes.empty()) {
    const Duration missing = length_of(row.holes);
    text += ", " + counted(row.holes.size(), "hole");
    if (missing > Duration::zero()) text += " of " + to_words(missing);
  }
  if (row.undated > 0) text += ", " + grouped(row.undated) + " without a time that is known";
  return text;
}

void write_coverage(TextPage& page, const Report& report, const Zone& zone) {
  const std::vector<CoverageRow> rows = coverage_rows(report);
  if (rows.empty()) return;
  const Span axis = coverage_axis(rows);
  const int width = page.width() == 0 ? kMostColumns : std::min(page.width() - 4, kMostColumns);
  std::string heading = "Coverage";
  if (axis.known()) heading += ", " + span_text(*axis.from, *axis.to, zone) + " " + zone.name();
  page.paragraph("", heading, Style::kPlain, Style::kStrong);
  if (axis.known()) {
    const Duration column = (*axis.to - *axis.from) / width;
    page.paragraph("  ",
                   "# complete, = records, x a hole, . no record, < > goes on beyond; a column is " + to_words(column));
  }
  const std::string* node = nullptr;
  for (const CoverageRow& row : rows) {
    if (!page.open()) return;
    if (node == nullptr || *node != row.node)
      page.paragraph("  ", row.node.empty() ? "no node named" : row.node, Style::kPlain, Style::kStrong);
    node = &row.node;
    page.paragraph("    " + row.format + ": ", row_text(row, zone));
    if (row.span.known()) page.paragraph("    ", coverage_line(row, {*axis.from, *axis.to}, width));
  }
  page.blank();
}

// Of one step, so many findings are named; the rest is counted.
constexpr std::size_t kNamedFindings = 3;

void write_steps(TextPage& page, const Report& report) {
  const std::vector<CollectStep> steps = steps_to_collect(report);
  if (steps.empty()) return;
  page.paragraph("", "To settle what is open", Style::kPlain, Style::kStrong);
  for (const CollectStep& step : steps) {
    if (!page.open()) return;
    page.paragraph("  - ", step.step);
    std::string whom;
    for (std::size_t i = 0; i < std::min(step.findings.size(), kNamedFindings); ++i)
      whom += (i == 0 ? "" : ", ") + step.findings[i]->rule + " " + step.findings[i]->subject;
    if (step.findings.size() > kNamedFindings)
      whom += " and " + grouped(step.findings.size() - kNamedFindings) + " more";
    page.paragraph("    for ", whom, Style::kFaint, Style::kFaint);
  }
  page.blank();
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_inventory_text(const Report& report, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  std::uint64_t known = 0;
  for (const SourceReport& source : report.sources) {
    if (!page.open()) break;
    if (source.format) ++known;
    detail::write_source(page, source, *zone, options.verbose ? detail::Detail::kAll : detail::Detail::kUsual);
    page.blank();
  }
  detail::write_coverage(page, report, *zone);
  detail::write_steps(page, report);
  page.paragraph("", detail::counted(report.sources.size(), "source") + ", " + detail::grouped(known) +
                         " in a known format, " + detail::bytes_text(report.ledger.bytes_in));
  return page.finish();
}

}  // namespace v1
}  // namespace logscan
