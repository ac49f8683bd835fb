// Advice: the likely cause of something and the documented next steps.
#pragma once

#include <string>
#include <vector>

namespace logscan::detail {

struct Advice {
  std::string cause;
  std::vector<std::string> next_steps;
  std::vector<std::string> sources;
};

}  // namespace logscan::detail
