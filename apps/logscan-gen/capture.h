// What stands on the wire, as plain values: the captures that are taken at the listener of a node, and the faults that
// only the wire shows in full. The request log follows these faults too: what is not answered, no line tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "calendar.h"

namespace logscan::gen {

enum class CaptureFormat : std::uint8_t {
  kPcap,           // microseconds, little endian
  kPcapNano,       // nanoseconds, little endian
  kPcapBigEndian,  // microseconds, big endian
  kPcapNg,         // one section, one interface, statistics at the end
};

enum class LinkType : std::uint8_t { kEthernet, kVlan, kSll, kSll2, kRaw, kNull };

// A part of a whole, in millionths: exact, and so the same on every machine.
struct Share {
  std::uint32_t millionths = 0;
};

// Packets of the listener's port as tcpdump writes them on the node. Whether IPv4 or IPv6 follows the addresses in
// `exchange`.
struct Capture {
  int line = 0;      // in the scenario file; 0 where there is none
  std::string file;  // path in the bundle
  std::string node;  // empty: the first
  CaptureFormat format = CaptureFormat::kPcap;
  LinkType link = LinkType::kEthernet;
  std::uint32_t snaplen = 262'144;
  bool persistent = false;   // ordinary notifications share connections
  std::optional<Time> from;  // by the true clock; by default the start and the end of the case
  std::optional<Time> to;    // not in the capture
  bool split = false;        // heads and bodies cut at random places, or sent as one
  Share disorder;            // of the neighbouring segments, change places
  Share loss;                // of the packets, never recorded
  Share retransmit;          // of the segments, are sent again, alone or with the one before
  bool duplicate = false;    // each packet is recorded twice, as on the interface `any`
  Share noise;               // of the packets, belong to something else
  Seconds clock_offset{0};   // how much the capturing clock is ahead of the listener's
  bool one_way = false;      // only what goes to the listener
  std::uint64_t rotate = 0;  // bytes after which another file begins, `file`0, `file`1 ...; 0: one file
  std::uint32_t first = 0;   // number of the oldest file; behind the highest comes 0, as in a ring
};

enum class WireFaultKind : std::uint8_t {
  kUnanswered,     // the listener takes the request and says nothing
  kRefused,        // nothing listens: RST to SYN
  kNoHandshake,    // SYN without answer, sent again after 1, 3 and 7 s
  kSlow,           // the answer comes `after` the request
  kUnsubscribe,    // the listener answers Unsubscribe, and Exchange sends no more
  kDropped,        // Exchange reports that it lost the subscription, and sends no more
  kProxy,          // requests come from `address`, with Via and X-Forwarded-For
  kSharedAddress,  // requests come from `address`, with nothing that says why
};

// When Exchange tries again what nobody answered.
enum class Ladder : std::uint8_t {
  kOffsets,  // 30, 60, 120 and 240 s after the first attempt
  kDelays,   // 30, 60 and 120 s after the one before
};

// Only the fields of its kind have a meaning. Attempts in [at, at + length) are hit; one that comes later is answered.
// A notification that all attempts failed ends its subscription. Unsubscribe and dropped hit the first notification at
// or after `at`.
struct WireFault {
  WireFaultKind kind = WireFaultKind::kUnanswered;
  int line = 0;
  std::string node;                // empty: every node
  std::vector<std::size_t> slots;  // empty: all
  Time at{};
  Seconds length{0};
  Seconds after{8};
  Ladder ladder = Ladder::kOffsets;
  std::string address = "10.93.133.9";
};

// 7080, where Connection Jetty listens.
inline constexpr std::uint16_t kListenerPort = 7080;

std::string_view name_of(WireFaultKind kind);

}  // namespace logscan::gen
