// What scan, inventory and events have in common: read a case, render it, say how it went.
#pragma once

#include <functional>

#include "logscan/report.h"
#include "options.h"

namespace logscan::cli {

using Render = std::function<Status(const Case&, const RenderOptions&, Writer&)>;

// The exit code (docs/contract.md).
int run_case(const CommandLine& line, const Render& render);

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
