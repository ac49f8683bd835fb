#include "parsers/syslog/alarms.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace logscan::detail {
namespace {

constexpr std::array<AlarmRow, 42> kAlarms = {{
    {"SRM", "SRMFailover", EventKind::kFailoverBegin},
    {"SRM", "SRMFailed", EventKind::kSrmFailed},
    {"SERVICEMANAGER", "ServiceFailed", EventKind::kServiceFailed},
    {"SERVICEMANAGER", "ServiceStartFailed", EventKind::kServiceStartFailed},
    {"SERVICEMANAGER", "ServiceRestartFailed", EventKind::kServiceStartFailed},
    {"SERVICEMANAGER", "ServiceExceededMaxRestarts", EventKind::kServiceStartFailed},
    // The service goes on, although it was told to stop.
    {"SERVICEMANAGER", "ServiceStopFailed", EventKind::kAlarm},
    {"GENERIC", "ServiceStopped", EventKind::kServiceStopped},
    {"GENERIC", "ServiceStarted", EventKind::kServiceStarted},
    {"PE", "PEPeerNodeFailure", EventKind::kAlarm},
    {"PE", "PEPeerNodeFailureCleared", EventKind::kAlarm},
    {"PE", "PEAutoRecoveryFailed", EventKind::kAlarm},
    {"PE", "PEDatabaseError", EventKind::kAlarm},
    {"PE", "PEIDSQueryError", EventKind::kAlarm},
    {"PE", "PEIDSSubscribeError", EventKind::kAlarm},
    {"PE", "PEIDStoIMDBDatabaseSyncError", EventKind::kAlarm},
    {"PE", "PEIDStoIMDBDatabaseSyncErrorCleared", EventKind::kAlarm},
    {"PE", "PEStateStopped", EventKind::kAlarm},
    {"PE", "PEStateShuttingdown", EventKind::kAlarm},
    {"PE", "PEStateLocked", EventKind::kAlarm},
    {"PE", "PEStateUnlocked", EventKind::kAlarm},
    {"PE", "PEStateDisabled", EventKind::kAlarm},
    {"PE", "PEStateEnabled", EventKind::kAlarm},
    {"PE", "PELoadHighWaterMark", EventKind::kAlarm},
    {"PE", "PELoadHighWaterMarkCleared", EventKind::kAlarm},
    {"PE", "PEMemoryHigh", EventKind::kAlarm},
    {"PE", "PEMemoryHighCleared", EventKind::kAlarm},
    {"PE", "PESipSocketBindFailure", EventKind::kAlarm},
    // Not so DuplicateUserid and its like: they tell of users, and come back all day.
    {"ReplWatcher", "ReplicationFailure", EventKind::kAlarm},
    {"ReplWatcher", "ReplicationFailureClear", EventKind::kAlarm},
    {"ReplWatcher", "ReplicationFailureTimeout", EventKind::kAlarm},
    {"SA", "SyncAgentAXLConnectionFailed", EventKind::kAlarm},
    {"SA", "NotInCucmServerListError", EventKind::kAlarm},
    // Between clusters; no peer of a pair.
    {"ICSA", "InterclusterSyncAgentPeerDown", EventKind::kAlarm},
    {"Xcp", "XcpDBConnectError", EventKind::kAlarm},
    {"Xcp", "XcpDBConnectRestore", EventKind::kAlarm},
    {"Xcp", "XcpComponentConnectError", EventKind::kAlarm},
    {"Xcp", "XcpCmStartupError", EventKind::kAlarm},
    {"XcpCM", "XCPConfigMgrConfigurationFailure", EventKind::kAlarm},
    {"XcpCM", "XCPConfigMgrHostNameResolutionFailed", EventKind::kAlarm},
    {"XcpCM", "XCPConfigMgrJabberRestartRequired", EventKind::kAlarm},
    // Wraps another alarm.
    {"RTMT", "RTMT_ALERT", EventKind::kAlarm},
}};

constexpr std::size_t kSlots = 1024;

// Of a name that is not empty.
constexpr std::size_t slot_of(std::string_view name) {
  const auto at = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(name[i])}; };
  return (name.size() * 37 + at(0) * 5 + at(name.size() / 2) * 91 + at(name.size() - 1) * 313) % kSlots;
}

constexpr std::array<bool, kSlots> kKnown = [] {
  std::array<bool, kSlots> known{};
  for (const AlarmRow& row : kAlarms) known[slot_of(row.name)] = true;
  return known;
}();

// `UC_SRM` and `CCM_SERVICEMANAGER-SERVICEMANAGER` end in the word that counts.
bool is_app(std::string_view app, std::string_view word) {
  if (!app.ends_with(word)) return false;
  if (app.size() == word.size()) return true;
  const char before = app[app.size() - word.size() - 1];
  return before == '_' || before == '-';
}

}  // namespace

const AlarmRow* find_alarm(std::string_view app, std::string_view name) {
  if (name.empty() || !kKnown[slot_of(name)]) return nullptr;
  const auto* found = std::find_if(kAlarms.begin(), kAlarms.end(),
                                   [&](const AlarmRow& row) { return row.name == name && is_app(app, row.app); });
  return found == kAlarms.end() ? nullptr : found;
}

}  // namespace logscan::detail
