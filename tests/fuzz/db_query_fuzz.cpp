// Reads any bytes as the output of a query of the subscription table: every byte is counted once, and every fact stands
// in the line it names.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "fuzz/fuzz_parser.h"
#include "parsers/cli/cli_session.h"
#include "parsers/cli/terminal_line.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string output(reinterpret_cast<const char*>(data), size);
  for (const std::string command : {"", "admin:run cuc dbquery unitydyndb select * from tbl_exsubscription\n",
                                    "unitydyndb> select first 10 * from tbl_exsubscription;\n"}) {
    const std::string text = command + output;
    test::Reading how;
    how.parser = &kCliSession;
    how.axis = Axis::kStated;
    how.limits.subjects = 64;
    how.limits.events = 16;
    how.limits.line_bytes = 1000;
    const SourceResult result = test::read_whole(how, text);
    demand(test::ledger(result) == text.size());
    demand(result.facts.size() <= how.limits.events);
    for (const auto& fact : result.facts) {
      demand(fact.at.offset + fact.at.length <= text.size() && fact.at.length > 0);
      if (fact.kind != FactKind::kLastNotification || fact.text.subject == kNoName) continue;
      // What the terminal showed of the line: a part of it may have been overwritten.
      std::string shown;
      const std::string_view line = std::string_view(text).substr(fact.at.offset, fact.at.length);
      demand(clean_line(line, shown).find(result.names.text(fact.text.subject)) != std::string_view::npos);
    }
  }
  return 0;
}
