#include "single_capture.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "packet.h"
#include "support/temporary_folder.h"

namespace logscan::gen {
namespace {

std::string written(std::uint64_t bytes, std::uint64_t seed) {
  const test::TemporaryFolder folder;
  const std::string path = folder.file("big.cap");
  const Status status = write_single_capture({bytes, seed}, path);
  EXPECT_TRUE(status) << status.error().message;
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

std::uint32_t number(const std::string& text, std::size_t at, std::size_t size, bool big_endian) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < size; ++i)
    value = value << 8 | static_cast<unsigned char>(text[big_endian ? at + i : at + size - 1 - i]);
  return value;
}

// More than two rounds of 300 s, so that connections come again with other ports and numbers.
TEST(SingleCapture, HoldsWholePacketsWithTrueChecksumsInTheOrderOfTime) {
  constexpr std::uint64_t kSize = 20U << 20;
  const std::string file = written(kSize, 1);
  EXPECT_LE(file.size(), kSize);
  EXPECT_GT(file.size(), kSize - 20'000);
  std::uint64_t last = 0;
  std::uint64_t first = 0;
  std::size_t packets = 0, arps = 0, wrong = 0, stale_dates = 0, syns = 0, backwards = 0;
  std::set<std::pair<std::uint32_t, std::uint32_t>> starts;
  for (std::size_t at = 24; at < file.size(); ++packets) {
    const std::uint64_t time = number(file, at, 4, false) * std::uint64_t{1'000'000} + number(file, at + 4, 4, false);
    if (first == 0) first = time;
    if (time < last) ++backwards;
    last = time;
    const std::size_t size = number(file, at + 8, 4, false);
    ASSERT_LE(at + 16 + size, file.size());
    std::string frame = file.substr(at + 16, size);
    at += 16 + size;
    if (number(frame, 12, 2, true) != 0x0800) {
      ++arps;
      continue;
    }
    if (frame[23] != 6) continue;
    FrameLayout layout;
    layout.ip = 14;
    layout.transport = 34;
    const std::string before = frame;
    frame[50] = frame[51] = 0;
    set_transport_checksum(frame, layout, 6, 16);
    if (frame != before) ++wrong;
    if (number(frame, 36, 2, true) == 7080 && frame[47] == 2) {
      ++syns;
      starts.emplace(number(frame, 34, 2, true), number(frame, 38, 4, true));
    }
    if (frame.find("HTTP/1.1 200 OK\r\nDate: Wed, 04 Mar 2026 00:00:") != std::string::npos &&
        time - first > 61'000'000)
      ++stale_dates;
  }
  EXPECT_GT(last - first, 600'000'000U);
  EXPECT_EQ(backwards, 0U);
  EXPECT_EQ(wrong, 0U);
  EXPECT_EQ(stale_dates, 0U);
  EXPECT_GT(arps, 100U);
  EXPECT_GT(syns, 4000U);
  EXPECT_EQ(starts.size(), syns) << "no connection stands twice";
  EXPECT_GT(packets, 50'000U);
}

TEST(SingleCapture, TheSeedMakesTheBytes) {
  const std::string bytes = written(1U << 20, 1);
  EXPECT_EQ(written(1U << 20, 1), bytes);
  EXPECT_NE(written(1U << 20, 2), bytes);
}

}  // namespace
}  // namespace logscan::gen
