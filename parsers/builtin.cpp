#include "parsers/builtin.h"

#include <array>

#include "parsers/cli/cli_session.h"
#include "parsers/cli/perfmon.h"
#include "parsers/cli/system_history.h"
#include "parsers/database/database_trace.h"
#include "parsers/jetty/jetty_access.h"
#include "parsers/jetty/jetty_stderrout.h"
#include "parsers/mbxsync/mbxsync_diag.h"
#include "parsers/rtmt/alert_log.h"
#include "parsers/srm/srm_log.h"
#include "parsers/syslog/syslog_cisco.h"
#include "parsers/wire/capture_file.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 12> kParsers = {
    &kJettyAccess,   &kMbxSyncDiag, &kSrmLog,   &kLog4jGeneric,   &kCiscoSyslog, &kCliSession,
    &kSystemHistory, &kPerfMon,     &kAlertLog, &kJettyStdErrOut, &kCaptureFile, &kDatabaseTrace};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
