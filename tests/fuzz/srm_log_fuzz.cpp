// Reads any bytes as a log4j log: every byte is counted once, locations are those of the input, the fields of a line
// lie inside it, and the one pass for the usual line, and a front that is known, say what the general way says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "fuzz/fuzz_parser.h"
#include "parsers/srm/log4j_line.h"
#include "parsers/srm/srm_log.h"

namespace {

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

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

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  Log4jFrontReader fronts;
  each_line(text, [&](std::string_view line) { check_line(line, fronts); });

  int owners = 0;
  for (const ParserInfo* parser : {&kSrmLog, &kLog4jGeneric}) {
    owners += probed(*parser, text) > 0 ? 1 : 0;
    const SourceResult result = read_counted(bounded(*parser, Axis::kWall), text);
    demand_runs(result);
    demand_event_times(result);
    const auto check_place = [&](const Location& at) {
      demand_place(at, result, text);
      demand_line_number(at, text);
    };
    for (const SourceTrack& track : result.tracks.tracks()) {
      for (const auto& run : track.list.runs()) {
        check_place(run.first_at);
        check_place(run.last_at);
      }
    }
    for (const auto& event : result.events) check_place(event.at);
  }
  demand(owners <= 1);
  return 0;
}
