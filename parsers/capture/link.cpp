// Sources: the link-layer header types of tcpdump.org/linktypes.html; IEEE 802.1Q for tags; RFC 3032 and RFC 5332 for
// MPLS; RFC 2516 for PPPoE; RFC 1661 and RFC 1662 for PPP, and the PPP numbers of IANA.
#include "parsers/capture/link.h"

#include <algorithm>
#include <cstdio>

#include "parsers/capture/big_endian.h"

namespace logscan::detail {
namespace {

// Numbers of libpcap. Raw IP has one on Linux, one on OpenBSD and one in files.
constexpr std::uint32_t kNull = 0, kPpp = 9, kRaw = 12, kRawOpenBsd = 14, kPppSerial = 50, kPppoe = 51,
                        kRawInFiles = 101, kLoop = 108, kCooked = 113, kMplsOnly = 219, kIpv4Only = 228,
                        kIpv6Only = 229, kCooked2 = 276;

constexpr std::uint16_t kTypeIpv4 = 0x0800, kTypeIpv6 = 0x86dd, kTypeMpls = 0x8847, kTypeMplsUpstream = 0x8848,
                        kTypePppoeSession = 0x8864;
// What PPP says of itself (LCP, IPCP and the like), under the EtherType that PPP has.
constexpr std::uint16_t kPppControl = 0x880b;
// More tags than two are no traffic that anybody sends; the bound keeps a packet of tags from being walked. Nor are
// more labels than a provider stacks.
constexpr int kMostTags = 8, kMostLabels = 16;

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
  // Nearly all packets are IPv4: they go the short way.
  const Network network = type == kTypeIpv4 ? Network::kIpv4 : Network::kOther;
  const NetworkPacket packet = behind(header, bytes, length, network, type);
  return network == Network::kIpv4 ? packet : take_off_ethertype(type, packet.bytes, packet.length);
}

NetworkPacket behind_labels(Bytes bytes, std::uint32_t length, std::uint16_t type) {
  //   label (20 bits), class (3), whether it is the last (1), hops (8)
  for (int labels = 0; labels < kMostLabels; ++labels) {
    if (bytes.size() < 4) return cut(bytes, length);
    const bool last = (bytes[2] & 1) != 0;
    const NetworkPacket packet = behind(4, bytes, length, Network::kOther, type);
    bytes = packet.bytes;
    length = packet.length;
    if (!last) continue;
    if (bytes.empty()) return cut(bytes, length);
    // The label alone tells what it stands for. What begins as an IP packet does is one: other contents have a word
    // before them that begins with 0 or 1 (RFC 4385).
    const int version = bytes[0] >> 4;
    return {version == 4 ? Network::kIpv4 : version == 6 ? Network::kIpv6 : Network::kOther, type, length, bytes};
  }
  return {Network::kOther, type, length, bytes};
}

// A protocol of PPP, of two bytes, or of one where both sides agreed to leave out a first one of 0.
NetworkPacket behind_ppp(Bytes bytes, std::uint32_t length) {
  if (bytes.empty()) return cut(bytes, length);
  const bool is_short = (bytes[0] & 1) != 0;
  const std::size_t header = is_short ? 1 : 2;
  if (bytes.size() < header) return cut(bytes, length);
  constexpr std::uint16_t kPppIpv4 = 0x0021, kPppIpv6 = 0x0057;
  const std::uint16_t protocol = is_short ? bytes[0] : be16(bytes.data());
  const Network network = protocol == kPppIpv4   ? Network::kIpv4
                          : protocol == kPppIpv6 ? Network::kIpv6
                                                 : Network::kOther;
  return behind(header, bytes, length, network, kPppControl);
}

NetworkPacket behind_ppp_framing(Bytes bytes, std::uint32_t length) {
  // Address and control of HDLC may have been left out.
  if (bytes.size() < 2) return cut(bytes, length);
  if (be16(bytes.data()) != 0xff03) return behind_ppp(bytes, length);
  return behind_ppp(bytes.subspan(2), length - std::min(length, std::uint32_t{2}));
}

NetworkPacket behind_pppoe(Bytes bytes, std::uint32_t length) {
  //   version, type  code  session  length  PPP
  //   0              1     2        4       6
  if (bytes.size() < 6) return cut(bytes, length);
  const NetworkPacket packet = behind(6, bytes, length, Network::kOther, kTypePppoeSession);
  return bytes[1] == 0 ? behind_ppp(packet.bytes, packet.length) : packet;
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
    case kEthernetLink:
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
    case kPpp:
    case kPppSerial:
      return behind_ppp_framing(bytes, length);
    case kPppoe:
      return behind_pppoe(bytes, length);
    case kMplsOnly:
      return behind_labels(bytes, length, kTypeMpls);
    default:
      return {Network::kUnknownLink, 0, length, bytes};
  }
}

NetworkPacket take_off_ethertype(std::uint16_t type, std::span<const unsigned char> bytes, std::uint32_t length) {
  switch (type) {
    case kTypeIpv4:
      return {Network::kIpv4, type, length, bytes};
    case kTypeIpv6:
      return {Network::kIpv6, type, length, bytes};
    case kTypeMpls:
    case kTypeMplsUpstream:
      return behind_labels(bytes, length, type);
    case kTypePppoeSession:
      return behind_pppoe(bytes, length);
    default:
      return {Network::kOther, type, length, bytes};
  }
}

bool may_carry_ip(std::uint16_t ethertype) {
  switch (ethertype) {
    case kTypeIpv4:
    case 0x22eb:
    case 0x6558:
    case kTypeIpv6:
    case kTypeMpls:
    case kTypeMplsUpstream:
    case kTypePppoeSession:
    case 0x88be:
    case 0x88e5:
    case 0x8903:
    case 0x8926:
    case 0x894f:
      return true;
    default:
      return false;
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
    case 0x880b:
      return "PPP";
    case 0x8847:
    case 0x8848:
      return "MPLS";
    case 0x8863:
      return "PPPoE discovery";
    case 0x8864:
      return "PPPoE";
    case 0x88be:
      return "ERSPAN";
    case 0x22eb:
      return "ERSPAN III";
    case 0x888e:
      return "802.1X";
    case 0x88e5:
      return "MACsec";
    case 0x8903:
      return "FabricPath";
    case 0x8926:
      return "VN-Tag";
    case 0x894f:
      return "NSH";
    case 0x88cc:
      return "LLDP";
    default:
      break;
  }
  if (protocol < kFirstEthertype) return "IEEE 802.3";
  char text[24];
  static_cast<void>(std::snprintf(text, sizeof text, "ethertype 0x%04x", unsigned{protocol}));
  return text;
}

}  // namespace logscan::detail
