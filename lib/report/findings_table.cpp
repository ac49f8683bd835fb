// The findings as a table for spreadsheets, one row each.
#include "logscan/report_exports.h"
#include "report/buffer.h"
#include "report/csv_row.h"
#include "report/select.h"

namespace logscan {
namespace detail {
namespace {

constexpr std::string_view kBetween = " | ";  // of several texts in a cell

std::string number_text(double value) {
  std::array<char, 40> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

template <class Items, class Text>
std::string in_one_cell(const Items& items, const Text& text) {
  std::string cell;
  for (const auto& item : items) {
    if (!cell.empty()) cell += kBetween;
    cell += text(item);
  }
  return cell;
}

void add_row(CsvRow& cells, const FindingReport& finding, const Report& report, const KnownFindings* known) {
  const auto itself = [](const std::string& text) { return text; };
  cells.text(finding.id);
  cells.text(finding.rule);
  cells.text(finding.title);
  cells.text(name_of(finding.severity));
  cells.text(name_of(finding.confidence));
  cells.text(name_of(finding.verdict));
  cells.text(name_of(finding.subject_kind));
  cells.text(finding.subject);
  cells.time(finding.window ? std::optional(finding.window->from) : std::nullopt);
  cells.time(finding.window ? std::optional(finding.window->to) : std::nullopt);
  cells.plain(finding.open ? "true" : "false");
  cells.integer(std::optional(finding.count));
  cells.text(in_one_cell(finding.measured, [](const auto& m) { return m.first + "=" + number_text(m.second); }));
  cells.text(finding.summary);
  cells.text(finding.cause);
  cells.text(in_one_cell(finding.next_steps, itself));
  cells.text(in_one_cell(finding.evidence, [](const EvidenceReport& item) { return item.location; }));
  cells.text(finding.evidence.empty() ? "" : finding.evidence.front().excerpt);
  cells.text(in_one_cell(finding.related, itself));
  const KnownFinding* accepted = known != nullptr && known->accepts(finding) ? known->find(finding) : nullptr;
  cells.text(accepted == nullptr ? "" : accepted->reason);
  cells.text(report.case_name.value_or(""));
}

}  // namespace
}  // namespace detail

inline namespace v1 {

Status render_report_csv(const Report& report, const RenderOptions& options, Writer& out) {
  detail::Buffer buffer(out);
  buffer.add(
      "id,rule,title,severity,confidence,verdict,subject_kind,subject,from,to,open,count,measured,summary,cause,"
      "next_steps,locations,excerpt,related,known,case\n");
  detail::CsvRow cells;
  for (const FindingReport& finding : report.findings) {
    if (!buffer.open()) break;
    if (!detail::selected(finding, options)) continue;
    detail::add_row(cells, finding, report, options.known);
    buffer.add(cells.take());
  }
  return buffer.finish();
}

}  // namespace v1
}  // namespace logscan
