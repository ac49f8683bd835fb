// What the documents have one check where a service does not start: redundancy groups, the account and the server list
// of the Sync Agent, the monitor of replication, known defects, and what is missing for a case at Cisco TAC.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kServiceCheckRules;

}  // namespace logscan::detail
