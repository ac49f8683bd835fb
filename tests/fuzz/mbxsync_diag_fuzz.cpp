// Reads any bytes as a diagnostic log: every byte is counted once, the fields of a line lie inside it, and a text that
// is redacted is so once and for all.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/redact.h"
#include "fuzz/fuzz_parser.h"
#include "parsers/mbxsync/diag_line.h"
#include "parsers/mbxsync/http_failure.h"
#include "parsers/mbxsync/mbxsync_diag.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

void check_line(std::string_view line) {
  DiagLine fields;
  if (begins_with_diag_time(line)) {
    DiagTimeReader times;
    const auto time = times.read(line.data());
    // The minute of the line is known now: it gives the same time.
    demand(times.read(line.data()) == time);
    demand(!time || (*time >= Duration::zero() && *time < std::chrono::hours(24)));
    if (split_diag_rest(line.substr(kDiagFront), fields))
      demand(inside(fields.thread, line) && inside(fields.server, line) && inside(fields.mailbox, line) &&
             inside(fields.component, line) && inside(fields.place, line) && inside(fields.message, line));
  } else if (split_bare_diag_line(line, fields)) {
    demand(inside(fields.message, line));
  }
  for (const auto& failure : {read_http_failure(line), read_http_status(line)}) {
    if (!failure) continue;
    demand(failure->status < 1000 && inside(failure->host(), line) && inside(failure->error, line) &&
           inside(failure->url, line) && inside(failure->verb, line) && inside(failure->query, line));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  each_line(text, [](std::string_view line) { check_line(line); });
  std::string once = text;
  redact(once);
  demand(once.size() <= text.size() + 3 * text.size());

  probed(kMbxSyncDiag, text);
  const SourceResult result = read_counted(bounded(kMbxSyncDiag, Axis::kDateless), text);
  demand_runs(result);
  demand_event_times(result);
  return 0;
}
