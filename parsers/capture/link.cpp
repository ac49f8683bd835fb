// Sources: the link-layer header types of tcpdump.org/linktypes.html; IEEE 802.1Q for tags.
#include "parsers/capture/link.h"

#include <algorithm>
#include <cstdio>

#include "parsers/capture/big_endian.h"

namespace logscan::detail {
namespace {

// Numbers of libpcap. Raw IP has one on Linux, one on OpenBSD and one in files.
constexpr std::uint32_t kNull = 0, kEthernet = 1, kRaw = 12, kRawOpenBsd = 14, kRawInFiles = 101, kLoop = 108,
                        kCooked = 113, kIpv4Only = 228, kIpv6Only = 229, kCooked2 = 276;

constexpr std::uint16_t kTypeIpv4 = 0x0800, kTypeIpv6 = 0x86dd;
// More tags than two are no traffic that anybody sends; the bound keeps a packet of tags from being walked.
constexpr int kMostTags = 8;

bool is_tag(std::uint16_t type) { return type == 0x8100 || type == 0x88a8 || type == 0x9100 || type == 0x9200; }

using Bytes = std::span<const unsigned char>;

NetworkPacket behind(std::size_t header, Bytes bytes, std::uint32_t length, Network network, std::uint16_t protocol) {
  return {network, protocol, length - std::min(length, static_cast<std::uint32_t>(header)), bytes.subspan(header)};
}

NetworkPacket cut(Bytes bytes, std::uint32_t length) { return {Network::kCut, 0, length, bytes}; }

// What an EtherType at `type_at` in the header tells, past the tags.
NetworkPacket behind_ethertype(Bytes bytes, std::uint32_t length, std::size_t header, std::size_t type_at) {
  if (bytes.size() < header) return cut(bytes, length);
  std::uint16_t type = be16(bytes.data() + type_at);
  for (int tags = 0; is_tag(type) && tags < kMostTags; ++tags) {
    if (bytes.size() < header + 4) return cut(bytes, length);
    type = be16(bytes.data() + header + 2);
    header += 4;
  }
  const Network network = type == kTypeIpv4 ? Network::kIpv4 : type == kTypeIpv6 ? Network::kIpv6 : Network::kOther;
  return behind(header, bytes, length, network, type);
}

NetworkPacket raw_ip(Bytes bytes, std::uint32_t length) {
  if (bytes.empty()) return cut(bytes, length);
  const int version = bytes[0] >> 4;
  return {version == 4 ? Network::kIpv4 : version == 6 ? Network::kIpv6 : Network::kOther, 0, length, bytes};
}

// An address family of the system that captured: in its byte order (null) or in network order (loop). A family is a
// small number, so the order shows. IPv6 has a number of its own on each system.
NetworkPacket behind_family(Bytes bytes, std::uint32_t length) {
  if (bytes.size() < 4) return cut(bytes, length);
  std::uint32_t family = be32(bytes.data());
  if (family > 0xffff) family = __builtin_bswap32(family);
  const bool ipv6 = family == 10 || family == 24 || family == 28 || family == 30;
  const Network network = family == 2 ? Network::kIpv4 : ipv6 ? Network::kIpv6 : Network::kOther;
  return behind(4, bytes, length, network, 0);
}

}  // namespace

NetworkPacket take_off_link(std::uint32_t link, std::span<const unsigned char> bytes, std::uint32_t length) {
  switch (link) {
    case kEthernet:
      return behind_ethertype(bytes, length, 14, 12);
    case kCooked:
      return behind_ethertype(bytes, length, 16, 14);
    case kCooked2:
      return behind_ethertype(bytes, length, 20, 0);
    case kNull:
    case kLoop:
      return behind_family(bytes, length);
    case kRaw:
    case kRawOpenBsd:
    case kRawInFiles:
    case kIpv4Only:
    case kIpv6Only:
      return raw_ip(bytes, length);
    default:
      return {Network::kUnknownLink, 0, length, bytes};
  }
}

std::string ethertype_name(std::uint16_t protocol) {
  switch (protocol) {
    case 0x0800:
      return "IPv4";
    case 0x0806:
      return "ARP";
    case 0x86dd:
      return "IPv6";
    case 0x8809:
      return "LACP";
    case 0x8847:
      return "MPLS";
    case 0x8863:
    case 0x8864:
      return "PPPoE";
    case 0x888e:
      return "802.1X";
    case 0x88cc:
      return "LLDP";
    default:
      break;
  }
  if (protocol < 0x600) return "802.3";
  char text[24];
  static_cast<void>(std::snprintf(text, sizeof text, "ethertype 0x%04x", unsigned{protocol}));
  return text;
}

}  // namespace logscan::detail
