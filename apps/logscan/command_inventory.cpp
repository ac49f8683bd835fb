#include "command_inventory.h"

#include "run_case.h"

namespace logscan::cli {

int command_inventory(const CommandLine& line) {
  return run_case(line, [&](const Case& result, const RenderOptions& options, Writer& out) {
    return line.format == "json" ? render_inventory_json(result.report, options, out)
                                 : render_inventory_text(result.report, options, out);
  });
}

}  // namespace logscan::cli
