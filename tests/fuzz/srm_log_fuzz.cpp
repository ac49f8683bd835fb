// Reads any bytes as a log4j log: every byte is counted once, locations are those of the input, the fields of a line
// lie inside it, and the one pass for the usual line, and a front that is known, say what the general way says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parsers/srm/log4j_line.h"
#include "parsers/srm/srm_log.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;

void demand(bool holds) {
  if (!holds) std::abort();
}

bool inside(std::string_view part, std::string_view whole) {
  return part.empty() || (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void check_line(std::string_view line, Log4jFrontReader& fronts) {
  if (!begins_with_time(line)) return;
  Log4jTimeReader fresh, known;
  const auto time = fresh.read(line.data());
  // The minute of the line is known now: it gives the same time.
  static_cast<void>(known.read(line.data()));
  demand(known.read(line.data()) == time);
  const std::string_view rest = line.substr(kLog4jTime);
  Log4jLine usual, general;
  const bool split = split_log4j_rest(rest, usual);
  demand(split == split_unusual_log4j_rest(rest, general));
  LogLevel level{};
  std::string_view message;
  demand(fronts.read(rest, level, message) == split);
  if (!split) return;
  demand(usual.level == general.level && usual.thread == general.thread && usual.logger == general.logger &&
         usual.place == general.place && usual.message == general.message);
  demand(level == usual.level && message == usual.message);
  demand(inside(usual.thread, rest) && inside(usual.logger, rest) && inside(usual.place, rest) &&
         inside(usual.message, rest) && !usual.logger.empty());
}

void check_place(const Location& at, const SourceResult& result, const std::string& text) {
  demand(at.offset + at.length <= text.size() && at.length > 0 && at.ordinal >= 1 && at.ordinal <= result.lines);
  demand(at.offset == 0 || text[at.offset - 1] == '\n');
  demand(at.ordinal == 1 + static_cast<std::uint64_t>(
                               std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at.offset), '\n')));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Log4jFrontReader fronts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    check_line(std::string_view(text).substr(at, end - at), fronts);
    at = end + 1;
  }

  int owners = 0;
  for (const ParserInfo* parser : {&kSrmLog, &kLog4jGeneric}) {
    const ProbeAnswer answer = parser->probe({text, "x.log", true});
    demand(answer.score >= 0 && answer.score <= 100);
    owners += answer.score > 0 ? 1 : 0;
    test::Reading how;
    how.parser = parser;
    how.axis = Axis::kWall;
    how.texts = Sink::Texts::kStream;
    how.limits.subjects = 8;
    how.limits.runs = 8;
    how.limits.events = 8;
    how.limits.excerpt_bytes = 1000;
    how.limits.line_bytes = 1000;
    CutEnd end;
    const SourceResult result = test::read_whole(how, text, &end);
    demand(end.bytes == size && test::ledger(result) == size);
    demand(result.records + result.continuation + result.rejected == result.lines);
    demand(result.names.size() <= how.limits.subjects && result.events.size() <= how.limits.events);
    for (const SourceTrack& track : result.tracks.tracks()) {
      for (const auto& run : track.list.runs()) {
        demand(run.first <= run.last && run.count > 0 && run.first >= result.first && run.last <= result.last);
        check_place(run.first_at, result, text);
        check_place(run.last_at, result, text);
      }
    }
    for (const auto& event : result.events) {
      demand(event.time >= result.first && event.time <= result.last);
      check_place(event.at, result, text);
    }
  }
  demand(owners <= 1);
  return 0;
}
