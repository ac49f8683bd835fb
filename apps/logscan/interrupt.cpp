#include "interrupt.h"

#include <unistd.h>

#include <array>
#include <climits>
#include <csignal>

namespace logscan::cli {
namespace {

// A handler may touch nothing but these.
std::atomic<bool> cancelled{false};
std::atomic<int> first_signal{0};
std::array<char, PATH_MAX + 1> unfinished{};
std::atomic<bool> has_unfinished{false};
struct sigaction before_ignoring{};
static_assert(std::atomic<bool>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

void on_signal(int signal) {
  int none = 0;
  if (first_signal.compare_exchange_strong(none, signal)) {
    cancelled.store(true);
    return;
  }
  if (has_unfinished.load()) ::unlink(unfinished.data());
  struct sigaction action{};
  action.sa_handler = SIG_DFL;
  ::sigaction(signal, &action, nullptr);
  ::raise(signal);  // held back until the handler returns
}

}  // namespace

void watch_signals() {
  struct sigaction action{};
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
  // No SA_RESTART: a read that waits for input must end.
  action.sa_handler = on_signal;
  sigemptyset(&action.sa_mask);
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction old{};
    if (::sigaction(signal, nullptr, &old) == 0 && old.sa_handler == SIG_IGN) continue;
    ::sigaction(signal, &action, nullptr);
  }
}

void ignore_interrupts() {
  struct sigaction action{};
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGINT, &action, &before_ignoring);
}

void heed_interrupts() { ::sigaction(SIGINT, &before_ignoring, nullptr); }

const std::atomic<bool>& cancel_flag() { return cancelled; }

bool interrupted() { return cancelled.load(); }

int interrupt_exit_code() { return 128 + first_signal.load(); }

void remove_when_killed(const std::string& path) {
  has_unfinished.store(false);
  if (path.empty() || path.size() >= unfinished.size()) return;
  path.copy(unfinished.data(), path.size());
  unfinished[path.size()] = '\0';
  has_unfinished.store(true);
}

}  // namespace logscan::cli
