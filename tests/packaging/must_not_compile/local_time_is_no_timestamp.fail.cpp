// The digits of a record are no UTC, even where they look the same.
// refused: no match for|invalid operands
#include "logscan/time.h"

bool use(const logscan::WallTime& wall, logscan::Timestamp solved) {
#ifdef LOGSCAN_CONTROL
  return wall.local.time_since_epoch() < solved.time_since_epoch();
#else
  return wall.local < solved;
#endif
}
