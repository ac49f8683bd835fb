// The reader: all inputs of a case, in parallel, to parsed sources in the order of the walk.
//
// Plain files are cut into chunks of one size whatever the number of jobs, so that the results are the same; chunks
// merge in order as they come in. A container is one task; where more than one job is allowed, its large members are
// parsed in a second thread while the next bytes are decompressed.
#pragma once

#include <vector>

#include "parse/parsed_source.h"
#include "session/case_options.h"

namespace logscan::detail {

// Copies of one log count once: see timeline/duplicates.h. Copies that share records in part are read twice.
// kCancelled where the caller asked to stop. What has no file of its own on disk goes to `keep`, where that is given.
Result<std::vector<ParsedSource>> read_case(const CaseOptions& options, const ParserContext& context,
                                            const InputList& inputs, KeptStreams* keep = nullptr);

}  // namespace logscan::detail
