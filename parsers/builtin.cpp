#include "parsers/builtin.h"

#include <array>

#include "parsers/jetty/jetty_access.h"

namespace logscan::detail {

static constexpr std::array<const ParserInfo*, 1> kParsers = {&kJettyAccess};

ParserList builtin_parsers() { return kParsers; }

}  // namespace logscan::detail
