#include "parsers/capture/link.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

#include "unit/parsers/packets.h"

namespace logscan::detail {
namespace {

using namespace test;

const std::string kIp4 = "E...", kIp6 = "`...";

struct Row {
  const char* name;
  std::uint32_t link;
  std::string header;
  std::string payload;
  Network network;
  std::uint16_t protocol = 0;
};

std::string cooked(std::uint32_t protocol) {
  return net16(4) + net16(1) + net16(6) + std::string("\2\0\0\0\0\1\0\0", 8) + net16(protocol);
}
std::string cooked2(std::uint32_t protocol) {
  return net16(protocol) + net16(0) + net32(2) + net16(1) + std::string("\4\6\2\0\0\0\0\1\0\0", 10);
}
std::string little32(std::uint32_t number) { return file32(number, Order::kLittle); }

// Of MPLS: the label, whether it is the last one, and 64 hops.
std::string label(std::uint32_t number, bool last) { return net32(number << 12 | (last ? 0x100 : 0) | 64); }
// Version and type, code, session, length.
std::string pppoe(unsigned code) { return net16(0x1100 | code) + net16(7) + net16(40); }

TEST(Link, TakesOffEveryKnownHeader) {
  const Row rows[] = {
      {"Ethernet4", 1, ethernet(0x0800, ""), kIp4, Network::kIpv4, 0x0800},
      {"Ethernet6", 1, ethernet(0x86dd, ""), kIp6, Network::kIpv6, 0x86dd},
      {"Arp", 1, ethernet(0x0806, ""), "arp", Network::kOther, 0x0806},
      {"SpanningTree", 1, ethernet(38, ""), "BBB", Network::kOther, 38},
      {"Vlan", 1, ethernet(0x8100, net16(100) + net16(0x0800)), kIp4, Network::kIpv4, 0x0800},
      {"VlanArp", 1, ethernet(0x8100, net16(100) + net16(0x0806)), "arp", Network::kOther, 0x0806},
      {"QinQ", 1, ethernet(0x88a8, net16(1) + net16(0x8100) + net16(2) + net16(0x86dd)), kIp6, Network::kIpv6, 0x86dd},
      {"OldQinQ", 1, ethernet(0x9100, net16(1) + net16(0x8100) + net16(2) + net16(0x0800)), kIp4, Network::kIpv4,
       0x0800},
      {"Cooked4", 113, cooked(0x0800), kIp4, Network::kIpv4, 0x0800},
      {"Cooked6", 113, cooked(0x86dd), kIp6, Network::kIpv6, 0x86dd},
      {"CookedVlan", 113, cooked(0x8100) + net16(5) + net16(0x0800), kIp4, Network::kIpv4, 0x0800},
      {"CookedArp", 113, cooked(0x0806), "arp", Network::kOther, 0x0806},
      {"CookedTwo4", 276, cooked2(0x0800), kIp4, Network::kIpv4, 0x0800},
      {"CookedTwo6", 276, cooked2(0x86dd), kIp6, Network::kIpv6, 0x86dd},
      {"Raw4", 12, "", kIp4, Network::kIpv4},
      {"Raw6", 12, "", kIp6, Network::kIpv6},
      {"RawOfOpenBsd", 14, "", kIp4, Network::kIpv4},
      {"RawInFiles", 101, "", kIp6, Network::kIpv6},
      {"RawOther", 101, "", "\x11zzz", Network::kOther},
      {"OnlyIpv4", 228, "", kIp4, Network::kIpv4},
      {"OnlyIpv6", 229, "", kIp6, Network::kIpv6},
      {"NullLittle", 0, little32(2), kIp4, Network::kIpv4},
      {"NullBig", 0, net32(2), kIp4, Network::kIpv4},
      {"NullLinux", 0, little32(10), kIp6, Network::kIpv6},
      {"NullFreeBsd", 0, little32(28), kIp6, Network::kIpv6},
      {"NullDarwin", 0, little32(30), kIp6, Network::kIpv6},
      {"NullOther", 0, little32(7), "zzz", Network::kOther},
      {"Loop4", 108, net32(2), kIp4, Network::kIpv4},
      {"Loop6", 108, net32(24), kIp6, Network::kIpv6},
      {"Mpls4", 1, ethernet(0x8847, label(100, true)), kIp4, Network::kIpv4, 0x8847},
      {"Mpls6", 1, ethernet(0x8848, label(100, false) + label(2, true)), kIp6, Network::kIpv6, 0x8848},
      {"MplsVlan", 1, ethernet(0x8100, net16(5) + net16(0x8847) + label(100, true)), kIp4, Network::kIpv4, 0x8847},
      {"MplsOther", 1, ethernet(0x8847, label(100, true)), std::string(16, '\0'), Network::kOther, 0x8847},
      {"MplsAlone", 219, label(100, true), kIp4, Network::kIpv4, 0x8847},
      {"Pppoe4", 1, ethernet(0x8864, pppoe(0) + net16(0x0021)), kIp4, Network::kIpv4, 0x880b},
      {"Pppoe6", 1, ethernet(0x8864, pppoe(0) + net16(0x0057)), kIp6, Network::kIpv6, 0x880b},
      {"PppoeLcp", 1, ethernet(0x8864, pppoe(0) + net16(0xc021)), "lcp", Network::kOther, 0x880b},
      {"PppoeDiscovery", 1, ethernet(0x8863, ""), pppoe(0x09), Network::kOther, 0x8863},
      {"PppoeAlone", 51, pppoe(0) + net16(0x0021), kIp4, Network::kIpv4, 0x880b},
      {"PppShortProtocol", 51, pppoe(0) + "\x21", kIp4, Network::kIpv4, 0x880b},
      {"Ppp4", 9, net16(0xff03) + net16(0x0021), kIp4, Network::kIpv4, 0x880b},
      {"PppUnframed", 9, net16(0x0057), kIp6, Network::kIpv6, 0x880b},
      {"PppSerial", 50, net16(0xff03) + net16(0x0057), kIp6, Network::kIpv6, 0x880b},
      {"PppLcp", 9, net16(0xff03) + net16(0xc021), "lcp", Network::kOther, 0x880b},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string bytes = row.header + row.payload;
    const NetworkPacket packet = take_off_link(row.link, bytes_of(bytes), static_cast<std::uint32_t>(bytes.size()) + 9);
    EXPECT_EQ(packet.network, row.network);
    EXPECT_EQ(packet.protocol, row.protocol);
    EXPECT_EQ(packet.length, row.payload.size() + 9);
    EXPECT_EQ(std::string(packet.bytes.begin(), packet.bytes.end()), row.payload);
    // Wherever it is cut, it is cut or a part of the payload.
    for (std::size_t size = 0; size < row.header.size(); ++size) {
      const std::string part = bytes.substr(0, size);
      EXPECT_EQ(take_off_link(row.link, bytes_of(part), 60).network, Network::kCut) << size;
    }
  }
}

TEST(Link, DoesNotKnowEveryLink) {
  const std::string bytes(60, 'x');
  const NetworkPacket packet = take_off_link(105, bytes_of(bytes), 60);
  EXPECT_EQ(packet.network, Network::kUnknownLink);
  EXPECT_EQ(packet.length, 60U);
}

TEST(Link, StopsAtTooManyTags) {
  std::string tags;
  for (int i = 0; i < 8; ++i) tags += net16(1) + net16(i < 7 ? 0x8100 : 0x0800);
  const std::string eight = ethernet(0x8100, tags + kIp4);
  EXPECT_EQ(take_off_link(1, bytes_of(eight), 60).network, Network::kIpv4);
  const std::string nine = ethernet(0x8100, net16(1) + net16(0x8100) + tags + kIp4);
  EXPECT_EQ(take_off_link(1, bytes_of(nine), 64).network, Network::kOther);
}

TEST(Link, StopsAtTooManyLabels) {
  std::string labels;
  for (int i = 0; i < 15; ++i) labels += label(100, false);
  EXPECT_EQ(take_off_link(1, bytes_of(ethernet(0x8847, labels + label(2, true) + kIp4)), 120).network, Network::kIpv4);
  EXPECT_EQ(take_off_link(1, bytes_of(ethernet(0x8847, labels + label(1, false) + label(2, true) + kIp4)), 120).network,
            Network::kOther);
}

TEST(Link, KnowsWhatMayCarryIp) {
  using Types = std::initializer_list<std::uint16_t>;
  for (const std::uint16_t type : Types{0x8847, 0x8864, 0x88e5, 0x22eb}) EXPECT_TRUE(may_carry_ip(type)) << type;
  for (const std::uint16_t type : Types{0x0806, 0x88cc, 0x8809, 0x8863, 38}) EXPECT_FALSE(may_carry_ip(type)) << type;
}

TEST(Link, NamesOtherProtocols) {
  EXPECT_EQ(ethertype_name(0x0806), "ARP");
  EXPECT_EQ(ethertype_name(0x88cc), "LLDP");
  EXPECT_EQ(ethertype_name(38), "IEEE 802.3");
  EXPECT_EQ(ethertype_name(0x88b5), "ethertype 0x88b5");
}

}  // namespace
}  // namespace logscan::detail
