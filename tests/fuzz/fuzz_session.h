// What the fuzz targets of sessions demand: every byte is counted once, facts stand in the input, what is held is
// bounded, and pieces change nothing.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/fuzz_parser.h"
#include "parsers/cli/cli_session.h"

namespace logscan::fuzz {

inline void demand_session(const std::string& text) {
  for (const detail::Axis axis : {detail::Axis::kStated, detail::Axis::kWall}) {
    test::Reading how = bounded(detail::kCliSession, axis);
    how.limits.record_bytes = 2000;
    const detail::SourceResult result = read_counted(how, text);
    demand(result.notes.size() <= 65);
    const std::vector<detail::SessionPart>& parts = result.parts;
    demand(parts.size() != 1 && (parts.empty() || parts.front().first == 0));
    demand(std::is_sorted(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; }));
    for (const auto& fact : result.facts) demand_place(fact.at, result, text);
    for (const auto& [offset, excerpt] : result.excerpts) demand(text.compare(offset, excerpt.size(), excerpt) == 0);
    demand_same_in_pieces(how, text, result);
  }
}

}  // namespace logscan::fuzz
