// The findings of a case for tickets, spreadsheets and other programs.
#pragma once

#include "logscan/export.h"
#include "logscan/render.h"
#include "logscan/report.h"
#include "logscan/result.h"

namespace logscan {
inline namespace v1 {

// A case note of about one page in Markdown (CommonMark); nothing that a log says makes markup, a link or HTML in it.
LOGSCAN_API Status render_report_markdown(const Report&, const RenderOptions&, Writer&);

// One row a finding, for spreadsheets; no cell acts as a formula.
LOGSCAN_API Status render_report_csv(const Report&, const RenderOptions&, Writer&);

// One finding a line: its object of the JSON report, and the name of the case.
LOGSCAN_API Status render_report_jsonl(const Report&, const RenderOptions&, Writer&);

}  // namespace v1
}  // namespace logscan
