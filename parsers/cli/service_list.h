// `utils service list` and what `utils service start`, `stop` and `restart` print: the states of services.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kServiceList;

// Where a list ends that another one follows without a prompt.
class ServiceListEnd {
 public:
  void take(std::string_view line);
  // Whether the line is of another list, or of a start or stop, than those that were taken.
  [[nodiscard]] bool begins_anew(std::string_view line) const;

 private:
  std::string first_;  // its first service
  std::size_t services_ = 0;
  bool ended_ = false;
};

}  // namespace logscan::detail
