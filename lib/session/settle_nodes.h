// Which sources are of one node: what one path alone does not tell.
#pragma once

#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// A host that is named by its first label here and by its full name there becomes one node, named by the label, unless
// two full names share it.
void join_spellings(std::vector<ParsedSource>& sources);

// Files of one name in folders side by side (imp1/srm.log, imp2/srm.log) are of the nodes that the folders name, unless
// they are copies of one log (ParsedSource::folder).
void name_by_folders(std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
