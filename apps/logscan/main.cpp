// logscan: the command over the library. It knows the terminal, the signals and the exit codes; the library knows the
// rest.
#include <exception>
#include <string>
#include <vector>

#include "command_diff.h"
#include "command_events.h"
#include "command_export.h"
#include "command_inventory.h"
#include "command_redact.h"
#include "command_rules.h"
#include "command_scan.h"
#include "command_why.h"
#include "help.h"
#include "interrupt.h"
#include "logscan/catalog.h"
#include "options.h"
#include "run_case.h"

namespace logscan::cli {
namespace {

int print(const std::string& text) {
  return write_result({}, [&](Writer& out) -> Status {
    if (!out.write(text)) return Error{ErrorCode::kOutput, "the output could not be written"};
    return {};
  });
}

int print_version(const CommandLine& line) {
  std::string text = version() + "\n";
  if (line.render.verbose) {
    for (const std::string& library : library_versions()) text += library + "\n";
  }
  return print(text);
}

int run(std::vector<std::string> arguments) {
  // `logscan help scan` is what many try first. A path of that name is `./help`.
  if (!arguments.empty() && arguments.front() == "help") {
    arguments.erase(arguments.begin());
    arguments.emplace_back("--help");
  }
  const auto parsed = parse_command_line(arguments);
  if (!parsed) {
    complain(parsed.error().message);
    return kExitUsage;
  }
  const CommandLine& line = parsed.value();
  if (line.help) return print(line.named ? help_text(line.command) : program_help_text());
  if (line.version) return print_version(line);
  switch (line.command) {
    case Command::kScan:
      return command_scan(line);
    case Command::kInventory:
      return command_inventory(line);
    case Command::kEvents:
      return command_events(line);
    case Command::kDiff:
      return command_diff(line);
    case Command::kExport:
      return command_export(line);
    case Command::kRedact:
      return command_redact(line);
    case Command::kRules:
      return command_rules(line);
    case Command::kWhy:
      return command_why(line);
  }
  return kExitUsage;
}

}  // namespace
}  // namespace logscan::cli

int main(int argc, char** argv) {
  try {
    logscan::cli::watch_signals();
    return logscan::cli::run({argv + (argc > 0 ? 1 : 0), argv + argc});
  } catch (const std::exception& error) {
    logscan::cli::complain(std::string("internal failure: ") + error.what());
  } catch (...) {
    logscan::cli::complain("internal failure");
  }
  return logscan::cli::kExitFailure;
}
