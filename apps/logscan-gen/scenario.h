// What happened, as plain values: the Unity Connection nodes, their subscriptions, and the faults with their times,
// with captures of what came to them; the IM and Presence pair with its own; or both. Or the servers of a cluster as
// their command lines show them. Everything that is generated, the logs and the truth, follows from a Scenario alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"
#include "capture.h"
#include "cluster.h"
#include "logscan/result.h"
#include "mailbox.h"
#include "pair.h"

namespace logscan::gen {

enum class FaultKind : std::uint8_t {
  kPause,            // no notification for a while, or exactly `gap` from one to the next; the id lives on
  kKill,             // the subscription ends for good
  kResubscribe,      // the id ends; a new one begins `after` its last notification
  kRestart,          // every id of the node ends; as many new ones begin, with another pid
  kReject,           // notifications come and are answered with `status`
  kOutage,           // Exchange stops for good
  kResubscribeLoop,  // a notification or two every 15 to 18 minutes, for one id or with a new id each time
  kDropDay,          // a day's file is not in the bundle
  kCollectTwice,     // the same log stands in the bundle twice
  kCut,              // a day's file ends early
};

enum class OtherRequests : std::uint8_t { kGoOn, kStop };
enum class LoopLevel : std::uint8_t { kId, kServer };
enum class SecondCopy : std::uint8_t {
  kFolder,  // a second RTMT folder, taken later and longer
  kGzip,    // x.log and x.log.gz side by side
};

// Only the fields of its kind have a meaning; the others keep their defaults.
struct Fault {
  FaultKind kind = FaultKind::kPause;
  int line = 0;                    // in the scenario file; 0 where there is none
  std::string node;                // empty: every node
  std::vector<std::size_t> slots;  // which subscriptions, counted from 0; empty: all
  Time at{};
  Seconds length{0};  // pause, reject: notifications in [at, at + length) are hit
  Seconds gap{0};     // pause: the next notification comes exactly so long after the last one at or before `at`
  Seconds after{960};
  Seconds delay{60};    // restart: earliest new id
  Seconds spread{240};  // restart: latest new id, after the earliest
  int status = 503;
  OtherRequests others = OtherRequests::kGoOn;
  LoopLevel level = LoopLevel::kId;
  Seconds every{960};
  std::size_t rounds = 4;  // re-subscriptions
  std::size_t beats = 1;   // notifications of each short life: 1 or 2
  Day day{};
  unsigned percent = 60;  // cut: how much of the file as stored is left
  SecondCopy copy = SecondCopy::kFolder;
};

enum class JettyStyle : std::uint8_t { kJetty8, kJetty9, kExtended, kLatency };
enum class Layout : std::uint8_t {
  kRtmt,   // <node>/<download time>/jetty/YYYY_MM_DD.request.log
  kPlain,  // <node>/jetty/YYYY_MM_DD.request.log
};
enum class Addresses : std::uint8_t {
  kFixed,      // each subscription has its Exchange server
  kAlternate,  // the servers take turns, notification by notification
};
enum class LineOrder : std::uint8_t {
  kArrival,
  kCompletion,  // a request takes up to 3 s, and its line stands where it ended
};

struct Node {
  std::string name;
  std::size_t subscriptions = 0;
  std::optional<Diag> diag = std::nullopt;
  std::optional<Dump> dump = std::nullopt;
};

struct Scenario {
  std::uint64_t seed = 1;
  Time start{};
  Seconds length{0};
  std::vector<Node> nodes;
  std::vector<std::string> servers = {"10.93.132.92"};  // as the log prints them
  Addresses addresses = Addresses::kFixed;
  Seconds cadence{300};
  Seconds jitter{0};    // a notification comes up to so much late
  Seconds spread{300};  // the first notifications lie within so much
  std::uint64_t pid = 25672;
  std::uint64_t other_requests_per_hour = 0;
  JettyStyle style = JettyStyle::kJetty8;
  Minutes zone{0};
  LineOrder order = LineOrder::kArrival;
  Layout layout = Layout::kRtmt;
  std::optional<Time> collected;  // by default ten minutes after the end
  Minutes collector_zone{0};      // in which the download folder is named
  // The truth is that of a scan which is told the collection time (`--collected`).
  std::optional<Time> told_collected;
  bool gzip_all = false;
  std::vector<Day> gzip_days;  // these days' files are stored as .gz
  std::vector<Fault> faults;
  std::vector<Capture> captures;
  std::vector<WireFault> wire;
  std::optional<Pair> pair;
  std::optional<Cluster> cluster;

  [[nodiscard]] Time end() const { return start + length; }
  [[nodiscard]] Time collected_at() const { return collected.value_or(end() + Minutes(10)); }
};

// Reads a scenario file (YAML). An error names the line and the mend. Unknown keys are refused, and so are faults that
// stand so close that nobody could say which one silenced a subscription.
Result<Scenario> parse_scenario(std::string_view yaml);

// The same checks for a scenario made in code.
Status check_scenario(const Scenario& scenario);

// `1GiB`, `10MiB`, `64KiB`, `1000`.
std::optional<std::uint64_t> parse_size(std::string_view text);

// The word of a fault in scenario files and messages: `pause`, `resubscribe-loop` ...
std::string_view name_of(FaultKind kind);

// A scenario file that reads back as the same scenario.
std::string print_scenario(const Scenario& scenario);

}  // namespace logscan::gen
