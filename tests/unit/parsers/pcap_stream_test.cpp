#include "parsers/capture/pcap_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "input/capture_mark.h"
#include "unit/parse/cut_text.h"
#include "unit/parsers/packets.h"

namespace logscan::detail {
namespace {

using testing::HasSubstr;
using namespace test;

constexpr std::int64_t kTime = 1404055835123456;  // of the first packet of all files here

struct Packet {
  std::int64_t micros;
  std::uint64_t number;
  std::uint64_t offset;
  std::uint32_t length;
  std::string bytes;
};

struct Reading {
  std::vector<Packet> packets;
  std::optional<Error> error;  // of opening, or what the reading ended with
  bool opened = false;
  std::uint32_t link = 0;
  std::uint32_t snapshot = 0;
  std::uint64_t bytes = 0;
  std::optional<std::uint64_t> dropped;
};

Reading read(std::string_view file, std::size_t piece = 1 << 20, std::optional<Error> end = {}) {
  TextSource source(file, piece, std::move(end));
  Reading reading;
  Result<PcapStream> stream = PcapStream::open(source);
  reading.opened = stream.ok();
  if (!stream) {
    reading.error = stream.error();
    return reading;
  }
  Frame frame;
  for (;;) {
    const Result<bool> more = stream->next(frame);
    if (!more) reading.error = more.error();
    if (!more || !*more) break;
    EXPECT_EQ(frame.link, stream->link());
    // The place is that of the record: the bytes of the packet stand within it.
    const std::string_view record = file.substr(frame.mark.offset, frame.mark.bytes);
    const std::string bytes(reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size());
    EXPECT_THAT(std::string(record), HasSubstr(bytes));
    reading.packets.push_back(
        {frame.mark.time.time_since_epoch().count(), frame.mark.number, frame.mark.offset, frame.length, bytes});
  }
  const Result<bool> after = stream->next(frame);
  EXPECT_TRUE(after.ok() && !*after);
  reading.link = stream->link();
  reading.snapshot = stream->snapshot_length();
  reading.bytes = stream->bytes_read();
  reading.dropped = stream->dropped();
  return reading;
}

std::vector<Record> two_records() { return {{"first packet", kTime}, {"second", kTime + 1500000, 1400}}; }

void expect_two(const Reading& reading, std::uint64_t first_at, std::uint64_t second_at) {
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.packets[0].micros, kTime);
  EXPECT_EQ(reading.packets[0].bytes, "first packet");
  EXPECT_EQ(reading.packets[0].length, 12U);
  EXPECT_EQ(reading.packets[0].number, 1U);
  EXPECT_EQ(reading.packets[0].offset, first_at);
  EXPECT_EQ(reading.packets[1].micros, kTime + 1500000);
  EXPECT_EQ(reading.packets[1].bytes, "second");
  EXPECT_EQ(reading.packets[1].length, 1400U);
  EXPECT_EQ(reading.packets[1].number, 2U);
  EXPECT_EQ(reading.packets[1].offset, second_at);
}

TEST(PcapStream, ReadsClassicCapturesOfBothOrdersAndPrecisions) {
  for (const Order order : {Order::kLittle, Order::kBig}) {
    for (const bool nanoseconds : {false, true}) {
      const std::string file = classic(two_records(), {order, nanoseconds, 113, 65535});
      for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, file.size()}) {
        SCOPED_TRACE(piece);
        const Reading reading = read(file, piece);
        EXPECT_FALSE(reading.error);
        EXPECT_EQ(reading.link, 113U);
        EXPECT_EQ(reading.snapshot, 65535U);
        EXPECT_EQ(reading.bytes, file.size());
        EXPECT_FALSE(reading.dropped);
        expect_two(reading, 24, 24 + 16 + 12);
      }
    }
  }
}

TEST(PcapStream, ReadsPcapngOfManyInterfaces) {
  for (const Order order : {Order::kLittle, Order::kBig}) {
    const auto records = two_records();
    // One clock counts microseconds, the other nanoseconds.
    const std::string before = section(order) + interface_block(1, 6, order) + interface_block(1, 9, order);
    const std::string first = packet_block(0, records[0], static_cast<std::uint64_t>(kTime), order);
    const std::string between = block(0x0bad, "of a kind nobody knows", order);
    const std::string second =
        packet_block(1, records[1], static_cast<std::uint64_t>(kTime + 1500000) * 1000 + 999, order);
    const std::string file = before + first + between + second + statistics_block(0, 5, order) +
                             statistics_block(1, 2, order) + statistics_block(1, 37, order);
    for (const std::size_t piece : {std::size_t{1}, std::size_t{13}, file.size()}) {
      SCOPED_TRACE(piece);
      const Reading reading = read(file, piece);
      EXPECT_FALSE(reading.error);
      EXPECT_EQ(reading.link, 1U);
      // The counts of an interface run on.
      EXPECT_EQ(reading.dropped, 42U);
      expect_two(reading, before.size(), before.size() + first.size() + between.size());
    }
  }
}

TEST(PcapStream, CountsDropsOfSectionsTogether) {
  const std::string part = section() + interface_block(1) + packet_block(0, {"x"}, kTime) + statistics_block(0, 3);
  const Reading reading = read(part + part);
  EXPECT_FALSE(reading.error);
  EXPECT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.dropped, 6U);
}

TEST(PcapStream, TakesAFileOfOnlyAHeaderForNoPackets) {
  const Reading reading = read(classic({}));
  EXPECT_TRUE(reading.opened);
  EXPECT_FALSE(reading.error);
  EXPECT_TRUE(reading.packets.empty());
}

TEST(PcapStream, KeepsWhatCameBeforeACut) {
  const std::string pcapng_front = section() + interface_block(1) + packet_block(0, {"first packet"}, kTime);
  const std::string files[] = {classic(two_records()), pcapng_front + packet_block(0, {"second"}, kTime)};
  const std::size_t fronts[] = {24 + 16 + 12, pcapng_front.size()};
  for (std::size_t f = 0; f < 2; ++f) {
    for (std::size_t size = fronts[f]; size < files[f].size(); ++size) {
      SCOPED_TRACE(size);
      const Reading reading = read(std::string_view(files[f]).substr(0, size));
      ASSERT_EQ(reading.packets.size(), 1U);
      EXPECT_EQ(reading.packets[0].bytes, "first packet");
      if (size == fronts[f]) {
        EXPECT_FALSE(reading.error);
      } else {
        ASSERT_TRUE(reading.error);
        EXPECT_EQ(reading.error->code, ErrorCode::kTruncated) << reading.error->message;
      }
    }
  }
}

TEST(PcapStream, SaysThatAHeaderIsCut) {
  for (const std::string& file : {classic({}), section() + interface_block(1)}) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      if (size == section().size() && file.size() > 24) continue;  // a section without interfaces is the next test
      SCOPED_TRACE(size);
      const Reading reading = read(std::string_view(file).substr(0, size));
      EXPECT_FALSE(reading.opened);
      ASSERT_TRUE(reading.error);
      EXPECT_EQ(reading.error->code, ErrorCode::kTruncated) << reading.error->message;
    }
  }
}

TEST(PcapStream, SaysThatARecordIsDamaged) {
  std::string long_record = classic(two_records());
  long_record.replace(24 + 16 + 12 + 8, 4, file32(262145, Order::kLittle));
  std::string short_block =
      section() + interface_block(1) + packet_block(0, {"first packet"}, kTime) + packet_block(0, {"second"}, kTime);
  short_block.replace(
      section().size() + interface_block(1).size() + packet_block(0, {"first packet"}, kTime).size() + 4, 4,
      file32(4, Order::kLittle));
  std::string long_packet = section() + interface_block(1) + packet_block(0, {"first packet"}, kTime);
  const std::size_t packet_at = long_packet.size();
  long_packet += packet_block(0, {"second"}, kTime);
  long_packet.replace(packet_at + 20, 4, file32(262145, Order::kLittle));
  for (const std::string& file : {long_record, short_block, long_packet}) {
    const Reading reading = read(file);
    EXPECT_EQ(reading.packets.size(), 1U);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::kDamaged) << reading.error->message;
  }
}

TEST(PcapStream, RefusesWhatIsNoCapture) {
  for (const std::size_t piece : {std::size_t{1}, std::size_t{60}}) {
    const Reading reading = read("2024-07-16 15:09:50,514 DEBUG [Timer-144] no capture at all", piece);
    EXPECT_FALSE(reading.opened);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::kDamaged);
  }
}

TEST(PcapStream, NamesDifferentLinkTypesAndTheMend) {
  const std::string file = section() + interface_block(1) + interface_block(276) + packet_block(0, {"x"}, kTime);
  const Reading reading = read(file);
  EXPECT_TRUE(reading.packets.empty());
  ASSERT_TRUE(reading.error);
  EXPECT_EQ(reading.error->code, ErrorCode::kDamaged);
  EXPECT_EQ(reading.error->message,
            "its interfaces have different link types (EN10MB and LINUX_SLL2), and libpcap reads only one; take one "
            "interface out: tshark -r IN.pcapng -Y 'frame.interface_id == 0' -w ONE.pcapng && editcap -F pcap -T ether "
            "ONE.pcapng OUT.pcap");
}

TEST(PcapStream, KeepsPacketsThatCameBeforeAnInterfaceOfAnotherType) {
  const std::string file = section() + interface_block(101) + packet_block(0, {"x"}, kTime) + interface_block(113);
  const Reading reading = read(file);
  EXPECT_EQ(reading.packets.size(), 1U);
  ASSERT_TRUE(reading.error);
  EXPECT_THAT(reading.error->message, HasSubstr("(RAW and LINUX_SLL)"));
  EXPECT_THAT(reading.error->message, HasSubstr("-T rawip "));
}

TEST(PcapStream, HandsOnTheErrorOfItsSource) {
  const std::string file = classic(two_records());
  // Within a record, and where a record ends.
  for (const std::size_t size : {file.size() - 1, file.size()}) {
    const Reading reading = read(std::string_view(file).substr(0, size), 64, Error{ErrorCode::kLimit, "too much"});
    EXPECT_EQ(reading.packets.size(), size == file.size() ? 2U : 1U);
    ASSERT_TRUE(reading.error);
    EXPECT_EQ(reading.error->code, ErrorCode::kLimit);
    EXPECT_EQ(reading.error->message, "too much");
  }
  const Reading none = read("", 64, Error{ErrorCode::kEncrypted, "locked"});
  EXPECT_FALSE(none.opened);
  ASSERT_TRUE(none.error);
  EXPECT_EQ(none.error->code, ErrorCode::kEncrypted);
}

TEST(PcapStream, CutsPacketsToTheSnapshotLengthOfTheFile) {
  // Some writers state less in the header than their records hold: places must not slip.
  const Reading reading = read(classic({{"0123456789", kTime}, {"abc", kTime}}, {.snapshot = 4}));
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.packets[0].bytes, "0123");
  EXPECT_EQ(reading.packets[0].length, 10U);
  EXPECT_EQ(reading.packets[1].bytes, "abc");
  EXPECT_EQ(reading.packets[1].offset, 24U + 16 + 10);
}

// Records of the one order are taken where they stand, those of the other by libpcap alone.
TEST(PcapStream, ReadsBothOrdersAlikeWhereverTheyAreCutOrDamaged) {
  const std::vector<Record> records = {{"first packet", kTime},
                                       {"", kTime},
                                       {"longer than it says", kTime, 3},
                                       {std::string(40, 'x'), kTime},
                                       {"last", kTime - 7}};
  for (const bool damaged : {false, true}) {
    std::string files[2];
    for (const Order order : {Order::kLittle, Order::kBig}) {
      std::string& file = files[order == Order::kBig ? 1 : 0];
      file = classic(records, {.order = order, .snapshot = 32});
      if (damaged) file.replace(file.size() - 4 - 8, 4, file32(262145, order));
    }
    ASSERT_EQ(files[0].size(), files[1].size());
    EXPECT_EQ(read(files[0]).packets.size(), damaged ? 4U : 5U);
    for (std::size_t size = 0; size <= files[0].size(); ++size) {
      SCOPED_TRACE(size);
      const Reading little = read(std::string_view(files[0]).substr(0, size), 50);
      const Reading big = read(std::string_view(files[1]).substr(0, size), 50);
      EXPECT_EQ(little.opened, big.opened);
      EXPECT_EQ(little.error ? little.error->message : "", big.error ? big.error->message : "");
      ASSERT_EQ(little.packets.size(), big.packets.size());
      for (std::size_t i = 0; i < little.packets.size(); ++i) {
        EXPECT_EQ(little.packets[i].micros, big.packets[i].micros);
        EXPECT_EQ(little.packets[i].number, big.packets[i].number);
        EXPECT_EQ(little.packets[i].offset, big.packets[i].offset);
        EXPECT_EQ(little.packets[i].length, big.packets[i].length);
        EXPECT_EQ(little.packets[i].bytes, big.packets[i].bytes);
      }
    }
  }
}

TEST(PcapStream, BringsTimesThatAreNoneIntoRange) {
  std::string file = classic({{"first", 0}, {"second", 0}});
  file.replace(24 + 4, 4, file32(0xffffffff, Order::kLittle));        // microseconds
  file.replace(24 + 16 + 5, 4, file32(0x80000000, Order::kLittle));   // seconds
  file.replace(24 + 16 + 5 + 4, 4, file32(1000000, Order::kLittle));  // microseconds
  const Reading reading = read(file);
  ASSERT_EQ(reading.packets.size(), 2U);
  EXPECT_EQ(reading.packets[0].micros, 0);
  EXPECT_EQ(reading.packets[1].micros, 999999);
}

TEST(PcapStream, ReadsOnPastOneBuffer) {
  std::vector<Record> records;
  for (int i = 0; i < 3000; ++i) records.push_back({std::string(static_cast<std::size_t>(i % 1500), 'x'), kTime + i});
  const std::string file = classic(records);
  const Reading reading = read(file, 100000);
  EXPECT_FALSE(reading.error);
  ASSERT_EQ(reading.packets.size(), records.size());
  std::uint64_t offset = 24;
  for (std::size_t i = 0; i < records.size(); ++i) {
    EXPECT_EQ(reading.packets[i].bytes.size(), records[i].bytes.size());
    EXPECT_EQ(reading.packets[i].offset, offset);
    offset += 16 + records[i].bytes.size();
  }
}

TEST(IsCapture, KnowsTheMagicsOfBothOrders) {
  for (const Order order : {Order::kLittle, Order::kBig}) {
    EXPECT_TRUE(is_capture(classic({}, {.order = order})));
    EXPECT_TRUE(is_capture(classic({}, {.order = order, .nanoseconds = true})));
    EXPECT_TRUE(is_capture(file32(0xa1b2cd34, order) + std::string(20, '\0')));
    EXPECT_TRUE(is_capture(section(order)));
  }
  EXPECT_FALSE(is_capture(classic({}).substr(0, 11)));
  EXPECT_TRUE(is_capture(classic({}).substr(0, 12)));
  // A text that begins with empty lines begins like a pcapng file.
  EXPECT_FALSE(is_capture("\n\r\r\nEvent log of server 1"));
  EXPECT_FALSE(is_capture("2024-07-16 15:09:50,514 DEBUG"));
  EXPECT_FALSE(is_capture(""));
}

TEST(LinkName, NamesWhatLibpcapNames) {
  EXPECT_EQ(link_name(1), "EN10MB");
  EXPECT_EQ(link_name(105), "IEEE802_11");
  EXPECT_EQ(link_name(9999), "link type 9999");
}

}  // namespace
}  // namespace logscan::detail
