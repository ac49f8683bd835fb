#include "command_events.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>

#include "logscan/event_exports.h"
#include "run_case.h"

namespace logscan::cli {

namespace {

using RenderCaseAs = Status (*)(const Case&, const RenderOptions&, Writer&);
using RenderRowsAs = Status (*)(const Report&, RowSource&, const RenderOptions&, Writer&);

struct Renderers {
  RenderCaseAs of_case;
  RenderRowsAs of_rows;
};

Renderers renderers_of(const std::string& format) {
  if (format == "jsonl") return {render_events_jsonl, render_rows_jsonl};
  if (format == "csv") return {render_events_csv, render_rows_csv};
  if (format == "timesketch") return {render_events_timesketch, render_rows_timesketch};
  if (format == "chrome-trace") return {render_events_chrome_trace, render_rows_chrome_trace};
  return {render_events_text, render_rows_text};
}

// Counts the rows that have no time.
class CountedRows final : public RowSource {
 public:
  explicit CountedRows(RowSource& rows) : rows_(rows) {}
  Result<const TimelineRow*> next() override {
    Result<const TimelineRow*> row = rows_.next();
    if (row && *row != nullptr && !(*row)->time) ++undated_;
    return row;
  }
  [[nodiscard]] std::uint64_t undated() const { return undated_; }

 private:
  RowSource& rows_;
  std::uint64_t undated_ = 0;
};

// Formats that have no place for rows without a time leave them out.
void tell_left_out(const CommandLine& line, std::uint64_t undated) {
  if (undated == 0 || (line.format != "timesketch" && line.format != "chrome-trace")) return;
  complain(fmt::format("{}: {} {} left out, as nothing tells when", line.format, undated,
                       undated == 1 ? "row is" : "rows are"));
}

}  // namespace

int command_events(const CommandLine& line) {
  if (!line.options.want_messages) {
    return run_case(line, [&](const Case& result, const RenderOptions& options, Writer& out) {
      const auto undated =
          std::count_if(result.rows.begin(), result.rows.end(), [](const TimelineRow& row) { return !row.time; });
      tell_left_out(line, static_cast<std::uint64_t>(undated));
      return renderers_of(line.format).of_case(result, options, out);
    });
  }
  return run_case_with_records(line,
                               [&](const Case& result, RowSource& rows, const RenderOptions& options, Writer& out) {
                                 CountedRows counted(rows);
                                 Status told = renderers_of(line.format).of_rows(result.report, counted, options, out);
                                 tell_left_out(line, counted.undated());
                                 return told;
                               });
}

}  // namespace logscan::cli
