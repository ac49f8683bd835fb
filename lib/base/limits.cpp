#include "logscan/options.h"

namespace logscan {
inline namespace v1 {

const std::vector<LimitInfo>& limit_table() {
  static const std::vector<LimitInfo> table = {
      {"line-bytes", &Limits::line_bytes, "longest line; the rest of a longer one is rejected", 64},
      {"record-bytes", &Limits::record_bytes, "longest record of several lines", 64},
      {"archive-depth", &Limits::archive_depth, "archives within archives", 0},
      {"members", &Limits::members, "members of one archive, nested ones included", 1},
      {"expansion-ratio", &Limits::expansion_ratio, "output to input of one archive, above expansion-floor-bytes", 1},
      {"expansion-floor-bytes", &Limits::expansion_floor_bytes,
       "output below which no ratio is held against an archive", 0},
      {"spool-bytes", &Limits::spool_bytes, "temporary file for what needs seeking, keeping or sorting", 0},
      {"spool-memory-bytes", &Limits::spool_memory_bytes, "such an archive stays in memory below this", 0},
      {"subjects", &Limits::subjects, "subscriptions and addresses of one source", 1},
      {"runs", &Limits::runs, "runs kept of one source", 1},
      {"events", &Limits::events, "events kept of one source, and as many snapshot values", 1},
      {"excerpt-bytes", &Limits::excerpt_bytes, "record texts kept of one stream", 0},
      {"diagnostics", &Limits::diagnostics, "messages kept of one kind and source", 0},
  };
  return table;
}

}  // namespace v1
}  // namespace logscan
