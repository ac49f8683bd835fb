#include "session/pipe.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

namespace logscan::detail {
namespace {

Pipe::Buffer buffer_of(const std::string& text) { return {text.begin(), text.end()}; }

// Everything that comes, read `step` bytes at a time.
std::string read_all(Pipe& pipe, std::size_t step) {
  std::string text, part(step, '\0');
  for (;;) {
    const Result<std::size_t> got = pipe.read(part);
    if (!got || *got == 0) return text;
    text.append(part, 0, *got);
  }
}

TEST(Pipe, GivesWhatWasPutInOrder) {
  for (const std::size_t step : {1U, 2U, 3U, 5U, 100U}) {
    Pipe pipe;
    pipe.put(buffer_of("abc"));
    pipe.put(buffer_of("d"));
    pipe.put(buffer_of("efgh"));
    pipe.close(std::nullopt);
    EXPECT_EQ(read_all(pipe, step), "abcdefgh") << "read " << step << " at a time";
  }
}

TEST(Pipe, EndsForEver) {
  Pipe pipe;
  pipe.close(std::nullopt);
  std::string into(4, '\0');
  for (int i = 0; i < 3; ++i) {
    const Result<std::size_t> got = pipe.read(into);
    ASSERT_TRUE(got.ok());
    EXPECT_EQ(*got, 0U);
  }
}

TEST(Pipe, GivesTheDataThenTheErrorOnce) {
  Pipe pipe;
  pipe.put(buffer_of("abc"));
  pipe.close(Error{ErrorCode::kTruncated, "cut"});
  std::string into(8, '\0');
  const Result<std::size_t> data = pipe.read(into);
  ASSERT_TRUE(data.ok());
  EXPECT_EQ(into.substr(0, *data), "abc");
  const Result<std::size_t> error = pipe.read(into);
  ASSERT_FALSE(error.ok());
  EXPECT_EQ(error.error().code, ErrorCode::kTruncated);
  EXPECT_EQ(error.error().message, "cut");
  const Result<std::size_t> after = pipe.read(into);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(*after, 0U);
}

TEST(Pipe, CarriesMoreThanItHoldsAtATime) {
  Pipe pipe;
  constexpr std::size_t kBlocks = 500, kBlockBytes = 1000;
  std::jthread writer([&] {
    for (std::size_t i = 0; i < kBlocks; ++i) {
      Pipe::Buffer block = pipe.take_empty();
      block.assign(kBlockBytes, static_cast<char>('a' + i % 26));
      pipe.put(std::move(block));
    }
    pipe.close(std::nullopt);
  });
  const std::string text = read_all(pipe, 777);
  ASSERT_EQ(text.size(), kBlocks * kBlockBytes);
  for (std::size_t i = 0; i < kBlocks; ++i) {
    ASSERT_EQ(text[i * kBlockBytes], static_cast<char>('a' + i % 26)) << "block " << i;
    ASSERT_EQ(text[(i + 1) * kBlockBytes - 1], static_cast<char>('a' + i % 26)) << "block " << i;
  }
}

TEST(Pipe, NeverBlocksTheWriterOfAReaderThatGaveUp) {
  Pipe pipe;
  std::jthread writer([&] {
    for (int i = 0; i < 100; ++i) {
      Pipe::Buffer block = pipe.take_empty();
      block.assign(10, 'x');
      pipe.put(std::move(block));
    }
    pipe.close(std::nullopt);
  });
  std::string into(5, '\0');
  const Result<std::size_t> got = pipe.read(into);
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(into.substr(0, *got), "xxxxx");
  pipe.abandon();
  writer.join();  // would hang for ever
}

}  // namespace
}  // namespace logscan::detail
