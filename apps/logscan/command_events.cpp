#include "command_events.h"

#include "run_case.h"

namespace logscan::cli {

int command_events(const CommandLine& line) {
  CommandLine wanted = line;
  wanted.options.want_timeline = true;
  return run_case(wanted, [&](const Case& result, const RenderOptions& options, Writer& out) {
    return line.format == "jsonl" ? render_events_jsonl(result, options, out)
                                  : render_events_text(result, options, out);
  });
}

}  // namespace logscan::cli
