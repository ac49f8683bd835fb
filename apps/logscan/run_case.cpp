#include "run_case.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <string_view>

#include "hints.h"
#include "interrupt.h"
#include "logscan/baseline.h"
#include "logscan/session.h"
#include "output.h"
#include "pager.h"
#include "progress.h"
#include "read_file.h"

namespace logscan::cli {
namespace {

constexpr std::size_t kNamedDamage = 20;  // sources; the rest is counted, and told by the report
constexpr int kWidestReport = 120;        // longer lines are hard to read

bool variable_is(const char* name, std::string_view value) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets the environment
  return text != nullptr && text == value;
}

bool variable_is_set(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets the environment
  return text != nullptr && *text != '\0';
}

bool is_damage(SourceStatus status) {
  switch (status) {
    case SourceStatus::kTruncated:
    case SourceStatus::kDamaged:
    case SourceStatus::kEncrypted:
    case SourceStatus::kLimit:
    case SourceStatus::kUnreadable:
      return true;
    default:
      return false;
  }
}

bool has_told_fault(const CommandLine& line, const Report& report, const KnownFindings* known) {
  return std::any_of(report.findings.begin(), report.findings.end(), [&](const FindingReport& finding) {
    return finding.verdict == Verdict::kFail && finding.severity >= *line.fail_on &&
           (known == nullptr || !known->accepts(finding)) && finding.severity >= line.render.min_severity &&
           finding.confidence >= line.render.min_confidence;
  });
}

Terminal terminal_of_result(const CommandLine& line) {
  return line.output.empty() || line.output == "-" ? terminal_at(STDOUT_FILENO) : Terminal();
}

// Only a variable that is about logscan goes before what its config file says.
bool wants_pager(const CommandLine& line, const Terminal& terminal) {
  return terminal.present && !variable_is("TERM", "dumb") &&
         (line.pager || (line.from_config("no-pager") && variable_is_set("LOGSCAN_PAGER")));
}

// What would make the next call tell more: for people, so at a terminal only.
void tell_hints(const CommandLine& line, const Report& report) {
  if (line.quiet || !terminal_at(STDERR_FILENO).present) return;
  for (const std::string& hint : hints_for(report)) complain("hint: " + hint);
}

Result<Baseline> baseline_of(const CommandLine& line) {
  const Status writable = check_output(line.output, {line.baseline});
  if (!writable) return writable.error();
  const auto text = read_file(line.baseline);
  if (!text) return Error{text.error().code, "--baseline: " + text.error().message};
  auto baseline = read_baseline(*text, line.baseline);
  if (!baseline) return Error{baseline.error().code, "--baseline: " + baseline.error().message};
  return baseline;
}

}  // namespace

void name_damage(const CommandLine& line, const Report& report) {
  std::size_t named = 0;
  std::size_t more = 0;
  for (const SourceReport& source : report.sources) {
    if (!is_damage(source.status)) continue;
    if (named == kNamedDamage && !line.render.verbose) {
      ++more;
      continue;
    }
    ++named;
    std::string notes;
    for (const std::string& note : source.notes) notes += (notes.empty() ? ": " : "; ") + note;
    complain(fmt::format("{}: {}{}", source.location, name_of(source.status), notes));
  }
  if (more > 0) complain(fmt::format("and {} more that were not read in full; the report names them", more));
}

std::optional<std::string> nothing_usable(const Report& report) {
  const auto& sources = report.sources;
  if (std::any_of(sources.begin(), sources.end(),
                  [](const SourceReport& source) { return source.format.has_value(); })) {
    return std::nullopt;
  }
  if (sources.empty()) return "nothing to analyse: there is no file in what was given";
  const bool none_read = std::all_of(sources.begin(), sources.end(), [](const SourceReport& source) {
    return source.status == SourceStatus::kUnreadable;
  });
  if (none_read) return "nothing to analyse: no PATH could be read";
  std::set<std::string> nodes;
  const bool none_wanted = std::all_of(sources.begin(), sources.end(), [&](const SourceReport& source) {
    nodes.insert(source.node.value_or("(no node known)"));
    return source.left_out;
  });
  if (none_wanted) {
    return fmt::format("nothing to analyse: --node leaves out every source; there are: {}", fmt::join(nodes, ", "));
  }
  if (sources.size() == 1) {
    const SourceReport& source = sources.front();
    return fmt::format("nothing to analyse: {} is in no known format{}; see `logscan inventory`", source.location,
                       source.why.empty() ? "" : " (" + source.why + ")");
  }
  return fmt::format("nothing to analyse: none of {} sources is in a known format; see `logscan inventory`",
                     sources.size());
}

bool read_in_full(const Report& report) {
  return std::none_of(report.sources.begin(), report.sources.end(), [](const SourceReport& source) {
    return is_damage(source.status) || source.rejected > 0 || source.unread_statuses > 0;
  });
}

Result<Case> read_case(const CommandLine& line, const Beside& beside) {
  Options options = line.options;
  options.cancel = &cancel_flag();
  const Terminal terminal = terminal_at(STDERR_FILENO);
  const bool shown = line.progress == When::kAlways ||
                     (line.progress == When::kAuto && terminal.present && !line.quiet && !variable_is("TERM", "dumb"));
  ProgressLine progress(terminal.columns);
  if (shown) options.on_progress = [&progress](const Progress& state) { progress.show(state); };
  auto result = beside.facts != nullptr  ? scan(options, *beside.facts)
                : beside.why != nullptr  ? scan(options, line.rule, *beside.why)
                : beside.rows != nullptr ? scan(options, *beside.rows)
                                         : scan(options);
  if (!result) return Error{result.error().code, with_place(line.config, result.error().message)};
  return result;
}

std::vector<std::string> logs_of(const Report& report) {
  std::vector<std::string> logs;
  for (const SourceReport& source : report.sources) {
    if (source.format) logs.push_back(source.location.substr(0, source.location.find('!')));
  }
  return logs;
}

void tell_time(double bytes, std::chrono::steady_clock::time_point start) {
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  complain(fmt::format("read {} in {:.1f} s", bytes_text(bytes), elapsed.count()));
}

void complain(const std::string& message) { print_error("logscan: " + escape_for_terminal(message) + "\n"); }

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return kExitUsage;
    case ErrorCode::kNotFound:
    case ErrorCode::kUnreadable:
      return kExitNothingUsable;
    case ErrorCode::kCancelled:
      return interrupted() ? interrupt_exit_code() : kExitFailure;
    default:
      return kExitFailure;
  }
}

RenderOptions render_options(const CommandLine& line) {
  RenderOptions render = line.render;
  const Terminal terminal = terminal_of_result(line);
  // Rows of a timeline are for grep and sort: one a line where no terminal sets a width.
  const bool rows = line.command == Command::kEvents;
  render.width =
      terminal.present ? (rows ? terminal.columns : std::min(terminal.columns, kWidestReport)) : (rows ? 0 : 80);
  // NO_COLOR goes before the config file, and the command line before both.
  const bool always = line.colour == When::kAlways && !(line.from_config("color") && variable_is_set("NO_COLOR"));
  const bool coloured = always || (line.colour == When::kAuto && terminal.present && !variable_is_set("NO_COLOR") &&
                                   !variable_is("TERM", "dumb"));
  render.colour = coloured ? RenderOptions::Colour::kAlways : RenderOptions::Colour::kNever;
  return render;
}

namespace {

// Brings what was rendered to its name and returns 0, or says why not and returns the exit code.
int commit(Output& output, const Status& rendered) {
  if (interrupted()) return interrupt_exit_code();
  // What a refused write means is for the output to say.
  if (!rendered && rendered.error().code != ErrorCode::kOutput) {
    complain(rendered.error().message);
    return exit_code_of(rendered.error().code);
  }
  if (const Status written = output.commit(); !written) {
    complain(written.error().message);
    return kExitFailure;
  }
  return 0;
}

}  // namespace

int write_result(const CommandLine& line, const std::function<Status(Writer&)>& render) {
  Output output(line.output);
  std::optional<Pager> pager;
  if (const Terminal terminal = terminal_of_result(line); wants_pager(line, terminal)) {
    if (PagerCommand command = pager_command(); !command.words.empty()) {
      pager.emplace(output, std::move(command), terminal.rows, render_options(line).colour);
    }
  }
  const Status rendered = pager ? render(*pager) : render(output);
  if (pager) pager->finish();
  return commit(output, rendered);
}

namespace {

// What is asked for beside the case is filled before `write` is called; that returns an exit code.
int run(const CommandLine& line, const Beside& beside,
        const std::function<int(const Case&, const RenderOptions&)>& write) {
  const auto start = std::chrono::steady_clock::now();
  if (const Status writable = check_output(line.output, line.options.paths); !writable) {
    complain(writable.error().message);
    return exit_code_of(writable.error().code);
  }
  std::optional<Baseline> baseline;
  if (!line.baseline.empty()) {
    auto read = baseline_of(line);
    if (!read) {
      if (read.error().code != ErrorCode::kCancelled) complain(with_place(line.config, read.error().message));
      return read.error().code == ErrorCode::kUnreadable ? kExitUsage : exit_code_of(read.error().code);
    }
    baseline = std::move(*read);
  }
  const Result<Case> result = read_case(line, beside);
  if (!result) {
    if (result.error().code != ErrorCode::kCancelled) complain(result.error().message);
    return exit_code_of(result.error().code);
  }
  const Report& report = result.value().report;
  // A folder may hold the file that is to be written: an earlier report is replaced, a log never.
  if (const Status writable = check_output(line.output, logs_of(report)); !writable) {
    complain(writable.error().message);
    return exit_code_of(writable.error().code);
  }
  name_damage(line, report);
  std::optional<KnownFindings> known;
  if (baseline) known = match_baseline(*baseline, report, line.options.collected);
  RenderOptions options = render_options(line);
  options.known = known ? &*known : nullptr;
  const int written = write(result.value(), options);
  const auto unusable = nothing_usable(report);
  if (unusable) complain(*unusable);
  tell_hints(line, report);
  if (!line.quiet && written == 0) tell_time(static_cast<double>(report.ledger.bytes_in), start);
  if (written != 0) return written;
  if (unusable) return kExitNothingUsable;
  if (line.strict && !read_in_full(report)) return kExitStrict;
  if (line.fail_on && has_told_fault(line, report, options.known)) return kExitFault;
  return 0;
}

}  // namespace

int run_case(const CommandLine& line, const Render& render) {
  return run(line, {}, [&](const Case& result, const RenderOptions& options) {
    return write_result(line, [&](Writer& out) { return render(result, options, out); });
  });
}

int explain_case(const CommandLine& line, const RenderWhy& render) {
  WhyReport why;
  return run(line, {.why = &why}, [&](const Case&, const RenderOptions& options) {
    return write_result(line, [&](Writer& out) { return render(why, options, out); });
  });
}

int run_case_with_records(const CommandLine& line, const RenderRows& render) {
  std::unique_ptr<RowSource> rows;
  std::vector<std::string> notes;
  const int code = run(line, {.rows = &rows}, [&](const Case& result, const RenderOptions& options) {
    const int written = write_result(line, [&](Writer& out) { return render(result, *rows, options, out); });
    notes = rows->notes();
    for (const std::string& note : notes) complain(note);
    return written;
  });
  return code == 0 && line.strict && !notes.empty() ? kExitStrict : code;
}

int export_case(const CommandLine& line, const WriteFile& write) {
  std::vector<FactRow> facts;
  return run(line, {.facts = &facts}, [&](const Case& result, const RenderOptions&) {
    Output output(line.output);
    const Result<std::string> file = output.file();
    return commit(output, file ? write(result, facts, *file) : Status(file.error()));
  });
}

}  // namespace logscan::cli
