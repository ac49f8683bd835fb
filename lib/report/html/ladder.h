// The exchange around a finding as a ladder: who sent what to whom, in the order of time. Only a capture shows it.
#pragma once

#include "report/html/page.h"

namespace logscan::detail {

class Ladders {
 public:
  explicit Ladders(const HtmlPage& page);

  // Nothing is written where no capture has a message of that time and subject.
  void write(HtmlPage& page, const FindingReport& finding);

 private:
  std::vector<const TimelineRow*> messages_;  // in time order
  std::size_t drawn_ = 0;
};

}  // namespace logscan::detail
