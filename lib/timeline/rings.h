// Recordings that were cut into files, as tcpdump and dumpcap cut what they write into a ring.
#pragma once

#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// The files of one recording of which each goes on where the one before ended, the oldest first.
using Ring = std::vector<SourceId>;

// Finds them by name and time: they are of one node, lie in one folder, or show one listener; their names differ in the
// number, and each has the number behind the one before. Or they differ in the time that the name tells, and each
// begins soon after the end of the one before. What is missing or cut ends a ring. Only rings of two files or more.
std::vector<Ring> find_rings(const std::vector<ParsedSource>& sources);

}  // namespace logscan::detail
