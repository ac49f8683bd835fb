#include "parsers/builtin.h"

#include <array>

#include "parsers/jetty/jetty_access.h"
#include "parsers/syslog/syslog_cisco.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 2> kParsers = {&kJettyAccess, &kCiscoSyslog};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
