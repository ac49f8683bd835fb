// Reads any bytes as the output of one command, which the first byte chooses: each reader of a table or list gets them
// whole, where the session's own target has to find its prompt first.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "fuzz/fuzz_session.h"

using namespace logscan;
using namespace logscan::detail;
using namespace logscan::fuzz;

namespace {

constexpr std::array<std::string_view, 26> kCommands = {
    "utils ha status",
    "utils service list",
    "utils service start Cisco SIP Proxy",
    "utils service restart Cisco XCP Router",
    "show network cluster",
    "show cuc cluster status",
    "utils dbreplication runtimestate",
    "utils dbreplication status",
    "run sql select id,name,subclusterid from enterprisenode",
    "run sql select * from epassyncagentcfg",
    "run cuc dbquery unitydyndb select * from tbl_exsubscription",
    "utils core active list",
    "show version active",
    "utils ntp status",
    "utils diagnose test",
    "show open ports all",
    "netstat -an",
    "lsof -i",
    "show status",
    "show tech network hosts",
    "show tech dbintegrity",
    "show tech database dump",
    "utils create report database",
    "utils network connectivity imp2 1500",
    "set replication-sync monitor disable",
    "file list activelog /jetty/* detail",
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  std::string text = "admin:";
  text += kCommands[data[0] % kCommands.size()];
  text += '\n';
  text.append(reinterpret_cast<const char*>(data) + 1, size - 1);
  demand_session(text);
  demand_session(text + "\nadmin:");
  return 0;
}
