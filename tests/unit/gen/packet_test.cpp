// Packets taken apart by hand: the offsets and numbers here are those of the standards, written out.
#include "packet.h"

#include <gmock/gmock.h>

#include <string>

#include "capture_file.h"

namespace logscan::gen {
namespace {

std::string hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

Endpoint endpoint(std::string_view address, std::uint16_t port) { return {*parse_address(address), port}; }

// The sum of all 16-bit words of a correct header is 0xffff (RFC 1071).
unsigned sum_of(std::string_view bytes, unsigned sum = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i) sum += static_cast<unsigned char>(bytes[i]) * (i % 2 == 0 ? 256U : 1U);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return sum;
}

TEST(WireAddress, ReadsBothKinds) {
  EXPECT_EQ(hex({reinterpret_cast<const char*>(parse_address("10.93.132.92")->bytes.data()), 4}), "0a5d845c");
  const auto full = parse_address("[fd00:0:0:0:0:0:0:5c]");
  ASSERT_TRUE(full);
  EXPECT_TRUE(full->v6);
  EXPECT_EQ(hex({reinterpret_cast<const char*>(full->bytes.data()), 16}), "fd00000000000000000000000000005c");
  EXPECT_EQ(*full, *parse_address("fd00::5c"));
  EXPECT_EQ(*parse_address("::"), *parse_address("0:0:0:0:0:0:0:0"));
  for (const char* wrong : {"", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.4x", "1:2", "1::2::3", "1:2:3:4:5:6:7:8:9",
                            "1:2:3:4:5:6:7:8::", "12345::", "fe80::1%eth0"})
    EXPECT_FALSE(parse_address(wrong)) << wrong;
}

TEST(Checksum, IsThatOfTheStandard) {
  // The example of RFC 1071, section 3: the sum of 0001 f203 f4f5 f6f7 is ddf2.
  const std::string bytes("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8);
  EXPECT_EQ(checksum(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()), 0xffff - 0xddf2);
  // An odd byte counts as the high one of a word.
  EXPECT_EQ(checksum(reinterpret_cast<const unsigned char*>("\x12"), 1), 0xffff - 0x1200);
}

TEST(FrameWriter, WritesEthernetIpv4AndTcp) {
  std::string frame;
  const FrameLayout layout = FrameWriter(LinkType::kEthernet)
                                 .append_tcp(endpoint("10.93.132.92", 49'152), endpoint("10.93.10.21", 7080),
                                             {0x0102'0304, 0x0506'0708, kAck | kPush, "abc"}, 0x1234, frame, false);
  ASSERT_EQ(frame.size(), 14U + 20U + 20U + 3U);
  EXPECT_EQ(hex(frame.substr(0, 14)), "0050565d0a150050565d845c0800");
  EXPECT_EQ(hex(frame.substr(14, 10)), "4500002b123440007f06");  // length 43, may not be cut, TCP
  EXPECT_EQ(hex(frame.substr(26, 8)), "0a5d845c0a5d0a15");
  EXPECT_EQ(sum_of(frame.substr(14, 20)), 0xffffU);
  EXPECT_EQ(hex(frame.substr(34, 16)), "c0001ba8010203040506070850182000");
  EXPECT_EQ(frame.substr(54), "abc");
  EXPECT_EQ(layout.ip, 14U);
  EXPECT_EQ(layout.transport, 34U);
  EXPECT_EQ(layout.payload, 54U);
  // Pseudo header: addresses, protocol 6, length 23.
  EXPECT_EQ(sum_of(frame.substr(34), sum_of(frame.substr(26, 8)) + 6 + 23), 0xffffU);
}

TEST(FrameWriter, WritesIpv6AndTheOptionsOfSyn) {
  std::string frame;
  const FrameLayout layout =
      FrameWriter(LinkType::kRaw)
          .append_tcp(endpoint("fd00::5c", 49'152), endpoint("fd00::15", 7080), {7, 99, kSyn, {}}, 1, frame, false);
  ASSERT_EQ(frame.size(), 40U + 32U);
  EXPECT_EQ(layout.transport, 40U);
  EXPECT_EQ(hex(frame.substr(0, 8)), "600000000020067f");
  EXPECT_EQ(hex(frame.substr(40, 16)),
            "c0001ba80000000700000000"
            "80022000")
      << "a SYN acknowledges nothing";
  EXPECT_EQ(hex(frame.substr(60, 12)), "020405b40101040201030308");
  EXPECT_EQ(sum_of(frame.substr(40), sum_of(frame.substr(8, 32)) + 6 + 32), 0xffffU);
}

TEST(FrameWriter, KnowsTheLinks) {
  const Endpoint client = endpoint("10.93.132.92", 49'152);
  const Endpoint listener = endpoint("10.93.10.21", 7080);
  const auto head = [&](LinkType link, bool outgoing, bool big_endian = false) {
    std::string frame;
    const FrameLayout layout =
        FrameWriter(link, big_endian).append_tcp(client, listener, {1, 2, kAck, {}}, 1, frame, outgoing);
    return hex(frame.substr(0, layout.ip));
  };
  EXPECT_EQ(head(LinkType::kVlan, false), "0050565d0a150050565d845c810000840800");
  EXPECT_EQ(head(LinkType::kSll, false), "0000000100060050565d845c00000800");
  EXPECT_EQ(head(LinkType::kSll, true), "0004000100060050565d845c00000800");
  EXPECT_EQ(head(LinkType::kSll2, true), "0800000000000002000104060050565d845c0000");
  EXPECT_EQ(head(LinkType::kNull, false), "02000000");
  EXPECT_EQ(head(LinkType::kNull, false, true), "00000002");
  EXPECT_EQ(head(LinkType::kRaw, false), "");
}

TEST(FrameWriter, WritesUdpAndArp) {
  std::string frame;
  FrameWriter(LinkType::kRaw).append_udp(endpoint("10.0.0.1", 53), endpoint("10.0.0.2", 4000), "xyz", 9, frame, false);
  EXPECT_EQ(hex(frame.substr(20, 6)), "00350fa0000b");
  EXPECT_EQ(sum_of(frame.substr(20), sum_of(frame.substr(12, 8)) + 17 + 11), 0xffffU);
  frame.clear();
  FrameWriter(LinkType::kRaw).append_arp(*parse_address("10.0.0.1"), *parse_address("10.0.0.2"), frame);
  EXPECT_EQ(frame, "") << "a link without hardware addresses";
  FrameWriter(LinkType::kEthernet).append_arp(*parse_address("10.0.0.1"), *parse_address("10.0.0.2"), frame);
  EXPECT_EQ(hex(frame),
            "ffffffffffff0050560000010806"
            "0001080006040001"
            "0050560000010a000001"
            "0000000000000a000002");
}

// 2026-03-04T00:00:00.123456789Z, five bytes of which four are held.
std::string file_of(CaptureFormat format) {
  const CaptureWriter writer(format, LinkType::kEthernet, 4);
  std::string file;
  writer.begin(file);
  writer.append({1'772'582'400'123'456'789, "abcde"}, file);
  writer.end(1'772'582'401'000'000'000, 3, 2, file);
  return hex(file);
}

TEST(CaptureWriter, WritesThePcapFormats) {
  EXPECT_EQ(file_of(CaptureFormat::kPcap),
            "d4c3b2a1"
            "02000400"
            "00000000"
            "00000000"
            "04000000"
            "01000000"
            "0076a769"
            "40e20100"
            "04000000"
            "05000000"
            "61626364");
  EXPECT_EQ(file_of(CaptureFormat::kPcapNano).substr(0, 8), "4d3cb2a1");
  EXPECT_EQ(file_of(CaptureFormat::kPcapNano).substr(48, 16),
            "0076a769"
            "15cd5b07");
  EXPECT_EQ(file_of(CaptureFormat::kPcapBigEndian),
            "a1b2c3d4"
            "00020004"
            "00000000"
            "00000000"
            "00000004"
            "00000001"
            "69a77600"
            "0001e240"
            "00000004"
            "00000005"
            "61626364");
}

TEST(CaptureWriter, WritesPcapng) {
  // Section; interface with a name and microseconds; packet; statistics: received (4) and dropped (5).
  EXPECT_EQ(file_of(CaptureFormat::kPcapNg),
            "0a0d0d0a"
            "1c000000"
            "4d3c2b1a"
            "01000000"
            "ffffffffffffffff"
            "1c000000"
            "01000000"
            "28000000"
            "01000000"
            "04000000"
            "02000400"
            "65746830"
            "09000100"
            "06000000"
            "00000000"
            "28000000"
            "06000000"
            "24000000"
            "00000000"
            "274c0600"
            "40624b80"
            "04000000"
            "05000000"
            "61626364"
            "24000000"
            "05000000"
            "34000000"
            "00000000"
            "274c0600"
            "40c25880"
            "04000800"
            "0300000000000000"
            "05000800"
            "0200000000000000"
            "00000000"
            "34000000");
}

}  // namespace
}  // namespace logscan::gen
