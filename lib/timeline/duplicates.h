// Equal logs count once.
#pragma once

#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// Marks as kDuplicate what holds nothing new: the same bytes as another source, or a log whose every minute stands
// record for record in a longer copy of the same log. Of equal ones a whole one stays, and of those the first in the
// order of the walk.
void mark_duplicates(std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
