// Sources: RFC 791 (IPv4), RFC 8200 (IPv6, section 4 for extension headers), RFC 9293 (TCP header), RFC 5952 (texts of
// addresses), RFC 5722 (overlapping fragments; here the first wins, since nothing is attacked by an analysis), RFC 2003
// and RFC 4213 (IP in IP), RFC 2784 and RFC 2890 (GRE), draft-foschiano-erspan (ERSPAN), RFC 7348 (VXLAN).
#include "parsers/capture/ip.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "parsers/capture/big_endian.h"

namespace logscan::detail {
namespace {

constexpr std::uint8_t kIpv4InIp = 4, kTcp = 6, kUdp = 17, kIpv6InIp = 41, kGre = 47;
constexpr std::size_t kLargestDatagram = 65535;
constexpr std::size_t kMostFragments = 256;  // of one datagram; 64 KiB in pieces of 256 bytes

void set_v4(Address& address, const unsigned char* at) {
  // Written by words, since it is read by words right after: the processor waits where it has to put them together.
  std::uint64_t last = 0;
  const unsigned char mapped[8] = {0, 0, 0xff, 0xff, at[0], at[1], at[2], at[3]};
  std::memcpy(&last, mapped, 8);
  address.bytes = std::bit_cast<std::array<unsigned char, 16>>(std::array<std::uint64_t, 2>{0, last});
  address.is_v4 = true;
}

void set_v6(Address& address, const unsigned char* at) {
  std::memcpy(address.bytes.data(), at, 16);
  address.is_v4 = false;
}

void append_number(std::string& text, unsigned number, int base) {
  char digits[12];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number, base);
  if (error == std::errc()) text.append(digits, end);
}

NetworkPacket cut_in_tunnel(std::span<const unsigned char> bytes, std::uint32_t length) {
  return {Network::kCut, 0, length, bytes};
}

NetworkPacket ethernet_behind(std::size_t header, std::span<const unsigned char> bytes, std::uint32_t length) {
  if (bytes.size() < header) return cut_in_tunnel(bytes, length);
  return take_off_link(kEthernetLink, bytes.subspan(header), length - static_cast<std::uint32_t>(header));
}

NetworkPacket behind_gre(std::span<const unsigned char> bytes, std::uint32_t length) {
  //   flags, version  EtherType  checksum, if flagged  key, if flagged  sequence number, if flagged
  //   0               2          4
  constexpr std::uint16_t kChecksum = 0x8000, kRouting = 0x4000, kKey = 0x2000, kSequence = 0x1000, kVersion = 7;
  if (bytes.size() < 4) return cut_in_tunnel(bytes, length);
  const std::uint16_t flags = be16(bytes.data()), type = be16(bytes.data() + 2);
  // Version 1 is that of PPTP, whose contents are nearly always encrypted; routes went out of use with RFC 1701.
  if ((flags & (kRouting | kVersion)) != 0) return {Network::kOther, type, length, bytes};
  std::size_t header = 4;
  for (const std::uint16_t flag : {kChecksum, kKey, kSequence}) header += (flags & flag) != 0 ? 4 : 0;
  constexpr std::uint16_t kBridged = 0x6558, kErspan = 0x88be;
  if (type == kBridged) return ethernet_behind(header, bytes, length);
  if (type == kErspan) {
    // Its first version has no header of its own, and no sequence number.
    constexpr std::size_t kErspanHeader = 8;
    return ethernet_behind(header + ((flags & kSequence) != 0 ? kErspanHeader : 0), bytes, length);
  }
  if (bytes.size() < header) return cut_in_tunnel(bytes, length);
  return take_off_ethertype(type, bytes.subspan(header), length - static_cast<std::uint32_t>(header));
}

constexpr std::size_t kUdpHeader = 8, kVxlanHeader = 8;

bool is_vxlan(std::span<const unsigned char> bytes) {
  //   from  to  length  checksum | flags  reserved  network  reserved
  //   0     2   4       6        | 8      9         12       15
  constexpr std::uint16_t kVxlanPort = 4789;
  constexpr unsigned char kHasNetwork = 0x08;
  return bytes.size() >= kUdpHeader + kVxlanHeader && be16(bytes.data() + 2) == kVxlanPort &&
         bytes[kUdpHeader] == kHasNetwork;
}

std::string protocol_name(std::uint8_t protocol) {
  switch (protocol) {
    case 1:
      return "ICMP";
    case 2:
      return "IGMP";
    case 4:
      return "IPv4 in IP";
    case kTcp:
      return "TCP";
    case 17:
      return "UDP";
    case 41:
      return "IPv6 in IP";
    case 47:
      return "GRE";
    case 50:
      return "ESP";
    case 58:
      return "ICMPv6";
    case 89:
      return "OSPF";
    case 112:
      return "VRRP";
    case 115:
      return "L2TP";
    case 132:
      return "SCTP";
    default:
      return "protocol " + std::to_string(protocol);
  }
}

}  // namespace

bool OtherProtocol::may_carry_tcp() const {
  constexpr std::uint16_t kPpp = 0x880b;
  constexpr std::uint8_t kEsp = 50, kL2tp = 115;
  if (carried != 0) return carried == kPpp || may_carry_ip(carried);
  return number == kIpv4InIp || number == kIpv6InIp || number == kGre || number == kEsp || number == kL2tp;
}

std::string OtherProtocol::text() const {
  if (carried == 0) return protocol_name(number);
  return ethertype_name(carried) + " in " + (number == kUdp ? "VXLAN" : protocol_name(number));
}

void Address::append_to(std::string& text) const {
  if (is_v4) {
    char numbers[16];
    char* end = numbers;
    for (std::size_t i = 12; i < 16; ++i) {
      if (i > 12) *end++ = '.';
      end = std::to_chars(end, end + 3, bytes[i]).ptr;
    }
    text.append(numbers, end);
    return;
  }
  const std::size_t begin = text.size();
  // The longest row of two or more groups of zeros is shown as `::`, the first of several.
  int zeros_at = -1, zeros = 1;
  for (int i = 0; i < 8;) {
    int end = i;
    while (end < 8 && be16(bytes.data() + 2 * end) == 0) ++end;
    if (end - i > zeros) {
      zeros_at = i;
      zeros = end - i;
    }
    i = std::max(end, i + 1);
  }
  for (int i = 0; i < 8; ++i) {
    if (i == zeros_at) {
      text += "::";
      i += zeros - 1;
      continue;
    }
    if (text.size() > begin && text.back() != ':') text += ':';
    append_number(text, be16(bytes.data() + 2 * i), 16);
  }
}

std::string Address::text() const {
  std::string text;
  append_to(text);
  return text;
}

void Endpoint::append_to(std::string& text) const {
  if (!address.is_v4) text += '[';
  address.append_to(text);
  text += address.is_v4 ? ":" : "]:";
  append_number(text, port, 10);
}

std::string Endpoint::text() const {
  std::string text;
  append_to(text);
  return text;
}

struct IpReader::Fragment {
  Address from;
  Address to;
  std::uint32_t id = 0;
  std::uint16_t ip_id = 0;
  std::uint8_t protocol = 0;
  bool more = false;
  std::uint32_t at = 0;                  // in the datagram
  std::uint32_t length = 0;              // on the wire
  std::span<const unsigned char> bytes;  // captured
};

struct IpReader::Datagram {
  struct Piece {
    std::uint32_t from;
    std::uint32_t to;        // on the wire
    std::uint32_t captured;  // end of what was captured
  };
  Address from;
  Address to;
  std::uint32_t id = 0;
  std::uint8_t protocol = 0;
  Timestamp since{};
  std::uint32_t total = 0;    // 0: the last fragment has not come
  std::vector<Piece> pieces;  // sorted, apart from each other
  std::vector<unsigned char> bytes;
};

IpReader::IpReader() = default;
IpReader::~IpReader() = default;

IpResult IpReader::take(const NetworkPacket& packet, const FrameMark& mark, Segment& segment) {
  ++counters_.packets;
  tunnels_ = 0;
  segment.mark = mark;
  const IpResult result =
      packet.network == Network::kIpv4 ? take_v4(packet, mark, segment) : take_v6(packet, mark, segment);
  counters_.segments += result == IpResult::kSegment ? 1 : 0;
  counters_.cut += result == IpResult::kCut ? 1 : 0;
  counters_.damaged += result == IpResult::kDamaged ? 1 : 0;
  return result;
}

IpResult IpReader::take_v4(const NetworkPacket& packet, const FrameMark& mark, Segment& segment) {
  //   version, header length  service  total length  id  flags, fragment offset  hops  protocol  checksum  from  to
  //   0                       1        2             4   6                       8     9         10        12    16
  const unsigned char* const at = packet.bytes.data();
  const std::size_t captured = packet.bytes.size();
  if (captured < 20) return IpResult::kCut;
  const std::uint32_t header = (at[0] & 0xfU) * 4;
  if (at[0] >> 4 != 4 || header < 20) return IpResult::kDamaged;
  std::uint32_t total = be16(at + 2);
  if (total == 0) {
    // The card was to cut the packet and to fill this in; the packet was captured before.
    ++counters_.without_length;
    total = packet.length;
  }
  if (total < header || packet.length < header) return IpResult::kDamaged;
  if (captured < header) return IpResult::kCut;
  total = std::min(total, packet.length);
  const auto bytes = packet.bytes.subspan(header, std::min<std::size_t>(captured, total) - header);
  const std::uint16_t place = be16(at + 6);
  constexpr std::uint16_t kMore = 0x2000, kOffset = 0x1fff;
  set_v4(segment.from.address, at + 12);
  set_v4(segment.to.address, at + 16);
  segment.ip_id = be16(at + 4);
  if ((place & (kMore | kOffset)) != 0) {
    return take_fragment({segment.from.address, segment.to.address, segment.ip_id, segment.ip_id, at[9],
                          (place & kMore) != 0, (place & std::uint32_t{kOffset}) * 8, total - header, bytes},
                         mark, segment);
  }
  return take_protocol(at[9], bytes, total - header, segment);
}

IpResult IpReader::take_v6(const NetworkPacket& packet, const FrameMark& mark, Segment& segment) {
  //   version, class, label  payload length  next header  hops  from  to
  //   0                      4               6            7     8     24
  const unsigned char* const at = packet.bytes.data();
  if (packet.bytes.size() < 40) return IpResult::kCut;
  if (at[0] >> 4 != 6 || packet.length < 40) return IpResult::kDamaged;
  std::uint32_t length = be16(at + 4);
  if (length == 0) {
    ++counters_.without_length;
    length = packet.length - 40;
  }
  length = std::min(length, packet.length - 40);
  auto bytes = packet.bytes.subspan(40, std::min<std::size_t>(packet.bytes.size() - 40, length));
  set_v6(segment.from.address, at + 8);
  set_v6(segment.to.address, at + 24);
  segment.ip_id = 0;
  std::uint8_t next = at[6];
  // No more than the eight kinds of headers, each once and the options twice.
  for (int headers = 0; headers < 12; ++headers) {
    constexpr std::uint8_t kHopByHop = 0, kRouting = 43, kFragment = 44, kAuthentication = 51, kDestination = 60,
                           kMobility = 135, kIdentity = 139, kShim = 140;
    std::uint32_t size = 0;
    switch (next) {
      case kHopByHop:
      case kRouting:
      case kDestination:
      case kMobility:
      case kIdentity:
      case kShim:
        if (bytes.size() < 2) return length < 2 ? IpResult::kDamaged : IpResult::kCut;
        size = (bytes[1] + 1U) * 8;
        break;
      case kAuthentication:
        if (bytes.size() < 2) return length < 2 ? IpResult::kDamaged : IpResult::kCut;
        size = (bytes[1] + 2U) * 4;
        break;
      case kFragment: {
        if (length < 8) return IpResult::kDamaged;
        if (bytes.size() < 8) return IpResult::kCut;
        const std::uint16_t place = be16(bytes.data() + 2);
        if ((place & 0xfff9) != 0) {
          return take_fragment({segment.from.address, segment.to.address, be32(bytes.data() + 4), 0, bytes[0],
                                (place & 1) != 0, place & 0xfff8U, length - 8, bytes.subspan(8)},
                               mark, segment);
        }
        size = 8;
        break;
      }
      default:
        return take_protocol(next, bytes, length, segment);
    }
    if (size > length) return IpResult::kDamaged;
    if (size > bytes.size()) return IpResult::kCut;
    next = bytes[0];
    bytes = bytes.subspan(size);
    length -= size;
  }
  return IpResult::kDamaged;
}

IpResult IpReader::take_protocol(std::uint8_t protocol, std::span<const unsigned char> bytes, std::uint32_t length,
                                 Segment& segment) {
  if (protocol == kTcp) [[likely]]
    return take_tcp(bytes, length, segment);
  switch (protocol) {
    case kUdp:
      if (!is_vxlan(bytes)) break;
      return take_carried(ethernet_behind(kUdpHeader + kVxlanHeader, bytes, length), protocol, segment);
    case kGre:
      return take_carried(behind_gre(bytes, length), protocol, segment);
    case kIpv4InIp:
      return take_carried({Network::kIpv4, 0, length, bytes}, protocol, segment);
    case kIpv6InIp:
      return take_carried({Network::kIpv6, 0, length, bytes}, protocol, segment);
    default:
      break;
  }
  return count_other({protocol});
}

IpResult IpReader::take_carried(const NetworkPacket& packet, std::uint8_t tunnel, Segment& segment) {
  if (packet.network == Network::kCut) return packet.bytes.size() < packet.length ? IpResult::kCut : IpResult::kDamaged;
  const bool is_ip = packet.network == Network::kIpv4 || packet.network == Network::kIpv6;
  if (!is_ip || tunnels_ == kTunnels) return count_other({tunnel, is_ip ? std::uint16_t{0} : packet.protocol});
  ++tunnels_;
  const FrameMark mark = segment.mark;
  return packet.network == Network::kIpv4 ? take_v4(packet, mark, segment) : take_v6(packet, mark, segment);
}

IpResult IpReader::count_other(OtherProtocol protocol) {
  if (protocol.carried != 0 && protocol.carried < kFirstEthertype) protocol.carried = kFirstEthertype - 1;
  const auto at_of = [&] {
    return std::find_if(others_.begin(), others_.end(), [&](const auto& other) { return other.first == protocol; });
  };
  auto it = at_of();
  if (it == others_.end() && protocol.carried != 0 && carried_ == kCarried) {
    protocol.carried = 0;
    it = at_of();
  }
  if (it != others_.end()) {
    ++it->second;
    return IpResult::kOther;
  }
  carried_ += protocol.carried != 0 ? 1 : 0;
  others_.emplace_back(protocol, 1);
  return IpResult::kOther;
}

IpResult IpReader::take_tcp(std::span<const unsigned char> bytes, std::uint32_t length, Segment& segment) {
  //   from  to  seq  ack  header length  flags  window  checksum  urgent
  //   0     2   4    8    12             13     14      16        18
  if (length < 20) return IpResult::kDamaged;
  if (bytes.size() < 20) return IpResult::kCut;
  const unsigned char* const at = bytes.data();
  const std::uint32_t header = (at[12] >> 4) * 4U;
  if (header < 20 || header > length) return IpResult::kDamaged;
  segment.from.port = be16(at);
  segment.to.port = be16(at + 2);
  segment.seq = be32(at + 4);
  segment.ack = be32(at + 8);
  segment.flags = at[13] & 0x3f;
  segment.window = be16(at + 14);
  segment.payload = {};
  // Options may be missing where little was captured; the length of the payload is known all the same.
  if (bytes.size() > header) {
    segment.payload = {reinterpret_cast<const char*>(at) + header, bytes.size() - header};
  }
  segment.payload_length = length - header;
  return IpResult::kSegment;
}

IpReader::Datagram& IpReader::datagram_of(const Fragment& fragment, const FrameMark& mark) {
  std::erase_if(datagrams_, [&](const std::unique_ptr<Datagram>& datagram) {
    const bool late = mark.time - datagram->since > kPatience;
    counters_.fragments_lost += late ? 1 : 0;
    return late;
  });
  for (const auto& datagram : datagrams_) {
    if (datagram->id == fragment.id && datagram->protocol == fragment.protocol && datagram->from == fragment.from &&
        datagram->to == fragment.to) {
      return *datagram;
    }
  }
  if (datagrams_.size() == kDatagrams) {
    ++counters_.fragments_lost;
    datagrams_.erase(datagrams_.begin());
  }
  datagrams_.push_back(std::make_unique<Datagram>());
  Datagram& datagram = *datagrams_.back();
  datagram.from = fragment.from;
  datagram.to = fragment.to;
  datagram.id = fragment.id;
  datagram.protocol = fragment.protocol;
  datagram.since = mark.time;
  return datagram;
}

IpResult IpReader::take_fragment(const Fragment& fragment, const FrameMark& mark, Segment& segment) {
  ++counters_.fragments;
  const std::uint32_t end = fragment.at + fragment.length;
  if (end > kLargestDatagram || fragment.length == 0) return IpResult::kDamaged;
  Datagram& datagram = datagram_of(fragment, mark);
  if (datagram.pieces.size() >= kMostFragments) return IpResult::kDamaged;
  if (!fragment.more) datagram.total = std::max(datagram.total, end);

  // What is there already stays: only what lies between the pieces is taken.
  std::uint32_t from = fragment.at;
  const std::uint32_t captured_end = fragment.at + static_cast<std::uint32_t>(fragment.bytes.size());
  for (std::size_t i = 0; from < end; ++i) {
    const bool last = i == datagram.pieces.size();
    const std::uint32_t to = last ? end : std::min(end, datagram.pieces[i].from);
    const std::uint32_t next = last ? end : std::max(from, datagram.pieces[i].to);
    if (to > from) {
      const std::uint32_t captured = std::clamp(captured_end, from, to);
      if (datagram.bytes.size() < captured) datagram.bytes.resize(captured);
      std::copy_n(fragment.bytes.begin() + (from - fragment.at), captured - from, datagram.bytes.begin() + from);
      datagram.pieces.insert(datagram.pieces.begin() + static_cast<std::ptrdiff_t>(i), {from, to, captured});
      if (!last) ++i;
    }
    from = next;
  }

  std::uint32_t whole = 0, captured = 0;
  for (const Datagram::Piece& piece : datagram.pieces) {
    if (piece.from != whole) break;
    if (captured == piece.from) captured = piece.captured;
    whole = piece.to;
  }
  if (datagram.total == 0 || whole < datagram.total) return IpResult::kFragment;
  const std::uint32_t total = datagram.total;
  const auto it =
      std::find_if(datagrams_.begin(), datagrams_.end(), [&](const auto& kept) { return kept.get() == &datagram; });
  whole_ = std::move(*it);
  datagrams_.erase(it);
  segment.from.address = fragment.from;
  segment.to.address = fragment.to;
  segment.ip_id = fragment.ip_id;
  return take_protocol(fragment.protocol, std::span(whole_->bytes).first(std::min(captured, total)), total, segment);
}

}  // namespace logscan::detail
