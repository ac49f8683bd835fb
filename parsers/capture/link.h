// Takes the link layer off a packet: Ethernet with any VLAN tags, Linux cooked (both versions), raw IP, null, loop and
// PPP, and the labels of MPLS and the headers of PPPoE within them. Knows nothing of files and of what stands within
// IP.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace logscan::detail {

enum class Network : std::uint8_t {
  kIpv4,
  kIpv6,
  kOther,        // another protocol: `protocol` tells which
  kCut,          // less was captured than the link header
  kUnknownLink,  // a link type that is not read
};

struct NetworkPacket {
  Network network = Network::kOther;
  std::uint16_t protocol = 0;            // EtherType of kOther; below kFirstEthertype it is a length (IEEE 802.3)
  std::uint32_t length = 0;              // on the wire, with the padding of short frames
  std::span<const unsigned char> bytes;  // captured; a part of what was given
};

// `link` is libpcap's number (DLT_); `length` is that of the packet on the wire.
NetworkPacket take_off_link(std::uint32_t link, std::span<const unsigned char> bytes, std::uint32_t length);

// The same of what is known by its EtherType alone, as tunnels carry it.
NetworkPacket take_off_ethertype(std::uint16_t type, std::span<const unsigned char> bytes, std::uint32_t length);

// `link` of Ethernet.
inline constexpr std::uint32_t kEthernetLink = 1;
inline constexpr std::uint16_t kFirstEthertype = 0x600;

// Whether IP may be within what is not read of it: in a tunnel or under a label, or encrypted.
bool may_carry_ip(std::uint16_t ethertype);

// `ARP`, `LLDP`; `ethertype 0x88b5` where it has no name here.
std::string ethertype_name(std::uint16_t protocol);

}  // namespace logscan::detail
