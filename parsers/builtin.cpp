#include "parsers/builtin.h"

#include <array>

#include "parsers/jetty/jetty_access.h"
#include "parsers/srm/srm_log.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 3> kParsers = {&kJettyAccess, &kSrmLog, &kLog4jGeneric};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
