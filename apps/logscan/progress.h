// One line on standard error that says how far the reading is.
#pragma once

#include <chrono>
#include <string>

#include "logscan/options.h"

namespace logscan::cli {

class ProgressLine {
 public:
  using Clock = std::chrono::steady_clock;

  explicit ProgressLine(int columns) : columns_(columns), start_(Clock::now()) {}
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress);
  void clear();

  // `  45%  1.2 GiB of 2.6 GiB  2.1 GiB/s  0:01 left  export.zip!...`, never wider than `columns`.
  static std::string text(const Progress& progress, std::chrono::duration<double> elapsed, int columns);

 private:
  int columns_;
  Clock::time_point start_;
  bool shown_ = false;
};

// `1.2 GiB`
std::string bytes_text(double bytes);

// Writes to standard error; a failure there is nobody's business.
void print_error(const std::string& text);

}  // namespace logscan::cli
