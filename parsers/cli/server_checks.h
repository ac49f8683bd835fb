// What a server finds when it is asked to check itself: its clock, its diagnosis, the way to a node, whether its
// services wait for replication.
#pragma once

#include "parsers/cli/command.h"

namespace logscan::detail {

extern const CommandReader kNtpStatus;
extern const CommandReader kDiagnoseTest;
extern const CommandReader kConnectivity;
extern const CommandReader kReplicationMonitor;

}  // namespace logscan::detail
