// The HTML report: one page that stands alone. The policy in its head forbids every request and all script and style
// but ours, which it knows by hash; so nothing that a log says can do anything, were it to slip through the escapes.
// Without a script all is readable; the script filters, zooms and changes the zone.
#include <algorithm>
#include <array>
#include <map>
#include <string>

#include "base/text.h"
#include "report/html/assets.h"
#include "report/html/escape.h"
#include "report/html/findings.h"
#include "report/html/sources.h"
#include "report/html/timeline.h"
#include "report/text_page.h"

namespace logscan {
namespace detail {
namespace {

const PageFile& file_of(std::string_view name) {
  return *std::find_if(kPageFiles, kPageFiles + kPageFilesCount,
                       [&](const PageFile& file) { return file.name == name; });
}

// `sha256-...` as a policy has it: the digest in base64.
std::string hash_source(std::string_view hex) {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto nibble = [](char c) { return static_cast<unsigned>(is_digit(c) ? c - '0' : lower(c) - 'a' + 10); };
  std::string out = "'sha256-";
  // Three hexadecimal digits are two of base64; 64 of them leave one over, which is filled up with zeros.
  for (std::size_t i = 0; i < hex.size(); i += 3) {
    unsigned bits = 0;
    for (std::size_t j = i; j < i + 3; ++j) bits = bits << 4 | (j < hex.size() ? nibble(hex[j]) : 0);
    out += kDigits[bits >> 6];
    out += kDigits[bits & 63];
  }
  // The last pair of digits stands for one byte and a half; of 32 bytes the closing sign is one '='.
  out.resize(std::string_view("'sha256-").size() + 43);
  return out + "='";
}

void head(HtmlPage& page) {
  const PageFile& css = file_of("page.css");
  const PageFile& js = file_of("page.js");
  const std::string name = page.report().case_name.value_or("");
  page.raw(
      "<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
      "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src " +
      hash_source(css.sha256) + "; script-src " + hash_source(js.sha256) +
      "; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=viewport content=\"width=device-width, initial-scale=1\">\n"
      "<meta name=color-scheme content=\"light dark\">\n<meta name=referrer content=no-referrer>\n<title>");
  page.text(name.empty() ? "logscan report" : name + " - logscan report");
  page.raw("</title>\n<style>");
  page.raw(css.text);
  page.raw("</style>\n</head>\n<body>\n<a class=skip href=\"#findings\">To the findings</a>\n");
}

// What a reader must know first: how it stands, in how much that was read.
void overview(HtmlPage& page) {
  const Report& report = page.report();
  page.raw("<p class=lead>");
  page.text(page.overview().headline(page.zone()).text);
  page.raw(".</p>\n");
  if (!report.since && !report.until) return;
  page.raw("<p class=facts>Findings");
  if (report.since) {
    page.raw(" from ");
    page.time(*report.since);
  }
  if (report.until) {
    page.raw(" until ");
    page.time(*report.until);
  }
  page.raw(std::string(" only.") +
           (page.overview().misses_asked_time() ? " No log that could be read has a record of that time." : "") +
           "</p>\n");
}

void counts(HtmlPage& page) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kKinds = {{{"sev-critical", "critical"},
                                                                                    {"sev-error", "error"},
                                                                                    {"sev-warning", "warning"},
                                                                                    {"sev-notice", "notice"},
                                                                                    {"sev-info", "for information"},
                                                                                    {"sev-open", "open question"}}};
  std::map<std::string_view, std::uint64_t> number;
  for (const FindingReport* finding : page.shown()) {
    if (page.overview().alone(*finding)) ++number[severity_class(*finding)];
  }
  page.raw("<ul class=counts>");
  for (const auto& [css_class, words] : kKinds) {
    const std::uint64_t count = number[css_class];
    const bool plural = count != 1 && (css_class == "sev-error" || css_class == "sev-warning" ||
                                       css_class == "sev-notice" || css_class == "sev-open");
    page.raw("<li class=\"" + std::string(css_class) + (count == 0 ? " none" : "") + "\"><b>" + grouped(count) +
             "</b> " + std::string(words) + (plural ? "s" : "") + "</li>");
  }
  if (!page.known().empty())
    page.raw("<li class=none><b>" + grouped(page.known().size()) + "</b> <a href=\"#known\">known</a></li>");
  page.raw("</ul>\n");
}

void header(HtmlPage& page) {
  const Report& report = page.report();
  page.raw("<header><h1>");
  page.text(report.case_name.value_or("logscan report"));
  page.raw("</h1><label id=zones hidden>Times in <select id=zone><option value=utc>UTC</option>");
  if (page.zone().name() != "UTC")
    page.raw("<option value=case selected>" + html_escaped(page.zone().name()) + "</option>");
  page.raw("<option value=browser>this computer</option></select></label></header>\n<main>\n");
  overview(page);
  counts(page);
  page.raw(
      "<nav aria-label=Sections><a href=\"#stories\">What happened</a> <a href=\"#timeline\">Timeline</a> "
      "<a href=\"#findings\">Findings</a> <a href=\"#sources\">Sources</a> <a href=\"#rules\">Rules</a></nav>\n");
}

// What the script cannot read off the page: where the axis begins and ends, and when the zone of the display changes.
void page_data(HtmlPage& page) {
  const TimeAxis& axis = page.axis();
  page.raw("<script id=data type=\"application/json\">{\"zone\":" + script_string(page.zone().name()));
  if (axis.whole) {
    page.raw(",\"from\":" + unix_seconds(axis.whole->from) + ",\"to\":" + unix_seconds(axis.whole->to) + ",\"view\":[" +
             decimal(axis.seconds(axis.view.from), 1) + "," + decimal(axis.seconds(axis.view.to), 1) +
             "],\"offsets\":[");
    using Second = std::chrono::sys_seconds;
    Second before = std::chrono::floor<std::chrono::seconds>(axis.whole->from);
    std::int32_t last = page.zone().offset_s(before);
    page.raw("[" + unix_seconds(axis.whole->from) + "," + std::to_string(last) + "]");
    // No zone changes twice within a week, and a century of weeks is soon looked through.
    constexpr std::chrono::weeks kStep{1};
    while (before < axis.whole->to) {
      Second low = before;
      Second high = before + kStep;
      before = high;
      const std::int32_t offset = page.zone().offset_s(high);
      if (offset == last) continue;
      while (high - low > std::chrono::seconds(1)) {
        const Second middle = low + (high - low) / 2;
        (page.zone().offset_s(middle) == last ? low : high) = middle;
      }
      page.raw(",[" + std::to_string(high.time_since_epoch().count()) + "," + std::to_string(offset) + "]");
      last = offset;
    }
    page.raw("]");
  }
  page.raw("}</script>\n");
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_report_html(const Case& result, const RenderOptions& options, Writer& out) {
  const auto zone = detail::Zone::find(options.zone);
  if (!zone) return zone.error();
  detail::Buffer buffer(out);
  detail::HtmlPage page(result, options, *zone, buffer);
  detail::head(page);
  detail::header(page);
  detail::write_stories(page);
  detail::write_timeline(page);
  detail::write_findings(page);
  detail::write_sources(page);
  detail::write_rules(page);
  page.raw("</main>\n<footer>Made by logscan ");
  page.text(result.report.tool_version);
  page.raw(" from");
  for (const std::string& input : result.report.inputs) page.raw(" <code>" + detail::html_escaped(input) + "</code>");
  page.raw(
      ". This file needs no network and loads nothing.<span class=js hidden> Keys: <kbd>/</kbd> search, "
      "<kbd>j</kbd> <kbd>k</kbd> next and previous finding, <kbd>Enter</kbd> opens it.</span></footer>\n");
  detail::page_data(page);
  page.raw("<script>");
  page.raw(detail::file_of("page.js").text);
  page.raw("</script>\n</body>\n</html>\n");
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
