// Packets byte by byte: link header, IPv4 or IPv6, TCP, UDP or ARP, with true lengths and checksums.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "capture.h"

namespace logscan::gen {

struct WireAddress {
  std::array<unsigned char, 16> bytes{};  // IPv4 in the first four
  bool v6 = false;
  friend bool operator==(const WireAddress&, const WireAddress&) = default;
};

// `10.93.132.92`, `fd00::5c`, `[0:0:0:0:0:0:0:1]`.
std::optional<WireAddress> parse_address(std::string_view text);

struct Endpoint {
  WireAddress address;
  std::uint16_t port = 0;
};

inline constexpr std::uint8_t kFin = 1, kSyn = 2, kRst = 4, kPush = 8, kAck = 16;

struct TcpSegment {
  std::uint32_t seq = 0, ack = 0;
  std::uint8_t flags = 0;
  std::string_view payload;
};

// Where a frame's parts begin.
struct FrameLayout {
  std::size_t ip = 0, transport = 0, payload = 0;
};

// Writes frames of one link type. A packet of ours (`outgoing`) is one that the capturing host sends.
class FrameWriter {
 public:
  explicit FrameWriter(LinkType link, bool big_endian = false) : link_(link), big_endian_(big_endian) {}

  [[nodiscard]] FrameLayout append_tcp(const Endpoint& from, const Endpoint& to, const TcpSegment& segment,
                                       std::uint16_t packet_id, std::string& frame, bool outgoing) const;
  void append_udp(const Endpoint& from, const Endpoint& to, std::string_view payload, std::uint16_t packet_id,
                  std::string& frame, bool outgoing) const;
  // `from` asks who has `to`. Nothing on links without such packets.
  void append_arp(const WireAddress& from, const WireAddress& to, std::string& frame) const;

 private:
  void append_link(std::uint16_t type, const WireAddress& from, const WireAddress& to, bool outgoing,
                   std::string& frame) const;
  std::size_t append_ip(std::uint8_t protocol, const WireAddress& from, const WireAddress& to, std::size_t length,
                        std::uint16_t packet_id, bool outgoing, std::string& frame) const;

  LinkType link_;
  bool big_endian_;  // of the host that writes the family of kNull
};

// The number of this link type in a capture file.
std::uint32_t number_of(LinkType link);

// Sets the TCP or UDP checksum at `transport` + `at` over the pseudo header and the rest of the frame. The field must
// hold 0.
void set_transport_checksum(std::string& frame, const FrameLayout& layout, std::uint8_t protocol, std::size_t at);

// The sum of 16-bit words, folded and inverted (RFC 1071), in network order.
std::uint16_t checksum(const unsigned char* bytes, std::size_t size, std::uint64_t sum = 0);

void append_16(std::uint16_t value, std::string& text);  // in network order
void append_32(std::uint32_t value, std::string& text);

}  // namespace logscan::gen
