#include "command_export.h"

#include <vector>

#include "interrupt.h"
#include "logscan/facts.h"
#include "logscan/sqlite.h"
#include "output.h"
#include "run_case.h"

namespace logscan::cli {

int command_export(const CommandLine& line) {
  if (is_stream(line.output)) {
    complain("export: give the file with -o CASE.sqlite; a database is no stream, so it goes to a file only");
    return kExitUsage;
  }
  return export_case(line, [&](const Case& result, const std::vector<FactRow>& facts, const std::string& path) {
    // A full disk is told as what the database met, and not as what the empty file beside it did.
    const Status written = write_sqlite(result, facts, path, &cancel_flag());
    return written ? written : Status(Error{ErrorCode::kInternal, line.output + ": " + written.error().message});
  });
}

}  // namespace logscan::cli
