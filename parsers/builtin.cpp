#include "parsers/builtin.h"

#include <array>

#include "parsers/cli/cli_session.h"
#include "parsers/cli/perfmon.h"
#include "parsers/cli/system_history.h"
#include "parsers/jetty/jetty_access.h"
#include "parsers/jetty/jetty_stderrout.h"
#include "parsers/mbxsync/mbxsync_diag.h"
#include "parsers/srm/srm_log.h"
#include "parsers/syslog/syslog_cisco.h"
#include "parsers/wire/capture_file.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 10> kParsers = {
    &kJettyAccess, &kMbxSyncDiag,   &kSrmLog,  &kLog4jGeneric,   &kCiscoSyslog,
    &kCliSession,  &kSystemHistory, &kPerfMon, &kJettyStdErrOut, &kCaptureFile};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
