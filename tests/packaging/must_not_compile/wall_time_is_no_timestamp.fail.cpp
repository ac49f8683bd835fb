// What a record says is not yet a point in time: only the clock of its source makes it one.
// refused: could not convert|no viable conversion|no known conversion
#include "logscan/time.h"

logscan::Timestamp keep(logscan::Timestamp t) { return t; }

logscan::Timestamp use(const logscan::WallTime& wall, logscan::Timestamp solved) {
#ifdef LOGSCAN_CONTROL
  return wall.has_offset() ? keep(solved) : solved;
#else
  return wall.has_offset() ? keep(wall) : solved;
#endif
}
