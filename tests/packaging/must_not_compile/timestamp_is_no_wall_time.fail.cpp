// A resolved time is not put back into a record: it would lose its zone.
// refused: cannot convert|no viable conversion|no known conversion|could not convert
#include "logscan/time.h"

logscan::WallTime use(const logscan::WallTime& wall, logscan::Timestamp solved) {
  logscan::WallTime result;
#ifdef LOGSCAN_CONTROL
  result.local = wall.local + (solved - solved);
#else
  result.local = wall.local + (solved - solved);
  result.local = solved;
#endif
  return result;
}
