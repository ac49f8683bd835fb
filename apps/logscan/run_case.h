// What the commands that read a case have in common: read it, render it, say how it went.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "logscan/facts.h"
#include "logscan/report.h"
#include "logscan/rows.h"
#include "logscan/why.h"
#include "options.h"

namespace logscan::cli {

using Render = std::function<Status(const Case&, const RenderOptions&, Writer&)>;

// The exit code (docs/contract.md).
int run_case(const CommandLine& line, const Render& render);

// The same with every record; what could not be told in full is named on standard error.
using RenderRows = std::function<Status(const Case&, RowSource&, const RenderOptions&, Writer&)>;
int run_case_with_records(const CommandLine& line, const RenderRows& render);

// Of what is no text: `write` makes the file at the path that it is given, which gets its name once it is whole.
using WriteFile = std::function<Status(const Case&, const std::vector<FactRow>&, const std::string& path)>;
int export_case(const CommandLine& line, const WriteFile& write);

// Of the rule that the command line names.
using RenderWhy = std::function<Status(const WhyReport&, const RenderOptions&, Writer&)>;
int explain_case(const CommandLine& line, const RenderWhy& render);

// What a reading gives beside the case; null where it is not asked for.
struct Beside {
  std::vector<FactRow>* facts = nullptr;
  WhyReport* why = nullptr;
  std::unique_ptr<RowSource>* rows = nullptr;
};
Result<Case> read_case(const CommandLine& line, const Beside& beside = {});

// Names on standard error what could not be read in full.
void name_damage(const CommandLine& line, const Report& report);

// Why nothing was usable; nothing where something was.
std::optional<std::string> nothing_usable(const Report& report);

bool read_in_full(const Report& report);

// The files on disk that hold a log: they are never written to.
std::vector<std::string> logs_of(const Report& report);

// `logscan: read 1.2 MiB in 0.1 s`
void tell_time(double bytes, std::chrono::steady_clock::time_point start);

// Colours and width for where the result goes.
RenderOptions render_options(const CommandLine& line);

// Writes a result to where it goes and returns 0, or says why not and returns the exit code.
int write_result(const CommandLine& line, const std::function<Status(Writer&)>& render);

// `logscan: MESSAGE` on standard error.
void complain(const std::string& message);

int exit_code_of(ErrorCode code);

inline constexpr int kExitFault = 1;
inline constexpr int kExitUsage = 2;
inline constexpr int kExitNothingUsable = 3;
inline constexpr int kExitStrict = 4;
inline constexpr int kExitFailure = 5;

}  // namespace logscan::cli
