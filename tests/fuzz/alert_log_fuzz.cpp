// Reads any bytes as an alert log: every byte is counted once, and every event is a line of the input.
#include <cstdint>
#include <string>

#include "fuzz/fuzz_parser.h"
#include "parsers/rtmt/alert_log.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  probed(kAlertLog, text, "AlertLog.csv");
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    const test::Reading how = bounded(kAlertLog, axis);
    const SourceResult result = read_counted(how, text);
    demand_event_times(result);
    for (const auto& event : result.events) demand_place(event.at, result, text);
    demand_same_in_pieces(how, text, result);
  }
  return 0;
}
