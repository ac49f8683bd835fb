// SIGINT and SIGTERM: the first asks the work to stop, the second kills.
#pragma once

#include <atomic>
#include <string>

namespace logscan::cli {

// Once, before any thread is started. A signal that the caller of the program has turned off stays off. SIGPIPE is
// ignored: a write tells of a closed pipe.
void watch_signals();

// From here on SIGINT is for another program of the terminal, SIGTERM stays; and back to what was.
void ignore_interrupts();
void heed_interrupts();

[[nodiscard]] const std::atomic<bool>& cancel_flag();
[[nodiscard]] bool interrupted();
// 130 or 143, as shells tell of a program that a signal has ended.
[[nodiscard]] int interrupt_exit_code();

// The unfinished file that must not stay behind when the second signal comes; empty for none.
void remove_when_killed(const std::string& path);

}  // namespace logscan::cli
