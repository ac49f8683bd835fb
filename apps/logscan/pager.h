// A pager for results that are longer than the terminal is high.
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "logscan/render.h"
#include "output.h"

namespace logscan::cli {

// The command of LOGSCAN_PAGER, else of PAGER, else less; its words, which no shell sees. Empty where a variable says
// so.
struct PagerCommand {
  std::vector<std::string> words;
  bool asked = false;  // by a variable: that it is not there is worth a word
};
PagerCommand pager_command();

// Holds back what fits on the terminal. What goes beyond starts the pager, which then gets all of it; where that cannot
// be started, the result goes to `plain`.
class Pager final : public Writer {
 public:
  Pager(Output& plain, PagerCommand command, int rows, RenderOptions::Colour colour)
      : plain_(plain), command_(std::move(command)), rows_(rows), colour_(colour) {}
  ~Pager() override { finish(); }
  Pager(const Pager&) = delete;
  Pager& operator=(const Pager&) = delete;

  bool write(std::string_view bytes) override;

  // Writes what was held back and waits until the reader has seen enough. A pager that ends early is no failure.
  void finish();

 private:
  enum class State { kHolding, kPlain, kPaging, kClosed };

  void start();
  bool pass_on(std::string_view bytes);

  Output& plain_;
  PagerCommand command_;
  int rows_;
  RenderOptions::Colour colour_;
  State state_ = State::kHolding;
  std::string held_;
  int lines_ = 0;
  int pipe_ = -1;
  pid_t child_ = -1;
};

}  // namespace logscan::cli
