// Reads any bytes as the output of a query of the subscription table: every byte is counted once, and every fact lies
// in the text.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "parsers/cli/cli_session.h"
#include "unit/parse/cut_text.h"

namespace {

using namespace logscan;
using namespace logscan::detail;

void demand(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

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
      demand(text.find(result.names.text(fact.text.subject)) != std::string::npos);
    }
  }
  return 0;
}
