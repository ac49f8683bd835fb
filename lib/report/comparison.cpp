// Two cases compared, for people and as JSON (docs/contract.md).
#include <array>
#include <cmath>

#include "report/json_parts.h"
#include "report/spans.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

constexpr std::array kChanges = {Change::kNew, Change::kGone, Change::kWorse, Change::kBetter, Change::kNotJudged};
constexpr double kHalfADay = 43200;
constexpr double kHoursOfADay = 24;

constexpr std::string_view heading_of(Change change) {
  switch (change) {
    case Change::kNew:
      return "New";
    case Change::kGone:
      return "Gone";
    case Change::kWorse:
      return "Worse";
    case Change::kBetter:
      return "Better";
    case Change::kNotJudged:
      break;
  }
  return "Not judged any more";
}

constexpr Style style_of(Change change) {
  switch (change) {
    case Change::kNew:
    case Change::kWorse:
      return Style::kError;
    case Change::kGone:
    case Change::kBetter:
      return Style::kGood;
    case Change::kNotJudged:
      break;
  }
  return Style::kQuestion;
}

Duration to_duration(double seconds) { return Duration(static_cast<std::int64_t>(std::llround(seconds * 1e6))); }

// Two places at most, none where it is large.
std::string rate_text(double rate) {
  constexpr double kNoPlaces = 100;
  if (rate >= kNoPlaces) return grouped(static_cast<std::uint64_t>(std::llround(rate)));
  const auto hundredths = static_cast<std::uint64_t>(std::llround(rate * 100));
  if (hundredths == 0) return "below 0.01";
  std::string text = std::to_string(hundredths / 100);
  if (hundredths % 100 != 0) {
    text += hundredths % 100 < 10 ? ".0" : ".";
    text += std::to_string(hundredths % 10 == 0 ? hundredths % 100 / 10 : hundredths % 100);
  }
  return text;
}

// Where one side covers little, both rates are told by the hour, so that they compare.
bool in_hours(const ComparedFault& fault) {
  const auto is_short = [](const std::optional<FaultTally>& tally) {
    return tally && tally->covered_s && *tally->covered_s < kHalfADay;
  };
  return is_short(fault.before) || is_short(fault.after);
}

// `error, 4 findings in 2 d 0 h (2 a day), 1 h 40 min together, 4 subscriptions`
std::string tally_text(const FaultTally& tally, SubjectKind kind, bool hourly) {
  std::string text = tally.verdict == Verdict::kFail ? std::string(name_of(tally.severity)) : "inconclusive";
  text += ", " + counted(tally.findings, "finding");
  if (tally.count != tally.findings) text += ", count " + grouped(tally.count);
  if (const auto rate = tally.per_hour()) {
    text += " in " + to_words(to_duration(*tally.covered_s)) + " (" +
            (hourly ? rate_text(*rate) + " an hour)" : rate_text(*rate * kHoursOfADay) + " a day)");
  }
  if (tally.total_s >= 1) text += ", " + to_words(to_duration(tally.total_s)) + " together";
  if (kind == SubjectKind::kSubscription) text += ", " + counted(tally.subjects, "subscription");
  if (kind == SubjectKind::kBundle) text += ", " + counted(tally.subjects, "source");
  return text;
}

std::string name_of_case(const ComparedCase& about) {
  std::string text = about.case_name.value_or("");
  if (text.empty()) {
    for (const std::string& input : about.inputs) text += (text.empty() ? "" : " ") + input;
  }
  return text;
}

void write_case(TextPage& page, std::string_view lead, const ComparedCase& about, const Zone& zone) {
  std::string text = name_of_case(about) + (name_of_case(about).empty() ? "" : ", ") + counted(about.logs, "log");
  if (about.from && about.to) text += ", " + span_text(*about.from, *about.to, zone) + " " + zone.name();
  page.paragraph(lead, text);
}

void write_fault(TextPage& page, const ComparedFault& fault, const RenderOptions& options) {
  const bool hourly = in_hours(fault);
  const auto side = [&](std::string_view lead, const std::optional<FaultTally>& tally, std::string_view otherwise) {
    page.paragraph(lead, tally ? tally_text(*tally, fault.subject_kind, hourly) : std::string(otherwise));
  };
  std::string whose = fault.subject;
  if (!fault.node.empty() && fault.node != fault.subject) whose += (whose.empty() ? "" : " on ") + fault.node;
  page.blank();
  page.paragraph("- ", fault.title + " (" + fault.rule + ")" + (whose.empty() ? "" : ", " + whose),
                 style_of(fault.change), Style::kStrong);
  side("  old: ", fault.before, fault.judged_before ? "none" : "not judged");
  side("  new: ", fault.after, fault.change == Change::kNotJudged ? "not judged" : "none");
  page.paragraph("  ", fault.after ? fault.after->summary : fault.before->summary, Style::kPlain, Style::kFaint);
  if (!options.verbose) return;
  for (const auto* tally : {&fault.before, &fault.after}) {
    if (!*tally) continue;
    std::string ids = tally == &fault.before ? "old ids" : "new ids";
    for (const std::string& id : (*tally)->ids) ids += " " + id;
    page.paragraph("  ", ids, Style::kPlain, Style::kFaint);
  }
}

void write_case(JsonWriter& json, const ComparedCase& about) {
  json.begin_object();
  write_tool(json, about.tool_version);
  json.key("name").text_or_null(about.case_name);
  json.key("inputs").texts(about.inputs);
  json.key("logs").integer(about.logs);
  json.key("first").time(about.from);
  json.key("last").time(about.to);
  json.end_object();
}

void write_tally(JsonWriter& json, const std::optional<FaultTally>& tally) {
  if (!tally) return json.null();
  const auto seconds_or_null = [&](const std::optional<double>& value) {
    if (value) {
      json.seconds(*value);
    } else {
      json.null();
    }
  };
  json.begin_object();
  json.key("severity").text(name_of(tally->severity));
  json.key("verdict").text(name_of(tally->verdict));
  json.key("findings").integer(tally->findings);
  json.key("subjects").integer(tally->subjects);
  json.key("count").integer(tally->count);
  json.key("total_s").seconds(tally->total_s);
  json.key("covered_s");
  seconds_or_null(tally->covered_s);
  json.key("per_hour");
  seconds_or_null(tally->per_hour());
  json.key("summary").text(tally->summary);
  json.key("ids").texts(tally->ids);
  json.end_object();
}

void write_fault(JsonWriter& json, const ComparedFault& fault) {
  json.begin_object();
  json.key("change").text(name_of(fault.change));
  json.key("rule").text(fault.rule);
  json.key("title").text(fault.title);
  json.key("subject").begin_object(JsonWriter::Layout::kLine);
  json.key("kind").text(name_of(fault.subject_kind));
  const auto text_or_null = [&](std::string_view key, const std::string& text) {
    json.key(key).text_or_null(text.empty() ? std::nullopt : std::optional(text));
  };
  text_or_null("name", fault.subject);
  json.end_object();
  text_or_null("node", fault.node);
  json.key("judged_before").boolean(fault.judged_before);
  json.key("old");
  write_tally(json, fault.before);
  json.key("new");
  write_tally(json, fault.after);
  json.end_object();
}

}  // namespace
}  // namespace detail

inline namespace v1 {

std::string_view name_of(Change change) {
  switch (change) {
    case Change::kNew:
      return "new";
    case Change::kGone:
      return "gone";
    case Change::kWorse:
      return "worse";
    case Change::kBetter:
      return "better";
    case Change::kNotJudged:
      break;
  }
  return "not-judged";
}

Status render_comparison_text(const Comparison& comparison, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  std::string verdict;
  for (const Change change : detail::kChanges) {
    const std::uint64_t count = comparison.count(change);
    if (count == 0) continue;
    verdict += (verdict.empty() ? "" : ", ") + detail::grouped(count) + " " +
               (change == Change::kNotJudged ? "not judged any more" : std::string(name_of(change)));
  }
  if (verdict.empty()) verdict = "No difference";
  if (comparison.same > 0) verdict += "; " + detail::grouped(comparison.same) + " the same";
  page.paragraph("", verdict, detail::Style::kPlain, detail::Style::kStrong);
  detail::write_case(page, "Old: ", comparison.before, *zone);
  detail::write_case(page, "New: ", comparison.after, *zone);
  for (const Change change : detail::kChanges) {
    const std::uint64_t count = comparison.count(change);
    if (count == 0) continue;
    page.blank();
    page.paragraph("", std::string(detail::heading_of(change)) + " (" + detail::grouped(count) + ")",
                   detail::Style::kPlain, detail::Style::kStrong);
    for (const ComparedFault& fault : comparison.changes) {
      if (!page.open()) break;
      if (fault.change == change) detail::write_fault(page, fault, options);
    }
  }
  return page.finish();
}

Status render_comparison_json(const Comparison& comparison, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("schema").text("logscan.diff/1");
  json.key("old");
  detail::write_case(json, comparison.before);
  json.key("new");
  detail::write_case(json, comparison.after);
  json.key("changes").begin_array();
  for (const ComparedFault& fault : comparison.changes) {
    if (!buffer.open()) break;
    detail::write_fault(json, fault);
  }
  json.end_array();
  json.key("same").integer(comparison.same);
  json.end_object();
  json.end_line();
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
