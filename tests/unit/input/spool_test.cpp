#include "input/spool.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "hostile/archive_maker.h"

namespace logscan::detail {
namespace {

using test::MemorySource;
using test::TemporaryFolder;

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 31 + i / 256);
  return text;
}

std::string read_back(const Spool& spool) {
  std::string all(spool.size(), '\0');
  EXPECT_EQ(spool.read_at(0, all).value(), all.size());
  return all;
}

TEST(Spool, StaysInMemoryUpToItsLimitAndThenGoesToDisk) {
  Limits limits;
  limits.spool_memory_bytes = 1000;
  Budget budget(limits, nullptr, {});
  const struct {
    const char* name;
    std::size_t size;
    bool on_disk;
  } cases[] = {{"Empty", 0, false}, {"Full", 1000, false}, {"OneOver", 1001, true}, {"FarOver", 700'000, true}};
  for (const auto& c : cases) {
    MemorySource bytes(pattern(c.size), 250);
    const auto spool = Spool::fill(bytes, budget);
    ASSERT_TRUE(spool.ok()) << c.name;
    EXPECT_EQ((*spool)->on_disk(), c.on_disk) << c.name;
    EXPECT_TRUE((*spool)->end().ok());
    EXPECT_EQ(read_back(**spool), pattern(c.size)) << c.name;
    std::string tail(10, '\0');
    EXPECT_EQ((*spool)->read_at(c.size, tail).value(), 0U);
    if (c.size > 5) {
      EXPECT_EQ((*spool)->read_at(c.size - 5, tail).value(), 5U);
    }
  }
}

TEST(Spool, HoldsTheLimitOverAllThatLive) {
  Limits limits;
  limits.spool_bytes = 1000;
  limits.spool_memory_bytes = 0;
  Budget budget(limits, nullptr, {});
  MemorySource exact(pattern(1000), 100);
  auto first = Spool::fill(exact, budget);
  ASSERT_TRUE(first.ok());
  MemorySource one_more(pattern(1));
  const auto second = Spool::fill(one_more, budget);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, ErrorCode::kLimit);
  EXPECT_NE(second.error().message.find("spool-bytes"), std::string::npos);
  first->reset();
  MemorySource again(pattern(1000));
  EXPECT_TRUE(Spool::fill(again, budget).ok()) << "a spool gives back what it took";
  MemorySource too_long(pattern(1001), 100);
  EXPECT_FALSE(Spool::fill(too_long, budget).ok());
  MemorySource once_more(pattern(1000));
  EXPECT_TRUE(Spool::fill(once_more, budget).ok()) << "a failed one as well";
}

TEST(Spool, KeepsWhatCameBeforeAnError) {
  const Limits limits;
  Budget budget(limits, nullptr, {});
  MemorySource bytes("abc", 2, Error{ErrorCode::kTruncated, "cut"});
  const auto spool = Spool::fill(bytes, budget);
  ASSERT_TRUE(spool.ok());
  EXPECT_EQ(read_back(**spool), "abc");
  ASSERT_FALSE((*spool)->end().ok());
  EXPECT_EQ((*spool)->end().error().code, ErrorCode::kTruncated);
}

TEST(Spool, LeavesNoNameOnDisk) {
  const TemporaryFolder folder;
  ASSERT_EQ(setenv("TMPDIR", folder.path().c_str(), 1), 0);
  Limits limits;
  limits.spool_memory_bytes = 0;
  Budget budget(limits, nullptr, {});
  MemorySource bytes(pattern(5000));
  const auto spool = Spool::fill(bytes, budget);
  unsetenv("TMPDIR");
  ASSERT_TRUE(spool.ok());
  EXPECT_TRUE((*spool)->on_disk());
  EXPECT_EQ(folder.entries(), 0U);
}

}  // namespace
}  // namespace logscan::detail
