// From a packet of the network layer to a TCP segment: IPv4, IPv6 with its extension headers, fragments of both, and
// what is carried in tunnels: IP in IP, GRE (with IP, MPLS, PPPoE or Ethernet, also ERSPAN I and II) and VXLAN.
//
// What offloading and capturing do to packets is normal here: a total length of 0, wrong checksums (none is looked at),
// padding behind the packet, bytes that were not kept.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "parsers/capture/frame.h"
#include "parsers/capture/link.h"

namespace logscan::detail {

// An IPv4 address stands as its IPv4-mapped IPv6 address (::ffff:a.b.c.d), so both compare as bytes.
struct Address {
  std::array<unsigned char, 16> bytes{};
  bool is_v4 = false;

  void append_to(std::string& text) const;  // IPv6 as in RFC 5952
  [[nodiscard]] std::string text() const;
  [[nodiscard]] std::array<std::uint64_t, 2> words() const {
    return std::bit_cast<std::array<std::uint64_t, 2>>(bytes);
  }
  friend bool operator==(const Address& a, const Address& b) { return a.words() == b.words() && a.is_v4 == b.is_v4; }
};

struct Endpoint {
  Address address;
  std::uint16_t port = 0;

  void append_to(std::string& text) const;  // `10.0.0.7:7080`, `[2001:db8::7]:7080`
  [[nodiscard]] std::string text() const;
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct TcpFlags {
  static constexpr std::uint8_t kFin = 1, kSyn = 2, kRst = 4, kPsh = 8, kAck = 16, kUrg = 32;
};

struct Segment {
  Endpoint from;
  Endpoint to;
  std::uint32_t seq = 0;
  std::uint32_t ack = 0;  // meant only with kAck
  std::uint16_t window = 0;
  std::uint16_t ip_id = 0;           // 0 in IPv6, which has none
  std::uint8_t flags = 0;            // TcpFlags
  std::string_view payload;          // captured, from its front
  std::uint32_t payload_length = 0;  // on the wire; never less than `payload`
  FrameMark mark{};                  // of a fragmented one: of the fragment that completed it
};

// What is no TCP, and no tunnel that is read.
struct OtherProtocol {
  std::uint8_t number = 0;
  std::uint16_t carried = 0;  // of a tunnel: the EtherType of what it carries; 0: no tunnel

  // Whether TCP may be within: in a tunnel, or encrypted.
  [[nodiscard]] bool may_carry_tcp() const;
  [[nodiscard]] std::string text() const;  // `UDP`; `protocol 200` where it has no name here; `ERSPAN III in GRE`
  friend auto operator<=>(const OtherProtocol&, const OtherProtocol&) = default;
};

enum class IpResult : std::uint8_t {
  kSegment,   // `segment` is filled
  kFragment,  // kept until the others come
  kOther,     // no TCP: counted by protocol
  kCut,       // headers were not captured
  kDamaged,   // headers contradict themselves
};

struct IpCounters {
  std::uint64_t packets = 0;
  std::uint64_t segments = 0;
  std::uint64_t cut = 0;
  std::uint64_t damaged = 0;
  std::uint64_t fragments = 0;
  std::uint64_t fragments_lost = 0;  // given up: the rest did not come in time, or there were too many
  std::uint64_t without_length = 0;  // total length 0
};

// Memory: at most kDatagrams datagrams of 64 KiB are put together at a time. One thread.
class IpReader {
 public:
  IpReader();
  ~IpReader();
  IpReader(const IpReader&) = delete;
  IpReader& operator=(const IpReader&) = delete;

  // `packet` is kIpv4 or kIpv6. The payload of the segment lives as long as the bytes of the packet, and until the
  // next call.
  IpResult take(const NetworkPacket& packet, const FrameMark& mark, Segment& segment);

  [[nodiscard]] const IpCounters& counters() const { return counters_; }
  // Packets of other protocols than TCP, and how many.
  [[nodiscard]] const std::vector<std::pair<OtherProtocol, std::uint64_t>>& others() const { return others_; }

  static constexpr std::size_t kDatagrams = 64;
  // Tunnels within each other; the bound keeps a packet of headers from being walked.
  static constexpr int kTunnels = 4;
  // Kinds of contents of tunnels that are told apart.
  static constexpr std::size_t kCarried = 64;
  // The sender's other fragments follow at once; systems give up after 15 s (Windows) to 60 s.
  static constexpr Duration kPatience = std::chrono::seconds(30);

 private:
  struct Datagram;
  struct Fragment;
  IpResult take_v4(const NetworkPacket& packet, const FrameMark& mark, Segment& segment);
  IpResult take_v6(const NetworkPacket& packet, const FrameMark& mark, Segment& segment);
  IpResult take_tcp(std::span<const unsigned char> bytes, std::uint32_t length, Segment& segment);
  IpResult take_fragment(const Fragment& fragment, const FrameMark& mark, Segment& segment);
  IpResult take_protocol(std::uint8_t protocol, std::span<const unsigned char> bytes, std::uint32_t length,
                         Segment& segment);
  IpResult take_carried(const NetworkPacket& packet, std::uint8_t tunnel, Segment& segment);
  IpResult count_other(OtherProtocol protocol);
  Datagram& datagram_of(const Fragment& fragment, const FrameMark& mark);

  IpCounters counters_;
  std::vector<std::pair<OtherProtocol, std::uint64_t>> others_;
  std::size_t carried_ = 0;  // of these, contents of tunnels
  int tunnels_ = 0;          // around the packet at hand
  std::vector<std::unique_ptr<Datagram>> datagrams_;
  std::unique_ptr<Datagram> whole_;  // the one whose bytes the last segment shows
};

}  // namespace logscan::detail
