#include "detect/builtin_rules.h"

#include <array>

#include "detect/rules/activation_rules.h"
#include "detect/rules/bundle_rules.h"
#include "detect/rules/clock_rules.h"
#include "detect/rules/cluster_rules.h"
#include "detect/rules/ews_rules.h"
#include "detect/rules/ha_rules.h"
#include "detect/rules/ha_state_rules.h"
#include "detect/rules/heartbeat_rules.h"
#include "detect/rules/host_rules.h"
#include "detect/rules/mailbox_rules.h"
#include "detect/rules/notification_rules.h"
#include "detect/rules/service_check_rules.h"
#include "detect/rules/service_rules.h"
#include "detect/rules/symptom_rules.h"
#include "detect/rules/verdict_rules.h"
#include "detect/rules/wire_rules.h"

namespace logscan::detail {

// The rules about mailboxes come last of those about Exchange, the checks of services after the services, the verdicts
// over several sources after both and those about hosts, and the one about a complaint last of all: they ask what the
// others found.
static constexpr std::array<const RuleFamily*, 16> kFamilies = {
    &kNotificationRules, &kWireRules,   &kEwsRules,     &kMailboxRules,    &kHeartbeatRules, &kHaRules,
    &kHaStateRules,      &kHostRules,   &kServiceRules, &kActivationRules, &kClusterRules,   &kServiceCheckRules,
    &kVerdictRules,      &kBundleRules, &kClockRules,   &kSymptomRules};

std::span<const RuleFamily* const> builtin_rules() { return kFamilies; }

}  // namespace logscan::detail
