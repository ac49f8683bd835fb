#include "detect/builtin_rules.h"

#include <array>

#include "detect/rules/bundle_rules.h"
#include "detect/rules/ha_rules.h"
#include "detect/rules/heartbeat_rules.h"
#include "detect/rules/notification_rules.h"

namespace logscan::detail {

static constexpr std::array<const RuleFamily*, 4> kFamilies = {&kNotificationRules, &kHeartbeatRules, &kHaRules,
                                                               &kBundleRules};

std::span<const RuleFamily* const> builtin_rules() { return kFamilies; }

}  // namespace logscan::detail
