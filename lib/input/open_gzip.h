// Gzip data that ends as a whole, a cut or a damaged file does: for copies that are to be read as the original was.
#pragma once

#include "logscan/result.h"

namespace logscan::detail {

enum class GzipEnd { kWhole, kCut, kDamaged };

// Compresses all of `from`, from its beginning, into `to`. Every byte can be read again; then comes the end, none, or a
// block that cannot be.
Status write_open_gzip(int from, int to, GzipEnd end);

}  // namespace logscan::detail
