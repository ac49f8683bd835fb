// The catalogue of rules, as a list, as one page for a rule, and as JSON.
#include <algorithm>

#include "report/json_writer.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

Style style_of(Severity severity) {
  switch (severity) {
    case Severity::kCritical:
      return Style::kCritical;
    case Severity::kError:
      return Style::kError;
    case Severity::kWarning:
      return Style::kWarning;
    default:
      return Style::kNotice;
  }
}

void write_list(TextPage& page, std::string_view title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  page.blank();
  page.paragraph("", title, Style::kPlain, Style::kStrong);
  std::size_t number = 0;
  for (const std::string& item : items) page.paragraph("  " + std::to_string(++number) + ". ", item);
}

void write_rule(JsonWriter& json, const RuleDescription& rule) {
  json.begin_object();
  json.key("id").text(rule.id);
  json.key("title").text(rule.title);
  json.key("severity").text(name_of(rule.severity));
  json.key("summary").text(rule.summary);
  json.key("needs").texts(rule.needs);
  json.key("parameters").begin_array();
  for (const RuleParameterDescription& parameter : rule.parameters) {
    json.begin_object(JsonWriter::Layout::kLine);
    json.key("name").text(parameter.name);
    json.key("unit").text(parameter.unit);
    json.key("value").number(parameter.value);
    json.key("least").number(parameter.least);
    json.key("most").number(parameter.most);
    json.key("reason").text(parameter.reason);
    json.end_object();
  }
  json.end_array();
  json.key("cause").text(rule.cause);
  json.key("next_steps").texts(rule.next_steps);
  json.key("sources").texts(rule.sources);
  json.end_object();
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_rules_text(const std::vector<RuleDescription>& rules, const RenderOptions& options, Writer& out) {
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  std::size_t width = 0;
  for (const RuleDescription& rule : rules) width = std::max(width, rule.id.size());
  for (const RuleDescription& rule : rules) {
    const std::string id = rule.id + std::string(width - rule.id.size(), ' ');
    const std::string severity(name_of(rule.severity));
    page.paragraph(id + "  " + severity + std::string(10 - severity.size(), ' '), rule.title,
                   detail::style_of(rule.severity));
  }
  page.blank();
  page.paragraph("", "`logscan rules ID` tells one in full, with its parameters.");
  return page.finish();
}

Status render_rules_json(const std::vector<RuleDescription>& rules, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("schema").text("logscan.rules/1");
  json.key("rules").begin_array();
  for (const RuleDescription& rule : rules) detail::write_rule(json, rule);
  json.end_array();
  json.end_object();
  json.end_line();
  return buffer.finish();
}

Status render_rule_text(const RuleDescription& rule, const RenderOptions& options, Writer& out) {
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  page.paragraph("", rule.id + " (" + std::string(name_of(rule.severity)) + "): " + rule.title, detail::Style::kPlain,
                 detail::style_of(rule.severity));
  page.paragraph("", rule.summary);
  if (!rule.needs.empty()) {
    std::string needs;
    for (const std::string& need : rule.needs) needs += (needs.empty() ? "" : ", ") + need;
    page.blank();
    page.paragraph("Needs: ", needs, detail::Style::kStrong);
  }
  if (!rule.parameters.empty()) {
    page.blank();
    page.paragraph("", "Parameters (--set " + rule.id + ".NAME=VALUE)", detail::Style::kPlain, detail::Style::kStrong);
    for (const RuleParameterDescription& parameter : rule.parameters) {
      page.paragraph("  " + parameter.name + " = " + detail::with_unit(parameter.value, parameter.unit) + ": ",
                     parameter.reason + " (" + detail::plain_number(parameter.least) + " to " +
                         detail::with_unit(parameter.most, parameter.unit) + ")");
    }
  }
  if (!rule.cause.empty()) {
    page.blank();
    page.paragraph("Cause: ", rule.cause, detail::Style::kStrong);
  }
  detail::write_list(page, "Next steps", rule.next_steps);
  detail::write_list(page, "Sources", rule.sources);
  return page.finish();
}

}  // namespace v1
}  // namespace logscan
