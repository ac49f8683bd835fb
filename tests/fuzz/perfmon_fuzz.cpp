// Reads any bytes as a log of counters: every byte is counted once, and events stand in the input.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "fuzz/fuzz_parser.h"
#include "parsers/cli/perfmon.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  probed(kPerfMon, text);
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    const test::Reading how = bounded(kPerfMon, axis);
    const SourceResult result = read_counted(how, text);
    for (const auto& event : result.events) demand_place(event.at, result, text);
    demand_event_times(result);
    demand_same_in_pieces(how, text, result);
  }
  return 0;
}
