#include "command_events.h"

#include <fmt/format.h>

#include <algorithm>

#include "logscan/event_exports.h"
#include "run_case.h"

namespace logscan::cli {

int command_events(const CommandLine& line) {
  return run_case(line, [&](const Case& result, const RenderOptions& options, Writer& out) {
    if (line.format == "jsonl") return render_events_jsonl(result, options, out);
    if (line.format == "csv") return render_events_csv(result, options, out);
    if (line.format != "timesketch" && line.format != "chrome-trace") return render_events_text(result, options, out);
    const auto undated =
        std::count_if(result.rows.begin(), result.rows.end(), [](const TimelineRow& row) { return !row.time; });
    if (undated > 0) {
      complain(fmt::format("{}: {} {} left out, as nothing tells when", line.format, undated,
                           undated == 1 ? "row is" : "rows are"));
    }
    return line.format == "timesketch" ? render_events_timesketch(result, options, out)
                                       : render_events_chrome_trace(result, options, out);
  });
}

}  // namespace logscan::cli
