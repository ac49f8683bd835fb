#include "pager.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <sstream>
#include <system_error>

#include "interrupt.h"
#include "run_case.h"

namespace logscan::cli {
namespace {

std::optional<std::string> variable(const char* name) {
  const char* text = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody here sets the environment
  return text == nullptr ? std::nullopt : std::optional<std::string>(text);
}

// That of this process; less shows colours only when it is told to.
std::vector<std::string> environment_with(RenderOptions::Colour colour) {
  std::vector<std::string> settings;
  std::string less = "LESS=";
  if (colour == RenderOptions::Colour::kAlways) less += "-R ";
  for (char** setting = environ; *setting != nullptr; ++setting) {
    const std::string text = *setting;
    if (text.starts_with("LESS=")) {
      less += text.substr(5);
    } else {
      settings.push_back(text);
    }
  }
  if (less != "LESS=") settings.push_back(less);
  return settings;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// The program with `input` as its standard input, and the signals as a shell would give them. An error number, or 0.
int spawn(std::vector<std::string> words, std::vector<std::string> settings, int input, pid_t& child) {
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  sigset_t usual;
  sigemptyset(&usual);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&usual, signal);
  ::posix_spawnattr_setsigdefault(&attributes, &usual);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  const std::vector<char*> arguments = pointers_to(words);
  const std::vector<char*> environment = pointers_to(settings);
  const int error = ::posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  return error;
}

}  // namespace

PagerCommand pager_command() {
  PagerCommand command;
  std::optional<std::string> text = variable("LOGSCAN_PAGER");
  if (!text) text = variable("PAGER");
  command.asked = text.has_value();
  std::istringstream words(text.value_or("less"));
  for (std::string word; words >> word;) command.words.push_back(word);
  return command;
}

bool Pager::write(std::string_view bytes) {
  if (state_ != State::kHolding) return pass_on(bytes);
  held_ += bytes;
  lines_ += static_cast<int>(std::count(bytes.begin(), bytes.end(), '\n'));
  if (lines_ < rows_) return true;
  start();
  return pass_on(std::exchange(held_, {}));
}

void Pager::start() {
  std::array<int, 2> ends{};
  state_ = State::kPlain;
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return;
  // Its keys are the pager's from here on: Ctrl-C ends a search there and not this program.
  ignore_interrupts();
  const int error = spawn(command_.words, environment_with(colour_), ends[0], child_);
  ::close(ends[0]);
  if (error != 0) {
    ::close(ends[1]);
    heed_interrupts();
    if (command_.asked) {
      complain("cannot start the pager " + command_.words.front() + ": " + std::generic_category().message(error) +
               "; set LOGSCAN_PAGER to another one, or give --no-pager");
    }
    return;
  }
  pipe_ = ends[1];
  state_ = State::kPaging;
}

bool Pager::pass_on(std::string_view bytes) {
  if (state_ == State::kPlain) return plain_.write(bytes);
  while (state_ == State::kPaging && !bytes.empty()) {
    if (interrupted()) return false;
    const ssize_t written = ::write(pipe_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      state_ = State::kClosed;
    }
  }
  return state_ == State::kPaging;
}

void Pager::finish() {
  if (state_ == State::kHolding) {
    state_ = State::kPlain;
    plain_.write(std::exchange(held_, {}));
  }
  if (child_ < 0) return;
  ::close(pipe_);
  while (::waitpid(child_, nullptr, 0) < 0 && errno == EINTR && !interrupted()) {
  }
  child_ = -1;
}

}  // namespace logscan::cli
