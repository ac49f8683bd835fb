// A window lies in UTC.
// refused: could not convert|cannot convert|no viable conversion|no matching
#include "logscan/time.h"

logscan::Window use(const logscan::WallTime& wall, logscan::Timestamp from, logscan::Timestamp to) {
#ifdef LOGSCAN_CONTROL
  return wall.has_offset() ? logscan::Window{from, to} : logscan::Window{to, to};
#else
  return wall.has_offset() ? logscan::Window{from, to} : logscan::Window{wall.local, to};
#endif
}
