#include "report/html/sources.h"

#include <algorithm>
#include <string>

#include "report/clock_words.h"
#include "report/html/escape.h"
#include "report/text_page.h"

namespace logscan::detail {
namespace {

void clock(HtmlPage& page, const SourceReport& source) {
  const ClockReport& clock = source.clock;
  if (clock.date == "unknown") {
    page.raw("no date");
    return;
  }
  if (!source.first) return;
  page.text(zone_text(clock));
  page.raw(", " + std::string(name_of(clock.basis)));
  if (clock.uncertainty_s > 0) page.raw(", &plusmn;" + decimal(clock.uncertainty_s, 1) + " s");
  if (!clock.date.empty()) {
    page.raw(", date by ");
    page.text(clock.date);
  }
}

void row(HtmlPage& page, std::size_t index) {
  const SourceReport& source = page.report().sources[index];
  const bool whole = source.status == SourceStatus::kOk || source.status == SourceStatus::kIgnored ||
                     source.status == SourceStatus::kDuplicate;
  page.raw("<tr id=s" + std::to_string(index) + "><td class=path>");
  page.text(source.location);
  page.raw("<td>");
  page.text(source.node.value_or(""));
  page.raw("<td><span title=\"" + html_escaped(source.why) + "\">" + html_escaped(source.format.value_or("unknown")) +
           "</span><td>");
  if (source.first && source.last) page.span({*source.first, *source.last});
  page.raw("<td class=num>" + grouped(source.records) + "<td class=num>" + bytes_text(source.bytes) +
           "<td class=clock>");
  clock(page, source);
  page.raw(std::string("<td>") + (whole ? "" : "<b class=sev-warning>") + std::string(name_of(source.status)) +
           (whole ? "" : "</b>"));
  if (source.left_out) page.raw(", left out");
  if (source.rejected > 0) page.raw(", " + grouped(source.rejected) + " rejected");
  for (const std::string& note : source.notes) {
    page.raw("<br><small>");
    page.text(note);
    page.raw("</small>");
  }
  page.raw("\n");
}

}  // namespace

void write_sources(HtmlPage& page) {
  const auto& sources = page.report().sources;
  page.raw("<section id=sources><h2>Sources <small>" + grouped(sources.size()) + "</small></h2>\n");
  if (sources.empty()) {
    page.raw("<p class=empty>There was nothing to read.</p></section>\n");
    return;
  }
  page.raw(
      "<div class=scroll tabindex=0 role=region aria-label=Sources><table><thead><tr><th>Source<th>Node<th>Format"
      "<th>Span<th>Records<th>Size<th>Clock<th>Status and notes</thead><tbody>\n");
  for (std::size_t i = 0; i < std::min(sources.size(), kSourcesTold) && page.open(); ++i) row(page, i);
  page.raw("</tbody></table></div>\n");
  if (sources.size() > kSourcesTold) {
    page.raw("<p class=more>and " + counted(sources.size() - kSourcesTold, "more source") +
             "; <code>logscan inventory</code> has them.</p>\n");
  }
  const Ledger& ledger = page.report().ledger;
  page.raw("<p class=facts>" + bytes_text(ledger.bytes_in) + " read: " + bytes_text(ledger.parsed) + " in records, " +
           bytes_text(ledger.continuation) + " in further lines of them, " + bytes_text(ledger.rejected) +
           " rejected, " + bytes_text(ledger.skipped) + " skipped, " + bytes_text(ledger.ignored) +
           " in no known format.</p></section>\n");
}

void write_rules(HtmlPage& page) {
  const Report& report = page.report();
  page.raw("<section id=rules><h2>Rules</h2>\n<details><summary>Judged, and nothing found <small>" +
           grouped(report.passed.size()) + "</small></summary><ul class=cols>\n");
  for (const PassedRule& passed : report.passed) {
    page.raw("<li><code>");
    page.text(passed.rule);
    page.raw("</code> <small>" + counted(passed.subjects, "subject") + "</small></li>\n");
  }
  page.raw("</ul></details>\n<details><summary>Not judged, as something was missing <small>" +
           grouped(report.not_run.size()) + "</small></summary><ul>\n");
  for (const NotRunRule& missing : report.not_run) {
    page.raw("<li><code>");
    page.text(missing.rule);
    page.raw("</code> needs ");
    for (std::size_t i = 0; i < missing.needs.size(); ++i) {
      if (i > 0) page.raw("; ");
      page.text(missing.needs[i]);
    }
    page.raw("</li>\n");
  }
  page.raw("</ul></details></section>\n");
}

}  // namespace logscan::detail
