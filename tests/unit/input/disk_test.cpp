#include "input/disk.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

namespace logscan::detail {
namespace {

TEST(WriteAll, GivesAPipeMoreThanItHolds) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const Descriptor from(ends[0]);
  Descriptor to(ends[1]);
  const std::string text(3U << 20, 'x');
  std::size_t got = 0;
  std::thread reader([&] {
    char piece[1000];
    for (ssize_t n = 0; (n = ::read(from.get(), piece, sizeof piece)) > 0;) got += static_cast<std::size_t>(n);
  });
  EXPECT_TRUE(write_all(to.get(), text));
  to = Descriptor();
  reader.join();
  EXPECT_EQ(got, text.size());
}

TEST(WriteAll, SaysWhereThereIsNoSpace) {
  const Descriptor full = open_path("/dev/full", O_WRONLY);
  ASSERT_TRUE(full.valid());
  EXPECT_TRUE(write_all(full.get(), ""));
  EXPECT_FALSE(write_all(full.get(), "text"));
  EXPECT_EQ(errno, ENOSPC);
}

}  // namespace
}  // namespace logscan::detail
