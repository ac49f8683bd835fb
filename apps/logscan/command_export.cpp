#include "command_export.h"

#include <vector>

#include "interrupt.h"
#include "logscan/facts.h"
#include "logscan/sqlite.h"
#include "run_case.h"

namespace logscan::cli {

int command_export(const CommandLine& line) {
  if (is_stream(line.output)) {
    complain("export: give the file with -o CASE.sqlite; a database is no stream, so it goes to a file only");
    return kExitUsage;
  }
  CommandLine wanted = line;
  wanted.options.want_timeline = true;
  std::vector<FactRow> facts;
  return run_case(
      wanted,
      [&](const Case& result, const RenderOptions&, Output& out) -> Status {
        const Result<std::string> file = out.file();
        if (!file) return file.error();
        // A full disk is told as what the database met, and not as what the empty file beside it did.
        Status written = write_sqlite(result, facts, *file, &cancel_flag());
        if (!written) return Error{ErrorCode::kInternal, line.output + ": " + written.error().message};
        return written;
      },
      &facts);
}

}  // namespace logscan::cli
