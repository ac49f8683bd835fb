// The words of scenario files, shared by the reader, the checks and the printer.
#pragma once

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "scenario.h"

namespace logscan::gen {

inline constexpr std::array<std::pair<std::string_view, FaultKind>, 10> kFaultNames{{
    {"pause", FaultKind::kPause},
    {"kill", FaultKind::kKill},
    {"resubscribe", FaultKind::kResubscribe},
    {"restart", FaultKind::kRestart},
    {"reject", FaultKind::kReject},
    {"outage", FaultKind::kOutage},
    {"resubscribe-loop", FaultKind::kResubscribeLoop},
    {"drop-day", FaultKind::kDropDay},
    {"collect-twice", FaultKind::kCollectTwice},
    {"cut", FaultKind::kCut},
}};
inline constexpr std::array<std::pair<std::string_view, JettyStyle>, 4> kStyleNames{{
    {"jetty8", JettyStyle::kJetty8},
    {"jetty9", JettyStyle::kJetty9},
    {"extended", JettyStyle::kExtended},
    {"latency", JettyStyle::kLatency},
}};
inline constexpr std::array<std::pair<std::string_view, Layout>, 2> kLayoutNames{
    {{"rtmt", Layout::kRtmt}, {"plain", Layout::kPlain}}};
inline constexpr std::array<std::pair<std::string_view, Addresses>, 2> kAddressNames{
    {{"fixed", Addresses::kFixed}, {"alternate", Addresses::kAlternate}}};
inline constexpr std::array<std::pair<std::string_view, LineOrder>, 2> kOrderNames{
    {{"arrival", LineOrder::kArrival}, {"completion", LineOrder::kCompletion}}};
inline constexpr std::array<std::pair<std::string_view, OtherRequests>, 2> kOthersNames{
    {{"go-on", OtherRequests::kGoOn}, {"stop", OtherRequests::kStop}}};
inline constexpr std::array<std::pair<std::string_view, LoopLevel>, 2> kLevelNames{
    {{"id", LoopLevel::kId}, {"server", LoopLevel::kServer}}};
inline constexpr std::array<std::pair<std::string_view, SecondCopy>, 2> kCopyNames{
    {{"folder", SecondCopy::kFolder}, {"gzip", SecondCopy::kGzip}}};

inline constexpr std::array<std::pair<std::string_view, PairFaultKind>, 9> kPairFaultNames{{
    {"service-death", PairFaultKind::kServiceDeath},
    {"network-split", PairFaultKind::kNetworkSplit},
    {"reboot", PairFaultKind::kReboot},
    {"admin-failover", PairFaultKind::kAdminFailover},
    {"flapping", PairFaultKind::kFlapping},
    {"slow-network", PairFaultKind::kSlowNetwork},
    {"host-freeze", PairFaultKind::kHostFreeze},
    {"trace-level", PairFaultKind::kTraceLevel},
    {"maintenance", PairFaultKind::kMaintenance},
}};
inline constexpr std::array<std::pair<std::string_view, Ending>, 2> kEndingNames{
    {{"graceful", Ending::kGraceful}, {"ungraceful", Ending::kUngraceful}}};
inline constexpr std::array<std::pair<std::string_view, Waking>, 2> kWakingNames{
    {{"hears", Waking::kHears}, {"complains", Waking::kComplains}}};
inline constexpr std::array<std::pair<std::string_view, Afterwards>, 2> kAfterwardsNames{
    {{"enabled", Afterwards::kEnabled}, {"disabled", Afterwards::kDisabled}}};
inline constexpr std::array<std::pair<std::string_view, TraceLevel>, 2> kTraceNames{
    {{"debug", TraceLevel::kDebug}, {"info", TraceLevel::kInfo}}};
inline constexpr std::array<std::pair<std::string_view, PeerDownWording>, 4> kPeerDownNames{
    {{"seconds", PeerDownWording::kSeconds},
     {"milliseconds", PeerDownWording::kMilliseconds},
     {"cut", PeerDownWording::kCut},
     {"glued", PeerDownWording::kGlued}}};
inline constexpr std::array<std::pair<std::string_view, PairLogs>, 3> kPairLogsNames{
    {{"all", PairLogs::kAll}, {"alarms", PairLogs::kAlarms}, {"cli", PairLogs::kCli}}};
inline constexpr std::array<std::pair<std::string_view, HaStatusForm>, 2> kHaStatusNames{
    {{"guide", HaStatusForm::kGuide}, {"tabbed", HaStatusForm::kTabbed}}};

inline constexpr std::array<std::pair<std::string_view, ClusterFaultKind>, 17> kClusterFaultNames{{
    {"service-stopped", ClusterFaultKind::kServiceStopped},
    {"service-not-running", ClusterFaultKind::kServiceNotRunning},
    {"service-starting", ClusterFaultKind::kServiceStarting},
    {"service-not-activated", ClusterFaultKind::kServiceNotActivated},
    {"subscriber-starting", ClusterFaultKind::kSubscriberStarting},
    {"replication-broken", ClusterFaultKind::kReplication},
    {"ntp-unsynchronised", ClusterFaultKind::kNtp},
    {"core-dump", ClusterFaultKind::kCoreDump},
    {"version-mismatch", ClusterFaultKind::kVersion},
    {"unauthenticated", ClusterFaultKind::kUnauthenticated},
    {"diagnose-failed", ClusterFaultKind::kDiagnose},
    {"monitor-disabled", ClusterFaultKind::kMonitorDisabled},
    {"subcluster-null", ClusterFaultKind::kSubclusterNull},
    {"subcluster-other", ClusterFaultKind::kSubclusterOther},
    {"axl-account", ClusterFaultKind::kAxlAccount},
    {"not-in-server-list", ClusterFaultKind::kNotInServerList},
    {"listener-missing", ClusterFaultKind::kListenerMissing},
}};
inline constexpr std::array<std::pair<std::string_view, Product>, 3> kProductNames{
    {{"presence", Product::kPresence}, {"call-manager", Product::kCallManager}, {"connection", Product::kConnection}}};
inline constexpr std::array<std::pair<std::string_view, AccountFault>, 3> kAccountNames{
    {{"missing", AccountFault::kMissing},
     {"recreated", AccountFault::kRecreated},
     {"password", AccountFault::kPassword}}};
inline constexpr std::array<std::pair<std::string_view, ClockZone>, 4> kClockZoneNames{
    {{"UTC", ClockZone::kUtc},
     {"Asia/Kolkata", ClockZone::kKolkata},
     {"Asia/Tokyo", ClockZone::kTokyo},
     {"America/Phoenix", ClockZone::kPhoenix}}};
inline constexpr std::array<std::pair<std::string_view, HighAvailability>, 2> kHighAvailabilityNames{
    {{"on", HighAvailability::kOn}, {"off", HighAvailability::kOff}}};
inline constexpr std::array<std::pair<std::string_view, ServiceForm>, 2> kServiceFormNames{
    {{"tight", ServiceForm::kTight}, {"spaced", ServiceForm::kSpaced}}};
inline constexpr std::array<std::pair<std::string_view, ReplicationForm>, 2> kReplicationFormNames{
    {{"modern", ReplicationForm::kModern}, {"old", ReplicationForm::kOld}}};

inline constexpr std::array<std::pair<std::string_view, DiagFaultKind>, 6> kDiagFaultNames{{
    {"http-failure", DiagFaultKind::kHttpFailure},
    {"no-answer", DiagFaultKind::kNoAnswer},
    {"throttling", DiagFaultKind::kThrottling},
    {"dropped", DiagFaultKind::kDropped},
    {"stale-loop", DiagFaultKind::kStaleLoop},
    {"outstanding", DiagFaultKind::kOutstanding},
}};
inline constexpr std::array<std::pair<std::string_view, RequestKind>, 2> kRequestNames{
    {{"ews", RequestKind::kEws}, {"autodiscover", RequestKind::kAutodiscover}}};
inline constexpr std::array<std::pair<std::string_view, FileNumbers>, 2> kNumbersNames{
    {{"decimal", FileNumbers::kDecimal}, {"hex", FileNumbers::kHexadecimal}}};
inline constexpr std::array<std::pair<std::string_view, FileTimes>, 2> kFileTimesNames{
    {{"kept", FileTimes::kKept}, {"lost", FileTimes::kLost}}};
inline constexpr std::array<std::pair<std::string_view, DumpLayout>, 2> kDumpLayoutNames{
    {{"cli", DumpLayout::kCli}, {"root", DumpLayout::kRoot}}};

inline constexpr std::array<std::pair<std::string_view, CaptureFormat>, 4> kCaptureFormatNames{
    {{"pcap", CaptureFormat::kPcap},
     {"pcap-ns", CaptureFormat::kPcapNano},
     {"pcap-be", CaptureFormat::kPcapBigEndian},
     {"pcapng", CaptureFormat::kPcapNg}}};
inline constexpr std::array<std::pair<std::string_view, LinkType>, 6> kLinkNames{{
    {"ethernet", LinkType::kEthernet},
    {"vlan", LinkType::kVlan},
    {"sll", LinkType::kSll},
    {"sll2", LinkType::kSll2},
    {"raw", LinkType::kRaw},
    {"loopback", LinkType::kNull},
}};
inline constexpr std::array<std::pair<std::string_view, WireFaultKind>, 8> kWireFaultNames{{
    {"unanswered", WireFaultKind::kUnanswered},
    {"refused", WireFaultKind::kRefused},
    {"no-handshake", WireFaultKind::kNoHandshake},
    {"slow", WireFaultKind::kSlow},
    {"unsubscribe", WireFaultKind::kUnsubscribe},
    {"dropped", WireFaultKind::kDropped},
    {"proxy", WireFaultKind::kProxy},
    {"shared-address", WireFaultKind::kSharedAddress},
}};
inline constexpr std::array<std::pair<std::string_view, Ladder>, 2> kLadderNames{
    {{"offsets", Ladder::kOffsets}, {"delays", Ladder::kDelays}}};

inline constexpr std::array<std::pair<std::string_view, bool>, 2> kYesNoNames{{{"yes", true}, {"no", false}}};

template <class Table, class Value>
std::string_view name_in(const Table& table, Value value) {
  for (const auto& [name, candidate] : table) {
    if (candidate == value) return name;
  }
  return "";
}

template <class Table>
std::string all_names(const Table& table) {
  std::string text;
  for (const auto& [name, value] : table) {
    if (!text.empty()) text += ", ";
    text += name;
  }
  return text;
}

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

}  // namespace logscan::gen
