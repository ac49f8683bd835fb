#include "input/kept_streams.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace logscan::detail {
namespace {

// Which stream it is, and where in it, shows in every byte.
std::string pattern(std::size_t stream, std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(stream * 57 + i * 31 + i / 256);
  return text;
}

std::string read_back(const KeptStreams& streams, const KeptStream& stream) {
  const std::unique_ptr<ByteSource> bytes = streams.open(stream);
  std::string all;
  std::array<char, 100'003> piece;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read()
  for (auto got = bytes->read(piece); got.value() != 0; got = bytes->read(piece)) all.append(piece.data(), *got);
  return all;
}

TEST(KeptStreams, GivesBackWhatSeveralThreadsKeep) {
  constexpr std::array<std::size_t, 5> kSizes = {0, 1, 1 << 20, (1 << 20) + 1, 5'000'000};
  KeptStreams streams(1 << 30);
  std::vector<KeptStream> kept(kSizes.size());
  std::vector<int> failures(kSizes.size());
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < kSizes.size(); ++i) {
      threads.emplace_back([&, i] {
        const std::string text = pattern(i, kSizes[i]);
        for (std::size_t at = 0; at < text.size(); at += 77'777) {
          if (!streams.add(kept[i], std::string_view(text).substr(at, 77'777))) ++failures[i];
        }
      });
    }
  }
  for (std::size_t i = 0; i < kSizes.size(); ++i) {
    EXPECT_EQ(failures[i], 0);
    EXPECT_TRUE(read_back(streams, kept[i]) == pattern(i, kSizes[i])) << kSizes[i] << " bytes";
  }
}

TEST(KeptStreams, TakesAsMuchAsItMay) {
  KeptStreams streams(10);
  KeptStream first, second;
  EXPECT_TRUE(streams.add(first, std::string_view("12345")).ok());
  EXPECT_TRUE(streams.add(second, std::string_view("67890")).ok());
  const Status refused = streams.add(second, std::string_view("1"));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::kLimit);
  EXPECT_EQ(read_back(streams, first), "12345");
  EXPECT_EQ(read_back(streams, second), "67890");
}

}  // namespace
}  // namespace logscan::detail
