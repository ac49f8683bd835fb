// The rules about what Unity Connection knows of its subscriptions, by its own log and its own table, and about mail
// that comes late though nothing explains it. They come after the other rules about Exchange.
#pragma once

#include "detect/rule.h"

namespace logscan::detail {

extern const RuleFamily kMailboxRules;

}  // namespace logscan::detail
