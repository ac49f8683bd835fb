// Runs the command as a user would, and takes what it said.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace logscan::testing {

struct CommandRun {
  std::vector<std::string> arguments = {};
  std::string folder = LOGSCAN_TESTDATA;
  std::vector<std::pair<std::string, std::string>> environment = {{"TZ", "UTC"},
                                                                  {"LC_ALL", "C"}};  // nothing else is set
  std::string input = {};                                                            // of standard input
  int output = -1;  // a descriptor to write to; else what is written there is taken
};

struct CommandResult {
  int exit_code = -1;  // 128 + n where signal n ended it
  std::string output;
  std::string errors;
};

CommandResult run(const CommandRun& command);

// Starts it with a standard input that never ends, waits until it reads, sends the signals one after another.
CommandResult run_and_signal(const CommandRun& command, const std::vector<int>& signals);

std::string read_text(const std::string& path);

}  // namespace logscan::testing
