// One line of a Jetty request log, byte for byte as the four styles of the product write it.
//   10.93.132.92 -  -  [29/Jun/2014:11:30:54 +0000] "POST /NotificationService/services/NotificationService?id=...
//   HTTP/1.1" 200 343 client   two blanks (Jetty 8) or one            request line status, body bytes, a blank
#pragma once

#include <string>
#include <string_view>

#include "scenario.h"

namespace logscan::gen {

struct LogLine {
  std::string_view client;
  Time arrival{};
  std::string_view method = "POST";
  std::string_view target;
  int status = 200;
  unsigned body_bytes = 343;
  std::string_view agent = "-";
  unsigned milliseconds = 0;
};

class LineWriter {
 public:
  LineWriter(JettyStyle style, Minutes zone);

  // Appends the line with its end.
  void append(const LogLine& line, std::string& text);

 private:
  JettyStyle style_;
  Minutes zone_;
  std::string zone_text_;
  Time stamp_time_ = Time::min();
  std::string stamp_;  // of stamp_time_: most lines share their second with the one before
};

// `/NotificationService/services/NotificationService?id=ID&pid=PID`
std::string notification_target(std::string_view id, std::uint64_t pid);

}  // namespace logscan::gen
