// The timeline for other programs.
#pragma once

#include "logscan/export.h"
#include "logscan/render.h"
#include "logscan/report.h"
#include "logscan/result.h"
#include "logscan/rows.h"

namespace logscan {
inline namespace v1 {

// For spreadsheets; no cell acts as a formula.
LOGSCAN_API Status render_events_csv(const Case&, const RenderOptions&, Writer&);

// For Timesketch and for viewers of the trace event format; both leave out rows whose time is not known.
LOGSCAN_API Status render_events_timesketch(const Case&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_events_chrome_trace(const Case&, const RenderOptions&, Writer&);

// The same of rows that come one by one; the report gives the name of the case. An error of the rows ends them.
LOGSCAN_API Status render_rows_text(const Report&, RowSource&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rows_jsonl(const Report&, RowSource&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rows_csv(const Report&, RowSource&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rows_timesketch(const Report&, RowSource&, const RenderOptions&, Writer&);
LOGSCAN_API Status render_rows_chrome_trace(const Report&, RowSource&, const RenderOptions&, Writer&);

}  // namespace v1
}  // namespace logscan
