// Reads any bytes as a system history: every byte is counted once, and events stand in the input.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/cli/system_history.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const ProbeAnswer answer = kSystemHistory.probe({text, "x.log", true});
  demand(answer.score >= 0 && answer.score <= 100);
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    test::Reading how;
    how.parser = &kSystemHistory;
    how.axis = axis;
    how.texts = Sink::Texts::kStream;
    how.limits.subjects = 8;
    how.limits.events = 8;
    how.limits.excerpt_bytes = 1000;
    how.limits.line_bytes = 1000;
    CutEnd end;
    const SourceResult result = test::read_whole(how, text, &end);
    demand(end.bytes == size && test::ledger(result) == size);
    demand(result.records + result.continuation + result.rejected == result.lines);
    demand(result.names.size() <= how.limits.subjects && result.events.size() <= how.limits.events);
    for (const auto& event : result.events) {
      demand(event.at.offset + event.at.length <= size && event.at.length > 0);
      demand(event.at.offset == 0 || text[event.at.offset - 1] == '\n');
      demand(event.time >= result.first && event.time <= result.last);
    }
    how.piece = 7;
    demand(test::dump(test::read_whole(how, text)) == test::dump(result));
  }
  return 0;
}
