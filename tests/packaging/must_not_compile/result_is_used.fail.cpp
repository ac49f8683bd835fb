// A call that can fail is not dropped.
// refused: nodiscard|unused-result|ignoring return
#include "logscan/result.h"

logscan::Status act() { return {}; }

void use() {
#ifdef LOGSCAN_CONTROL
  if (const logscan::Status status = act(); !status) return;
#else
  act();
#endif
}
