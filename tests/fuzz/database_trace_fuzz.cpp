// Reads any bytes as a trace of the database: every byte is counted once, and every fact is a line of the input.
#include <cstdint>
#include <string>

#include "fuzz/fuzz_parser.h"
#include "parsers/database/database_trace.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  probed(kDatabaseTrace, text, "imp1/cm/trace/dbl/sdi/dbmon00000001.txt");
  for (const Axis axis : {Axis::kStated, Axis::kWall}) {
    const test::Reading how = bounded(kDatabaseTrace, axis);
    const SourceResult result = read_counted(how, text);
    for (const auto& fact : result.facts) demand_place(fact.at, result, text);
    demand_same_in_pieces(how, text, result);
  }
  return 0;
}
