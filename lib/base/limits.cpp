#include "logscan/options.h"

namespace logscan {
inline namespace v1 {

const std::vector<LimitInfo>& limit_table() {
  static const std::vector<LimitInfo> table = {
      {"line-bytes", &Limits::line_bytes, "longest line; the rest of a longer one is rejected"},
      {"record-bytes", &Limits::record_bytes, "longest record of several lines"},
      {"archive-depth", &Limits::archive_depth, "archives within archives"},
      {"members", &Limits::members, "members of one archive, nested ones included"},
      {"expansion-ratio", &Limits::expansion_ratio, "output to input of one archive, above expansion-floor-bytes"},
      {"expansion-floor-bytes", &Limits::expansion_floor_bytes,
       "output below which no ratio is held against an archive"},
      {"spool-bytes", &Limits::spool_bytes, "temporary file for an archive that needs seeking"},
      {"spool-memory-bytes", &Limits::spool_memory_bytes, "such an archive stays in memory below this"},
      {"subjects", &Limits::subjects, "subscriptions and addresses of one source"},
      {"runs", &Limits::runs, "runs kept of one source"},
      {"events", &Limits::events, "events kept of one source, and as many snapshot values"},
      {"excerpt-bytes", &Limits::excerpt_bytes, "record texts kept of one stream"},
      {"diagnostics", &Limits::diagnostics, "messages kept of one kind and source"},
  };
  return table;
}

}  // namespace v1
}  // namespace logscan
