// From the timeline and the judgement to the public report.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "detect/engine.h"
#include "knowledge/knowledge.h"
#include "logscan/facts.h"
#include "logscan/options.h"

namespace logscan::detail {

Case build_case(const Options& options, const Timeline& timeline, Judgement judgement, const Knowledge& knowledge);

// What a row says of its source's clock.
std::string quality_of(const ParsedSource& source);

// Method, URI and status of an HTTP message, of whose row the text is known.
void tell_message(EventKind kind, std::int64_t number, bool complete, TimelineRow& row);

// Masks what no output may tell.
void redact_row(TimelineRow& row);

// The facts as callers see them, masked as every text of a log is.
std::vector<FactRow> fact_rows(const Options& options, const Timeline& timeline);

}  // namespace logscan::detail
