#include "command_scan.h"

#include "run_case.h"

namespace logscan::cli {

int command_scan(const CommandLine& line) {
  return run_case(line, [&](const Case& result, const RenderOptions& options, Writer& out) {
    if (line.format == "html") return render_report_html(result, options, out);
    return line.format == "json" ? render_report_json(result.report, options, out)
                                 : render_report_text(result.report, options, out);
  });
}

}  // namespace logscan::cli
