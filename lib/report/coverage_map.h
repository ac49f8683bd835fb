// What of which time a case holds, for an inventory: the sources of one format of one node are one row.
//
// A row is complete where its sources prove what they do not show, and has a hole where one of them lacks a stretch of
// its own time, where it was cut, or where bundle.log-gap tells of files that are not here. Where it is neither,
// records are here, and what lies between them is not proven either way.
#pragma once

#include <string>
#include <vector>

#include "logscan/report.h"
#include "report/spans.h"

namespace logscan::detail {

struct CoverageRow {
  std::string node;  // empty where nothing names it
  std::string format;
  std::uint64_t sources = 0, records = 0;
  std::uint64_t undated = 0;  // of the sources: without a time that is known
  Span span;
  // Each sorted and apart.
  std::vector<Window> seen, complete, holes;
};

// By node, then format.
std::vector<CoverageRow> coverage_rows(const Report& report);

// What the lines of the rows show. Sparse logs, such as a history of boots, may reach beyond it.
Span coverage_axis(const std::vector<CoverageRow>& rows);

// One character for each of `columns` equal parts: '#' complete, '=' records, 'x' a hole, '.' no record; '<' and '>' at
// the ends where the row goes on beyond them.
std::string coverage_line(const CoverageRow& row, const Window& axis, int columns);

// What would settle the inconclusive findings, and what is asked for and not here. A step that several ask for is there
// once, with all of them.
struct CollectStep {
  std::string step;
  std::vector<const FindingReport*> findings;
};
std::vector<CollectStep> steps_to_collect(const Report& report);

}  // namespace logscan::detail
