// Equal logs count once.
#pragma once

#include <vector>

#include "parse/omission.h"
#include "parse/parsed_source.h"

namespace logscan::detail {

// Marks as kDuplicate what holds nothing new: the same bytes as another source, or a log whose every minute stands
// record for record in a longer copy of the same log. Of equal ones a whole one stays, and of those the first in the
// order of the walk.
void mark_duplicates(std::vector<ParsedSource>& sources);

// A source that shares records with other copies of the same log, none of which holds all of the others.
struct Overlap {
  SourceId source = 0;
  std::size_t log = 0;  // one number for the copies of one log
  std::vector<Omission::Minute> minutes;
};

// Finds the copies that hold each other's records in part, in the order in which they are to be read again. The first
// copy keeps what it has: in the order of the walk, save that what can be read only once comes before all others. Where
// two such copies meet, a note says what is counted twice. Folders of unknown nodes that hold copies of one log become
// one folder.
std::vector<Overlap> find_overlaps(std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
