// The value of a Result moves out of a temporary; no reference to it stays behind.
// refused: cannot bind|cannot be bound|no matching|discards qualifiers
#include <string>

#include "logscan/result.h"

logscan::Result<std::string> name() { return std::string("cuc1"); }

std::string use() {
#ifdef LOGSCAN_CONTROL
  std::string value = name().value();
#else
  std::string& value = name().value();
#endif
  return value;
}
