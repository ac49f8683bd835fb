// Reads any bytes as a diagnostic log: every byte is counted once, the fields of a line lie inside it, and a text that
// is redacted is so once and for all.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/redact.h"
#include "parsers/mbxsync/diag_line.h"
#include "parsers/mbxsync/http_failure.h"
#include "parsers/mbxsync/mbxsync_diag.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

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
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    check_line(std::string_view(text).substr(at, end - at));
    at = end + 1;
  }
  std::string once = text;
  redact(once);
  demand(once.size() <= text.size() + 3 * text.size());

  const ProbeAnswer answer = kMbxSyncDiag.probe({text, "x.log", true});
  demand(answer.score >= 0 && answer.score <= 100);
  test::Reading how;
  how.parser = &kMbxSyncDiag;
  how.axis = Axis::kDateless;
  how.texts = Sink::Texts::kStream;
  how.limits.subjects = 8;
  how.limits.runs = 8;
  how.limits.events = 8;
  how.limits.excerpt_bytes = 1000;
  how.limits.line_bytes = 1000;
  CutEnd end;
  const SourceResult result = test::read_whole(how, text, &end);
  demand(end.bytes == size && test::ledger(result) == size);
  demand(result.records + result.continuation + result.rejected == result.lines);
  demand(result.names.size() <= how.limits.subjects && result.events.size() <= how.limits.events);
  for (const SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs())
      demand(run.first <= run.last && run.count > 0 && run.first >= result.first && run.last <= result.last);
  }
  for (const auto& event : result.events) demand(event.time >= result.first && event.time <= result.last);
  return 0;
}
