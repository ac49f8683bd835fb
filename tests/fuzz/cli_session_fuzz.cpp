// Reads any bytes as a session: every byte is counted once, facts stand in the input, and what is held is bounded.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/fuzz_parser.h"
#include "parsers/cli/cli_session.h"
#include "parsers/cli/terminal_line.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  std::string buffer;
  const std::string_view clean = clean_line(text, buffer);
  demand(clean.size() <= size && clean.find('\x1b') == std::string_view::npos);

  probed(kCliSession, text, "x.txt");
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    test::Reading how = bounded(kCliSession, axis);
    how.limits.record_bytes = 2000;
    const SourceResult result = read_counted(how, text);
    demand(result.notes.size() <= 65);
    const std::vector<SessionPart>& parts = result.parts;
    demand(parts.size() != 1 && (parts.empty() || parts.front().first == 0));
    demand(std::is_sorted(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first < b.first; }));
    for (const auto& fact : result.facts) demand_place(fact.at, result, text);
    for (const auto& [offset, excerpt] : result.excerpts) demand(text.compare(offset, excerpt.size(), excerpt) == 0);
    demand_same_in_pieces(how, text, result);
  }
  return 0;
}
