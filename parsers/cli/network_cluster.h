// `show network cluster`: the nodes of a cluster, and whether they are authenticated.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kNetworkCluster;

}  // namespace logscan::detail
