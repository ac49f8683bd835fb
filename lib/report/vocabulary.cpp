// The wordings that are looked for, for people who extend them, and as JSON.
#include "report/json_writer.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

std::string in_words(const Pairs& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) text += (text.empty() ? "" : ", ") + name + " = " + value;
  return text;
}

void write_pairs(JsonWriter& json, const Pairs& pairs) {
  json.begin_object(JsonWriter::Layout::kLine);
  for (const auto& [name, value] : pairs) json.key(name).text(value);
  json.end_object();
}

void write_wording(TextPage& page, const WordingDescription& wording) {
  page.paragraph("", wording.name + (wording.confirmed ? "" : " (unconfirmed)"), Style::kPlain,
                 wording.confirmed ? Style::kStrong : Style::kQuestion);
  page.paragraph("  in       ", wording.format);
  page.paragraph("  means    ", wording.meaning + (wording.says.empty() ? "" : "; " + in_words(wording.says)));
  page.paragraph("  literal  ", wording.literal);
  page.paragraph("  regex    ", wording.regex);
  for (const WordingSampleDescription& sample : wording.samples) {
    page.paragraph("  sample   ", sample.text + (sample.groups.empty() ? "" : " => " + in_words(sample.groups)));
  }
  for (const std::string& source : wording.sources) page.paragraph("  source   ", source, Style::kPlain, Style::kFaint);
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_vocabulary_text(const std::vector<WordingDescription>& vocabulary, const RenderOptions& options,
                              Writer& out) {
  detail::Buffer buffer(out);
  detail::TextPage page(buffer, options);
  std::size_t unconfirmed = 0;
  for (const WordingDescription& wording : vocabulary) {
    if (!page.open()) break;
    unconfirmed += wording.confirmed ? 0U : 1U;
    detail::write_wording(page, wording);
    page.blank();
  }
  page.paragraph("", detail::counted(vocabulary.size(), "wording") + ", " + std::to_string(unconfirmed) +
                         " of them unconfirmed. A file *.yaml with a section `vocabulary:` in a folder given by --data "
                         "adds entries or replaces them by their names.");
  return page.finish();
}

Status render_vocabulary_json(const std::vector<WordingDescription>& vocabulary, const RenderOptions&, Writer& out) {
  detail::Buffer buffer(out);
  detail::JsonWriter json(buffer);
  json.begin_object();
  json.key("schema").text("logscan.vocabulary/1");
  json.key("vocabulary").begin_array();
  for (const WordingDescription& wording : vocabulary) {
    json.begin_object();
    json.key("name").text(wording.name);
    json.key("format").text(wording.format);
    json.key("meaning").text(wording.meaning);
    json.key("confirmed").boolean(wording.confirmed);
    json.key("literal").text(wording.literal);
    json.key("regex").text(wording.regex);
    json.key("says");
    detail::write_pairs(json, wording.says);
    json.key("samples").begin_array();
    for (const WordingSampleDescription& sample : wording.samples) {
      json.begin_object();
      json.key("text").text(sample.text);
      json.key("groups");
      detail::write_pairs(json, sample.groups);
      json.end_object();
    }
    json.end_array();
    json.key("sources").texts(wording.sources);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  json.end_line();
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
