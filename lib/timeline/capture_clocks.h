// Captures of the same connections, taken by hosts whose clocks differ.
#pragma once

#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// Where two captures hold the same connections (by addresses, ports and sequence numbers), the times at which each has
// them tell how their clocks differ. The one that agrees best with the listener's clock is taken for right, or the
// first one where nothing tells that; the clocks of the others are set by it, and a note says so. Files of one ring
// have one clock.
void align_captures(std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
