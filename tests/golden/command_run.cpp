#include "command_run.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <thread>

namespace logscan::testing {
namespace {

using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;

File temporary_file() { return {std::tmpfile(), std::fclose}; }

std::string text_of(const File& file) {
  std::string text;
  std::rewind(file.get());
  char block[4096];
  while (const std::size_t size = std::fread(block, 1, sizeof block, file.get())) text.append(block, size);
  return text;
}

pid_t start(const CommandRun& command, int input, int output, int errors) {
  std::vector<std::string> words = {LOGSCAN_CLI};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<std::string> settings = {"PATH=/usr/bin:/bin"};
  for (const auto& [name, value] : command.environment) settings.push_back(name + "=" + value);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::vector<char*> environment;
  for (std::string& setting : settings) environment.push_back(setting.data());
  environment.push_back(nullptr);

  const pid_t child = ::fork();
  if (child != 0) return child;
  // Whoever runs the tests in the background may have turned these off, and that would be inherited.
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::signal(signal, SIG_DFL);
  if (::chdir(command.folder.c_str()) != 0) ::_exit(126);
  ::dup2(input, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(errors, STDERR_FILENO);
  ::execve(argv[0], argv.data(), environment.data());
  ::_exit(127);
}

constexpr int kPatience_s = 60;

// A command that does not end is killed, and shows as 137.
int exit_code_of(pid_t child) {
  int status = 0;
  for (int turn = 0; ::waitpid(child, &status, WNOHANG) == 0; ++turn) {
    if (turn == kPatience_s * 200) ::kill(child, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

CommandResult run(const CommandRun& command) {
  const File input = temporary_file();
  const File output = temporary_file();
  const File errors = temporary_file();
  std::fwrite(command.input.data(), 1, command.input.size(), input.get());
  std::rewind(input.get());
  CommandResult result;
  const int to = command.output < 0 ? ::fileno(output.get()) : command.output;
  const pid_t child = start(command, ::fileno(input.get()), to, ::fileno(errors.get()));
  result.exit_code = exit_code_of(child);
  result.output = text_of(output);
  result.errors = text_of(errors);
  return result;
}

CommandResult run_and_signal(const CommandRun& command, const std::vector<int>& signals) {
  int pipe_ends[2];
  EXPECT_EQ(::pipe2(pipe_ends, O_CLOEXEC), 0);
  const File output = temporary_file();
  const File errors = temporary_file();
  const pid_t child = start(command, pipe_ends[0], ::fileno(output.get()), ::fileno(errors.get()));
  ::close(pipe_ends[0]);
  EXPECT_EQ(::write(pipe_ends[1], command.input.data(), command.input.size()),
            static_cast<ssize_t>(command.input.size()));
  for (const int signal : signals) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    ::kill(child, signal);
  }
  CommandResult result;
  result.exit_code = exit_code_of(child);
  ::close(pipe_ends[1]);
  result.output = text_of(output);
  result.errors = text_of(errors);
  return result;
}

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace logscan::testing
