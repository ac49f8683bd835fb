// Which findings a rendering tells.
#pragma once

#include "logscan/render.h"

namespace logscan::detail {

inline bool selected(const FindingReport& finding, const RenderOptions& options) {
  return finding.severity >= options.min_severity && finding.confidence >= options.min_confidence;
}

// Of those, what a baseline knows is told apart.
inline bool is_known(const FindingReport& finding, const RenderOptions& options) {
  return options.known != nullptr && options.known->accepts(finding);
}

}  // namespace logscan::detail
