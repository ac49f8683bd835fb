// What the rules about services and clusters share: how a finding about a server begins, and the documented steps.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/rule.h"

namespace logscan::detail {

// About a service, or about a server where none is named; as the fact tells it.
Finding finding_of(const RuleInfo& rule, const Timeline& timeline, const Server& server, std::string_view service,
                   FactPlace told);
Evidence evidence_of(const Timeline& timeline, std::string_view role, FactPlace fact);
// What a fact says of a condition, for `logscan why`.
Trial trial_of(const Timeline& timeline, std::string subject, FactPlace told, std::string note = {});

// The server is of a product of which the documents about IM and Presence say nothing.
bool of_other_product(const Server& server);

// The documented steps for a service that does not run: its checklist, answered from the case as far as it goes; else
// its steps. Then what has to be configured before.
std::vector<std::string> steps_for(const CaseView& view, const Server& server, const ServiceSeen& service);

}  // namespace logscan::detail
