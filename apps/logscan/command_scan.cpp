#include "command_scan.h"

#include "logscan/report_exports.h"
#include "run_case.h"

namespace logscan::cli {

int command_scan(const CommandLine& line) {
  return run_case(line, [&](const Case& result, const RenderOptions& options, Writer& out) {
    if (line.format == "json") return render_report_json(result.report, options, out);
    if (line.format == "jsonl") return render_report_jsonl(result.report, options, out);
    if (line.format == "markdown") return render_report_markdown(result.report, options, out);
    if (line.format == "csv") return render_report_csv(result.report, options, out);
    if (line.format == "html") return render_report_html(result, options, out);
    return render_report_text(result.report, options, out);
  });
}

}  // namespace logscan::cli
