#include "model/coverage.h"
#include "model/kinds.h"
#include "model/run.h"

namespace logscan::detail {

// The templates of this layer, compiled once for the two kinds of time.
template class RunList<LocalTime>;
template class RunList<Timestamp>;

}  // namespace logscan::detail
