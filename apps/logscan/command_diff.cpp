#include "command_diff.h"

#include "logscan/compare.h"
#include "output.h"
#include "read_file.h"
#include "run_case.h"

namespace logscan::cli {
namespace {

struct Side {
  Report report;
  double bytes = 0;  // that were read for it
  std::vector<std::string> logs;
};

Result<Side> read_side(const CommandLine& line, const std::string& path) {
  Side side;
  if (holds_report(path)) {
    const auto text = read_file(path);
    if (!text) return text.error();
    auto report = read_report_json(*text);
    if (!report)
      return Error{report.error().code,
                   (path == "-" ? "standard input" : path) + ": no report of logscan: " + report.error().message};
    side.bytes = static_cast<double>(text->size());
    side.report = std::move(*report);
    return side;
  }
  CommandLine one = line;
  one.options.paths = {path};
  auto result = read_case(one);
  if (!result) return result.error();
  side.report = std::move(result->report);
  side.bytes = static_cast<double>(side.report.ledger.bytes_in);
  side.logs = logs_of(side.report);
  name_damage(line, side.report);
  return side;
}

}  // namespace

int command_diff(const CommandLine& line) {
  const auto start = std::chrono::steady_clock::now();
  const auto refuse = [](const Error& error) {
    if (error.code != ErrorCode::kCancelled) complain(error.message);
    return exit_code_of(error.code);
  };
  if (const Status writable = check_output(line.output, line.options.paths); !writable) return refuse(writable.error());
  std::vector<Side> sides;
  for (const std::string& path : line.options.paths) {
    auto side = read_side(line, path);
    if (!side) return refuse(side.error());
    if (const Status writable = check_output(line.output, side->logs); !writable) return refuse(writable.error());
    sides.push_back(std::move(*side));
  }
  bool usable = true;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    const auto unusable = nothing_usable(sides[i].report);
    if (!unusable) continue;
    complain((i == 0 ? "OLD: " : "NEW: ") + *unusable);
    usable = false;
  }
  if (!usable) return kExitNothingUsable;

  const Comparison comparison =
      compare(sides[0].report, sides[1].report, {line.render.min_severity, line.render.min_confidence});
  const int written = write_result(line, [&](Writer& out) {
    const RenderOptions options = render_options(line);
    return line.format == "json" ? render_comparison_json(comparison, options, out)
                                 : render_comparison_text(comparison, options, out);
  });
  if (written != 0) return written;
  if (!line.quiet) tell_time(sides[0].bytes + sides[1].bytes, start);
  if (line.strict && !(read_in_full(sides[0].report) && read_in_full(sides[1].report))) return kExitStrict;
  return comparison.changes.empty() ? 0 : kExitFault;
}

}  // namespace logscan::cli
