#include "command_why.h"

#include "logscan/why.h"
#include "run_case.h"

namespace logscan::cli {

int command_why(const CommandLine& line) {
  return explain_case(line, [&](const WhyReport& why, const RenderOptions& options, Writer& out) {
    return line.format == "json" ? render_why_json(why, options, out) : render_why_text(why, options, out);
  });
}

}  // namespace logscan::cli
