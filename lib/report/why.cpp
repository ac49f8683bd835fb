// Why a rule fired or not, for people and as JSON.
#include "logscan/why.h"

#include <cmath>

#include "report/json_parts.h"
#include "report/spans.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

using Layout = JsonWriter::Layout;

constexpr std::size_t kFindingsShown = 5;

std::string measure(double value, const std::string& unit) {
  return unit == "s" && value >= 120 ? to_words(Duration(static_cast<Duration::rep>(value * 1e6)))
                                     : with_unit(std::round(value * 100) / 100, unit);
}

class WhyText {
 public:
  WhyText(TextPage& page, const WhyReport& why, const RenderOptions& options, const Zone& zone)
      : page_(page), why_(why), options_(options), zone_(zone) {}

  void write() {
    page_.paragraph("", why_.rule + " (" + std::string(name_of(why_.severity)) + "): " + why_.title, Style::kPlain,
                    Style::kStrong);
    page_.paragraph("", why_.summary);
    page_.blank();
    page_.paragraph("", outcome_text(), Style::kPlain, Style::kStrong);
    findings();
    needs();
    conditions();
  }

 private:
  [[nodiscard]] std::string outcome_text() const {
    const std::string outside =
        why_.outside == 0 ? "" : " Outside of the time asked for: " + counted(why_.outside, "finding") + ".";
    switch (why_.outcome) {
      case WhyOutcome::kFired:
        return "It fired: " + counted(why_.findings.size(), "finding") + "." + outside;
      case WhyOutcome::kInconclusive:
        return "It did not fire for certain: " + counted(why_.findings.size(), "question") + "." + outside;
      case WhyOutcome::kPassed:
        return "It did not fire" + (why_.subjects > 0 ? ": examined " + counted(why_.subjects, "subject") : "") + "." +
               outside;
      case WhyOutcome::kNotRun:
        return "It was not run: what it needs is not here, or not all of it.";
    }
    return "";
  }

  void findings() {
    std::size_t told = 0;
    for (const WhyFinding& finding : why_.findings) {
      if (!options_.verbose && told++ == kFindingsShown) {
        page_.paragraph("  ", "and " + grouped(why_.findings.size() - kFindingsShown) + " more (-v)", Style::kPlain,
                        Style::kFaint);
        return;
      }
      page_.paragraph("  " + finding.id + " ",
                      (finding.verdict == Verdict::kFail ? "" : "(inconclusive) ") + finding.summary);
    }
  }

  void needs() {
    if (why_.needs.empty()) return;
    page_.blank();
    page_.paragraph("", "Needs", Style::kPlain, Style::kStrong);
    const bool not_run = why_.outcome == WhyOutcome::kNotRun;
    for (const WhyNeed& need : why_.needs) {
      page_.paragraph("  - ", need.text);
      if (need.formats.empty()) continue;
      if (need.sources == 0) {
        page_.paragraph("    here: ", not_run ? "none; collect it and run this again" : "none");
        continue;
      }
      if (!not_run) {
        page_.paragraph("    here: ", counted(need.sources, "source"));
        continue;
      }
      std::string here = counted(need.sources, "source") + " of that format";
      for (const std::string& location : need.locations)
        here += (&location == need.locations.data() ? ": " : ", ") + location;
      if (need.sources > need.locations.size()) here += ", ...";
      page_.paragraph("    here: ", here);
    }
    if (!not_run) return;
    std::string formats;
    for (const auto& [format, sources] : why_.formats)
      formats += (formats.empty() ? "" : ", ") + format + " " + grouped(sources);
    page_.paragraph("  Formats of this case: ", formats.empty() ? "none that is known" : formats);
  }

  void conditions() {
    if (why_.conditions.empty()) return;
    page_.blank();
    page_.paragraph("", "Conditions; it fires where all of them hold", Style::kPlain, Style::kStrong);
    std::size_t number = 0;
    for (const WhyCondition& condition : why_.conditions) {
      if (!page_.open()) return;
      page_.blank();
      const std::string lead = "  " + std::to_string(++number) + ". ";
      const bool all = condition.tried > 0 && condition.held == condition.tried;
      page_.paragraph(lead, condition.text, Style::kPlain, Style::kStrong);
      page_.paragraph("     ", count_text(condition), Style::kPlain, all ? Style::kGood : Style::kWarning);
      std::string parameters;
      for (const std::string& parameter : condition.parameters)
        parameters += (parameters.empty() ? "" : ", ") + parameter;
      if (!parameters.empty()) page_.paragraph("     set by ", parameters, Style::kFaint, Style::kFaint);
      trials("held: ", condition.successes, condition.held, condition.unit);
      trials("did not hold: ", condition.misses, condition.tried - condition.held, condition.unit);
    }
  }

  static std::string count_text(const WhyCondition& condition) {
    if (condition.tried == 0) return "tried on nothing";
    return "held for " + grouped(condition.held) + " of " + grouped(condition.tried);
  }

  void trials(const std::string& lead, const std::vector<WhyTrial>& trials, std::uint64_t all,
              const std::string& unit) {
    for (const WhyTrial& trial : trials) {
      page_.paragraph("     " + lead, trial_text(trial, unit));
      // The records of one tell what they look like.
      const bool quoted = options_.verbose || &trial == trials.data();
      for (const EvidenceReport& evidence : trial.evidence) write(evidence, quoted ? Quote::kYes : Quote::kNo);
    }
    if (all > trials.size())
      page_.paragraph("     ", "and " + grouped(all - trials.size()) + " more", Style::kPlain, Style::kFaint);
  }

  [[nodiscard]] std::string trial_text(const WhyTrial& trial, const std::string& unit) const {
    std::string text = trial.subject;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
    if (trial.value && trial.limit) {
      const std::string value = measure(*trial.value, unit), limit = measure(*trial.limit, unit);
      const bool exact = value == limit && *trial.value != *trial.limit;
      add(exact ? with_unit(*trial.value, unit) : value);
      text += " (limit " + (exact ? with_unit(*trial.limit, unit) : limit) + ")";
    }
    if (!trial.note.empty()) add(trial.note);
    if (trial.window) add(span_text(trial.window->from, trial.window->to, zone_) + " " + zone_.name());
    return text;
  }

  enum class Quote : std::uint8_t { kNo, kYes };

  void write(const EvidenceReport& evidence, Quote quote) {
    page_.paragraph("       ", evidence.location, Style::kPlain, Style::kFaint);
    if (quote == Quote::kNo || evidence.excerpt.empty()) return;
    if (options_.verbose) {
      page_.paragraph("         ", evidence.excerpt, Style::kPlain, Style::kFaint);
    } else {
      page_.excerpt("         ", evidence.excerpt, Style::kFaint);
    }
  }

  TextPage& page_;
  const WhyReport& why_;
  const RenderOptions& options_;
  const Zone& zone_;
};

void write_trials(JsonWriter& json, const std::vector<WhyTrial>& trials) {
  json.begin_array();
  for (const WhyTrial& trial : trials) {
    json.begin_object();
    json.key("subject").text(trial.subject);
    json.key("value").number_or_null(trial.value);
    json.key("limit").number_or_null(trial.limit);
    json.key("note").text(trial.note);
    write_window_or_null(json, trial.window);
    write_evidence(json, trial.evidence, Layout::kLine);
    json.end_object();
  }
  json.end_array();
}

void write_conditions(JsonWriter& json, const std::vector<WhyCondition>& conditions) {
  json.begin_array();
  for (const WhyCondition& condition : conditions) {
    json.begin_object();
    json.key("text").text(condition.text);
    json.key("unit").text(condition.unit);
    json.key("parameters").texts(condition.parameters);
    json.key("tried").integer(condition.tried);
    json.key("held").integer(condition.held);
    json.key("successes");
    write_trials(json, condition.successes);
    json.key("misses");
    write_trials(json, condition.misses);
    json.end_object();
  }
  json.end_array();
}

void write_needs(JsonWriter& json, const std::vector<WhyNeed>& needs) {
  json.begin_array();
  for (const WhyNeed& need : needs) {
    json.begin_object();
    json.key("text").text(need.text);
    json.key("formats").texts(need.formats);
    json.key("sources").integer(need.sources);
    json.key("locations").texts(need.locations);
    json.end_object();
  }
  json.end_array();
}

}  // namespace
}  // namespace detail

inline namespace v1 {

std::string_view name_of(WhyOutcome outcome) {
  switch (outcome) {
    case WhyOutcome::kFired:
      return "fired";
    case WhyOutcome::kInconclusive:
      return "inconclusive";
    case WhyOutcome::kPassed:
      return "passed";
    case WhyOutcome::kNotRun:
      return "not-run";
  }
  return "";
}

Status render_why_text(const WhyReport& why, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  detail::WhyText(page, why, options, *zone).write();
  return page.finish();
}

Status render_why_json(const WhyReport& why, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("schema").text("logscan.why/1");
  detail::write_tool(json, why.tool_version);
  json.key("rule").text(why.rule);
  json.key("title").text(why.title);
  json.key("severity").text(name_of(why.severity));
  json.key("outcome").text(name_of(why.outcome));
  json.key("subjects").integer(why.subjects);
  json.key("outside").integer(why.outside);
  json.key("parameters").begin_array();
  for (const RuleParameterDescription& parameter : why.parameters) {
    json.begin_object(detail::Layout::kLine);
    json.key("name").text(parameter.name);
    json.key("unit").text(parameter.unit);
    json.key("value").number(parameter.value);
    json.end_object();
  }
  json.end_array();
  json.key("needs");
  detail::write_needs(json, why.needs);
  json.key("formats").begin_object(detail::Layout::kLine);
  for (const auto& [format, sources] : why.formats) json.key(format).integer(sources);
  json.end_object();
  json.key("conditions");
  detail::write_conditions(json, why.conditions);
  json.key("findings").begin_array();
  for (const WhyFinding& finding : why.findings) {
    json.begin_object(detail::Layout::kLine);
    json.key("id").text(finding.id);
    json.key("verdict").text(name_of(finding.verdict));
    json.key("subject").text(finding.subject);
    json.key("summary").text(finding.summary);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_line();
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
