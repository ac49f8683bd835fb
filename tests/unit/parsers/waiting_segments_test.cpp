#include "parsers/capture/waiting_segments.h"

#include <gtest/gtest.h>

#include <string>

namespace logscan::detail {
namespace {

Segment segment(std::uint32_t seq, std::string_view payload, std::uint8_t flags = 0) {
  Segment segment;
  segment.seq = seq;
  segment.flags = flags;
  segment.payload = payload;
  segment.payload_length = static_cast<std::uint32_t>(payload.size());
  return segment;
}

std::uint32_t keep(WaitingSegments& waiting, WaitingSegments::List& list, const Segment& segment) {
  return waiting.keep(list, segment, segment.seq, segment.seq + segment.payload_length);
}

// `10:abc 20:de`, and the list is empty afterwards.
std::string drain(WaitingSegments& waiting, WaitingSegments::List& list) {
  std::string text;
  while (!list.empty()) {
    const WaitingSegments::Waiting& first = waiting.first(list);
    text += (text.empty() ? "" : " ") + std::to_string(first.seq) + ":" + first.bytes;
    EXPECT_EQ(first.length, first.bytes.size());
    waiting.drop_first(list);
  }
  EXPECT_EQ(list.count, 0U);
  EXPECT_EQ(list.bytes, 0U);
  return text;
}

TEST(WaitingSegments, StandInTheOrderOfTheirNumbers) {
  WaitingSegments waiting;
  WaitingSegments::List list;
  for (const auto& [seq, text] : {std::pair{30U, "cc"}, {10U, "aa"}, {0xfffffff0U, "zz"}, {20U, "bb"}})
    EXPECT_EQ(keep(waiting, list, segment(seq, text)), 2U);
  EXPECT_EQ(list.count, 4U);
  EXPECT_EQ(waiting.first(list).seq, 0xfffffff0U);
  EXPECT_EQ(waiting.last(list).seq, 30U);
  EXPECT_EQ(drain(waiting, list), "4294967280:zz 10:aa 20:bb 30:cc");
}

TEST(WaitingSegments, OfBytesThatComeTwiceTheFirstWin) {
  WaitingSegments waiting;
  WaitingSegments::List list;
  EXPECT_EQ(keep(waiting, list, segment(10, "aaaa")), 4U);
  EXPECT_EQ(keep(waiting, list, segment(20, "bbbb")), 4U);
  EXPECT_EQ(keep(waiting, list, segment(11, "xx")), 0U);
  EXPECT_EQ(keep(waiting, list, segment(8, "cccccccccccccccccc")), 10U);  // 8, 9, 14 to 19, 24 and 25
  EXPECT_EQ(drain(waiting, list), "8:cc 10:aaaa 14:cccccc 20:bbbb 24:cc");
}

TEST(WaitingSegments, DataInASynStandBehindItsNumber) {
  WaitingSegments waiting;
  WaitingSegments::List list;
  EXPECT_EQ(waiting.keep(list, segment(9, "abc", TcpFlags::kSyn), 10, 13), 3U);
  EXPECT_EQ(drain(waiting, list), "10:abc");
}

TEST(WaitingSegments, ListsAreApartAndTheirCostIsCounted) {
  WaitingSegments waiting;
  WaitingSegments::List one, other;
  keep(waiting, one, segment(10, "aaaa"));
  keep(waiting, other, segment(10, "bb"));
  keep(waiting, other, segment(20, "dd"));
  EXPECT_EQ(one.bytes + other.bytes, waiting.bytes());
  EXPECT_EQ(other.count, 2U);
  EXPECT_GT(other.bytes, one.bytes);
  EXPECT_EQ(drain(waiting, one), "10:aaaa");
  // Its place is taken by another list.
  keep(waiting, other, segment(30, "ee"));
  EXPECT_EQ(drain(waiting, other), "10:bb 20:dd 30:ee");
  EXPECT_EQ(waiting.bytes(), 0U);
}

}  // namespace
}  // namespace logscan::detail
