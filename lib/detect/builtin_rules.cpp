#include "detect/builtin_rules.h"

#include <array>

#include "detect/rules/bundle_rules.h"
#include "detect/rules/notification_rules.h"

namespace logscan::detail {

static constexpr std::array<const RuleFamily*, 2> kFamilies = {&kNotificationRules, &kBundleRules};

std::span<const RuleFamily* const> builtin_rules() { return kFamilies; }

}  // namespace logscan::detail
