#include "parsers/builtin.h"

#include <array>

#include "parsers/cli/cli_session.h"
#include "parsers/cli/perfmon.h"
#include "parsers/cli/system_history.h"
#include "parsers/jetty/jetty_access.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 4> kParsers = {&kJettyAccess, &kCliSession, &kSystemHistory, &kPerfMon};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
