// The JSON report, whole or a finding a line, and the JSON inventory (docs/contract.md, docs/report.schema.json).
#include <algorithm>

#include "logscan/report_exports.h"
#include "report/coverage_map.h"
#include "report/json_parts.h"
#include "report/select.h"
#include "report/stories.h"

namespace logscan {
namespace detail {
namespace {

using Layout = JsonWriter::Layout;

void write_clock(JsonWriter& json, const ClockReport& clock) {
  json.begin_object(Layout::kLine);
  json.key("zone").text_or_null(clock.zone);
  json.key("offset_s").seconds(clock.offset_s);
  json.key("basis").text(name_of(clock.basis));
  json.key("uncertainty_s").seconds(clock.uncertainty_s);
  json.key("anchors").integer(clock.anchors);
  if (!clock.date.empty()) json.key("date").text(clock.date);
  json.key("segments").begin_array(Layout::kLine);
  for (const ClockSegment& segment : clock.segments) {
    json.begin_object(Layout::kLine);
    json.key("from").time(segment.from);
    json.key("to").time(segment.to);
    json.key("offset_s").seconds(segment.offset_s);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

enum class SourceDetail { kReport, kInventory };

void write_sources(JsonWriter& json, const Report& report, SourceDetail detail) {
  json.begin_array();
  for (const SourceReport& source : report.sources) {
    json.begin_object();
    json.key("location").text(source.location);
    json.key("format").text_or_null(source.format);
    json.key("why").text(source.why);
    json.key("node").text_or_null(source.node);
    json.key("bytes").integer(source.bytes);
    json.key("records").integer(source.records);
    json.key("continuation").integer(source.continuation);
    json.key("rejected").integer(source.rejected);
    json.key("skipped").integer(source.skipped);
    json.key("first").time(source.first);
    json.key("last").time(source.last);
    json.key("status").text(name_of(source.status));
    json.key("notes").texts(source.notes);
    json.key("clock");
    write_clock(json, source.clock);
    if (detail == SourceDetail::kInventory) {
      json.key("intact").begin_array(Layout::kLine);
      for (const Window& window : source.intact) write_window(json, window.from, window.to);
      json.end_array();
      json.key("wordings").begin_object(Layout::kLine);
      for (const auto& [wording, count] : source.wordings) json.key(wording).integer(count);
      json.end_object();
      json.key("unmatched").begin_array();
      for (const UnmatchedShape& shape : source.unmatched) {
        json.begin_object(Layout::kLine);
        json.key("text").text(shape.text);
        json.key("count").integer(shape.count);
        json.key("first_line").integer(shape.first_line);
        json.end_object();
      }
      json.end_array();
    }
    json.end_object();
  }
  json.end_array();
}

// The members of its object.
void write_finding(JsonWriter& json, const FindingReport& finding, const KnownFindings* baseline) {
  json.key("id").text(finding.id);
  json.key("rule").text(finding.rule);
  json.key("title").text(finding.title);
  json.key("severity").text(name_of(finding.severity));
  json.key("confidence").text(name_of(finding.confidence));
  json.key("verdict").text(name_of(finding.verdict));
  json.key("subject").begin_object(Layout::kLine);
  json.key("kind").text(name_of(finding.subject_kind));
  json.key("name").text(finding.subject);
  json.end_object();
  write_window_or_null(json, finding.window);
  json.key("open").boolean(finding.open);
  json.key("count").integer(finding.count);
  json.key("measured").begin_object(Layout::kLine);
  for (const auto& [name, value] : finding.measured) {
    json.key(name);
    if (name.ends_with("_s")) {
      json.seconds(value);
    } else {
      json.number(value);
    }
  }
  json.end_object();
  json.key("summary").text(finding.summary);
  json.key("cause").text(finding.cause);
  json.key("next_steps").texts(finding.next_steps);
  write_evidence(json, finding.evidence, Layout::kBlock);
  json.key("related").texts(finding.related);
  if (const KnownFinding* known = baseline == nullptr ? nullptr : baseline->find(finding); known != nullptr) {
    json.key("known").begin_object(Layout::kLine);
    json.key("reason").text(known->reason);
    json.key("last_day").text_or_null(known->last_day);
    json.key("expired").boolean(known->expired);
    json.end_object();
  }
}

void write_story(JsonWriter& json, const StoryReport& story) {
  json.begin_object();
  json.key("title").text(story.title);
  json.key("severity").text(name_of(story.severity));
  write_window_or_null(json, story.window);
  json.key("lines").begin_array();
  for (const StoryLine& line : story.lines) {
    json.begin_object(Layout::kLine);
    json.key("time").time(line.time);
    json.key("text").text(line.text);
    json.key("finding").text(line.finding);
    json.end_object();
  }
  json.end_array();
  json.key("findings").texts(story.findings);
  json.end_object();
}

void write_baseline(JsonWriter& json, const KnownFindings& baseline) {
  const auto expired = std::count_if(baseline.by_id.begin(), baseline.by_id.end(),
                                     [](const auto& known) { return known.second.expired; });
  json.begin_object(Layout::kLine);
  json.key("file").text(baseline.file);
  json.key("known").integer(baseline.by_id.size() - static_cast<std::size_t>(expired));
  json.key("expired").integer(static_cast<std::uint64_t>(expired));
  json.key("unmatched").texts(baseline.unmatched);
  json.end_object();
}

void write_windows(JsonWriter& json, const std::vector<Window>& windows) {
  json.begin_array(Layout::kLine);
  for (const Window& window : windows) write_window(json, window.from, window.to);
  json.end_array();
}

void write_coverage(JsonWriter& json, const Report& report) {
  json.begin_array();
  for (const CoverageRow& row : coverage_rows(report)) {
    json.begin_object();
    json.key("node").text_or_null(row.node.empty() ? std::nullopt : std::optional(row.node));
    json.key("format").text(row.format);
    json.key("sources").integer(row.sources);
    json.key("records").integer(row.records);
    json.key("undated").integer(row.undated);
    json.key("first").time(row.span.from);
    json.key("last").time(row.span.to);
    json.key("complete");
    write_windows(json, row.complete);
    json.key("holes");
    write_windows(json, row.holes);
    json.end_object();
  }
  json.end_array();
}

void write_steps(JsonWriter& json, const Report& report) {
  json.begin_array();
  for (const CollectStep& step : steps_to_collect(report)) {
    json.begin_object();
    json.key("step").text(step.step);
    json.key("findings").begin_array();
    for (const FindingReport* finding : step.findings) {
      json.begin_object(Layout::kLine);
      json.key("id").text(finding->id);
      json.key("rule").text(finding->rule);
      json.key("subject").text(finding->subject);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_ledger(JsonWriter& json, const Ledger& ledger) {
  json.begin_object(Layout::kLine);
  json.key("bytes_in").integer(ledger.bytes_in);
  json.key("parsed").integer(ledger.parsed);
  json.key("continuation").integer(ledger.continuation);
  json.key("rejected").integer(ledger.rejected);
  json.key("skipped").integer(ledger.skipped);
  json.key("ignored").integer(ledger.ignored);
  json.key("balanced").boolean(ledger.balanced());
  json.end_object();
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_report_json(const Report& report, const RenderOptions& options, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("schema").text("logscan.report/1");
  detail::write_tool(json, report.tool_version);
  json.key("case").begin_object();
  json.key("name").text_or_null(report.case_name);
  json.key("inputs").texts(report.inputs);
  json.key("window");
  detail::write_window(json, report.since, report.until);
  json.end_object();
  json.key("sources");
  detail::write_sources(json, report, detail::SourceDetail::kReport);
  json.key("findings").begin_array();
  for (const FindingReport& finding : report.findings) {
    if (!buffer.open()) break;
    if (!detail::selected(finding, options)) continue;
    json.begin_object();
    detail::write_finding(json, finding, options.known);
    json.end_object();
  }
  json.end_array();
  json.key("stories").begin_array();
  for (const StoryReport& story : detail::told_stories(report, options)) detail::write_story(json, story);
  json.end_array();
  json.key("passed").begin_array();
  for (const PassedRule& rule : report.passed) {
    json.begin_object(detail::JsonWriter::Layout::kLine);
    json.key("rule").text(rule.rule);
    json.key("subjects").integer(rule.subjects);
    json.end_object();
  }
  json.end_array();
  json.key("not_run").begin_array();
  for (const NotRunRule& rule : report.not_run) {
    json.begin_object(detail::JsonWriter::Layout::kLine);
    json.key("rule").text(rule.rule);
    json.key("needs").texts(rule.needs);
    json.end_object();
  }
  json.end_array();
  json.key("ledger");
  detail::write_ledger(json, report.ledger);
  if (options.known != nullptr) {
    json.key("baseline");
    detail::write_baseline(json, *options.known);
  }
  json.end_object();
  json.end_line();
  return buffer.finish();
}

Status render_report_jsonl(const Report& report, const RenderOptions& options, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  for (const FindingReport& finding : report.findings) {
    if (!buffer.open()) break;
    if (!detail::selected(finding, options)) continue;
    json.begin_object(detail::JsonWriter::Layout::kLine);
    detail::write_finding(json, finding, options.known);
    json.key("case").text_or_null(report.case_name);
    json.end_object();
    json.end_line();
  }
  return buffer.finish();
}

Status render_inventory_json(const Report& report, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("schema").text("logscan.inventory/1");
  detail::write_tool(json, report.tool_version);
  json.key("sources");
  detail::write_sources(json, report, detail::SourceDetail::kInventory);
  json.key("coverage");
  detail::write_coverage(json, report);
  json.key("collect");
  detail::write_steps(json, report);
  json.end_object();
  json.end_line();
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
