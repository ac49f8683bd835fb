// The dates of sources whose records state none.
//
// Their times lie in nominal days, one further for each midnight that the file shows. Files of one log follow each
// other by the numbers in their names: a file whose first record is of an earlier time of day than the last one before
// it begins on the next day. What then tells the date of one record dates its neighbours too. In this order: a record
// that states its date; what the caller gave for the first record; a listing of its folder, or the modification time of
// the file, where that time of day is that of the last record; other sources that tell the same things
// (timeline/witnesses.h). The first two hold for the front of a file, the next two for its end, the last one for what
// both tell.
//
// A log that tells errors alone may be silent for days, and a whole day of silence leaves no trace in times of day.
// Where two dates leave room for such days, or nothing bounds them, the source says by how many days its dates may be
// wrong.
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "parse/parsed_source.h"

namespace logscan::detail {

// What the caller said of the first record of a source. Of the files of one log that one option names, the first is
// meant.
struct GivenDate {
  std::chrono::local_days date{};
  std::size_t option = 0;  // its place among the options
};

// Dumps of tables that no time stands beside get that of their file, where it does not contradict them; a note says
// what tells the time of each.
void time_dumps(std::vector<ParsedSource>& sources);

// Moves the times of all sources on Axis::kDateless to their dates, or marks the source as undated. The clocks are set.
// `given` is by source and may be shorter.
void date_sources(std::vector<ParsedSource>& sources, const std::vector<std::optional<GivenDate>>& given);

}  // namespace logscan::detail
