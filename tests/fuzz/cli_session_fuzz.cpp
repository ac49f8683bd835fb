// Reads any bytes as a session.
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_session.h"
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
  demand_session(text);
  return 0;
}
