// What the fuzz targets of parsers demand, whatever the format: small limits that any input reaches, every byte counted
// once, and places that lie in the input.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/demand.h"
#include "unit/parse/cut_text.h"

namespace logscan::fuzz {

template <class Check>
void each_line(std::string_view text, const Check& check) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    check(text.substr(at, end - at));
    at = end + 1;
  }
}

// The score of the format for this front.
inline int probed(const detail::ParserInfo& parser, std::string_view text, std::string_view name = "x.log") {
  const int score = parser.probe({text, name, true}).score;
  demand(score >= 0 && score <= 100);
  return score;
}

inline test::Reading bounded(const detail::ParserInfo& parser, detail::Axis axis) {
  test::Reading how;
  how.parser = &parser;
  how.axis = axis;
  how.texts = detail::Sink::Texts::kStream;
  how.limits.subjects = 8;
  how.limits.runs = 8;
  how.limits.events = 8;
  how.limits.excerpt_bytes = 1000;
  how.limits.line_bytes = 1000;
  return how;
}

inline detail::SourceResult read_counted(const test::Reading& how, const std::string& text) {
  detail::CutEnd end;
  detail::SourceResult result = test::read_whole(how, text, &end);
  demand(end.bytes == text.size() && test::ledger(result) == text.size());
  demand(result.records + result.continuation + result.rejected == result.lines);
  demand(result.names.size() <= how.limits.subjects);
  demand(result.events.size() <= how.limits.events && result.facts.size() <= how.limits.events);
  return result;
}

// A record that begins with a line of the input, and knows which.
inline void demand_place(const detail::Location& at, const detail::SourceResult& result, const std::string& text) {
  demand(at.offset + at.length <= text.size() && at.length > 0 && at.ordinal >= 1 && at.ordinal <= result.lines);
  demand(at.offset == 0 || text[at.offset - 1] == '\n');
}

inline void demand_line_number(const detail::Location& at, const std::string& text) {
  demand(at.ordinal == 1 + static_cast<std::uint64_t>(
                               std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at.offset), '\n')));
}

inline void demand_runs(const detail::SourceResult& result) {
  for (const detail::SourceTrack& track : result.tracks.tracks()) {
    for (const auto& run : track.list.runs())
      demand(run.first <= run.last && run.count > 0 && run.first >= result.first && run.last <= result.last);
  }
}

inline void demand_event_times(const detail::SourceResult& result) {
  for (const auto& event : result.events) demand(event.time >= result.first && event.time <= result.last);
}

// The same whatever pieces the source comes in.
inline void demand_same_in_pieces(test::Reading how, const std::string& text, const detail::SourceResult& result) {
  how.piece = 7;
  demand(test::dump(test::read_whole(how, text)) == test::dump(result));
}

}  // namespace logscan::fuzz
