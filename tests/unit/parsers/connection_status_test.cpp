#include "parsers/cli/connection_status.h"

#include <gtest/gtest.h>

#include "unit/parsers/session_text.h"

namespace logscan::detail {
namespace {

using test::facts_of;
using test::read_session;
using test::Texts;

constexpr const char* kHead =
    "Server Name  Member ID  Server State  Internal State  Reason\n"
    "-----------  ---------  ------------  --------------  ------\n";

TEST(ConnectionStatus, ReadsWhoIsPrimary) {
  const Texts pair = {"ha.state cuc1|Unity Connection cluster|Primary|Pri Active Normal|0",
                      "ha.state cuc2|Unity Connection cluster|Secondary|Sec Active Normal|0"};
  const struct {
    const char* name;
    std::string text;
  } cases[] = {
      {"Columns", std::string("admin:show cuc cluster status\n\n") + kHead +
                      "cuc1         0          Primary       Pri Active      Normal\n"
                      "cuc2         1          Secondary     Sec Active      Normal\nadmin:\n"},
      {"WithoutCommand", std::string(kHead) + "cuc1 0 Primary Pri Active Normal\ncuc2 1 Secondary Sec Active Normal\n"},
      {"Tabs",
       "admin:show cuc cluster status\ncuc1\t0\tPrimary\tPri Active Normal\n"
       "cuc2\t1\tSecondary\tSec Active Normal\n"},
  };
  for (const auto& c : cases) EXPECT_EQ(facts_of(read_session(c.text)), pair) << c.name;
}

TEST(ConnectionStatus, KeepsStatesOfSeveralWords) {
  EXPECT_EQ(facts_of(read_session("admin:show cuc cluster status\n" + std::string(kHead) +
                                  "cuc1 0 Split Brain Recovery SBR Normal\ncuc2 1 Not Functioning Down Lost\n")),
            (Texts{"ha.state cuc1|Unity Connection cluster|Split Brain Recovery|SBR Normal|0",
                   "ha.state cuc2|Unity Connection cluster|Not Functioning|Down Lost|0"}));
}

TEST(ConnectionStatus, SaysWhatItCannotRead) {
  const SourceResult result = read_session("admin:show cuc cluster status\nExecuted command unsuccessfully\nadmin:\n");
  EXPECT_EQ(facts_of(result),
            (Texts{"output.unread |connection-status|show cuc cluster status|no server in it, not read|0"}));
  EXPECT_EQ(facts_of(read_session("admin:show cuc cluster status\nadmin:\n")),
            (Texts{"output.unread |connection-status|show cuc cluster status|its output is empty|0"}));
}

}  // namespace
}  // namespace logscan::detail
