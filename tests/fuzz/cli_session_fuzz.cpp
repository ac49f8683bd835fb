// Reads any bytes as a session: every byte is counted once, facts stand in the input, and what is held is bounded.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "parsers/cli/cli_session.h"
#include "parsers/cli/terminal_line.h"
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
  std::string buffer;
  const std::string_view clean = clean_line(text, buffer);
  demand(clean.size() <= size && clean.find('\x1b') == std::string_view::npos);

  const ProbeAnswer answer = kCliSession.probe({text, "x.txt", true});
  demand(answer.score >= 0 && answer.score <= 100);
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    test::Reading how;
    how.parser = &kCliSession;
    how.axis = axis;
    how.texts = Sink::Texts::kStream;
    how.limits.subjects = 8;
    how.limits.events = 8;
    how.limits.excerpt_bytes = 1000;
    how.limits.line_bytes = 1000;
    how.limits.record_bytes = 2000;
    CutEnd end;
    const SourceResult result = test::read_whole(how, text, &end);
    demand(end.bytes == size && test::ledger(result) == size);
    demand(result.records + result.continuation + result.rejected == result.lines);
    demand(result.names.size() <= how.limits.subjects && result.facts.size() <= how.limits.events);
    demand(result.notes.size() <= 65);
    for (const auto& fact : result.facts) {
      demand(fact.at.offset + fact.at.length <= size && fact.at.length > 0);
      demand(fact.at.offset == 0 || text[fact.at.offset - 1] == '\n');
      demand(fact.at.ordinal >= 1 && fact.at.ordinal <= result.lines);
    }
    for (const auto& [offset, excerpt] : result.excerpts) demand(text.compare(offset, excerpt.size(), excerpt) == 0);
    how.piece = 7;
    demand(test::dump(test::read_whole(how, text)) == test::dump(result));
  }
  return 0;
}
