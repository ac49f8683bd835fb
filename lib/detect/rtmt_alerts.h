// The alerts of the Real-Time Monitoring Tool, as its own log has them.
//
// An alert tells of a moment: that a service was down, that the replication of a node was in state 3 or 4. Where an
// output tells of the same, the alert is its evidence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "detect/rule.h"

namespace logscan::detail {

struct RtmtAlert {
  std::string_view name, text;  // CriticalServiceDown, and its message
  std::string node;             // that it is about
  const TimedEvent* event = nullptr;
};

// In the order of their times.
std::vector<RtmtAlert> rtmt_alerts(const Timeline& timeline);

// Of one node and matter.
struct AlertGroup {
  std::string node;
  const Service* service = nullptr;  // that it names; null: none
  std::vector<RtmtAlert> alerts;
};

// Those whose name is one of `names`, or all where these are none; for each node and, where `services` are given,
// service.
std::vector<AlertGroup> group_alerts(const std::vector<RtmtAlert>& alerts, std::span<const std::string_view> names,
                                     const Services* services);

// The first and the last of them.
void add_evidence(Finding& finding, const AlertGroup& group);

// A finding that rests on alerts alone; about the node where no service is named.
Finding finding_of(const RuleInfo& rule, const AlertGroup& group);

// What an alert tells of a host bears on findings about its node, if they are near: ServerDown within ten minutes on
// boots, pauses and failovers, a lack of memory within the hour before on what ended or stood still. It is evidence of
// these. Where there is none it is a row of the timeline only: RTMT sees a server down also where the network between
// them fails, and a lack of memory alone is no fault of the product.
void add_host_alerts(const Timeline& timeline, Findings& findings);

// A finding quotes one of them already.
bool told_already(const Findings& findings, const AlertGroup& group);

}  // namespace logscan::detail
