#include "detect/rtmt_alerts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>

#include "base/text.h"

namespace logscan::detail {
namespace {

constexpr std::string_view kFront = "RTMT:", kLog = "rtmt.alert-log";

// The message names it in full; of names within each other the longest counts.
const Service* service_in(std::string_view text, const Services& services) {
  const std::string folded = to_lower(text);
  const Service* longest = nullptr;
  for (const auto& [name, service] : services.all()) {
    const bool longer = longest == nullptr || name.size() > longest->name.size();
    if (longer && folded.find(to_lower(name)) != std::string::npos) longest = &service;
  }
  return longest;
}

Evidence evidence_of(const RtmtAlert& alert, std::string_view role) {
  return {role, alert.event->time, alert.event->at};
}

// On which findings an alert bears, by how its name begins.
struct Bearing {
  std::string_view alert;
  std::array<std::string_view, 4> rules;
  Duration after;   // of the alert a finding may begin
  Duration before;  // the alert it may end
};
constexpr Duration kNear = std::chrono::minutes(10), kHour = std::chrono::hours(1);
constexpr std::array<std::string_view, 4> kOfServerDown = {"boot.ungraceful", "host.paused", "heartbeat.peer-down",
                                                           "ha.failover"};
constexpr std::array<std::string_view, 4> kOfMemory = {"service.not-running", "core.dump", "host.paused",
                                                       "boot.ungraceful"};
constexpr std::array<Bearing, 3> kBearings = {{{"ServerDown", kOfServerDown, kNear, kNear},
                                               {"LowSwapPartition", kOfMemory, kHour, Duration::zero()},
                                               {"LowAvailableVirtualMemory", kOfMemory, kHour, Duration::zero()}}};

// `imp1`, `imp1/imp2`, `Cisco Presence Engine on imp1`
bool is_about(const Finding& finding, std::string_view node) {
  std::string_view subject = finding.subject;
  if (const std::size_t on = subject.rfind(" on "); on != std::string_view::npos) subject.remove_prefix(on + 4);
  while (!subject.empty()) {
    const std::size_t slash = std::min(subject.find('/'), subject.size());
    if (subject.substr(0, slash) == node) return true;
    subject.remove_prefix(std::min(slash + 1, subject.size()));
  }
  return false;
}

}  // namespace

std::vector<RtmtAlert> rtmt_alerts(const Timeline& timeline) {
  std::vector<RtmtAlert> alerts;
  for (const TimedEvent& event : timeline.events) {
    if (event.kind != EventKind::kAlarm) continue;
    const ParserInfo* parser = timeline.source(event.at).parser;
    const std::string_view name = timeline.name(event.text.subject);
    if (parser == nullptr || parser->name != kLog || !name.starts_with(kFront)) continue;
    alerts.push_back({name.substr(kFront.size()), timeline.name(event.text.detail),
                      short_node_name(timeline.node_of(event.at, event.text.node)), &event});
  }
  return alerts;
}

std::vector<AlertGroup> group_alerts(const std::vector<RtmtAlert>& alerts, std::span<const std::string_view> names,
                                     const Services* services) {
  std::map<std::pair<std::string, std::string>, AlertGroup> groups;
  for (const RtmtAlert& alert : alerts) {
    if (!names.empty() && std::find(names.begin(), names.end(), alert.name) == names.end()) continue;
    const Service* service = services == nullptr ? nullptr : service_in(alert.text, *services);
    AlertGroup& group = groups[{alert.node, service == nullptr ? std::string() : service->name}];
    group.node = alert.node;
    group.service = service;
    group.alerts.push_back(alert);
  }
  std::vector<AlertGroup> out;
  for (auto& [key, group] : groups) out.push_back(std::move(group));
  return out;
}

void add_evidence(Finding& finding, const AlertGroup& group) {
  finding.evidence.push_back(evidence_of(group.alerts.front(), "context"));
  if (group.alerts.size() > 1) finding.evidence.push_back(evidence_of(group.alerts.back(), "context"));
}

Finding finding_of(const RuleInfo& rule, const AlertGroup& group) {
  Finding finding;
  finding.rule = &rule;
  finding.variant = "alert";
  finding.severity = Severity::kWarning;
  finding.confidence = Confidence::kMedium;
  finding.zone_matters = false;
  finding.subject_kind = group.service == nullptr ? SubjectKind::kNode : SubjectKind::kService;
  finding.subject = (group.service == nullptr ? std::string() : group.service->name + " on ") + group.node;
  finding.window = Window{group.alerts.front().event->time, group.alerts.back().event->time};
  finding.count = group.alerts.size();
  finding.evidence.push_back(evidence_of(group.alerts.front(), "trigger"));
  if (group.alerts.size() > 1) finding.evidence.push_back(evidence_of(group.alerts.back(), "context"));
  const std::string times = group.alerts.size() == 1 ? "" : std::to_string(group.alerts.size()) + " times ";
  finding.summary = "RTMT told " + times + "of " + group.node + ": " + std::string(group.alerts.front().name);
  if (!group.alerts.front().text.empty()) finding.summary += ", \"" + std::string(group.alerts.front().text) + "\"";
  finding.summary += ".";
  return finding;
}

void add_host_alerts(const Timeline& timeline, Findings& findings) {
  for (const RtmtAlert& alert : rtmt_alerts(timeline)) {
    const auto* bearing = std::find_if(kBearings.begin(), kBearings.end(),
                                       [&](const Bearing& b) { return alert.name.starts_with(b.alert); });
    if (bearing == kBearings.end()) continue;
    const Timestamp time = alert.event->time;
    for (Finding& finding : findings.all()) {
      const bool about =
          std::find(bearing->rules.begin(), bearing->rules.end(), finding.rule->id) != bearing->rules.end();
      const bool near = finding.window && finding.window->from - time <= bearing->after &&
                        time - finding.window->to <= bearing->before;
      if (about && near && is_about(finding, alert.node)) finding.evidence.push_back(evidence_of(alert, "context"));
    }
  }
}

bool told_already(const Findings& findings, const AlertGroup& group) {
  const auto quotes = [&](const Finding& finding) {
    return std::any_of(finding.evidence.begin(), finding.evidence.end(), [&](const Evidence& evidence) {
      return std::any_of(group.alerts.begin(), group.alerts.end(), [&](const RtmtAlert& alert) {
        return alert.event->at.source == evidence.at.source && alert.event->at.offset == evidence.at.offset;
      });
    });
  };
  return std::any_of(findings.all().begin(), findings.all().end(), quotes);
}

}  // namespace logscan::detail
