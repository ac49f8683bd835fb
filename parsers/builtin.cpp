#include "parsers/builtin.h"

#include <array>

#include "parsers/jetty/jetty_access.h"
#include "parsers/srm/srm_log.h"
#include "parsers/syslog/syslog_cisco.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 4> kParsers = {&kJettyAccess, &kSrmLog, &kLog4jGeneric, &kCiscoSyslog};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
