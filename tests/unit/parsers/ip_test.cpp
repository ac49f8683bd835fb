#include "parsers/capture/ip.h"

#include <gtest/gtest.h>

#include <string>

#include "unit/parsers/packets.h"

namespace logscan::detail {
namespace {

using namespace test;

FrameMark at(std::int64_t millis, std::uint64_t number = 1) {
  return {Timestamp{std::chrono::milliseconds(1404055835000 + millis)}, number, 24, 70};
}

struct Taken {
  IpResult result = IpResult::kDamaged;
  Segment segment;
};

// The whole packet was captured; `padding` follows it on the wire and in the file.
Taken take(IpReader& reader, const std::string& packet, const FrameMark& mark = at(0), std::uint32_t length = 0) {
  Taken taken;
  const Network network = static_cast<unsigned char>(packet[0]) >> 4 == 6 ? Network::kIpv6 : Network::kIpv4;
  const NetworkPacket given{network, 0, length == 0 ? static_cast<std::uint32_t>(packet.size()) : length,
                            bytes_of(packet)};
  taken.result = reader.take(given, mark, taken.segment);
  return taken;
}

TEST(Ip, ReadsASegment) {
  IpReader reader;
  const TcpFields fields{.seq = 0xfffffff0, .ack = 77, .flags = TcpFlags::kAck | TcpFlags::kPsh, .options = "\1\1\1\1"};
  const std::string packet = ipv4({.id = 0x1234, .options = std::string(8, '\1')}, tcp(fields, "payload"));
  const Taken taken = take(reader, packet, at(5, 9));
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.from.text(), "10.0.0.1:50000");
  EXPECT_EQ(taken.segment.to.text(), "10.0.0.2:7080");
  EXPECT_EQ(taken.segment.seq, 0xfffffff0U);
  EXPECT_EQ(taken.segment.ack, 77U);
  EXPECT_EQ(taken.segment.flags, TcpFlags::kAck | TcpFlags::kPsh);
  EXPECT_EQ(taken.segment.window, 65000);
  EXPECT_EQ(taken.segment.ip_id, 0x1234);
  EXPECT_EQ(taken.segment.payload, "payload");
  EXPECT_EQ(taken.segment.payload_length, 7U);
  EXPECT_EQ(taken.segment.mark.number, 9U);
  EXPECT_EQ(taken.segment.mark.time, at(5).time);
}

TEST(Ip, TakesOffThePaddingOfShortFrames) {
  IpReader reader;
  const std::string packet = ipv4({}, tcp({})) + std::string(6, '\0');
  const Taken taken = take(reader, packet);
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload_length, 0U);
  const std::string packet6 = ipv6({}, tcp({}, "x")) + std::string(6, '\0');
  const Taken taken6 = take(reader, packet6);
  EXPECT_EQ(taken6.segment.payload, "x");
}

TEST(Ip, TakesTheLengthOfTheFrameWhereOffloadingLeavesItOut) {
  IpReader reader;
  const std::string payload(5000, 'p');
  const std::string packet = ipv4({.total_length = 0}, tcp({}, payload));
  const Taken taken = take(reader, packet);
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload_length, 5000U);
  const std::string packet6 = ipv6({.length = 0}, tcp({}, payload));
  const Taken taken6 = take(reader, packet6);
  ASSERT_EQ(taken6.result, IpResult::kSegment);
  EXPECT_EQ(taken6.segment.payload_length, 5000U);
  EXPECT_EQ(reader.counters().without_length, 2U);
}

TEST(Ip, TellsWhatWasNotCaptured) {
  IpReader reader;
  const std::string packet = ipv4({}, tcp({.options = std::string(12, '\1')}, "0123456789"));
  const auto length = static_cast<std::uint32_t>(packet.size());
  struct Row {
    std::size_t size;
    IpResult result;
    std::size_t payload;
  };
  const Row rows[] = {{19, IpResult::kCut, 0},     {20, IpResult::kCut, 0},     {39, IpResult::kCut, 0},
                      {40, IpResult::kSegment, 0}, {52, IpResult::kSegment, 0}, {53, IpResult::kSegment, 1},
                      {61, IpResult::kSegment, 9}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.size);
    const std::string part = packet.substr(0, row.size);
    const Taken taken = take(reader, part, at(0), length);
    EXPECT_EQ(taken.result, row.result);
    if (taken.result != IpResult::kSegment) continue;
    EXPECT_EQ(taken.segment.payload.size(), row.payload);
    EXPECT_EQ(taken.segment.payload_length, 10U);
  }
  EXPECT_EQ(reader.counters().cut, 3U);
}

TEST(Ip, RefusesHeadersThatContradictThemselves) {
  IpReader reader;
  std::string version = ipv4({}, tcp({}));
  version[0] = 0x55;
  std::string header = ipv4({}, tcp({}));
  header[0] = 0x44;
  std::string offset = ipv4({}, tcp({}));
  offset[20 + 12] = 0x40;
  std::string long_offset = ipv4({}, tcp({}));
  long_offset[20 + 12] = 0x60;
  const std::string rows[] = {version,
                              header,
                              offset,
                              long_offset,
                              ipv4({.total_length = 19}, tcp({})),
                              ipv4({.total_length = 39}, tcp({})),
                              ipv6({.length = 19}, tcp({}))};
  for (const std::string& row : rows) EXPECT_EQ(take(reader, row).result, IpResult::kDamaged);
  EXPECT_EQ(reader.counters().damaged, std::size(rows));
}

TEST(Ip, CountsOtherProtocols) {
  IpReader reader;
  EXPECT_EQ(take(reader, ipv4({.protocol = 17}, "datagram")).result, IpResult::kOther);
  EXPECT_EQ(take(reader, ipv4({.protocol = 17}, "datagram")).result, IpResult::kOther);
  EXPECT_EQ(take(reader, ipv6({.next = 58}, "echo")).result, IpResult::kOther);
  const std::vector<std::pair<OtherProtocol, std::uint64_t>> expected = {{{17}, 2}, {{58}, 1}};
  EXPECT_EQ(reader.others(), expected);
  EXPECT_EQ(OtherProtocol{17}.text(), "UDP");
  EXPECT_EQ(OtherProtocol{200}.text(), "protocol 200");
  EXPECT_EQ((OtherProtocol{47, 0x22eb}.text()), "ERSPAN III in GRE");
  EXPECT_EQ((OtherProtocol{17, 0x0806}.text()), "ARP in VXLAN");
}

TEST(Ip, KnowsWhatMayCarryTcp) {
  for (const OtherProtocol other : {OtherProtocol{47}, {50}, {115}, {47, 0x880b}, {47, 0x22eb}, {17, 0x8847}})
    EXPECT_TRUE(other.may_carry_tcp()) << other.text();
  for (const OtherProtocol other : {OtherProtocol{17}, {1}, {47, 0x0806}, {17, 0x0806}, {47, 0x5ff}})
    EXPECT_FALSE(other.may_carry_tcp()) << other.text();
}

// An IP packet with one segment in it, and the same in Ethernet.
std::string inner() { return ipv4({.from = {10, 1, 1, 1}, .to = {10, 2, 2, 2}, .id = 9}, tcp({.seq = 5}, "payload")); }
std::string inner6() { return ipv6({}, tcp({.seq = 5}, "payload")); }

std::string gre(std::uint32_t flags, std::uint32_t type) { return net16(flags) + net16(type); }
std::string udp(std::uint32_t to) { return net16(40000) + net16(to) + net16(100) + net16(0); }
std::string vxlan(unsigned flags = 0x08) {
  return udp(4789) + std::string(1, static_cast<char>(flags)) + std::string(3, '\0') + net32(77 << 8);
}
// Version, VLAN; class, session; index.
std::string erspan() { return net16(0x1005) + net16(0x0001) + net32(3); }

TEST(Ip, ReadsWhatTunnelsCarry) {
  const std::string words(4, '\7');
  const struct Row {
    const char* name;
    unsigned protocol;
    std::string header;
    std::string carried;
  } rows[] = {
      {"IpInIp", 4, "", inner()},
      {"Ipv6InIp", 41, "", inner6()},
      {"Gre", 47, gre(0, 0x0800), inner()},
      {"Gre6", 47, gre(0, 0x86dd), inner6()},
      {"GreChecksum", 47, gre(0x8000, 0x0800) + words, inner()},
      {"GreKey", 47, gre(0x2000, 0x0800) + words, inner()},
      {"GreSequence", 47, gre(0x1000, 0x0800) + words, inner()},
      {"GreAll", 47, gre(0xb000, 0x0800) + words + words + words, inner()},
      {"GreEthernet", 47, gre(0x2000, 0x6558) + words, ethernet(0x0800, inner())},
      {"GreVlan", 47, gre(0, 0x6558), ethernet(0x8100, net16(5) + net16(0x86dd) + inner6())},
      {"GreMpls", 47, gre(0, 0x8847), net32(16 << 12 | 0x140) + inner()},
      {"Erspan1", 47, gre(0, 0x88be), ethernet(0x0800, inner())},
      {"Erspan2", 47, gre(0x1000, 0x88be) + words + erspan(), ethernet(0x0800, inner())},
      {"Vxlan", 17, vxlan(), ethernet(0x0800, inner())},
      {"Vxlan6", 17, vxlan(), ethernet(0x86dd, inner6())},
      {"GreInVxlan", 17, vxlan(), ethernet(0x0800, ipv4({.protocol = 47}, gre(0, 0x0800) + inner()))},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    for (const bool outer6 : {false, true}) {
      IpReader reader;
      const std::string whole = row.header + row.carried;
      const std::string packet = outer6 ? ipv6({.next = row.protocol}, whole) : ipv4({.protocol = row.protocol}, whole);
      const Taken taken = take(reader, packet, at(5, 9));
      ASSERT_EQ(taken.result, IpResult::kSegment);
      const bool carried6 = row.carried.ends_with(inner6());
      EXPECT_EQ(taken.segment.from.text(), carried6 ? "[2001:db8::1]:50000" : "10.1.1.1:50000");
      EXPECT_EQ(taken.segment.to.text(), carried6 ? "[2001:db8::2]:7080" : "10.2.2.2:7080");
      EXPECT_EQ(taken.segment.ip_id, carried6 ? 0 : 9);
      EXPECT_EQ(taken.segment.payload, "payload");
      EXPECT_EQ(taken.segment.payload_length, 7U);
      EXPECT_EQ(taken.segment.mark.number, 9U);
      EXPECT_EQ(reader.counters().segments, 1U);
      EXPECT_TRUE(reader.others().empty());
      // Wherever it is cut in front of the payload, it is cut, or a datagram of which nothing is known.
      const std::size_t headers = packet.size() - 7 - 20;
      for (std::size_t size = outer6 ? 40 : 20; size < headers; ++size) {
        const IpResult result =
            take(reader, packet.substr(0, size), at(5), static_cast<std::uint32_t>(packet.size())).result;
        EXPECT_TRUE(result == IpResult::kCut || (row.protocol == 17 && result == IpResult::kOther)) << size;
      }
    }
  }
}

TEST(Ip, NamesWhatIsNotReadOfTunnels) {
  const struct Row {
    const char* name;
    unsigned protocol;
    std::string payload;
  } rows[] = {
      {"ARP in GRE", 47, gre(0, 0x0806) + std::string(28, '\0')},
      {"ARP in GRE", 47, gre(0, 0x6558) + ethernet(0x0806, std::string(28, '\0'))},
      {"IEEE 802.3 in GRE", 47, gre(0, 0x6558) + ethernet(38, std::string(38, '\0'))},
      {"PPP in GRE", 47, gre(0x2001, 0x880b) + std::string(20, '\0')},
      {"IPv4 in GRE", 47, gre(0x4000, 0x0800) + inner()},
      {"ERSPAN III in GRE", 47, gre(0x1000, 0x22eb) + std::string(40, '\0')},
      {"ARP in VXLAN", 17, vxlan() + ethernet(0x0806, std::string(28, '\0'))},
      {"UDP", 17, vxlan(0) + ethernet(0x0800, inner())},
      {"UDP", 17, udp(53) + std::string(40, '\0')},
      {"ICMP", 47, gre(0, 0x0800) + ipv4({.protocol = 1}, "echo")},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    IpReader reader;
    EXPECT_EQ(take(reader, ipv4({.protocol = row.protocol}, row.payload)).result, IpResult::kOther);
    ASSERT_EQ(reader.others().size(), 1U);
    EXPECT_EQ(reader.others()[0].first.text(), row.name);
    EXPECT_EQ(reader.others()[0].second, 1U);
  }
}

TEST(Ip, BoundsTunnels) {
  IpReader reader;
  std::string packet = inner();
  for (int i = 0; i < IpReader::kTunnels; ++i) packet = ipv4({.protocol = 4}, packet);
  EXPECT_EQ(take(reader, packet).result, IpResult::kSegment);
  EXPECT_EQ(take(reader, ipv4({.protocol = 4}, packet)).result, IpResult::kOther);
  EXPECT_EQ(take(reader, packet).result, IpResult::kSegment);
  // Contents that nobody knows are told apart up to a number of them.
  for (std::uint32_t type = 0x9000; type < 0x9000 + 2 * IpReader::kCarried; ++type)
    take(reader, ipv4({.protocol = 47}, gre(0, type)));
  EXPECT_EQ(reader.others().size(), IpReader::kCarried + 2);  // with "IPv4 in IP", and GRE for the rest
  EXPECT_EQ(reader.others().back(), (std::pair(OtherProtocol{47}, std::uint64_t{IpReader::kCarried})));
}

TEST(Ip, PutsFragmentsWithinTunnelsTogether) {
  IpReader reader;
  const std::string segment = tcp({}, "payload of two");
  const std::string first = ipv4({.place = 0x2000}, segment.substr(0, 24));
  const std::string second = ipv4({.place = 3}, segment.substr(24));
  EXPECT_EQ(take(reader, ipv4({.protocol = 4}, first)).result, IpResult::kFragment);
  // The tunnel cuts this one once more.
  EXPECT_EQ(take(reader, ipv4({.id = 8, .protocol = 4, .place = 0x2000}, second.substr(0, 16))).result,
            IpResult::kFragment);
  const Taken taken = take(reader, ipv4({.id = 8, .protocol = 4, .place = 2}, second.substr(16)));
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload, "payload of two");
}

TEST(Ip, WalksTheExtensionHeadersOfIpv6) {
  IpReader reader;
  const std::string hop = std::string("\x3c\0", 2) + std::string(6, '\1');             // then destination options
  const std::string destination = std::string("\x2b\1", 2) + std::string(14, '\1');    // 16 bytes, then routing
  const std::string routing = std::string("\x33\0", 2) + std::string(6, '\0');         // then authentication
  const std::string authentication = std::string("\x2c\4", 2) + std::string(22, 'a');  // 24 bytes, then fragment
  const std::string whole = std::string("\6\0\0\0\0\0\0\1", 8);                        // the only fragment, then TCP
  const std::string packet =
      ipv6({.next = 0}, hop + destination + routing + authentication + whole + tcp({}, "payload"));
  const Taken taken = take(reader, packet);
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload, "payload");
  EXPECT_EQ(taken.segment.from.text(), "[2001:db8::1]:50000");
  EXPECT_EQ(taken.segment.to.text(), "[2001:db8::2]:7080");
  EXPECT_EQ(take(reader, packet.substr(0, 45), at(0), static_cast<std::uint32_t>(packet.size())).result,
            IpResult::kCut);
  // A header that is longer than the packet.
  EXPECT_EQ(take(reader, ipv6({.next = 0}, std::string("\x06\x09", 2) + std::string(6, '\1'))).result,
            IpResult::kDamaged);
  // Headers without end.
  std::string chain;
  for (int i = 0; i < 40; ++i) chain += std::string("\x3c\0", 2) + std::string(6, '\1');
  EXPECT_EQ(take(reader, ipv6({.next = 60}, chain)).result, IpResult::kDamaged);
}

constexpr std::uint32_t kMore = 0x2000;

TEST(Ip, PutsFragmentsTogetherInAnyOrder) {
  const std::string whole = tcp({}, "0123456789abcdefghijklmnopqrstuvwxyz");  // 20 + 36 bytes
  const std::string first = ipv4({.id = 5, .place = kMore}, whole.substr(0, 24));
  const std::string second = ipv4({.id = 5, .place = kMore | 3}, whole.substr(24, 16));
  const std::string third = ipv4({.id = 5, .place = 5}, whole.substr(40));
  const std::vector<std::vector<std::string>> orders = {
      {first, second, third}, {third, second, first}, {second, third, first}, {second, second, first, third}};
  for (const auto& order : orders) {
    IpReader reader;
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
      EXPECT_EQ(take(reader, order[i], at(0, i + 1)).result, IpResult::kFragment);
    }
    const Taken taken = take(reader, order.back(), at(0, order.size()));
    ASSERT_EQ(taken.result, IpResult::kSegment);
    EXPECT_EQ(taken.segment.payload, "0123456789abcdefghijklmnopqrstuvwxyz");
    EXPECT_EQ(taken.segment.payload_length, 36U);
    EXPECT_EQ(taken.segment.from.text(), "10.0.0.1:50000");
    EXPECT_EQ(taken.segment.mark.number, order.size());
    EXPECT_EQ(reader.counters().fragments, order.size());
  }
}

TEST(Ip, PutsFragmentsOfIpv6Together) {
  IpReader reader;
  const std::string whole = tcp({}, "0123456789abcdefghij");
  const std::string first = std::string("\6\0", 2) + net16(0 | 1) + net32(99) + whole.substr(0, 24);
  const std::string second = std::string("\6\0", 2) + net16(24) + net32(99) + whole.substr(24);
  EXPECT_EQ(take(reader, ipv6({.next = 44}, second)).result, IpResult::kFragment);
  const std::string last = ipv6({.next = 44}, first);
  const Taken taken = take(reader, last);
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload, "0123456789abcdefghij");
  EXPECT_EQ(taken.segment.to.text(), "[2001:db8::2]:7080");
}

TEST(Ip, TakesTheFirstOfOverlappingFragments) {
  IpReader reader;
  const std::string whole = tcp({}, "0123456789abcdefghij");  // 40 bytes
  std::string other = whole;
  for (std::size_t i = 20; i < other.size(); ++i) other[i] = '!';
  EXPECT_EQ(take(reader, ipv4({.place = kMore | 1}, whole.substr(8, 24))).result, IpResult::kFragment);
  EXPECT_EQ(take(reader, ipv4({.place = kMore}, other.substr(0, 16))).result, IpResult::kFragment);
  const std::string last = ipv4({.place = 3}, other.substr(24));
  const Taken taken = take(reader, last);
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload, "0123456789ab!!!!!!!!");
}

TEST(Ip, KeepsDatagramsApart) {
  IpReader reader;
  const std::string whole = tcp({}, "0123456789abcdef");  // 36 bytes
  const std::string other_id = ipv4({.id = 6, .place = 3}, whole.substr(24));
  const std::string other_host = ipv4({.from = {10, 0, 0, 9}, .id = 5, .place = 3}, whole.substr(24));
  EXPECT_EQ(take(reader, ipv4({.id = 5, .place = kMore}, whole.substr(0, 24))).result, IpResult::kFragment);
  EXPECT_EQ(take(reader, other_id).result, IpResult::kFragment);
  EXPECT_EQ(take(reader, other_host).result, IpResult::kFragment);
  EXPECT_EQ(take(reader, ipv4({.id = 5, .place = 3}, whole.substr(24))).result, IpResult::kSegment);
}

TEST(Ip, TellsWhatOfFragmentsWasNotCaptured) {
  IpReader reader;
  const std::string whole = tcp({}, "0123456789abcdefghijklmnopqr");  // 48 bytes
  const std::string first = ipv4({.place = kMore}, whole.substr(0, 24));
  const std::string second = ipv4({.place = kMore | 3}, whole.substr(24, 16));
  EXPECT_EQ(take(reader, first).result, IpResult::kFragment);
  EXPECT_EQ(take(reader, second.substr(0, second.size() - 3), at(0), static_cast<std::uint32_t>(second.size())).result,
            IpResult::kFragment);
  const std::string last = ipv4({.place = 5}, whole.substr(40));
  const Taken taken = take(reader, last);
  ASSERT_EQ(taken.result, IpResult::kSegment);
  EXPECT_EQ(taken.segment.payload, "0123456789abcdefg");
  EXPECT_EQ(taken.segment.payload_length, 28U);
}

TEST(Ip, GivesFragmentsUp) {
  const std::string whole = tcp({}, "0123456789abcdef");
  const std::string first = ipv4({.id = 5, .place = kMore}, whole.substr(0, 24));
  const std::string last = ipv4({.id = 5, .place = 3}, whole.substr(24));
  IpReader in_time;
  EXPECT_EQ(take(in_time, first, at(0)).result, IpResult::kFragment);
  EXPECT_EQ(take(in_time, last, at(30000)).result, IpResult::kSegment);
  EXPECT_EQ(in_time.counters().fragments_lost, 0U);
  IpReader late;
  EXPECT_EQ(take(late, first, at(0)).result, IpResult::kFragment);
  EXPECT_EQ(take(late, last, at(30001)).result, IpResult::kFragment);
  EXPECT_EQ(late.counters().fragments_lost, 1U);
  // No more than so many at a time: the oldest gives way.
  IpReader many;
  EXPECT_EQ(take(many, first).result, IpResult::kFragment);
  for (std::uint32_t id = 0; id < IpReader::kDatagrams; ++id) {
    EXPECT_EQ(take(many, ipv4({.id = 100 + id, .place = kMore}, "12345678")).result, IpResult::kFragment);
  }
  EXPECT_EQ(many.counters().fragments_lost, 1U);
  EXPECT_EQ(take(many, last).result, IpResult::kFragment);
  // Past the largest datagram.
  EXPECT_EQ(take(many, ipv4({.id = 1, .place = 0x1fff}, "12345678")).result, IpResult::kDamaged);
}

TEST(Address, ShowsIpv6AsRfc5952Says) {
  struct Row {
    std::array<std::uint16_t, 8> groups;
    const char* text;
  };
  const Row rows[] = {
      {{0x2001, 0xdb8, 0, 0, 0, 0, 0, 1}, "2001:db8::1"},
      {{0, 0, 0, 0, 0, 0, 0, 1}, "::1"},
      {{0, 0, 0, 0, 0, 0, 0, 0}, "::"},
      {{0xfe80, 0, 0, 0, 0, 0, 0, 0}, "fe80::"},
      {{0x2001, 0xdb8, 0, 1, 1, 1, 1, 1}, "2001:db8:0:1:1:1:1:1"},  // one group of zeros stays
      {{0x2001, 0, 0, 1, 0, 0, 0, 1}, "2001:0:0:1::1"},             // the longest row
      {{0x2001, 0xdb8, 0, 0, 1, 0, 0, 1}, "2001:db8::1:0:0:1"},     // the first of two
  };
  for (const Row& row : rows) {
    Address address;
    for (std::size_t i = 0; i < 8; ++i) {
      address.bytes[2 * i] = static_cast<unsigned char>(row.groups[i] >> 8);
      address.bytes[2 * i + 1] = static_cast<unsigned char>(row.groups[i] & 0xff);
    }
    EXPECT_EQ(address.text(), row.text);
  }
}

}  // namespace
}  // namespace logscan::detail
