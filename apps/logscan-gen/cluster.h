// The servers of a case as their own command lines show them at the time of the collection, as plain values: the nodes
// of IM and Presence, of Communications Manager and of Unity Connection, and what is wrong with them then.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"
#include "pair.h"

namespace logscan::gen {

enum class Product : std::uint8_t { kPresence, kCallManager, kConnection };

struct ClusterNode {
  std::string name;
  Product product = Product::kPresence;  // the first node of each is its publisher
  Seconds up = std::chrono::days(9);     // since its last boot, at the collection
};

enum class ClusterFaultKind : std::uint8_t {
  kServiceStopped,       // somebody stopped it; what waits for it is stopped too, here and below
  kServiceNotRunning,    // it failed
  kServiceStarting,      // it stays so
  kServiceNotActivated,  // never was
  kSubscriberStarting,   // the services of a subscriber that was restarted with high availability on
  kReplication,          // the database of the node is in another state than 2
  kNtp,                  // the clock follows no server
  kCoreDump,
  kVersion,          // the node has another version than the others
  kUnauthenticated,  // as the others have it
  kDiagnose,         // a module of the platform's own test does not pass
  kMonitorDisabled,  // the replication-sync monitor was left disabled
  kSubclusterNull,   // the node is in no redundancy group, so that its Presence Engine does not start
  kSubclusterOther,  // the same with a group of its own
  kAxlAccount,       // the Sync Agent's account does not agree, so that it does not run on the publisher
  kNotInServerList,  // Communications Manager does not have the node, so that its Sync Agent does not run
  kListenerMissing,  // nobody listens on the port of the notifications
};

enum class AccountFault : std::uint8_t {
  kMissing,    // Communications Manager has no such user
  kRecreated,  // it has another one of the same name
  kPassword,   // the credentials differ
};

// Only the fields of its kind have a meaning.
struct ClusterFault {
  ClusterFaultKind kind = ClusterFaultKind::kServiceStopped;
  int line = 0;          // in the scenario file; 0 where there is none
  std::size_t node = 0;  // an index into Cluster::nodes
  std::string service;
  unsigned state = 3;           // replication: 0, 1, 3 or 4
  std::string process = "ccm";  // core-dump
  Seconds ago{7200};            // core-dump: before the collection
  std::string version;
  std::string module = "validate_network";  // diagnose-failed
  std::string result = "Reverse DNS lookup failed";
  AccountFault account = AccountFault::kMissing;
};

enum class ServiceForm : std::uint8_t {
  kTight,   // Cisco DirSync[STOPPED]  Service Not Activated
  kSpaced,  // Cisco DirSync [STOPPED] Service Not Activated
};
enum class ReplicationForm : std::uint8_t { kModern, kOld };
// Zones without summer time: their offsets need no table.
enum class ClockZone : std::uint8_t { kUtc, kKolkata, kTokyo, kPhoenix };
enum class HighAvailability : std::uint8_t { kOn, kOff };

struct Cluster {
  std::vector<ClusterNode> nodes = {
      {"imp1", Product::kPresence}, {"imp2", Product::kPresence}, {"cucm1", Product::kCallManager}};
  std::string domain = "example.com";
  std::string version = "14.0.1.12900-161";
  ClockZone zone = ClockZone::kUtc;
  HighAvailability ha = HighAvailability::kOn;
  HaStatusForm ha_status = HaStatusForm::kGuide;
  ServiceForm services = ServiceForm::kTight;
  ReplicationForm replication = ReplicationForm::kModern;
  std::vector<ClusterFault> faults;
};

std::string_view name_of(ClusterFaultKind kind);

}  // namespace logscan::gen
