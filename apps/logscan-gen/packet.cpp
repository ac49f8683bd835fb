#include "packet.h"

#include <charconv>
#include <cstring>

namespace logscan::gen {

namespace {

constexpr std::uint16_t kIpv4 = 0x0800, kIpv6 = 0x86dd, kArp = 0x0806, kTagged = 0x8100;
constexpr std::uint16_t kVlanId = 132;
constexpr std::uint8_t kTcp = 6, kUdp = 17;

// Addresses of network cards follow the IP addresses, so that a host has one.
std::string card_of(const WireAddress& address) {
  const std::size_t end = address.v6 ? 16 : 4;
  std::string card("\x00\x50\x56", 3);
  for (std::size_t i = end - 3; i < end; ++i) card += static_cast<char>(address.bytes[i]);
  return card;
}

std::optional<WireAddress> parse_v4(std::string_view text) {
  WireAddress address;
  for (std::size_t i = 0; i < 4; ++i) {
    unsigned value = 256;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value > 255) return std::nullopt;
    address.bytes[i] = static_cast<unsigned char>(value);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i == 3) break;
    if (text.empty() || text[0] != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return address;
}

// The groups of one side of `::`; nothing where they are wrong.
std::optional<std::string> parse_groups(std::string_view text) {
  std::string bytes;
  while (!text.empty()) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || value > 0xffff) return std::nullopt;
    append_16(static_cast<std::uint16_t>(value), bytes);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) break;
    if (text[0] != ':' || text.size() == 1) return std::nullopt;
    text.remove_prefix(1);
  }
  return bytes;
}

std::uint64_t words_of(const unsigned char* bytes, std::size_t size) {
  std::uint64_t sum = 0;
  for (; size >= 4; bytes += 4, size -= 4) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, 4);
    sum += word;
  }
  if (size > 0) {
    std::uint32_t word = 0;
    std::memcpy(&word, bytes, size);
    sum += word;
  }
  return sum;
}

void put_16(std::uint16_t value, std::string& text, std::size_t at) {
  text[at] = static_cast<char>(value >> 8);
  text[at + 1] = static_cast<char>(value & 0xff);
}

}  // namespace

void append_16(std::uint16_t value, std::string& text) {
  text += static_cast<char>(value >> 8);
  text += static_cast<char>(value & 0xff);
}

void append_32(std::uint32_t value, std::string& text) {
  append_16(static_cast<std::uint16_t>(value >> 16), text);
  append_16(static_cast<std::uint16_t>(value & 0xffff), text);
}

// The sum may be taken in the order of the machine's bytes, four at a time (RFC 1071, section 2).
std::uint16_t checksum(const unsigned char* bytes, std::size_t size, std::uint64_t sum) {
  sum += words_of(bytes, size);
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  const auto folded = static_cast<std::uint16_t>(~sum);
  std::array<unsigned char, 2> network{};
  std::memcpy(network.data(), &folded, 2);
  return static_cast<std::uint16_t>(network[0] << 8 | network[1]);
}

std::optional<WireAddress> parse_address(std::string_view text) {
  if (text.size() > 2 && text.front() == '[' && text.back() == ']') text = text.substr(1, text.size() - 2);
  if (text.find(':') == std::string_view::npos) return parse_v4(text);
  const std::size_t gap = text.find("::");
  const auto head = parse_groups(text.substr(0, gap));
  const auto tail = gap == std::string_view::npos ? std::string() : parse_groups(text.substr(gap + 2));
  if (!head || !tail) return std::nullopt;
  const std::size_t size = head->size() + tail->size();
  if (gap == std::string_view::npos ? size != 16 : size > 14) return std::nullopt;
  WireAddress address;
  address.v6 = true;
  std::memcpy(address.bytes.data(), head->data(), head->size());
  std::memcpy(address.bytes.data() + 16 - tail->size(), tail->data(), tail->size());
  return address;
}

std::uint32_t number_of(LinkType link) {
  switch (link) {
    case LinkType::kEthernet:
    case LinkType::kVlan:
      return 1;
    case LinkType::kSll:
      return 113;
    case LinkType::kSll2:
      return 276;
    case LinkType::kRaw:
      return 101;
    case LinkType::kNull:
      return 0;
  }
  return 1;
}

void FrameWriter::append_link(std::uint16_t type, const WireAddress& from, const WireAddress& to, bool outgoing,
                              std::string& frame) const {
  constexpr std::uint16_t kEthernetCard = 1, kToUs = 0, kFromUs = 4;
  switch (link_) {
    case LinkType::kEthernet:
    case LinkType::kVlan:
      frame += type == kArp ? std::string(6, '\xff') : card_of(to);
      frame += card_of(from);
      if (link_ == LinkType::kVlan) {
        append_16(kTagged, frame);
        append_16(kVlanId, frame);
      }
      append_16(type, frame);
      break;
    case LinkType::kSll:
      append_16(outgoing ? kFromUs : kToUs, frame);
      append_16(kEthernetCard, frame);
      append_16(6, frame);
      frame += card_of(from);
      append_16(0, frame);
      append_16(type, frame);
      break;
    case LinkType::kSll2:
      append_16(type, frame);
      append_16(0, frame);
      append_32(2, frame);  // the interface's number
      append_16(kEthernetCard, frame);
      frame += static_cast<char>(outgoing ? kFromUs : kToUs);
      frame += '\x06';
      frame += card_of(from);
      append_16(0, frame);
      break;
    case LinkType::kRaw:
      break;
    case LinkType::kNull: {
      const char family = type == kIpv4 ? 2 : 30;
      frame += big_endian_ ? std::string(3, '\0') + family : family + std::string(3, '\0');
      break;
    }
  }
}

std::size_t FrameWriter::append_ip(std::uint8_t protocol, const WireAddress& from, const WireAddress& to,
                                   std::size_t length, std::uint16_t packet_id, bool outgoing,
                                   std::string& frame) const {
  append_link(from.v6 ? kIpv6 : kIpv4, from, to, outgoing, frame);
  const std::size_t begin = frame.size();
  // A Linux host starts at 64; Windows starts at 128 and is a router away.
  const char hops = outgoing ? 64 : 127;
  if (from.v6) {
    append_32(0x6000'0000, frame);
    append_16(static_cast<std::uint16_t>(length), frame);
    frame += static_cast<char>(protocol);
    frame += hops;
    frame.append(reinterpret_cast<const char*>(from.bytes.data()), 16);
    frame.append(reinterpret_cast<const char*>(to.bytes.data()), 16);
    return begin;
  }
  append_16(0x4500, frame);
  append_16(static_cast<std::uint16_t>(20 + length), frame);
  append_16(packet_id, frame);
  append_16(0x4000, frame);  // must not be cut into fragments
  frame += hops;
  frame += static_cast<char>(protocol);
  append_16(0, frame);
  frame.append(reinterpret_cast<const char*>(from.bytes.data()), 4);
  frame.append(reinterpret_cast<const char*>(to.bytes.data()), 4);
  put_16(checksum(reinterpret_cast<const unsigned char*>(frame.data()) + begin, 20), frame, begin + 10);
  return begin;
}

void set_transport_checksum(std::string& frame, const FrameLayout& layout, std::uint8_t protocol, std::size_t at) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(frame.data());
  const bool v6 = (bytes[layout.ip] >> 4) == 6;
  const std::size_t length = frame.size() - layout.transport;
  std::array<unsigned char, 4> rest{0, protocol, static_cast<unsigned char>(length >> 8),
                                    static_cast<unsigned char>(length & 0xff)};
  const std::uint64_t pseudo =
      words_of(bytes + layout.ip + (v6 ? 8 : 12), v6 ? 32 : 8) + words_of(rest.data(), rest.size());
  const std::uint16_t sum = checksum(bytes + layout.transport, length, pseudo);
  // In UDP 0 says that there is none (RFC 768).
  put_16(protocol == kUdp && sum == 0 ? 0xffff : sum, frame, layout.transport + at);
}

FrameLayout FrameWriter::append_tcp(const Endpoint& from, const Endpoint& to, const TcpSegment& segment,
                                    std::uint16_t packet_id, std::string& frame, bool outgoing) const {
  // MSS 1460, selective acknowledgements, window scale 8.
  static constexpr std::string_view kOptions("\x02\x04\x05\xb4\x01\x01\x04\x02\x01\x03\x03\x08", 12);
  const std::string_view options = (segment.flags & kSyn) != 0 ? kOptions : std::string_view();
  const std::size_t header = 20 + options.size();
  FrameLayout layout;
  layout.ip = append_ip(kTcp, from.address, to.address, header + segment.payload.size(), packet_id, outgoing, frame);
  layout.transport = frame.size();
  append_16(from.port, frame);
  append_16(to.port, frame);
  append_32(segment.seq, frame);
  append_32((segment.flags & kAck) != 0 ? segment.ack : 0, frame);
  frame += static_cast<char>(header / 4 << 4);
  frame += static_cast<char>(segment.flags);
  append_16((segment.flags & kRst) != 0 ? 0 : 8192, frame);
  append_32(0, frame);  // checksum and urgent pointer
  frame += options;
  layout.payload = frame.size();
  frame += segment.payload;
  set_transport_checksum(frame, layout, kTcp, 16);
  return layout;
}

void FrameWriter::append_udp(const Endpoint& from, const Endpoint& to, std::string_view payload,
                             std::uint16_t packet_id, std::string& frame, bool outgoing) const {
  FrameLayout layout;
  layout.ip = append_ip(kUdp, from.address, to.address, 8 + payload.size(), packet_id, outgoing, frame);
  layout.transport = frame.size();
  append_16(from.port, frame);
  append_16(to.port, frame);
  append_16(static_cast<std::uint16_t>(8 + payload.size()), frame);
  append_16(0, frame);
  frame += payload;
  set_transport_checksum(frame, layout, kUdp, 6);
}

void FrameWriter::append_arp(const WireAddress& from, const WireAddress& to, std::string& frame) const {
  if (link_ == LinkType::kRaw || link_ == LinkType::kNull || from.v6 || to.v6) return;
  append_link(kArp, from, to, false, frame);
  append_16(1, frame);  // Ethernet
  append_16(kIpv4, frame);
  append_16(0x0604, frame);
  append_16(1, frame);  // asks
  frame += card_of(from);
  frame.append(reinterpret_cast<const char*>(from.bytes.data()), 4);
  frame.append(6, '\0');
  frame.append(reinterpret_cast<const char*>(to.bytes.data()), 4);
}

}  // namespace logscan::gen
