// The inventory for people: one block a source.
#include "report/clock_words.h"
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
  page.paragraph("", detail::counted(report.sources.size(), "source") + ", " + detail::grouped(known) +
                         " in a known format, " + detail::bytes_text(report.ledger.bytes_in));
  return page.finish();
}

}  // namespace v1
}  // namespace logscan
